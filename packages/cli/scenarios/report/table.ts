import type { AssertionResult } from "../run/assertions";
import { statisticOf } from "../run/quantities";
import type { CallRecord, RunRecords } from "../run/records";
import type { ScenarioResult } from "../run/runScenario";
import { formatMeasure, formatNumber } from "./figures";
import { type Measured, rowsOf, succeeded, totalsOf } from "./measures";

/** A run for the terminal: what each backend served, what each kind of user saw, and every assertion. */
export function renderTable({ scenario, records, assertions, tookSeconds, passed }: ScenarioResult): string {
  const verdict = passed ? "passed" : "FAILED";
  return [
    `${scenario.name}: ${verdict}  (${records.duration} s of traffic in ${tookSeconds.toFixed(1)} s, seed ${scenario.seed})`,
    `  ${scenario.description}`,
    ...alignedRows(backendRows(records)),
    ...alignedRows(trafficRows(records)),
    `  totals: ${totalsLine([records])}`,
    ...failuresFirst(assertions).map(
      ({ name, what, expected, actual, passed: holds }) =>
        `  ${holds ? "ok  " : "FAIL"} ${name}: ${formatNumber(actual)} (${expected})${holds ? "" : `  <- ${what}`}`,
    ),
  ].join("\n");
}

export function failuresFirst<T extends Pick<AssertionResult, "passed">>(items: readonly T[]): readonly T[] {
  return [...items].sort((one, other) => Number(one.passed) - Number(other.passed));
}

/** What is in no other line of a table, and nothing that is zero or not known: `1,193 calls, answered 100 %, ...`. */
export function totalsLine(runs: readonly Measured[]): string {
  return totalsOf(runs, rowsOf(...runs))
    .filter(({ value }) => value !== undefined && value !== 0)
    .map((measure) =>
      measure.unit === "count"
        ? `${formatMeasure(measure)} ${measure.name}`
        : `${measure.name} ${formatMeasure(measure)}`,
    )
    .join(", ");
}

export function backendRows({ backends, backendCalls }: RunRecords): string[][] {
  const rows = backends.map(({ id, kind }) => {
    const own = backendCalls.filter(({ backend }) => backend === id);
    const served = own.filter(({ status }) => succeeded(status));
    const tokens = served.reduce((sum, call) => sum + call.promptTokens + call.completionTokens, 0);
    const refused = own.filter(({ status }) => status === 429).length;
    const failed = own.length - served.length - refused;
    return [id, kind, ...[served.length, refused, failed, tokens].map(count)];
  });
  return [["backend", "kind", "served", "429", "failed", "tokens"], ...rows];
}

export function trafficRows({ calls }: RunRecords): string[][] {
  const names = [...new Set(calls.map(({ traffic }) => traffic))];
  const rows = names.map((name) => {
    const own = calls.filter(({ traffic }) => traffic === name);
    const ok = own.filter(({ status }) => succeeded(status));
    return [
      name,
      ...[own.length, ok.length, countOf(own, 429)].map(count),
      count(own.length - ok.length - countOf(own, 429)),
      ...(["p50", "p95"] as const).map((which) =>
        formatNumber(
          statisticOf(
            ok.map(({ latencyMs }) => latencyMs),
            which,
          ),
        ),
      ),
    ];
  });
  return [["traffic", "calls", "ok", "429", "other", "p50 ms", "p95 ms"], ...rows];
}

function count(value: number): string {
  return formatMeasure({ value, unit: "count" });
}

function countOf(calls: readonly CallRecord[], wanted: number): number {
  return calls.filter(({ status }) => status === wanted).length;
}

/** Names to the left, figures to the right. */
export function alignedRows(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isFigure = (column: number) => rows.slice(1).every((row) => isFigureText(row[column]!));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (isFigure(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ")}`.trimEnd(),
  );
}

/** A number, with the unit and share that it may have. */
export function isFigureText(text: string): boolean {
  return /^[-–+$\d.,]+( ?(?:%|ms|points))?( \([-+][\d.,]+ %\))?$/.test(text);
}
