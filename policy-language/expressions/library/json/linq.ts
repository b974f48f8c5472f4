import { define, named } from "../../types/registry";
import { argumentNull, raise } from "../../values/runtime";
import { iterate, Lazy, type Sequence } from "../../values/sequences";
import type { Type } from "../../types/types";
import { valueAs } from "./conversions";
import { JContainer, JToken } from "./tokens";
import { childAt, descendants, tokens } from "./tokenMembers";

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
  "static IEnumerable<JToken> Values(this IEnumerable<JToken> source)": (source: Sequence | null) =>
    tokens(() => [...each(source)].flatMap((token) => token.children)),
  "static IEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)": (
    source: Sequence | null,
    key: unknown,
  ) => tokens(() => under(source, key)),
  "static IEnumerable<V> Values<V>(this IEnumerable<JToken> source)": (
    source: Sequence | null,
    types: Types,
  ) => converted(types[0]!, () => each(source)),
  "static IEnumerable<V> Values<V>(this IEnumerable<JToken> source, object key)": (
    source: Sequence | null,
    key: unknown,
    types: Types,
  ) => converted(types[0]!, () => under(source, key)),
  "static IEnumerable<JToken> Children<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    tokens(() => [...each(source)].flatMap((token) => token.children)),
  "static IEnumerable<JToken> Descendants<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    tokens(() => [...each(source)].flatMap((token) => [...descendants(token)])),
  "static IEnumerable<JProperty> Properties(this IEnumerable<JObject> source)": (source: Sequence | null) =>
    new Lazy(named("JProperty"), () => [...each(source)].flatMap((token) => token.children)),
});
