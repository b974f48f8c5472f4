import { define, named } from "../../types/registry";
import { argumentNull, box, NetObject } from "../../values/runtime";
import type { Type } from "../../types/types";
import { defineEnum } from "../core/enums";
import { deserializeText } from "./deserialize";
import { tokenOf } from "./objects";
import { xmlJsonMembers } from "../xml/json";
import type { JProperty } from "./tokens";
import { JContainer, JObject, type JToken } from "./tokens";

defineEnum("Newtonsoft.Json", "NullValueHandling", "Include Ignore");
defineEnum("Newtonsoft.Json", "DateParseHandling", "None DateTime DateTimeOffset");

class Settings extends NetObject {
  nulls = 0;
  formatting = 0;
  dates = 1;
  get netType() {
    return named("JsonSerializerSettings");
  }
}

define("Newtonsoft.Json", "class JsonSerializerSettings", {
  "new()": () => new Settings(),
  "NullValueHandling NullValueHandling": [
    (settings: Settings) => settings.nulls,
    (settings: Settings, value: number) => {
      settings.nulls = value;
    },
  ],
  "Formatting Formatting": [
    (settings: Settings) => settings.formatting,
    (settings: Settings, value: number) => {
      settings.formatting = value;
    },
  ],
  "DateParseHandling DateParseHandling": [
    (settings: Settings) => settings.dates,
    (settings: Settings, value: number) => {
      settings.dates = value;
    },
  ],
});

/** Members of objects that are null go; what a JObject already says stays as it is. */
function withoutNulls(token: JToken): JToken {
  if (!(token instanceof JContainer)) return token;
  for (const child of [...token.items]) {
    if (token instanceof JObject && (child as JProperty).value.kind === "Null") token.removeItem(child);
    else withoutNulls(child);
  }
  return token;
}

function serialize(value: unknown, formatting: number, settings: Settings | null): string {
  let token = tokenOf(value);
  if (settings?.nulls === 1 && token !== value) token = withoutNulls(token);
  return token.write(formatting || settings?.formatting ? "" : undefined);
}

const deserialize = (text: string | null, type: Type | null, settings: Settings | null = null) =>
  deserializeText(text ?? argumentNull("value"), type ?? named("object"), settings?.dates !== 0);

/** Where the type is only known when it runs the value is an object. */
const deserializeBoxed = (text: string | null, type: Type | null, settings: Settings | null = null) =>
  box(type ?? named("object"), deserialize(text, type, settings));

define("Newtonsoft.Json", "class JsonConvert", {
  ...xmlJsonMembers,
  "static string SerializeObject(object value)": (value: unknown) => serialize(value, 0, null),
  "static string SerializeObject(object value, Formatting formatting)": (
    value: unknown,
    formatting: number,
  ) => serialize(value, formatting, null),
  "static string SerializeObject(object value, JsonSerializerSettings settings)": (
    value: unknown,
    settings: Settings | null,
  ) => serialize(value, 0, settings),
  "static string SerializeObject(object value, Formatting formatting, JsonSerializerSettings settings)":
    serialize,
  "static string SerializeObject(object value, Type type, JsonSerializerSettings settings)": (
    value: unknown,
    _type: Type | null,
    settings: Settings | null,
  ) => serialize(value, 0, settings),
  "static string SerializeObject(object value, Type type, Formatting formatting, JsonSerializerSettings settings)":
    (value: unknown, _type: Type | null, formatting: number, settings: Settings | null) =>
      serialize(value, formatting, settings),
  "static string ToString(object value)": (value: unknown) => serialize(value, 0, null),
  "static object DeserializeObject(string value)": (text: string | null) =>
    deserialize(text, named("object")),
  "static object DeserializeObject(string value, Type type)": deserializeBoxed,
  "static object DeserializeObject(string value, Type type, JsonSerializerSettings settings)":
    deserializeBoxed,
  "static object DeserializeObject(string value, JsonSerializerSettings settings)": (
    text: string | null,
    settings: Settings | null,
  ) => deserialize(text, null, settings),
  "static V DeserializeObject<V>(string value)": (text: string | null, types: readonly Type[]) =>
    deserialize(text, types.at(-1)!),
  "static V DeserializeObject<V>(string value, JsonSerializerSettings settings)": (
    text: string | null,
    settings: Settings | null,
    types: readonly Type[],
  ) => deserialize(text, types.at(-1)!, settings),
});
