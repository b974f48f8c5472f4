import { NetArray } from "../../collections/netArray";
import { NetQueue, NetStack } from "../../collections/netQueue";
import { elementsOf } from "../../collections/sequence";
import { define, type Members } from "../../types/registry";
import { argumentNull, defaultOf, outOfRange } from "../../values/runtime";
import type { Type } from "../../types/types";
import { copyTo, enumerate } from "./interfaces";

type Types = readonly Type[];
type Line = NetQueue | NetStack;

/** What both have, under the names of taking and adding that one of them has. */
function members(make: (element: Type) => Line, add: string, take: string): Members {
  const filled = (values: unknown, element: Type): Line => {
    const line = make(element);
    for (const value of elementsOf(values ?? argumentNull("collection"))) line.add(value);
    return line;
  };
  const tryOne = (line: Line, one: () => unknown): [boolean, unknown] =>
    line.size ? [true, one()] : [false, defaultOf(line.element)];
  return {
    "new()": (types: Types) => make(types[0]!),
    "new(int capacity)": (capacity: number, types: Types) =>
      capacity < 0 ? outOfRange("capacity", "Non-negative number required.") : make(types[0]!),
    "new(IEnumerable<T> collection)": (values: unknown, types: Types) => filled(values, types[0]!),
    "int Count": (line: Line) => line.size,
    [`void ${add}(T item)`]: (line: Line, value: unknown) => line.add(value),
    [`T ${take}()`]: (line: Line) => line.take(),
    "T Peek()": (line: Line) => line.peek(),
    [`bool Try${take}(out T result)`]: (line: Line) => tryOne(line, () => line.take()),
    "bool TryPeek(out T result)": (line: Line) => tryOne(line, () => line.peek()),
    "bool Contains(T item)": (line: Line, value: unknown) => line.contains(value),
    "void Clear()": (line: Line) => line.clear(),
    "T[] ToArray()": (line: Line) => new NetArray(line.element, line.values()),
    "void CopyTo(T[] array, int arrayIndex)": (line: Line, array: NetArray | null, index: number) =>
      copyTo(line.values(), array, index),
    "IEnumerator<T> GetEnumerator()": (line: Line) => enumerate(line, line.element),
    "int EnsureCapacity(int capacity)": (line: Line, capacity: number) => Math.max(capacity, line.size),
    "void TrimExcess()": () => undefined,
  };
}

define(
  "System.Collections.Generic",
  "class Queue<T> : IReadOnlyCollection<T>",
  members((element) => new NetQueue(element), "Enqueue", "Dequeue"),
);
define(
  "System.Collections.Generic",
  "class Stack<T> : IReadOnlyCollection<T>",
  members((element) => new NetStack(element), "Push", "Pop"),
);
