import type { Clock } from "@azure-genai-gateway/common/clock";
import { withoutVersion } from "@azure-genai-gateway/common/modelVersion";
import { refusalCause, refusalText } from "@azure-genai-gateway/common/refusals";
import type { GatewayLogRow, GatewaySinks, LlmLogRow } from "../gateway/policy";
import type { CallTraceRecord } from "../gateway/pipeline/trace";
import { splitUrl } from "../http/url";
import { TraceTurns } from "./traceTurns";
import { Usage } from "./usage";
import { exactMicros, readUsageEvent, type UsageEvent } from "./usageEvent";

/** One call as the list shows it. */
export interface RequestSummary {
  readonly id: string;
  /** Ms since the epoch, when it ended. */
  readonly at: number;
  readonly method: string;
  /** Path, without a query. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  /** Of a stream: until it began, ms. */
  readonly firstMs?: number;
  readonly backend: string;
  readonly product: string;
  readonly subscription: string;
  /** Without its version; empty where no model was asked. */
  readonly model: string;
  readonly streamed: boolean;
  readonly spilled: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /**
   * Millionths of a US dollar, as the bill has them: what the call's usage event says, and of a stream the cost of the LLM
   * log's tokens at the event's prices. Absent where there is no event, or none that knows a price.
   */
  readonly costMicros?: number;
  /** Whether that is the most it can have been: a stream whose tokens no log has. */
  readonly costEstimated?: boolean;
  /** Why there was no answer, in a line; empty where there was one. */
  readonly reason: string;
  /** Reason of the last error; empty for none. */
  readonly error: string;
}

/** What happened in one second, by backend; "" stands for calls that reached none. */
export interface Second {
  /** Seconds since the epoch. */
  readonly second: number;
  readonly backends: Readonly<Record<string, BackendSecond>>;
}

export interface BackendSecond {
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
  readonly tokens: number;
}

/** Tokens since the start. */
export interface TokenTotals {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** What the usage events of a backend's calls say that these cost. */
export interface ToldCosts {
  /** Millionths of a US dollar. */
  readonly micros: number;
  /** Tokens of calls whose cost no event says, by model. */
  readonly untold: ReadonlyMap<string, TokenTotals>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How far back the charts go. */
export const SECONDS = 120;
/** Traces that are kept, and rows that wait for others of their call. */
export const TRACES = 500;
/** Calls that are kept to be looked for. */
export const REQUESTS = 5_000;

/** Takes what a gateway puts out and keeps the part that a dashboard shows, in bounded memory. */
export class Feed {
  private readonly seconds: { second: number; backends: Record<string, Mutable<BackendSecond>> }[] = [];
  private readonly list: RequestSummary[] = [];
  private readonly totals: Totals = new Map();
  private readonly untold: Totals = new Map();
  /** By backend, in millionths of a US dollar. */
  private readonly told = new Map<string, number>();
  /** Rows that wait for the row of their call, which comes last. */
  private readonly waitingTokens = new Map<string, LlmLogRow>();
  private readonly waitingEvents = new Map<string, UsageEvent>();
  private readonly traces = new Map<string, CallTraceRecord>();
  private readonly listeners = new Set<() => void>();
  private readonly turns: TraceTurns;

  /** Ms since the epoch: costs by the hour count from here. */
  readonly startedAt: number;
  /** Sums of all calls. */
  readonly usage: Usage;

  constructor(private readonly clock: Clock) {
    this.startedAt = clock.now();
    this.turns = new TraceTurns(clock);
    this.usage = new Usage(clock);
  }

  /** To be given to the gateway beside its other sinks. */
  readonly sinks: Pick<GatewaySinks, "llmLog" | "gatewayLog" | "eventHub"> = {
    eventHub: ({ body }) => {
      const event = readUsageEvent(body);
      if (event) bounded(this.waitingEvents, event.requestId, event);
    },
    llmLog: (row) => bounded(this.waitingTokens, row.CorrelationId, row),
    gatewayLog: (row) => this.ended(row),
  };

  /** To be given to the gateway as onTrace. */
  readonly onTrace = (record: CallTraceRecord): void => bounded(this.traces, record.requestId, record);

  /** To be given to the gateway as isTraced: under load some of the calls of each operation are. */
  readonly isTraced = (operationId: string): boolean => this.turns.take(operationId);

  /** The newest first. */
  requests(): readonly RequestSummary[] {
    return this.list.slice(-REQUESTS).reverse();
  }

  request(id: string): RequestSummary | undefined {
    return this.list.findLast((one) => one.id === id);
  }

  trace(id: string): CallTraceRecord | undefined {
    return this.traces.get(id);
  }

  /** The last two minutes, oldest first, without gaps; the second that runs is left out, as half of it is to come. */
  history(): readonly Second[] {
    const now = Math.floor(this.clock.now() / 1_000);
    const known = new Map(this.seconds.map((entry) => [entry.second, entry]));
    return Array.from({ length: SECONDS }, (_, index) => {
      const second = now - SECONDS + index;
      return known.get(second) ?? { second, backends: {} };
    });
  }

  /** Tokens since the start, by model. */
  tokens(backend: string): ReadonlyMap<string, TokenTotals> {
    return this.totals.get(backend) ?? new Map<string, TokenTotals>();
  }

  /** What usage events say that a backend's calls have cost since the start. */
  costs(backend: string): ToldCosts {
    return {
      micros: this.told.get(backend) ?? 0,
      untold: this.untold.get(backend) ?? new Map<string, TokenTotals>(),
    };
  }

  /** Calls `listener` after each call that ended; the returned function ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private ended(row: GatewayLogRow): void {
    const logged = this.waitingTokens.get(row.CorrelationId);
    // A row that has counted no token says nothing, as in the bill.
    const tokens = logged && logged.PromptTokens + logged.CompletionTokens > 0 ? logged : undefined;
    this.waitingTokens.delete(row.CorrelationId);
    const event = this.waitingEvents.get(row.CorrelationId);
    this.waitingEvents.delete(row.CorrelationId);
    const summary = summaryOf(row, tokens, event);
    this.list.push(summary);
    // In bulk: taking one off the front of a long list for every call would cost its whole length.
    if (this.list.length >= REQUESTS * 1.2) this.list.splice(0, this.list.length - REQUESTS);
    this.count(summary);
    this.usage.add({ ...summary, refusal: event?.refusal ?? "" });
    const failed = summary.status >= 400 || summary.error !== "";
    if (failed && !this.traces.has(summary.id)) this.turns.failedUnseen(row.OperationId);
    for (const listener of this.listeners) listener();
  }

  private count({
    backend,
    model,
    status,
    promptTokens,
    completionTokens,
    costMicros,
  }: RequestSummary): void {
    const entry = this.currentSecond();
    const counted = (entry.backends[backend] ??= { requests: 0, refused: 0, failed: 0, tokens: 0 });
    counted.requests += 1;
    if (status === 429) counted.refused += 1;
    else if (status >= 500) counted.failed += 1;
    counted.tokens += promptTokens + completionTokens;
    add(this.totals, backend, model, promptTokens, completionTokens);
    if (costMicros === undefined) add(this.untold, backend, model, promptTokens, completionTokens);
    else this.told.set(backend, (this.told.get(backend) ?? 0) + costMicros);
  }

  private currentSecond() {
    const second = Math.floor(this.clock.now() / 1_000);
    const newest = this.seconds.at(-1);
    if (newest?.second === second) return newest;
    const entry = { second, backends: {} as Record<string, Mutable<BackendSecond>> };
    this.seconds.push(entry);
    while (this.seconds[0]!.second < second - SECONDS) this.seconds.shift();
    return entry;
  }
}

/** By backend, then model. */
type Totals = Map<string, Map<string, Mutable<TokenTotals>>>;

function add(totals: Totals, backend: string, model: string, prompt: number, completion: number): void {
  const byModel = totals.get(backend) ?? new Map<string, Mutable<TokenTotals>>();
  totals.set(backend, byModel);
  const total = byModel.get(model) ?? { promptTokens: 0, completionTokens: 0 };
  byModel.set(model, total);
  total.promptTokens += prompt;
  total.completionTokens += completion;
}

function summaryOf(
  row: GatewayLogRow,
  logged: LlmLogRow | undefined,
  event: UsageEvent | undefined,
): RequestSummary {
  const { CorrelationId: id, ResponseCode: status, BackendId: backend, LastErrorReason: error } = row;
  const cause = refusalCause({ status, refusal: event?.refusal ?? "", lastError: error, backend });
  const streamed = logged?.IsStreamCompletion ?? event?.streamed ?? false;
  // What an answer stated is in its event; of a stream the log has the tokens, and where there is no event of all.
  const counted = event && !(event.estimated && logged) ? event : tokensOf(logged);
  return {
    id,
    at: row.TimeGenerated,
    method: row.Method,
    path: pathOf(row.Url),
    status,
    ms: row.TotalTime,
    ...(streamed && event?.latencyMs !== undefined ? { firstMs: event.latencyMs } : {}),
    backend,
    // Who calls by token has the product that the token leads to, which only the event knows.
    product: event?.product || row.ProductId,
    subscription: event?.subscription || row.ApimSubscriptionId,
    model: withoutVersion(event?.model || logged?.ModelName || ""),
    streamed,
    spilled: event?.spilled ?? false,
    promptTokens: counted.promptTokens,
    completionTokens: counted.completionTokens,
    ...costOf(event, logged),
    reason: refusalText(cause),
    error,
  };
}

const tokensOf = (logged: LlmLogRow | undefined) => ({
  promptTokens: logged?.PromptTokens ?? 0,
  completionTokens: logged?.CompletionTokens ?? 0,
});

function costOf(
  event: UsageEvent | undefined,
  logged: LlmLogRow | undefined,
): Pick<RequestSummary, "costMicros" | "costEstimated"> {
  if (event?.costMicros === undefined) return {};
  const { costMicros, estimated, prices } = event;
  if (!estimated || !logged || !prices) return { costMicros, costEstimated: estimated };
  return {
    costMicros: exactMicros(prices, logged.PromptTokens, logged.CompletionTokens),
    costEstimated: false,
  };
}

function pathOf(url: string): string {
  return url.includes("://") ? splitUrl(url).path : url;
}

function bounded<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  if (map.size <= TRACES) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
