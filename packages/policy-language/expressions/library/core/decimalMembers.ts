import { Decimal, Midpoint } from "../../values/decimal";
import { convertNumber } from "../../values/numbers";
import { NetArray } from "../../collections/netArray";
import { constant, named, type Members } from "../../types/registry";
import { argumentNull, raise } from "../../values/runtime";
import { clamp, greater, lesser } from "./numberFunctions";

const whole = (value: bigint) => Decimal.of(value, 0);
const largest = 2n ** 96n - 1n;

/** Refuses what .NET refuses: only 0 to 28 places, only the five ways to round. */
export function roundDecimal(value: Decimal, places: number, mode: number = Midpoint.toEven): Decimal {
  if (places < 0 || places > 28)
    raise(
      "ArgumentOutOfRangeException",
      "Decimal can only round to between 0 and 28 digits of precision. (Parameter 'decimals')",
    );
  checkRounding(mode);
  return value.round(places, mode);
}

export function checkRounding(mode: number): void {
  if (mode < 0 || mode > 4)
    raise(
      "ArgumentException",
      `The value '${mode}' is not valid for this usage of the type MidpointRounding. (Parameter 'mode')`,
    );
}

const operation = (name: string) => `static decimal ${name}(decimal d1, decimal d2)`;
const conversions: Readonly<Record<string, string>> = {
  ToByte: "byte", ToSByte: "sbyte", ToInt16: "short", ToUInt16: "ushort", ToInt32: "int", ToUInt32: "uint",
  ToInt64: "long", ToUInt64: "ulong", ToSingle: "float", ToDouble: "double",
}; // prettier-ignore

/** Members that only System.Decimal has. */
export const decimalMembers: Members = {
  "decimal Zero": constant(whole(0n)),
  "decimal One": constant(whole(1n)),
  "decimal MinusOne": constant(whole(-1n)),
  "decimal MinValue": constant(whole(-largest)),
  "decimal MaxValue": constant(whole(largest)),
  "new(int value)": (value: number) => whole(BigInt(value)),
  "new(uint value)": (value: number) => whole(BigInt(value)),
  "new(long value)": whole,
  "new(ulong value)": whole,
  "new(double value)": (value: number) => Decimal.fromNumber(value),
  "new(float value)": (value: number) => Decimal.fromNumber(value, 7),
  "new(int lo, int mid, int hi, bool isNegative, byte scale)": fromParts,
  "new(int[] bits)": (array: NetArray | null) => {
    const bits = (array ?? argumentNull("bits")).items as number[];
    if (bits.length !== 4)
      raise(
        "ArgumentException",
        "Decimal constructor requires an array or span of four valid decimal bytes.",
      );
    const flags = bits[3]!;
    return fromParts(bits[0]!, bits[1]!, bits[2]!, flags < 0, (flags >> 16) & 0xff);
  },
  "static int[] GetBits(decimal d)": (value: Decimal) => {
    const units = value.units < 0n ? -value.units : value.units;
    const word = (shift: bigint) => Number(BigInt.asIntN(32, units >> shift));
    return new NetArray(named("int"), [
      word(0n),
      word(32n),
      word(64n),
      (value.scale << 16) | (value.units < 0n ? 1 << 31 : 0),
    ]);
  },
  "static decimal FromOACurrency(long cy)": (value: bigint) => Decimal.of(value, 4),
  "static long ToOACurrency(decimal value)": (value: Decimal) => {
    const units = value.round(4).multiply(whole(10_000n)).truncate();
    return BigInt.asIntN(64, units) === units
      ? units
      : raise("OverflowException", "Value was either too large or too small for a Currency.");
  },
  "byte Scale": (value: Decimal) => value.scale,
  [operation("Add")]: (a: Decimal, b: Decimal) => a.add(b),
  [operation("Subtract")]: (a: Decimal, b: Decimal) => a.add(b.negate()),
  [operation("Multiply")]: (a: Decimal, b: Decimal) => a.multiply(b),
  [operation("Divide")]: (a: Decimal, b: Decimal) => a.divide(b),
  [operation("Remainder")]: (a: Decimal, b: Decimal) => a.remainder(b),
  "static int Compare(decimal d1, decimal d2)": (a: Decimal, b: Decimal) => a.compare(b),
  "static bool Equals(decimal d1, decimal d2)": (a: Decimal, b: Decimal) => a.compare(b) === 0,
  "static decimal Negate(decimal d)": (value: Decimal) => value.negate(),
  "static decimal Abs(decimal value)": (value: Decimal) => value.abs(),
  "static decimal Truncate(decimal d)": (value: Decimal) => value.round(0, Midpoint.toZero),
  "static decimal Floor(decimal d)": (value: Decimal) => value.floor(),
  "static decimal Ceiling(decimal d)": (value: Decimal) => value.ceiling(),
  "static decimal Round(decimal d)": (value: Decimal) => value.round(0),
  "static decimal Round(decimal d, int decimals)": (value: Decimal, places: number) =>
    roundDecimal(value, places),
  "static decimal Round(decimal d, MidpointRounding mode)": (value: Decimal, mode: number) =>
    roundDecimal(value, 0, mode),
  "static decimal Round(decimal d, int decimals, MidpointRounding mode)": roundDecimal,
  "static decimal Max(decimal x, decimal y)": greater,
  "static decimal Min(decimal x, decimal y)": lesser,
  "static decimal Clamp(decimal value, decimal min, decimal max)": clamp,
  "static int Sign(decimal d)": (value: Decimal) => value.compare(whole(0n)),
  "static bool IsNegative(decimal value)": (value: Decimal) => value.units < 0n,
  "static bool IsPositive(decimal value)": (value: Decimal) => value.units >= 0n,
  "static bool IsInteger(decimal value)": (value: Decimal) => value.round(0).compare(value) === 0,
  ...Object.fromEntries(
    Object.entries(conversions).map(([name, type]) => [
      `static ${type} ${name}(decimal d)`,
      convertNumber("decimal", type, true),
    ]),
  ),
};

function fromParts(low: number, middle: number, high: number, negative: boolean, scale: number): Decimal {
  if (scale > 28)
    raise(
      "ArgumentOutOfRangeException",
      "Decimal's scale value must be between 0 and 28, inclusive. (Parameter 'scale')",
    );
  const word = (value: number, shift: bigint) => BigInt(value >>> 0) << shift;
  const units = word(low, 0n) | word(middle, 32n) | word(high, 64n);
  return Decimal.of(negative ? -units : units, scale);
}
