import { systemClock } from "@azure-genai-gateway/common/clock";
import { systemRandom } from "@azure-genai-gateway/common/random";
import { compileExpression, type CompiledExpression } from "./expressions/compile";
import type { PolicyContext, PolicyValue } from "./expressions/host";
import { type Description, describeValue } from "./expressions/values/describe";
import { fromBool, fromDouble, fromInt, fromLong, fromText } from "./expressions/values/values";

const runtime = { clock: systemClock, random: systemRandom };
const parsers = new Map<string, CompiledExpression>();

/** A value that has no maker of its own is made as a policy would make it, from a text. */
function parsed(code: string, text: string): PolicyValue {
  let expression = parsers.get(code);
  if (!expression) {
    expression = compileExpression({ code, locate: () => ({ file: code, line: 1, column: 1 }) }).expression!;
    parsers.set(code, expression);
  }
  return expression.evaluate({ variables: new Map([["text", text]]) } as unknown as PolicyContext, runtime);
}

const text = '(string)context.Variables["text"]';

/**
 * A JavaScript value as .NET has it in a policy: a text is a string, a whole number an int (a long where it is too
 * large), any other a double, a Date a DateTime in UTC, an object a JObject, a list a JArray.
 */
export function toPolicyValue(value: unknown): PolicyValue {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
      return fromText(value);
    case "boolean":
      return fromBool(value);
    case "bigint":
      return fromLong(value);
    case "number":
      if (!Number.isInteger(value)) return fromDouble(value);
      return Math.abs(value) < 2 ** 31 ? fromInt(value) : fromLong(BigInt(value));
    default:
  }
  if (value instanceof Date)
    return parsed(`@(DateTime.Parse(${text}).ToUniversalTime())`, value.toISOString());
  const json = JSON.stringify(value);
  return Array.isArray(value)
    ? parsed(`@(JArray.Parse(${text}))`, json)
    : parsed(`@(JObject.Parse(${text}))`, json);
}

const numbers = new Set(["int", "long", "double", "float", "decimal", "Int16", "Byte", "UInt32", "UInt64"]);

/**
 * A value of a policy as JavaScript has it: numbers, flags, texts and null as such, JSON and collections as plain
 * objects and lists, and whatever else as the text that ToString() gives.
 */
export function fromPolicyValue(value: PolicyValue): unknown {
  return plain(describeValue(value));
}

function plain(described: Description | null): unknown {
  if (described === null) return null;
  const { type, value, text: written, items, entries } = described;
  if (items) return items.map(plain);
  if (entries)
    return Object.fromEntries(
      entries.map(({ key, value: one }) => [String(plain(key)), plain(one)] as const),
    );
  if (value === undefined) return written;
  if (type === "bool") return value === "True";
  if (numbers.has(type)) {
    const number = Number(value);
    return Number.isSafeInteger(number) || !/^-?\d+$/.test(value) ? number : BigInt(value);
  }
  // Only of JSON tokens there is a text besides the value.
  if (written !== undefined) return JSON.parse(value) as unknown;
  return value;
}
