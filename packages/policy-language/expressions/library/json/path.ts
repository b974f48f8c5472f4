import { outOfRange, raise, tick } from "../../values/runtime";
import type { JToken } from "./tokens";
import { JArray, JConstructor, JObject, JProperty, JValue } from "./tokens";
import { writeValue } from "./writer";
import { parsePath, type Filter, type Operand, type Segment } from "./pathParser";

/** The tokens that a JSONPath selects, in document order. https://www.newtonsoft.com/json/help/html/SelectToken.htm */
export function selectTokens(token: JToken, path: string, strict = false): JToken[] {
  // The path is read anew for each call.
  tick(4 + (path.length >> 2));
  let found: JToken[] = [token];
  for (const segment of parsePath(path)) found = found.flatMap((one) => apply(segment, one, token, strict));
  return found;
}

/** The tokens in and below one, which comes first; a property's value stands for the property. */
function* everything(start: JToken): Generator<JToken> {
  const stack: JToken[] = [start];
  for (;;) {
    const token = stack.pop();
    if (!token) return;
    tick(2);
    yield token;
    for (let index = token.children.length - 1; index >= 0; index--) stack.push(token.children[index]!);
  }
}

function missing(strict: boolean, message: string): JToken[] {
  return strict ? raise("JsonException", message) : [];
}

function apply(segment: Segment, token: JToken, root: JToken, strict: boolean): JToken[] {
  tick();
  switch (segment.kind) {
    case "root":
      return [root];
    case "field":
      return fieldOf(segment.name, token, strict);
    case "fields":
      return fieldsOf(segment.names, token, strict);
    case "index":
      return segment.index === undefined ? allItems(token, strict) : itemAt(token, segment.index, strict);
    case "indexes":
      return segment.indexes.flatMap((index) => itemAt(token, index, strict));
    case "slice":
      return sliceOf(segment, token, strict);
    case "scan":
    case "scans":
      return scanned(token, segment.kind === "scan" ? segment.name && [segment.name] : segment.names);
    case "scanFilter":
      return [...everything(token)].filter((one) => test(segment.filter, one, root));
    case "filter":
      return token.children.filter((one) => test(segment.filter, one, root));
  }
}

function scanned(token: JToken, names: readonly string[] | string | undefined): JToken[] {
  const found: JToken[] = [];
  for (const one of everything(token)) {
    if (names === undefined) {
      if (!(one instanceof JProperty) || one === token) found.push(one);
    } else if (one instanceof JProperty && one !== token && names.includes(one.name)) found.push(one.value);
  }
  return found;
}

function fieldOf(name: string | undefined, token: JToken, strict: boolean): JToken[] {
  if (!(token instanceof JObject))
    return missing(strict, `Property '${name ?? "*"}' not valid on ${token.netType.name}.`);
  if (name === undefined) return token.properties.map((one) => one.value);
  const value = token.get(name);
  return value ? [value] : missing(strict, `Property '${name}' does not exist on JObject.`);
}

function fieldsOf(names: readonly string[], token: JToken, strict: boolean): JToken[] {
  if (!(token instanceof JObject))
    return missing(
      strict,
      `Properties ${names.map((name) => `'${name}'`).join(", ")} not valid on ${token.netType.name}.`,
    );
  return names.flatMap((name) => fieldOf(name, token, strict));
}

function allItems(token: JToken, strict: boolean): JToken[] {
  if (token instanceof JArray || token instanceof JConstructor) return [...token.items];
  return missing(strict, `Index * not valid on ${token.netType.name}.`);
}

function itemAt(token: JToken, index: number, strict: boolean): JToken[] {
  if (!(token instanceof JArray || token instanceof JConstructor))
    return missing(strict, `Index ${index} not valid on ${token.netType.name}.`);
  if (index >= token.items.length)
    return missing(strict, `Index ${index} outside the bounds of ${token.netType.name}.`);
  return [
    token.items[index] ??
      outOfRange(
        "index",
        "Index was out of range. Must be non-negative and less than the size of the collection.",
      ),
  ];
}

function sliceOf(segment: Extract<Segment, { kind: "slice" }>, token: JToken, strict: boolean): JToken[] {
  const { start, end, step = 1 } = segment;
  if (step === 0) return raise("JsonException", "Step cannot be zero.");
  if (!(token instanceof JArray))
    return missing(strict, `Array slice is not valid on ${token.netType.name}.`);
  const { length } = token.items;
  const from = (at: number) => (at < 0 ? length + at : at);
  const first = start === undefined ? (step > 0 ? 0 : length - 1) : from(start);
  const last = end === undefined ? (step > 0 ? length : -1) : from(end);
  const found: JToken[] = [];
  const begin = step > 0 ? Math.max(first, 0) : Math.min(first, length - 1);
  for (let at = begin; step > 0 ? at < Math.min(last, length) : at > Math.max(last, -1); at += step)
    found.push(token.items[at]!);
  const shown = (at: number | undefined) => at ?? "*";
  return found.length
    ? found
    : missing(strict, `Array slice of ${shown(start)} to ${shown(end)} returned no results.`);
}

function test(filter: Filter, token: JToken, root: JToken): boolean {
  tick(2);
  if (filter.kind !== "compare") {
    const holds = (part: Filter) => test(part, token, root);
    return filter.kind === "and" ? filter.parts.every(holds) : filter.parts.some(holds);
  }
  const left = operandTokens(filter.left, token, root);
  if (filter.op === "exists") return left.length > 0;
  const right = left.length ? operandTokens(filter.right!, token, root) : [];
  return left.some((a) => right.some((b) => compare(filter.op, a, b)));
}

function operandTokens(operand: Operand, token: JToken, root: JToken): JToken[] {
  if ("value" in operand) return [operand.value];
  let found: JToken[] = [token];
  for (const segment of operand.segments) found = found.flatMap((one) => apply(segment, one, root, false));
  return found;
}

/** Only simple values compare; of anything else `!=` holds, and nothing else. */
function compare(op: string, left: JToken, right: JToken): boolean {
  if (!(left instanceof JValue) || !(right instanceof JValue)) return op === "!=" || op === "<>";
  switch (op) {
    case "==":
      return equal(left, right);
    case "!=":
    case "<>":
      return !equal(left, right);
    case "===":
      return equalStrictly(left, right);
    case "!==":
      return !equalStrictly(left, right);
    case "=~":
      return matches(left, right);
  }
  const order = left.compareTo(right);
  return op === "<" ? order < 0 : op === "<=" ? order <= 0 : op === ">" ? order > 0 : order >= 0;
}

const isNumber = (token: JValue) => token.kind === "Integer" || token.kind === "Float";

function equalStrictly(a: JValue, b: JValue): boolean {
  if (isNumber(a) && isNumber(b) && a.kind !== b.kind) return a.compareTo(b) === 0;
  return a.kind === b.kind && a.equals(b);
}

function equal(a: JValue, b: JValue): boolean {
  if (equalStrictly(a, b)) return true;
  return b.kind === "String" && textual.has(a.kind) && JSON.parse(writeValue(a)) === b.value;
}

/** Kinds that JSON writes as texts: they compare with one. */
const textual = new Set(["Date", "Bytes", "Guid", "TimeSpan", "Uri"]);

/** Set by the file that knows regular expressions. */
export const patterns: { test?: (pattern: string, options: string, text: string) => boolean } = {};

function matches(left: JValue, right: JValue): boolean {
  const pattern = right.text();
  const end = pattern.lastIndexOf("/");
  if (left.kind !== "String" || !pattern.startsWith("/") || end < 1) return false;
  return patterns.test?.(pattern.slice(1, end), pattern.slice(end + 1), left.text()) ?? false;
}
