/** What one part of the benchmarks says: figures in a row, and the goals beside them. */

/** A figure without a goal. */
export function say(what: string, figure: string): void {
  console.log(`  ${what.padEnd(58)} ${figure}`);
}

export interface Goal {
  /** At least so much, or at most. */
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit?: string;
  readonly digits?: number;
}

/** A figure beside its goal: met, or by how much not. */
export function judge(what: string, value: number, goal: Goal): void {
  const { atLeast, atMost, unit = "", digits = 2 } = goal;
  const wanted = atLeast ?? atMost ?? 0;
  const met = atLeast === undefined ? value <= wanted : value >= wanted;
  const share = atLeast === undefined ? value / wanted : wanted / value;
  const verdict = met ? "met" : `not met, by a factor of ${share.toFixed(2)}`;
  const bound = `${atLeast === undefined ? "at most" : "at least"} ${wanted}${unit}`;
  say(what, `${value.toFixed(digits)}${unit}, goal ${bound}: ${verdict}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** `--short`: every part, a moment each, to see that it works; its figures are worth nothing. */
export const isShort = process.argv.includes("--short");
