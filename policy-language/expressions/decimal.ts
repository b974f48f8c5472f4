import { named } from "./registry";
import { NetObject, raise, setDefault } from "./runtime";

const limit = 2n ** 96n;

/** System.Decimal: a whole number scaled by a power of ten, up to 28 places. */
export class Decimal extends NetObject {
  private constructor(
    readonly units: bigint,
    readonly scale: number,
  ) {
    super();
  }

  static of(units: bigint, scale: number): Decimal {
    let value = units;
    let places = scale;
    while (places > 28 || (places > 0 && (value < 0n ? -value : value) >= limit)) {
      value = divideRound(value, 10n);
      places--;
    }
    if ((value < 0n ? -value : value) >= limit)
      raise("OverflowException", "Value was either too large or too small for a Decimal.");
    return new Decimal(value, places);
  }

  static parse(text: string): Decimal {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
    const fraction = match[3] ?? "";
    const units = BigInt(`${match[2]}${fraction}` || "0");
    const scale = fraction.length - Number(match[4] ?? 0);
    const signed = match[1] === "-" ? -units : units;
    return scale < 0 ? Decimal.of(signed * 10n ** BigInt(-scale), 0) : Decimal.of(signed, scale);
  }

  static fromNumber(value: number): Decimal {
    if (!Number.isFinite(value))
      raise("OverflowException", "Value was either too large or too small for a Decimal.");
    return Decimal.parse(String(Number(value.toPrecision(15))));
  }

  get netType() {
    return named("decimal");
  }

  private aligned(other: Decimal): [bigint, bigint, number] {
    const scale = Math.max(this.scale, other.scale);
    return [
      this.units * 10n ** BigInt(scale - this.scale),
      other.units * 10n ** BigInt(scale - other.scale),
      scale,
    ];
  }

  add(other: Decimal): Decimal {
    const [a, b, scale] = this.aligned(other);
    return Decimal.of(a + b, scale);
  }
  negate(): Decimal {
    return Decimal.of(-this.units, this.scale);
  }
  multiply(other: Decimal): Decimal {
    return Decimal.of(this.units * other.units, this.scale + other.scale);
  }
  divide(other: Decimal): Decimal {
    if (other.units === 0n) raise("DivideByZeroException", "Attempted to divide by zero.");
    let result = Decimal.of(
      divideRound(this.units * 10n ** BigInt(28 + other.scale), other.units),
      28 + this.scale,
    );
    const least = Math.max(0, this.scale - other.scale);
    while (result.scale > least && result.units % 10n === 0n)
      result = new Decimal(result.units / 10n, result.scale - 1);
    return result;
  }
  remainder(other: Decimal): Decimal {
    if (other.units === 0n) raise("DivideByZeroException", "Attempted to divide by zero.");
    const [a, b, scale] = this.aligned(other);
    return Decimal.of(a % b, scale);
  }
  compare(other: Decimal): number {
    const [a, b] = this.aligned(other);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  truncate(): bigint {
    return this.units / 10n ** BigInt(this.scale);
  }
  /** Half to even, or away from zero. */
  round(places: number, away = false): Decimal {
    if (this.scale <= places) return this;
    return Decimal.of(divideRound(this.units, 10n ** BigInt(this.scale - places), away), places);
  }
  floor(): Decimal {
    const whole = this.truncate();
    return Decimal.of(
      this.units < 0n && whole * 10n ** BigInt(this.scale) !== this.units ? whole - 1n : whole,
      0,
    );
  }
  toNumber(): number {
    return Number(this.text());
  }
  override text(): string {
    const digits = (this.units < 0n ? -this.units : this.units).toString().padStart(this.scale + 1, "0");
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

function divideRound(value: bigint, by: bigint, away = false): bigint {
  const quotient = value / by;
  const rest = value % by;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const size = by < 0n ? -by : by;
  if (twice > size || (twice === size && (away || quotient % 2n !== 0n)))
    return quotient + (value < 0n === by < 0n ? 1n : -1n);
  return quotient;
}

setDefault("System.Decimal", () => Decimal.of(0n, 0));
