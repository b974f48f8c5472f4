import type { Equality } from "../../collections/equality";
import { NetArray } from "../../collections/netArray";
import { NetList } from "../../collections/netList";
import { NetMap, type Pair } from "../../collections/netMap";
import { elementsOf } from "../../collections/sequence";
import type { NetTuple } from "../../collections/tuple";
import type { Members } from "../../types/registry";
import { tick } from "../../values/runtime";
import { addNew } from "../collections/dictionary";
import { setOf } from "../collections/hashSet";
import { need, needSource, scan, type Selector, type Types } from "./source";

type Comparer = Equality | null;
const itself: Selector = (value) => value;

/** The elements in an array of its own. */
function copyOf(source: unknown): unknown[] {
  const items = elementsOf(needSource(source));
  tick(items.length >> 4);
  return [...items];
}

function toDictionary(
  source: unknown,
  keySelector: Selector | null,
  elementSelector: Selector | null,
  map: NetMap,
): NetMap {
  const from = needSource(source);
  const key = need(keySelector, "keySelector");
  const value = need(elementSelector, "elementSelector");
  scan(from, (item) => {
    addNew(map, key(item), value(item));
    return false;
  });
  return map;
}

function fromPairs(source: unknown, comparer: Comparer, types: Types): NetMap {
  const map = new NetMap(types[0]!, types[1]!, comparer);
  return toDictionary(source, (pair) => (pair as Pair).key, (pair) => (pair as Pair).value, map);
} // prettier-ignore

function fromTuples(source: unknown, comparer: Comparer, types: Types): NetMap {
  const map = new NetMap(types[0]!, types[1]!, comparer);
  return toDictionary(source, (one) => (one as NetTuple).items[0], (one) => (one as NetTuple).items[1], map);
} // prettier-ignore

/** Operators that turn a sequence into a collection. */
export const conversion: Members = {
  "static T[] ToArray<T>(this IEnumerable<T> source)": (source: unknown, types: Types) => new NetArray(types[0]!, copyOf(source)),
  "static List<T> ToList<T>(this IEnumerable<T> source)": (source: unknown, types: Types) => new NetList(types[0]!, copyOf(source)),
  "static HashSet<T> ToHashSet<T>(this IEnumerable<T> source)": (source: unknown, types: Types) => setOf(needSource(source), types[0]!),
  "static HashSet<T> ToHashSet<T>(this IEnumerable<T> source, IEqualityComparer<T> comparer)": (source: unknown, comparer: Comparer, types: Types) =>
    setOf(needSource(source), types[0]!, comparer),
  "static Dictionary<K,T> ToDictionary<T,K>(this IEnumerable<T> source, Func<T,K> keySelector)": (source: unknown, key: Selector | null, types: Types) =>
    toDictionary(source, key, itself, new NetMap(types[1]!, types[0]!)),
  "static Dictionary<K,T> ToDictionary<T,K>(this IEnumerable<T> source, Func<T,K> keySelector, IEqualityComparer<K> comparer)": (source: unknown, key: Selector | null, comparer: Comparer, types: Types) =>
    toDictionary(source, key, itself, new NetMap(types[1]!, types[0]!, comparer)),
  "static Dictionary<K,V> ToDictionary<T,K,V>(this IEnumerable<T> source, Func<T,K> keySelector, Func<T,V> elementSelector)": (source: unknown, key: Selector | null, value: Selector | null, types: Types) =>
    toDictionary(source, key, value, new NetMap(types[1]!, types[2]!)),
  "static Dictionary<K,V> ToDictionary<T,K,V>(this IEnumerable<T> source, Func<T,K> keySelector, Func<T,V> elementSelector, IEqualityComparer<K> comparer)": (source: unknown, key: Selector | null, value: Selector | null, comparer: Comparer, types: Types) =>
    toDictionary(source, key, value, new NetMap(types[1]!, types[2]!, comparer)),
  "static Dictionary<K,V> ToDictionary<K,V>(this IEnumerable<KeyValuePair<K,V>> source)": (source: unknown, types: Types) => fromPairs(source, null, types),
  "static Dictionary<K,V> ToDictionary<K,V>(this IEnumerable<KeyValuePair<K,V>> source, IEqualityComparer<K> comparer)": fromPairs,
  "static Dictionary<K,V> ToDictionary<K,V>(this IEnumerable<(K Key,V Value)> source)": (source: unknown, types: Types) => fromTuples(source, null, types),
  "static Dictionary<K,V> ToDictionary<K,V>(this IEnumerable<(K Key,V Value)> source, IEqualityComparer<K> comparer)": fromTuples,
  "static IEnumerable<T> AsEnumerable<T>(this IEnumerable<T> source)": (source: unknown) => source,
}; // prettier-ignore
