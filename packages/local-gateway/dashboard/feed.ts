import type { Clock } from "@azure-genai-gateway/common/clock";
import type { CallTraceRecord } from "../gateway/pipeline/trace";
import { splitUrl } from "../http/url";
import { TraceTurns } from "./traceTurns";
import type { GatewayLogRow, GatewaySinks, LlmLogRow } from "../gateway/policy";

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
  readonly backend: string;
  readonly product: string;
  readonly subscription: string;
  readonly model: string;
  readonly streamed: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Millionths of a US dollar, as the call's usage event says; absent where it has none, or knows no price. */
  readonly costMicros?: number;
  /** Whether that is of an estimate: a stream, whose tokens its event does not know. */
  readonly costEstimated?: boolean;
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
/** Calls, and traces, that are kept. */
export const REQUESTS = 500;

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
  private readonly waitingCosts = new Map<string, CallCost>();
  private readonly traces = new Map<string, CallTraceRecord>();
  private readonly listeners = new Set<() => void>();
  private readonly turns: TraceTurns;

  /** Ms since the epoch: costs by the hour count from here. */
  readonly startedAt: number;

  constructor(private readonly clock: Clock) {
    this.startedAt = clock.now();
    this.turns = new TraceTurns(clock);
  }

  /** To be given to the gateway beside its other sinks. */
  readonly sinks: Pick<GatewaySinks, "llmLog" | "gatewayLog" | "eventHub"> = {
    eventHub: ({ body }) => {
      const cost = costOf(body);
      if (cost) bounded(this.waitingCosts, cost.requestId, cost);
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
    return [...this.list].reverse();
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
    const tokens = this.waitingTokens.get(row.CorrelationId);
    this.waitingTokens.delete(row.CorrelationId);
    const cost = this.waitingCosts.get(row.CorrelationId);
    this.waitingCosts.delete(row.CorrelationId);
    const summary: RequestSummary = {
      id: row.CorrelationId,
      at: row.TimeGenerated,
      method: row.Method,
      path: pathOf(row.Url),
      status: row.ResponseCode,
      ms: row.TotalTime,
      backend: row.BackendId,
      product: row.ProductId,
      subscription: row.ApimSubscriptionId,
      model: tokens?.ModelName ?? "",
      streamed: tokens?.IsStreamCompletion ?? false,
      promptTokens: tokens?.PromptTokens ?? 0,
      completionTokens: tokens?.CompletionTokens ?? 0,
      ...(cost ? { costMicros: cost.micros, costEstimated: cost.estimated } : {}),
      error: row.LastErrorReason,
    };
    this.list.push(summary);
    if (this.list.length > REQUESTS) this.list.shift();
    this.count(summary);
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

interface CallCost {
  readonly requestId: string;
  readonly micros: number;
  readonly estimated: boolean;
}

/** Anybody's policies may write anything to a hub: only a usage event of this gateway's has a cost. */
function costOf(body: string): CallCost | undefined {
  if (!body.includes('"genai-usage/1"')) return undefined;
  try {
    const { schema, requestId, costMicros, tokensFrom } = JSON.parse(body) as Readonly<
      Record<string, unknown>
    >;
    if (schema !== "genai-usage/1" || typeof requestId !== "string") return undefined;
    if (typeof costMicros !== "number") return undefined;
    return { requestId, micros: costMicros, estimated: tokensFrom === "estimate" };
  } catch {
    return undefined;
  }
}

function pathOf(url: string): string {
  return url.includes("://") ? splitUrl(url).path : url;
}

function bounded<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  if (map.size <= REQUESTS) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
