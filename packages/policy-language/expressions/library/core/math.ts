import type { Decimal } from "../../values/decimal";
import { Midpoint } from "../../values/decimal";
import { constant, define, type Members } from "../../types/registry";
import { raise } from "../../values/runtime";
import { checkRounding, roundDecimal } from "./decimalMembers";
import { absolute, clamp, divideRemainder, greater, lesser, sign, tupleDivision } from "./numberFunctions";

const integers = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"];
const signedIntegers = ["sbyte", "short", "int", "long"];
const all = [...integers, "float", "double", "decimal"];

type Entries = Record<string, Members[string]>;

function forEachType(types: readonly string[], write: (type: string) => Entries): Entries {
  return Object.assign({}, ...types.map(write)) as Entries;
}

/** Functions of doubles that JavaScript has under the same meaning. */
const plain: Readonly<Record<string, (x: number) => number>> = {
  Acos: Math.acos, Acosh: Math.acosh, Asin: Math.asin, Asinh: Math.asinh, Atan: Math.atan, Atanh: Math.atanh,
  Cbrt: Math.cbrt, Cos: Math.cos, Cosh: Math.cosh, Exp: Math.exp, Log: Math.log, Log10: Math.log10, Log2: Math.log2,
  Sin: Math.sin, Sinh: Math.sinh, Sqrt: Math.sqrt, Tan: Math.tan, Tanh: Math.tanh, Floor: Math.floor,
  Ceiling: Math.ceil, Truncate: Math.trunc,
}; // prettier-ignore

/** JavaScript gives NaN for 1 to the power NaN and for -1 to an infinite one. */
function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return x ** y;
}

function logarithm(value: number, base: number): number {
  if (Number.isNaN(value)) return value;
  if (Number.isNaN(base)) return base;
  if (base === 1 || (value !== 1 && (base === 0 || base === Infinity))) return NaN;
  return Math.log(value) / Math.log(base);
}

/** To the nearest multiple, halves to the even one. */
function ieeeRemainder(x: number, y: number): number {
  const rest = x % y;
  if (Number.isNaN(rest)) return NaN;
  if (rest === 0) return Object.is(x, -0) || x < 0 ? -0 : 0;
  const other = rest - Math.abs(y) * Math.sign(x);
  if (Math.abs(other) === Math.abs(rest)) {
    const quotient = x / y;
    return Math.abs(roundToWhole(quotient, Midpoint.toEven)) > Math.abs(quotient) ? other : rest;
  }
  return Math.abs(other) < Math.abs(rest) ? other : rest;
}

function roundToWhole(value: number, mode: number): number {
  if (!Number.isFinite(value)) return value;
  switch (mode) {
    case Midpoint.toZero:
      return Math.trunc(value);
    case Midpoint.down:
      return Math.floor(value);
    case Midpoint.up:
      return Math.ceil(value);
    default: {
      const whole = Math.trunc(value);
      const rest = Math.abs(value - whole);
      const outward = rest > 0.5 || (rest === 0.5 && (mode === Midpoint.awayFromZero || whole % 2 !== 0));
      const result = outward ? whole + Math.sign(value) : whole;
      return result === 0 && (value < 0 || Object.is(value, -0)) ? -0 : result;
    }
  }
}

/** Scales, rounds and scales back, so that the result is .NET's to the last bit. */
function round(value: number, digits: number, mode: number): number {
  if (digits < 0 || digits > 15)
    raise(
      "ArgumentOutOfRangeException",
      "Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')",
    );
  checkRounding(mode);
  if (Math.abs(value) >= 1e16) return value;
  const factor = Number(`1e${digits}`);
  return roundToWhole(value * factor, mode) / factor;
}

/** The next greater double. */
function neighbour(x: number, step: 1): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x === 0) return Number.MIN_VALUE * step;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

/** The power of two that a positive double begins with. */
function exponentOf(x: number): number {
  const estimate = Math.floor(Math.log2(x));
  if (estimate < -1022) return estimate;
  return 2 ** estimate > x ? estimate - 1 : 2 ** (estimate + 1) <= x ? estimate + 1 : estimate;
}

const double: Entries = {
  ...Object.fromEntries(
    Object.entries(plain).map(([name, compute]) => [`static double ${name}(double d)`, compute]),
  ),
  "double PI": constant(Math.PI),
  "double E": constant(Math.E),
  "double Tau": constant(2 * Math.PI),
  "static double Pow(double x, double y)": power,
  "static double Atan2(double y, double x)": Math.atan2,
  "static double Log(double a, double newBase)": logarithm,
  "static double IEEERemainder(double x, double y)": ieeeRemainder,
  "static double CopySign(double x, double y)": (x: number, y: number) =>
    y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x),
  "static double FusedMultiplyAdd(double x, double y, double z)": (x: number, y: number, z: number) =>
    x * y + z,
  "static double ScaleB(double x, int n)": (x: number, n: number) => x * 2 ** n,
  "static double BitIncrement(double x)": (x: number) => neighbour(x, 1),
  "static double BitDecrement(double x)": (x: number) => -neighbour(-x, 1),
  "static int ILogB(double x)": (x: number) =>
    x === 0 ? -0x80000000 : !Number.isFinite(x) ? 0x7fffffff : exponentOf(Math.abs(x)),
  "static double MaxMagnitude(double x, double y)": (x: number, y: number) =>
    Math.abs(x) >= Math.abs(y) ? x : y,
  "static double MinMagnitude(double x, double y)": (x: number, y: number) =>
    Math.abs(x) <= Math.abs(y) ? x : y,
  "static double Round(double a)": (value: number) => roundToWhole(value, Midpoint.toEven),
  "static double Round(double value, int digits)": (value: number, digits: number) =>
    round(value, digits, Midpoint.toEven),
  "static double Round(double value, MidpointRounding mode)": (value: number, mode: number) =>
    round(value, 0, mode),
  "static double Round(double value, int digits, MidpointRounding mode)": round,
};

const decimal: Entries = {
  "static decimal Abs(decimal value)": (value: Decimal) => value.abs(),
  "static decimal Floor(decimal d)": (value: Decimal) => value.floor(),
  "static decimal Ceiling(decimal d)": (value: Decimal) => value.ceiling(),
  "static decimal Truncate(decimal d)": (value: Decimal) => value.round(0, Midpoint.toZero),
  "static decimal Round(decimal d)": (value: Decimal) => value.round(0),
  "static decimal Round(decimal d, int decimals)": (value: Decimal, places: number) =>
    roundDecimal(value, places),
  "static decimal Round(decimal d, MidpointRounding mode)": (value: Decimal, mode: number) =>
    roundDecimal(value, 0, mode),
  "static decimal Round(decimal d, int decimals, MidpointRounding mode)": roundDecimal,
  "static int Sign(decimal value)": (value: Decimal) => sign(value.units),
};

define("System", "class Math", {
  ...double,
  ...decimal,
  ...forEachType(all, (type) => ({
    [`static ${type} Max(${type} val1, ${type} val2)`]: greater,
    [`static ${type} Min(${type} val1, ${type} val2)`]: lesser,
    [`static ${type} Clamp(${type} value, ${type} min, ${type} max)`]: clamp,
  })),
  ...forEachType(integers, (type) => ({ ...tupleDivision(type) })),
  ...forEachType(signedIntegers, (type) => ({
    [`static ${type} Abs(${type} value)`]: absolute(type),
    [`static int Sign(${type} value)`]: sign,
  })),
  ...forEachType(["float", "double"], (type) => ({
    [`static ${type} Abs(${type} value)`]: Math.abs,
    [`static int Sign(${type} value)`]: sign,
  })),
  "static int DivRem(int a, int b, out int result)": divideRemainder("int"),
  "static long DivRem(long a, long b, out long result)": divideRemainder("long"),
  "static long BigMul(int a, int b)": (a: number, b: number) => BigInt(a) * BigInt(b),
  "static ulong BigMul(uint a, uint b)": (a: number, b: number) => BigInt(a) * BigInt(b),
});
