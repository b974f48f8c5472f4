import { JConstructor, JObject, JProperty, JValue, sameValue, type JToken } from "./tokens";

/** JToken.DeepEquals, on a stack of its own: trees may be deeper than calls can be. */
export function deepEquals(a: JToken | null, b: JToken | null): boolean {
  if (a === null || b === null) return a === b;
  const left: [JToken, JToken][] = [[a, b]];
  for (let pair = left.pop(); pair; pair = left.pop()) {
    const inside = comparedInside(...pair);
    if (!inside) return false;
    // The first ones come first: what differs early ends it early.
    for (let at = inside.length - 1; at >= 0; at--) left.push(inside[at]!);
  }
  return true;
}

const alike: [JToken, JToken][] = [];

/** What has to be equal inside of two tokens for them to be; undefined where they differ by themselves. */
function comparedInside(a: JToken, b: JToken): [JToken, JToken][] | undefined {
  if (a instanceof JValue) return b instanceof JValue && sameValue(a, b) ? alike : undefined;
  if (a.kind !== b.kind || a.children.length !== b.children.length) return undefined;
  if (a instanceof JObject) {
    const pairs: [JToken, JToken][] = [];
    for (const { name, value } of a.properties) {
      const other = (b as JObject).property(name);
      if (!other) return undefined;
      pairs.push([value, other.value]);
    }
    return pairs;
  }
  if (
    (a instanceof JProperty || a instanceof JConstructor) &&
    a.name !== (b as JProperty | JConstructor).name
  )
    return undefined;
  return a.children.map((one, index) => [one, b.children[index]!]);
}
