import { enumEntries, enumText, formatEnum, markFlags } from "../../values/enums";
import { constant, define, named } from "../../types/registry";
import { argumentNull, Boxed, checkSize, NetError, raise, typeOf, unwrap } from "../../values/runtime";
import { NetArray } from "../../values/sequences";
import type { Type } from "../../types/types";

type TypeArgs = readonly Type[];

/** Registers an enum: names that count up from zero, or names with their values. */
export function defineEnum(
  namespace: string,
  name: string,
  values: string | Readonly<Record<string, number>>,
  kind: "flags" | "plain" = "plain",
): void {
  const entries: readonly (readonly [string, number])[] =
    typeof values === "string"
      ? values.split(" ").map((one, index) => [one, index] as const)
      : Object.entries(values);
  if (kind === "flags") markFlags(`${namespace}.${name}`);
  define(
    namespace,
    `enum ${name}`,
    Object.fromEntries(
      entries.map(([one, value]) => [
        `${namespace === "Policy" ? "" : `${namespace}.`}${name} ${one}`,
        constant(value),
      ]),
    ),
  );
}

function enumType(type: Type | null): Type {
  if (type === null) return argumentNull("enumType");
  return type.kind === "enum"
    ? type
    : raise("ArgumentException", "Type provided must be an Enum. (Parameter 'enumType')");
}

function enumArgument(types: TypeArgs): Type {
  const type = types[0]!;
  return type.kind === "enum"
    ? type
    : raise("ArgumentException", "Type provided must be an Enum. (Parameter 'TEnum')");
}

/** Names and numbers, separated by commas, combined bit by bit. */
function parseEnum(type: Type, text: string | null, ignoreCase: boolean): number {
  const given = text ?? argumentNull("value");
  checkSize(given.length);
  const plain = given.trim();
  if (plain === "")
    raise(
      "ArgumentException",
      "Must specify valid information for parsing in the string. (Parameter 'value')",
    );
  if (/^[+-]?\d+$/.test(plain)) {
    const number = Number(plain);
    if ((number | 0) !== number)
      raise("OverflowException", "Value was either too large or too small for an Int32.");
    return number;
  }
  const fold = (name: string) => (ignoreCase ? name.toLowerCase() : name);
  let result = 0;
  for (const part of plain.split(",")) {
    const found = enumEntries(type).find((entry) => fold(entry.name) === fold(part.trim()));
    if (!found) return raise("ArgumentException", `Requested value '${given}' was not found.`);
    result |= found.value;
  }
  return result;
}

function tryParseEnum(type: Type, text: string | null, ignoreCase: boolean): readonly [boolean, number] {
  if (text === null) return [false, 0];
  try {
    return [true, parseEnum(type, text, ignoreCase)];
  } catch (error) {
    if (error instanceof NetError) return [false, 0];
    throw error;
  }
}

/** A value given as an object: of the enum itself, of an integral type or, for IsDefined, a name. */
function numberOf(type: Type, value: unknown): number {
  if (value === null) return argumentNull("value");
  const actual = typeOf(value)!;
  const plain = unwrap(value);
  if (actual === type || typeof plain === "bigint" || (typeof plain === "number" && actual.kind !== "enum"))
    return Number(plain);
  return raise(
    "ArgumentException",
    "The value passed in must be an enum base or an underlying type for an enum, such as an Int32. (Parameter 'value')",
  );
}

function isDefined(type: Type, value: unknown): boolean {
  const entries = enumEntries(type);
  if (typeof value === "string") return entries.some((entry) => entry.name === value);
  const number = numberOf(type, value);
  return entries.some((entry) => entry.value === number);
}

const nameOf = (type: Type, value: number) =>
  enumEntries(type).find((entry) => entry.value === value)?.name ?? null;
const namesOf = (type: Type) =>
  new NetArray(
    named("string"),
    enumEntries(type).map((entry) => entry.name),
  );
const valuesOf = (type: Type) =>
  new NetArray(
    type,
    enumEntries(type).map((entry) => entry.value),
  );

const enumFormatError = 'Format string can be only "G", "g", "X", "x", "F", "f", "D" or "d".';

function format(type: Type, value: number, how: string | null): string {
  return formatEnum(type, value, how || "G") ?? raise("FormatException", enumFormatError);
}

function hasFlag(value: Boxed, flag: Boxed | null): boolean {
  const wanted = flag ?? argumentNull("flag");
  if (wanted.type !== value.type)
    raise(
      "ArgumentException",
      `The argument type, '${wanted.type.fullName}', is not the same as the enum type '${value.type.fullName}'.`,
    );
  return ((value.value as number) & (wanted.value as number)) === wanted.value;
}

function compare(value: Boxed, other: Boxed | null): number {
  if (other === null) return 1;
  if (!(other instanceof Boxed) || other.type !== value.type)
    return raise(
      "ArgumentException",
      `Object must be the same type as the enum. The type passed in was '${typeOf(other)!.fullName}'; the enum type was '${value.type.fullName}'.`,
    );
  return Math.sign((value.value as number) - (other.value as number));
}

define("System", "class Enum : ValueType", {
  "bool HasFlag(Enum flag)": hasFlag,
  "int CompareTo(object target)": compare,
  "string ToString()": (value: Boxed) => enumText(value.type, value.value as number),
  "string ToString(string format)": (value: Boxed, how: string | null) =>
    format(value.type, value.value as number, how),
  "static object Parse(Type enumType, string value)": (type: Type, text: string) =>
    new Boxed(enumType(type), parseEnum(type, text, false)),
  "static object Parse(Type enumType, string value, bool ignoreCase)": (
    type: Type,
    text: string,
    ignoreCase: boolean,
  ) => new Boxed(enumType(type), parseEnum(type, text, ignoreCase)),
  "static TEnum Parse<TEnum>(string value)": (text: string, types: TypeArgs) =>
    parseEnum(enumArgument(types), text, false),
  "static TEnum Parse<TEnum>(string value, bool ignoreCase)": (
    text: string,
    ignoreCase: boolean,
    types: TypeArgs,
  ) => parseEnum(enumArgument(types), text, ignoreCase),
  "static bool TryParse<TEnum>(string value, out TEnum result)": (text: string | null, types: TypeArgs) =>
    tryParseEnum(enumArgument(types), text, false),
  "static bool TryParse<TEnum>(string value, bool ignoreCase, out TEnum result)": (
    text: string | null,
    ignoreCase: boolean,
    types: TypeArgs,
  ) => tryParseEnum(enumArgument(types), text, ignoreCase),
  "static bool TryParse(Type enumType, string value, out object result)": (
    type: Type,
    text: string | null,
  ) => {
    const [ok, value] = tryParseEnum(enumType(type), text, false);
    return [ok, ok ? new Boxed(type, value) : null];
  },
  "static bool IsDefined(Type enumType, object value)": (type: Type, value: unknown) =>
    isDefined(enumType(type), value),
  "static bool IsDefined<TEnum>(TEnum value)": (value: number, types: TypeArgs) =>
    nameOf(enumArgument(types), value) !== null,
  "static string GetName(Type enumType, object value)": (type: Type, value: unknown) =>
    nameOf(enumType(type), numberOf(type, value)),
  "static string GetName<TEnum>(TEnum value)": (value: number, types: TypeArgs) =>
    nameOf(enumArgument(types), value),
  "static string[] GetNames(Type enumType)": (type: Type) => namesOf(enumType(type)),
  "static string[] GetNames<TEnum>()": (types: TypeArgs) => namesOf(enumArgument(types)),
  "static Array GetValues(Type enumType)": (type: Type) => valuesOf(enumType(type)),
  "static TEnum[] GetValues<TEnum>()": (types: TypeArgs) => valuesOf(enumArgument(types)),
  "static object ToObject(Type enumType, object value)": (type: Type, value: unknown) =>
    new Boxed(enumType(type), numberOf(type, value) | 0),
  "static string Format(Type enumType, object value, string format)": (
    type: Type,
    value: unknown,
    how: string | null,
  ) => format(enumType(type), numberOf(type, value), how ?? argumentNull("format")),
});
