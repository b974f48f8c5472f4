import { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { HostBody, HostResponse, PolicyContext } from "../expressions/host";
import type { RowValue } from "./rows";
import { rowValue, type ResponseText } from "./values";

interface MessageText extends ResponseText {
  readonly method: string;
  readonly url: string;
  readonly originalUrl: string;
  readonly ipAddress: string;
  readonly matchedParameters: Readonly<Record<string, string>>;
}

/** One entry of the contexts file. A null part is absent for the expression. */
export type ContextText = Partial<
  Nullable<
    Pick<
      PolicyContext,
      "requestId" | "deployment" | "api" | "operation" | "product" | "subscription" | "user" | "lastError"
    >
  >
> & {
  /** The entry this one changes. */
  readonly base?: string;
  readonly elapsedMs?: number;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly request?: MessageText;
  readonly response?: ResponseText | null;
  readonly variables?: Readonly<Record<string, RowValue>>;
};

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };
export type Contexts = Readonly<Record<string, ContextText>>;

function resolve(contexts: Contexts, name: string): ContextText {
  const entry = contexts[name];
  if (!entry) throw new Error(`The contexts file has no entry '${name}'`);
  return entry.base === undefined ? entry : { ...resolve(contexts, entry.base), ...entry };
}

/** A fresh context: an expression may consume bodies and change the objects in variables. */
export function makeContext(
  contexts: Contexts,
  name: string,
  more: Readonly<Record<string, RowValue>> = {},
): PolicyContext {
  const entry = resolve(contexts, name);
  const { request } = entry;
  if (!request) throw new Error(`The context '${name}' has no request`);
  const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
  return {
    requestId: entry.requestId ?? "00000000-0000-0000-0000-000000000000",
    timestamp: Date.parse(entry.timestamp ?? "2000-01-01T00:00:00Z"),
    elapsedMs: () => entry.elapsedMs ?? 0,
    tracing: false,
    trace: () => undefined,
    deployment: entry.deployment ?? { serviceName: "", serviceId: "", region: "", gatewayId: "" },
    api: given(entry.api),
    operation: given(entry.operation),
    product: given(entry.product),
    subscription: given(entry.subscription),
    user: given(entry.user),
    lastError: given(entry.lastError),
    request: {
      method: request.method,
      url: request.url,
      originalUrl: request.originalUrl,
      ipAddress: request.ipAddress,
      matchedParameters: new Map(Object.entries(request.matchedParameters)),
      headers: headersOf(request),
      body: bodyOf(request),
    },
    response: entry.response ? responseOf(entry.response) : undefined,
    variables: new Map(
      Object.entries({ ...entry.variables, ...more }).map(([key, value]) => [
        key,
        rowValue(value, responseOf),
      ]),
    ),
  };
}

function headersOf(message: ResponseText): HttpHeaders {
  return new HttpHeaders(message.headers ?? {});
}

function bodyOf(message: ResponseText): HostBody {
  let bytes = message.body === undefined || message.body === null ? undefined : Buffer.from(message.body);
  return { bytes: () => bytes, consume: () => void (bytes = undefined) };
}

function responseOf(text: ResponseText): HostResponse {
  return {
    statusCode: text.statusCode ?? 200,
    statusReason: text.statusReason ?? "",
    headers: headersOf(text),
    body: bodyOf(text),
  };
}
