import type { Prices } from "../model/schema";
import { statisticOf, valueOf } from "../run/quantities";
import type { CallRecord, RunRecords } from "../run/records";

/** `own` is the currency of the scenario's prices. */
export type Unit = "count" | "ms" | "percent" | "dollars" | "own";

/** A figure of a run; without a value where there is nothing to take it of. */
export interface Measure {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number | undefined;
}

/** A run, or as much of one as figures are taken of. */
export interface Measured extends RunRecords {
  readonly prices?: Prices;
}

/** What has a row of its own in one run or another: two runs that are compared have the same rows. */
export interface Rows {
  readonly statuses: readonly number[];
  readonly backends: readonly string[];
  readonly priced: boolean;
  readonly unpriced: boolean;
}

/** 101 is a realtime session that was let in. */
export const succeeded = (status: number): boolean => status === 200 || status === 101;

export function rowsOf(...runs: readonly Measured[]): Rows {
  const statuses = new Set(runs.flatMap(({ calls }) => [...new Set(calls.map(({ status }) => status))]));
  return {
    statuses: [...statuses].sort((one, other) => one - other),
    backends: [...new Set(runs.flatMap(({ backends }) => backends.map(({ id }) => id)))],
    priced: runs.some(({ prices }) => prices !== undefined),
    unpriced: runs.some(({ calls }) => calls.some(isUnpriced)),
  };
}

/** Sums over runs, as many as they are: nothing in them depends on how the calls were spread over the runs. */
export function totalsOf(runs: readonly Measured[], rows: Rows): readonly Measure[] {
  const calls = runs.flatMap((run) => run.calls);
  const number = (holds: (call: CallRecord) => boolean) => calls.filter(holds).length;
  const sum = (of: (call: CallRecord) => number) => calls.reduce((total, call) => total + of(call), 0);
  const count = (name: string, value: number): Measure => ({ name, unit: "count", value });
  const asked = number(({ backend }) => backend !== "");
  const priced = calls.filter(({ costMicros }) => costMicros !== undefined);
  return [
    count("calls", calls.length),
    ...rows.statuses.map((status) =>
      count(
        status === 0 ? "broken off before an answer" : `answers ${status}`,
        number((call) => call.status === status),
      ),
    ),
    count(
      "answers broken off",
      number(({ status, complete }) => status !== 0 && !complete),
    ),
    percent(
      "answered",
      number(({ status }) => succeeded(status)),
      calls.length,
    ),
    percent(
      "spilled",
      number(({ spilled }) => spilled),
      asked,
    ),
    count(
      "prompt tokens",
      sum(({ promptTokens }) => promptTokens),
    ),
    count(
      "completion tokens",
      sum(({ completionTokens }) => completionTokens),
    ),
    {
      name: "charged",
      unit: "dollars",
      value: priced.length === 0 ? undefined : sum(({ costMicros = 0 }) => costMicros) / 1_000_000,
    },
    ...(rows.unpriced ? [count("with tokens but no price", number(isUnpriced))] : []),
    count(
      "usage events",
      sum(({ usageEvents }) => usageEvents),
    ),
    count(
      "LLM log rows",
      sum(({ llmLogRows }) => llmLogRows),
    ),
  ];
}

/** The totals of one run, and what cannot be summed over several: latencies, its backends, its own prices. */
export function measuresOf(run: Measured, rows: Rows): readonly Measure[] {
  const good = run.calls.filter(({ status }) => succeeded(status));
  const latency = (name: string, which: "p50" | "p95", of: (call: CallRecord) => number | undefined) => ({
    name: `${name} ${which}`,
    unit: "ms" as const,
    value: statisticOf(
      good.map(of).filter((value) => value !== undefined),
      which,
    ),
  });
  const attempts = run.backendCalls;
  const own = new Set(run.backends.map(({ id }) => id));
  return [
    ...totalsOf([run], rows),
    latency("latency", "p50", ({ latencyMs }) => latencyMs),
    latency("latency", "p95", ({ latencyMs }) => latencyMs),
    latency("first byte", "p50", ({ firstByteMs }) => firstByteMs),
    latency("first byte", "p95", ({ firstByteMs }) => firstByteMs),
    { name: "attempts at backends", unit: "count", value: attempts.length },
    {
      name: "attempts refused with 429",
      unit: "count",
      value: attempts.filter(({ status }) => status === 429).length,
    },
    ...rows.backends.map((id) => ({
      name: `served by ${id}`,
      unit: "count" as const,
      value: own.has(id)
        ? attempts.filter(({ backend, status }) => backend === id && succeeded(status)).length
        : undefined,
    })),
    ...(rows.priced
      ? [
          {
            name: "cost by the scenario's prices",
            unit: "own" as const,
            value: valueOf({ measure: "cost", where: {} }, run, run.prices),
          },
        ]
      : []),
  ];
}

function isUnpriced({ costMicros, promptTokens, completionTokens }: CallRecord): boolean {
  return costMicros === undefined && promptTokens + completionTokens > 0;
}

function percent(name: string, part: number, whole: number): Measure {
  return { name, unit: "percent", value: whole === 0 ? undefined : (100 * part) / whole };
}
