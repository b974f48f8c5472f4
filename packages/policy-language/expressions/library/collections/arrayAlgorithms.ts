import type { Ordering } from "../../collections/equality";
import { NetArray } from "../../collections/netArray";
import { NetList } from "../../collections/netList";
import { ReadOnlyList } from "../../collections/readOnlyList";
import type { Members } from "../../types/registry";
import { argumentNull, defaultOf, outOfRange, raise, tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { compareWith, counted, guarded, type Compare } from "./comparers";
import { readOnlyCollection } from "./list";
import { binarySearch, findIndex, findLastIndex, type Test } from "./searching";
import { introSort } from "./sorting";

type Types = readonly Type[];
type Arrays = NetArray | null;
type Visit = (value: unknown) => unknown;

const some = (array: Arrays): NetArray => array ?? argumentNull("array");

function part(array: Arrays, index: number, count: number): NetArray {
  const target = some(array);
  if (index < 0) outOfRange("index", "Non-negative number required.");
  if (count < 0) outOfRange("length", "Non-negative number required.");
  if (target.items.length - index < count)
    raise("ArgumentException", "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
  return target;
} // prettier-ignore

function sortPart(array: Arrays, index: number, count: number, comparer: Ordering | null): void {
  const { items, element } = part(array, index, count);
  guarded(() => introSort(items, undefined, index, count, counted(compareWith(comparer, element))));
}

function sortPairs(keys: Arrays, values: Arrays, comparer: Ordering | null): void {
  const { items, element } = keys ?? argumentNull("keys");
  if (values && values.items.length < items.length)
    raise("ArgumentException", "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
  guarded(() => introSort(items, values?.items, 0, items.length, counted(compareWith(comparer, element))));
} // prettier-ignore

function sortBy(array: Arrays, comparison: Compare | null): void {
  const { items } = some(array);
  const compare = counted(comparison ?? argumentNull("comparison"));
  guarded(() => introSort(items, undefined, 0, items.length, compare));
}

function indexOf(array: Arrays, value: unknown, start: number, count: number): number {
  const { items, element } = some(array);
  if (start < 0 || start > items.length)
    outOfRange("startIndex", "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");
  if (count < 0 || count > items.length - start)
    outOfRange("count", "Count must be positive and count must refer to a location within the string/array/collection.");
  return new NetList(element, items).indexOf(value, start, start + count);
} // prettier-ignore

function lastIndexOf(array: Arrays, value: unknown, start: number): number {
  const { items, element } = some(array);
  if (items.length === 0) return -1;
  if (start < 0 || start >= items.length)
    outOfRange("startIndex", "Index was out of range. Must be non-negative and less than the size of the collection.");
  const list = new NetList(element, items);
  for (let index = start; index >= 0; index--) if (list.indexOf(value, index, index + 1) >= 0) return index;
  return -1;
} // prettier-ignore

function reverse(array: Arrays, index: number, count: number): void {
  const { items } = part(array, index, count);
  tick(count >> 4);
  for (let low = index, high = index + count - 1; low < high; low++, high--)
    [items[low], items[high]] = [items[high], items[low]];
}

function fill(array: Arrays, value: unknown, start: number, count: number): void {
  const { items } = some(array);
  if (start < 0 || start > items.length)
    outOfRange("startIndex", "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");
  if (count < 0 || start > items.length - count)
    outOfRange("count", "Count must be positive and count must refer to a location within the string/array/collection.");
  tick(count >> 4);
  items.fill(value, start, start + count);
} // prettier-ignore

function search(array: Arrays, value: unknown, comparer: Ordering | null): number {
  const { items, element } = some(array);
  return binarySearchGuarded(items, value, compareWith(comparer, element));
}

function binarySearchGuarded(items: readonly unknown[], value: unknown, compare: Compare): number {
  return guarded(() => binarySearch(items, 0, items.length, value, compare));
}

function found(array: NetArray, index: number): unknown {
  return index < 0 ? defaultOf(array.element) : array.items[index];
}

const size = (array: NetArray): number => array.items.length;

function forEach(array: Arrays, action: Visit | null): void {
  const { items } = some(array);
  const visit = action ?? argumentNull("action");
  for (const item of items) {
    tick();
    visit(item);
  }
}

function trueForAll(array: Arrays, match: Test | null): boolean {
  const target = some(array);
  const test = match ?? argumentNull("match");
  return findIndex(target.items, (value) => !test(value), 0, size(target)) < 0;
}

function convertAll(array: Arrays, converter: Visit | null, types: Types): NetArray {
  const { items } = some(array);
  const convert = converter ?? argumentNull("converter");
  return new NetArray(
    types[1]!,
    items.map((value) => (tick(), convert(value))),
  );
}

function findAll(array: Arrays, match: Test | null): NetArray {
  const { items, element } = some(array);
  const test = match ?? argumentNull("match");
  return new NetArray(
    element,
    items.filter((value) => (tick(), test(value))),
  );
}

/** Array's static methods that search, sort and visit. */
export const arrayAlgorithms: Members = {
  "static void Sort<T>(T[] array)": (a: Arrays) => sortPart(a, 0, size(some(a)), null),
  "static void Sort<T>(T[] array, IComparer<T> comparer)": (a: Arrays, comparer: Ordering | null) => sortPart(a, 0, size(some(a)), comparer),
  "static void Sort<T>(T[] array, Comparison<T> comparison)": sortBy,
  "static void Sort<T>(T[] array, int index, int length)": (a: Arrays, index: number, count: number) => sortPart(a, index, count, null),
  "static void Sort<T>(T[] array, int index, int length, IComparer<T> comparer)": sortPart,
  "static void Sort<K,V>(K[] keys, V[] items)": (keys: Arrays, values: Arrays) => sortPairs(keys, values, null),
  "static void Sort<K,V>(K[] keys, V[] items, IComparer<K> comparer)": sortPairs,
  "static void Reverse<T>(T[] array)": (a: Arrays) => reverse(a, 0, size(some(a))),
  "static void Reverse<T>(T[] array, int index, int length)": reverse,
  "static void Fill<T>(T[] array, T value)": (a: Arrays, value: unknown) => fill(a, value, 0, size(some(a))),
  "static void Fill<T>(T[] array, T value, int startIndex, int count)": fill,
  "static int IndexOf<T>(T[] array, T value)": (a: Arrays, value: unknown) => indexOf(a, value, 0, size(some(a))),
  "static int IndexOf<T>(T[] array, T value, int startIndex)": (a: Arrays, value: unknown, start: number) => indexOf(a, value, start, size(some(a)) - start),
  "static int IndexOf<T>(T[] array, T value, int startIndex, int count)": indexOf,
  "static int LastIndexOf<T>(T[] array, T value)": (a: Arrays, value: unknown) => lastIndexOf(a, value, size(some(a)) - 1),
  "static int LastIndexOf<T>(T[] array, T value, int startIndex)": lastIndexOf,
  "static int BinarySearch<T>(T[] array, T value)": (a: Arrays, value: unknown) => search(a, value, null),
  "static int BinarySearch<T>(T[] array, T value, IComparer<T> comparer)": search,
  "static T Find<T>(T[] array, Predicate<T> match)": (a: Arrays, match: Test | null) => found(some(a), findIndex(some(a).items, match, 0, size(some(a)))),
  "static T FindLast<T>(T[] array, Predicate<T> match)": (a: Arrays, match: Test | null) => found(some(a), findLastIndex(some(a).items, match, size(some(a)) - 1, size(some(a)))),
  "static T[] FindAll<T>(T[] array, Predicate<T> match)": findAll,
  "static int FindIndex<T>(T[] array, Predicate<T> match)": (a: Arrays, match: Test | null) => findIndex(some(a).items, match, 0, size(some(a))),
  "static int FindIndex<T>(T[] array, int startIndex, Predicate<T> match)": (a: Arrays, start: number, match: Test | null) => findIndex(some(a).items, match, start, size(some(a)) - start),
  "static int FindIndex<T>(T[] array, int startIndex, int count, Predicate<T> match)": (a: Arrays, start: number, count: number, match: Test | null) => findIndex(some(a).items, match, start, count),
  "static int FindLastIndex<T>(T[] array, Predicate<T> match)": (a: Arrays, match: Test | null) => findLastIndex(some(a).items, match, size(some(a)) - 1, size(some(a))),
  "static bool Exists<T>(T[] array, Predicate<T> match)": (a: Arrays, match: Test | null) => findIndex(some(a).items, match, 0, size(some(a))) >= 0,
  "static bool TrueForAll<T>(T[] array, Predicate<T> match)": trueForAll,
  "static void ForEach<T>(T[] array, Action<T> action)": forEach,
  "static R[] ConvertAll<T,R>(T[] array, Converter<T,R> converter)": convertAll,
  "static System.Collections.ObjectModel.ReadOnlyCollection<T> AsReadOnly<T>(T[] array)": (a: Arrays) => new ReadOnlyList(readOnlyCollection, some(a)),
}; // prettier-ignore
