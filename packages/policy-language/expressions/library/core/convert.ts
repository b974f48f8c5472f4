import { Decimal } from "../../values/decimal";
import { convertNumber, isNumeric, overflow, rangeOf, represent } from "../../values/numbers";
import { constant, define, extend, named, type Members } from "../../types/registry";
import {
  argumentNull,
  box,
  Boxed,
  defaultOf,
  NetObject,
  outOfRange,
  raise,
  typeOf,
  unwrap,
} from "../../values/runtime";
import type { Type } from "../../types/types";
import { toStringOf } from "../../values/values";
import { base64Members } from "./base64";
import { parseBoolean } from "./boolean";
import { defaultStyles, parseOrThrow } from "./parseNumber";

/** Convert's types: the C# name, the name in ToX, in the order of System.TypeCode. */
const targets: readonly (readonly [string, string])[] = [
  ["bool", "Boolean"], ["char", "Char"], ["sbyte", "SByte"], ["byte", "Byte"], ["short", "Int16"], ["ushort", "UInt16"],
  ["int", "Int32"], ["uint", "UInt32"], ["long", "Int64"], ["ulong", "UInt64"], ["float", "Single"], ["double", "Double"],
  ["decimal", "Decimal"], ["DateTime", "DateTime"],
]; // prettier-ignore
const nameOf = new Map(targets);
const isInteger = (type: string) => isNumeric(type) && !["float", "double", "decimal", "char"].includes(type);

/** How the library reads dates, put in by them: they need what stands here. */
export const dateReader: { read?: (text: string | null, provider: unknown) => unknown } = {};

function invalidCast(from: string, to: string): never {
  raise(
    "InvalidCastException",
    `Invalid cast from '${nameOf.get(from) ?? from}' to '${nameOf.get(to) ?? to}'.`,
  );
}

/** What a value that converts itself (a JSON value) holds; other objects do not convert. */
function convertible(value: unknown): unknown {
  if (value instanceof NetObject && "convertible" in value)
    return (value as { convertible: unknown }).convertible;
  return value;
}

/** A boxed value as the type `to`, by the rules of System.Convert. */
export function convertTo(given: unknown, to: string, provider: unknown = null): unknown {
  const value = convertible(given);
  if (value === null) return to === "string" ? "" : defaultOf(named(to));
  if (to === "string") return toStringOf(value);
  if (typeof value === "string") return fromText(value, to, provider);
  const from = typeOf(value)!;
  const name = from.kind === "enum" ? "int" : from.name;
  if (!nameOf.has(name))
    return raise(
      "InvalidCastException",
      `Unable to cast object of type '${from.fullName}' to type 'System.IConvertible'.`,
    );
  return fromValue(unwrap(value), name, to);
}

function fromText(text: string, to: string, provider: unknown): unknown {
  switch (to) {
    case "bool":
      return parseBoolean(text);
    case "char":
      return text.length === 1
        ? text.charCodeAt(0)
        : raise("FormatException", "String must be exactly one character long.");
    case "DateTime":
      return dateReader.read!(text, provider);
    default:
      return parseOrThrow(text, to, defaultStyles(to));
  }
}

function fromValue(value: unknown, from: string, to: string): unknown {
  if (from === to) return value;
  if (from === "DateTime" || to === "DateTime") return invalidCast(from, to);
  if (from === "bool")
    return to === "char" ? invalidCast(from, to) : convertNumber("int", to, true)(value ? 1 : 0);
  const charWithReal = (a: string, b: string) => a === "char" && !isInteger(b);
  if (charWithReal(from, to) || charWithReal(to, from)) return invalidCast(from, to);
  if (to === "bool") return value instanceof Decimal ? value.units !== 0n : Number(value) !== 0;
  if (!isInteger(to) && to !== "char") return convertNumber(from, to, true)(value);
  return toInteger(value, from, to);
}

/** Rounded half to even, where a cast would cut. */
function toInteger(value: unknown, from: string, to: string): unknown {
  const whole =
    value instanceof Decimal
      ? value.round(0).truncate()
      : from === "double" || from === "float"
        ? roundedEven(value as number, to)
        : BigInt(value as number | bigint);
  const { low, high } = rangeOf(to);
  return whole >= low && whole <= high ? represent(whole, to) : overflow(to);
}

function roundedEven(value: number, to: string): bigint {
  if (!Number.isFinite(value)) return overflow(to);
  const floor = Math.floor(value);
  const rest = value - floor;
  return BigInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor);
}

/** Digits of base 2, 8, 10 or 16; all but 10 give the bits of the value. */
function fromBase(text: string | null, base: number, to: string): unknown {
  checkBase(base);
  if (text === null) return defaultOf(named(to));
  if (base === 10) return parseOrThrow(text, to, defaultStyles(to));
  if (text === "")
    return outOfRange(
      "startIndex",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    );
  const { low, high } = rangeOf(to);
  if (text.startsWith("-"))
    return low < 0n
      ? raise("ArgumentException", "String cannot contain a minus sign if the base is not 10.")
      : raise(
          "OverflowException",
          "The string was being parsed as an unsigned number and could not have a negative sign.",
        );
  const digits = base === 16 ? text.replace(/^0x/i, "") : text;
  const allowed = { 2: /^[01]+/, 8: /^[0-7]+/, 16: /^[\da-f]+/i }[base]!;
  const read = allowed.exec(digits)?.[0];
  if (read === undefined) return raise("FormatException", "Could not find any recognizable digits.");
  if (read.length < digits.length)
    return raise("FormatException", "Additional non-parsable characters are at the end of the string.");
  const significant = read.replace(/^0+(?=.)/, "");
  if (significant.length > 64) overflow(to);
  const value = BigInt({ 2: "0b", 8: "0o", 16: "0x" }[base]! + significant);
  const bits = (high - low).toString(2).length;
  if (value >= 2n ** BigInt(bits)) overflow(to);
  return represent(low < 0n ? BigInt.asIntN(bits, value) : value, to);
}

function checkBase(base: number): void {
  if (![2, 8, 10, 16].includes(base)) raise("ArgumentException", "Invalid Base.");
}

/** Base 10 has a sign; the others show the bits of the type. */
function toBase(type: string): (value: number | bigint, base: number) => string {
  const { low, high } = rangeOf(type);
  const bits = (high - low).toString(2).length;
  return (value, base) => {
    checkBase(base);
    return base === 10 ? String(value) : BigInt.asUintN(bits, BigInt(value)).toString(base);
  };
}

function conversionsTo(type: string, name: string): Members {
  const members: Record<string, Members[string]> = {
    [`static ${type} To${name}(object value)`]: (value: unknown) => convertTo(value, type),
    [`static ${type} To${name}(object value, IFormatProvider provider)`]: (
      value: unknown,
      provider: unknown,
    ) => convertTo(value, type, provider),
    [`static ${type} To${name}(string value)`]: (value: string | null) => nullableText(value, type, null),
    [`static ${type} To${name}(string value, IFormatProvider provider)`]: (
      value: string | null,
      provider: unknown,
    ) => nullableText(value, type, provider),
  };
  for (const [from] of targets)
    members[`static ${type} To${name}(${from} value)`] = (value: unknown) =>
      convertTo(box(named(from), value), type);
  if (isInteger(type))
    members[`static ${type} To${name}(string value, int fromBase)`] = (text: string | null, base: number) =>
      fromBase(text, base, type);
  return members;
}

function nullableText(text: string | null, type: string, provider: unknown): unknown {
  if (text === null) return type === "char" ? argumentNull("value") : defaultOf(named(type));
  return fromText(text, type, provider);
}

function textMembers(): Members {
  const members: Record<string, Members[string]> = {
    "static string ToString(object value)": (value: unknown) => toStringOf(convertible(value)),
    "static string ToString(object value, IFormatProvider provider)": toStringOf,
    "static string ToString(string value)": (value: string | null) => value,
    "static string ToString(string value, IFormatProvider provider)": (value: string | null) => value,
  };
  for (const [from] of targets) {
    const write = (value: unknown) => toStringOf(box(named(from), value));
    members[`static string ToString(${from} value)`] = write;
    members[`static string ToString(${from} value, IFormatProvider provider)`] = write;
  }
  for (const type of ["byte", "short", "int", "long"])
    members[`static string ToString(${type} value, int toBase)`] = toBase(type);
  return members;
}

function changeType(value: unknown, type: Type | null, provider: unknown = null): unknown {
  const wanted = type ?? argumentNull("conversionType");
  if (value === null)
    return wanted.isValueType
      ? raise("InvalidCastException", "Null object cannot be converted to a value type.")
      : null;
  const from = typeOf(value)!;
  if (from === wanted || wanted.name === "object") return value;
  const isConvertible = nameOf.has(from.name) || typeof value === "string" || from.kind === "enum";
  if (!isConvertible && convertible(value) === value)
    return raise("InvalidCastException", "Object must implement IConvertible.");
  if (wanted.name === "string") return toStringOf(value);
  if (nameOf.has(wanted.name)) return box(wanted, convertTo(value, wanted.name, provider));
  return raise("InvalidCastException", `Invalid cast from '${from.fullName}' to '${wanted.fullName}'.`);
}

const typeCodes = ["Empty", "Object", "DBNull", ...targets.slice(0, 13).map(([, name]) => name), "DateTime"];

/** As System.Type codes them: 17 is left out, String is 18. */
function typeCode(value: unknown): number {
  if (value === null) return 0;
  if (typeof value === "string") return 18;
  const type = value instanceof Boxed && value.type.kind === "enum" ? named("int") : typeOf(value)!;
  const at = typeCodes.indexOf(nameOf.get(type.name) ?? "Object");
  return at;
}

class NoValue extends NetObject {
  get netType() {
    return named("DBNull");
  }
  override text(): string {
    return "";
  }
}
const dbNull = new NoValue();
define("System", "class DBNull", { "DBNull Value": constant(dbNull) });

function changeByCode(value: unknown, code: number, provider: unknown = null): unknown {
  const type = code === 18 ? "string" : targets[code - 3]?.[0];
  if (code === 16) return changeType(value, named("DateTime"), provider);
  if (value === null && (code === 0 || code === 1 || code === 18)) return null;
  if (code === 1) return value;
  if (type === undefined || code < 3) return raise("ArgumentException", "Unknown TypeCode value.");
  return changeType(value, named(type), provider);
}

/** GetTypeCode() of the types that convert. */
const typeCodesOf: Readonly<Record<string, number>> = Object.fromEntries(
  targets.map(([type], index) => [type, type === "DateTime" ? 16 : index + 3]),
);
for (const [type, name] of targets)
  if (type !== "char") extend(`System.${name}`, { "TypeCode GetTypeCode()": () => typeCodesOf[type] });

define("System", "class Convert", {
  ...(Object.assign({}, ...targets.map(([type, name]) => conversionsTo(type, name))) as Members),
  ...textMembers(),
  ...base64Members,
  "static object ChangeType(object value, Type conversionType)": (value: unknown, type: Type) =>
    changeType(value, type),
  "static object ChangeType(object value, Type conversionType, IFormatProvider provider)": changeType,
  "static TypeCode GetTypeCode(object value)": typeCode,
  "static bool IsDBNull(object value)": (value: unknown) => value === dbNull,
  "object DBNull": constant(dbNull),
  "static object ChangeType(object value, TypeCode typeCode)": changeByCode,
  "static object ChangeType(object value, TypeCode typeCode, IFormatProvider provider)": changeByCode,
});
define("System", "enum TypeCode", {
  ...Object.fromEntries(typeCodes.map((name, index) => [`TypeCode ${name}`, constant(index)])),
  "TypeCode String": constant(18),
});
