import { define, named } from "../../types/registry";
import { argumentNull, NetObject, raise } from "../../values/runtime";
import { NetList } from "../../values/sequences";
import { maxTicks, ticksPer, unixEpochTicks } from "./calendar";
import { Kind, Moment } from "./moment";
import { Span } from "./span";

/** Windows' names of zones, which .NET takes as well as the tz database's. */
const windowsZones: Readonly<Record<string, string>> = {
  "Dateline Standard Time": "Etc/GMT+12", "Hawaiian Standard Time": "Pacific/Honolulu", "Alaskan Standard Time": "America/Anchorage",
  "Pacific Standard Time": "America/Los_Angeles", "US Mountain Standard Time": "America/Phoenix", "Mountain Standard Time": "America/Denver",
  "Central America Standard Time": "America/Guatemala", "Central Standard Time": "America/Chicago", "Central Standard Time (Mexico)": "America/Mexico_City",
  "Canada Central Standard Time": "America/Regina", "SA Pacific Standard Time": "America/Bogota", "Eastern Standard Time": "America/New_York",
  "US Eastern Standard Time": "America/Indianapolis", "Atlantic Standard Time": "America/Halifax", "Venezuela Standard Time": "America/Caracas",
  "Newfoundland Standard Time": "America/St_Johns", "E. South America Standard Time": "America/Sao_Paulo", "Argentina Standard Time": "America/Buenos_Aires",
  "Greenland Standard Time": "America/Godthab", "UTC-02": "Etc/GMT+2", "Azores Standard Time": "Atlantic/Azores", "UTC": "Etc/UTC",
  "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik", "Morocco Standard Time": "Africa/Casablanca",
  "W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Budapest", "Romance Standard Time": "Europe/Paris",
  "Central European Standard Time": "Europe/Warsaw", "W. Central Africa Standard Time": "Africa/Lagos", "GTB Standard Time": "Europe/Bucharest",
  "Egypt Standard Time": "Africa/Cairo", "E. Europe Standard Time": "Europe/Chisinau", "South Africa Standard Time": "Africa/Johannesburg",
  "FLE Standard Time": "Europe/Kiev", "Israel Standard Time": "Asia/Jerusalem", "Turkey Standard Time": "Europe/Istanbul",
  "Arabic Standard Time": "Asia/Baghdad", "Arab Standard Time": "Asia/Riyadh", "Russian Standard Time": "Europe/Moscow",
  "E. Africa Standard Time": "Africa/Nairobi", "Iran Standard Time": "Asia/Tehran", "Arabian Standard Time": "Asia/Dubai",
  "Pakistan Standard Time": "Asia/Karachi", "India Standard Time": "Asia/Calcutta", "Sri Lanka Standard Time": "Asia/Colombo",
  "Nepal Standard Time": "Asia/Katmandu", "Bangladesh Standard Time": "Asia/Dhaka", "Myanmar Standard Time": "Asia/Rangoon",
  "SE Asia Standard Time": "Asia/Bangkok", "China Standard Time": "Asia/Shanghai", "Singapore Standard Time": "Asia/Singapore",
  "W. Australia Standard Time": "Australia/Perth", "Taipei Standard Time": "Asia/Taipei", "Tokyo Standard Time": "Asia/Tokyo",
  "Korea Standard Time": "Asia/Seoul", "Cen. Australia Standard Time": "Australia/Adelaide", "AUS Central Standard Time": "Australia/Darwin",
  "E. Australia Standard Time": "Australia/Brisbane", "AUS Eastern Standard Time": "Australia/Sydney", "Tasmania Standard Time": "Australia/Hobart",
  "New Zealand Standard Time": "Pacific/Auckland", "Fiji Standard Time": "Pacific/Fiji", "Tonga Standard Time": "Pacific/Tongatapu",
}; // prettier-ignore

/** System.TimeZoneInfo over the rules that Intl has. */
export class NetZone extends NetObject {
  private readonly format: Intl.DateTimeFormat;

  constructor(
    readonly id: string,
    iana: string,
  ) {
    super();
    this.format = new Intl.DateTimeFormat("en-US", { timeZone: iana, timeZoneName: "longOffset" });
  }
  get netType() {
    return named("TimeZoneInfo");
  }
  override text() {
    return this.displayName;
  }
  override equals(other: unknown) {
    return other instanceof NetZone && other.id === this.id;
  }
  get displayName(): string {
    const { ticks } = new Span(this.baseOffset);
    if (ticks === 0n && this.id === "UTC") return "(UTC) Coordinated Universal Time";
    const size = ticks < 0n ? -ticks : ticks;
    const text = new Span(size).format("hh\\:mm");
    return `(UTC${ticks < 0n ? "-" : "+"}${text}) ${this.id}`;
  }

  /** Ticks east of UTC at a point in time. */
  offsetAt(utc: bigint): bigint {
    const ms = Number((utc - unixEpochTicks) / ticksPer.millisecond);
    const name = this.format.formatToParts(ms).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const match = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name);
    if (!match) return 0n;
    const ticks = BigInt(Number(match[2]) * 60 + Number(match[3])) * ticksPer.minute;
    return match[1] === "-" ? -ticks : ticks;
  }

  /** The offset of a clock time there: of the two around a change, the one that holds, or standard time. */
  offsetOfClock(clock: bigint): bigint {
    const early = this.offsetAt(clock - ticksPer.day);
    const late = this.offsetAt(clock + ticksPer.day);
    const fitting = [early, late].filter((offset) => this.offsetAt(clock - offset) === offset);
    if (fitting.length === 0) return this.baseOffset;
    return fitting.length === 2 && early !== late ? (early < late ? early : late) : fitting[0]!;
  }

  isInvalid(clock: bigint): boolean {
    return ![clock - ticksPer.day, clock + ticksPer.day]
      .map((at) => this.offsetAt(at))
      .some((offset) => this.offsetAt(clock - offset) === offset);
  }

  isAmbiguous(clock: bigint): boolean {
    const [early, late] = [this.offsetAt(clock - ticksPer.day), this.offsetAt(clock + ticksPer.day)] as const;
    return early !== late && [early, late].every((offset) => this.offsetAt(clock - offset) === offset);
  }

  /** Standard time: the smaller offset of the two halves of a recent year. */
  get baseOffset(): bigint {
    const [winter, summer] = this.halves;
    return winter < summer ? winter : summer;
  }
  get hasSummerTime(): boolean {
    const [winter, summer] = this.halves;
    return winter !== summer;
  }
  private get halves(): readonly [bigint, bigint] {
    const at = (month: number) =>
      this.offsetAt(unixEpochTicks + BigInt(Date.UTC(2024, month, 15)) * ticksPer.millisecond);
    return [at(0), at(6)];
  }
}

export const utcZone = new NetZone("UTC", "Etc/UTC");
const zones = new Map<string, NetZone>([
  ["utc", utcZone],
  ["etc/utc", utcZone],
]);

export function findZone(id: string | null): NetZone {
  const wanted = id ?? argumentNull("id");
  const known = zones.get(wanted.toLowerCase());
  if (known) return known;
  const windows = Object.keys(windowsZones).find((name) => name.toLowerCase() === wanted.toLowerCase());
  try {
    // Intl also takes offsets such as +01:00, which are no names.
    if (!/^[A-Za-z]/.test(wanted) || wanted.length > 60) throw new RangeError(wanted);
    const zone = new NetZone(windows ?? wanted, windows ? windowsZones[windows]! : wanted);
    zones.set(wanted.toLowerCase(), zone);
    return zone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return raise(
      "TimeZoneNotFoundException",
      `The time zone ID '${wanted}' was not found on the local computer.`,
    );
  }
}

const need = (zone: NetZone | null, name: string) => zone ?? argumentNull(name);

/** The zone of a DateTime that is not told: UTC for UTC and, as it is local here, for the others too. */
function utcOf(moment: Moment, source: NetZone): bigint {
  if (moment.kind === Kind.utc || (moment.kind === Kind.local && source === utcZone)) return moment.ticks;
  if (source.isInvalid(moment.ticks))
    raise(
      "ArgumentException",
      "The supplied DateTime represents an invalid time.  For example, when the clock is adjusted forward, any time in the period that is skipped is invalid. (Parameter 'dateTime')",
    );
  return moment.ticks - source.offsetOfClock(moment.ticks);
}

function clamp(ticks: bigint): bigint {
  return ticks < 0n ? 0n : ticks > maxTicks ? maxTicks : ticks;
}

function convert(moment: Moment, source: NetZone, target: NetZone): Moment {
  checkKind(moment, source);
  const utc = clamp(utcOf(moment, source));
  if (target === utcZone) return new Moment(utc, Kind.utc);
  return new Moment(clamp(utc + target.offsetAt(utc)), Kind.unspecified);
}

function checkKind(moment: Moment, source: NetZone): void {
  if (moment.kind !== Kind.unspecified && source !== utcZone)
    raise(
      "ArgumentException",
      "The conversion could not be completed because the supplied DateTime did not have the Kind property set correctly.  For example, when the Kind property is DateTimeKind.Local, the source time zone must be TimeZoneInfo.Local. (Parameter 'sourceTimeZone')",
    );
}

const convertOffset = (moment: Moment, zone: NetZone) => moment.withOffset(zone.offsetAt(moment.utc));

export function offsetOf(zone: NetZone, moment: Moment): bigint {
  if (moment.offset !== null || moment.kind !== Kind.unspecified) return zone.offsetAt(moment.utc);
  return zone.offsetOfClock(moment.ticks);
}

const isSummer = (zone: NetZone, moment: Moment) => offsetOf(zone, moment) !== zone.baseOffset;

define("System", "class TimeZoneInfo", {
  "static TimeZoneInfo Utc": () => utcZone,
  "static TimeZoneInfo Local": () => utcZone,
  "static TimeZoneInfo FindSystemTimeZoneById(string id)": findZone,
  "static bool TryFindSystemTimeZoneById(string id, out TimeZoneInfo timeZoneInfo)": (id: string | null) => {
    try {
      return [true, findZone(id)];
    } catch {
      return [false, null];
    }
  },
  "static IReadOnlyList<TimeZoneInfo> GetSystemTimeZones()": () =>
    new NetList(named("TimeZoneInfo"), Object.keys(windowsZones).map(findZone)),
  "static DateTime ConvertTimeFromUtc(DateTime dateTime, TimeZoneInfo destinationTimeZone)": (
    moment: Moment,
    zone: NetZone | null,
  ) =>
    convert(
      moment.kind === Kind.local ? moment : new Moment(moment.ticks, Kind.utc),
      utcZone,
      need(zone, "destinationTimeZone"),
    ),
  "static DateTime ConvertTimeToUtc(DateTime dateTime)": (moment: Moment) =>
    convert(moment, utcZone, utcZone),
  "static DateTime ConvertTimeToUtc(DateTime dateTime, TimeZoneInfo sourceTimeZone)": (
    moment: Moment,
    zone: NetZone | null,
  ) => convert(moment, need(zone, "sourceTimeZone"), utcZone),
  "static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo destinationTimeZone)": (
    moment: Moment,
    zone: NetZone | null,
  ) => convert(moment, utcZone, need(zone, "destinationTimeZone")),
  "static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo sourceTimeZone, TimeZoneInfo destinationTimeZone)":
    (moment: Moment, source: NetZone | null, target: NetZone | null) =>
      convert(moment, need(source, "sourceTimeZone"), need(target, "destinationTimeZone")),
  "static DateTimeOffset ConvertTime(DateTimeOffset dateTimeOffset, TimeZoneInfo destinationTimeZone)": (
    moment: Moment,
    zone: NetZone | null,
  ) => convertOffset(moment, need(zone, "destinationTimeZone")),
  "static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string destinationTimeZoneId)": (
    moment: Moment,
    id: string | null,
  ) => convert(moment, utcZone, findZone(id)),
  "static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string sourceTimeZoneId, string destinationTimeZoneId)":
    (moment: Moment, source: string | null, target: string | null) =>
      convert(moment, findZone(source), findZone(target)),
  "static DateTimeOffset ConvertTimeBySystemTimeZoneId(DateTimeOffset dateTimeOffset, string destinationTimeZoneId)":
    (moment: Moment, id: string | null) => convertOffset(moment, findZone(id)),
  "string Id": (zone: NetZone) => zone.id,
  "string DisplayName": (zone: NetZone) => zone.displayName,
  "string StandardName": (zone: NetZone) => (zone === utcZone ? "Coordinated Universal Time" : zone.id),
  "string DaylightName": (zone: NetZone) => (zone === utcZone ? "Coordinated Universal Time" : zone.id),
  "TimeSpan BaseUtcOffset": (zone: NetZone) => new Span(zone.baseOffset),
  "bool SupportsDaylightSavingTime": (zone: NetZone) => zone.hasSummerTime,
  "bool HasIanaId": (zone: NetZone) => zone === utcZone || !(zone.id in windowsZones),
  "TimeSpan GetUtcOffset(DateTime dateTime)": (zone: NetZone, moment: Moment) =>
    new Span(offsetOf(zone, moment)),
  "TimeSpan GetUtcOffset(DateTimeOffset dateTimeOffset)": (zone: NetZone, moment: Moment) =>
    new Span(offsetOf(zone, moment)),
  "bool IsDaylightSavingTime(DateTime dateTime)": isSummer,
  "bool IsDaylightSavingTime(DateTimeOffset dateTimeOffset)": isSummer,
  "bool IsInvalidTime(DateTime dateTime)": (zone: NetZone, moment: Moment) =>
    moment.kind === Kind.unspecified && zone.isInvalid(moment.ticks),
  "bool IsAmbiguousTime(DateTime dateTime)": (zone: NetZone, moment: Moment) =>
    moment.kind === Kind.unspecified && zone.isAmbiguous(moment.ticks),
});
