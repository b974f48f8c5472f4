import { generic } from "../../collections/netArray";
import { indexedOf, type Query } from "../../collections/query";
import { cursorOf, elementTypeOf, type Cursor } from "../../collections/sequence";
import { NetTuple } from "../../collections/tuple";
import { explicitConversion, isSubtype } from "../../types/conversions";
import { named, type Members } from "../../types/registry";
import { box, isNullable, tick, typeOf, unwrap } from "../../values/runtime";
import type { Type } from "../../types/types";
import { need, needSource, output, query, type Selector, type Types } from "./source";

function select(source: unknown, selector: Selector | null, types: Types): Query {
  const from = needSource(source);
  const get = need(selector, "selector");
  const before = indexedOf(from);
  const indexed = before && { length: () => before.length(), at: (index: number) => get(before.at(index)) };
  return query(types[1]!, () => selected(from, get), indexed);
}

function selected(source: unknown, get: Selector): Cursor {
  const cursor = cursorOf(source);
  return output((out) => {
    if (!cursor.moveNext()) return false;
    out.current = get(cursor.current);
    return true;
  });
}

function selectIndexed(source: unknown, selector: Selector | null, types: Types): Query {
  const from = needSource(source);
  const get = need(selector, "selector");
  return query(types[1]!, () => {
    const cursor = cursorOf(from);
    let index = 0;
    return output((out) => {
      if (!cursor.moveNext()) return false;
      out.current = get(cursor.current, index++);
      return true;
    });
  });
}

/** The elements of each element's collection; `result` makes one of both. */
function flattened(
  source: unknown,
  collection: Selector,
  result: ((outer: unknown, inner: unknown) => unknown) | undefined,
): Cursor {
  const outer = cursorOf(source);
  let inner: Cursor | undefined;
  let index = 0;
  return output((out) => {
    for (;;) {
      if (inner?.moveNext()) {
        out.current = result ? result(outer.current, inner.current) : inner.current;
        return true;
      }
      if (!outer.moveNext()) return false;
      tick();
      inner = cursorOf(needInner(collection(outer.current, index++)));
    }
  });
}

/** Null for a collection is found out only when it would be enumerated. */
const needInner = (value: unknown): unknown => need(value, "source");

function selectMany(source: unknown, selector: Selector | null, types: Types): Query {
  const from = needSource(source);
  const get = need(selector, "selector");
  return query(types.at(-1)!, () => flattened(from, get, undefined));
}

function selectManyWith(
  source: unknown,
  collectionSelector: Selector | null,
  resultSelector: Selector | null,
  types: Types,
): Query {
  const from = needSource(source);
  const get = need(collectionSelector, "collectionSelector");
  const result = need(resultSelector, "resultSelector");
  return query(types.at(-1)!, () => flattened(from, get, result));
}

function cast(source: unknown, types: Types): unknown {
  const from = needSource(source);
  const to = types[0]!;
  const element = elementTypeOf(from);
  if (element === to) return from;
  const convert = explicitConversion(named("object"), to, false)!;
  return query(to, () => {
    const cursor = cursorOf(from);
    return output((out) => {
      if (!cursor.moveNext()) return false;
      out.current = convert(box(element, cursor.current));
      return true;
    });
  });
}

function ofType(source: unknown, types: Types): Query {
  const from = needSource(source);
  const to = types[0]!;
  const target = isNullable(to) ? to.element : to;
  const element = elementTypeOf(from);
  return query(to, () => {
    const cursor = cursorOf(from);
    return output((out) => {
      while (cursor.moveNext()) {
        tick();
        const value = box(element, cursor.current);
        if (value === null || !isSubtype(typeOf(value)!, target)) continue;
        out.current = to.isValueType ? unwrap(value) : value;
        return true;
      }
      return false;
    });
  });
}

/** As long as all the sources have elements. */
function zipped(sources: readonly unknown[], result: Selector): Cursor {
  const cursors = sources.map(cursorOf);
  return output((out) => {
    for (const cursor of cursors) if (!cursor.moveNext()) return false;
    out.current = result(...cursors.map((cursor) => cursor.current));
    return true;
  });
}

function zip(first: unknown, second: unknown, resultSelector: Selector | null, types: Types): Query {
  const sources = [need(first, "first"), need(second, "second")];
  const result = need(resultSelector, "resultSelector");
  return query(types[2]!, () => zipped(sources, result));
}

function zipTuples(...args: unknown[]): Query {
  const types = args.pop() as Types;
  const sources = args.map((source, index) => need(source, ["first", "second", "third"][index]!));
  const type = generic("ValueTuple", ...types);
  return query(type, () => zipped(sources, (...items) => new NetTuple(type, items)));
}

function indexed(source: unknown, types: Types): Query {
  const from = needSource(source);
  const type: Type = generic("ValueTuple", named("int"), types[0]!);
  return query(type, () => {
    const cursor = cursorOf(from);
    let index = 0;
    return output((out) => {
      if (!cursor.moveNext()) return false;
      out.current = new NetTuple(type, [index++, cursor.current]);
      return true;
    });
  });
}

/** Operators that give another element for each. */
export const projection: Members = {
  "static IEnumerable<R> Select<T,R>(this IEnumerable<T> source, Func<T,R> selector)": select,
  "static IEnumerable<R> Select<T,R>(this IEnumerable<T> source, Func<T,int,R> selector)": selectIndexed,
  "static IEnumerable<R> SelectMany<T,R>(this IEnumerable<T> source, Func<T,IEnumerable<R>> selector)": selectMany,
  "static IEnumerable<R> SelectMany<T,R>(this IEnumerable<T> source, Func<T,int,IEnumerable<R>> selector)": selectMany,
  "static IEnumerable<R> SelectMany<T,C,R>(this IEnumerable<T> source, Func<T,IEnumerable<C>> collectionSelector, Func<T,C,R> resultSelector)": selectManyWith,
  "static IEnumerable<R> SelectMany<T,C,R>(this IEnumerable<T> source, Func<T,int,IEnumerable<C>> collectionSelector, Func<T,C,R> resultSelector)": selectManyWith,
  "static IEnumerable<R> Cast<R>(this IEnumerable source)": cast,
  "static IEnumerable<R> OfType<R>(this IEnumerable source)": ofType,
  "static IEnumerable<R> Zip<T,U,R>(this IEnumerable<T> first, IEnumerable<U> second, Func<T,U,R> resultSelector)": zip,
  "static IEnumerable<(T First,U Second)> Zip<T,U>(this IEnumerable<T> first, IEnumerable<U> second)": zipTuples,
  "static IEnumerable<(T First,U Second,V Third)> Zip<T,U,V>(this IEnumerable<T> first, IEnumerable<U> second, IEnumerable<V> third)": zipTuples,
  "static IEnumerable<(int Index,T Item)> Index<T>(this IEnumerable<T> source)": indexed,
}; // prettier-ignore
