import type { Filter, Prices, Quantity } from "../model/schema";
import type { BackendRecord, CallRecord, RunBackend, RunRecords } from "./records";

/** Seconds of one window of callsPer10s. */
const windowSeconds = 10;

/** The value of a quantity; undefined where there is nothing to take a statistic of. */
export function valueOf(
  quantity: Quantity,
  records: RunRecords,
  prices: Prices | undefined,
): number | undefined {
  const { measure, where } = quantity;
  const calls = () => records.calls.filter((call) => callMatches(call, where, records));
  const sum = (of: (call: CallRecord) => number) => calls().reduce((total, call) => total + of(call), 0);
  const statistic = (values: readonly (number | undefined)[]) =>
    statisticOf(
      values.filter((value) => value !== undefined),
      quantity.statistic ?? "mean",
    );
  switch (measure) {
    case "calls":
      return calls().length;
    case "callsPer10s":
      return statistic(perWindow(calls(), where, records.duration));
    case "promptTokens":
      return sum((call) => call.promptTokens);
    case "completionTokens":
      return sum((call) => call.completionTokens);
    case "totalTokens":
      return sum((call) => call.promptTokens + call.completionTokens);
    case "latencyMs":
      return statistic(calls().map((call) => call.latencyMs));
    case "firstByteMs":
      return statistic(calls().map((call) => call.firstByteMs));
    case "retryAfterS":
      return statistic(calls().map((call) => call.retryAfterS));
    case "backendCalls":
      return records.backendCalls.filter((call) => backendCallMatches(call, where, records)).length;
    case "usageEvents":
      return sum((call) => call.usageEvents);
    case "llmLogRows":
      return sum((call) => call.llmLogRows);
    case "charged":
      return sum(({ costMicros = 0 }) => costMicros) / 1_000_000;
    case "cost":
      return prices && costOf(where, records, prices);
  }
}

function callMatches(call: CallRecord, filter: Filter, records: RunRecords): boolean {
  return (
    among(call.traffic, filter.traffic) &&
    among(call.subscription, filter.subscription) &&
    among(call.product, filter.product) &&
    among(call.region, filter.region) &&
    (filter.spilled === undefined || call.spilled === filter.spilled) &&
    (filter.followUp === undefined || (call.follows !== undefined) === filter.followUp) &&
    (filter.strayed === undefined || strayed(call) === filter.strayed) &&
    backendCallMatches(call, filter, records)
  );
}

/** Another account has been asked than the one that made the response which the call goes on from. */
function strayed({ follows, backend }: CallRecord): boolean {
  return follows !== undefined && backend !== "" && backend !== follows;
}

function backendCallMatches(
  call: Pick<BackendRecord, "at" | "backend" | "status">,
  filter: Filter,
  { backends }: RunRecords,
): boolean {
  const { from = 0, to = Infinity, kind } = filter;
  return (
    among(call.backend, filter.backend) &&
    among(call.status, filter.status) &&
    (kind === undefined || backends.find(({ id }) => id === call.backend)?.kind === kind) &&
    call.at >= from &&
    call.at < to
  );
}

function among<T>(value: T, wanted: T | readonly T[] | undefined): boolean {
  return wanted === undefined || (Array.isArray(wanted) ? wanted.includes(value) : wanted === value);
}

/** Calls begun in each whole window of the filter's span. */
function perWindow(calls: readonly CallRecord[], { from = 0, to }: Filter, duration: number): number[] {
  const count = Math.floor((Math.min(to ?? duration, duration) - from) / windowSeconds);
  const windows = new Array<number>(Math.max(0, count)).fill(0);
  for (const { at } of calls) {
    const index = Math.floor((at - from) / windowSeconds);
    if (index >= 0 && index < windows.length) windows[index]! += 1;
  }
  return windows;
}

export function statisticOf(
  values: readonly number[],
  statistic: NonNullable<Quantity["statistic"]>,
): number | undefined {
  if (values.length === 0) return undefined;
  if (statistic === "mean") return values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = [...values].sort((left, right) => left - right);
  const share = { min: 0, p50: 0.5, p95: 0.95, p99: 0.99, max: 1 }[statistic];
  // The nearest rank: always a value that did occur.
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** What the filter's backends cost over the run: PTUs by the hour whether used or not, pay-as-you-go by the token served. */
function costOf(filter: Filter, records: RunRecords, prices: Prices): number {
  const { from = 0, to = records.duration } = filter;
  const hours = Math.max(0, Math.min(to, records.duration) - from) / 3600;
  const chosen = (backend: RunBackend) =>
    among(backend.id, filter.backend) && (filter.kind === undefined || filter.kind === backend.kind);
  return records.backends.filter(chosen).reduce((total, backend) => {
    if (backend.kind === "ptu") return total + backend.ptus * prices.ptuPerHour * hours;
    const served = records.backendCalls.filter((call) =>
      backendCallMatches(call, { ...filter, backend: backend.id }, records),
    );
    const own = prices.backends?.[backend.id] ?? prices;
    return total + served.reduce((sum, call) => sum + tokenCost(call, own), 0);
  }, 0);
}

function tokenCost(
  { promptTokens, cachedTokens, completionTokens, status }: BackendRecord,
  prices: Pick<Prices, "promptPerMillion" | "cachedPerMillion" | "completionPerMillion">,
): number {
  // A refused call is not billed; one that was cut off is, for what had been made.
  if (status !== 200 && status !== 499) return 0;
  const { promptPerMillion, cachedPerMillion = promptPerMillion, completionPerMillion } = prices;
  const millionths =
    (promptTokens - cachedTokens) * promptPerMillion +
    cachedTokens * cachedPerMillion +
    completionTokens * completionPerMillion;
  return millionths / 1_000_000;
}
