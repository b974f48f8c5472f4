import type { Measure, Unit } from "./measures";

/** At most four digits behind the point, and an en dash for nothing. */
export function formatNumber(value: number | undefined): string {
  return value === undefined ? "–" : String(Number(value.toFixed(value >= 100 ? 0 : 4)));
}

/** Digits behind the point at most; those of dollars are what usage events count by. */
const digits: Readonly<Record<Unit, number>> = { count: 0, ms: 1, percent: 1, dollars: 6, own: 6 };

const before: Partial<Record<Unit, string>> = { dollars: "$" };
const after: Partial<Record<Unit, string>> = { percent: " %", ms: " ms" };

/** A figure with its unit, thousands set apart: `1,193`, `27.5 %`, `$0.012`. */
export function formatMeasure({ value, unit }: Pick<Measure, "value" | "unit">): string {
  return value === undefined ? "–" : `${before[unit] ?? ""}${plain(value, unit)}${after[unit] ?? ""}`;
}

/** What has become more or less, and by which share of what it was: `+12 (+1 %)`. Of shares, percentage points. */
export function formatDifference(unit: Unit, was: number | undefined, is: number | undefined): string {
  if (was === undefined || is === undefined) return was === is ? "0" : "–";
  const by = is - was;
  // What the figures do not show is no difference: sums of fractions end differently by their order.
  if (plain(was, unit) === plain(is, unit)) return "0";
  const sign = by > 0 ? "+" : "-";
  const size = `${sign}${before[unit] ?? ""}${plain(Math.abs(by), unit)}`;
  if (unit === "percent") return `${size} points`;
  return `${size}${after[unit] ?? ""}${was === 0 ? "" : ` (${sign}${plain(Math.abs((100 * by) / was), "percent")} %)`}`;
}

function plain(value: number, unit: Unit): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: digits[unit] });
}
