import { createHash } from "node:crypto";
import { isRecord } from "@azure-genai-gateway/common/records";

/** Why a function gives no value; the message is for the template's author. */
export class FunctionError extends Error {}

/** More elements than any template needs; Azure itself takes 10,000 of range() and 800 of a copy. */
const mostElements = 10_000;
const longestText = 4 * 1024 * 1024;

export type Value = unknown;
export type TemplateFunction = (...args: readonly Value[]) => Value;

const isObject = (value: Value): value is Readonly<Record<string, Value>> => isRecord(value);
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** As Azure writes a value into a text: JSON for what is no text, `True` and `False` for the two. */
export function asText(value: Value): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? `${value}` : JSON.stringify(value);
}

const number = (value: Value): number => {
  const found = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof found === "number" && Number.isFinite(found)) return found;
  throw new FunctionError(`${JSON.stringify(value)} is no number`);
};
const list = (value: Value): readonly Value[] => {
  if (isList(value)) return value;
  throw new FunctionError(`${JSON.stringify(value) ?? "nothing"} is no array`);
};
const object = (value: Value): Readonly<Record<string, Value>> => {
  if (isObject(value)) return value;
  throw new FunctionError(`${JSON.stringify(value) ?? "nothing"} is no object`);
};
const bounded = (text: string): string => {
  if (text.length > longestText) throw new FunctionError(`the text is longer than ${longestText} characters`);
  return text;
};

/** Equal as Azure compares: objects by content, texts with case. */
function same(left: Value, right: Value): boolean {
  return JSON.stringify(sortedKeys(left)) === JSON.stringify(sortedKeys(right));
}

function sortedKeys(value: Value): Value {
  if (isList(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sortedKeys(item)]),
  );
}

function merged(left: Value, right: Value): Value {
  if (!isObject(left) || !isObject(right)) return right;
  const result: Record<string, Value> = { ...left };
  for (const [key, value] of Object.entries(right))
    result[key] = key in result ? merged(result[key], value) : value;
  return result;
}

function compared(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  return number(left) - number(right);
}

/** A text with `{0}`, `{1:D3}` and `{{`, as .NET's String.Format has it; of formats those that templates use. */
function format(...[pattern, ...values]: readonly Value[]): string {
  return bounded(
    asText(pattern).replace(
      /\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^{}]*))?\}/g,
      (whole, index?: string, width?: string, style?: string) => {
        if (index === undefined) return whole[0]!;
        const value = values[Number(index)];
        const digits = /^[dD](\d{1,2})$/.exec(style ?? "")?.[1];
        const hex = /^([xX])(\d{0,2})$/.exec(style ?? "");
        let text = asText(value);
        if (digits && typeof value === "number") text = String(value).padStart(Number(digits), "0");
        else if (hex && typeof value === "number") {
          text = value.toString(16).padStart(Number(hex[2] || 0), "0");
          if (hex[1] === "X") text = text.toUpperCase();
        }
        const wanted = Math.min(Math.abs(Number(width ?? 0)), 1000);
        return Number(width ?? 0) < 0 ? text.padEnd(wanted) : text.padStart(wanted);
      },
    ),
  );
}

function concat(...values: readonly Value[]): Value {
  if (values.length > 0 && values.every(isList)) return values.flat();
  return bounded(values.map(asText).join(""));
}

/** Thirteen letters and digits, the same for the same texts. [I]: Azure's own hash is not documented. */
function uniqueString(...values: readonly Value[]): string {
  const hash = createHash("sha256").update(values.map(asText).join("-")).digest();
  return [...hash.subarray(0, 13)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
}

/** A GUID that is the same for the same texts. [I]: as for uniqueString. */
export function guidOf(...values: readonly Value[]): string {
  const hex = createHash("sha256").update(values.map(asText).join("-")).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

function parsedJson(value: Value): Value {
  try {
    return JSON.parse(asText(value)) as Value;
  } catch {
    throw new FunctionError("json() was given what is no JSON");
  }
}

function length(value: Value): number {
  if (typeof value === "string" || isList(value)) return value.length;
  return Object.keys(object(value)).length;
}

function contains(container: Value, item: Value): boolean {
  if (typeof container === "string") return container.toLowerCase().includes(asText(item).toLowerCase());
  if (isList(container)) return container.some((one) => same(one, item));
  return keyOf(object(container), asText(item)) !== undefined;
}

/** Names of properties compare without case. */
export function keyOf(record: Readonly<Record<string, Value>>, name: string): string | undefined {
  if (Object.hasOwn(record, name)) return name;
  return Object.keys(record).find((key) => key.toLowerCase() === name.toLowerCase());
}

function part(value: Value, from: number, to: number): Value {
  return typeof value === "string" ? value.slice(from, to) : list(value).slice(from, to);
}

function split(text: Value, delimiters: Value): readonly string[] {
  const marks = (isList(delimiters) ? delimiters : [delimiters]).map(asText);
  let parts = [asText(text)];
  for (const mark of marks) parts = parts.flatMap((one) => one.split(mark));
  return parts;
}

function range(from: Value, count: Value): readonly number[] {
  const size = number(count);
  if (size < 0 || size > mostElements)
    throw new FunctionError(`range() takes from 0 to ${mostElements} elements`);
  return Array.from({ length: size }, (_, index) => number(from) + index);
}

const distinct = (values: readonly Value[]) => [
  ...new Map(values.map((value) => [JSON.stringify(sortedKeys(value)), value])).values(),
];

function union(...values: readonly Value[]): Value {
  if (values.every(isList)) return distinct(values.flat());
  return values.map(object).reduce<Value>(merged, {});
}

function intersection(...[first, ...others]: readonly Value[]): Value {
  if (isList(first)) return first.filter((item) => others.every((other) => contains(other, item)));
  return Object.fromEntries(
    Object.entries(object(first)).filter(([key, value]) =>
      others.every((other) => same(object(other)[key], value)),
    ),
  );
}

function pad(text: Value, width: Value, filler: Value = " "): string {
  const wanted = number(width);
  return wanted > longestText
    ? bounded(" ".repeat(longestText + 1))
    : asText(text).padStart(wanted, asText(filler));
}

/** Days, hours and so on of an ISO 8601 duration are added; months and years by the calendar. */
function dateTimeAdd(base: Value, duration: Value): string {
  const date = new Date(asText(base));
  const match =
    /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
      asText(duration),
    );
  if (!match || Number.isNaN(date.getTime()))
    throw new FunctionError("dateTimeAdd() takes a date and a duration such as P1Y");
  const sign = match[1] ? -1 : 1;
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(2)
    .map((text) => sign * Number(text ?? 0));
  date.setUTCFullYear(date.getUTCFullYear() + years!, date.getUTCMonth() + months!);
  date.setTime(
    date.getTime() + (((weeks! * 7 + days!) * 24 + hours!) * 3600 + minutes! * 60 + seconds!) * 1000,
  );
  return Number.isNaN(date.getTime()) ? asText(base) : date.toISOString().replace(/\.\d+Z$/, "Z");
}

function cidrPart(): never {
  throw new FunctionError("address ranges are not worked out here");
}

/** Texts that must not be left to the machine's clock: a template gives the same each time it is read. */
const now = "2026-01-01T00:00:00Z";

/**
 * The functions that need nothing but their arguments, by name in lower case.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions
 */
export const pureFunctions: Readonly<Record<string, TemplateFunction>> = {
  // Text
  concat,
  format,
  uniquestring: uniqueString,
  guid: guidOf,
  newguid: () => guidOf("newGuid"),
  utcnow: () => now,
  base64: (text) => Buffer.from(asText(text), "utf8").toString("base64"),
  base64tostring: (text) => Buffer.from(asText(text), "base64").toString("utf8"),
  base64tojson: (text) => parsedJson(Buffer.from(asText(text), "base64").toString("utf8")),
  datauri: (text) =>
    `data:text/plain;charset=utf8;base64,${Buffer.from(asText(text), "utf8").toString("base64")}`,
  datauritostring: (text) => Buffer.from(asText(text).replace(/^[^,]*,/, ""), "base64").toString("utf8"),
  uri: (base, relative) => {
    if (URL.canParse(asText(relative), asText(base))) return new URL(asText(relative), asText(base)).href;
    throw new FunctionError(`${JSON.stringify(base)} is no address`);
  },
  uricomponent: (text) => encodeURIComponent(asText(text)),
  uricomponenttostring: (text) => {
    try {
      return decodeURIComponent(asText(text));
    } catch {
      throw new FunctionError("the text is not encoded as part of an address");
    }
  },
  tolower: (text) => asText(text).toLowerCase(),
  toupper: (text) => asText(text).toUpperCase(),
  trim: (text) => asText(text).trim(),
  replace: (text, old, other) => bounded(asText(text).replaceAll(asText(old), () => asText(other))),
  substring: (text, from, size) => {
    const start = number(from);
    return asText(text).slice(start, size === undefined ? undefined : start + number(size));
  },
  startswith: (text, start) => asText(text).toLowerCase().startsWith(asText(start).toLowerCase()),
  endswith: (text, end) => asText(text).toLowerCase().endsWith(asText(end).toLowerCase()),
  indexof: (text, item) =>
    isList(text)
      ? text.findIndex((one) => same(one, item))
      : asText(text).toLowerCase().indexOf(asText(item).toLowerCase()),
  lastindexof: (text, item) =>
    isList(text)
      ? text.findLastIndex((one) => same(one, item))
      : asText(text).toLowerCase().lastIndexOf(asText(item).toLowerCase()),
  padleft: pad,
  split,
  join: (values, separator) => bounded(list(values).map(asText).join(asText(separator))),
  string: (value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "")),
  datetimeadd: dateTimeAdd,
  datetimefromepoch: (seconds) => new Date(number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
  datetimetoepoch: (text) => Math.floor(Date.parse(asText(text)) / 1000),
  // Lists and objects
  createarray: (...values) => values,
  createobject: (...values) =>
    Object.fromEntries(
      Array.from({ length: values.length >> 1 }, (_, index) => [
        asText(values[2 * index]),
        values[2 * index + 1],
      ]),
    ),
  array: (value) => (isList(value) ? value : [value]),
  contains,
  empty: (value) => value === null || value === undefined || length(value) === 0,
  length,
  first: (value) => (typeof value === "string" ? value.slice(0, 1) : list(value)[0]),
  last: (value) => (typeof value === "string" ? value.slice(-1) : list(value).at(-1)),
  take: (value, count) => part(value, 0, Math.max(0, number(count))),
  skip: (value, count) => part(value, Math.max(0, number(count)), Number.MAX_SAFE_INTEGER),
  range,
  union,
  intersection,
  flatten: (values) => list(values).flat(),
  distinct: (values) => distinct(list(values)),
  objectkeys: (value) => Object.keys(object(value)),
  items: (value) =>
    Object.entries(object(value))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => ({ key, value: item })),
  shallowmerge: (values) => Object.assign({}, ...list(values).map(object)) as Value,
  trygetvalue: (value) => value,
  coalesce: (...values) => values.find((value) => value !== null && value !== undefined) ?? null,
  json: parsedJson,
  null: () => null,
  true: () => true,
  false: () => false,
  // Numbers
  add: (left, right) => number(left) + number(right),
  sub: (left, right) => number(left) - number(right),
  mul: (left, right) => number(left) * number(right),
  div: (left, right) => {
    if (number(right) === 0) throw new FunctionError("div() by zero");
    return Math.trunc(number(left) / number(right));
  },
  mod: (left, right) => {
    if (number(right) === 0) throw new FunctionError("mod() by zero");
    return number(left) % number(right);
  },
  int: (value) => Math.trunc(number(value)),
  float: number,
  min: (...values) => Math.min(...(isList(values[0]) ? values[0] : values).map(number)),
  max: (...values) => Math.max(...(isList(values[0]) ? values[0] : values).map(number)),
  // Logic and comparison
  bool: (value) => (typeof value === "string" ? value.toLowerCase() === "true" : Boolean(value)),
  not: (value) => value !== true,
  equals: same,
  less: (left, right) => compared(left, right) < 0,
  lessorequals: (left, right) => compared(left, right) <= 0,
  greater: (left, right) => compared(left, right) > 0,
  greaterorequals: (left, right) => compared(left, right) >= 0,
  parsecidr: cidrPart,
  cidrsubnet: cidrPart,
  cidrhost: cidrPart,
};
