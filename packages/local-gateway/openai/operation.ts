import type { Random } from "@azure-genai-gateway/common/random";
import type { TokenCounter } from "../tokens/tokenCounter";
import type { Job } from "./job";
import type { ModelFacts } from "../tokens/models";
import type { AccountState } from "./state";
import type { Answer } from "../answers/give";
import type { Charges, DeploymentBehaviour, Latency } from "../answers/types";
import type { SimulatedDeployment } from "./types";

/** The members of a JSON body, or the fields of a form (whose files are `UploadedFile`s). */
export type RequestBody = Readonly<Record<string, unknown>>;

/** What an operation knows of the call. */
export interface OperationContext {
  readonly deployment: SimulatedDeployment;
  readonly facts: ModelFacts;
  readonly behaviour: DeploymentBehaviour;
  readonly latency: Latency;
  readonly tokens: TokenCounter;
  /** Draws the answer: the same for the same request body within one run. */
  readonly random: Random;
  /** An id part that no other call of the run has. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** What the account keeps: responses, conversations, files, batches. */
  readonly state: AccountState;
  /** The answer is to be stopped as harmful. */
  readonly filtersAnswer: boolean;
  /** The account's own address, for links in answers: https://SUBDOMAIN.openai.azure.com. */
  readonly origin: string;
}

/** A request that is valid: what it needs, and how to answer it once it is admitted. */
export interface Plan {
  readonly promptTokens: number;
  /** The caller's cap over all choices. */
  readonly maxTokens: number | undefined;
  /** What prompt caching compares; absent where nothing is cached. */
  readonly promptText?: () => string;
  readonly streamed: boolean;
  /** Kinds of input that are billed apart; those in tokens are part of `promptTokens`. */
  readonly charged?: Partial<Charges>;
  make(cachedTokens: number): Made;
}

export interface Made extends Answer {
  /** The answer is made without the caller, who comes back for it: keeps the work and gives what he gets now. */
  readonly inBackground?: (job: Job) => unknown;
}

/** An answer that is no JSON. */
export class RawAnswer {
  constructor(
    readonly contentType: string,
    readonly bytes: Uint8Array,
  ) {}
}

/** One thing an account can be asked for: validates (throwing ServiceError) and plans. */
export type Operation = (body: RequestBody, context: OperationContext) => Plan;

/** The model as answers name it: with its version, except for embeddings. */
export function servedModel({ deployment, facts }: OperationContext): string {
  const { model, modelVersion } = deployment;
  return facts.kind === "embeddings" || modelVersion === "" ? model : `${model}-${modelVersion}`;
}
