import type { Equality } from "../../collections/equality";
import type { NetArray } from "../../collections/netArray";
import { MapView, NetMap, Pair } from "../../collections/netMap";
import { cursorOf, elementsOf } from "../../collections/sequence";
import { define } from "../../types/registry";
import { argumentNull, box, defaultOf, outOfRange, raise, tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { toStringOf } from "../../values/values";
import { defaultEquality } from "./comparers";
import { dispatch } from "./dispatch";
import { copyTo, enumerate } from "./interfaces";

type Types = readonly Type[];

export function missingKey(map: NetMap, key: unknown): never {
  return raise(
    "KeyNotFoundException",
    `The given key '${toStringOf(box(map.keyType, key))}' was not present in the dictionary.`,
  );
}

export function duplicateKey(map: NetMap, key: unknown): never {
  return raise(
    "ArgumentException",
    `An item with the same key has already been added. Key: ${toStringOf(box(map.keyType, key))}`,
  );
}

export function addNew(map: NetMap, key: unknown, value: unknown): void {
  if (!map.tryAdd(key, value)) duplicateKey(map, key);
}

function getValue(map: NetMap, key: unknown): unknown {
  const entry = map.get(key);
  return entry ? entry.value : missingKey(map, key);
}

function tryGet(map: NetMap, key: unknown): [boolean, unknown] {
  const entry = map.get(key);
  return entry ? [true, entry.value] : [false, defaultOf(map.valueType)];
}

function removeWithValue(map: NetMap, key: unknown): [boolean, unknown] {
  const entry = map.delete(key);
  return entry ? [true, entry.value] : [false, defaultOf(map.valueType)];
}

function sized(capacity: number, comparer: Equality | null, types: Types): NetMap {
  if (capacity < 0) outOfRange("capacity");
  return new NetMap(types[0]!, types[1]!, comparer);
}

/** A dictionary of another one's pairs, or of a sequence of them. */
function copied(name: string, pairs: unknown, comparer: Equality | null, types: Types): NetMap {
  const map = new NetMap(types[0]!, types[1]!, comparer);
  for (const cursor = cursorOf(pairs ?? argumentNull(name)); cursor.moveNext();) {
    const pair = cursor.current as Pair;
    addNew(map, pair.key, pair.value);
  }
  return map;
}

function containsValue(map: NetMap, value: unknown): boolean {
  const equality = defaultEquality(map.valueType);
  return map.slots.all().some((entry) => (tick(), equality.same(entry.value, value)));
}

define("System.Collections.Generic", "struct KeyValuePair<K,V>", {
  "new(K key, V value)": (key: unknown, value: unknown, types: Types) =>
    new Pair(types[0]!, types[1]!, key, value),
  "K Key": (pair: Pair) => pair.key,
  "V Value": (pair: Pair) => pair.value,
  "string ToString()": (pair: Pair) => pair.text(),
  "void Deconstruct(out K key, out V value)": (pair: Pair) => [null, pair.key, pair.value],
});
define("System.Collections.Generic", "class KeyValuePair", {
  "static KeyValuePair<K,V> Create<K,V>(K key, V value)": (key: unknown, value: unknown, types: Types) =>
    new Pair(types[0]!, types[1]!, key, value),
});

for (const [name, element] of [
  ["KeyCollection", "K"],
  ["ValueCollection", "V"],
] as const)
  define(
    "System.Collections.Generic",
    `class ${name}<K,V> : ICollection<${element}>, IReadOnlyCollection<${element}>`,
    {
      "int Count": (view: MapView) => view.size,
      [`IEnumerator<${element}> GetEnumerator()`]: (view: MapView) => enumerate(view, view.element),
      [`void CopyTo(${element}[] array, int index)`]: (
        view: MapView,
        array: NetArray | null,
        index: number,
      ) => copyTo(elementsOf(view), array, index),
      [`bool Contains(${element} item)`]: (view: MapView, item: unknown) => view.contains(item),
    },
  );

define(
  "System.Collections.Generic",
  "class Dictionary<K,V> : IDictionary<K,V>, IReadOnlyDictionary<K,V>",
  {
    "new()": (types: Types) => new NetMap(types[0]!, types[1]!),
    "new(int capacity)": (capacity: number, types: Types) => sized(capacity, null, types),
    "new(IEqualityComparer<K> comparer)": (comparer: Equality | null, types: Types) =>
      new NetMap(types[0]!, types[1]!, comparer),
    "new(int capacity, IEqualityComparer<K> comparer)": sized,
    "new(IDictionary<K,V> dictionary)": (pairs: unknown, types: Types) => copied("dictionary", pairs, null, types),
    "new(IDictionary<K,V> dictionary, IEqualityComparer<K> comparer)": (pairs: unknown, comparer: Equality | null, types: Types) =>
      copied("dictionary", pairs, comparer, types),
    "new(IEnumerable<KeyValuePair<K,V>> collection)": (pairs: unknown, types: Types) =>
      copied("collection", pairs, null, types),
    "new(IEnumerable<KeyValuePair<K,V>> collection, IEqualityComparer<K> comparer)": (pairs: unknown, comparer: Equality | null, types: Types) =>
      copied("collection", pairs, comparer, types),
    "int Count": (map: NetMap) => map.size,
    "IEqualityComparer<K> Comparer": (map: NetMap) => map.slots.equality,
    "V this[K key]": [getValue, (map: NetMap, key: unknown, value: unknown) => map.set(key, value)],
    "KeyCollection<K,V> Keys": (map: NetMap) => new MapView(map, "key"),
    "ValueCollection<K,V> Values": (map: NetMap) => new MapView(map, "value"),
    "void Add(K key, V value)": addNew,
    "bool TryAdd(K key, V value)": (map: NetMap, key: unknown, value: unknown) => map.tryAdd(key, value),
    "bool ContainsKey(K key)": (map: NetMap, key: unknown) => map.has(key),
    "bool ContainsValue(V value)": containsValue,
    "bool Remove(K key)": (map: NetMap, key: unknown) => map.delete(key) !== undefined,
    "bool Remove(K key, out V value)": removeWithValue,
    "bool TryGetValue(K key, out V value)": tryGet,
    "void Clear()": (map: NetMap) => map.slots.clear(),
    "int EnsureCapacity(int capacity)": (map: NetMap, capacity: number) => Math.max(capacity, map.size),
    "void TrimExcess()": () => undefined,
    "void TrimExcess(int capacity)": () => undefined,
    "void OnDeserialization(object sender)": () => undefined,
    "IEnumerator<KeyValuePair<K,V>> GetEnumerator()": (map: NetMap) => enumerate(map, map.element),
  },
); // prettier-ignore

/** The value of a key in any dictionary, or what stands for one that is not there. */
function valueOr(map: unknown, key: unknown, fallback: unknown): unknown {
  if (map === null) argumentNull("dictionary");
  if (map instanceof NetMap) return map.get(key)?.value ?? (map.has(key) ? null : fallback);
  return dispatch(map, "ContainsKey", key) ? dispatch(map, "this[]", key) : fallback;
}

define("System.Collections.Generic", "class CollectionExtensions", {
  "static V GetValueOrDefault<K,V>(this IReadOnlyDictionary<K,V> dictionary, K key)": (map: unknown, key: unknown, types: Types) =>
    valueOr(map, key, defaultOf(types[1]!)),
  "static V GetValueOrDefault<K,V>(this IReadOnlyDictionary<K,V> dictionary, K key, V defaultValue)": valueOr,
  "static bool TryAdd<K,V>(this IDictionary<K,V> dictionary, K key, V value)": (map: unknown, key: unknown, value: unknown) => {
    if (map === null) argumentNull("dictionary");
    if (dispatch(map, "ContainsKey", key)) return false;
    dispatch(map, "Add", key, value);
    return true;
  },
}); // prettier-ignore
