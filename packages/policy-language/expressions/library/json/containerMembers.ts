import { define, named } from "../../types/registry";
import { argumentNull, box, raise } from "../../values/runtime";
import { Enumerator } from "../../collections/enumerator";
import { Lazy, type NetArray, Pair, Sequence } from "../../values/sequences";
import { Query } from "../../collections/query";
import { copyTo } from "../collections/interfaces";
import { sameText } from "../text/comparison";
import { merge, type MergeSettings } from "./merge";
import { contentOf, tokenOf } from "./objects";
import type { JContainer } from "./tokens";
import { deepEquals } from "./deepEquals";
import { JArray, JConstructor, JObject, JProperty, JToken, JValue } from "./tokens";
import { DescendantCursor, descendants } from "./descendants";
import { childAt, children, itemAt, parse, setChild, tokens } from "./tokenMembers";

const given = (value: JToken | null) => value ?? new JValue(null);

/** Adds what Add and the constructors take: a sequence's elements one by one. */
function add(container: JContainer, content: unknown, at = container.items.length): void {
  if (content instanceof JProperty && container instanceof JObject) {
    container.insert(at, content);
    return;
  }
  if (content instanceof Sequence && !(content instanceof JToken)) {
    let next = at;
    for (const item of content) {
      const before = container.items.length;
      add(container, box(content.element, item), next);
      next += container.items.length - before;
    }
    return;
  }
  if (container instanceof JObject) addProperty(container, content, at);
  else if (container instanceof JProperty)
    raise("JsonException", "Newtonsoft.Json.Linq.JProperty cannot have multiple values.");
  else container.insert(at, tokenOf(content));
}

function addProperty(object: JObject, content: unknown, at: number): void {
  if (content === null || content === undefined) return;
  const token = tokenOf(content);
  if (!(token instanceof JProperty))
    raise("ArgumentException", `Can not add ${token.netType.fullName} to Newtonsoft.Json.Linq.JObject.`);
  object.insert(at, token);
}

function filled<T extends JContainer>(container: T, contents: Iterable<unknown>): T {
  for (const content of contents) add(container, content);
  return container;
}

define("Newtonsoft.Json.Linq", "class JContainer : JToken", {
  "int Count": (container: JContainer) => container.items.length,
  "void Add(object content)": (container: JContainer, content: unknown) => add(container, content),
  "void AddFirst(object content)": (container: JContainer, content: unknown) => add(container, content, 0),
  "void RemoveAll()": (container: JContainer) => container.clear(),
  "void ReplaceAll(object content)": (container: JContainer, content: unknown) => {
    container.clear();
    add(container, content);
  },
  "IEnumerable<JToken> Descendants()": (container: JContainer) =>
    new Query(named("JToken"), () => new DescendantCursor(container)),
  "IEnumerable<JToken> DescendantsAndSelf()": (container: JContainer) =>
    tokens(function* () {
      yield container;
      yield* descendants(container);
    }),
  "void Merge(object content, JsonMergeSettings settings = null)": (
    container: JContainer,
    content: unknown,
    settings: MergeSettings | null,
  ) => merge(container, content, settings),
});

define("Newtonsoft.Json.Linq", "class JProperty : JContainer", {
  "new(string name, object content)": (name: string | null, content: unknown) =>
    new JProperty(name ?? argumentNull("name"), contentOf(content)),
  "new(string name, params object[] content)": (name: string | null, content: NetArray) =>
    new JProperty(name ?? argumentNull("name"), contentOf(content)),
  "new(JProperty other)": (other: JProperty) => other.clone(),
  "string Name": (property: JProperty) => property.name,
  "JToken Value": [
    (property: JProperty) => property.value,
    (property: JProperty, value: JToken | null) => {
      property.value = given(value);
    },
  ],
});

/** Newtonsoft looks for the very token: an equal one made of a text is never found. */
const position = (array: JArray, token: JToken | null) => (token === null ? -1 : array.indexOf(token));

define("Newtonsoft.Json.Linq", "class JArray : JContainer, IList<JToken>", {
  "new()": () => new JArray(),
  "new(JArray other)": (other: JArray) => other.clone(),
  "new(object content)": (content: unknown) => filled(new JArray(), [content]),
  "new(params object[] content)": (content: NetArray) => filled(new JArray(), content),
  "JToken this[int index]": [itemAt, setChild],
  "JToken this[object key]": [childAt, setChild],
  "static JArray Parse(string json)": parse("JArray"),
  "static JArray FromObject(object o)": (value: unknown) => {
    const token = tokenOf(value ?? argumentNull("o"));
    return token instanceof JArray
      ? token
      : raise("ArgumentException", `Object serialized to ${token.kind}. JArray instance expected.`);
  },
  "void Add(JToken item)": (array: JArray, item: JToken | null) => array.push(given(item)),
  "void Clear()": (array: JArray) => array.clear(),
  "bool Contains(JToken item)": (array: JArray, item: JToken | null) => position(array, item) >= 0,
  "int IndexOf(JToken item)": position,
  "void Insert(int index, JToken item)": (array: JArray, index: number, item: JToken | null) =>
    array.insert(index, given(item)),
  "bool Remove(JToken item)": (array: JArray, item: JToken | null) => {
    const at = position(array, item);
    return at >= 0 && array.removeItem(array.items[at]!);
  },
  "void RemoveAt(int index)": (array: JArray, index: number) => {
    array.removeItem(itemAt(array, index));
  },
  "bool IsReadOnly": () => false,
  "void CopyTo(JToken[] array, int arrayIndex)": (array: JArray, into: NetArray | null, index: number) =>
    copyTo(array.items, into, index),
});

define("Newtonsoft.Json.Linq", "class JConstructor : JContainer", {
  "new()": () => new JConstructor(null),
  "new(string name)": constructed,
  "new(JConstructor other)": (other: JConstructor) => other.clone(),
  "new(string name, object content)": (name: string | null, content: unknown) => filled(constructed(name), [content]),
  "new(string name, params object[] content)": (name: string | null, content: NetArray) => filled(constructed(name), content),
  "string Name": [
    (one: JConstructor) => one.name,
    (one: JConstructor, name: string | null) => {
      one.changing();
      one.name = name;
    },
  ],
  "JTokenType Type": () => 3,
  "JToken this[object key]": [childAt, setChild],
}); // prettier-ignore

function constructed(name: string | null): JConstructor {
  if (name === "") raise("ArgumentException", "Constructor name cannot be empty. (Parameter 'name')");
  return new JConstructor(name ?? argumentNull("name"));
}

/** Find by name; a comparison that ignores case prefers the exact name all the same. */
function find(object: JObject, name: string | null, comparison = 4): JProperty | null {
  if (name === null) return null;
  const exact = object.property(name);
  if (exact || comparison === 4) return exact ?? null;
  return object.properties.find((one) => sameText(one.name, name, comparison)) ?? null;
}

const valueNamed = (object: JObject, name: string | null, comparison?: number) =>
  find(object, name, comparison)?.value ?? null;

function addNamed(object: JObject, name: string | null, value: JToken | null): void {
  object.insert(object.items.length, new JProperty(name ?? argumentNull("name"), given(value)));
}

const pairType = () => named("KeyValuePair<string,JToken>");

function* pairs(object: JObject): Generator<Pair> {
  for (const property of object as Iterable<unknown> as Iterable<JProperty>)
    yield new Pair(named("string"), named("JToken"), property.name, property.value);
}

define("Newtonsoft.Json.Linq", "class JObject : JContainer, IDictionary<string,JToken>", {
  "new()": () => new JObject(),
  "new(JObject other)": (other: JObject) => other.clone(),
  "new(object content)": (content: unknown) => filled(new JObject(), [content]),
  "new(params object[] content)": (content: NetArray) => filled(new JObject(), content),
  "JToken this[string name]": [(object: JObject, name: string | null) => valueNamed(object, name), setChild],
  "JToken this[object key]": [childAt, setChild],
  "IEnumerator<KeyValuePair<string,JToken>> GetEnumerator()": (object: JObject) =>
    new Enumerator(pairType(), new Lazy(pairType(), () => pairs(object))),
  "static JObject Parse(string json)": parse("JObject"),
  "static JObject FromObject(object o)": (value: unknown) => {
    const token = tokenOf(value ?? argumentNull("o"));
    return token instanceof JObject
      ? token
      : raise("ArgumentException", `Object serialized to ${token.kind}. JObject instance expected.`);
  },
  "void Add(string name, JToken value)": addNamed,
  "bool ContainsKey(string name)": (object: JObject, name: string | null) =>
    object.property(name ?? argumentNull("propertyName")) !== undefined,
  "JToken GetValue(string name)": valueNamed,
  "JToken GetValue(string name, StringComparison comparison)": valueNamed,
  "IEnumerable<JProperty> Properties()": (object: JObject) =>
    new Lazy(named("JProperty"), () => object as Iterable<unknown>),
  "JProperty Property(string name)": (object: JObject, name: string | null) => find(object, name),
  "JProperty Property(string name, StringComparison comparison)": find,
  "JEnumerable<JToken> PropertyValues()": (object: JObject) =>
    children(() => object.properties.map((property) => property.value)),
  "bool Remove(string name)": (object: JObject, name: string | null) =>
    object.remove(name ?? argumentNull("propertyName")),
  "bool TryGetValue(string name, out JToken value)": (object: JObject, name: string | null) => {
    const value = valueNamed(object, name);
    return [value !== null, value];
  },
  "bool TryGetValue(string name, StringComparison comparison, out JToken value)": (
    object: JObject,
    name: string | null,
    comparison: number,
  ) => {
    const value = valueNamed(object, name, comparison);
    return [value !== null, value];
  },
});

define("Newtonsoft.Json.Linq", "class JTokenEqualityComparer : IEqualityComparer<JToken>", {
  "new()": () => ({ same: deepEquals, keyOf: (token: JToken | null) => token?.write(undefined) ?? null }),
});
