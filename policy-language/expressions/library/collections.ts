import { define, named } from "../registry";
import { box, defaultOf, outOfRange, raise, tick, unwrap, checkSize } from "../runtime";
import type { Pair } from "../sequences";
import { iterate, Lazy, NetArray, NetList, NetMap, type Sequence } from "../sequences";
import { arithmetic, compareNumbers, convertNumber } from "../numbers";
import { Decimal } from "../decimal";
import { keyOf, valuesEqual } from "../values";
import { compareText } from "./text";
import type { Type } from "../types";
import { explicitConversion } from "../conversions";

type T = readonly Type[];
type F = (...args: unknown[]) => unknown;
type S = Sequence;
define("System.Collections", "interface IEnumerable");
define("System.Collections.Generic", "interface IEnumerable<T> : IEnumerable");
define("System.Collections.Generic", "interface ICollection<T> : IEnumerable<T>", {
  "int Count": (l: S) => [...l].length,
});
define("System.Collections.Generic", "interface IList<T> : ICollection<T>", {
  "T this[int i]": (l: S, i: number) => [...l][i] ?? outOfRange("index"),
});
define("System.Collections.Generic", "interface IReadOnlyList<T> : IEnumerable<T>", {});
define("System.Linq", "interface IGrouping<K,T> : IEnumerable<T>", { "K Key": (g: Lazy) => g.key!.value });
define("System.Linq", "interface IOrderedEnumerable<T> : IEnumerable<T>");
define("System", "class Array : IEnumerable", {
  "int Length": (a: NetArray) => a.items.length,
  "static int IndexOf<T>(T[] a, T v)": (a: NetArray, v: unknown, t: T) =>
    a.items.findIndex((x) => valuesEqual(box(t[0]!, x), box(t[0]!, v))),
  "static void Reverse<T>(T[] a)": (a: NetArray) => void a.items.reverse(),
});
const at = (l: NetList, i: number) => l.items[l.check(i)];
define("System.Collections.Generic", "class List<T> : IList<T>, IReadOnlyList<T>", {
  "new()": (t: T) => new NetList(t[0]!, []), "new(int n)": (_: number, t: T) => new NetList(t[0]!, []), "new(IEnumerable<T> s)": (s: S, t: T) => new NetList(t[0]!, [...iterate(s)]),
  "int Count": (l: NetList) => l.items.length, "T this[int i]": [at, (l: NetList, i: number, v: unknown) => { l.items[l.check(i)] = v; }],
  "void Add(T v)": (l: NetList, v: unknown) => { l.items.push(v); checkSize(l.items.length); }, "void AddRange(IEnumerable<T> s)": (l: NetList, s: S) => { l.items.push(...iterate(s)); }, "void Clear()": (l: NetList) => { l.items = []; },
  "bool Contains(T v)": (l: NetList, v: unknown) => l.items.some((x) => valuesEqual(box(l.element, x), box(l.element, v))), "int IndexOf(T v)": (l: NetList, v: unknown) => l.items.findIndex((x) => valuesEqual(box(l.element, x), box(l.element, v))),
  "bool Remove(T v)": (l: NetList, v: unknown) => { const i = l.items.findIndex((x) => valuesEqual(x, v)); if (i >= 0) l.items.splice(i, 1); return i >= 0; }, "void RemoveAt(int i)": (l: NetList, i: number) => { l.items.splice(l.check(i), 1); }, "int RemoveAll(Predicate<T> f)": (l: NetList, f: F) => { const n = l.items.length; l.items = l.items.filter((x) => !f(x)); return n - l.items.length; },
  "void Insert(int i, T v)": (l: NetList, i: number, v: unknown) => { l.items.splice(i, 0, v); }, "void ForEach(Action<T> f)": (l: NetList, f: F) => { l.items.forEach((x) => f(x)); }, "void Reverse()": (l: NetList) => { l.items.reverse(); }, "void Sort()": (l: NetList) => { l.items.sort(order(l.element)); },
  "T Find(Predicate<T> f)": (l: NetList, f: F) => l.items.find((x) => f(x)) ?? defaultOf(l.element), "bool Exists(Predicate<T> f)": (l: NetList, f: F) => l.items.some((x) => f(x)), "T[] ToArray()": (l: NetList) => new NetArray(l.element, [...l.items]),
}); // prettier-ignore
define("System.Collections.Generic", "class HashSet<T> : ICollection<T>", {
  "new()": (t: T) => new NetList(t[0]!, [], "HashSet"), "new(IEnumerable<T> s)": (s: S, t: T) => new NetList(t[0]!, distinct(s, t[0]!), "HashSet"), "int Count": (l: NetList) => l.items.length,
  "bool Add(T v)": (l: NetList, v: unknown) => (l.items.some((x) => valuesEqual(x, v)) ? false : (l.items.push(v), true)), "bool Contains(T v)": (l: NetList, v: unknown) => l.items.some((x) => valuesEqual(x, v)),
}); // prettier-ignore
define("System.Collections.Generic", "struct KeyValuePair<K,V>", {
  "K Key": (p: Pair) => p.key,
  "V Value": (p: Pair) => p.value,
});
const missing = () => raise("KeyNotFoundException", "The given key was not present in the dictionary.");
define("System.Collections.Generic", "class Dictionary<K,V> : ICollection<KeyValuePair<K,V>>", {
  "new()": (t: T) => new NetMap(t[0]!, t[1]!), "int Count": (d: NetMap) => d.entries.size,
  "V this[K k]": [(d: NetMap, k: unknown) => (d.get(k) ?? missing())[1], (d: NetMap, k: unknown, v: unknown) => d.set(k, v)],
  "void Add(K k, V v)": (d: NetMap, k: unknown, v: unknown) => (d.get(k) ? raise("ArgumentException", "An item with the same key has already been added.") : d.set(k, v)), "bool ContainsKey(K k)": (d: NetMap, k: unknown) => d.get(k) !== undefined, "bool Remove(K k)": (d: NetMap, k: unknown) => d.delete(k), "void Clear()": (d: NetMap) => d.entries.clear(),
  "bool TryGetValue(K k, out V v)": (d: NetMap, k: unknown, t: T) => { const e = d.get(k); return e ? [true, e[1]] : [false, defaultOf(t[1]!)]; },
  "ICollection<K> Keys": (d: NetMap) => new NetList(d.keyType, [...d.entries.values()].map((e) => e[0])), "ICollection<V> Values": (d: NetMap) => new NetList(d.valueType, [...d.entries.values()].map((e) => e[1])),
}); // prettier-ignore
export const order = (t: Type) => (a: unknown, b: unknown): number => (t.name === "string" ? compareText(a as string, b as string) : a === null || b === null ? (a === b ? 0 : a === null ? -1 : 1) : typeof a === "object" && "compareTo" in a ? (a as { compareTo(o: unknown): number }).compareTo(b) : compareNumbers(a, b) || 0); // prettier-ignore
const distinct = (s: Iterable<unknown>, t: Type) => { const seen = new Set<unknown>(); const out: unknown[] = []; for (const x of iterate(s)) { const k = keyOf(box(t, x)); if (!seen.has(k)) { seen.add(k); out.push(x); } } return out; }; // prettier-ignore
const lazy = (t: Type, f: () => Iterable<unknown>) => new Lazy(t, f);
const none = (match = false) =>
  raise(
    "InvalidOperationException",
    match ? "Sequence contains no matching element" : "Sequence contains no elements",
  );
const all = (s: S) => { const out: unknown[] = []; for (const x of iterate(s)) { tick(); out.push(x); } return out; }; // prettier-ignore
const sorted = (s: S, t: T, orders: readonly ((a: unknown, b: unknown) => number)[]) => new Lazy(t[0]!, () => all(s).sort((a, b) => { for (const o of orders) { const r = o(a, b); if (r) return r; } return 0; }), undefined, orders, s); // prettier-ignore
const by = (f: F, t: T, sign: number) => (a: unknown, b: unknown) => sign * order(t[1]!)(f(a), f(b));
const l: Record<string, never> = {};
const put = (sig: string, f: F | ((...args: never[]) => unknown)) => { l[`static ${sig}`] = f as never; }; // prettier-ignore
put("IEnumerable<R> Select<T,R>(this IEnumerable<T> s, Func<T,R> f)", (s: S, f: F, t: T) => lazy(t[1]!, function* () { for (const x of iterate(s)) yield f(x); })); // prettier-ignore
put("IEnumerable<R> Select<T,R>(this IEnumerable<T> s, Func<T,int,R> f)", (s: S, f: F, t: T) => lazy(t[1]!, function* () { let i = 0; for (const x of iterate(s)) yield f(x, i++); })); // prettier-ignore
put("IEnumerable<R> SelectMany<T,R>(this IEnumerable<T> s, Func<T,IEnumerable<R>> f)", (s: S, f: F, t: T) => lazy(t[1]!, function* () { for (const x of iterate(s)) yield* iterate(f(x)); })); // prettier-ignore
put("IEnumerable<T> Where<T>(this IEnumerable<T> s, Func<T,bool> f)", (s: S, f: F, t: T) => lazy(t[0]!, function* () { for (const x of iterate(s)) if (f(x)) yield x; })); // prettier-ignore
put("IEnumerable<T> Where<T>(this IEnumerable<T> s, Func<T,int,bool> f)", (s: S, f: F, t: T) => lazy(t[0]!, function* () { let i = 0; for (const x of iterate(s)) if (f(x, i++)) yield x; })); // prettier-ignore
put("IEnumerable<T> Skip<T>(this IEnumerable<T> s, int n)", (s: S, n: number, t: T) =>
  lazy(t[0]!, () => all(s).slice(Math.max(0, n))),
);
put("IEnumerable<T> Take<T>(this IEnumerable<T> s, int n)", (s: S, n: number, t: T) => lazy(t[0]!, function* () { let i = 0; if (n > 0) for (const x of iterate(s)) { yield x; if (++i >= n) return; } })); // prettier-ignore
put("IEnumerable<T> TakeWhile<T>(this IEnumerable<T> s, Func<T,bool> f)", (s: S, f: F, t: T) => lazy(t[0]!, function* () { for (const x of iterate(s)) { if (!f(x)) return; yield x; } })); // prettier-ignore
put("IEnumerable<T> SkipWhile<T>(this IEnumerable<T> s, Func<T,bool> f)", (s: S, f: F, t: T) => lazy(t[0]!, () => { const a = all(s); const i = a.findIndex((x) => !f(x)); return i < 0 ? [] : a.slice(i); })); // prettier-ignore
put("IEnumerable<T> Distinct<T>(this IEnumerable<T> s)", (s: S, t: T) =>
  lazy(t[0]!, () => distinct(s, t[0]!)),
);
put("IEnumerable<T> Reverse<T>(this IEnumerable<T> s)", (s: S, t: T) => lazy(t[0]!, () => all(s).reverse()));
put("IEnumerable<T> Concat<T>(this IEnumerable<T> s, IEnumerable<T> o)", (s: S, o: S, t: T) => lazy(t[0]!, function* () { yield* iterate(s); yield* iterate(o); })); // prettier-ignore
put("IEnumerable<T> Append<T>(this IEnumerable<T> s, T o)", (s: S, o: unknown, t: T) => lazy(t[0]!, function* () { yield* iterate(s); yield o; })); // prettier-ignore
put("IEnumerable<T> Prepend<T>(this IEnumerable<T> s, T o)", (s: S, o: unknown, t: T) => lazy(t[0]!, function* () { yield o; yield* iterate(s); })); // prettier-ignore
put("IEnumerable<T> Union<T>(this IEnumerable<T> s, IEnumerable<T> o)", (s: S, o: S, t: T) =>
  lazy(t[0]!, () => distinct([...iterate(s), ...iterate(o)], t[0]!)),
);
put("IEnumerable<T> Intersect<T>(this IEnumerable<T> s, IEnumerable<T> o)", (s: S, o: S, t: T) => lazy(t[0]!, () => { const k = new Set(all(o).map((x) => keyOf(box(t[0]!, x)))); return distinct(s, t[0]!).filter((x) => k.has(keyOf(box(t[0]!, x)))); })); // prettier-ignore
put("IEnumerable<T> Except<T>(this IEnumerable<T> s, IEnumerable<T> o)", (s: S, o: S, t: T) => lazy(t[0]!, () => { const k = new Set(all(o).map((x) => keyOf(box(t[0]!, x)))); return distinct(s, t[0]!).filter((x) => !k.has(keyOf(box(t[0]!, x)))); })); // prettier-ignore
put("IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> s, T o)", (s: S, o: unknown, t: T) => lazy(t[0]!, () => { const a = all(s); return a.length ? a : [o]; })); // prettier-ignore
put("IEnumerable<R> Zip<T,U,R>(this IEnumerable<T> s, IEnumerable<U> o, Func<T,U,R> f)", (s: S, o: S, f: F, t: T) => lazy(t[2]!, () => { const b = all(o); return all(s).slice(0, b.length).map((x, i) => f(x, b[i])); })); // prettier-ignore
for (const [n, sign] of [
  ["OrderBy", 1],
  ["OrderByDescending", -1],
] as const)
  put(`IOrderedEnumerable<T> ${n}<T,K>(this IEnumerable<T> s, Func<T,K> f)`, (s: S, f: F, t: T) =>
    sorted(s, t, [by(f, t, sign)]),
  );
for (const [n, sign] of [
  ["ThenBy", 1],
  ["ThenByDescending", -1],
] as const)
  put(`IOrderedEnumerable<T> ${n}<T,K>(this IOrderedEnumerable<T> s, Func<T,K> f)`, (s: Lazy, f: F, t: T) =>
    sorted(s.unordered as S, t, [...s.order!, by(f, t, sign)]),
  );
put("bool Any<T>(this IEnumerable<T> s)", (s: S) => !iterate(s).next().done);
put("bool Any<T>(this IEnumerable<T> s, Func<T,bool> f)", (s: S, f: F) => { for (const x of iterate(s)) if (f(x)) return true; return false; }); // prettier-ignore
put("bool All<T>(this IEnumerable<T> s, Func<T,bool> f)", (s: S, f: F) => { for (const x of iterate(s)) if (!f(x)) return false; return true; }); // prettier-ignore
put("int Count<T>(this IEnumerable<T> s)", (s: S) => all(s).length);
put("int Count<T>(this IEnumerable<T> s, Func<T,bool> f)", (s: S, f: F) => all(s).filter((x) => f(x)).length);
put("bool Contains<T>(this IEnumerable<T> s, T v)", (s: S, v: unknown, t: T) =>
  all(s).some((x) => valuesEqual(box(t[0]!, x), box(t[0]!, v))),
);
put("bool SequenceEqual<T>(this IEnumerable<T> s, IEnumerable<T> o)", (s: S, o: S, t: T) => { const a = all(s), b = all(o); return a.length === b.length && a.every((x, i) => valuesEqual(box(t[0]!, x), box(t[0]!, b[i]))); }); // prettier-ignore
for (const n of ["First", "Last", "Single"]) for (const or of ["", "OrDefault"]) for (const test of [false, true])
  put(`T ${n}${or}<T>(this IEnumerable<T> s${test ? ", Func<T,bool> f" : ""})`, (s: S, ...r: unknown[]) => { const t = r.at(-1) as T; const a = test ? all(s).filter((x) => (r[0] as F)(x)) : all(s); if (n === "Single" && a.length > 1) raise("InvalidOperationException", "Sequence contains more than one element"); return a.length ? a[n === "Last" ? a.length - 1 : 0] : or ? defaultOf(t[0]!) : none(test); }); // prettier-ignore
put("T ElementAt<T>(this IEnumerable<T> s, int i)", (s: S, i: number) => { const a = all(s); return i < 0 || i >= a.length ? outOfRange("index") : a[i]; }); // prettier-ignore
put("T ElementAtOrDefault<T>(this IEnumerable<T> s, int i)", (s: S, i: number, t: T) => { const a = all(s); return i < 0 || i >= a.length ? defaultOf(t[0]!) : a[i]; }); // prettier-ignore
put("T[] ToArray<T>(this IEnumerable<T> s)", (s: S, t: T) => new NetArray(t[0]!, all(s)));
put("List<T> ToList<T>(this IEnumerable<T> s)", (s: S, t: T) => new NetList(t[0]!, all(s)));
put(
  "HashSet<T> ToHashSet<T>(this IEnumerable<T> s)",
  (s: S, t: T) => new NetList(t[0]!, distinct(s, t[0]!), "HashSet"),
);
const dict = (s: S, k: F, v: F, a: Type, b: Type) => { const d = new NetMap(a, b); for (const x of iterate(s)) { if (d.get(k(x))) raise("ArgumentException", "An item with the same key has already been added."); d.set(k(x), v(x)); } return d; }; // prettier-ignore
put("Dictionary<K,T> ToDictionary<T,K>(this IEnumerable<T> s, Func<T,K> k)", (s: S, k: F, t: T) =>
  dict(s, k, (x) => x, t[1]!, t[0]!),
);
put(
  "Dictionary<K,V> ToDictionary<T,K,V>(this IEnumerable<T> s, Func<T,K> k, Func<T,V> v)",
  (s: S, k: F, v: F, t: T) => dict(s, k, v, t[1]!, t[2]!),
);
const grouped = (s: S, k: F, v: F, kt: Type, vt: Type) => { const m = new Map<unknown, [unknown, unknown[]]>(); for (const x of iterate(s)) { const key = k(x); const id = keyOf(box(kt, key)); if (!m.has(id)) m.set(id, [key, []]); m.get(id)![1].push(v(x)); } return [...m.values()].map(([key, items]) => new Lazy(vt, () => items, { type: kt, value: key })); }; // prettier-ignore
put("IEnumerable<IGrouping<K,T>> GroupBy<T,K>(this IEnumerable<T> s, Func<T,K> k)", (s: S, k: F, t: T) =>
  lazy(named("object"), () => grouped(s, k, (x) => x, t[1]!, t[0]!)),
);
put(
  "IEnumerable<IGrouping<K,V>> GroupBy<T,K,V>(this IEnumerable<T> s, Func<T,K> k, Func<T,V> v)",
  (s: S, k: F, v: F, t: T) => lazy(named("object"), () => grouped(s, k, v, t[1]!, t[2]!)),
);
put("IEnumerable<R> Cast<R>(this IEnumerable s)", (s: S, t: T) => lazy(t[0]!, function* () { const c = explicitConversion(named("object"), t[0]!, false)!; for (const x of iterate(s)) yield c(box(s.element, x)); })); // prettier-ignore
put("R Aggregate<T,R>(this IEnumerable<T> s, R seed, Func<R,T,R> f)", (s: S, seed: unknown, f: F) =>
  all(s).reduce((a, x) => f(a, x), seed),
);
put("T Aggregate<T>(this IEnumerable<T> s, Func<T,T,T> f)", (s: S, f: F) => { const a = all(s); return a.length ? a.reduce((x, y) => f(x, y)) : none(); }); // prettier-ignore
const avg = (a: unknown[], t: string) =>
  a.length === 0
    ? none()
    : t === "decimal"
      ? (a as Decimal[]).reduce((x, y) => x.add(y)).divide(Decimal.of(BigInt(a.length), 0))
      : a.reduce<number>((x, y) => x + Number(y), 0) / a.length;
for (const t of ["int", "long", "double", "decimal"]) {
  const plus = arithmetic(t, "+", true) as F;
  const zero = () => defaultOf(named(t));
  put(`${t} Sum(this IEnumerable<${t}> s)`, (s: S) => all(s).reduce((a, x) => plus(a, x), zero()));
  put(`${t} Sum<T>(this IEnumerable<T> s, Func<T,${t}> f)`, (s: S, f: F) =>
    all(s).reduce((a, x) => plus(a, f(x)), zero()),
  );
  put(`${t === "decimal" ? t : "double"} Average(this IEnumerable<${t}> s)`, (s: S) => avg(all(s), t));
  put(`${t === "decimal" ? t : "double"} Average<T>(this IEnumerable<T> s, Func<T,${t}> f)`, (s: S, f: F) =>
    avg(
      all(s).map((x) => f(x)),
      t,
    ),
  );
}
const pick = (a: unknown[], t: Type, sign: number) =>
  a.length ? a.reduce((x, y) => (sign * order(t)(x, y) <= 0 ? x : y)) : t.isValueType ? none() : null;
for (const [n, sign] of [
  ["Min", 1],
  ["Max", -1],
] as const) {
  put(`T ${n}<T>(this IEnumerable<T> s)`, (s: S, t: T) => pick(all(s), t[0]!, sign));
  put(`R ${n}<T,R>(this IEnumerable<T> s, Func<T,R> f)`, (s: S, f: F, t: T) =>
    pick(
      all(s).map((x) => f(x)),
      t[1]!,
      sign,
    ),
  );
}
put("IEnumerable<int> Range(int a, int n)", (a: number, n: number) => lazy(named("int"), function* () { for (let i = 0; i < n; i++) yield a + i; })); // prettier-ignore
put("IEnumerable<T> Repeat<T>(T v, int n)", (v: unknown, n: number, t: T) => lazy(t[0]!, function* () { for (let i = 0; i < n; i++) yield v; })); // prettier-ignore
put("IEnumerable<T> Empty<T>()", (t: T) => new NetArray(t[0]!, []));
define("System.Linq", "class Enumerable", l);
export { convertNumber, unwrap };
