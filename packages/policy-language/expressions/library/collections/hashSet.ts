import type { Equality } from "../../collections/equality";
import { generic, type NetArray } from "../../collections/netArray";
import { NetSet } from "../../collections/netSet";
import { cursorOf } from "../../collections/sequence";
import { define, type Members } from "../../types/registry";
import { argumentNull, defaultOf, NetObject, outOfRange, tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { copyTo, enumerate } from "./interfaces";
import type { Test } from "./searching";

type Types = readonly Type[];

/** A set of a sequence's elements. */
export function setOf(values: unknown, element: Type, comparer?: Equality | null): NetSet {
  const set = new NetSet(element, comparer);
  for (const cursor = cursorOf(values); cursor.moveNext();) {
    tick();
    set.add(cursor.current);
  }
  return set;
}

/** Sets are equal by what is in them. */
class SetComparer extends NetObject implements Equality {
  constructor(private readonly element: Type) {
    super();
  }
  get netType() {
    return generic("IEqualityComparer", generic("HashSet", this.element));
  }
  same(a: unknown, b: unknown): boolean {
    if (a === null || b === null) return a === b;
    const [one, other] = [a as NetSet, b as NetSet];
    return one.values().length === other.values().length && isSubset(one, other);
  }
  keyOf(value: unknown): unknown {
    return value === null ? null : (value as NetSet).values().map(String).sort().join("\0");
  }
}

/** The other side of a set operation, seen through this set's comparer. */
function otherOf(set: NetSet, other: unknown): NetSet {
  return setOf(other ?? argumentNull("other"), set.element, set.slots.equality);
}

const every = (set: NetSet, test: (value: unknown) => boolean): boolean =>
  set.values().every((value) => (tick(), test(value)));

const isSubset = (set: NetSet, other: NetSet): boolean => every(set, (value) => other.contains(value));

function removeWhere(set: NetSet, match: Test): number {
  const gone = set.values().filter((value) => (tick(), match(value)));
  for (const value of gone) set.remove(value);
  return gone.length;
}

function unionWith(set: NetSet, values: unknown): void {
  for (const cursor = cursorOf(values ?? argumentNull("other")); cursor.moveNext();) {
    tick();
    set.add(cursor.current);
  }
}

/** Which set changes or answers follow from comparing with another sequence. */
const comparisons: Members = {
  "void UnionWith(IEnumerable<T> other)": unionWith,
  "void IntersectWith(IEnumerable<T> other)": (set: NetSet, values: unknown) => {
    const other = otherOf(set, values);
    removeWhere(set, (value) => !other.contains(value));
  },
  "void ExceptWith(IEnumerable<T> other)": (set: NetSet, values: unknown) => {
    for (const value of otherOf(set, values).values()) set.remove(value);
  },
  "void SymmetricExceptWith(IEnumerable<T> other)": (set: NetSet, values: unknown) => {
    for (const value of otherOf(set, values).values()) if (!set.remove(value)) set.add(value);
  },
  "bool SetEquals(IEnumerable<T> other)": (set: NetSet, values: unknown) => {
    const other = otherOf(set, values);
    return other.size === set.size && isSubset(set, other);
  },
  "bool IsSubsetOf(IEnumerable<T> other)": (set: NetSet, values: unknown) => isSubset(set, otherOf(set, values)),
  "bool IsSupersetOf(IEnumerable<T> other)": (set: NetSet, values: unknown) => isSubset(otherOf(set, values), set),
  "bool IsProperSubsetOf(IEnumerable<T> other)": (set: NetSet, values: unknown) => {
    const other = otherOf(set, values);
    return set.size < other.size && isSubset(set, other);
  },
  "bool IsProperSupersetOf(IEnumerable<T> other)": (set: NetSet, values: unknown) => {
    const other = otherOf(set, values);
    return other.size < set.size && isSubset(other, set);
  },
  "bool Overlaps(IEnumerable<T> other)": (set: NetSet, values: unknown) =>
    !every(otherOf(set, values), (value) => !set.contains(value)),
}; // prettier-ignore

function copyPart(set: NetSet, array: NetArray | null, index: number, count: number): void {
  if (count < 0) outOfRange("count", "Non-negative number required.");
  copyTo(set.values().slice(0, count), array, index);
}

define("System.Collections.Generic", "class HashSet<T> : ISet<T>, IReadOnlyCollection<T>", {
  "new()": (types: Types) => new NetSet(types[0]!),
  "new(int capacity)": (capacity: number, types: Types) =>
    capacity < 0 ? outOfRange("capacity") : new NetSet(types[0]!),
  "new(IEqualityComparer<T> comparer)": (comparer: Equality | null, types: Types) =>
    new NetSet(types[0]!, comparer),
  "new(IEnumerable<T> collection)": (values: unknown, types: Types) =>
    setOf(values ?? argumentNull("collection"), types[0]!),
  "new(IEnumerable<T> collection, IEqualityComparer<T> comparer)": (
    values: unknown,
    comparer: Equality | null,
    types: Types,
  ) => setOf(values ?? argumentNull("collection"), types[0]!, comparer),
  "int Count": (set: NetSet) => set.size,
  "IEqualityComparer<T> Comparer": (set: NetSet) => set.slots.equality,
  "IEnumerator<T> GetEnumerator()": (set: NetSet) => enumerate(set, set.element),
  "bool Add(T item)": (set: NetSet, value: unknown) => set.add(value),
  "bool Remove(T item)": (set: NetSet, value: unknown) => set.remove(value),
  "bool Contains(T item)": (set: NetSet, value: unknown) => set.contains(value),
  "void Clear()": (set: NetSet) => set.clear(),
  "int RemoveWhere(Predicate<T> match)": (set: NetSet, match: Test | null) =>
    removeWhere(set, match ?? argumentNull("match")),
  "bool TryGetValue(T equalValue, out T actualValue)": (set: NetSet, value: unknown) => {
    const entry = set.slots.find(value);
    return entry ? [true, entry.key] : [false, defaultOf(set.element)];
  },
  "void CopyTo(T[] array)": (set: NetSet, array: NetArray | null) => copyTo(set.values(), array, 0),
  "void CopyTo(T[] array, int arrayIndex)": (set: NetSet, array: NetArray | null, index: number) =>
    copyTo(set.values(), array, index),
  "void CopyTo(T[] array, int arrayIndex, int count)": copyPart,
  "int EnsureCapacity(int capacity)": (set: NetSet, capacity: number) => Math.max(capacity, set.size),
  "void TrimExcess()": () => undefined,
  "void OnDeserialization(object sender)": () => undefined,
  "static IEqualityComparer<HashSet<T>> CreateSetComparer()": (types: Types) => new SetComparer(types[0]!),
  "new(int capacity, IEqualityComparer<T> comparer)": (
    capacity: number,
    comparer: Equality | null,
    types: Types,
  ) => (capacity < 0 ? outOfRange("capacity") : new NetSet(types[0]!, comparer)),
  ...comparisons,
});
