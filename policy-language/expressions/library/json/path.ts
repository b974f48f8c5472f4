import { raise, tick } from "../../values/runtime";
import type { JToken } from "./tokens";
import { JArray, JContainer, JObject, JProperty, JValue } from "./tokens";
import { parsePath, type Filter, type Operand, type Segment } from "./pathParser";

/** The tokens that a JSONPath selects, in document order. https://www.newtonsoft.com/json/help/html/SelectToken.htm */
export function selectTokens(token: JToken, path: string, strict = false): JToken[] {
  // The path is read anew for each call.
  tick(4 + (path.length >> 2));
  let found: JToken[] = [token];
  for (const segment of parsePath(path)) found = found.flatMap((one) => apply(segment, one, token, strict));
  return found;
}

const valueOf = (token: JToken): JToken => (token instanceof JProperty ? token.value : token);
const childrenOf = (token: JToken): JToken[] => token.children.map(valueOf);

function* everything(token: JToken): Generator<JToken> {
  tick(2);
  yield token;
  for (const child of childrenOf(token)) yield* everything(child);
}

function missing(strict: boolean, message: string): JToken[] {
  return strict ? raise("JsonException", message) : [];
}

function apply(segment: Segment, token: JToken, root: JToken, strict: boolean): JToken[] {
  tick();
  switch (segment.kind) {
    case "names":
      return namesOf(segment.names, token, strict);
    case "indexes":
      return segment.indexes.flatMap((index) => itemAt(token, index, strict));
    case "all":
      return childrenOf(token);
    case "slice":
      return sliceOf(segment, token, strict);
    case "scan":
      return [...everything(token)].flatMap((one) =>
        segment.name === undefined
          ? one === token
            ? []
            : [one]
          : one instanceof JObject && one.get(segment.name)
            ? [one.get(segment.name)!]
            : [],
      );
    case "scanFilter":
      return [...everything(token)].filter((one) => test(segment.filter, one, root));
    case "filter":
      return childrenOf(token).filter((one) => test(segment.filter, one, root));
  }
}

function namesOf(names: readonly string[], token: JToken, strict: boolean): JToken[] {
  if (!(token instanceof JObject))
    return missing(strict, `Property '${names.join("', '")}' not valid on ${token.netType.name}.`);
  return names.flatMap((name) => {
    const value = token.get(name);
    return value ? [value] : missing(strict, `Property '${name}' does not exist on JObject.`);
  });
}

function itemAt(token: JToken, index: number, strict: boolean): JToken[] {
  if (!(token instanceof JArray))
    return missing(strict, `Index ${index} not valid on ${token.netType.name}.`);
  const item = token.items[index];
  return item ? [item] : missing(strict, `Index ${index} outside the bounds of JArray.`);
}

function sliceOf(segment: Extract<Segment, { kind: "slice" }>, token: JToken, strict: boolean): JToken[] {
  if (!(token instanceof JArray))
    return missing(strict, `Array slice is not valid on ${token.netType.name}.`);
  const { length } = token.items;
  const step = segment.step ?? 1;
  if (step === 0) return raise("JsonException", "Step cannot be zero.");
  const from = (at: number) => (at < 0 ? length + at : at);
  const first = from(segment.start ?? (step > 0 ? 0 : length - 1));
  const last = segment.end === undefined ? (step > 0 ? length : -1) : from(segment.end);
  const found: JToken[] = [];
  const start = step > 0 ? Math.max(first, 0) : Math.min(first, length - 1);
  for (let at = start; step > 0 ? at < Math.min(last, length) : at > Math.max(last, -1); at += step)
    found.push(token.items[at]!);
  return found;
}

function test(filter: Filter, token: JToken, root: JToken): boolean {
  tick(2);
  if (filter.kind !== "compare") {
    const holds = (part: Filter) => test(part, token, root);
    return filter.kind === "and" ? filter.parts.every(holds) : filter.parts.some(holds);
  }
  const left = operandTokens(filter.left, token, root);
  if (filter.op === "exists") return left.length > 0;
  const right = operandTokens(filter.right!, token, root);
  return left.some((a) => right.some((b) => compare(filter.op, a, b)));
}

function operandTokens(operand: Operand, token: JToken, root: JToken): JToken[] {
  if ("value" in operand) return [operand.value];
  let found: JToken[] = [operand.fromRoot ? root : token];
  for (const segment of operand.segments) found = found.flatMap((one) => apply(segment, one, root, false));
  return found;
}

function compare(op: string, left: JToken, right: JToken): boolean {
  if (op === "==" || op === "===") return equal(left, right, op === "===");
  if (op === "!=" || op === "<>" || op === "!==") return !equal(left, right, op === "!==");
  if (!(left instanceof JValue) || !(right instanceof JValue)) return false;
  if (op === "=~") return matches(left, right);
  const order = orderOf(left, right);
  return op === "<" ? order < 0 : op === "<=" ? order <= 0 : op === ">" ? order > 0 : order >= 0;
}

const isNumber = (token: JValue) => token.kind === "Integer" || token.kind === "Float";

function equal(left: JToken, right: JToken, strict: boolean): boolean {
  if (left instanceof JContainer || right instanceof JContainer) return false;
  const [a, b] = [left as JValue, right as JValue];
  if (isNumber(a) && isNumber(b)) return Number(a.text()) === Number(b.text());
  if (strict && a.kind !== b.kind) return false;
  if (a.kind === b.kind) return a.text() === b.text();
  return !strict && b.kind === "String" && textual.has(a.kind) && a.text() === b.text();
}

/** Kinds that JSON writes as texts: they compare with one. */
const textual = new Set(["Date", "Bytes", "Guid", "TimeSpan", "Uri"]);

function orderOf(a: JValue, b: JValue): number {
  if (isNumber(a) && isNumber(b)) return Number(a.text()) - Number(b.text());
  if (a.kind === "Null" || b.kind === "Null") return NaN;
  return a.text() < b.text() ? -1 : a.text() > b.text() ? 1 : 0;
}

/** Set by the file that knows regular expressions. */
export const patterns: { test?: (pattern: string, options: string, text: string) => boolean } = {};

function matches(left: JValue, right: JValue): boolean {
  const pattern = right.text();
  const end = pattern.lastIndexOf("/");
  if (left.kind !== "String" || !pattern.startsWith("/") || end < 1) return false;
  return patterns.test?.(pattern.slice(1, end), pattern.slice(end + 1), left.text()) ?? false;
}
