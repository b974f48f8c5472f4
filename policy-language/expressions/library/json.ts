import { define, named, nullableOf } from "../registry";
import {
  argumentNull,
  box,
  Boxed,
  defaultOf,
  NetObject,
  outOfRange,
  raise,
  typeOf,
  unwrap,
} from "../runtime";
import type { Pair } from "../sequences";
import { iterate, Lazy, Sequence } from "../sequences";
import { toStringOf, valuesEqual } from "../values";
import { realText } from "../formats";
import { convertNumber } from "../numbers";
import type { Decimal } from "../decimal";
import { defineEnum, parsers } from "./core";
import type { Implementation, Type } from "../types";
import { AnonymousObject } from "../anonymous";
import { parseJson } from "./jsonReader";

const types =
  "None Object Array Constructor Property Comment Integer Float String Boolean Null Undefined Date Raw Bytes Guid Uri TimeSpan".split(
    " ",
  );
defineEnum("Newtonsoft.Json.Linq", "JTokenType", types.join(" "));
defineEnum("Newtonsoft.Json", "Formatting", "None Indented");

export abstract class JToken extends Sequence {
  parent: JToken | null = null;
  get element(): Type { return named("JToken"); }
  abstract readonly kind: string;
  abstract write(indent: string | undefined): string;
  abstract clone(): JToken;
  children(): readonly JToken[] { return []; }
  *[Symbol.iterator](): Generator<unknown> { yield* this.children(); }
  override text() { return this.write(""); }
} // prettier-ignore
export class JValue extends JToken {
  constructor(readonly value: unknown, readonly isUndefined = false) { super(); }
  get netType() { return named("JValue"); }
  get kind() { const t = typeOf(this.value)?.name; return t === undefined ? "Null" : t === "string" || t === "char" ? "String" : t === "bool" ? "Boolean" : t === "double" || t === "float" || t === "decimal" ? "Float" : t === "DateTime" || t === "DateTimeOffset" ? "Date" : t === "Guid" || t === "Uri" || t === "TimeSpan" ? t : "Integer"; }
  override text() { return toStringOf(this.value); }
  write() { const v = this.value; if (v === null) return "null"; if (this.kind === "Float") { const t = v instanceof Boxed ? realText(v.value as number) : (v as Decimal).text(); return /[.EN]|Inf/.test(t) ? t : `${t}.0`; } if (this.kind === "Boolean" || this.kind === "Integer") return toStringOf(v).toLowerCase(); return quote(v !== null && typeof v === "object" && "json" in v ? (v as { json: string }).json : toStringOf(v)); }
  clone() { return new JValue(this.value); }
  override equals(o: unknown) { return o instanceof JValue && valuesEqual(this.value, o.value); }
} // prettier-ignore
const quote = (v: string) =>
  JSON.stringify(v).replace(
    /[\u2028\u2029\u0085]/g,
    (x) => `\\u${x.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
const lines = (parts: string[], indent: string | undefined, open: string, close: string) =>
  parts.length === 0
    ? open + close
    : indent === undefined
      ? open + parts.join(",") + close
      : `${open}\n${parts.map((p) => `${indent}  ${p}`).join(",\n")}\n${indent}${close}`;
export class JProperty extends JToken {
  constructor(readonly name: string, public value: JToken) { super(); adopt(value, this); }
  readonly kind = "Property";
  get netType() { return named("JProperty"); }
  override children() { return [this.value]; }
  write(i: string | undefined) { return `${quote(this.name)}:${i === undefined ? "" : " "}${this.value.write(i)}`; }
  clone() { return new JProperty(this.name, this.value.clone()); }
} // prettier-ignore
export class JArray extends JToken {
  readonly kind = "Array";
  readonly items: JToken[] = [];
  get netType() { return named("JArray"); }
  override children() { return this.items; }
  push(v: JToken) { const one = v.parent ? v.clone() : v; one.parent = this; this.items.push(one); }
  write(i: string | undefined) { return lines(this.items.map((x) => x.write(i === undefined ? i : `${i}  `)), i, "[", "]"); }
  clone() { const a = new JArray(); this.items.forEach((x) => a.push(x.clone())); return a; }
} // prettier-ignore
export class JObject extends JToken {
  readonly kind = "Object";
  readonly props = new Map<string, JProperty>();
  get netType() { return named("JObject"); }
  override children() { return [...this.props.values()]; }
  set(name: string, v: JToken) { const p = this.props.get(name); const one = v.parent ? v.clone() : v; if (p) { p.value = one; one.parent = p; } else { const made = new JProperty(name, one); made.parent = this; this.props.set(name, made); } }
  get(name: string) { return this.props.get(name)?.value ?? null; }
  write(i: string | undefined) { return lines([...this.props.values()].map((x) => x.write(i === undefined ? i : `${i}  `)), i, "{", "}"); }
  clone() { const o = new JObject(); for (const p of this.props.values()) o.set(p.name, p.value.clone()); return o; }
} // prettier-ignore
function adopt(v: JToken, parent: JToken) { v.parent = parent; } // prettier-ignore
/** JToken.FromObject, and what constructors and Add take. */
export function tokenOf(v: unknown): JToken {
  if (v instanceof JToken) return v;
  if (v instanceof AnonymousObject) { const o = new JObject(); for (const [n, x] of v.boxed()) o.set(n, tokenOf(x)); return o; }
  if (v instanceof Sequence) {
    if (v.element.definition?.name === "KeyValuePair") { const o = new JObject(); for (const p of v as Iterable<Pair>) o.set(toStringOf(p.key), tokenOf(box(p.valueType, p.value))); return o; }
    const a = new JArray(); for (const x of v) a.push(tokenOf(box(v.element, x))); return a;
  }
  return new JValue(v === undefined ? null : v);
} // prettier-ignore
const parse = (kind: "Object" | "Array" | "") => (s: string | null) => {
  if (s === null) return argumentNull("s");
  const t = parseJson(s);
  if (kind && t.kind !== kind)
    raise(
      "JsonReaderException",
      `Error reading J${kind} from JsonReader. Current JsonReader item is not an ${kind.toLowerCase()}: ${t.kind}.`,
    );
  return t;
};
export const parseToken = parse;
const index = (t: JToken, k: unknown): JToken | null => {
  if (t instanceof JObject)
    return typeof k === "string"
      ? t.get(k)
      : raise(
          "ArgumentException",
          `Accessed JObject values with invalid key value: ${toStringOf(k)}. Object property name expected.`,
        );
  if (t instanceof JArray)
    return typeof k === "number"
      ? (t.items[k] ??
          outOfRange(
            "index",
            "Index was out of range. Must be non-negative and less than the size of the collection.",
          ))
      : raise(
          "ArgumentException",
          `Accessed JArray values with invalid key value: "${toStringOf(k)}". Int32 array index expected.`,
        );
  return raise("InvalidOperationException", `Cannot access child value on ${t.netType.fullName}.`);
};
const setIndex = (t: JToken, k: unknown, v: JToken | null) => { const one = v ?? new JValue(null); if (t instanceof JObject && typeof k === "string") t.set(k, one); else if (t instanceof JArray && typeof k === "number") { index(t, k); one.parent = t; t.items[k] = one; } else index(t, k); }; // prettier-ignore
function select(t: JToken, path: string): JToken[] {
  let now: JToken[] = [t];
  for (const m of path.replace(/^\$/, "").matchAll(/\.\.([\w-]+)|\.?([\w-]+|\*)|\[(\d+|\*)\]|\['([^']*)'\]/g)) {
    const name = m[2] ?? m[4];
    const deep = (x: JToken): JToken[] => [...(x instanceof JObject && x.get(m[1]!) ? [x.get(m[1]!)!] : []), ...x.children().flatMap(deep)];
    now = now.flatMap((x) => (m[1] ? deep(x) : name === "*" || m[3] === "*" ? x.children().map((y) => (y instanceof JProperty ? y.value : y)) : name !== undefined ? (x instanceof JObject && x.get(name) ? [x.get(name)!] : []) : x instanceof JArray && x.items[Number(m[3])] ? [x.items[Number(m[3])]!] : []));
  }
  return now;
} // prettier-ignore
function castTo(target: string, nullable: boolean) {
  return (t: JToken | null): unknown => {
    const v = t instanceof JProperty ? t.value : t;
    if (v === null) return nullable || target === "string" ? null : argumentNull("value");
    const fail = () => raise("ArgumentException", `Can not convert ${v.kind} to ${target === "string" ? "String" : target}.`);
    if (!(v instanceof JValue)) return fail();
    const x = v.value;
    if (x === null) return nullable || target === "string" ? null : fail();
    if (target === "string") return v.kind === "Date" || typeof x === "string" || ["Integer", "Float", "Boolean", "Guid", "Uri", "TimeSpan"].includes(v.kind) ? toStringOf(x) : fail();
    if (target === "bool") return typeof x === "boolean" ? x : typeof x === "string" ? (({ true: true, false: false } as Record<string, boolean>)[x.toLowerCase()] ?? raise("FormatException", "String was not recognized as a valid Boolean.")) : v.kind === "Integer" || v.kind === "Float" ? Number(unwrap(x)) !== 0 : fail();
    if (parsers[target]) { if (typeof x === "string") return parsers[target](x); if (typeof x === "boolean") return convertNumber("int", target, true)(x ? 1 : 0); if (v.kind !== "Integer" && v.kind !== "Float") return fail(); const n = unwrap(x); const from = typeOf(x)!.name; return convertNumber(from, target, true)(typeof n === "number" && from === "double" && !["double", "float", "decimal"].includes(target) ? Math.round(n) - (Math.abs(n % 1) === 0.5 && Math.round(n) % 2 ? 1 : 0) : n); }
    const wanted = named(target);
    if (typeOf(x) === wanted) return x;
    return typeof x === "string" && readers[target] ? readers[target](x) : fail();
  };
} // prettier-ignore
/** Parsers for types that other files define. */
export const readers: Record<string, (s: string) => unknown> = {};
const conversions: Record<string, Implementation> = {};
for (const t of [
  "string",
  "int",
  "long",
  "double",
  "decimal",
  "bool",
  "float",
  "short",
  "DateTime",
  "DateTimeOffset",
  "Guid",
  "TimeSpan",
]) {
  conversions[`explicit ${t}(JToken t)`] = castTo(t, false);
  conversions[`implicit JToken(${t} v)`] = (v: unknown) => new JValue(box(named(t), v));
  if (t === "string") continue;
  conversions[`explicit ${t}?(JToken t)`] = castTo(t, true);
  conversions[`implicit JToken(${t}? v)`] = (v: unknown) => new JValue(v === null ? null : box(named(t), v));
}
const toObject = (t: JToken | null, to: readonly Type[]): unknown => {
  const type = to.at(-1)!;
  if (type.name === "object") return t instanceof JValue ? t.value : t;
  if (t === null) return defaultOf(type);
  if (t.netType === type || ["JToken", "JContainer"].includes(type.name)) return t;
  const nullable = type.definition?.name === "Nullable";
  const name = (nullable ? type.element : type).name;
  if (type.kind === "array" || type.definition?.name === "List")
    return lists.make(
      type,
      t.children().map((x) => toObject(x, [type.element])),
    );
  if (type.definition?.name === "Dictionary")
    return lists.map(
      type,
      [...(t as JObject).props.values()].map((p) => [p.name, toObject(p.value, [type.args[1]!])]),
    );
  return castTo(name, nullable)(t);
};
/** Makes .NET collections; set by the file that knows them. */
export const lists: {
  make(type: Type, items: unknown[]): unknown;
  map(type: Type, items: (readonly [string, unknown])[]): unknown;
} = { make: () => null, map: () => null };
define("Newtonsoft.Json.Linq", "class JToken : IEnumerable<JToken>", {
  ...conversions,
  "JToken this[object k]": [index, setIndex], "JTokenType Type": (t: JToken) => types.indexOf(t.kind), "bool HasValues": (t: JToken) => t.children().length > 0, "JToken Parent": (t: JToken) => t.parent,
  "string ToString(Formatting f)": (t: JToken, f: number) => t.write(f ? "" : undefined), "static JToken Parse(string s)": parse(""), "static JToken FromObject(object v)": (v: unknown) => tokenOf(v ?? argumentNull("o")),
  "JToken SelectToken(string p)": (t: JToken, p: string) => select(t, p)[0] ?? null, "IEnumerable<JToken> SelectTokens(string p)": (t: JToken, p: string) => new Lazy(named("JToken"), () => select(t, p)),
  "V Value<V>(object k)": (t: JToken, k: unknown, to: readonly Type[]) => toObject(index(t, k), to), "V ToObject<V>()": toObject, "JToken DeepClone()": (t: JToken) => t.clone(), "IEnumerable<JToken> Children()": (t: JToken) => new Lazy(named("JToken"), () => t.children()),
  "static bool DeepEquals(JToken a, JToken b)": (a: JToken | null, b: JToken | null) => a?.write(undefined) === b?.write(undefined), "JToken First": (t: JToken) => t.children()[0] ?? null, "JToken Last": (t: JToken) => t.children().at(-1) ?? null,
  "void Remove()": (t: JToken) => { const p = t.parent; if (p instanceof JProperty && p.parent instanceof JObject) p.parent.props.delete(p.name); else if (p instanceof JArray) p.items.splice(p.items.indexOf(t), 1); else if (t instanceof JProperty && p instanceof JObject) p.props.delete(t.name); },
}); // prettier-ignore
define("Newtonsoft.Json.Linq", "class JContainer : JToken", {
  "int Count": (t: JToken) => t.children().length,
});
define("Newtonsoft.Json.Linq", "class JValue : JToken", {
  "object Value": (v: JValue) => v.value,
  "new(object v)": (v: unknown) => new JValue(v),
});
const add = (t: JObject | JArray, v: unknown): void => { if (t instanceof JArray) { if (v instanceof Sequence && !(v instanceof JToken)) for (const x of v) t.push(tokenOf(box(v.element, x))); else t.push(tokenOf(v)); return; } if (v instanceof JProperty) { if (t.props.has(v.name)) raise("ArgumentException", `Can not add property ${v.name} to Newtonsoft.Json.Linq.JObject. Property with the same name already exists on object.`); t.set(v.name, v.value.parent === v ? ((v.value.parent = null), v.value) : v.value); } else if (v instanceof JObject) raise("ArgumentException", "Can not add Newtonsoft.Json.Linq.JObject to Newtonsoft.Json.Linq.JObject."); else if (v !== null && v !== undefined) for (const x of iterate(v)) add(t, x); }; // prettier-ignore
define("Newtonsoft.Json.Linq", "class JProperty : JContainer", { "new(string n, object v)": (n: string, v: unknown) => { const t = tokenOf(v); return new JProperty(n, t.parent ? t.clone() : t); }, "string Name": (p: JProperty) => p.name, "JToken Value": [(p: JProperty) => p.value, (p: JProperty, v: JToken | null) => { p.value = v ?? new JValue(null); p.value.parent = p; }] }); // prettier-ignore
define("Newtonsoft.Json.Linq", "class JArray : JContainer, IList<JToken>", {
  "new()": () => new JArray(), "new(params object[] v)": (v: Iterable<unknown>) => { const a = new JArray(); for (const x of v) add(a, x); return a; }, "new(object v)": (v: unknown) => { const a = new JArray(); if (v instanceof JArray) v.items.forEach((x) => a.push(x)); else add(a, v); return a; }, "JToken this[int i]": [index, setIndex], "static JArray Parse(string s)": parse("Array"), "static JArray FromObject(object v)": tokenOf, "void Add(object v)": add, "void Clear()": (a: JArray) => { a.items.length = 0; }, "void RemoveAt(int i)": (a: JArray, i: number) => { a.items.splice(i, 1); }, "void Insert(int i, JToken v)": (a: JArray, i: number, v: JToken) => { v.parent = a; a.items.splice(i, 0, v); },
}); // prettier-ignore
const find = (o: JObject, n: string | null, m = 4) =>
  n === null
    ? null
    : (o.get(n) ??
      (m % 2
        ? ([...o.props.values()].find((p) => p.name.toLowerCase() === n.toLowerCase())?.value ?? null)
        : null));
define("Newtonsoft.Json.Linq", "class JObject : JContainer, IEnumerable<KeyValuePair<string,JToken>>", {
  "new()": () => new JObject(), "new(params object[] v)": (v: Iterable<unknown>) => { const o = new JObject(); for (const x of v) add(o, x); return o; }, "new(JObject o)": (o: JObject) => o.clone(),
  "JToken this[string k]": [index, setIndex], "static JObject Parse(string s)": parse("Object"), "static JObject FromObject(object v)": tokenOf, "bool ContainsKey(string n)": (o: JObject, n: string) => o.props.has(n), "bool Remove(string n)": (o: JObject, n: string) => o.props.delete(n),
  "JToken GetValue(string n)": find, "JToken GetValue(string n, StringComparison m)": find, "void Add(string n, JToken v)": (o: JObject, n: string, v: JToken | null) => (o.props.has(n) ? raise("ArgumentException", `Can not add property ${n} to Newtonsoft.Json.Linq.JObject. Property with the same name already exists on object.`) : o.set(n, v ?? new JValue(null))), "void Add(object v)": add,
  "bool TryGetValue(string n, out JToken v)": (o: JObject, n: string) => [o.props.has(n), o.get(n)], "JProperty Property(string n)": (o: JObject, n: string) => o.props.get(n) ?? null, "IEnumerable<JProperty> Properties()": (o: JObject) => new Lazy(named("JProperty"), () => [...o.props.values()]),

}); // prettier-ignore
define("Newtonsoft.Json", "class JsonConvert", {
  "static string SerializeObject(object v)": (v: unknown) => tokenOf(v).write(undefined),
  "static V DeserializeObject<V>(string s)": (s: string, t: readonly Type[]) => toObject(parse("")(s), t),
});
export { nullableOf, NetObject };
