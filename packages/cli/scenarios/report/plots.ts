import { statisticOf } from "../run/quantities";
import type { ScenarioResult } from "../run/runScenario";
import { succeeded } from "./measures";

/** A plot over time as the page's script draws it. */
export interface Plot {
  readonly title: string;
  readonly unit: string;
  /** Seconds from the start, one for each window. */
  readonly times: readonly number[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** Seconds of one point. */
const windowSeconds = 10;

/** What is worth seeing over time: calls and tokens by backend, answers by status, and latency. */
export function plotsOf({ records }: ScenarioResult): readonly Plot[] {
  const count = Math.max(1, Math.ceil(records.duration / windowSeconds));
  const times = Array.from({ length: count }, (_, index) => index * windowSeconds);
  const inWindows = <T extends { readonly at: number }>(items: readonly T[]): readonly T[][] => {
    const windows: T[][] = times.map(() => []);
    for (const item of items) windows[Math.floor(item.at / windowSeconds)]?.push(item);
    return windows;
  };
  const served = records.backendCalls.filter(({ status }) => succeeded(status));
  const ids = records.backends.map(({ id }) => id);
  const byBackend = (value: (calls: readonly (typeof served)[number][]) => number) =>
    ids.map((name) => ({
      name,
      values: inWindows(served.filter(({ backend }) => backend === name)).map(value),
    }));
  const statuses = [...new Set(records.calls.map(({ status }) => status))].sort((a, b) => a - b);
  const good = inWindows(records.calls.filter(({ status }) => succeeded(status)));
  return [
    { title: "Calls served", unit: "per 10 s", times, series: byBackend((calls) => calls.length) },
    {
      title: "Tokens served",
      unit: "per 10 s",
      times,
      series: byBackend((calls) =>
        calls.reduce((sum, one) => sum + one.promptTokens + one.completionTokens, 0),
      ),
    },
    {
      title: "Answers by status",
      unit: "per 10 s",
      times,
      series: statuses.map((status) => ({
        name: status === 0 ? "broken off" : String(status),
        values: inWindows(records.calls.filter((call) => call.status === status)).map(
          (calls) => calls.length,
        ),
      })),
    },
    {
      title: "Latency of answered calls",
      unit: "ms",
      times,
      series: (["p50", "p95"] as const).map((name) => ({
        name,
        values: good.map(
          (calls) =>
            statisticOf(
              calls.map(({ latencyMs }) => latencyMs),
              name,
            ) ?? null,
        ),
      })),
    },
  ];
}
