import { Decimal } from "./decimal";
import { raise } from "./runtime";

interface IntegerType {
  readonly low: bigint;
  readonly high: bigint;
  wrap(value: bigint): bigint;
}

const signed = (bits: number): IntegerType => ({
  low: -(2n ** BigInt(bits - 1)),
  high: 2n ** BigInt(bits - 1) - 1n,
  wrap: (value) => BigInt.asIntN(bits, value),
});
const unsigned = (bits: number): IntegerType => ({
  low: 0n,
  high: 2n ** BigInt(bits) - 1n,
  wrap: (value) => BigInt.asUintN(bits, value),
});

const integers: ReadonlyMap<string, IntegerType> = new Map([
  ["sbyte", signed(8)],
  ["byte", unsigned(8)],
  ["short", signed(16)],
  ["ushort", unsigned(16)],
  ["char", unsigned(16)],
  ["int", signed(32)],
  ["uint", unsigned(32)],
  ["long", signed(64)],
  ["ulong", unsigned(64)],
]);

const order = "sbyte byte short ushort char int uint long ulong float double decimal".split(" ");

/** How .NET's messages name the types. */
const spoken: ReadonlyMap<string, string> = new Map([
  ["sbyte", "a signed byte"],
  ["byte", "an unsigned byte"],
  ["short", "an Int16"],
  ["ushort", "a UInt16"],
  ["char", "a character"],
  ["int", "an Int32"],
  ["uint", "a UInt32"],
  ["long", "an Int64"],
  ["ulong", "a UInt64"],
  ["float", "a Single"],
  ["double", "a Double"],
  ["decimal", "a Decimal"],
]);

export const isNumeric = (name: string) => order.includes(name);
export const isIntegral = (name: string) => integers.has(name);
export const numericRank = (name: string) => order.indexOf(name);
const isBig = (name: string) => name === "long" || name === "ulong";
const isReal = (name: string) => name === "double" || name === "float";

/** The exception for a value outside the type; without one, for an operation that does not fit. */
export function overflow(name = ""): never {
  raise(
    "OverflowException",
    name
      ? `Value was either too large or too small for ${spoken.get(name) ?? name}.`
      : "Arithmetic operation resulted in an overflow.",
  );
}

/** Smallest and largest value of an integral type. */
export function rangeOf(name: string): { low: bigint; high: bigint } {
  return integers.get(name)!;
}

export function inRange(value: bigint | number, name: string): boolean {
  const { low, high } = integers.get(name)!;
  return value >= low && value <= high;
}

/** The representation of an integer: bigint for the 64-bit types, number for the others. */
export function represent(value: bigint, name: string): unknown {
  return isBig(name) ? value : Number(value);
}

/** Wraps an integer into the type's width. */
export function wrap(value: bigint | number, name: string): unknown {
  if (name === "int" && typeof value === "number") return value | 0;
  return represent(integers.get(name)!.wrap(BigInt(value)), name);
}

export function fit(value: bigint | number, name: string, checked: boolean): unknown {
  if (checked && !inRange(value, name)) overflow();
  return wrap(value, name);
}

type Conversion = (value: unknown) => unknown;

/** From one numeric type's representation to another's, as a cast does it. */
export function convertNumber(from: string, to: string, checked: boolean): Conversion {
  if (from === to) return (value) => value;
  if (to === "decimal") return toDecimal(from);
  if (to === "double") return toDouble(from);
  if (to === "float") {
    const double = toDouble(from);
    return (value) => Math.fround(double(value));
  }
  if (from === "decimal")
    return (value) => {
      const whole = (value as Decimal).truncate();
      // A decimal out of range throws even when unchecked.
      if (!inRange(whole, to)) overflow(to);
      return wrap(whole, to);
    };
  if (isReal(from)) return (value) => realToInteger(value as number, to, checked);
  return (value) => fit(value as number | bigint, to, checked);
}

function toDecimal(from: string): Conversion {
  if (isReal(from)) return (value) => Decimal.fromNumber(value as number, from === "float" ? 7 : 15);
  return (value) => Decimal.of(BigInt(value as number | bigint), 0);
}

function toDouble(from: string): (value: unknown) => number {
  if (from === "decimal") return (value) => (value as Decimal).toNumber();
  return isBig(from) ? (value) => Number(value) : (value) => value as number;
}

/** Unchecked, the runtime saturates since version 9; the small types are cut from an int. */
function realToInteger(value: number, to: string, checked: boolean): unknown {
  const whole = Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
  if (whole !== undefined && inRange(whole, to)) return wrap(whole, to);
  if (checked) overflow();
  const { low, high } = integers.get(isBig(to) || to === "uint" ? to : "int")!;
  if (Number.isNaN(value)) return wrap(0n, to);
  return wrap(whole === undefined || whole < low || whole > high ? (value < 0 ? low : high) : whole, to);
}

type Operation = (a: never, b: never) => unknown;
type Operations = ReadonlyMap<string, Operation>;

function divideByZero(): never {
  raise("DivideByZeroException", "Attempted to divide by zero.");
}

const decimalOperations: Operations = new Map<string, Operation>([
  ["+", (a: Decimal, b: Decimal) => a.add(b)],
  ["-", (a: Decimal, b: Decimal) => a.add(b.negate())],
  ["*", (a: Decimal, b: Decimal) => a.multiply(b)],
  ["/", (a: Decimal, b: Decimal) => a.divide(b)],
  ["%", (a: Decimal, b: Decimal) => a.remainder(b)],
]);

const realOperations = (round: (value: number) => number): Operations =>
  new Map<string, Operation>([
    ["+", (a: number, b: number) => round(a + b)],
    ["-", (a: number, b: number) => round(a - b)],
    ["*", (a: number, b: number) => round(a * b)],
    ["/", (a: number, b: number) => round(a / b)],
    ["%", (a: number, b: number) => a % b],
  ]);

function bigOperations(name: string, checked: boolean): Operations {
  const { low } = rangeOf(name);
  const fitted = (value: bigint) => fit(value, name, checked);
  return new Map<string, Operation>([
    ["+", (a: bigint, b: bigint) => fitted(a + b)],
    ["-", (a: bigint, b: bigint) => fitted(a - b)],
    ["*", (a: bigint, b: bigint) => fitted(a * b)],
    ["/", (a: bigint, b: bigint) => (b === 0n ? divideByZero() : fit(a / b, name, true))],
    [
      "%",
      (a: bigint, b: bigint) => (b === 0n ? divideByZero() : b === -1n && a === low ? overflow() : a % b),
    ],
    ["&", (a: bigint, b: bigint) => a & b],
    ["|", (a: bigint, b: bigint) => a | b],
    ["^", (a: bigint, b: bigint) => a ^ b],
    ["<<", (a: bigint, b: number) => wrap(a << BigInt(b & 63), name)],
    [">>", (a: bigint, b: number) => a >> BigInt(b & 63)],
  ]);
}

function smallOperations(name: string, checked: boolean): Operations {
  const low = Number(rangeOf(name).low);
  const fitted = (value: number | bigint) => fit(value, name, checked);
  const product = (a: number, b: number) => (Number.isSafeInteger(a * b) ? a * b : BigInt(a) * BigInt(b));
  return new Map<string, Operation>([
    ["+", (a: number, b: number) => fitted(a + b)],
    ["-", (a: number, b: number) => fitted(a - b)],
    ["*", (a: number, b: number) => fitted(product(a, b))],
    ["/", (a: number, b: number) => (b === 0 ? divideByZero() : fit(Math.trunc(a / b), name, true))],
    // Adding zero turns JavaScript's -0 into the only zero that integers have.
    [
      "%",
      (a: number, b: number) => (b === 0 ? divideByZero() : b === -1 && a === low ? overflow() : (a % b) + 0),
    ],
    ["&", (a: number, b: number) => wrap(a & b, name)],
    ["|", (a: number, b: number) => wrap(a | b, name)],
    ["^", (a: number, b: number) => wrap(a ^ b, name)],
    ["<<", (a: number, b: number) => wrap(a << (b & 31), name)],
    [">>", (a: number, b: number) => (name === "uint" ? a >>> (b & 31) : a >> (b & 31))],
  ]);
}

const tables = new Map<string, Operations>([
  ["decimal", decimalOperations],
  ["double", realOperations((value) => value)],
  ["float", realOperations(Math.fround)],
]);

/** `a op b` where both are of the numeric type `name`; shifts take an int. Undefined when there is no such operator. */
export function arithmetic(name: string, op: string, checked: boolean): Operation | undefined {
  const key = checked && isIntegral(name) ? `checked ${name}` : name;
  let table = tables.get(key);
  if (!table) {
    table = isBig(name) ? bigOperations(name, checked) : smallOperations(name, checked);
    tables.set(key, table);
  }
  return table.get(op);
}

/** Less than zero, zero or more; NaN when unordered. */
export function compareNumbers(a: unknown, b: unknown): number {
  if (a instanceof Decimal) return a.compare(b as Decimal);
  const x = a as number;
  const y = b as number;
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN;
}
