import type { Ordering } from "../../collections/equality";
import { NetArray } from "../../collections/netArray";
import { NetList } from "../../collections/netList";
import { ReadOnlyList } from "../../collections/readOnlyList";
import { elementsOf } from "../../collections/sequence";
import { define } from "../../types/registry";
import { argumentNull, defaultOf, outOfRange, raise, tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { compareWith, counted, guarded } from "./comparers";
import { copyTo, enumerate } from "./interfaces";
import { binarySearch, findIndex, findLastIndex, type Test } from "./searching";
import { introSort } from "./sorting";

type Types = readonly Type[];
type Visit = (value: unknown) => unknown;

export const readOnlyCollection = define(
  "System.Collections.ObjectModel",
  "class ReadOnlyCollection<T> : IList<T>, IReadOnlyList<T>",
  {
    "int Count": (view: ReadOnlyList) => view.backing.length,
    "T this[int index]": (view: ReadOnlyList, index: number) => view.backing[checkIndex(view.backing, index)],
    "bool Contains(T value)": (view: ReadOnlyList, value: unknown, types: Types) =>
      positionIn(view.backing, value, types[0]!) >= 0,
    "int IndexOf(T value)": (view: ReadOnlyList, value: unknown, types: Types) =>
      positionIn(view.backing, value, types[0]!),
    "void CopyTo(T[] array, int index)": (view: ReadOnlyList, array: NetArray | null, index: number) =>
      copyTo(view.backing, array, index),
    "IEnumerator<T> GetEnumerator()": (view: ReadOnlyList) => enumerate(view, view.element),
  },
);

const positionIn = (items: readonly unknown[], value: unknown, type: Type): number =>
  new NetList(type, items as unknown[]).indexOf(value);

const checkIndex = (items: readonly unknown[], index: number): number =>
  new NetList(readOnlyCollection.params[0]!, items as unknown[]).check(index);

function capacity(value: number, parameter: string): void {
  if (value < 0) outOfRange(parameter, "Non-negative number required.");
}

function sized(size: number, types: Types): NetList {
  capacity(size, "capacity");
  const list = new NetList(types[0]!, []);
  list.capacity = size;
  return list;
}

/** Refuses a part that does not lie within the list. */
function checkPart(list: NetList, index: number, count: number): void {
  if (index < 0) outOfRange("index", "Non-negative number required.");
  if (count < 0) outOfRange("count", "Non-negative number required.");
  if (list.items.length - index < count)
    raise(
      "ArgumentException",
      "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.",
    );
}

function checkInsert(list: NetList, index: number): void {
  if (index < 0 || index > list.items.length)
    outOfRange("index", "Index must be within the bounds of the List.");
}

function copyOf(list: NetList, items: unknown[]): NetList {
  return new NetList(list.element, items);
}

function insertRange(list: NetList, index: number, values: unknown): void {
  if (values === null) argumentNull("collection");
  checkIndexOfRange(list, index);
  const added = [...elementsOf(values)];
  if (added.length) list.splice(index, 0, added);
}

function checkIndexOfRange(list: NetList, index: number): void {
  if (index < 0 || index > list.items.length)
    outOfRange(
      "index",
      "Index was out of range. Must be non-negative and less than or equal to the size of the collection.",
    );
}

function removeAll(list: NetList, match: Test | null): number {
  const keep = match ?? argumentNull("match");
  const before = list.items.length;
  const left = list.items.filter((value) => (tick(), !keep(value)));
  if (left.length === before) return 0;
  list.items = left;
  list.version++;
  return before - left.length;
}

function forEach(list: NetList, action: Visit | null): void {
  const visit = action ?? argumentNull("action");
  for (const cursor = list.cursor(); cursor.moveNext();) visit(cursor.current);
}

function reverse(list: NetList, index: number, count: number): void {
  checkPart(list, index, count);
  list.splice(index, count, list.items.slice(index, index + count).reverse());
}

function sort(list: NetList, index: number, count: number, comparer: Ordering | null): void {
  checkPart(list, index, count);
  const compare = counted(compareWith(comparer, list.element));
  guarded(() => introSort(list.items, undefined, index, count, compare));
  list.version++;
}

function sortBy(list: NetList, comparison: ((a: unknown, b: unknown) => number) | null): void {
  const compare = comparison ?? argumentNull("comparison");
  guarded(() => introSort(list.items, undefined, 0, list.items.length, counted(compare)));
  list.version++;
}

function lastIndexOf(list: NetList, value: unknown, from: number, count: number): number {
  for (let index = from; index > from - count; index--)
    if (list.indexOf(value, index, index + 1) >= 0) return index;
  return -1;
}

function find(list: NetList, match: Test | null): unknown {
  const index = findIndex(list.items, match, 0, list.items.length);
  return index < 0 ? defaultOf(list.element) : list.items[index];
}

function findLast(list: NetList, match: Test | null): unknown {
  const index = findLastIndex(list.items, match, list.items.length - 1, list.items.length);
  return index < 0 ? defaultOf(list.element) : list.items[index];
}

function findAll(list: NetList, match: Test | null): NetList {
  const test = match ?? argumentNull("match");
  return copyOf(
    list,
    list.items.filter((value) => (tick(), test(value))),
  );
}

const all = (list: NetList): number => list.items.length;

define("System.Collections.Generic", "class List<T> : IList<T>, IReadOnlyList<T>", {
  "new()": (types: Types) => new NetList(types[0]!, []),
  "new(int capacity)": sized,
  "new(IEnumerable<T> collection)": (values: unknown, types: Types) =>
    new NetList(types[0]!, [...elementsOf(values ?? argumentNull("collection"))]),
  "int Count": all,
  "int Capacity": [
    (list: NetList) => list.capacity,
    (list: NetList, value: number) => {
      if (value < all(list)) outOfRange("value", "capacity was less than the current size.");
      list.capacity = value;
    },
  ],
  "T this[int index]": [
    (list: NetList, index: number) => list.get(index),
    (list: NetList, index: number, value: unknown) => list.set(index, value),
  ],
  "IEnumerator<T> GetEnumerator()": (list: NetList) => enumerate(list, list.element),
  "void Add(T item)": (list: NetList, value: unknown) => list.add(value),
  "void AddRange(IEnumerable<T> collection)": (list: NetList, values: unknown) =>
    insertRange(list, all(list), values),
  "void Insert(int index, T item)": (list: NetList, index: number, value: unknown) => {
    checkInsert(list, index);
    list.splice(index, 0, [value]);
  },
  "void InsertRange(int index, IEnumerable<T> collection)": insertRange,
  "void Clear()": (list: NetList) => list.clear(),
  "bool Remove(T item)": (list: NetList, value: unknown) => list.remove(value),
  "void RemoveAt(int index)": (list: NetList, index: number) => list.removeAt(index),
  "void RemoveRange(int index, int count)": (list: NetList, index: number, count: number) => {
    checkPart(list, index, count);
    if (count) list.splice(index, count);
  },
  "int RemoveAll(Predicate<T> match)": removeAll,
  "bool Contains(T item)": (list: NetList, value: unknown) => list.contains(value),
  "int IndexOf(T item)": (list: NetList, value: unknown) => list.indexOf(value),
  "int IndexOf(T item, int index)": (list: NetList, value: unknown, index: number) => {
    if (index > all(list)) checkIndexOfRange(list, index);
    return list.indexOf(value, index);
  },
  "int IndexOf(T item, int index, int count)": (list: NetList, value: unknown, index: number, count: number) => {
    checkIndexOfRange(list, index);
    if (count < 0 || index > all(list) - count)
      outOfRange("count", "Count must be positive and count must refer to a location within the string/array/collection.");
    return list.indexOf(value, index, index + count);
  },
  "int LastIndexOf(T item)": (list: NetList, value: unknown) =>
    lastIndexOf(list, value, all(list) - 1, all(list)),
  "int LastIndexOf(T item, int index)": (list: NetList, value: unknown, index: number) =>
    lastIndexOf(list, value, list.check(index), index + 1),
  "int LastIndexOf(T item, int index, int count)": (list: NetList, value: unknown, index: number, count: number) => {
    if (list.items.length === 0) return -1;
    if (index < 0 || index >= list.items.length) outOfRange("index");
    if (count < 0 || count > index + 1) outOfRange("count");
    for (let at = index; at > index - count; at--) if ((tick(), list.indexOf(value, at, at + 1)) >= 0) return at;
    return -1;
  },
  "int FindLastIndex(int startIndex, int count, Predicate<T> match)": (list: NetList, start: number, count: number, match: Test | null) =>
    findLastIndex(list.items, match, start, count),
  "int BinarySearch(int index, int count, T item, IComparer<T> comparer)": (list: NetList, index: number, count: number, value: unknown, comparer: Ordering | null) => {
    if (index < 0 || count < 0) outOfRange(index < 0 ? "index" : "count", "Non-negative number required.");
    if (list.items.length - index < count)
      raise("ArgumentException", "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
    return guarded(() => binarySearch(list.items, index, index + count, value, compareWith(comparer, list.element)));
  },
  "int BinarySearch(T item)": (list: NetList, value: unknown) =>
    binarySearch(list.items, 0, all(list), value, compareWith(null, list.element)),
  "int BinarySearch(T item, IComparer<T> comparer)": (list: NetList, value: unknown, comparer: Ordering | null) =>
    binarySearch(list.items, 0, all(list), value, compareWith(comparer, list.element)),
  "void Reverse()": (list: NetList) => reverse(list, 0, all(list)),
  "void Reverse(int index, int count)": reverse,
  "void Sort()": (list: NetList) => sort(list, 0, all(list), null),
  "void Sort(IComparer<T> comparer)": (list: NetList, comparer: Ordering | null) =>
    sort(list, 0, all(list), comparer),
  "void Sort(int index, int count, IComparer<T> comparer)": sort,
  "void Sort(Comparison<T> comparison)": sortBy,
  "void ForEach(Action<T> action)": forEach,
  "bool Exists(Predicate<T> match)": (list: NetList, match: Test | null) =>
    findIndex(list.items, match, 0, all(list)) >= 0,
  "bool TrueForAll(Predicate<T> match)": (list: NetList, match: Test | null) => {
    const test = (match ?? argumentNull("match"));
    return findIndex(list.items, (value) => !test(value), 0, all(list)) < 0;
  },
  "T Find(Predicate<T> match)": find,
  "T FindLast(Predicate<T> match)": findLast,
  "List<T> FindAll(Predicate<T> match)": findAll,
  "int FindIndex(Predicate<T> match)": (list: NetList, match: Test | null) =>
    findIndex(list.items, match, 0, all(list)),
  "int FindIndex(int startIndex, Predicate<T> match)": (list: NetList, start: number, match: Test | null) =>
    findIndex(list.items, match, start, all(list) - start),
  "int FindIndex(int startIndex, int count, Predicate<T> match)": (list: NetList, start: number, count: number, match: Test | null) =>
    findIndex(list.items, match, start, count),
  "int FindLastIndex(Predicate<T> match)": (list: NetList, match: Test | null) =>
    findLastIndex(list.items, match, all(list) - 1, all(list)),
  "int FindLastIndex(int startIndex, Predicate<T> match)": (list: NetList, start: number, match: Test | null) =>
    findLastIndex(list.items, match, start, start + 1),
  "List<R> ConvertAll<R>(Converter<T,R> converter)": (list: NetList, converter: Visit | null, types: Types) => {
    const convert = converter ?? argumentNull("converter");
    return new NetList(types[1]!, list.items.map((value) => (tick(), convert(value))));
  },
  "List<T> GetRange(int index, int count)": (list: NetList, index: number, count: number) => {
    checkPart(list, index, count);
    return copyOf(list, list.items.slice(index, index + count));
  },
  "List<T> Slice(int start, int length)": (list: NetList, index: number, count: number) => {
    checkPart(list, index, count);
    return copyOf(list, list.items.slice(index, index + count));
  },
  "void CopyTo(T[] array)": (list: NetList, array: NetArray | null) => copyTo(list.items, array, 0),
  "void CopyTo(T[] array, int arrayIndex)": (list: NetList, array: NetArray | null, index: number) =>
    copyTo(list.items, array, index),
  "void CopyTo(int index, T[] array, int arrayIndex, int count)": (list: NetList, index: number, array: NetArray | null, at: number, count: number) => {
    checkPart(list, index, count);
    copyTo(list.items.slice(index, index + count), array, at);
  },
  "T[] ToArray()": (list: NetList) => (tick(all(list) >> 4), new NetArray(list.element, [...list.items])),
  "void TrimExcess()": () => undefined,
  "int EnsureCapacity(int capacity)": (list: NetList, size: number) => (
    capacity(size, "capacity"), Math.max(size, all(list))
  ),
  "System.Collections.ObjectModel.ReadOnlyCollection<T> AsReadOnly()": (list: NetList) => new ReadOnlyList(readOnlyCollection, list),
}); // prettier-ignore
