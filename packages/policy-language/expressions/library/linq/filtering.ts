import { NetArray } from "../../collections/netArray";
import { ArrayCursor, cursorOf, elementsOf, type Cursor } from "../../collections/sequence";
import { deferred, indexedOf, type Indexed, type Query } from "../../collections/query";
import type { Members } from "../../types/registry";
import { defaultOf, outOfRange, tick } from "../../values/runtime";
import { Type } from "../../types/types";
import { filtered, need, needSource, output, query, type Predicate, type Types } from "./source";

type Test = Predicate | null;

function where(source: unknown, predicate: Test, types: Types): Query {
  const from = needSource(source);
  const test = need(predicate, "predicate");
  return query(types[0]!, () => filtered(from, test));
}

function taken(source: unknown, count: number): Cursor {
  const cursor = cursorOf(source);
  let left = count;
  return output((out) => {
    if (left <= 0 || !cursor.moveNext()) return false;
    left--;
    out.current = cursor.current;
    return true;
  });
}

function take(source: unknown, count: number, types: Types): Query {
  const from = needSource(source);
  return query(types[0]!, () => taken(from, count), sliced(from, 0, count));
}

/** The part of a list that Skip and Take leave. */
function sliced(source: unknown, start: number, count: number): Indexed | undefined {
  const before = indexedOf(source);
  return (
    before && {
      length: () => Math.max(0, Math.min(count, before.length() - start)),
      at: (index) => before.at(start + index),
    }
  );
}

function skip(source: unknown, count: number, types: Types): Query {
  const from = needSource(source);
  return query(
    types[0]!,
    () => filtered(from, (_, index) => index >= count),
    sliced(from, Math.max(0, count), Infinity),
  );
}

function takeWhile(source: unknown, predicate: Test, types: Types): Query {
  const from = needSource(source);
  const test = need(predicate, "predicate");
  return query(types[0]!, () => {
    const cursor = cursorOf(from);
    let index = 0;
    let over = false;
    return output((out) => {
      if (over || !cursor.moveNext()) return false;
      over = !test(cursor.current, index++);
      out.current = cursor.current;
      return !over;
    });
  });
}

function skipWhile(source: unknown, predicate: Test, types: Types): Query {
  const from = needSource(source);
  const test = need(predicate, "predicate");
  return query(types[0]!, () => {
    let started = false;
    return filtered(from, (value, index) => (started ||= !test(value, index)));
  });
}

/** A part of all the elements, which are collected first. */
function part(
  source: unknown,
  types: Types,
  choose: (items: readonly unknown[]) => readonly unknown[],
): Query {
  const from = needSource(source);
  return query(types[0]!, () => deferred(() => new ArrayCursor(choose(elementsOf(from)))));
}

const takeLast = (source: unknown, count: number, types: Types): Query =>
  part(source, types, (items) => (count > 0 ? items.slice(-count) : []));

const skipLast = (source: unknown, count: number, types: Types): Query =>
  part(source, types, (items) => items.slice(0, items.length - Math.max(0, count)));

const reverse = (source: unknown, types: Types): Query =>
  part(source, types, (items) => (tick(items.length >> 4), [...items].reverse()));

function chunk(source: unknown, size: number, types: Types): Query {
  const from = needSource(source);
  if (size < 1) outOfRange("size");
  const element = types[0]!;
  return query(Type.array(element), () => {
    const cursor = cursorOf(from);
    return output((out) => {
      const items: unknown[] = [];
      while (items.length < size && cursor.moveNext()) items.push(cursor.current);
      out.current = new NetArray(element, items);
      return items.length > 0;
    });
  });
}

function defaultIfEmpty(source: unknown, value: unknown, types: Types): Query {
  const from = needSource(source);
  return query(types[0]!, () => {
    const cursor = cursorOf(from);
    let given = false;
    return output((out) => {
      if (cursor.moveNext()) out.current = cursor.current;
      else if (given) return false;
      else out.current = value;
      given = true;
      return true;
    });
  });
}

/** Operators that give some of the elements, or those elements otherwise arranged. */
export const filtering: Members = {
  "static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T,bool> predicate)": where,
  "static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T,int,bool> predicate)": where,
  "static IEnumerable<T> Take<T>(this IEnumerable<T> source, int count)": take,
  "static IEnumerable<T> TakeLast<T>(this IEnumerable<T> source, int count)": takeLast,
  "static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T,bool> predicate)": takeWhile,
  "static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T,int,bool> predicate)": takeWhile,
  "static IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)": skip,
  "static IEnumerable<T> SkipLast<T>(this IEnumerable<T> source, int count)": skipLast,
  "static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T,bool> predicate)": skipWhile,
  "static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T,int,bool> predicate)": skipWhile,
  "static IEnumerable<T> Reverse<T>(this IEnumerable<T> source)": reverse,
  "static IEnumerable<T[]> Chunk<T>(this IEnumerable<T> source, int size)": chunk,
  "static IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source, T defaultValue)": defaultIfEmpty,
  "static IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source)": (source: unknown, types: Types) =>
    defaultIfEmpty(source, defaultOf(types[0]!), types),
}; // prettier-ignore
