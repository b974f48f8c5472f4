import { indexOutOfRange } from "../../collections/netList";
import { indexedOf } from "../../collections/query";
import { cursorOf, Sequence } from "../../collections/sequence";
import type { Members } from "../../types/registry";
import { defaultOf, outOfRange, raise, tick } from "../../values/runtime";
import { countOf } from "../collections/interfaces";
import { backingOf, need, needSource, noElements, noMatch, scan, type Predicate, type Types } from "./source";

type Test = Predicate | null;
/** What stands for an element that is not there; also throws. */
type Otherwise = () => unknown;

function first(source: unknown, otherwise: Otherwise): unknown {
  const items = backingOf(needSource(source));
  if (items) return items.length ? items[0] : otherwise();
  const indexed = indexedOf(source);
  if (indexed) return indexed.length() ? indexed.at(0) : otherwise();
  const cursor = cursorOf(source);
  return cursor.moveNext() ? cursor.current : otherwise();
}

function firstMatch(source: unknown, predicate: Test, otherwise: Otherwise): unknown {
  const from = needSource(source);
  const test = need(predicate, "predicate");
  let found: unknown;
  return scan(from, (value) => (found = value, test(value))) ? found : otherwise(); // prettier-ignore
}

function last(source: unknown, otherwise: Otherwise): unknown {
  const items = indexedOf(needSource(source));
  if (items) return items.length() ? items.at(items.length() - 1) : otherwise();
  let found: unknown;
  let any = false;
  scan(source, (value) => {
    found = value;
    any = true;
    return false;
  });
  return any ? found : otherwise();
}

/** Arrays and lists are searched from their end. */
function lastMatch(source: unknown, predicate: Test, otherwise: Otherwise): unknown {
  const items = backingOf(needSource(source));
  const test = need(predicate, "predicate");
  if (items) {
    for (let index = items.length - 1; index >= 0; index--) {
      tick();
      if (test(items[index])) return items[index];
    }
    return otherwise();
  }
  let found: unknown;
  let any = false;
  scan(source, (value) => {
    if (test(value)) {
      found = value;
      any = true;
    }
    return false;
  });
  return any ? found : otherwise();
}

const moreThanOne = (matching: string): never =>
  raise("InvalidOperationException", `Sequence contains more than one ${matching}element`);

function single(source: unknown, predicate: Test | undefined, otherwise: Otherwise): unknown {
  const from = needSource(source);
  const test = predicate === undefined ? () => true : need(predicate, "predicate");
  let found: unknown;
  let count = 0;
  scan(from, (value) => {
    if (!test(value)) return false;
    found = value;
    return ++count > 1;
  });
  if (count > 1) moreThanOne(predicate ? "matching " : "");
  return count ? found : otherwise();
}

function elementAt(source: unknown, index: number, otherwise: Otherwise): unknown {
  const items = indexedOf(needSource(source));
  if (items) return index >= 0 && index < items.length() ? items.at(index) : otherwise();
  let found: unknown;
  const reached =
    index >= 0 &&
    scan(source, (value, at) => {
      found = value;
      return at === index;
    });
  return reached ? found : otherwise();
}

function elementOrThrow(source: unknown, index: number): unknown {
  return elementAt(source, index, () => (backingOf(source) ? indexOutOfRange() : outOfRange("index")));
}

/** The members First, Last and Single in all their overloads. */
function picking(
  name: string,
  plain: (source: unknown, otherwise: Otherwise) => unknown,
  matching: (source: unknown, predicate: Test, otherwise: Otherwise) => unknown,
): Members {
  const nothing = (types: Types) => () => defaultOf(types[0]!);
  return {
    [`static T ${name}<T>(this IEnumerable<T> source)`]: (source: unknown) => plain(source, noElements),
    [`static T ${name}<T>(this IEnumerable<T> source, Func<T,bool> predicate)`]: (source: unknown, test: Test) =>
      matching(source, test, noMatch),
    [`static T ${name}OrDefault<T>(this IEnumerable<T> source)`]: (source: unknown, types: Types) =>
      plain(source, nothing(types)),
    [`static T ${name}OrDefault<T>(this IEnumerable<T> source, T defaultValue)`]: (source: unknown, value: unknown) =>
      plain(source, () => value),
    [`static T ${name}OrDefault<T>(this IEnumerable<T> source, Func<T,bool> predicate)`]: (source: unknown, test: Test, types: Types) =>
      matching(source, test, nothing(types)),
    [`static T ${name}OrDefault<T>(this IEnumerable<T> source, Func<T,bool> predicate, T defaultValue)`]: (source: unknown, test: Test, value: unknown) =>
      matching(source, test, () => value),
  };
} // prettier-ignore

function any(source: unknown): boolean {
  const from = needSource(source);
  const size = indexedOf(from)?.length() ?? (from instanceof Sequence ? from.size : undefined);
  return size === undefined ? cursorOf(from).moveNext() : size > 0;
}

function anyMatch(source: unknown, predicate: Test): boolean {
  const from = needSource(source);
  const test = need(predicate, "predicate");
  return scan(from, (value) => test(value));
}

function all(source: unknown, predicate: Test): boolean {
  const from = needSource(source);
  const test = need(predicate, "predicate");
  return !scan(from, (value) => !test(value));
}

function countMatches(source: unknown, predicate: Test): number {
  const from = needSource(source);
  const test = need(predicate, "predicate");
  let count = 0;
  scan(from, (value) => {
    if (test(value)) count++;
    return false;
  });
  return count;
}

/** Operators that answer with one element, or with a fact about the elements. */
export const elements: Members = {
  ...picking("First", first, firstMatch),
  ...picking("Last", last, lastMatch),
  ...picking("Single", (source, otherwise) => single(source, undefined, otherwise), single),
  "static T ElementAt<T>(this IEnumerable<T> source, int index)": elementOrThrow,
  "static T ElementAtOrDefault<T>(this IEnumerable<T> source, int index)": (source: unknown, index: number, types: Types) =>
    elementAt(source, index, () => defaultOf(types[0]!)),
  "static bool Any<T>(this IEnumerable<T> source)": any,
  "static bool Any<T>(this IEnumerable<T> source, Func<T,bool> predicate)": anyMatch,
  "static bool All<T>(this IEnumerable<T> source, Func<T,bool> predicate)": all,
  "static int Count<T>(this IEnumerable<T> source)": (source: unknown) => countOf(needSource(source)),
  "static int Count<T>(this IEnumerable<T> source, Func<T,bool> predicate)": countMatches,
  "static long LongCount<T>(this IEnumerable<T> source)": (source: unknown) => BigInt(countOf(needSource(source))),
  "static long LongCount<T>(this IEnumerable<T> source, Func<T,bool> predicate)": (source: unknown, test: Test) =>
    BigInt(countMatches(source, test)),
}; // prettier-ignore
