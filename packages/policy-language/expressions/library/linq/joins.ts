import { NetArray } from "../../collections/netArray";
import type { Equality } from "../../collections/equality";
import { cursorOf, type Cursor } from "../../collections/sequence";
import type { Members } from "../../types/registry";
import { defaultOf, tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { Groups } from "./grouping";
import { need, output, query, scan, type Selector, type Types } from "./source";

interface Join {
  readonly outer: unknown;
  readonly inner: unknown;
  readonly outerKey: Selector;
  readonly innerKey: Selector;
  readonly result: Selector;
  readonly comparer: Equality | null;
  readonly types: Types;
}

/** The arguments, all of which .NET refuses to be null at once; only the comparer may be. */
function read(args: readonly unknown[]): Join {
  return {
    outer: need(args[0], "outer"),
    inner: need(args[1], "inner"),
    outerKey: need(args[2] as Selector | null, "outerKeySelector"),
    innerKey: need(args[3] as Selector | null, "innerKeySelector"),
    result: need(args[4] as Selector | null, "resultSelector"),
    comparer: args.length > 6 ? (args[5] as Equality | null) : null,
    types: args.at(-1) as Types,
  };
}

/** The elements of a side by key; those whose key is null are in no join. */
function byKey(side: unknown, key: Selector, element: Type, join: Join): Groups {
  const groups = new Groups(join.types[2]!, element, join.comparer);
  scan(side, (item) => {
    const value = key(item);
    if (value !== null) groups.add(value, item);
    return false;
  });
  return groups;
}

/** Goes through one side with what the other has for each key; `empty` stands for nothing. */
function matched(
  side: unknown,
  key: Selector,
  groups: () => Groups,
  result: (one: unknown, other: unknown) => unknown,
  empty: readonly unknown[],
): Cursor {
  const cursor = cursorOf(side);
  let others: readonly unknown[] = [];
  let next = 0;
  let found: Groups | undefined;
  return output((out) => {
    while (next >= others.length) {
      if (!cursor.moveNext()) return false;
      tick();
      found ??= groups();
      const value = key(cursor.current);
      others = (value === null ? undefined : found.find(value)?.items) ?? empty;
      next = 0;
    }
    tick();
    out.current = result(cursor.current, others[next++]);
    return true;
  });
}

function join(...args: unknown[]) {
  const one = read(args);
  const { outer, outerKey, result, types } = one;
  const groups = () => byKey(one.inner, one.innerKey, types[1]!, one);
  return query(types[3]!, () => matched(outer, outerKey, groups, result, []));
}

function leftJoin(...args: unknown[]) {
  const one = read(args);
  const { outer, outerKey, result, types } = one;
  const groups = () => byKey(one.inner, one.innerKey, types[1]!, one);
  return query(types[3]!, () => matched(outer, outerKey, groups, result, [defaultOf(types[1]!)]));
}

function rightJoin(...args: unknown[]) {
  const one = read(args);
  const { inner, innerKey, result, types } = one;
  const groups = () => byKey(one.outer, one.outerKey, types[0]!, one);
  return query(types[3]!, () =>
    matched(inner, innerKey, groups, (right, left) => result(left, right), [defaultOf(types[0]!)]),
  );
}

function groupJoin(...args: unknown[]) {
  const one = read(args);
  const { outer, types } = one;
  return query(types[3]!, () => {
    const cursor = cursorOf(outer);
    let groups: Groups | undefined;
    return output((out) => {
      if (!cursor.moveNext()) return false;
      groups ??= byKey(one.inner, one.innerKey, types[1]!, one);
      const key = one.outerKey(cursor.current);
      const group = key === null ? undefined : groups.find(key);
      out.current = one.result(cursor.current, group ?? new NetArray(types[1]!, []));
      return true;
    });
  });
}

/** Both overloads of a join: with a comparer of keys and without. */
function both(name: string, result: string, call: Selector): Members {
  const head =
    `static IEnumerable<R> ${name}<O,I,K,R>(this IEnumerable<O> outer, IEnumerable<I> inner, ` +
    `Func<O,K> outerKeySelector, Func<I,K> innerKeySelector, Func<${result},R> resultSelector`;
  return { [`${head})`]: call, [`${head}, IEqualityComparer<K> comparer)`]: call };
}

/** Operators that bring two sequences together by key. */
export const joins: Members = {
  ...both("Join", "O,I", join),
  ...both("LeftJoin", "O,I", leftJoin),
  ...both("RightJoin", "O,I", rightJoin),
  ...both("GroupJoin", "O,IEnumerable<I>", groupJoin),
};
