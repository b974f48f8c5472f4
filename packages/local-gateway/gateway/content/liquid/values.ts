import { Moment } from "@azure-genai-gateway/policy-language/expressions/library/dates";
import { Decimal } from "@azure-genai-gateway/policy-language/expressions/values/decimal";
import { realText } from "@azure-genai-gateway/policy-language/expressions/values/formats";
import { NetError } from "@azure-genai-gateway/policy-language/expressions/values/runtime";
import type { Work } from "../work";

/** Goes into the output as "Liquid error: ..." and lets the template go on, as DotLiquid has it. */
export class LiquidError extends Error {
  constructor(
    message: string,
    /** Of the template rather than of its values: "Liquid syntax error: ...". */
    readonly isSyntax = false,
  ) {
    super(message);
  }
}

/** A double. An Int32 is a number here and an Int64 a bigint: .NET computes differently with each. */
export class Double {
  constructor(readonly value: number) {}
}

/** A KeyValuePair: what iterating an object yields. */
export class Pair {
  constructor(
    readonly key: string,
    readonly value: unknown,
  ) {}
}

/** What has members: an object of JSON, an element of XML, what is bound to `context`. */
export abstract class Hash {
  /** Undefined for what it does not have. */
  abstract get(name: string): unknown;
  /** What a loop goes over. */
  abstract items(): readonly unknown[];
  /** What is written of it. */
  text(): string {
    return this.items().map(textOf).join("");
  }
}

/** Members by their exact names: C# mode changes no letter. */
export class Members extends Hash {
  constructor(readonly members: ReadonlyMap<string, unknown>) {
    super();
  }
  get(name: string): unknown {
    return this.members.get(name);
  }
  items(): readonly Pair[] {
    return [...this.members].map(([key, value]) => new Pair(key, value));
  }
}

/** A header's values. As a text they stand behind commas, as the wire has them. [Inferred: not documented.] */
export class HeaderValues extends Array<string> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** `(1..n)`: made into a list only where its length has been counted. */
export class Range {
  constructor(
    readonly first: number,
    readonly last: number,
  ) {}
}

/** `empty` and `blank`, which are compared with. */
export class Symbolic {
  constructor(readonly holds: (value: unknown) => boolean) {}
}

export const isNone = (value: unknown): value is null | undefined => value === null || value === undefined;
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
export const isReal = (value: unknown): value is Double | Decimal =>
  value instanceof Double || value instanceof Decimal;
export const isInteger = (value: unknown): value is number | bigint =>
  typeof value === "number" || typeof value === "bigint";

/** .NET's ToString() in the invariant culture. */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
    default:
      return objectText(value);
  }
}

function objectText(value: unknown): string {
  if (value instanceof Double) return realText(value.value);
  if (value instanceof Decimal || value instanceof Moment) return value.text();
  if (value instanceof HeaderValues) return value.join(",");
  if (value instanceof Pair) return `[${value.key}, ${textOf(value.value)}]`;
  if (value instanceof Hash) return value.text();
  if (value instanceof Range) return "";
  return isList(value) ? value.map(textOf).join("") : "";
}

/** What `{{ }}` writes: as ToString(), booleans in small letters, decimals without the zeros at their end. */
export function shown(value: unknown, work: Work): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Decimal) return shortened(value);
  const items = value instanceof HeaderValues || value instanceof Hash ? undefined : itemsOf(value, work);
  if (!items) return textOf(value);
  return items.map((item) => (item instanceof Decimal ? shortened(item) : textOf(item))).join("");
}

const shortened = (value: Decimal) => {
  const text = value.text();
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};

/** What a loop goes over; undefined for what is no IEnumerable. A text is one of its characters. */
export function itemsOf(value: unknown, work: Work): readonly unknown[] | undefined {
  if (typeof value === "string") {
    work.step(value.length);
    return value.split("");
  }
  if (value instanceof Range) {
    const length = Math.max(0, value.last - value.first + 1);
    work.step(length);
    return Array.from({ length }, (_none, index) => value.first + index);
  }
  if (value instanceof Hash) return value.items();
  return isList(value) ? value : undefined;
}

/** The .NET type's name, as messages have it. */
export function typeName(value: unknown): string {
  if (typeof value === "string") return "System.String";
  if (typeof value === "number") return "System.Int32";
  if (typeof value === "bigint") return "System.Int64";
  if (typeof value === "boolean") return "System.Boolean";
  if (value instanceof Double) return "System.Double";
  if (value instanceof Decimal) return "System.Decimal";
  if (value instanceof Moment) return "System.DateTime";
  if (value instanceof HeaderValues) return "System.String[]";
  if (isList(value)) return "System.Object[]";
  return value instanceof Hash ? "DotLiquid.Hash" : "System.Object";
}

/** A number or bool or text or date: what has IConvertible. */
export const isConvertible = (value: unknown): boolean =>
  typeof value === "string" ||
  typeof value === "boolean" ||
  isInteger(value) ||
  isReal(value) ||
  value instanceof Moment;

/** The message of what a filter or the policy language's library has thrown; undefined for a fault of this program. */
export function messageOf(error: unknown): string | undefined {
  if (error instanceof LiquidError || error instanceof NetError) return error.message;
  return undefined;
}
