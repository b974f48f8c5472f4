import { defaultEquality, type Equality, type Ordering } from "../../collections/equality";
import { compareNumbers } from "../../values/numbers";
import { define } from "../../types/registry";
import {
  box,
  Boxed,
  isNullable,
  NetError,
  NetObject,
  raise,
  tick,
  throwException,
  typeOf,
} from "../../values/runtime";
import { named } from "../../types/registry";
import type { Type } from "../../types/types";
import { compareText } from "../text/comparison";
import { hashOf } from "../core/object";

/**
 * What a StringComparer must be: an object that says which values are the same, gives equal values equal keys, and
 * puts them in order.
 */
export type { Equality, Ordering };

export type Compare = (a: unknown, b: unknown) => number;

const numeric = new Set("byte sbyte short ushort int uint long ulong char double float".split(" "));

const known = new Map<Type, Compare>();

/** Comparer<T>.Default, on values of T that are not boxed. */
export function defaultOrder(type: Type): Compare {
  let found = known.get(type);
  if (!found) known.set(type, (found = orderOf(type)));
  return found;
}

function orderOf(type: Type): Compare {
  if (type.name === "string") return (a, b) => compareText(a as string | null, b as string | null);
  if (numeric.has(type.name)) return compareReal;
  if (type.name === "bool") return (a, b) => Number(a) - Number(b);
  if (type.kind === "enum") return compareReal;
  if (isNullable(type)) {
    const inner = defaultOrder(type.element);
    return (a, b) => (a === null || b === null ? nullsFirst(a, b) : inner(a, b));
  }
  return (a, b) => compareObjects(box(type, a), box(type, b));
}

/** NaN is smaller than any number. */
function compareReal(a: unknown, b: unknown): number {
  const x = a as number;
  const y = b as number;
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : x === x ? 1 : y === y ? -1 : 0;
}

const nullsFirst: Compare = (a, b) => (a === b ? 0 : a === null ? -1 : 1);

interface Comparable {
  compareTo(other: unknown): number;
}

const isComparable = (value: unknown): value is NetObject & Comparable =>
  value instanceof NetObject && "compareTo" in value;

/** Comparer.Default: what the objects themselves make of each other. */
function compareObjects(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || b === null) return nullsFirst(a, b);
  const order = isOrdered(a) ? compareOrdered(a, b) : undefined;
  if (order !== undefined) return order;
  const reversed = isOrdered(b) ? compareOrdered(b, a) : undefined;
  if (reversed !== undefined) return -reversed;
  return raise("ArgumentException", "At least one object must implement IComparable.");
}

function isOrdered(value: unknown): boolean {
  return !(value instanceof NetObject) || isComparable(value) || "compare" in value;
}

function compareOrdered(a: unknown, b: unknown): number | undefined {
  if (isComparable(a)) return a.compareTo(b);
  const type = typeOf(a)!;
  if (typeof a === "boolean" || numeric.has(type.name) || type.name === "string" || a instanceof NetObject) {
    if (typeOf(b) !== type)
      raise("ArgumentException", `Object must be of type ${type.fullName.split(".").at(-1)}.`);
    if (a instanceof NetObject) return (a as unknown as { compare(other: unknown): number }).compare(b);
    return defaultOrder(type)(a instanceof Boxed ? a.value : a, b instanceof Boxed ? b.value : b);
  }
  if (a instanceof Boxed && type.kind === "enum") return compareNumbers(a.value, (b as Boxed).value);
  return undefined;
}

/** The order of an IComparer<T> argument, where null stands for the default one. */
export function compareWith(comparer: Ordering | null | undefined, type: Type): Compare {
  return comparer ? (a, b) => comparer.compare(a, b) : defaultOrder(type);
}

/** What sorting makes of an exception that a comparison throws. */
export function guarded<T>(sort: () => T): T {
  try {
    return sort();
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return throwException(
      new NetError(named("InvalidOperationException"), "Failed to compare two elements in the array.", error),
    );
  }
}

/** A comparison that costs a step. */
export const counted =
  (compare: Compare): Compare =>
  (a, b) => (tick(), compare(a, b));

define("System.Collections", "interface IComparer", {
  "int Compare(object x, object y)": (comparer: Ordering, x: unknown, y: unknown) => comparer.compare(x, y),
});
define("System.Collections", "interface IEqualityComparer", {
  "bool Equals(object x, object y)": (comparer: Equality, x: unknown, y: unknown) => comparer.same(x, y),
  "int GetHashCode(object obj)": (comparer: Equality, value: unknown) => hashOf(comparer.keyOf(value)),
});
define("System.Collections.Generic", "interface IComparer<T>", {
  "int Compare(T x, T y)": (comparer: Ordering, x: unknown, y: unknown) => comparer.compare(x, y),
});
define("System.Collections.Generic", "interface IEqualityComparer<T>", {
  "bool Equals(T x, T y)": (comparer: Equality, x: unknown, y: unknown) => comparer.same(x, y),
  "int GetHashCode(T obj)": (comparer: Equality, value: unknown) => hashOf(comparer.keyOf(value)),
});

export { defaultEquality };
