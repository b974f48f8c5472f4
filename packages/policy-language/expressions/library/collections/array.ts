import { Enumerator } from "../../collections/enumerator";
import { outsideArray, NetArray } from "../../collections/netArray";
import { define } from "../../types/registry";
import { argumentNull, box, checkSize, defaultOf, raise, tick, typeOf, unwrap } from "../../values/runtime";
import { implicitConversion, isSubtype } from "../../types/conversions";
import type { Type } from "../../types/types";
import { arrayAlgorithms } from "./arrayAlgorithms";
import { extendArray } from "./arrayObjects";

type Types = readonly Type[];

export const negative = (name: string, value: number): never =>
  outOfRangeActual(name, `${name} ('${value}') must be a non-negative value.`, value);

/** The words of ArgumentOutOfRangeException.ThrowIf...: with the value on a line of its own. */
export function outOfRangeActual(name: string, detail: string, value: unknown): never {
  return raise(
    "ArgumentOutOfRangeException",
    `${detail} (Parameter '${name}')\nActual value was ${String(value)}.`,
  );
}

function dimension(array: NetArray, index: number): number {
  return (
    array.lengths[index] ?? raise("IndexOutOfRangeException", "Array does not have that many dimensions.")
  );
}

/** How an element of one array goes into another; undefined when it never does. */
function elementCopy(from: Type, to: Type): ((value: unknown) => unknown) | undefined {
  if (from === to) return (value) => value;
  if (from.isValueType && to.isValueType) return implicitConversion(from, to);
  if (from.isValueType) return isSubtype(from, to) ? (value) => box(from, value) : undefined;
  return (value) => fitting(value, to);
}

function fitting(value: unknown, to: Type): unknown {
  if (value === null && !to.isValueType) return null;
  const type = typeOf(value);
  if (!type || !isSubtype(type, to))
    raise("InvalidCastException", "At least one element in the source array could not be cast down to the destination array type.");
  return to.isValueType ? unwrap(value) : value;
} // prettier-ignore

function copy(from: NetArray | null, at: number, to: NetArray | null, into: number, count: number): void {
  const source = from ?? argumentNull("sourceArray");
  const target = to ?? argumentNull("destinationArray");
  if (count < 0) negative("length", count);
  if (at < 0) negative("sourceIndex", at);
  if (into < 0) negative("destinationIndex", into);
  if (source.items.length - at < count) tooShort("Source array", "source", "sourceArray");
  if (target.items.length - into < count) tooShort("Destination array", "destination", "destinationArray");
  const convert = elementCopy(source.element, target.element);
  if (!convert)
    return raise("ArrayTypeMismatchException", "Source array type cannot be assigned to destination array type.");
  tick(count >> 4);
  const values = source.items.slice(at, at + count).map(convert);
  values.forEach((value, index) => (target.items[into + index] = value));
} // prettier-ignore

function tooShort(what: string, side: string, parameter: string): never {
  return raise(
    "ArgumentException",
    `${what} was not long enough. Check the ${side} index, length, and the array's lower bounds. (Parameter '${parameter}')`,
  );
}

function clear(array: NetArray | null, at = 0, count = array?.items.length ?? 0): void {
  const target = array ?? argumentNull("array");
  if (at < 0 || count < 0 || at + count > target.items.length) outsideArray();
  tick(count >> 4);
  target.items.fill(defaultOf(target.element), at, at + count);
}

function resize(array: NetArray | null, size: number, types: Types): unknown[] {
  if (size < 0) negative("newSize", size);
  checkSize(size);
  const items = (array?.items ?? []).slice(0, size);
  while (items.length < size) items.push(defaultOf(types[0]!));
  return [null, new NetArray(types[0]!, items)];
}

function clone(array: NetArray): NetArray {
  tick(array.items.length >> 4);
  const made = new NetArray(array.element, [...array.items]);
  made.lengths = [...array.lengths];
  return made;
}

function place(array: NetArray, index: NetArray): number {
  if (index.items.length !== array.lengths.length)
    raise("ArgumentException", "Indices length does not match the array rank.");
  return array.at(index.items as number[]);
}

function setValue(array: NetArray, value: unknown, index: NetArray): void {
  const at = place(array, index);
  array.items[at] = storable(value, array.element);
}

function storable(value: unknown, element: Type): unknown {
  if (value === null) return defaultOf(element);
  const type = typeOf(value)!;
  if (isSubtype(type, element)) return element.isValueType ? unwrap(value) : value;
  const convert = element.isValueType && type.isValueType ? implicitConversion(type, element) : undefined;
  return convert
    ? convert(unwrap(value))
    : raise("InvalidCastException", "Object cannot be stored in an array of this type.");
}

define("System", "class ArrayTypeMismatchException : SystemException");
define("System", "class RankException : SystemException");

define("System", "class Array : IEnumerable", {
  "int Length": (array: NetArray) => array.items.length,
  "long LongLength": (array: NetArray) => BigInt(array.items.length),
  "int Rank": (array: NetArray) => array.lengths.length,
  "bool IsReadOnly": () => false,
  "bool IsFixedSize": () => true,
  "int GetLength(int dimension)": dimension,
  "int GetLowerBound(int dimension)": (array: NetArray, index: number) => dimension(array, index) * 0,
  "int GetUpperBound(int dimension)": (array: NetArray, index: number) => dimension(array, index) - 1,
  "object GetValue(params int[] indices)": (array: NetArray, index: NetArray) =>
    box(array.element, array.items[place(array, index)]),
  "void SetValue(object value, params int[] indices)": setValue,
  "object Clone()": clone,
  "void CopyTo(Array array, int index)": (array: NetArray, target: NetArray | null, index: number) =>
    copy(array, 0, target, index, array.items.length),
  "IEnumerator GetEnumerator()": (array: NetArray) => new Enumerator(array.element, array),
  "static void Copy(Array sourceArray, Array destinationArray, int length)": (from: NetArray | null, to: NetArray | null, count: number) =>
    copy(from, 0, to, 0, count),
  "static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length)": copy,
  "static void ConstrainedCopy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length)": copy,
  "static void Clear(Array array)": (array: NetArray | null) => clear(array),
  "static void Clear(Array array, int index, int length)": clear,
  "static void Resize<T>(ref T[] array, int newSize)": resize,
  "static T[] Empty<T>()": (types: Types) => new NetArray(types[0]!, []),
  ...arrayAlgorithms,
}); // prettier-ignore
extendArray(setValue as never, copy as never);
