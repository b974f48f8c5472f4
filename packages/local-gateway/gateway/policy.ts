import type { TokenCounter } from "../tokens/tokenCounter";
import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpHeaders, HttpResponse } from "@azure-genai-gateway/common/http";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { Random } from "@azure-genai-gateway/common/random";
import { type StopSignal } from "@azure-genai-gateway/common/stopper";
import type {
  CompiledElement,
  PolicyBinding,
  PolicySection,
} from "@azure-genai-gateway/policy-language/document";
import type {
  HostError,
  PolicyContext,
  PolicyValue,
} from "@azure-genai-gateway/policy-language/expressions/host";
import type { ApiModel, LoggerModel, OperationModel } from "./model/types";
import type { Transport } from "../http/transport";

/**
 * One policy, one file, one test file. A definition turns an element into a step once, when the document is
 * loaded; the step then runs per call. The registry in `policies/index.ts` lists all of them.
 */
export interface PolicyDefinition {
  /** The element's name. */
  readonly name: string;
  build(element: CompiledElement, env: PolicyBuildEnvironment): PolicyStep;
}

export interface PolicyStep {
  readonly name: string;
  run(call: Call): Promise<StepOutcome> | StepOutcome;
}

/** `stop`: return-response ended the pipeline; what `call.response` holds is the answer. Nothing: go on. */
export type StepOutcome = void | "stop";

export interface PolicyBuildEnvironment {
  /** Steps of child elements, in order; unknown names are problems found before. */
  buildChildren(elements: readonly CompiledElement[]): readonly PolicyStep[];
  readonly problems: Problem[];
  /** Where the document stands: for counters that belong to one place and for LastError. */
  readonly scope: "global" | "product" | "api" | "operation";
  /** Unique per element within the gateway, stable across calls: names counters of policies without a key. */
  readonly identity: string;
}

/** A response while policies work on it. A body is read into memory only when something asks for its bytes. */
export interface CallResponse extends Pick<HttpResponse, "headers"> {
  status: number;
  reason: string;
  headers: HttpHeaders;
  /** The body when it is in memory; undefined while it is still a stream or consumed. */
  bytes(): Uint8Array | undefined;
  /** Reads a stream to its end: from here on the client gets it whole, on Azure as here. */
  buffer(): Promise<void>;
  setBody(bytes: Uint8Array): void;
  consume(): void;
  /** True while the body is a stream that nobody has read. */
  readonly streaming: boolean;
}

/** One request on its way through the gateway. */
export interface Call {
  readonly context: PolicyContext;
  readonly gateway: GatewayServices;
  section: PolicySection;
  /** What the request was found to be for. */
  readonly api?: ApiModel;
  readonly operation?: OperationModel;
  response?: CallResponse;
  /** The backend chosen by set-backend-service, or by the API's service URL. */
  backend: BackendTarget;
  /** True once forward-request (or the default) has been told to send bytes to the client as they come. */
  streamResponse: boolean;
  /** Aborted when the client hangs up. */
  readonly signal: StopSignal;
  /** Value of a binding, bodies that it reads having been buffered. Fails the call as API Management does. */
  evaluate(binding: PolicyBinding): Promise<PolicyValue>;
  /** The same as text; `undefined` binding gives undefined. */
  text(binding: PolicyBinding): Promise<string>;
  text(binding: PolicyBinding | undefined): Promise<string | undefined>;
  /**
   * Called once, when the backend section has ended and before outbound runs. A whole (not streamed) answer is in
   * memory by then, so that what it states can be read; not called when the backend section fails or ends the pipeline.
   */
  afterBackend(action: () => void): void;
  /** Called once, when outbound and on-error have ended, before the answer's head is sent. */
  afterPolicies(action: () => void): void;
  /** Called once, when the answer's last byte has passed (or the client has gone), with the usage the body stated. */
  afterBody(action: (completion: CallCompletion) => void): void;
  readonly trace: CallTrace;
}

/** What the gateway itself knows once a response body has passed by. Policies' expressions never see it. */
export interface CallCompletion {
  readonly status: number;
  /** False when the client hung up or the backend broke off. */
  readonly complete: boolean;
  /** The usage object of the body, or of a stream's last chunk; undefined when there was none. */
  readonly usage?: TokenUsage;
  /** Completion text seen in the body, for estimates where the body states no usage. */
  readonly completionText: string;
  /** Of the answer's body, as far as it passed. */
  readonly bytes: number;
}

export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
}

export interface BackendTarget {
  /** The backend entity's id (or a pool's); undefined for a plain URL. */
  readonly backendId?: string;
  readonly baseUrl?: string;
}

/** Thrown by a step: on-error runs, with `LastError` made of this. */
export class PolicyFailure extends Error {
  constructor(
    readonly error: Pick<HostError, "source" | "reason" | "message"> & { readonly policyId?: string },
    /** Default 500. */
    readonly status: number = 500,
    readonly headers: Readonly<Record<string, string>> = {},
    /** What the client gets unless on-error answers otherwise; default API Management's JSON shape. */
    readonly body?: unknown,
    /** The status line's reason, which context.Response.StatusReason gives; default the status' own. */
    readonly statusReason?: string,
  ) {
    super(error.message);
    this.name = "PolicyFailure";
  }

  /** True where the gateway itself answers with a status of its own, false where something has gone wrong in it. */
  get refusal(): boolean {
    return this.status !== 500;
  }
}

/** What a trace records of each step; kept only when asked for. Secrets are masked before they get here. */
export interface CallTrace {
  readonly enabled: boolean;
  add(source: string, message: string, data?: unknown): void;
  /** A policy begins. Expressions evaluated until it is left are its own. */
  enter(step: PolicyStep): unknown;
  /** @param run what {@link enter} gave. */
  left(run: unknown, end: "ran" | "ended the pipeline" | "failed"): void;
  /** The value an expression gave, or the error it threw. */
  expression(binding: PolicyBinding & { kind: "expression" }, outcome: ExpressionOutcome): void;
}

export type ExpressionOutcome = { readonly value: PolicyValue } | { readonly error: unknown };

/** State and sinks shared by all calls of one gateway instance. */
export interface GatewayServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly cache: ValueCache;
  readonly counters: Counters;
  readonly sinks: GatewaySinks;
  readonly tokens: TokenCounter;
  /** A token for a managed identity the service has; throws PolicyFailure when it has none of that client id. */
  identityToken(resource: string, clientId: string | undefined): string;
  /** Sends the call's request to its backend: entity credentials, pool choice, breaker. Sets nothing on the call. */
  forward(call: Call, options: ForwardOptions): Promise<CallResponse>;
  /** Event Hub (or Application Insights) behind a logger's id; undefined when there is no such logger. */
  logger(id: string): LoggerModel | undefined;
  /** Steps of a fragment, compiled once. */
  fragment(id: string): readonly PolicyStep[] | undefined;
}

export interface ForwardOptions {
  readonly timeoutMs: number;
  readonly followRedirects: boolean;
  /** False: the body may pass through as a stream. */
  readonly bufferResponse: boolean;
  /** False: the request's body goes out as it comes in, and is not there for another attempt. */
  readonly bufferRequestBody: boolean;
}

/** API Management's internal cache, one per gateway. Reads after the duration has passed miss. */
export interface ValueCache {
  /** Undefined on a miss. */
  get(key: string): PolicyValue;
  set(key: string, value: PolicyValue, durationSeconds: number): void;
  delete(key: string): void;
}

/** Counters of rate limits, quotas and token limits; per gateway instance, as on Azure. */
export interface Counters {
  /** Sum over the last `windowSeconds`, and ms until enough has left it for `amount` to fit under `limit` (0 when it fits now). */
  slidingPeek(
    key: string,
    windowSeconds: number,
    limit: number,
    amount: number,
  ): { used: number; retryAfterMs: number };
  /**
   * Counts at the clock's time, or at an earlier `at` (ms since the epoch). A negative amount takes back what was
   * counted at exactly that time.
   */
  slidingAdd(key: string, windowSeconds: number, amount: number, at?: number): void;
  /**
   * Sum since the window's start, a window being [start, end) in ms since the epoch.
   * @param limit what it is compared with, for displays.
   */
  fixedPeek(key: string, windowStart: number, limit?: number): number;
  fixedAdd(key: string, windowStart: number, windowEnd: number, amount: number): void;
}

/** Where a gateway's output goes. Each is called once per event, in order. */
export interface GatewaySinks {
  eventHub(event: {
    hub: string;
    /** Of the hub, where the logger says so. */
    namespace?: string;
    loggerId: string;
    body: string;
    partitionKey?: string;
    at: number;
  }): void;
  metric(event: {
    name: string;
    value: number;
    namespace: string;
    dimensions: Readonly<Record<string, string>>;
    at: number;
  }): void;
  trace(event: {
    source: string;
    severity: string;
    message: string;
    metadata: Readonly<Record<string, string>>;
    requestId: string;
    at: number;
  }): void;
  /** A message that a policy sent to a queue, a topic or a binding; left out by sinks that measure calls only. */
  message?(event: MessageEvent): void;
  /** A row of ApiManagementGatewayLlmLog; column names are Log Analytics' own. */
  llmLog(row: LlmLogRow): void;
  /** A row of ApiManagementGatewayLogs, one a call. */
  gatewayLog(row: GatewayLogRow): void;
}

export interface MessageEvent {
  readonly service: "serviceBus" | "daprPubSub" | "daprBinding";
  /** `NAMESPACE/QUEUE-OR-TOPIC`, `PUBSUB/TOPIC` or `BINDING/OPERATION`; the first or last part is absent where a policy leaves it out. */
  readonly target: string;
  readonly body: string;
  /** Of the message, or the binding's metadata. */
  readonly properties: Readonly<Record<string, string>>;
  /** Ms since the epoch. */
  readonly at: number;
}

export interface LlmLogRow {
  readonly TimeGenerated: number;
  readonly CorrelationId: string;
  readonly OperationName: string;
  readonly ModelName: string;
  readonly DeploymentName: string;
  readonly IsStreamCompletion: boolean;
  readonly PromptTokens: number;
  readonly CompletionTokens: number;
  readonly TotalTokens: number;
  readonly SequenceNumber: number;
}

export interface GatewayLogRow {
  readonly TimeGenerated: number;
  readonly CorrelationId: string;
  readonly Method: string;
  /** Without its query: keys may stand there. */
  readonly Url: string;
  readonly ResponseCode: number;
  readonly BackendId: string;
  readonly ApiId: string;
  readonly OperationId: string;
  readonly ProductId: string;
  readonly ApimSubscriptionId: string;
  readonly TotalTime: number;
  readonly LastErrorReason: string;
}
