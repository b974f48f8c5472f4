import { Moment, parseDateText } from "@azure-genai-gateway/policy-language/expressions/library/dates";
import { Decimal } from "@azure-genai-gateway/policy-language/expressions/values/decimal";
import { Double, isInteger, isNone, LiquidError, textOf, typeName } from "./values";

const wrongFormat = "Input string was not in a correct format.";
const shortName = (type: string) => type.slice(type.indexOf(".") + 1);

/** System.Convert.ChangeType, by the target's full name. */
export function changeType(value: unknown, type: string): unknown {
  if (typeName(value) === type) return value;
  switch (type) {
    case "System.String":
      return textOf(value);
    case "System.Int32":
      return toInt(value);
    case "System.Int64":
      return wholeOf(value, type, -(2n ** 63n), 2n ** 63n - 1n);
    case "System.Double":
      return toDouble(value);
    case "System.Decimal":
      return toDecimal(value);
    case "System.Boolean":
      return toBoolean(value);
    case "System.DateTime":
      if (typeof value === "string") return parseDateText(value, 0, false);
  }
  return invalidCast(value, type);
}

export function toInt(value: unknown): number {
  if (typeof value === "number") return value;
  return Number(wholeOf(value, "System.Int32", -(2n ** 31n), 2n ** 31n - 1n));
}

/** Fractions are rounded half to even, as Convert does. */
function wholeOf(value: unknown, type: string, low: bigint, high: bigint): bigint {
  const whole = wholeNumber(value, type);
  if (whole === undefined || whole < low || whole > high)
    throw new LiquidError(`Value was either too large or too small for an ${shortName(type)}.`);
  return whole;
}

/** Undefined for what is no number of any size. */
function wholeNumber(value: unknown, type: string): bigint | undefined {
  if (isNone(value)) return 0n;
  if (isInteger(value)) return BigInt(value);
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (value instanceof Decimal) return value.round(0).truncate();
  if (value instanceof Double) {
    if (!Number.isFinite(value.value)) return undefined;
    const floor = Math.floor(value.value);
    const rest = value.value - floor;
    return BigInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor);
  }
  if (typeof value !== "string") return invalidCast(value, type);
  if (!/^\s*[+-]?\d+\s*$/.test(value)) throw new LiquidError(wrongFormat);
  return BigInt(value.trim().replace(/^\+/, ""));
}

export function toDecimal(value: unknown): Decimal {
  if (value instanceof Decimal) return value;
  if (isNone(value)) return Decimal.of(0n, 0);
  if (isInteger(value)) return Decimal.of(BigInt(value), 0);
  if (typeof value === "boolean") return Decimal.of(value ? 1n : 0n, 0);
  if (value instanceof Double) return Decimal.fromNumber(value.value);
  if (typeof value !== "string") return invalidCast(value, "System.Decimal");
  const digits = plainNumber(value);
  if (digits === undefined) throw new LiquidError(wrongFormat);
  return Decimal.parse(digits);
}

function toDouble(value: unknown): Double {
  if (isInteger(value)) return new Double(Number(value));
  if (value instanceof Decimal) return new Double(value.toNumber());
  if (typeof value === "boolean") return new Double(value ? 1 : 0);
  if (typeof value !== "string") return invalidCast(value, "System.Double");
  if (!/^\s*[+-]?(\d[\d,]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) throw new LiquidError(wrongFormat);
  return new Double(Number(value.replace(/,/g, "")));
}

function toBoolean(value: unknown): boolean {
  if (isInteger(value)) return Number(value) !== 0;
  if (value instanceof Double) return value.value !== 0;
  if (value instanceof Decimal) return value.units !== 0n;
  if (typeof value !== "string") return invalidCast(value, "System.Boolean");
  const word = value.trim().toLowerCase();
  if (word !== "true" && word !== "false")
    throw new LiquidError(`String '${value}' was not recognized as a valid Boolean.`);
  return word === "true";
}

function invalidCast(value: unknown, type: string): never {
  if (isNone(value)) throw new LiquidError("Null object cannot be converted to a value type.");
  if (value instanceof Moment || typeof value === "boolean")
    throw new LiquidError(`Invalid cast from '${shortName(typeName(value))}' to '${shortName(type)}'.`);
  throw new LiquidError(`Object must implement IConvertible.`);
}

/** A text with NumberStyles.Number (signs, thousands, a point, no exponent) in plain digits; undefined when it is none. */
export function plainNumber(text: string): string | undefined {
  const match = /^\s*([+-]?)\s*(\d[\d,]*(?:\.\d*)?|\.\d+)\s*([+-]?)\s*$/.exec(text);
  if (!match || (match[1] && match[3])) return undefined;
  return `${match[1] || match[3]}${match[2]!.replace(/,/g, "")}`;
}

/** NumberStyles.Currency: also a currency's sign, and parentheses for what is below zero. */
export function moneyNumber(text: string): string | undefined {
  const bare = text.replace("¤", "").trim();
  const inside = /^\((.*)\)$/s.exec(bare)?.[1];
  return inside === undefined ? plainNumber(bare) : plainNumber(`-${inside.trim()}`);
}
