import { equalityOf, type Equality } from "../../collections/equality";
import { cursorOf, elementsOf, type Cursor } from "../../collections/sequence";
import type { Members } from "../../types/registry";
import { tick } from "../../values/runtime";
import { containsOf } from "../collections/interfaces";
import type { Query } from "../../collections/query";
import { filtered, need, needSource, output, query, scan, type Selector, type Types } from "./source";

type Comparer = Equality | null;
const itself: Selector = (value) => value;

/** One sequence after the other. */
function chained(sources: readonly unknown[]): Cursor {
  let next = 0;
  let cursor: Cursor | undefined;
  return output((out) => {
    for (;;) {
      // A chain of chains costs each of its elements a step a link.
      tick();
      if (cursor?.moveNext()) {
        out.current = cursor.current;
        return true;
      }
      if (next >= sources.length) return false;
      cursor = cursorOf(sources[next++]);
    }
  });
}

/** Elements whose key has not come before. */
function unseen(open: () => Cursor, key: Selector, equality: Equality): Cursor {
  const from = open();
  const seen = new Set<unknown>();
  return output((out) => {
    while (from.moveNext()) {
      tick();
      const id = equality.keyOf(key(from.current));
      if (seen.has(id)) continue;
      seen.add(id);
      out.current = from.current;
      return true;
    }
    return false;
  });
}

function distinct(source: unknown, comparer: Comparer, types: Types): Query {
  const from = needSource(source);
  return query(types[0]!, () => unseen(() => cursorOf(from), itself, equalityOf(comparer, types[0]!)));
}

function distinctBy(source: unknown, selector: Selector | null, comparer: Comparer, types: Types): Query {
  const from = needSource(source);
  const key = need(selector, "keySelector");
  return query(types[0]!, () => unseen(() => cursorOf(from), key, equalityOf(comparer, types[1]!)));
}

function concat(first: unknown, second: unknown, types: Types): Query {
  const sources = [need(first, "first"), need(second, "second")];
  return query(types[0]!, () => chained(sources));
}

function union(first: unknown, second: unknown, comparer: Comparer, types: Types): Query {
  const sources = [need(first, "first"), need(second, "second")];
  return query(types[0]!, () => unseen(() => chained(sources), itself, equalityOf(comparer, types[0]!)));
}

function unionBy(first: unknown, second: unknown, selector: Selector | null, comparer: Comparer, types: Types): Query {
  const sources = [need(first, "first"), need(second, "second")];
  const key = need(selector, "keySelector");
  return query(types[0]!, () => unseen(() => chained(sources), key, equalityOf(comparer, types[1]!)));
} // prettier-ignore

/** Elements of the first whose key is among the second's, or is not: each key once. */
function compared(
  first: unknown,
  second: unknown,
  key: Selector,
  equality: Equality,
  wanted: boolean,
): Cursor {
  let keys: Set<unknown> | undefined;
  return filtered(first, (value) => {
    keys ??= new Set(elementsOf(second).map((one) => equality.keyOf(one)));
    const id = equality.keyOf(key(value));
    if (wanted) return keys.delete(id);
    if (keys.has(id)) return false;
    keys.add(id);
    return true;
  });
}

const compare =
  (wanted: boolean) =>
  (first: unknown, second: unknown, comparer: Comparer, types: Types): Query => {
    const [left, right] = [need(first, "first"), need(second, "second")];
    return query(types[0]!, () => compared(left, right, itself, equalityOf(comparer, types[0]!), wanted));
  };

const compareBy =
  (wanted: boolean) =>
  (first: unknown, second: unknown, selector: Selector | null, comparer: Comparer, types: Types): Query => {
    const [left, right] = [need(first, "first"), need(second, "second")];
    const key = need(selector, "keySelector");
    return query(types[0]!, () => compared(left, right, key, equalityOf(comparer, types[1]!), wanted));
  };

const append = (source: unknown, element: unknown, types: Types): Query => {
  const sources = [needSource(source), [element]];
  return query(types[0]!, () => chained(sources));
};

const prepend = (source: unknown, element: unknown, types: Types): Query => {
  const sources = [[element], needSource(source)];
  return query(types[0]!, () => chained(sources));
};

function sequenceEqual(first: unknown, second: unknown, comparer: Comparer, types: Types): boolean {
  const left = cursorOf(need(first, "first"));
  const right = cursorOf(need(second, "second"));
  const equality = equalityOf(comparer, types[0]!);
  while (left.moveNext()) {
    tick();
    if (!right.moveNext() || !equality.same(left.current, right.current)) return false;
  }
  return !right.moveNext();
}

function contains(source: unknown, value: unknown, comparer: Comparer, types: Types): boolean {
  const equality = equalityOf(comparer, types[0]!);
  return scan(needSource(source), (one) => equality.same(one, value));
}

/** A signature with an optional comparer: without one it comes as null. */
function optional(head: string, type: string, call: Selector): Members {
  return {
    [`${head})`]: (...args: unknown[]) => call(...args.slice(0, -1), null, args.at(-1)),
    [`${head}, IEqualityComparer<${type}> comparer)`]: call,
  };
}

/** Operators that see sequences as sets, or put them one after the other. */
export const sets: Members = {
  ...optional("static IEnumerable<T> Distinct<T>(this IEnumerable<T> source", "T", distinct as Selector),
  ...optional("static IEnumerable<T> DistinctBy<T,K>(this IEnumerable<T> source, Func<T,K> keySelector", "K", distinctBy as Selector),
  ...optional("static IEnumerable<T> Union<T>(this IEnumerable<T> first, IEnumerable<T> second", "T", union as Selector),
  ...optional("static IEnumerable<T> UnionBy<T,K>(this IEnumerable<T> first, IEnumerable<T> second, Func<T,K> keySelector", "K", unionBy as Selector),
  ...optional("static IEnumerable<T> Intersect<T>(this IEnumerable<T> first, IEnumerable<T> second", "T", compare(true) as Selector),
  ...optional("static IEnumerable<T> IntersectBy<T,K>(this IEnumerable<T> first, IEnumerable<K> second, Func<T,K> keySelector", "K", compareBy(true) as Selector),
  ...optional("static IEnumerable<T> Except<T>(this IEnumerable<T> first, IEnumerable<T> second", "T", compare(false) as Selector),
  ...optional("static IEnumerable<T> ExceptBy<T,K>(this IEnumerable<T> first, IEnumerable<K> second, Func<T,K> keySelector", "K", compareBy(false) as Selector),
  ...optional("static bool SequenceEqual<T>(this IEnumerable<T> first, IEnumerable<T> second", "T", sequenceEqual as Selector),
  "static IEnumerable<T> Concat<T>(this IEnumerable<T> first, IEnumerable<T> second)": concat,
  "static IEnumerable<T> Append<T>(this IEnumerable<T> source, T element)": append,
  "static IEnumerable<T> Prepend<T>(this IEnumerable<T> source, T element)": prepend,
  "static bool Contains<T>(this IEnumerable<T> source, T value)": (source: unknown, value: unknown) => containsOf(needSource(source), value),
  "static bool Contains<T>(this IEnumerable<T> source, T value, IEqualityComparer<T> comparer)": contains,
}; // prettier-ignore
