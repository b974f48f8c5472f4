import { define, named } from "../../types/registry";
import { argumentNull, NetObject, outOfRange, raise, tick } from "../../values/runtime";
import { generic, Lazy, type Sequence } from "../../values/sequences";
import type { Type } from "../../types/types";
import { formatValue, toStringOf } from "../../values/values";
import { defineEnum } from "../core/enums";
import { annotationMembers } from "../core/annotations";
import { compareBoxed } from "../core/compareBoxed";
import { tokenConversions, valueAs } from "./conversions";
import { toObject, tokenOf } from "./objects";
import { selectTokens } from "./path";
import { parseJson, type Target } from "./reader";
import { deepEquals } from "./deepEquals";
import type { JToken } from "./tokens";
import { JArray, JConstructor, JContainer, JObject, JProperty, JValue, tokenKinds } from "./tokens";

type Types = readonly Type[];

defineEnum("Newtonsoft.Json.Linq", "JTokenType", tokenKinds.join(" "));
defineEnum("Newtonsoft.Json", "Formatting", "None Indented");
define("Newtonsoft.Json", "class JsonConverter");

/** `token[key]` */
export function childAt(token: JToken, key: unknown): JToken | null {
  if (token instanceof JObject) {
    if (typeof key === "string") return token.get(key);
    return raise(
      "ArgumentException",
      `Accessed JObject values with invalid key value: ${keyText(key)}. Object property name expected.`,
    );
  }
  if (token instanceof JArray) {
    if (typeof key === "number") return itemAt(token, key);
    return raise(
      "ArgumentException",
      `Accessed JArray values with invalid key value: ${keyText(key)}. Int32 array index expected.`,
    );
  }
  if (token instanceof JConstructor) {
    if (typeof key === "number") return itemAt(token, key);
    return raise(
      "ArgumentException",
      `Accessed JConstructor values with invalid key value: ${keyText(key)}. Argument position index expected.`,
    );
  }
  return raise("InvalidOperationException", `Cannot access child value on ${token.netType.fullName}.`);
}

export function itemAt(array: JArray | JConstructor, index: number): JToken {
  return (
    array.items[index] ??
    outOfRange(
      "index",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    )
  );
}

const keyText = (key: unknown) =>
  key === null ? "null" : typeof key === "string" ? `"${key}"` : toStringOf(key);

export function setChild(token: JToken, key: unknown, value: JToken | null): void {
  const one = value ?? new JValue(null);
  if (token instanceof JObject && typeof key === "string") token.set(key, one);
  else if ((token instanceof JArray || token instanceof JConstructor) && typeof key === "number")
    token.replaceItem(itemAt(token, key), one);
  else childAt(token, key);
}

export const tokens = (all: () => Iterable<unknown>) => new Lazy(named("JToken"), all);

/** A JEnumerable<T>: a struct, which `?.` does not go behind. */
export class TokenSequence extends Lazy {
  override get netType(): Type {
    return generic("JEnumerable", this.element);
  }
}

export const children = (all: () => Iterable<unknown>) => new TokenSequence(named("JToken"), all);

/** `tokens[key]`: the values under a key of each token. */
function* under(source: Iterable<unknown>, key: unknown): Generator<JToken> {
  for (const token of source as Iterable<JToken>) {
    tick();
    const value = token instanceof JContainer ? childAt(token, key) : null;
    if (value) yield value;
  }
}

const keyed = {
  "IJEnumerable<JToken> this[object key]": (source: Sequence, key: unknown) =>
    new TokenSequence(named("JToken"), () => under(source, key)),
};
define("Newtonsoft.Json.Linq", "interface IJEnumerable<T> : IEnumerable<T>", keyed);
define("Newtonsoft.Json.Linq", "struct JEnumerable<T> : IJEnumerable<T>", {
  "static JEnumerable<T> Empty": (types: Types) => new TokenSequence(types[0]!, () => []),
  "new(IEnumerable<T> enumerable)": (source: Sequence | null, types: Types) =>
    new TokenSequence(types[0]!, () => source ?? argumentNull("enumerable")),
  ...keyed,
});

function selectOne(token: JToken, path: string | null, strict: boolean): JToken | null {
  const found = selectTokens(token, path ?? argumentNull("path"), strict);
  if (found.length > 1) raise("JsonException", "Path returned multiple tokens.");
  return found[0] ?? null;
}

export function* ancestors(token: JToken | null): Generator<JToken> {
  for (let one = token; one; one = one.parent) yield one;
}

/** The container to change: a token on its own has none. */
function around(token: JToken): JContainer {
  return token.parent ?? raise("InvalidOperationException", "The parent is missing.");
}

function remove(token: JToken): void {
  const parent = around(token);
  if (parent instanceof JProperty)
    raise("JsonException", "Cannot add or remove items from Newtonsoft.Json.Linq.JProperty.");
  parent.removeItem(token);
}

function insertBeside(token: JToken, content: unknown, offset: number): void {
  const parent = around(token);
  if (parent instanceof JProperty)
    raise("JsonException", "Newtonsoft.Json.Linq.JProperty cannot have multiple values.");
  parent.insert(parent.indexOf(token) + offset, tokenOf(content));
}

/** `JToken.Parse`, JObject.Parse and JArray.Parse; what is asked for must be there. */
export const parse =
  (target: Target = "JToken") =>
  (text: string | null): JToken =>
    parseJson(text, true, target);

class SelectSettings extends NetObject {
  strict = false;
  get netType() {
    return named("JsonSelectSettings");
  }
}
define("Newtonsoft.Json.Linq", "class JsonSelectSettings", {
  "new()": () => new SelectSettings(),
  "bool ErrorWhenNoMatch": [
    (settings: SelectSettings) => settings.strict,
    (settings: SelectSettings, strict: boolean) => {
      settings.strict = strict;
    },
  ],
});

define("Newtonsoft.Json.Linq", "class JToken : IEnumerable<JToken>", {
  ...annotationMembers(),
  ...tokenConversions(),
  "JToken this[object key]": [childAt, setChild],
  "JTokenType Type": (token: JToken) => tokenKinds.indexOf(token.kind),
  "bool HasValues": (token: JToken) => token.children.length > 0,
  "JContainer Parent": (token: JToken) => token.parent,
  "JToken Root": (token: JToken) => token.root,
  "string Path": (token: JToken) => token.path,
  "JToken First": (token: JToken) => token.children[0] ?? noChild(token),
  "JToken Last": (token: JToken) => token.children.at(-1) ?? noChild(token),
  "JToken Next": (token: JToken) => token.sibling(1),
  "JToken Previous": (token: JToken) => token.sibling(-1),
  "string ToString(Formatting formatting, params JsonConverter[] converters)": (
    token: JToken,
    formatting: number,
  ) => token.write(formatting ? "" : undefined),
  "JToken SelectToken(string path)": (token: JToken, path: string | null) => selectOne(token, path, false),
  "JToken SelectToken(string path, bool errorWhenNoMatch)": selectOne,
  "JToken SelectToken(string path, JsonSelectSettings settings)": (
    token: JToken,
    path: string | null,
    settings: SelectSettings | null,
  ) => selectOne(token, path, settings?.strict ?? false),
  "IEnumerable<JToken> SelectTokens(string path, JsonSelectSettings settings)": (
    token: JToken,
    path: string | null,
    settings: SelectSettings | null,
  ) => tokens(() => selectTokens(token, path ?? argumentNull("path"), settings?.strict ?? false)),
  "IEnumerable<JToken> SelectTokens(string path)": (token: JToken, path: string | null) =>
    tokens(() => selectTokens(token, path ?? argumentNull("path"))),
  "IEnumerable<JToken> SelectTokens(string path, bool errorWhenNoMatch)": (
    token: JToken,
    path: string | null,
    strict: boolean,
  ) => tokens(() => selectTokens(token, path ?? argumentNull("path"), strict)),
  "V Value<V>(object key)": (token: JToken, key: unknown, types: Types) =>
    valueAs(childAt(token, key), types.at(-1)!),
  "V ToObject<V>()": (token: JToken, types: Types) => toObject(token, types.at(-1)!),
  "object ToObject(Type type)": (token: JToken, type: Type) => toObject(token, type),
  "JToken DeepClone()": (token: JToken) => token.clone(),
  "JEnumerable<JToken> Children()": (token: JToken) => children(() => token.children),
  "JEnumerable<V> Children<V>()": (token: JToken, types: Types) => ofType(token.children, types.at(-1)!),
  "IEnumerable<V> Values<V>()": (token: JToken, types: Types) => valuesOf(token, types.at(-1)!),
  "IEnumerable<JToken> Ancestors()": (token: JToken) => tokens(() => ancestors(token.parent)),
  "IEnumerable<JToken> AncestorsAndSelf()": (token: JToken) => tokens(() => ancestors(token)),
  "IEnumerable<JToken> AfterSelf()": (token: JToken) => tokens(() => beside(token, 1)),
  "IEnumerable<JToken> BeforeSelf()": (token: JToken) => tokens(() => beside(token, -1)),
  "void AddAfterSelf(object content)": (token: JToken, content: unknown) => insertBeside(token, content, 1),
  "void AddBeforeSelf(object content)": (token: JToken, content: unknown) => insertBeside(token, content, 0),
  "void Remove()": remove,
  "void Replace(JToken value)": (token: JToken, value: JToken | null) =>
    around(token).replaceItem(token, value ?? new JValue(null)),
  "static JToken Parse(string json)": parse(),
  "static JToken FromObject(object o)": (value: unknown) => tokenOf(value ?? argumentNull("o")),
  "static bool DeepEquals(JToken t1, JToken t2)": deepEquals,
});

function noChild(token: JToken): null {
  return token instanceof JContainer
    ? null
    : raise("InvalidOperationException", `Cannot access child value on ${token.netType.fullName}.`);
}

function beside(token: JToken, step: 1 | -1): JToken[] {
  const all = token.parent?.children ?? [];
  tick(all.length >> 3);
  const at = all.indexOf(token);
  return step > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0));
}

export function ofType(all: readonly JToken[], type: Type): Sequence {
  return new TokenSequence(type, () => all.filter((one) => type.name === "JToken" || one.netType === type));
}

/** Each child's value as a T. */
function valuesOf(token: JToken, type: Type): Sequence {
  if (!(token instanceof JContainer))
    raise("InvalidOperationException", `Cannot access child value on ${token.netType.fullName}.`);
  return new Lazy(type, () => token.children.map((child) => valueAs(child, type)));
}

define("Newtonsoft.Json.Linq", "class JValue : JToken, IComparable", {
  "new(object value)": (value: unknown) => new JValue(value instanceof JValue ? value.value : value),
  "object Value": [
    (token: JValue) => token.value,
    (token: JValue, value: unknown) => {
      token.changing();
      token.value = value;
    },
  ],
  "string ToString(string format)": (token: JValue, format: string | null) => formatted(token, format),
  "string ToString(IFormatProvider provider)": (token: JValue) => token.text(),
  "string ToString(string format, IFormatProvider provider)": (token: JValue, format: string | null) =>
    formatted(token, format),
  "int CompareTo(JValue other)": (token: JValue, other: JValue | null) =>
    other === null ? 1 : compareBoxed(token.value, other.value),
  "static JValue CreateNull()": () => new JValue(null),
  "static JValue CreateUndefined()": () => new JValue(null, "Undefined"),
  "static JValue CreateString(string value)": (value: string | null) => new JValue(value, "String"),
  "static JValue CreateComment(string value)": (value: string | null) => new JValue(value, "Comment"),
});
define("Newtonsoft.Json.Linq", "class JRaw : JValue", {
  "new(object rawJson)": (value: unknown) => new JValue(value, "Raw"),
});

function formatted(token: JValue, format: string | null): string {
  return formatValue(token.value, format ?? "");
}
