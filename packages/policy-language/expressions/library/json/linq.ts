import { define, named } from "../../types/registry";
import { argumentNull, raise } from "../../values/runtime";
import { iterate, Lazy, type Sequence } from "../../values/sequences";
import type { Type } from "../../types/types";
import { valueAs } from "./conversions";
import { JContainer, JToken } from "./tokens";
import { descendants } from "./descendants";
import { ancestors, childAt, children, TokenSequence } from "./tokenMembers";

type Types = readonly Type[];

function* each(source: Sequence | null): Generator<JToken> {
  for (const item of iterate(source ?? argumentNull("source"))) yield item as JToken;
}

/** The members under a key of each token, where it has one. */
function under(source: Sequence | null, key: unknown): JToken[] {
  return [...each(source)].flatMap((token) =>
    token instanceof JContainer ? (childAt(token, key) ?? []) : [],
  );
}

const converted = (type: Type, all: () => Iterable<JToken>) =>
  new Lazy(type, function* () {
    for (const token of all()) yield valueAs(token, type);
  });

define("Newtonsoft.Json.Linq", "class Extensions", {
  "static V Value<V>(this IEnumerable<JToken> value)": (value: Sequence | null, types: Types) =>
    value instanceof JToken
      ? valueAs(value, types[0]!)
      : raise("ArgumentException", "Source value must be a JToken."),
  "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source)": (source: Sequence | null) =>
    children(() => [...each(source)].flatMap((token) => token.children)),
  "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)": (
    source: Sequence | null,
    key: unknown,
  ) => children(() => under(source, key)),
  "static IEnumerable<V> Values<V>(this IEnumerable<JToken> source)": (
    source: Sequence | null,
    types: Types,
  ) => converted(types[0]!, () => each(source)),
  "static IEnumerable<V> Values<V>(this IEnumerable<JToken> source, object key)": (
    source: Sequence | null,
    key: unknown,
    types: Types,
  ) => converted(types[0]!, () => under(source, key)),
  "static IJEnumerable<JToken> Children<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    children(() => [...each(source)].flatMap((token) => token.children)),
  "static IJEnumerable<JToken> Descendants<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    children(() => [...each(source)].flatMap((token) => [...descendants(token)])),
  "static IEnumerable<V> Children<T, V>(this IEnumerable<T> source)": (
    source: Sequence | null,
    types: Types,
  ) => converted(types[1]!, () => [...each(source)].flatMap((token) => token.children)),
  "static IJEnumerable<JToken> DescendantsAndSelf<T>(this IEnumerable<T> source)": (
    source: Sequence | null,
  ) => children(() => [...each(source)].flatMap((token) => [token, ...descendants(token)])),
  "static IJEnumerable<JToken> Ancestors<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    children(() => [...each(source)].flatMap((token) => [...ancestors(token.parent)])),
  "static IJEnumerable<JToken> AncestorsAndSelf<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    children(() => [...each(source)].flatMap((token) => [...ancestors(token)])),
  "static IJEnumerable<JToken> AsJEnumerable(this IEnumerable<JToken> source)": (source: Sequence | null) =>
    children(() => each(source)),
  "static IJEnumerable<T> AsJEnumerable<T>(this IEnumerable<T> source)": (
    source: Sequence | null,
    types: Types,
  ) => new TokenSequence(types[0]!, () => each(source)),
  "static V Value<T, V>(this IEnumerable<T> value)": (value: Sequence | null, types: Types) =>
    value instanceof JToken
      ? valueAs(value, types[1]!)
      : raise("ArgumentException", "Source value must be a JToken."),
  "static IEnumerable<JProperty> Properties(this IEnumerable<JObject> source)": (source: Sequence | null) =>
    new Lazy(named("JProperty"), () => [...each(source)].flatMap((token) => token.children)),
});
