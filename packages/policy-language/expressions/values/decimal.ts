import { named } from "../types/registry";
import { NetObject, raise, setDefault, tick } from "./runtime";

const limit = 2n ** 96n;
const maxScale = 28;

/** How a half is rounded; the numbers are System.MidpointRounding's. */
export const Midpoint = { toEven: 0, awayFromZero: 1, toZero: 2, down: 3, up: 4 } as const;

function overflow(): never {
  raise("OverflowException", "Value was either too large or too small for a Decimal.");
}

const size = (value: bigint) => (value < 0n ? -value : value);
const power = (exponent: number) => 10n ** BigInt(exponent);

/** System.Decimal: a whole number of 96 bits, scaled by a power of ten of up to 28 places. */
export class Decimal extends NetObject {
  private constructor(
    readonly units: bigint,
    readonly scale: number,
  ) {
    super();
  }

  /** Rounded, once and half to even, to as many places as fit. */
  static of(units: bigint, scale: number): Decimal {
    return Decimal.tryOf(units, scale) ?? overflow();
  }

  private static tryOf(units: bigint, scale: number): Decimal | undefined {
    let drop = Math.max(0, scale - maxScale);
    let value = divideRound(units, power(drop));
    while (size(value) >= limit) {
      if (drop >= scale) return undefined;
      drop++;
      value = divideRound(units, power(drop));
    }
    return new Decimal(value, scale - drop);
  }

  /** A number in the form `-12.30e4`; digits beyond what a decimal holds are rounded. */
  static parse(text: string): Decimal {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
    const fraction = match[3] ?? "";
    return Decimal.ofDigits(
      match[1] === "-",
      `${match[2]}${fraction}`,
      fraction.length - Number(match[4] ?? 0),
    );
  }

  /** `digits` with the point `scale` places from the right; any length and scale are affordable. */
  static ofDigits(negative: boolean, digits: string, scale: number): Decimal {
    return Decimal.tryDigits(negative, digits, scale) ?? overflow();
  }

  /** As ofDigits; undefined for what is too large. */
  static tryDigits(negative: boolean, digits: string, scale: number): Decimal | undefined {
    const plain = digits.replace(/^0+/, "");
    if (plain === "") return new Decimal(0n, Math.min(Math.max(scale, 0), maxScale));
    if (plain.length - scale > 29) return undefined;
    if (plain.length - scale < -maxScale - 1) return new Decimal(0n, maxScale);
    // Sixty digits decide the result; of what follows only matters whether it is nothing.
    const kept = plain.slice(0, 60);
    const rest = /[1-9]/.test(plain.slice(60)) ? "1" : "";
    const units = BigInt(kept + rest) * (negative ? -1n : 1n);
    const places = scale - (plain.length - kept.length) + rest.length;
    return places < 0 ? Decimal.tryOf(units * power(-places), 0) : Decimal.tryOf(units, places);
  }

  /** From a double (15 significant digits) or a float (7), as the explicit conversions do it. */
  static fromNumber(value: number, digits: 7 | 15 = 15): Decimal {
    const exponent = Number.isFinite(value) && value !== 0 ? Math.floor(Math.log2(Math.abs(value))) + 1 : 0;
    if (!Number.isFinite(value) || exponent > 96) overflow();
    if (value === 0 || exponent < -94) return new Decimal(0n, 0);
    const [mantissa, places] = Number(Math.abs(value).toPrecision(digits)).toExponential().split("e") as [
      string,
      string,
    ];
    const plain = mantissa.replace(".", "");
    const scale = plain.length - 1 - Number(places);
    const result = Decimal.ofDigits(value < 0, plain, scale);
    return result.units === 0n ? new Decimal(0n, 0) : result;
  }

  get netType() {
    return named("decimal");
  }

  private aligned(other: Decimal): [bigint, bigint, number] {
    if (this.scale === other.scale) return [this.units, other.units, this.scale];
    const scale = Math.max(this.scale, other.scale);
    return [this.units * power(scale - this.scale), other.units * power(scale - other.scale), scale];
  }

  add(other: Decimal): Decimal {
    const [a, b, scale] = this.aligned(other);
    return Decimal.of(a + b, scale);
  }
  negate(): Decimal {
    return new Decimal(-this.units, this.scale);
  }
  abs(): Decimal {
    return this.units < 0n ? this.negate() : this;
  }
  multiply(other: Decimal): Decimal {
    tick(2);
    return Decimal.of(this.units * other.units, this.scale + other.scale);
  }

  /** The shortest exact quotient, at least as long as the difference of the scales; else as many digits as fit. */
  divide(other: Decimal): Decimal {
    tick(4);
    if (other.units === 0n) raise("DivideByZeroException", "Attempted to divide by zero.");
    const least = Math.max(0, this.scale - other.scale);
    const extra = 60;
    let units = (this.units * power(extra + other.scale)) / other.units;
    const inexact = (this.units * power(extra + other.scale)) % other.units !== 0n;
    // One more digit tells a quotient that goes on from one that stops at a half.
    if (inexact) units = units * 10n + (this.units < 0n === other.units < 0n ? 1n : -1n);
    let result = Decimal.of(units, extra + this.scale + (inexact ? 1 : 0));
    while (result.scale > least && result.units % 10n === 0n)
      result = new Decimal(result.units / 10n, result.scale - 1);
    return result;
  }

  remainder(other: Decimal): Decimal {
    if (other.units === 0n) raise("DivideByZeroException", "Attempted to divide by zero.");
    const [a, b, scale] = this.aligned(other);
    return size(a) < size(b) ? this : Decimal.of(a % b, scale);
  }
  compare(other: Decimal): number {
    const [a, b] = this.aligned(other);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  compareTo(other: Decimal): number {
    return this.compare(other);
  }
  truncate(): bigint {
    return this.units / power(this.scale);
  }
  /** To that many places, unless it has no more; `mode` is a MidpointRounding. */
  round(places: number, mode: number = Midpoint.toEven): Decimal {
    if (this.scale <= places) return this;
    return Decimal.of(divideRound(this.units, power(this.scale - places), mode), places);
  }
  floor(): Decimal {
    return this.round(0, Midpoint.down);
  }
  ceiling(): Decimal {
    return this.round(0, Midpoint.up);
  }
  /** As .NET computes it: a quotient of doubles, not the nearest double of the text. */
  toNumber(): number {
    const magnitude = size(this.units);
    const whole = Number(magnitude & 0xffffffffffffffffn) + Number(magnitude >> 64n) * 2 ** 64;
    const value = whole / Number(`1e${this.scale}`);
    return this.units < 0n ? -value : value;
  }
  override text(): string {
    const digits = size(this.units)
      .toString()
      .padStart(this.scale + 1, "0");
    const whole = digits.slice(0, digits.length - this.scale);
    return `${this.units < 0n ? "-" : ""}${whole}${this.scale ? `.${digits.slice(-this.scale)}` : ""}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof Decimal && this.compare(other) === 0;
  }
  override hash(): number {
    return Math.trunc(this.toNumber()) | 0;
  }
}

function divideRound(value: bigint, by: bigint, mode: number = Midpoint.toEven): bigint {
  if (by === 1n) return value;
  const quotient = value / by;
  const rest = value % by;
  if (rest === 0n) return quotient;
  const outward = quotient + (value < 0n === by < 0n ? 1n : -1n);
  const negative = value < 0n !== by < 0n;
  switch (mode) {
    case Midpoint.toZero:
      return quotient;
    case Midpoint.down:
      return negative ? outward : quotient;
    case Midpoint.up:
      return negative ? quotient : outward;
    default: {
      const twice = 2n * size(rest) - size(by);
      const half = mode === Midpoint.awayFromZero || quotient % 2n !== 0n;
      return twice > 0n || (twice === 0n && half) ? outward : quotient;
    }
  }
}

setDefault("System.Decimal", () => Decimal.of(0n, 0));
