import { Enumerator } from "../../collections/enumerator";
import { indexOutOfRange, NetList } from "../../collections/netList";
import { NetArray } from "../../collections/netArray";
import { NetMap, type Pair } from "../../collections/netMap";
import { cursorOf, elementsOf, elementTypeOf, Sequence } from "../../collections/sequence";
import { define } from "../../types/registry";
import { argumentNull, box, raise, tick, typeOf } from "../../values/runtime";
import type { Type } from "../../types/types";
import { enumeration } from "../../values/sequences";
import { dispatch, dispatchSet, implementsMember, isReadOnly } from "./dispatch";
import { defaultEquality } from "./comparers";

type Types = readonly Type[];

/** Count as the interfaces have it: of the class itself, else by counting. */
export function countOf(value: unknown): number {
  const size = value instanceof Sequence ? value.size : undefined;
  if (size !== undefined) return size;
  let count = 0;
  for (const cursor = cursorOf(value); cursor.moveNext(); count++) tick();
  return count;
}

/** Copies into an array as every CopyTo does. */
export function copyTo(values: readonly unknown[], array: NetArray | null, index: number): void {
  if (array === null) argumentNull("array");
  if (index < 0)
    raise("ArgumentOutOfRangeException", `Non-negative number required. (Parameter 'arrayIndex')`);
  if (array.items.length - index < values.length)
    raise(
      "ArgumentException",
      "Destination array was not long enough. Check the destination index, length, and the array's lower bounds. (Parameter 'destinationArray')",
    );
  tick(values.length >> 4);
  values.forEach((value, at) => (array.items[index + at] = value));
}

/** The element of what an IList<T> stands for. */
function elementAt(list: unknown, index: number): unknown {
  const items = list instanceof Sequence ? list.backing : undefined;
  if (!items) return dispatch(list, "this[]", index);
  return index >= 0 && index < items.length ? items[index] : indexOutOfRange();
}

function setElement(list: unknown, index: number, value: unknown): void {
  if (!(list instanceof NetArray)) return dispatchSet(list, index, value);
  if (!(index >= 0 && index < list.items.length)) indexOutOfRange();
  list.items[index] = value;
}

/** Contains and IndexOf of collections that have none of their own. */
export function positionOf(list: unknown, value: unknown): number {
  const equality = defaultEquality(elementTypeOf(list));
  const cursor = cursorOf(list);
  for (let index = 0; cursor.moveNext(); index++) {
    tick();
    if (equality.same(cursor.current, value)) return index;
  }
  return -1;
}

const hasOwn = (value: unknown): boolean => !(value instanceof NetArray);

function addTo(value: unknown, element: unknown): void {
  if (value instanceof NetMap) {
    const pair = element as Pair;
    dispatch(value, "Add", pair.key, pair.value);
  } else dispatch(value, "Add", element);
}

const readOnly = (value: unknown) => isReadOnly(value);

export const enumerate = (value: unknown, element: Type): Enumerator => new Enumerator(element, value);

define("System.Collections", "interface IEnumerator", {
  "bool MoveNext()": (enumerator: Enumerator) => enumerator.moveNext(),
  "object Current": (enumerator: Enumerator) => box(enumerator.element, enumerator.current()),
  "void Reset()": (enumerator: Enumerator) => enumerator.reset(),
});
define("System.Collections.Generic", "interface IEnumerator<T> : IEnumerator, IDisposable", {
  "T Current": (enumerator: Enumerator) => enumerator.current(),
});
define("System.Collections", "interface IEnumerable", {
  "IEnumerator GetEnumerator()": (value: unknown) => enumerate(value, elementTypeOf(value)),
});
define("System.Collections.Generic", "interface IEnumerable<T> : IEnumerable", {
  "IEnumerator<T> GetEnumerator()": (value: unknown, types: Types) => enumerate(value, types[0]!),
});
define("System.Collections.Generic", "interface IReadOnlyCollection<T> : IEnumerable<T>", {
  "int Count": countOf,
});
define("System.Collections.Generic", "interface IReadOnlyList<T> : IReadOnlyCollection<T>", {
  "T this[int index]": elementAt,
});
define("System.Collections.Generic", "interface ICollection<T> : IEnumerable<T>", {
  "int Count": countOf,
  "bool IsReadOnly": readOnly,
  "void Add(T item)": addTo,
  "void Clear()": (value: unknown) => dispatch(value, "Clear"),
  "bool Contains(T item)": (value: unknown, item: unknown) => containsOf(value, item),
  "void CopyTo(T[] array, int arrayIndex)": (value: unknown, array: NetArray | null, index: number) =>
    copyTo(elementsOf(value), array, index),
  "bool Remove(T item)": (value: unknown, item: unknown) =>
    dispatch(value, "Remove", value instanceof NetMap ? (item as Pair).key : item),
});
define("System.Collections.Generic", "interface IList<T> : ICollection<T>", {
  "T this[int index]": [elementAt, setElement],
  "int IndexOf(T item)": (value: unknown, item: unknown) =>
    hasOwn(value) ? dispatch(value, "IndexOf", item) : positionOf(value, item),
  "void Insert(int index, T item)": (value: unknown, index: number, item: unknown) =>
    dispatch(value, "Insert", index, item),
  "void RemoveAt(int index)": (value: unknown, index: number) => dispatch(value, "RemoveAt", index),
});
define("System.Collections.Generic", "interface ISet<T> : ICollection<T>", {
  "bool Add(T item)": (value: unknown, item: unknown) => dispatch(value, "Add", item),
  ...Object.fromEntries(
    ["void UnionWith", "void IntersectWith", "void ExceptWith", "void SymmetricExceptWith", "bool SetEquals", "bool IsSubsetOf", "bool IsSupersetOf", "bool IsProperSubsetOf", "bool IsProperSupersetOf", "bool Overlaps"]
      .map((head) => [`${head}(IEnumerable<T> other)`, (value: unknown, other: unknown) => dispatch(value, head.split(" ")[1]!, other)]),
  ),
}); // prettier-ignore
define("System.Collections.Generic", "interface IDictionary<K,V> : ICollection<KeyValuePair<K,V>>", {
  "V this[K key]": [(map: unknown, key: unknown) => dispatch(map, "this[]", key), dispatchSet],
  "ICollection<K> Keys": (map: unknown, types: Types) => partsOf(map, "Keys", types[0]!),
  "ICollection<V> Values": (map: unknown, types: Types) => partsOf(map, "Values", types[1]!),
  "void Add(K key, V value)": (map: unknown, key: unknown, value: unknown) =>
    dispatch(map, "Add", key, value),
  "bool ContainsKey(K key)": (map: unknown, key: unknown) => dispatch(map, "ContainsKey", key),
  "bool Remove(K key)": (map: unknown, key: unknown) => dispatch(map, "Remove", key),
  "bool TryGetValue(K key, out V value)": (map: unknown, key: unknown) => tryGetValue(map, key),
});
define(
  "System.Collections.Generic",
  "interface IReadOnlyDictionary<K,V> : IReadOnlyCollection<KeyValuePair<K,V>>",
  {
    "V this[K key]": (map: unknown, key: unknown) => dispatch(map, "this[]", key),
    "IEnumerable<K> Keys": (map: unknown, types: Types) => partsOf(map, "Keys", types[0]!),
    "IEnumerable<V> Values": (map: unknown, types: Types) => partsOf(map, "Values", types[1]!),
    "bool ContainsKey(K key)": (map: unknown, key: unknown) => dispatch(map, "ContainsKey", key),
    "bool TryGetValue(K key, out V value)": (map: unknown, key: unknown) => tryGetValue(map, key),
  },
);

/** Keys or Values: of the class, or taken from the pairs of one that has none under that name. */
function partsOf(map: unknown, name: "Keys" | "Values", type: Type): unknown {
  if (implementsMember(map, name, 0)) return dispatch(map, name);
  const pairs = [...enumeration(typeOf(map)!)!.iterate(map)] as Pair[];
  return new NetList(
    type,
    pairs.map((pair) => (name === "Keys" ? pair.key : pair.value)),
  );
}

/** TryGetValue's implementation takes the key alone and gives the result with the value, whatever the class. */
function tryGetValue(map: unknown, key: unknown): unknown {
  const member = typeOf(map)!.own("TryGetValue")[0];
  if (!member) return raise("NotSupportedException", "Specified method is not supported.");
  return (member.get as (...args: unknown[]) => unknown)(map, key, member.owner.args);
}

/** Contains of whatever collection it is; sets and keys of dictionaries look the value up. */
export function containsOf(value: unknown, item: unknown): boolean {
  if (value instanceof Sequence && "contains" in value)
    return (value as Sequence & { contains(item: unknown): boolean }).contains(item);
  if (value instanceof Sequence && implementsMember(value, "Contains", 1))
    return dispatch(value, "Contains", item) as boolean;
  return positionOf(value, item) >= 0;
}
