import { Decimal } from "./decimal";
import { raise } from "./runtime";

const ranges: Record<string, readonly [bigint, bigint]> = {
  sbyte: [-128n, 127n], byte: [0n, 255n], short: [-32768n, 32767n], ushort: [0n, 65535n], char: [0n, 65535n],
  int: [-(2n ** 31n), 2n ** 31n - 1n], uint: [0n, 2n ** 32n - 1n], long: [-(2n ** 63n), 2n ** 63n - 1n], ulong: [0n, 2n ** 64n - 1n],
}; // prettier-ignore
const order = "sbyte byte short ushort char int uint long ulong float double decimal".split(" ");

export const isNumeric = (name: string) => order.includes(name);
export const isIntegral = (name: string) => name in ranges;
export const numericRank = (name: string) => order.indexOf(name);
const isBig = (name: string) => name === "long" || name === "ulong";

export function overflow(name = "Int32"): never {
  raise(
    "OverflowException",
    name
      ? `Value was either too large or too small for an ${name}.`
      : "Arithmetic operation resulted in an overflow.",
  );
}

export function inRange(value: bigint | number, name: string): boolean {
  const [low, high] = ranges[name]!;
  return value >= low && value <= high;
}

/** Wraps an integer into the type's width. */
export function wrap(value: bigint | number, name: string): unknown {
  if (name === "int" && typeof value === "number") return value | 0;
  const big = typeof value === "bigint" ? value : BigInt(value);
  switch (name) {
    case "long":
      return BigInt.asIntN(64, big);
    case "ulong":
      return BigInt.asUintN(64, big);
    case "int":
      return Number(BigInt.asIntN(32, big));
    case "uint":
      return Number(BigInt.asUintN(32, big));
    case "short":
      return Number(BigInt.asIntN(16, big));
    case "sbyte":
      return Number(BigInt.asIntN(8, big));
    case "byte":
      return Number(BigInt.asUintN(8, big));
    default:
      return Number(BigInt.asUintN(16, big));
  }
}

export function fit(value: bigint | number, name: string, checked: boolean): unknown {
  if (checked && !inRange(value, name)) overflow("");
  return wrap(value, name);
}

/** From one numeric type's representation to another's. */
export function convertNumber(from: string, to: string, checked: boolean): (value: unknown) => unknown {
  if (from === to) return (value) => value;
  if (to === "decimal")
    return isBig(from)
      ? (v) => Decimal.of(v as bigint, 0)
      : isIntegral(from)
        ? (v) => Decimal.of(BigInt(v as number), 0)
        : (v) => Decimal.fromNumber(v as number);
  if (to === "double")
    return from === "decimal" ? (v) => (v as Decimal).toNumber() : isBig(from) ? (v) => Number(v) : (v) => v;
  if (to === "float")
    return from === "decimal" ? (v) => Math.fround((v as Decimal).toNumber()) : (v) => Math.fround(Number(v));
  if (from === "decimal")
    return (v) => {
      const whole = (v as Decimal).truncate();
      if (!inRange(whole, to)) overflow();
      return wrap(whole, to);
    };
  if (from === "double" || from === "float")
    return (v) => {
      const value = v as number;
      const whole = Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
      if (whole === undefined || !inRange(whole, to)) {
        if (checked) overflow("");
        // The runtime saturates, as .NET has done since version 9.
        const [low, high] = ranges[isBig(to) || to === "uint" ? to : "int"]!;
        const limited = Number.isNaN(value) ? 0n : value < 0 ? low : high;
        return wrap(whole !== undefined && whole > low && whole < high ? whole : limited, to);
      }
      return wrap(whole, to);
    };
  return (v) => fit(v as number | bigint, to, checked);
}

type Operation = (a: never, b: never) => unknown;

function divideByZero(): never {
  raise("DivideByZeroException", "Attempted to divide by zero.");
}

/** `a op b` where both are of the numeric type `name`. */
export function arithmetic(name: string, op: string, checked: boolean): Operation | undefined {
  if (name === "decimal")
    return {
      "+": (a: Decimal, b: Decimal) => a.add(b),
      "-": (a: Decimal, b: Decimal) => a.add(b.negate()),
      "*": (a: Decimal, b: Decimal) => a.multiply(b),
      "/": (a: Decimal, b: Decimal) => a.divide(b),
      "%": (a: Decimal, b: Decimal) => a.remainder(b),
    }[op];
  if (name === "double" || name === "float") {
    const round = name === "float" ? Math.fround : (v: number) => v;
    return {
      "+": (a: number, b: number) => round(a + b),
      "-": (a: number, b: number) => round(a - b),
      "*": (a: number, b: number) => round(a * b),
      "/": (a: number, b: number) => round(a / b),
      "%": (a: number, b: number) => a % b,
    }[op];
  }
  if (isBig(name)) {
    const mask = (b: number) => BigInt(b & 63);
    return {
      "+": (a: bigint, b: bigint) => fit(a + b, name, checked), "-": (a: bigint, b: bigint) => fit(a - b, name, checked), "*": (a: bigint, b: bigint) => fit(a * b, name, checked),
      "/": (a: bigint, b: bigint) => (b === 0n ? divideByZero() : fit(a / b, name, true)), "%": (a: bigint, b: bigint) => (b === 0n ? divideByZero() : a % b),
      "&": (a: bigint, b: bigint) => a & b, "|": (a: bigint, b: bigint) => a | b, "^": (a: bigint, b: bigint) => a ^ b,
      "<<": (a: bigint, b: number) => wrap(a << mask(b), name), ">>": (a: bigint, b: number) => a >> mask(b),
    }[op]; // prettier-ignore
  }
  const exact = (a: number, b: number) => (Number.isSafeInteger(a * b) ? a * b : BigInt(a) * BigInt(b));
  return {
    "+": (a: number, b: number) => fit(a + b, name, checked), "-": (a: number, b: number) => fit(a - b, name, checked), "*": (a: number, b: number) => fit(exact(a, b), name, checked),
    "/": (a: number, b: number) => (b === 0 ? divideByZero() : fit(Math.trunc(a / b), name, true)), "%": (a: number, b: number) => (b === 0 ? divideByZero() : (a % b) + 0),
    "&": (a: number, b: number) => wrap(a & b, name), "|": (a: number, b: number) => wrap(a | b, name), "^": (a: number, b: number) => wrap(a ^ b, name),
    "<<": (a: number, b: number) => wrap(a << (b & 31), name), ">>": (a: number, b: number) => (name === "uint" ? a >>> (b & 31) : a >> (b & 31)),
  }[op]; // prettier-ignore
}

/** Less than zero, zero or more; NaN when unordered. */
export function compareNumbers(a: unknown, b: unknown): number {
  if (a instanceof Decimal) return a.compare(b as Decimal);
  const x = a as number;
  const y = b as number;
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN;
}
