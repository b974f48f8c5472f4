import { define, extend, named } from "../../types/registry";
import { argumentNull, NetObject, outOfRange, raise } from "../../values/runtime";
import { NetArray } from "../../values/sequences";
import { datePartsOf, dateTicks, dayOfWeek, daysInMonth, ticksPer } from "./calendar";
import { Kind, Moment } from "./moment";
import { Span } from "./span";
import { findZone, NetZone, offsetOf, utcZone } from "./timeZones";

/** When clocks change: on a day of a month, or on a weekday of one of its weeks. */
class TransitionTime extends NetObject {
  constructor(
    readonly time: Moment,
    readonly month: number,
    readonly day: number,
    readonly week: number,
    readonly weekday: number,
    readonly fixed: boolean,
  ) {
    super();
  }
  get netType() {
    return named("System.TimeZoneInfo.TransitionTime");
  }
  get keyText(): string {
    return `transition${this.time.ticks}/${this.month}/${this.fixed ? this.day : `${this.week}.${this.weekday}`}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof TransitionTime && other.keyText === this.keyText;
  }
  /** The clock's ticks in a year. */
  in(year: number): bigint {
    return dateTicks(year, this.month, this.dayIn(year)) + (this.time.ticks % ticksPer.day);
  }
  private dayIn(year: number): number {
    const last = daysInMonth(year, this.month);
    if (this.fixed) return Math.min(this.day, last);
    const first = dayOfWeek(dateTicks(year, this.month, 1));
    const day = 1 + ((this.weekday - first + 7) % 7) + 7 * (this.week - 1);
    return day > last ? day - 7 : day;
  }
}

function checkTime(time: Moment, month: number): void {
  if (month < 1 || month > 12) outOfRange("month", "The Month parameter must be in the range 1 through 12.");
  if (time.kind !== Kind.unspecified || time.ticks >= ticksPer.day)
    raise("ArgumentException", "The supplied DateTime must have the Year, Month, and Day properties set to 1.  The time cannot be specified more precisely than whole milliseconds. (Parameter 'timeOfDay')");
} // prettier-ignore

const same = (a: NetObject, b: NetObject) => a.equals(b);
define("System", "struct TimeZoneInfo.TransitionTime", {
  "static System.TimeZoneInfo.TransitionTime CreateFixedDateRule(DateTime timeOfDay, int month, int day)": (time: Moment, month: number, day: number) => {
    checkTime(time, month);
    if (day < 1 || day > 31) outOfRange("day", "The Day parameter must be in the range 1 through 31.");
    return new TransitionTime(time, month, day, 1, 0, true);
  },
  "static System.TimeZoneInfo.TransitionTime CreateFloatingDateRule(DateTime timeOfDay, int month, int week, DayOfWeek dayOfWeek)":
    (time: Moment, month: number, week: number, weekday: number) => {
      checkTime(time, month);
      if (week < 1 || week > 5) outOfRange("week", "The Week parameter must be in the range 1 through 5.");
      return new TransitionTime(time, month, 1, week, weekday, false);
    },
  "DateTime TimeOfDay": (one: TransitionTime) => one.time,
  "int Month": (one: TransitionTime) => one.month,
  "int Day": (one: TransitionTime) => one.day,
  "int Week": (one: TransitionTime) => one.week,
  "DayOfWeek DayOfWeek": (one: TransitionTime) => one.weekday,
  "bool IsFixedDateRule": (one: TransitionTime) => one.fixed,
  "bool Equals(System.TimeZoneInfo.TransitionTime other)": same,
  "int GetHashCode()": (one: TransitionTime) => one.month * 31 + one.week,
  "operator bool ==(System.TimeZoneInfo.TransitionTime t1, System.TimeZoneInfo.TransitionTime t2)": same,
  "operator bool !=(System.TimeZoneInfo.TransitionTime t1, System.TimeZoneInfo.TransitionTime t2)": (a: NetObject, b: NetObject) => !same(a, b),
}); // prettier-ignore

/** By how much, and between which changes, summer time goes ahead in some years. */
class AdjustmentRule extends NetObject {
  constructor(
    readonly start: Moment,
    readonly end: Moment,
    readonly delta: Span,
    readonly summer: TransitionTime,
    readonly winter: TransitionTime,
  ) {
    super();
  }
  get netType() {
    return named("System.TimeZoneInfo.AdjustmentRule");
  }
  get keyText(): string {
    return `rule${this.start.ticks}-${this.end.ticks}/${this.delta.ticks}/${this.summer.keyText}/${this.winter.keyText}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof AdjustmentRule && other.keyText === this.keyText;
  }
}

define("System", "class TimeZoneInfo.AdjustmentRule", {
  "static System.TimeZoneInfo.AdjustmentRule CreateAdjustmentRule(DateTime dateStart, DateTime dateEnd, TimeSpan daylightDelta, System.TimeZoneInfo.TransitionTime daylightTransitionStart, System.TimeZoneInfo.TransitionTime daylightTransitionEnd)":
    (start: Moment, end: Moment, delta: Span, summer: TransitionTime, winter: TransitionTime) => {
      if (start.ticks > end.ticks) raise("ArgumentException", "The DateStart property must come before the DateEnd property. (Parameter 'dateStart')");
      return new AdjustmentRule(start, end, delta, summer, winter);
    },
  "DateTime DateStart": (rule: AdjustmentRule) => rule.start,
  "DateTime DateEnd": (rule: AdjustmentRule) => rule.end,
  "TimeSpan DaylightDelta": (rule: AdjustmentRule) => rule.delta,
  "System.TimeZoneInfo.TransitionTime DaylightTransitionStart": (rule: AdjustmentRule) => rule.summer,
  "System.TimeZoneInfo.TransitionTime DaylightTransitionEnd": (rule: AdjustmentRule) => rule.winter,
  "bool Equals(System.TimeZoneInfo.AdjustmentRule other)": (rule: AdjustmentRule, other: unknown) => rule.equals(other),
  "int GetHashCode()": (rule: AdjustmentRule) => Number(rule.start.ticks % 0x7fffffffn),
}); // prettier-ignore

/** A zone that the policy itself describes. */
class CustomZone extends NetZone {
  constructor(
    id: string,
    private readonly base: bigint,
    private readonly shown: string,
    readonly standard: string,
    readonly daylight: string,
    readonly rules: readonly AdjustmentRule[],
  ) {
    super(id, "Etc/UTC");
  }
  override get displayName(): string {
    return this.shown;
  }
  override get baseOffset(): bigint {
    return this.base;
  }
  override get hasSummerTime(): boolean {
    return this.rules.length > 0;
  }
  override offsetAt(utc: bigint): bigint {
    const clock = utc + this.base;
    const rule = this.rules.find((one) => clock >= one.start.ticks && clock < one.end.ticks + ticksPer.day);
    if (!rule) return this.base;
    const { year } = datePartsOf(clock < 0n ? 0n : clock);
    const from = rule.summer.in(year) - this.base;
    const to = rule.winter.in(year) - this.base - rule.delta.ticks;
    const summer = from < to ? utc >= from && utc < to : utc >= from || utc < to;
    return this.base + (summer ? rule.delta.ticks : 0n);
  }
}

function custom(id: string | null, offset: Span, shown: string | null, standard: string | null, daylight = standard, rules: NetArray | null = null, disable = false): CustomZone {
  if (id === null) argumentNull("id");
  if (id === "") raise("ArgumentException", "The specified ID parameter '' is not supported. (Parameter 'id')");
  if (offset.ticks % ticksPer.minute) raise("ArgumentException", "The TimeSpan parameter cannot be specified more precisely than whole minutes. (Parameter 'baseUtcOffset')");
  if (offset.ticks > 14n * ticksPer.hour || offset.ticks < -14n * ticksPer.hour)
    outOfRange("baseUtcOffset", "The TimeSpan parameter must be within plus or minus 14.0 hours.");
  return new CustomZone(id, offset.ticks, shown ?? "", standard ?? "", daylight ?? "", disable ? [] : ((rules?.items ?? []) as AdjustmentRule[]));
} // prettier-ignore

function rulesOf(zone: NetZone): NetArray {
  const type = named("System.TimeZoneInfo.AdjustmentRule");
  if (zone instanceof CustomZone) return new NetArray(type, [...zone.rules]);
  if (!zone.hasSummerTime) return new NetArray(type, []);
  return raise(
    "PlatformNotSupportedException",
    "The rules of this zone are not listed here; its offsets are known.",
  );
}

function ambiguousOffsets(zone: NetZone, moment: Moment): NetArray {
  if (!isAmbiguous(zone, moment))
    raise(
      "ArgumentException",
      "The supplied DateTime is not in an ambiguous time range. (Parameter 'dateTime')",
    );
  const clock = moment.ticks;
  const both = [zone.offsetAt(clock - ticksPer.day), zone.offsetAt(clock + ticksPer.day)].sort((a, b) => (a < b ? -1 : 1)); // prettier-ignore
  return new NetArray(
    named("TimeSpan"),
    both.map((ticks) => new Span(ticks)),
  );
}

const isAmbiguous = (zone: NetZone, moment: Moment) =>
  moment.offset === null
    ? zone.isAmbiguous(moment.ticks)
    : zone.isAmbiguous(moment.utc + zone.offsetAt(moment.utc));

const sameRules = (a: NetZone, b: NetZone | null) => {
  const other = b ?? argumentNull("other");
  if (a instanceof CustomZone && other instanceof CustomZone)
    return a.baseOffset === other.baseOffset && a.rules.length === other.rules.length && a.rules.every((rule, at) => rule.equals(other.rules[at])); // prettier-ignore
  const probes = Array.from({ length: 24 }, (_, month) =>
    dateTicks(2024 + Math.floor(month / 12), (month % 12) + 1, 15),
  );
  return probes.every((utc) => a.offsetAt(utc) === other.offsetAt(utc));
};
const notKept = (): never =>
  raise("PlatformNotSupportedException", "Zones are not written as texts here: keep the zone's Id instead.");

extend("System.TimeZoneInfo", {
  "static void ClearCachedData()": () => undefined,
  "static TimeZoneInfo CreateCustomTimeZone(string id, TimeSpan baseUtcOffset, string displayName, string standardDisplayName)": custom,
  "static TimeZoneInfo CreateCustomTimeZone(string id, TimeSpan baseUtcOffset, string displayName, string standardDisplayName, string daylightDisplayName, System.TimeZoneInfo.AdjustmentRule[] adjustmentRules)": custom,
  "static TimeZoneInfo CreateCustomTimeZone(string id, TimeSpan baseUtcOffset, string displayName, string standardDisplayName, string daylightDisplayName, System.TimeZoneInfo.AdjustmentRule[] adjustmentRules, bool disableDaylightSavingTime)": custom,
  "string StandardName": (zone: NetZone) => (zone instanceof CustomZone ? zone.standard : zone === utcZone ? "Coordinated Universal Time" : zone.id),
  "string DaylightName": (zone: NetZone) => (zone instanceof CustomZone ? zone.daylight : zone === utcZone ? "Coordinated Universal Time" : zone.id),
  "System.TimeZoneInfo.AdjustmentRule[] GetAdjustmentRules()": rulesOf,
  "TimeSpan[] GetAmbiguousTimeOffsets(DateTime dateTime)": ambiguousOffsets,
  "TimeSpan[] GetAmbiguousTimeOffsets(DateTimeOffset dateTimeOffset)": (zone: NetZone, moment: Moment) =>
    ambiguousOffsets(zone, new Moment(moment.utc + zone.offsetAt(moment.utc), Kind.unspecified)),
  "bool IsAmbiguousTime(DateTimeOffset dateTimeOffset)": isAmbiguous,
  "bool HasSameRules(TimeZoneInfo other)": sameRules,
  "bool Equals(TimeZoneInfo other)": (zone: NetZone, other: NetZone | null) => zone.equals(other),
  "string ToSerializedString()": notKept,
  "static TimeZoneInfo FromSerializedString(string source)": notKept,
}); // prettier-ignore

/** System.TimeZone, which .NET keeps for old code: the machine's zone, UTC as on Azure. */
class OldZone extends NetObject {
  get netType() {
    return named("TimeZone");
  }
}
const local = new OldZone();
define("System", "class TimeZone", {
  "static TimeZone CurrentTimeZone": () => local,
  "string StandardName": () => "Coordinated Universal Time",
  "string DaylightName": () => "Coordinated Universal Time",
  "TimeSpan GetUtcOffset(DateTime time)": (_: OldZone, moment: Moment) =>
    new Span(offsetOf(findZone("UTC"), moment)),
  "bool IsDaylightSavingTime(DateTime time)": () => false,
  "DateTime ToLocalTime(DateTime time)": (_: OldZone, moment: Moment) => new Moment(moment.ticks, Kind.local),
  "DateTime ToUniversalTime(DateTime time)": (_: OldZone, moment: Moment) =>
    new Moment(moment.ticks, Kind.utc),
});
