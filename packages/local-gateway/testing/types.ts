import type { TokenRequest } from "../estate/openIdProvider";
import type { TraceEntry } from "../gateway/pipeline/trace";
import type { EventHubEvent, MetricEvent, TraceEvent } from "../gateway/sinks";
import type { MessageEvent } from "../gateway/policy";
import type { Coverage } from "./coverage";

/** A request as it came to a host that a handler stands for. Names of headers are in lower case. */
export interface HostRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Without host and query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body read as JSON; throws where it is none. */
  readonly json: unknown;
  /** How many requests the host has had before this one. */
  readonly index: number;
}

/** What a handler answers; all of it has defaults. */
export interface HostResponse {
  /** Default 200. */
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Server-sent events in place of a body: each as a `data:` line, texts as they are, anything else as JSON. */
  readonly events?: readonly unknown[];
  /** Virtual time until the answer, in milliseconds; default 0. */
  readonly delayMs?: number;
}

/**
 * Stands for a host. Nothing in place of an answer is 200 without a body; an error that it throws is a connection that
 * broke, as a policy sees it.
 */
export type HostHandler = (
  request: HostRequest,
) => HostResponse | undefined | void | Promise<HostResponse | undefined | void>;

/** A policy that is not in a file. */
export interface InlinePolicy {
  /** The document: `<policies>...` */
  readonly policy: string;
}

export interface OpenPoliciesOptions {
  /** Values for `{{name}}`. */
  readonly namedValues?: Readonly<Record<string, string>>;
  /** Documents of policy fragments that are not beside the policy, by id. */
  readonly fragments?: Readonly<Record<string, string>>;
  /**
   * Who answers, by a backend's id, an API's id, or a host's name; `default` for the backend of a lone policy and for
   * whatever no other answers. Hosts of Azure OpenAI accounts and of other providers of models are simulated where they have
   * no handler; any other fails to connect.
   */
  readonly hosts?: Readonly<Record<string, HostHandler>>;
  /** Values for an ARM template's parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Which API Management service, where there are several; default the one with the most APIs. */
  readonly service?: string;
  /** When the test begins: ISO 8601, ms since the epoch, or a Date. Default 2026-01-01T00:00:00Z. */
  readonly now?: string | number | Date;
  /** What chance (balancing, jitter, ids) is drawn from; the same seed gives the same run. Default 1. */
  readonly seed?: number;
}

export interface CallOptions {
  /** Default GET, or POST where there is a body. */
  readonly method?: string;
  /** With its query; default `/`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A text or bytes as they are; anything else as JSON with its content type. */
  readonly body?: unknown;
  /**
   * A subscription, by its name or by its key. Default: for a lone policy its own subscription, else none; `null` sends
   * none.
   */
  readonly key?: string | null;
  /** Variables that are set before the first policy runs. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Virtual time of the call, not before that of the last: as `now`. Default: now. */
  readonly at?: string | number | Date;
  /** The caller's address; default 203.0.113.7. */
  readonly clientAddress?: string;
}

/** A request that left the gateway, and what came back. */
export interface BackendCall extends Omit<HostRequest, "index"> {
  /** The host that was called. */
  readonly host: string;
  /** Virtual time, ms since the epoch. */
  readonly at: number;
  /** Absent where there was no answer. */
  readonly status?: number;
}

export interface CallCost {
  /** As the answer names it. */
  readonly model: string;
  readonly promptTokens: number;
  /** Of the prompt's. */
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** At the catalogue's list prices of a GlobalStandard deployment; absent where the model has none there. */
  readonly dollars?: number;
}

/** What a call gave, and all that it did on its way. */
export interface CallResult {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case; several values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body read as JSON; throws where it is none. */
  readonly json: unknown;
  readonly backendCalls: readonly BackendCall[];
  /** context.Variables at the end, as JavaScript values. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What log-to-eventhub sent. */
  readonly events: readonly EventHubEvent[];
  readonly metrics: readonly MetricEvent[];
  /** What trace policies wrote. */
  readonly traces: readonly TraceEvent[];
  /** Messages to Service Bus and Dapr. */
  readonly messages: readonly MessageEvent[];
  /** What every policy did, step by step. */
  readonly trace: readonly TraceEntry[];
  /** context.LastError; undefined where nothing failed. */
  readonly error: { readonly source: string; readonly reason: string; readonly message: string } | undefined;
  /** What the answer cost by the usage it states; undefined where it states none. */
  readonly cost: CallCost | undefined;
  /** Virtual time from the request to the end of the answer. */
  readonly tookMs: number;
}

/** A gateway with the policies to be tested, under a virtual clock, in this process. */
export interface PolicyGateway {
  /** Calls it; time goes on by as much as the call takes. Calls may be under way at the same time. */
  call(options?: CallOptions): Promise<CallResult>;
  /** Lets time pass, in milliseconds. */
  advance(ms: number): Promise<void>;
  /** Virtual time, ms since the epoch. */
  readonly now: number;
  /** A token that validate-jwt and validate-azure-ad-token accept, with the claims that are given. */
  token(request?: TokenRequest): string;
  /** What is worth knowing of the policies but does not stop them. */
  readonly warnings: readonly string[];
  /** Which policies and branches have run so far. */
  coverage(): Coverage;
}
