import { compareNumbers, inRange, overflow, rangeOf, represent } from "../../values/numbers";
import { NetTuple } from "../../collections/tuple";
import { named, type Members } from "../../types/registry";
import { raise } from "../../values/runtime";

/** The greater of two: a NaN wins, and 0 is greater than -0. */
export function greater(a: unknown, b: unknown): unknown {
  const order = compareNumbers(a, b);
  if (order === 0) return Object.is(a, -0) ? b : a;
  return order > 0 || Number.isNaN(a) ? a : b;
}

/** The lesser of two: a NaN wins, and -0 is less than 0. */
export function lesser(a: unknown, b: unknown): unknown {
  const order = compareNumbers(a, b);
  if (order === 0) return Object.is(a, -0) ? a : b;
  return order < 0 || Number.isNaN(a) ? a : b;
}

const shown = (value: unknown) => (value as { text?(): string }).text?.() ?? String(value);

export function clamp(value: unknown, low: unknown, high: unknown): unknown {
  if (compareNumbers(low, high) > 0)
    raise("ArgumentException", `'${shown(low)}' cannot be greater than ${shown(high)}.`);
  if (compareNumbers(value, low) < 0) return low;
  return compareNumbers(value, high) > 0 ? high : value;
}

/** The absolute value of an integer; the lowest one of a type has none. */
export function absolute(type: string): (value: unknown) => unknown {
  return (value) => {
    const size = BigInt(value as number | bigint);
    if (size >= 0n) return value;
    if (!inRange(-size, type))
      raise("OverflowException", "Negating the minimum value of a twos complement number is invalid.");
    return represent(-size, type);
  };
}

export const sign = (value: unknown) => {
  const order =
    typeof value === "bigint" ? Number(value > 0n) - Number(value < 0n) : Math.sign(Number(value)) + 0;
  return Number.isNaN(order)
    ? raise("ArithmeticException", "Function does not accept floating point Not-a-Number values.")
    : order;
};

/** Quotient and remainder; a quotient beyond the type (of its lowest value by -1) overflows. */
export function divideRemainder(type: string): (a: number | bigint, b: number | bigint) => unknown[] {
  return (left, right) => {
    const [a, b] = [BigInt(left), BigInt(right)];
    if (b === 0n) raise("DivideByZeroException", "Attempted to divide by zero.");
    if (!inRange(a / b, type)) overflow();
    return [represent(a / b, type), represent(a % b, type)];
  };
}

/** DivRem of two arguments, which gives a tuple. */
export function tupleDivision(type: string): Members {
  const divide = divideRemainder(type);
  return {
    [`static (${type} Quotient, ${type} Remainder) DivRem(${type} left, ${type} right)`]: (
      left: number | bigint,
      right: number | bigint,
    ) => new NetTuple(named(`(${type}, ${type})`), divide(left, right)),
  };
}

/** Static members that .NET's integer types have for generic mathematics. */
export function integerFunctions(type: string): Members {
  const { low, high } = rangeOf(type);
  const bits = (high - low).toString(2).length;
  const raw = (value: number | bigint) => BigInt.asUintN(bits, BigInt(value)).toString(2).padStart(bits, "0");
  const count = (value: number) => represent(BigInt(value), type);
  const back = (text: string) =>
    represent(low < 0n ? BigInt.asIntN(bits, BigInt(`0b${text}`)) : BigInt(`0b${text}`), type);
  const rotate = (value: number | bigint, by: number) => {
    const shift = ((by % bits) + bits) % bits;
    const text = raw(value);
    return back(text.slice(shift) + text.slice(0, shift));
  };
  return {
    [`static ${type} Max(${type} x, ${type} y)`]: greater,
    [`static ${type} Min(${type} x, ${type} y)`]: lesser,
    [`static ${type} Clamp(${type} value, ${type} min, ${type} max)`]: clamp,
    [`static ${type} Abs(${type} value)`]: absolute(type),
    ...tupleDivision(type),
    [`static int Sign(${type} value)`]: sign,
    [`static bool IsNegative(${type} value)`]: (value: number) => value < 0,
    [`static bool IsPositive(${type} value)`]: (value: number) => value >= 0,
    [`static bool IsEvenInteger(${type} value)`]: (value: number) => BigInt(value) % 2n === 0n,
    [`static bool IsOddInteger(${type} value)`]: (value: number) => BigInt(value) % 2n !== 0n,
    [`static bool IsPow2(${type} value)`]: (value: number) =>
      value > 0 && raw(value).replaceAll("0", "") === "1",
    [`static ${type} PopCount(${type} value)`]: (value: number) =>
      count(raw(value).replaceAll("0", "").length),
    [`static ${type} LeadingZeroCount(${type} value)`]: (value: number) =>
      count((raw(value) + "1").indexOf("1")),
    [`static ${type} TrailingZeroCount(${type} value)`]: (value: number) =>
      count(bits - 1 - ("1" + raw(value)).lastIndexOf("1") + 1),
    [`static ${type} RotateLeft(${type} value, int rotateAmount)`]: rotate,
    [`static ${type} RotateRight(${type} value, int rotateAmount)`]: (value: number, by: number) =>
      rotate(value, -by),
  };
}

/** Static members of double and float: classification, and what System.Math has under the same name. */
export function realFunctions(type: string): Members {
  const round = type === "float" ? Math.fround : (value: number) => value;
  const test = (name: string, is: (value: number) => boolean) => ({ [`static bool ${name}(${type} d)`]: is });
  const smallest = type === "float" ? 2 ** -126 : 2 ** -1022;
  const of = (name: string, compute: (value: number) => number) => ({
    [`static ${type} ${name}(${type} x)`]: (value: number) => round(compute(value)),
  });
  return {
    ...test("IsNaN", Number.isNaN),
    ...test("IsInfinity", (value) => Math.abs(value) === Infinity),
    ...test("IsPositiveInfinity", (value) => value === Infinity),
    ...test("IsNegativeInfinity", (value) => value === -Infinity),
    ...test("IsFinite", Number.isFinite),
    ...test("IsNegative", (value) => value < 0 || Object.is(value, -0)),
    ...test("IsPositive", (value) => !(value < 0 || Object.is(value, -0))),
    ...test("IsInteger", Number.isInteger),
    ...test("IsEvenInteger", (value) => Number.isInteger(value) && value % 2 === 0),
    ...test("IsOddInteger", (value) => Number.isInteger(value) && value % 2 !== 0),
    ...test("IsNormal", (value) => Number.isFinite(value) && Math.abs(value) >= smallest),
    ...test("IsSubnormal", (value) => value !== 0 && Math.abs(value) < smallest),
    ...of("Abs", Math.abs),
    ...of("Sqrt", Math.sqrt),
    ...of("Floor", Math.floor),
    ...of("Ceiling", Math.ceil),
    ...of("Truncate", Math.trunc),
    ...of("Exp", Math.exp),
    ...of("Log", Math.log),
    ...of("Log2", Math.log2),
    ...of("Log10", Math.log10),
    [`static ${type} Pow(${type} x, ${type} y)`]: (x: number, y: number) => round(x ** y),
    [`static ${type} Max(${type} x, ${type} y)`]: greater,
    [`static ${type} Min(${type} x, ${type} y)`]: lesser,
    [`static ${type} Clamp(${type} value, ${type} min, ${type} max)`]: clamp,
    [`static int Sign(${type} value)`]: sign,
  };
}
