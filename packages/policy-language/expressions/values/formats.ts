import { Decimal } from "./decimal";
import { formatCustom, exponentText } from "./customNumbers";
import {
  digitsToPlace,
  exactDigits,
  roundDigits,
  shortestDigits,
  significantDigits,
  type Digits,
} from "./numberDigits";
import { checkSize, raise } from "./runtime";

/** How a culture writes money and shares; everything else is the same in the cultures that are supported. */
export interface NumberCulture {
  readonly currency: string;
  negativeCurrency(amount: string): string;
  percent(share: string): string;
}

export const invariantNumbers: NumberCulture = {
  currency: "¤",
  negativeCurrency: (amount) => `(${amount})`,
  percent: (share) => `${share} %`,
};

export const americanNumbers: NumberCulture = {
  currency: "$",
  negativeCurrency: (amount) => `-${amount}`,
  percent: (share) => `${share}%`,
};

const bits: Readonly<Record<string, number>> = {
  sbyte: 8, byte: 8, short: 16, ushort: 16, int: 32, uint: 32, long: 64, ulong: 64,
}; // prettier-ignore

/** A double's or float's text that reads back as the same number. */
export function realText(value: number, single = false): string {
  if (!Number.isFinite(value)) return special(value);
  const size = Math.abs(value);
  // Here JavaScript writes a double as .NET does.
  if (!single && size >= 1e-4 && size < 1e15) return String(value);
  const number = shortestDigits(value, single);
  return general(number, Math.max(number.digits.length, single ? 9 : 17), "E", false);
}

function special(value: number): string {
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/**
 * A number of the C# type `type` in a standard or custom format; undefined when the type has no such format.
 * https://learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings
 */
export function formatNumber(
  value: number | bigint | Decimal,
  format: string,
  type: string,
  culture: NumberCulture = invariantNumbers,
): string | undefined {
  const real = type === "double" || type === "float";
  if (real && !Number.isFinite(value)) return special(value as number);
  const standard = /^([A-Za-z])(\d*)$/.exec(format);
  if (!standard) return custom(value, format, type);
  const letter = standard[1]!;
  const precision = standard[2] === "" ? undefined : Number(standard[2]);
  if (precision !== undefined && precision > 999_999_999) return undefined;
  checkSize(precision ?? 0);
  const upper = letter.toUpperCase();
  if (upper in { D: 1, X: 1, B: 1 }) return bits[type] === undefined ? undefined : whole(value as number, type, letter, precision ?? 0); // prettier-ignore
  // Without a precision, which only other formats have.
  if (upper === "R") return formatNumber(value, letter === "R" ? "G" : "g", type);
  if (upper === "G") return generalOf(value, type, letter === "G" ? "E" : "e", precision ?? 0);
  const write = writers[upper];
  return write?.(value, real, precision, letter, culture);
}

function custom(value: number | bigint | Decimal, format: string, type: string): string {
  const shown = { double: 15, float: 7 }[type];
  return formatCustom(shown ? significantDigits(value as number, shown) : exactDigits(value), format);
}

/** Formats D, X and B. */
function whole(value: number | bigint, type: string, letter: string, width: number): string {
  if (letter === "D" || letter === "d")
    return (value < 0 ? "-" : "") + String(value).replace("-", "").padStart(width, "0");
  const unsigned = BigInt.asUintN(bits[type]!, BigInt(value));
  const text = unsigned.toString(letter === "B" || letter === "b" ? 2 : 16).padStart(width, "0");
  return letter === "x" ? text : text.toUpperCase();
}

function generalOf(
  value: number | bigint | Decimal,
  type: string,
  letter: string,
  precision: number,
): string {
  if (precision === 0) {
    if (value instanceof Decimal) return value.text();
    if (typeof value === "bigint" || bits[type] !== undefined) return String(value);
    const number = shortestDigits(value, type === "float");
    return general(number, Math.max(number.digits.length, type === "float" ? 9 : 17), letter, false);
  }
  const real = type === "double" || type === "float";
  const number = real
    ? significantDigits(value as number, precision)
    : roundDigits(exactDigits(value), precision, false);
  return general(number, precision, letter, false);
}

/** As short as possible: an exponent only below -5, or when more digits stand before the point than are shown. */
function general(number: Digits, most: number, letter: string, plain: boolean): string {
  const { digits, scale } = number;
  const scientific = !plain && (scale > most || scale < -3);
  const point = scientific ? 1 : scale;
  const before = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const after = point < 0 ? "0".repeat(-point) + digits : digits.slice(point);
  const sign = number.negative ? "-" : "";
  const exponent = scientific ? exponentText(scale - 1, letter, 2, true) : "";
  return `${sign}${before}${after ? `.${after}` : ""}${exponent}`;
}

type Writer = (
  value: number | bigint | Decimal,
  real: boolean,
  precision: number | undefined,
  letter: string,
  culture: NumberCulture,
) => string;

const writers: Readonly<Record<string, Writer>> = {
  F: (value, real, precision) =>
    signed(toPlace(value, real, precision ?? 2), (n) => fixed(n, precision ?? 2)),
  N: (value, real, precision) =>
    signed(toPlace(value, real, precision ?? 2), (n) => fixed(n, precision ?? 2, true)),
  C: (value, real, precision, _letter, culture) => {
    const number = toPlace(value, real, precision ?? 2);
    const amount = `${culture.currency}${fixed(number, precision ?? 2, true)}`;
    return number.negative ? culture.negativeCurrency(amount) : amount;
  },
  P: (value, real, precision, _letter, culture) =>
    signed(toPlace(value, real, precision ?? 2, 2), (n) => culture.percent(fixed(n, precision ?? 2, true))),
  E: (value, real, precision, letter) => {
    const places = precision ?? 6;
    const number = real
      ? significantDigits(value as number, places + 1)
      : roundDigits(exactDigits(value), places + 1, false);
    return signed(number, () => scientific(number, places, letter));
  },
};

/** Rounded to places after the point, the value times ten to the power `shift`. */
function toPlace(value: number | bigint | Decimal, real: boolean, places: number, shift = 0): Digits {
  const number = real ? digitsToPlace(value as number, places + shift) : exactDigits(value);
  const scale = number.digits === "" ? 0 : number.scale + shift;
  return roundDigits({ ...number, scale }, scale + places, real);
}

function signed(number: Digits, write: (number: Digits) => string): string {
  return (number.negative ? "-" : "") + write(number);
}

function fixed({ digits, scale }: Digits, places: number, grouped = false): string {
  const before = scale > 0 ? digits.slice(0, scale).padEnd(scale, "0") : "0";
  const after = (scale < 0 ? "0".repeat(-scale) + digits : digits.slice(scale)).slice(0, places);
  const shown = grouped ? before.replace(/\B(?=(\d{3})+$)/g, ",") : before;
  return places > 0 ? `${shown}.${after.padEnd(places, "0")}` : shown;
}

function scientific({ digits, scale }: Digits, places: number, letter: string): string {
  const rest = digits.slice(1).padEnd(places, "0");
  const exponent = exponentText(digits === "" ? 0 : scale - 1, letter, 3, true);
  return `${digits[0] ?? "0"}${places > 0 ? `.${rest}` : ""}${exponent}`;
}

/** As formatNumber, with .NET's exception for a format that the type does not have. */
export function formatNumberOrThrow(
  value: number | bigint | Decimal,
  format: string,
  type: string,
  culture?: NumberCulture,
): string {
  return (
    formatNumber(value, format, type, culture) ?? raise("FormatException", "Format specifier was invalid.")
  );
}
