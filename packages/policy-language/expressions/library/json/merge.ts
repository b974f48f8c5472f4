import { define, named } from "../../types/registry";
import { nested, NetObject, tick, tickScan } from "../../values/runtime";
import { defineEnum } from "../core/enums";
import { sameText } from "../text/comparison";
import { tokenOf } from "./objects";
import type { JToken } from "./tokens";
import { deepEquals } from "./deepEquals";
import { JArray, type JContainer, JObject, JProperty, JValue } from "./tokens";

defineEnum("Newtonsoft.Json.Linq", "MergeArrayHandling", "Concat Union Replace Merge");
defineEnum("Newtonsoft.Json.Linq", "MergeNullValueHandling", "Ignore Merge");

const Arrays = { concat: 0, union: 1, replace: 2, merge: 3 } as const;

export class MergeSettings extends NetObject {
  arrays: number = Arrays.concat;
  nulls = 0;
  names = 4;
  get netType() {
    return named("JsonMergeSettings");
  }
}

define("Newtonsoft.Json.Linq", "class JsonMergeSettings", {
  "new()": () => new MergeSettings(),
  "MergeArrayHandling MergeArrayHandling": [
    (settings: MergeSettings) => settings.arrays,
    (settings: MergeSettings, value: number) => {
      settings.arrays = value;
    },
  ],
  "MergeNullValueHandling MergeNullValueHandling": [
    (settings: MergeSettings) => settings.nulls,
    (settings: MergeSettings, value: number) => {
      settings.nulls = value;
    },
  ],
  "StringComparison PropertyNameComparison": [
    (settings: MergeSettings) => settings.names,
    (settings: MergeSettings, value: number) => {
      settings.names = value;
    },
  ],
});

/** JContainer.Merge. https://www.newtonsoft.com/json/help/html/MergeJson.htm */
export function merge(into: JContainer, content: unknown, given: MergeSettings | null): void {
  if (content === null) return;
  const token = tokenOf(content);
  const settings = given ?? new MergeSettings();
  if (into instanceof JObject && token instanceof JObject) mergeObject(into, token, settings);
  else if (into instanceof JArray && token instanceof JArray) mergeArray(into, token, settings);
  else if (into instanceof JProperty && token instanceof JProperty)
    mergeProperty(into, token.value, settings);
}

function mergeObject(into: JObject, from: JObject, settings: MergeSettings): void {
  for (const { name, value } of [...from.properties]) {
    tick();
    let known = into.property(name);
    // By ordinal rules another spelling is another name.
    if (!known && settings.names !== 4) {
      tickScan(8 * into.items.length);
      known = into.properties.find((one) => sameText(one.name, name, settings.names));
    }
    if (known) mergeProperty(known, value, settings);
    else into.set(name, value);
  }
}

function mergeProperty(known: JProperty, value: JToken, settings: MergeSettings): void {
  const { value: before } = known;
  if (value instanceof JValue) {
    if (value.kind !== "Null" || settings.nulls === 1) known.value = value;
  } else if (before.kind !== value.kind) known.value = value;
  else nested(() => merge(before as JContainer, value, settings));
}

function mergeArray(into: JArray, from: JArray, settings: MergeSettings): void {
  tick(from.items.length);
  const items = [...from.items];
  switch (settings.arrays) {
    case Arrays.union:
      tickScan(8 * items.length * into.items.length);
      for (const item of items) if (!into.items.some((one) => deepEquals(one, item))) into.push(item);
      break;
    case Arrays.replace:
      into.clear();
      for (const item of items) into.push(item);
      break;
    case Arrays.merge:
      items.forEach((item, index) => {
        const known = into.items[index];
        if (!known) into.push(item);
        else if (known.kind === item.kind && !(known instanceof JValue))
          nested(() => merge(known as JContainer, item, settings));
        else if (item.kind !== "Null" || settings.nulls === 1) into.replaceItem(known, item);
      });
      break;
    default:
      for (const item of items) into.push(item);
  }
}
