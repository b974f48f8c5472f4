import {
  Moment,
  parseDateText,
  fromMs,
  Kind,
} from "@azure-genai-gateway/policy-language/expressions/library/dates";
import { Decimal } from "@azure-genai-gateway/policy-language/expressions/values/decimal";
import { formatNumber } from "@azure-genai-gateway/policy-language/expressions/values/formats";
import { moneyNumber, plainNumber, toDecimal, toInt } from "../conversions";
import type { Scope } from "../scope";
import { Double, isInteger, isNone, isReal, LiquidError, messageOf, textOf, typeName } from "../values";
import { filter, type Filter } from "./filter";
import { moneyIn } from "./money";

export const numberFilters: Readonly<Record<string, Filter>> = {
  Plus: filter("any input, any operand", (_scope, input: unknown, operand: unknown) =>
    typeof input === "string" ? input + textOf(operand) : compute("AddChecked", input, operand),
  ),
  Minus: filter("any input, any operand", (_scope, input: unknown, operand: unknown) =>
    compute("SubtractChecked", input, operand),
  ),
  Times: filter("any input, any operand", ({ work }, input: unknown, operand: unknown) => {
    if (typeof input !== "string" || !isInteger(operand)) return compute("MultiplyChecked", input, operand);
    const count = toInt(operand);
    if (count < 0)
      throw new LiquidError("Specified argument was out of the range of valid values. (Parameter 'count')");
    work.step(count);
    work.grow(count * input.length);
    return Array.from({ length: count }, () => input);
  }),
  DividedBy: filter("any input, any operand", (_scope, input: unknown, operand: unknown) =>
    compute("Divide", input, operand),
  ),
  Modulo: filter("any input, any operand", (_scope, input: unknown, operand: unknown) =>
    compute("Modulo", input, operand),
  ),
  Round: filter("any input, any places = null", (_scope, input: unknown, places: unknown) => {
    try {
      return toDecimal(input).round(toInt(places ?? 0));
    } catch (error) {
      // Whatever is wrong with it.
      if (messageOf(error) === undefined) throw error;
      return null;
    }
  }),
  Abs: filter("any input", (_scope, input: unknown) => {
    const number = doubleOf(present(input));
    return new Double(number === undefined ? 0 : Math.abs(number));
  }),
  AtLeast: filter("any input, any atLeast", (_scope, input: unknown, least: unknown) =>
    bounded(input, least, Math.max),
  ),
  AtMost: filter("any input, any atMost", (_scope, input: unknown, most: unknown) =>
    bounded(input, most, Math.min),
  ),
  Currency: filter("any input, text languageTag = null", (_scope, input: unknown, tag: string | null) => {
    const text = textOf(present(input));
    const amount = isReal(input) ? toDecimal(input) : amountOf(text);
    if (tag !== null) return moneyIn(tag, amount, text);
    return amount ? formatNumber(amount, "C", "decimal") : text;
  }),
  Date: filter("any input, text format", date),
};

type Name = "AddChecked" | "SubtractChecked" | "MultiplyChecked" | "Divide" | "Modulo";

/** Reals as decimals, and as doubles where a decimal is too small; whole numbers as whole numbers. */
function compute(name: Name, input: unknown, operand: unknown): unknown {
  if (isNone(input) || isNone(operand)) return null;
  if (isReal(input) || isReal(operand)) {
    try {
      return decimalResult(name, toDecimal(input), toDecimal(operand));
    } catch (error) {
      const message = messageOf(error);
      if (message === undefined || !/too large or too small|divide by zero/i.test(message)) throw error;
      return new Double(doubleResult(name, Number(textOf(input)), Number(textOf(operand))));
    }
  }
  if (!isInteger(input) || !isInteger(operand))
    throw new LiquidError(
      `The binary operator ${name} is not defined for the types '${typeName(input)}' and '${typeName(operand)}'.`,
    );
  const bits = typeof input === "number" && typeof operand === "number" ? 31n : 63n;
  const result = wholeResult(name, BigInt(input), BigInt(operand));
  if (result < -(2n ** bits) || result >= 2n ** bits)
    throw new LiquidError("Arithmetic operation resulted in an overflow.");
  return bits === 31n ? Number(result) : result;
}

function wholeResult(name: Name, a: bigint, b: bigint): bigint {
  switch (name) {
    case "AddChecked":
      return a + b;
    case "SubtractChecked":
      return a - b;
    case "MultiplyChecked":
      return a * b;
    default:
      if (b === 0n) throw new LiquidError("Attempted to divide by zero.");
      return name === "Divide" ? a / b : a % b;
  }
}

function decimalResult(name: Name, a: Decimal, b: Decimal): Decimal {
  switch (name) {
    case "AddChecked":
      return a.add(b);
    case "SubtractChecked":
      return a.add(b.negate());
    case "MultiplyChecked":
      return a.multiply(b);
    case "Divide":
      return a.divide(b);
    default:
      return a.remainder(b);
  }
}

function doubleResult(name: Name, a: number, b: number): number {
  switch (name) {
    case "AddChecked":
      return a + b;
    case "SubtractChecked":
      return a - b;
    case "MultiplyChecked":
      return a * b;
    case "Divide":
      return a / b;
    default:
      return a % b;
  }
}

function bounded(input: unknown, bound: unknown, choose: (a: number, b: number) => number): unknown {
  const [number, limit] = [doubleOf(present(input)), doubleOf(present(bound))];
  return number === undefined || limit === undefined ? input : new Double(choose(number, limit));
}

/** double.TryParse of the value's text; undefined for what is no number. */
function doubleOf(value: unknown): number | undefined {
  const digits = plainNumber(textOf(value));
  return digits === undefined ? undefined : Number(digits);
}

function amountOf(text: string): Decimal | undefined {
  const digits = moneyNumber(text);
  const match = digits === undefined ? undefined : /^(-?)\+?(\d*)(?:\.(\d*))?$/.exec(digits);
  if (!match) return undefined;
  const fraction = match[3] ?? "";
  return Decimal.tryDigits(match[1] === "-", `${match[2]}${fraction}`, fraction.length);
}

/** What has ToString() called on it. */
function present(value: unknown): unknown {
  if (isNone(value)) throw new LiquidError("Object reference not set to an instance of an object.");
  return value;
}

/** In .NET's formats. What is no date stays as it is, and so does a text without a format. */
function date({ now }: Scope, input: unknown, format: string | null): unknown {
  if (isNone(input)) return null;
  const plain = format === null || format.trim() === "";
  const text = textOf(input);
  if (input instanceof Moment) return plain ? text : input.format(format);
  const isNow = /^(now|today)$/i.test(text);
  const moment = isNow ? new Moment(fromMs(now()).ticks, Kind.local) : dateOf(text);
  if (!moment) return text;
  if (plain) return isNow ? moment.text() : text;
  return moment.format(format);
}

function dateOf(text: string): Moment | undefined {
  try {
    return parseDateText(text, 0, false);
  } catch {
    // Neither is a time alone one: the library asks a running expression which day it is.
    return undefined;
  }
}
