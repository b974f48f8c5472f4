import { Decimal } from "../../values/decimal";
import { formatNumberOrThrow, realText } from "../../values/formats";
import { compareNumbers, rangeOf, represent } from "../../values/numbers";
import { constant, define, named, type Members } from "../../types/registry";
import { defaultOf } from "../../values/runtime";
import { comparisonMethods } from "./comparisons";
import { cultureOf } from "./culture";
import { decimalMembers } from "./decimalMembers";
import { defineEnum } from "./enums";
import { integerFunctions, realFunctions } from "./numberFunctions";
import { checkStyles, defaultStyles, NumberStyles, parseNumber, parseOrThrow } from "./parseNumber";

defineEnum("System.Globalization", "NumberStyles", NumberStyles, "flags");

/** Parse for the types that other parts of the library read from texts, by C# name. */
export const parsers: Record<string, (text: string) => unknown> = {};

const types: readonly (readonly [string, string])[] = [
  ["sbyte", "SByte"],
  ["byte", "Byte"],
  ["short", "Int16"],
  ["ushort", "UInt16"],
  ["int", "Int32"],
  ["uint", "UInt32"],
  ["long", "Int64"],
  ["ulong", "UInt64"],
  ["float", "Single"],
  ["double", "Double"],
  ["decimal", "Decimal"],
];

/** These compare by their difference, the wider ones by -1, 0 or 1. */
const byDifference = new Set(["sbyte", "byte", "short", "ushort"]);

function comparer(type: string): (a: never, b: never) => number {
  if (byDifference.has(type)) return (a: number, b: number) => a - b;
  if (type !== "double" && type !== "float") return compareNumbers;
  // NaN is the smallest and equal to itself, unlike with the operators.
  return (a: number, b: number) =>
    Number.isNaN(a) || Number.isNaN(b)
      ? Number(Number.isNaN(b)) - Number(Number.isNaN(a))
      : compareNumbers(a, b);
}

function parsing(type: string): Members {
  const usual = defaultStyles(type);
  const parse = (text: string | null, styles: number, provider: unknown) =>
    parseOrThrow(text, type, styles, cultureOf(provider).numbers.currency);
  const attempt = (text: string | null, styles: number, provider: unknown) => {
    checkStyles(styles, type);
    const result =
      text === null ? undefined : parseNumber(text, type, styles, cultureOf(provider).numbers.currency);
    return result && "value" in result ? [true, result.value] : [false, defaultOf(named(type))];
  };
  parsers[type] = (text) => parse(text, usual, null);
  return {
    [`static ${type} Parse(string s)`]: (text: string | null) => parse(text, usual, null),
    [`static ${type} Parse(string s, NumberStyles style)`]: (text: string | null, styles: number) =>
      parse(text, styles, null),
    [`static ${type} Parse(string s, IFormatProvider provider)`]: (text: string | null, provider: unknown) =>
      parse(text, usual, provider),
    [`static ${type} Parse(string s, NumberStyles style, IFormatProvider provider)`]: parse,
    [`static bool TryParse(string s, out ${type} result)`]: (text: string | null) =>
      attempt(text, usual, null),
    [`static bool TryParse(string s, IFormatProvider provider, out ${type} result)`]: (
      text: string | null,
      provider: unknown,
    ) => attempt(text, usual, provider),
    [`static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out ${type} result)`]:
      attempt,
  };
}

/** ToString() without a format. */
function plainText(type: string): (value: unknown) => string {
  if (type === "double" || type === "float") return (value) => realText(value as number, type === "float");
  return (value) => (value instanceof Decimal ? value.text() : String(value));
}

function formatting(type: string): Members {
  const plain = plainText(type);
  const format = (value: number, how: string | null, provider: unknown) =>
    how ? formatNumberOrThrow(value, how, type, cultureOf(provider).numbers) : plain(value);
  return {
    "string ToString()": plain,
    "string ToString(IFormatProvider provider)": plain,
    "string ToString(string format)": (value: number, how: string | null) => format(value, how, null),
    "string ToString(string format, IFormatProvider provider)": format,
  };
}

function constants(type: string): Members {
  const field = (name: string, value: unknown) => ({ [`${type} ${name}`]: constant(value) });
  switch (type) {
    case "double":
      return {
        ...field("MinValue", -Number.MAX_VALUE),
        ...field("MaxValue", Number.MAX_VALUE),
        ...field("Epsilon", Number.MIN_VALUE),
        ...realConstants(type),
      };
    case "float":
      return {
        ...field("MinValue", -3.4028234663852886e38),
        ...field("MaxValue", 3.4028234663852886e38),
        ...field("Epsilon", 1.401298464324817e-45),
        ...realConstants(type),
      };
    case "decimal":
      return {};
    default: {
      const { low, high } = rangeOf(type);
      return { ...field("MinValue", represent(low, type)), ...field("MaxValue", represent(high, type)) };
    }
  }
}

function realConstants(type: string): Members {
  const round = type === "float" ? Math.fround : (value: number) => value;
  const values = { NaN, PositiveInfinity: Infinity, NegativeInfinity: -Infinity, NegativeZero: -0, Pi: round(Math.PI), E: round(Math.E), Tau: round(2 * Math.PI) }; // prettier-ignore
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${type} ${name}`, constant(value)]),
  );
}

function functions(type: string): Members {
  if (type === "decimal") return decimalMembers;
  return type === "double" || type === "float" ? realFunctions(type) : integerFunctions(type);
}

for (const [type, name] of types) {
  const compare = comparer(type);
  const equals = (a: never, b: never) => compare(a, b) === 0;
  define("System", `struct ${name} : IComparable`, {
    ...constants(type),
    ...parsing(type),
    ...formatting(type),
    ...comparisonMethods(type, compare, equals, `Object must be of type ${name}.`),
    ...functions(type),
  });
}
