import type { Deployment } from "@azure-genai-gateway/common/resource";
import type { LocalStack } from "@azure-genai-gateway/local-gateway/stack/stack";
import {
  type DeclaredBackend,
  declaredBackends,
} from "@azure-genai-gateway/local-gateway/stack/declaredBackends";
import type { BackendRecord, CallRecord, RunRecords } from "./records";
import type { ClientCall } from "./traffic";

export interface JoinOptions {
  readonly calls: readonly ClientCall[];
  readonly stack: LocalStack;
  readonly deployment: Deployment;
  readonly backends: readonly DeclaredBackend[];
  /** When the traffic began, in ms since the epoch. */
  readonly begun: number;
  /** Seconds. */
  readonly duration: number;
}

interface UsageEvent {
  readonly requestId: string;
  readonly product: string | null;
  readonly region: string;
  readonly backend: string;
  readonly spilled: boolean;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly costMicros?: number | null;
}

/**
 * Joins what clients saw with usage events and LLM log rows by request id, as a report on Azure would: the log's exact
 * tokens where there is a row, the event's otherwise.
 */
export function joinRecords(options: JoinOptions): RunRecords {
  const { stack, begun, duration, deployment } = options;
  const events = grouped(
    stack.recorded.eventHubEvents.map(({ body }) => JSON.parse(body) as UsageEvent),
    ({ requestId }) => requestId,
  );
  const rows = grouped(stack.recorded.llmLogs, ({ CorrelationId }) => CorrelationId);
  const calls = options.calls.map((call): CallRecord => {
    const own = events.get(call.requestId) ?? [];
    const logged = rows.get(call.requestId) ?? [];
    const [event] = own;
    const [row] = logged;
    return {
      at: (call.startedMs - begun) / 1000,
      traffic: call.traffic,
      subscription: call.subscription,
      status: call.status,
      complete: call.complete,
      latencyMs: call.latencyMs,
      firstByteMs: call.firstByteMs,
      retryAfterS: call.retryAfterS,
      requestId: call.requestId,
      ...(call.follows === undefined ? {} : { follows: call.follows }),
      backend: event?.backend ?? "",
      product: event?.product ?? "",
      region: event?.region ?? "",
      spilled: event?.spilled ?? false,
      promptTokens: row?.PromptTokens ?? event?.promptTokens ?? 0,
      completionTokens: row?.CompletionTokens ?? event?.completionTokens ?? 0,
      ...(typeof event?.costMicros === "number" ? { costMicros: event.costMicros } : {}),
      usageEvents: own.length,
      llmLogRows: logged.length,
    };
  });
  const backendCalls = declaredBackends(deployment.resources)
    .flatMap(({ id, subdomain }) =>
      (stack.accounts.get(subdomain)?.ledger.calls ?? []).map((served): BackendRecord => ({
        at: (served.at - begun) / 1000,
        backend: id,
        status: served.status,
        promptTokens: served.promptTokens,
        cachedTokens: served.cachedTokens,
        completionTokens: served.completionTokens,
      })),
    )
    .sort((left, right) => left.at - right.at);
  return { duration, backends: options.backends, calls, backendCalls };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
