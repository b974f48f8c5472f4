import type { Scope } from "../scope";
import { compare, identical } from "../conditions";
import {
  Hash,
  HeaderValues,
  isInteger,
  isList,
  isNone,
  itemsOf,
  LiquidError,
  textOf,
  typeName,
} from "../values";
import { filter, type Filter } from "./filter";

type List = readonly unknown[] | null;

export const listFilters: Readonly<Record<string, Filter>> = {
  Size: filter("any input", ({ work }, input: unknown) =>
    typeof input === "string" ? input.length : (itemsOf(input, work)?.length ?? 0),
  ),
  First: filter("list array", (_scope, list: List) => list?.[0] ?? null),
  Last: filter("list array", (_scope, list: List) => list?.at(-1) ?? null),
  Join: filter('list input, text glue = " "', ({ work }, list: List, glue: string | null) => {
    if (list === null) return null;
    const texts = list.map((item) => textOf(item));
    work.step(list.length);
    work.grow(texts.reduce((sum, text) => sum + text.length, list.length * (glue ?? "").length));
    return texts.join(glue ?? "");
  }),
  Split: filter("text input, text pattern", ({ work }, text: string | null, pattern: string | null) => {
    if (text === null || text.trim() === "") return [text];
    // Empty pieces are left out.
    const pieces = pattern ? text.split(pattern).filter((piece) => piece !== "") : text.split("");
    work.step(pieces.length);
    work.grow(text.length);
    return pieces;
  }),
  Slice: filter("any input, int start, int len = 1", slice),
  Map: filter("list enumerableInput, text property", ({ work }, list: List, property: string | null) => {
    if (list === null) return null;
    work.step(list.length);
    return list.map((item) =>
      item instanceof Hash && property !== null ? (item.get(property) ?? null) : null,
    );
  }),
  Sort: filter('any input, text property = ""', sort),
  Uniq: filter("any input", (scope, input: unknown) => {
    if (isNone(input)) return null;
    const seen = new Map<string, unknown[]>();
    return flat(scope, input).filter((item) => {
      const key = isNone(item) ? "" : `${typeName(item)} ${item instanceof Hash ? "" : textOf(item)}`;
      const alike = seen.get(key) ?? [];
      scope.work.step(alike.length);
      if (alike.some((one) => (isNone(one) && isNone(item)) || identical(one, item))) return false;
      seen.set(key, [...alike, item]);
      return true;
    });
  }),
  Compact: filter("any input", (scope, input: unknown) =>
    isNone(input) ? null : flat(scope, input).filter((item) => !isNone(item)),
  ),
};

function slice({ work }: Scope, input: unknown, start: number, length: number): unknown {
  if (typeof input === "string") {
    if (start > input.length) return null;
    return part(input.length, start, length, (from, to) => input.slice(from, to));
  }
  const list = isNone(input) ? undefined : itemsOf(input, work);
  if (!list) return input ?? null;
  return part(list.length, start, length, (from, to) => list.slice(from, to));
}

/** A start below zero counts from the end; what of the part lies before the beginning is not there. */
function part<T>(size: number, start: number, length: number, cut: (from: number, to: number) => T): T {
  let [from, count] = [start, length];
  if (from < 0) {
    from += size;
    if (from < 0) [from, count] = [0, Math.max(0, count + from)];
  }
  if (count < 0) throw new LiquidError("Length cannot be less than zero. (Parameter 'length')");
  return cut(from, from + count);
}

/** Lists in lists as one list; a single value as a list of one. */
function flat(scope: Scope, input: unknown): unknown[] {
  const items = typeof input === "string" ? undefined : itemsOf(input, scope.work);
  if (!items) return [input];
  scope.work.step(items.length);
  return items.flatMap((item) =>
    isList(item) && !(item instanceof HeaderValues) ? flat(scope, item) : [item],
  );
}

/** Without regard to case, as DotLiquid 2.0 does; what is not there comes first. */
function sort(scope: Scope, input: unknown, property: string | null): unknown {
  if (isNone(input)) return null;
  const list = flat(scope, input);
  scope.work.step(list.length * Math.ceil(Math.log2(list.length + 1)));
  if (!property) return list.sort(order);
  const all = list.every((item) => item instanceof Hash);
  if (!all || !list.some((item) => item.get(property) !== undefined)) return list;
  return list.sort((a, b) => order(a.get(property), b.get(property)));
}

function order(a: unknown, b: unknown): number {
  if (isNone(a) || isNone(b)) return Number(isNone(b)) - Number(isNone(a));
  if (typeof a === "string" && typeof b === "string") {
    // Ordinal, of the capital letters.
    const [left, right] = [a.toUpperCase(), b.toUpperCase()];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeName(a) === typeName(b) || (isInteger(a) && isInteger(b))) return compare(a, b);
  throw new LiquidError("Failed to compare two elements in the array.");
}
