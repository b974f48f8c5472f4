import { named } from "../../types/registry";
import { NetObject, raise } from "../../values/runtime";
import { ticksPer } from "./calendar";
import { formatSpan } from "./spanFormat";

export const tooLong = "TimeSpan overflowed because the duration is too long.";
const limit = 2n ** 63n;

/** System.TimeSpan. */
export class Span extends NetObject {
  constructor(readonly ticks: bigint) {
    super();
  }

  /** A result of arithmetic, which must fit 64 bits. */
  static checked(ticks: bigint, exception = "OverflowException"): Span {
    if (ticks >= limit || ticks < -limit) raise(exception, tooLong);
    return new Span(ticks);
  }

  /** From a computed number of ticks; what is behind the point is cut. */
  static fromNumber(ticks: number): Span {
    if (Number.isNaN(ticks) || ticks > 2 ** 63 || ticks < -(2 ** 63)) raise("OverflowException", tooLong);
    if (ticks === 2 ** 63) return new Span(limit - 1n);
    return new Span(BigInt(Math.trunc(ticks)));
  }

  static ofParts(
    days: number,
    hours: number,
    minutes: number,
    seconds: number,
    milliseconds = 0,
    micro = 0,
  ): Span {
    const ticks =
      BigInt(days) * ticksPer.day +
      BigInt(hours) * ticksPer.hour +
      BigInt(minutes) * ticksPer.minute +
      BigInt(seconds) * ticksPer.second +
      BigInt(milliseconds) * ticksPer.millisecond +
      BigInt(micro) * ticksPer.microsecond;
    return Span.checked(ticks, "ArgumentOutOfRangeException");
  }

  get netType() {
    return named("TimeSpan");
  }
  get keyText() {
    return `ts${this.ticks}`;
  }
  get json() {
    return this.text();
  }
  override text() {
    return formatSpan(this.ticks, "c");
  }
  format(format: string) {
    return formatSpan(this.ticks, format || "c");
  }
  override equals(other: unknown) {
    return other instanceof Span && other.ticks === this.ticks;
  }
  override hash() {
    return Number(BigInt.asIntN(32, this.ticks ^ (this.ticks >> 32n)));
  }
  compareTo(other: Span) {
    return this.ticks < other.ticks ? -1 : this.ticks > other.ticks ? 1 : 0;
  }
}
