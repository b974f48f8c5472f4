import type { HttpResponse } from "@azure-genai-gateway/common/http";
import type { StopSignal } from "@azure-genai-gateway/common/stopper";
import { batchRoutes } from "../batches/batches";
import type { BatchWork } from "../batches/batchStore";
import { fileRoutes } from "../files/files";
import type { RequestBody } from "../operation";
import { conversationRoutes } from "../responses/conversations";
import { storedResponseRoutes } from "../responses/stored";
import type { AccountState } from "../state";
import type { Since } from "./apiVersions";
import { modelRoutes, type ListedModel } from "./modelList";

/** What the account answers by itself, without a model. */
export interface PlainRoute {
  /** In the ledger. */
  readonly name: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** Behind /openai/v1/. */
  readonly path: string;
  /** From which dated version on it is also behind /openai/. */
  readonly dated?: Since;
  readonly run: (call: PlainCall) => HttpResponse | Promise<HttpResponse>;
}

export interface PlainCall {
  readonly state: AccountState;
  /** Placeholders of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body's JSON, {} when it has none. @throws ServiceError for what is no JSON object. */
  readonly json: () => RequestBody;
  /** The body's form. @throws ServiceError for another content type, or a broken form. */
  readonly form: () => RequestBody;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Letters and digits that no other id of the run has. */
  readonly newId: () => string;
  readonly work: BatchWork;
  readonly models: readonly ListedModel[];
  readonly signal?: StopSignal;
}

export const plainRoutes: readonly PlainRoute[] = [
  ...fileRoutes,
  ...batchRoutes,
  ...modelRoutes,
  ...storedResponseRoutes,
  ...conversationRoutes,
];
