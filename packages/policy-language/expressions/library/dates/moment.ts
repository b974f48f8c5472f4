import { constant, named } from "../../types/registry";
import { NetObject, outOfRange, raise, setDefault } from "../../values/runtime";
import { datePartsOf, daysInMonth, dateTicks, maxTicks, ticksPer, unixEpochTicks } from "./calendar";
import { formatMoment } from "./momentFormat";

/** System.DateTimeKind. */
export const Kind = { unspecified: 0, utc: 1, local: 2 } as const;

const unrepresentable = "The added or subtracted value results in an un-representable DateTime.";

/** A System.DateTime or, with an offset, a System.DateTimeOffset. */
export class Moment extends NetObject {
  constructor(
    /** Of the clock time, not of UTC. */
    readonly ticks: bigint,
    readonly kind: number,
    readonly offset: bigint | null = null,
  ) {
    super();
  }

  get netType() {
    return named(this.offset === null ? "DateTime" : "DateTimeOffset");
  }
  get keyText() {
    return `${this.offset === null ? "dt" : "dto"}${this.utc}`;
  }
  /** Ticks of the point in time; the local zone is UTC. */
  get utc() {
    return this.ticks - (this.offset ?? 0n);
  }
  get json() {
    return this.format("yyyy-MM-ddTHH:mm:ss.FFFFFFFK");
  }
  override text() {
    return this.format("");
  }
  format(format: string, american = false): string {
    return formatMoment(this, format, american);
  }
  override equals(other: unknown) {
    return (
      other instanceof Moment && other.utc === this.utc && (other.offset === null) === (this.offset === null)
    );
  }
  override hash() {
    return Number(BigInt.asIntN(32, this.utc ^ (this.utc >> 32n)));
  }
  compareTo(other: Moment) {
    return this.utc < other.utc ? -1 : this.utc > other.utc ? 1 : 0;
  }

  /** The same kind and offset at another clock time. */
  at(ticks: bigint, parameter = "value"): Moment {
    if (ticks < 0n || ticks > maxTicks) outOfRange(parameter, unrepresentable);
    return new Moment(ticks, this.kind, this.offset);
  }
  add(ticks: bigint, parameter = "value"): Moment {
    return this.at(this.ticks + ticks, parameter);
  }

  /** Units may have a fraction, which is cut at ticks. */
  addUnits(count: number, unit: bigint): Moment {
    if (Number.isNaN(count) || Math.abs(count) > Number(maxTicks / unit) + 1)
      outOfRange("value", "Value to add was out of range.");
    const whole = Math.trunc(count);
    return this.add(BigInt(whole) * unit + BigInt(Math.trunc((count - whole) * Number(unit))));
  }

  /** To the same day of another month, or its last one. */
  addMonths(count: number, parameter = "months"): Moment {
    if (Math.abs(count) > 120_000) outOfRange("months", "Months value must be between +/-120000.");
    const { year, month, day } = datePartsOf(this.ticks);
    const total = year * 12 + month - 1 + count;
    const [newYear, newMonth] = [Math.floor(total / 12), (((total % 12) + 12) % 12) + 1];
    if (newYear < 1 || newYear > 9999) outOfRange(parameter, unrepresentable);
    const date = dateTicks(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
    return this.at(date + (this.ticks % ticksPer.day), parameter);
  }

  addYears(count: number): Moment {
    if (Math.abs(count) > 10_000) outOfRange("years", "Years value must be between +/-10000.");
    return this.addMonths(count * 12, "years");
  }

  /** The point in time as a DateTimeOffset; the offset is whole minutes and at most 14 hours. */
  withOffset(offset: bigint): Moment {
    return offsetMoment(this.utc + offset, offset);
  }
}

export function offsetMoment(ticks: bigint, offset: bigint): Moment {
  if (offset % ticksPer.minute !== 0n)
    raise("ArgumentException", "Offset must be specified in whole minutes. (Parameter 'offset')");
  if (offset > 14n * ticksPer.hour || offset < -14n * ticksPer.hour)
    outOfRange("offset", "Offset must be within plus or minus 14 hours.");
  const utc = ticks - offset;
  if (utc < 0n || utc > maxTicks || ticks < 0n || ticks > maxTicks)
    outOfRange(
      "offset",
      "The UTC time represented when the offset is applied must be between year 0 and 10,000.",
    );
  return new Moment(ticks, Kind.unspecified, offset);
}

/** UTC from milliseconds since the Unix epoch. */
export const fromMs = (ms: number): Moment =>
  new Moment(unixEpochTicks + BigInt(Math.floor(ms)) * ticksPer.millisecond, Kind.utc);

export const dateConstant = (ticks: bigint, kind: number) => constant(new Moment(ticks, kind));
export const offsetConstant = (ticks: bigint) => constant(new Moment(ticks, Kind.unspecified, 0n));

setDefault("System.DateTime", () => new Moment(0n, Kind.unspecified));
setDefault("System.DateTimeOffset", () => new Moment(0n, Kind.unspecified, 0n));
