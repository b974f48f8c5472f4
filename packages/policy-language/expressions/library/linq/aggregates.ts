import type { Ordering } from "../../collections/equality";
import { Decimal } from "../../values/decimal";
import { arithmetic } from "../../values/numbers";
import { named, type Members } from "../../types/registry";
import { isNullable, raise } from "../../values/runtime";
import type { Type } from "../../types/types";
import { compareWith, type Compare } from "../collections/comparers";
import { need, needSource, noElements, scan, type Selector, type Types } from "./source";

const itself: Selector = (value) => value;

/** How the sum of a numeric type's values is built up, and what their average is. */
interface Numeric {
  readonly zero: unknown;
  readonly add: (sum: unknown, value: unknown) => unknown;
  readonly sum: (sum: unknown) => unknown;
  readonly average: (sum: unknown, count: number) => unknown;
  readonly averageType: string;
}

const real = (finish: (value: number) => number, averageType: string): Numeric => ({
  zero: 0,
  add: (sum, value) => (sum as number) + (value as number),
  sum: (sum) => finish(sum as number),
  average: (sum, count) => finish((sum as number) / count),
  averageType,
});

function addInts(sum: unknown, value: unknown): unknown {
  const result = (sum as number) + (value as number);
  if (result !== (result | 0)) raise("OverflowException", "Arithmetic operation resulted in an overflow.");
  return result;
}

const kinds: Readonly<Record<string, Numeric>> = {
  int: {
    zero: 0,
    add: addInts,
    sum: itself,
    average: (sum, count) => (sum as number) / count,
    averageType: "double",
  },
  long: {
    zero: 0n,
    add: arithmetic("long", "+", true) as Selector,
    sum: itself,
    average: (sum, count) => Number(sum) / count,
    averageType: "double",
  },
  // Sums of floats are doubles until they are complete.
  float: real(Math.fround, "float"),
  double: real((value) => value, "double"),
  decimal: {
    zero: Decimal.of(0n, 0),
    add: (sum, value) => (sum as Decimal).add(value as Decimal),
    sum: itself,
    average: (sum, count) => (sum as Decimal).divide(Decimal.of(BigInt(count), 0)),
    averageType: "decimal",
  },
};

/** Adds up what is not null, and counts it. */
function total(source: unknown, selector: Selector, kind: Numeric): { sum: unknown; count: number } {
  let sum = kind.zero;
  let count = 0;
  scan(needSource(source), (item) => {
    const value = selector(item);
    if (value !== null) {
      sum = kind.add(sum, value);
      count++;
    }
    return false;
  });
  return { sum, count };
}

const sumOf =
  (kind: Numeric) =>
  (source: unknown, selector: Selector): unknown =>
    kind.sum(total(source, selector, kind).sum);

/** The average; of nothing it is null where that is possible. Ints are added up as longs, which never overflow. */
function averageOf(name: string, nullable: boolean) {
  const kind = kinds[name]!;
  const wide: Numeric = name === "int" ? { ...kind, add: (sum, value) => (sum as number) + (value as number) } : kind;
  return (source: unknown, selector: Selector): unknown => {
    const { sum, count } = total(source, selector, wide);
    if (count === 0) return nullable ? null : noElements();
    return kind.average(sum, count);
  };
} // prettier-ignore

type Fold = (source: unknown, selector: Selector) => unknown;

/** An aggregate of the elements, and of what a selector makes of them. */
function both(returns: string, name: string, element: string, fold: Fold): Members {
  return {
    [`static ${returns} ${name}(this IEnumerable<${element}> source)`]: (source: unknown) =>
      fold(source, itself),
    [`static ${returns} ${name}<T>(this IEnumerable<T> source, Func<T,${element}> selector)`]: (
      source: unknown,
      selector: Selector | null,
    ) => fold(needSource(source), need(selector, "selector")),
  };
}

function numericMembers(): Members {
  const members: Members[] = [];
  for (const [name, kind] of Object.entries(kinds))
    for (const mark of ["", "?"]) {
      members.push(both(name + mark, "Sum", name + mark, sumOf(kind)));
      members.push(both(kind.averageType + mark, "Average", name + mark, averageOf(name, mark === "?")));
    }
  return Object.assign({}, ...members) as Members;
}

/** The least or greatest value: the first of equal ones, nulls left out. */
function extreme(source: unknown, selector: Selector, type: Type, compare: Compare, sign: number): unknown {
  let best: unknown = null;
  let found = false;
  scan(needSource(source), (item) => {
    const value = selector(item);
    if (value !== null && (!found || sign * compare(value, best) < 0)) {
      best = value;
      found = true;
    }
    return false;
  });
  if (!found && type.isValueType && !isNullable(type)) noElements();
  return best;
}

/** The element whose key is least or greatest; one without a key only when none has one. */
function extremeBy(
  source: unknown,
  selector: Selector | null,
  comparer: Ordering | null,
  types: Types,
  sign: number,
): unknown {
  const from = needSource(source);
  const key = need(selector, "keySelector");
  const compare = compareWith(comparer, types[1]!);
  let best: { item: unknown; key: unknown } | undefined;
  scan(from, (item) => {
    const value = key(item);
    if (!best || (value !== null && (best.key === null || sign * compare(value, best.key) < 0)))
      best = { item, key: value };
    return false;
  });
  if (!best && types[0]!.isValueType && !isNullable(types[0]!)) noElements();
  return best ? best.item : null;
}

function extremeMembers(name: string, sign: number): Members {
  const typed = Object.keys(kinds).flatMap((kind) => [kind, `${kind}?`]).map((type) => [
    `static ${type} ${name}<T>(this IEnumerable<T> source, Func<T,${type}> selector)`,
    (source: unknown, selector: Selector | null) =>
      extreme(needSource(source), need(selector, "selector"), named(type), compareWith(null, named(type)), sign),
  ] as const);
  return {
    ...Object.fromEntries(typed),
    [`static T ${name}<T>(this IEnumerable<T> source)`]: (source: unknown, types: Types) =>
      extreme(source, itself, types[0]!, compareWith(null, types[0]!), sign),
    [`static T ${name}<T>(this IEnumerable<T> source, IComparer<T> comparer)`]: (source: unknown, comparer: Ordering | null, types: Types) =>
      extreme(source, itself, types[0]!, compareWith(comparer, types[0]!), sign),
    [`static R ${name}<T,R>(this IEnumerable<T> source, Func<T,R> selector)`]: (source: unknown, selector: Selector | null, types: Types) =>
      extreme(needSource(source), need(selector, "selector"), types[1]!, compareWith(null, types[1]!), sign),
    [`static T ${name}By<T,K>(this IEnumerable<T> source, Func<T,K> keySelector)`]: (source: unknown, selector: Selector | null, types: Types) =>
      extremeBy(source, selector, null, types, sign),
    [`static T ${name}By<T,K>(this IEnumerable<T> source, Func<T,K> keySelector, IComparer<K> comparer)`]: (source: unknown, selector: Selector | null, comparer: Ordering | null, types: Types) =>
      extremeBy(source, selector, comparer, types, sign),
  };
} // prettier-ignore

function aggregate(source: unknown, func: Selector | null): unknown {
  const from = needSource(source);
  const step = need(func, "func");
  let result: unknown;
  let started = false;
  scan(from, (item) => {
    result = started ? step(result, item) : item;
    started = true;
    return false;
  });
  return started ? result : noElements();
}

function aggregateFrom(source: unknown, seed: unknown, func: Selector | null): unknown {
  const from = needSource(source);
  const step = need(func, "func");
  let result = seed;
  scan(from, (item) => {
    result = step(result, item);
    return false;
  });
  return result;
}

/** Operators that make one value of all elements. */
export const aggregates: Members = {
  ...numericMembers(),
  ...extremeMembers("Min", 1),
  ...extremeMembers("Max", -1),
  "static T Aggregate<T>(this IEnumerable<T> source, Func<T,T,T> func)": aggregate,
  "static A Aggregate<T,A>(this IEnumerable<T> source, A seed, Func<A,T,A> func)": aggregateFrom,
  "static R Aggregate<T,A,R>(this IEnumerable<T> source, A seed, Func<A,T,A> func, Func<A,R> resultSelector)":
    (source: unknown, seed: unknown, func: Selector | null, result: Selector | null) => {
      const finish = need(result, "resultSelector");
      return finish(aggregateFrom(source, seed, func));
    },
};
