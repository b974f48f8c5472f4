import type { DescribedValue, Outcome } from "./rows";

type Expected = Outcome & { readonly volatile?: boolean };

/** Whether an outcome is the expected one; of volatile rows, whose values change, only the kind is looked at. */
export function matches(got: Outcome, expected: Expected): boolean {
  if (expected.compileErrors) return got.compileErrors !== undefined;
  if (expected.throws !== undefined) return got.throws === expected.throws;
  if (got.result === undefined) return false;
  return expected.volatile
    ? got.result?.type === expected.result?.type
    : sameValue(got.result, expected.result ?? null);
}

function sameValue(got: DescribedValue | null, expected: DescribedValue | null): boolean {
  if (got === null || expected === null) return got === expected;
  return JSON.stringify(sortedKeys(got)) === JSON.stringify(sortedKeys(expected));
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sortedKeys(one)]),
  );
}
