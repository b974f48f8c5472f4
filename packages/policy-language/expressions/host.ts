import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { Clock } from "@azure-genai-gateway/common/clock";
import type { Random } from "@azure-genai-gateway/common/random";

/**
 * What a host (the local gateway, the conformance runner) gives to expressions as `context`.
 * Members follow https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
 */
export interface PolicyContext {
  requestId: string;
  /** When the gateway received the request, ms since the epoch. */
  timestamp: number;
  /** Milliseconds since the request was received; fractions are allowed. */
  elapsedMs(): number;
  tracing: boolean;
  /** `context.Trace(message)`. */
  trace(message: string): void;
  deployment: HostDeployment;
  api?: HostApi;
  operation?: HostOperation;
  product?: HostProduct;
  subscription?: HostSubscription;
  user?: HostUser;
  request: HostRequest;
  /** Absent before the backend has answered: `context.Response` is null. */
  response?: HostResponse;
  /** Set only in on-error, and in the outcome of a failed child of retry. */
  lastError?: HostError;
  variables: Map<string, PolicyValue>;
}

/** A boxed .NET value. Opaque to hosts: made and read with the functions of `values.ts`. */
export type PolicyValue = unknown;

export interface HostDeployment {
  serviceName: string;
  serviceId: string;
  region: string;
  gatewayId: string;
  /** Of one of the gateway's machines. Default: the gateway's id. */
  instanceId?: string;
}

export interface HostOperation {
  id: string;
  name: string;
  method: string;
  urlTemplate: string;
}

export interface HostSubscription {
  id: string;
  name: string;
  key: string;
  primaryKey: string;
  secondaryKey: string;
  /** Ms since the epoch, as all dates here. */
  created?: number;
  starts?: number;
  ends?: number;
}

export interface HostApi {
  id: string;
  name: string;
  path: string;
  revision: string;
  version: string;
  isCurrentRevision: boolean;
  protocols: readonly string[];
  /** Absolute, or empty when the API has none. */
  serviceUrl: string;
  /** Where the API looks for the subscription key. Default: API Management's own names. */
  subscriptionKeyParameterNames?: { readonly header: string; readonly query: string };
}

export interface HostProduct {
  id: string;
  name: string;
  state: "Published" | "NotPublished";
  subscriptionRequired: boolean;
  approvalRequired?: boolean;
  /** Absent: without limit. */
  subscriptionsLimit?: number;
  groups?: readonly { id: string; name: string }[];
}

export interface HostUser {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  groups?: readonly { id: string; name: string }[];
  identities?: readonly { id: string; provider: string }[];
  note?: string;
  registered?: number;
}

/** The body of a message, already in memory when an expression runs: expressions are synchronous. */
export interface HostBody {
  /** Undefined when there is no body, or it was consumed. */
  bytes(): Uint8Array | undefined;
  /** `As<T>()` without preserveContent takes the content away; nothing can read or forward it afterwards. */
  consume(): void;
}

export interface HostRequest {
  method: string;
  /** Absolute; what goes to the backend once set-backend-service and rewrite-uri have run. */
  url: string;
  /** Absolute; as the client sent it. */
  originalUrl: string;
  ipAddress: string;
  matchedParameters: ReadonlyMap<string, string>;
  headers: HttpHeaders;
  body: HostBody;
  /** The client's certificate, made by `fromCertificate`. */
  certificate?: PolicyValue;
}

export interface HostResponse {
  statusCode: number;
  statusReason: string;
  headers: HttpHeaders;
  body: HostBody;
}

export interface HostError {
  source: string;
  reason: string;
  message: string;
  scope: string;
  section: string;
  path: string;
  policyId: string;
}

/** What evaluation needs from outside: DateTime.UtcNow, Random and Guid.NewGuid. */
export interface ExpressionRuntime {
  readonly clock: Clock;
  readonly random: Random;
}
