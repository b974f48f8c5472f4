import { compareNumbers } from "../../values/numbers";
import { raise, unwrap } from "../../values/runtime";

/** The order of two values of one value type, as their CompareTo has it. */
export function compareBoxed(left: unknown, right: unknown): number {
  const a = unwrap(left);
  const b = unwrap(right);
  if (typeof a === "boolean") return Number(a) - Number(b);
  if (typeof a === "number" || typeof a === "bigint") {
    const order = compareNumbers(a, b);
    return Number.isNaN(order) ? Number(Number.isNaN(b)) - Number(Number.isNaN(a)) : order;
  }
  if (typeof a === "object" && a !== null && "compareTo" in a)
    return (a as { compareTo(other: unknown): number }).compareTo(b);
  return raise("ArgumentException", "At least one object must implement IComparable.");
}
