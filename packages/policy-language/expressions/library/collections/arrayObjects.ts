import type { Ordering } from "../../collections/equality";
import { NetArray } from "../../collections/netArray";
import { extend, named } from "../../types/registry";
import {
  argumentNull,
  box,
  checkSize,
  defaultOf,
  outOfRange,
  raise,
  tick,
  unwrap,
} from "../../values/runtime";
import type { Type } from "../../types/types";
import { compareBoxed } from "../core/compareBoxed";
import { arrayAlgorithms } from "./arrayAlgorithms";
import { defaultEquality, guarded } from "./comparers";
import { binarySearch, findLastIndex, type Test } from "./searching";

type Arrays = NetArray | null;
type Method = (...args: unknown[]) => unknown;
const method = (signature: string) => arrayAlgorithms[signature] as Method;
const some = (array: Arrays): NetArray => array ?? argumentNull("array");
const size = (array: Arrays) => some(array).items.length;
const int = (value: bigint): number =>
  value > 0x7fffffffn || value < -0x80000000n
    ? outOfRange("length", "Arrays larger than 2GB are not supported.")
    : Number(value);

/** The one-dimensional array that Array's untyped methods take. */
function line(array: Arrays): NetArray {
  if (some(array).lengths.length > 1)
    raise("RankException", "Only single dimensional arrays are supported here.");
  return array!;
}

function position(array: Arrays, value: unknown, from: number, count: number, backwards: boolean): number {
  const { items, element } = line(array);
  const equality = defaultEquality(named("object"));
  const first = backwards ? from - count + 1 : from;
  if (first < 0 || count < 0 || first + count > items.length) outOfRange(count < 0 ? "count" : "startIndex");
  for (let step = 0; step < count; step++) {
    tick();
    const at = backwards ? from - step : from + step;
    if (equality.same(box(element, items[at]), value)) return at;
  }
  return -1;
}

function search(array: Arrays, index: number, length: number, value: unknown, comparer: Ordering | null): number {
  const { items, element } = line(array);
  if (index < 0 || length < 0) outOfRange(index < 0 ? "index" : "length", "Non-negative number required.");
  if (items.length - index < length)
    raise("ArgumentException", "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
  const compare = (a: unknown, b: unknown) => (comparer ? comparer.compare(a, b) : compareBoxed(a, b));
  const boxed = items.map((item) => box(element, item));
  return guarded(() => binarySearch(boxed, index, index + length, value, compare));
} // prettier-ignore

function searchTyped(
  array: Arrays,
  index: number,
  length: number,
  value: unknown,
  comparer: Ordering | null,
): number {
  const { element } = some(array);
  return search(array, index, length, box(element, value), comparer && { compare: (a, b) => comparer.compare(unwrap(a), unwrap(b)) }); // prettier-ignore
}

function lastIndexOfTyped(array: Arrays, value: unknown, start: number, count: number): number {
  return position(array, box(some(array).element, value), start, count, true);
}

function made(type: Type | null, lengths: readonly number[]): NetArray {
  const element = type ?? argumentNull("elementType");
  if (lengths.length === 0) raise("ArgumentException", "Must provide at least one rank.");
  const total = lengths.reduce((product, length) => {
    if (length < 0) outOfRange("length", "Non-negative number required.");
    return product * length;
  }, 1);
  checkSize(total);
  const array = new NetArray(element, new Array<unknown>(total).fill(defaultOf(element)));
  array.lengths = [...lengths];
  return array;
}

const at = (array: NetArray, indexes: readonly (number | bigint)[]): number => {
  if (indexes.length !== array.lengths.length)
    raise("ArgumentException", "Indices length does not match the array rank.");
  return array.at(indexes.map(Number));
};
const get = (array: NetArray, ...indexes: (number | bigint)[]) =>
  box(array.element, array.items[at(array, indexes)]);
const sort = method("static void Sort<T>(T[] array, int index, int length, IComparer<T> comparer)");
const sortPairs = method("static void Sort<K,V>(K[] keys, V[] items, IComparer<K> comparer)");
const reverse = method("static void Reverse<T>(T[] array, int index, int length)");

function sortPart(keys: Arrays, values: Arrays, index: number, count: number, comparer: Ordering | null): void {
  const cut = (array: Arrays) => array && new NetArray(array.element, array.items.slice(index, index + count));
  if (index < 0 || count < 0) outOfRange(index < 0 ? "index" : "length", "Non-negative number required.");
  if (size(keys) - index < count || (values && values.items.length - index < count))
    raise("ArgumentException", "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
  const [inKeys, inValues] = [cut(keys)!, cut(values)];
  sortPairs(inKeys, inValues, comparer);
  keys!.items.splice(index, count, ...inKeys.items);
  if (inValues) values!.items.splice(index, count, ...inValues.items);
} // prettier-ignore

const store = (array: NetArray, value: unknown, indexes: readonly (number | bigint)[], set: Method) =>
  set(array, value, new NetArray(named("int"), indexes.map(Number)));

/** What Array offers for arrays whose elements are only known when it runs. */
export function extendArray(setValue: Method, copy: Method): void {
  extend("System.Array", {
    "bool IsSynchronized": () => false,
    "object SyncRoot": (array: NetArray) => array,
    "void Initialize()": () => undefined,
    "long GetLongLength(int dimension)": (array: NetArray, index: number) =>
      BigInt(array.lengths[index] ?? raise("IndexOutOfRangeException", "Index was outside the bounds of the array.")),
    "void CopyTo(Array array, long index)": (array: NetArray, to: Arrays, index: bigint) =>
      copy(array, 0, to, int(index), array.items.length),
    "static void Copy(Array sourceArray, Array destinationArray, long length)": (from: Arrays, to: Arrays, count: bigint) =>
      copy(from, 0, to, 0, int(count)),
    "static void Copy(Array sourceArray, long sourceIndex, Array destinationArray, long destinationIndex, long length)":
      (from: Arrays, index: bigint, to: Arrays, into: bigint, count: bigint) => copy(from, int(index), to, int(into), int(count)),
    "static Array CreateInstance(Type elementType, int length)": (type: Type | null, length: number) => made(type, [length]),
    "static Array CreateInstance(Type elementType, int length1, int length2)": (type: Type | null, a: number, b: number) => made(type, [a, b]),
    "static Array CreateInstance(Type elementType, int length1, int length2, int length3)": (type: Type | null, a: number, b: number, c: number) => made(type, [a, b, c]),
    "static Array CreateInstance(Type elementType, params int[] lengths)": (type: Type | null, lengths: Arrays) => made(type, (lengths ?? argumentNull("lengths")).items as number[]),
    "static Array CreateInstance(Type elementType, params long[] lengths)": (type: Type | null, lengths: Arrays) =>
      made(type, ((lengths ?? argumentNull("lengths")).items as bigint[]).map(int)),
    "object GetValue(long index)": get,
    "object GetValue(long index1, long index2)": get,
    "object GetValue(long index1, long index2, long index3)": get,
    "object GetValue(params long[] indices)": (array: NetArray, indexes: NetArray) => get(array, ...(indexes.items as bigint[])),
    "void SetValue(object value, long index)": (array: NetArray, value: unknown, ...indexes: bigint[]) => store(array, value, indexes, setValue),
    "void SetValue(object value, long index1, long index2)": (array: NetArray, value: unknown, ...indexes: bigint[]) => store(array, value, indexes, setValue),
    "void SetValue(object value, long index1, long index2, long index3)": (array: NetArray, value: unknown, ...indexes: bigint[]) => store(array, value, indexes, setValue),
    "void SetValue(object value, params long[] indices)": (array: NetArray, value: unknown, indexes: NetArray) => store(array, value, indexes.items as bigint[], setValue),
    "static int BinarySearch(Array array, object value)": (a: Arrays, value: unknown) => search(a, 0, size(a), value, null),
    "static int BinarySearch(Array array, int index, int length, object value)": (a: Arrays, index: number, length: number, value: unknown) => search(a, index, length, value, null),
    "static int BinarySearch<T>(T[] array, int index, int length, T value)": (a: Arrays, index: number, length: number, value: unknown) => searchTyped(a, index, length, value, null),
    "static int BinarySearch<T>(T[] array, int index, int length, T value, IComparer<T> comparer)": searchTyped,
    "static int IndexOf(Array array, object value)": (a: Arrays, value: unknown) => position(a, value, 0, size(a), false),
    "static int IndexOf(Array array, object value, int startIndex)": (a: Arrays, value: unknown, start: number) => position(a, value, start, size(a) - start, false),
    "static int IndexOf(Array array, object value, int startIndex, int count)": (a: Arrays, value: unknown, start: number, count: number) => position(a, value, start, count, false),
    "static int LastIndexOf(Array array, object value)": (a: Arrays, value: unknown) => position(a, value, size(a) - 1, size(a), true),
    "static int LastIndexOf(Array array, object value, int startIndex)": (a: Arrays, value: unknown, start: number) => position(a, value, start, start + 1, true),
    "static int LastIndexOf(Array array, object value, int startIndex, int count)": (a: Arrays, value: unknown, start: number, count: number) => position(a, value, start, count, true),
    "static int LastIndexOf<T>(T[] array, T value, int startIndex, int count)": lastIndexOfTyped,
    "static int FindLastIndex<T>(T[] array, int startIndex, Predicate<T> match)": (a: Arrays, start: number, match: Test | null) => findLastIndex(some(a).items, match, start, start + 1),
    "static int FindLastIndex<T>(T[] array, int startIndex, int count, Predicate<T> match)": (a: Arrays, start: number, count: number, match: Test | null) => findLastIndex(some(a).items, match, start, count),
    "static void Reverse(Array array)": (a: Arrays) => reverse(line(a), 0, size(a)),
    "static void Reverse(Array array, int index, int length)": (a: Arrays, index: number, length: number) => reverse(line(a), index, length),
    "static void Sort(Array array)": (a: Arrays) => sort(line(a), 0, size(a), null),
    "static void Sort(Array array, int index, int length)": (a: Arrays, index: number, length: number) => sort(line(a), index, length, null),
    "static void Sort(Array keys, Array items)": (keys: Arrays, values: Arrays) => sortPairs(line(keys), values, null),
    "static void Sort(Array keys, Array items, int index, int length)": (keys: Arrays, values: Arrays, index: number, length: number) => sortPart(line(keys), values, index, length, null),
    "static void Sort<K,V>(K[] keys, V[] items, int index, int length)": (keys: Arrays, values: Arrays, index: number, length: number) => sortPart(keys, values, index, length, null),
    "static void Sort<K,V>(K[] keys, V[] items, int index, int length, IComparer<K> comparer)": sortPart,
  });
} // prettier-ignore
