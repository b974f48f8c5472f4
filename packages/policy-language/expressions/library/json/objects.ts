import { AnonymousObject } from "../../types/anonymous";
import {
  argumentNull,
  box,
  Boxed,
  defaultOf,
  isNullable,
  nested,
  NetObject,
  raise,
  unwrap,
} from "../../values/runtime";
import { NetArray, NetList, NetMap, NetSet, Pair, Sequence } from "../../values/sequences";
import type { Type } from "../../types/types";
import { toStringOf, enumName } from "../../values/values";
import { simpleCast } from "./conversions";
import { JArray, JContainer, JObject, JProperty, JToken, JValue } from "./tokens";

/** JToken.FromObject: objects by their members, dictionaries by their keys, other sequences as arrays. */
export function tokenOf(value: unknown): JToken {
  if (value === undefined || value === null) return new JValue(null);
  if (typeof value !== "object") return new JValue(value);
  if (value instanceof JToken) return value;
  if (value instanceof AnonymousObject) return nested(() => objectOf(value.boxed()));
  if (value instanceof Pair) return nested(() => objectOf(Object.entries(pairOf(value))));
  if (value instanceof Sequence) return nested(() => sequenceOf(value));
  if (value instanceof Boxed && value.type.kind === "enum") return new JValue(BigInt(value.value as number));
  if (value instanceof Boxed && value.type.name === "char")
    return new JValue(String.fromCharCode(value.value as number));
  if (
    value instanceof NetObject &&
    !(value instanceof Boxed) &&
    "items" in value &&
    Array.isArray(value.items)
  )
    return objectOf((value.items as unknown[]).map((item, index) => [`Item${index + 1}`, item]));
  return new JValue(value);
}

function pairOf(pair: Pair): { Key: unknown; Value: unknown } {
  return { Key: box(pair.keyType, pair.key), Value: box(pair.valueType, pair.value) };
}

function objectOf(members: Iterable<readonly [string, unknown]>): JObject {
  const object = new JObject();
  for (const [name, value] of members) object.set(name, tokenOf(value));
  return object;
}

function sequenceOf(value: Sequence): JToken {
  const { element } = value;
  if (value instanceof NetArray && element.name === "byte") return new JValue(value);
  if (
    element.definition?.name === "KeyValuePair" &&
    !(value instanceof NetList || value instanceof NetArray)
  ) {
    const object = new JObject();
    for (const pair of value as Iterable<Pair>)
      object.set(keyText(pair), tokenOf(box(pair.valueType, pair.value)));
    return object;
  }
  const array = new JArray();
  for (const item of value) array.push(tokenOf(box(element, item)));
  return array;
}

function keyText({ keyType, key }: Pair): string {
  return keyType.kind === "enum" ? enumName(keyType, key as number) : toStringOf(box(keyType, key));
}

/** What goes into an array, or becomes a property's value, of the arguments of a constructor or of Add. */
export function contentOf(value: unknown): JToken {
  if (value === null || typeof value !== "object") return new JValue(value ?? null);
  if (value instanceof JToken) return value;
  return value instanceof Sequence ? sequenceOf(value) : tokenOf(value);
}

export const listTypes = new Set([
  "List",
  "IList",
  "ICollection",
  "IEnumerable",
  "IReadOnlyList",
  "IReadOnlyCollection",
]);
export const mapTypes = new Set(["Dictionary", "IDictionary", "IReadOnlyDictionary"]);

/** `ToObject<T>()` and JsonConvert.DeserializeObject<T>. */
export function toObject(token: JToken | null, type: Type): unknown {
  if (token === null) return defaultOf(type);
  const value = token instanceof JProperty ? token.value : token;
  if (type.name === "object") return value instanceof JValue ? value.value : value;
  if (value.netType === type || type.name === "JToken") return value;
  if (type.name === "JContainer" && value instanceof JContainer) return value;
  const simple = simpleCast(type);
  if (simple) return simple(value);
  if (value.kind === "Null" && (!type.isValueType || isNullable(type))) return null;
  const shape = isNullable(type) ? type.element : type;
  if (shape.kind === "enum") return enumOf(value, shape);
  const { name } = type.definition ?? { name: "" };
  if (type.kind === "array") return new NetArray(type.element, itemsOf(value, type, type.element));
  if (listTypes.has(name)) return new NetList(type.element, itemsOf(value, type, type.element));
  if (name === "HashSet") return setOf(type, itemsOf(value, type, type.element));
  if (mapTypes.has(name)) return mapOf(value, type);
  return mismatch(value, type);
}

function mismatch(value: JToken, type: Type): never {
  return raise(
    "JsonSerializationException",
    `Cannot deserialize the current JSON ${value.kind.toLowerCase()} into type '${type.fullName}'. Path '${value.path}'.`,
  );
}

function itemsOf(value: JToken, type: Type, element: Type): unknown[] {
  if (!(value instanceof JArray)) return mismatch(value, type);
  return value.items.map((item) => toObject(item, element));
}

function setOf(type: Type, items: readonly unknown[]): NetSet {
  const set = new NetSet(type.element);
  for (const item of items) set.add(item);
  return set;
}

function mapOf(value: JToken, type: Type): NetMap {
  if (!(value instanceof JObject)) return mismatch(value, type);
  const [keyType, valueType] = type.args as [Type, Type];
  const map = new NetMap(keyType, valueType);
  const key = keyType.name === "string" ? undefined : simpleCast(keyType);
  for (const { name, value: one } of value.properties)
    map.set(key ? key(new JValue(name)) : name, toObject(one, valueType));
  return map;
}

function enumOf(value: JToken, type: Type): unknown {
  const plain = value instanceof JValue ? unwrap(value.value) : null;
  if (typeof plain !== "string") return Number(plain);
  return (
    enumNamed(type, plain) ??
    raise("JsonSerializationException", `Error converting value "${plain}" to type '${type.fullName}'.`)
  );
}

/** The member of that name in any case, or of that number; undefined when there is none. */
export function enumNamed(type: Type, text: string): unknown {
  if (/^-?\d+$/.test(text)) return Number(text);
  const wanted = text.trim().toLowerCase();
  return type.definition!.members().find((one) => one.name.toLowerCase() === wanted)?.constant;
}

/** An argument that must not be null. */
export const needed = <T>(value: T | null, name: string): T => value ?? argumentNull(name);
