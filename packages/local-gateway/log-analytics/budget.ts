import type { TraceEvent } from "../gateway/sinks";

/** What queries/usage/budget.kql asks, once it is filled in. */
export interface BudgetQuestion {
  readonly product: string;
  /** Empty: of all. */
  readonly subscription: string;
  readonly user: string;
  readonly whose: string;
  readonly dollars: string;
  /** Ms since the epoch; the end is outside. */
  readonly from: number;
  readonly to: number;
}

const textOf = String.raw`("(?:[^"\\]|\\.)*")`;

/** What a query asks, where it is this one. */
export function readBudget(query: string, from: number, to: number): BudgetQuestion | undefined {
  const found = (pattern: string) => {
    const text = new RegExp(pattern).exec(query)?.[1];
    return text === undefined ? undefined : (JSON.parse(text) as string);
  };
  const product = found(`tostring\\(Properties\\.product\\) == ${textOf}`);
  const subscription = found(`tostring\\(Properties\\.subscription\\) == ${textOf}`);
  const user = found(`tostring\\(Properties\\.user\\) == ${textOf}`);
  const whose = found(`tostring\\(Properties\\.whose\\) == ${textOf}`);
  const dollars = found(`tostring\\(Properties\\.dollars\\) == ${textOf}`);
  if (product === undefined || subscription === undefined || user === undefined) return undefined;
  if (whose === undefined || dollars === undefined) return undefined;
  return { product, subscription, user, whose, dollars, from, to };
}

/** Micros that were spent, and the highest level that was told; null where there is no row. */
export function budgetSpent(
  asked: BudgetQuestion,
  traces: readonly TraceEvent[],
): readonly (readonly [number, number | null])[] {
  const byRequest = new Map<string, readonly [number, number]>();
  for (const { message, metadata, at } of traces) {
    if (message !== "GenAI spent" && message !== "GenAI budget") continue;
    const { product, subscription, user, request = "" } = metadata;
    if (at < asked.from || at >= asked.to || product !== asked.product) continue;
    if (asked.subscription !== "" && subscription !== asked.subscription) continue;
    if (asked.user !== "" && user !== asked.user) continue;
    const isTold =
      message === "GenAI budget" &&
      metadata["whose"] === asked.whose &&
      metadata["dollars"] === asked.dollars;
    const micros = message === "GenAI spent" ? Number(metadata["micros"]) : 0;
    const level = isTold ? Number(metadata["level"]) : 0;
    const [spent, told] = byRequest.get(request) ?? [0, 0];
    byRequest.set(request, [Math.max(spent, micros), Math.max(told, level)]);
  }
  // Without a `by` Kusto answers one row of an empty table too: https://learn.microsoft.com/kusto/query/summarize-operator
  if (byRequest.size === 0) return [[0, null]];
  const all = [...byRequest.values()];
  return [[all.reduce((sum, [micros]) => sum + micros, 0), Math.max(...all.map(([, level]) => level))]];
}
