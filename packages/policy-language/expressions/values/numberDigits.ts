import { Decimal } from "./decimal";

/** A number as formats see it: the value is 0.d1d2d3... times ten to the power `scale`. */
export interface Digits {
  negative: boolean;
  /** Without leading or trailing zeros; empty for zero. */
  digits: string;
  scale: number;
  /** A double or float: may be -0, and its digits are rounded already. */
  readonly real: boolean;
}

/** Digits of a double beyond which there are only zeros. */
const longestFraction = 1100;

function make(negative: boolean, digits: string, scale: number, real: boolean): Digits {
  const plain = digits.replace(/^0+/, "");
  const trimmed = plain.replace(/0+$/, "");
  if (trimmed === "") return { negative: real && negative, digits: "", scale: 0, real };
  return { negative, digits: trimmed, scale: scale - (digits.length - plain.length), real };
}

/** All digits of an integer or a decimal. */
export function exactDigits(value: number | bigint | Decimal): Digits {
  const negative = value instanceof Decimal ? value.units < 0n : value < 0;
  const digits = String(value instanceof Decimal ? value.units : value).replace("-", "");
  return make(negative, digits, digits.length - (value instanceof Decimal ? value.scale : 0), false);
}

const isNegative = (value: number) => value < 0 || Object.is(value, -0);

/** The fewest digits that give this very double or float when they are read again. */
export function shortestDigits(value: number, single: boolean): Digits {
  let text = Math.abs(value).toExponential();
  if (single)
    for (let digits = 0; digits < 9; digits++) {
      const shorter = Math.abs(value).toExponential(digits);
      if (Math.fround(Number(shorter)) === Math.abs(value)) {
        text = shorter;
        break;
      }
    }
  const [mantissa, exponent] = text.split("e") as [string, string];
  return make(isNegative(value), mantissa.replace(".", ""), Number(exponent) + 1, true);
}

/** A double as a fraction of two integers. */
function fraction(value: number): { top: bigint; bottom: bigint } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const stored = raw & 0xfffffffffffffn;
  const mantissa = biased === 0 ? stored : stored | (1n << 52n);
  const exponent = Math.max(biased, 1) - 1075;
  return exponent >= 0
    ? { top: mantissa << BigInt(exponent), bottom: 1n }
    : { top: mantissa, bottom: 1n << BigInt(-exponent) };
}

/** value * 10^places, rounded half to even on the exact value. */
function scaled(value: number, places: number): bigint {
  let { top, bottom } = fraction(Math.abs(value));
  if (places >= 0) top *= 10n ** BigInt(places);
  else bottom *= 10n ** BigInt(-places);
  const quotient = top / bottom;
  const twice = 2n * (top % bottom);
  return twice > bottom || (twice === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** A double's exact value, rounded to that many places after the point. */
export function digitsToPlace(value: number, places: number): Digits {
  const kept = Math.min(places, longestFraction);
  const digits = scaled(value, kept).toString();
  return make(isNegative(value), digits, digits.length - kept, true);
}

/** A double's exact value, rounded to that many significant digits. */
export function significantDigits(value: number, count: number): Digits {
  if (value === 0) return make(isNegative(value), "", 0, true);
  const kept = Math.min(count, longestFraction);
  let places = kept - 1 - Number(Math.abs(value).toExponential().split("e")[1]);
  let digits = scaled(value, places).toString();
  // The shortest text may have been rounded up to the next power of ten.
  if (digits.length < kept) digits = scaled(value, ++places).toString();
  return make(isNegative(value), digits, digits.length - places, true);
}

/** Keeps the first `count` digits; away from zero at a half, unless a standard format rounded a double before. */
export function roundDigits(number: Digits, count: number, isRounded: boolean): Digits {
  if (number.digits.length <= Math.max(count, 0) && count >= 0) return number;
  if (count < 0) return make(number.negative, "", 0, number.real);
  const kept = number.digits.slice(0, count);
  if (isRounded || number.digits[count]! < "5") return make(number.negative, kept, number.scale, number.real);
  const up = (BigInt(kept || "0") + 1n).toString().padStart(count, "0");
  return make(number.negative, up, number.scale + up.length - count, number.real);
}
