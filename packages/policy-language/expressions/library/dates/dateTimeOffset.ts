import { define } from "../../types/registry";
import { outOfRange, raise } from "../../values/runtime";
import { fileTimeEpochTicks, maxTicks, ticksPer, unixEpochTicks } from "./calendar";
import { checkedTicks, clockTicks } from "./dateTime";
import { Kind, Moment, offsetConstant, offsetMoment } from "./moment";
import { arithmetic, comparing, formatting, now, parsing, parts } from "./shared";
import { Span } from "./span";

/** UTC and local times have their own offset, here the same; a time of no kind takes any. */
function fromDateTime(moment: Moment, offset?: Span): Moment {
  if (offset && moment.kind !== Kind.unspecified && offset.ticks !== 0n)
    raise(
      "ArgumentException",
      moment.kind === Kind.utc
        ? "The UTC Offset for Utc DateTime instances must be 0. (Parameter 'offset')"
        : "The UTC Offset of the local dateTime parameter does not match the offset argument. (Parameter 'offset')",
    );
  return offsetMoment(moment.ticks, offset?.ticks ?? 0n);
}

/** Seconds (or milliseconds) since 1970, rounded down also before it. */
function unixTime(unit: bigint): (moment: Moment) => bigint {
  return (moment) => {
    const ticks = moment.utc - unixEpochTicks;
    return ticks >= 0n || ticks % unit === 0n ? ticks / unit : ticks / unit - 1n;
  };
}

function fromUnixTime(unit: bigint, name: string): (value: bigint) => Moment {
  const least = -unixEpochTicks / unit;
  const most = (maxTicks - unixEpochTicks) / unit;
  return (value) => {
    if (value < least || value > most)
      outOfRange(name, `Valid values are between ${least} and ${most}, inclusive.`);
    return new Moment(unixEpochTicks + value * unit, Kind.unspecified, 0n);
  };
}

function toFileTime(moment: Moment): bigint {
  if (moment.utc < fileTimeEpochTicks) raise("ArgumentOutOfRangeException", "Not a valid Win32 FileTime.");
  return moment.utc - fileTimeEpochTicks;
}

const inUtc = (moment: Moment) => moment.withOffset(0n);
const dateTime = (ticks: (moment: Moment) => bigint, kind: number) => (moment: Moment) =>
  new Moment(ticks(moment), kind);
const utcNow = () => now().withOffset(0n);

define("System", "struct DateTimeOffset : IComparable", {
  "DateTimeOffset MinValue": offsetConstant(0n),
  "DateTimeOffset MaxValue": offsetConstant(maxTicks),
  "DateTimeOffset UnixEpoch": offsetConstant(unixEpochTicks),
  "static DateTimeOffset UtcNow": utcNow,
  "static DateTimeOffset Now": utcNow,
  "new()": () => new Moment(0n, Kind.unspecified, 0n),
  "new(DateTime dateTime)": (moment: Moment) => fromDateTime(moment),
  "new(DateTime dateTime, TimeSpan offset)": fromDateTime,
  "new(long ticks, TimeSpan offset)": (ticks: bigint, offset: Span) =>
    offsetMoment(checkedTicks(ticks), offset.ticks),
  "new(int year, int month, int day, int hour, int minute, int second, TimeSpan offset)": (
    year: number,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
    offset: Span,
  ) => offsetMoment(clockTicks(year, month, day, hour, minute, second), offset.ticks),
  "new(int year, int month, int day, int hour, int minute, int second, int millisecond, TimeSpan offset)": (
    year: number,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
    millisecond: number,
    offset: Span,
  ) => offsetMoment(clockTicks(year, month, day, hour, minute, second, millisecond), offset.ticks),
  ...parts,
  ...arithmetic("DateTimeOffset"),
  ...comparing("DateTimeOffset"),
  ...formatting,
  ...parsing("DateTimeOffset"),
  "DateTime Date": dateTime((moment) => moment.ticks - (moment.ticks % ticksPer.day), Kind.unspecified),
  "DateTime DateTime": dateTime((moment) => moment.ticks, Kind.unspecified),
  "DateTime UtcDateTime": dateTime((moment) => moment.utc, Kind.utc),
  "DateTime LocalDateTime": dateTime((moment) => moment.utc, Kind.local),
  "TimeSpan Offset": (moment: Moment) => new Span(moment.offset!),
  "int TotalOffsetMinutes": (moment: Moment) => Number(moment.offset! / ticksPer.minute),
  "long UtcTicks": (moment: Moment) => moment.utc,
  "DateTimeOffset ToUniversalTime()": inUtc,
  "DateTimeOffset ToLocalTime()": inUtc,
  "DateTimeOffset ToOffset(TimeSpan offset)": (moment: Moment, offset: Span) =>
    moment.withOffset(offset.ticks),
  "bool EqualsExact(DateTimeOffset other)": (a: Moment, b: Moment) =>
    a.ticks === b.ticks && a.offset === b.offset,
  "long ToUnixTimeSeconds()": unixTime(ticksPer.second),
  "long ToUnixTimeMilliseconds()": unixTime(ticksPer.millisecond),
  "static DateTimeOffset FromUnixTimeSeconds(long seconds)": fromUnixTime(ticksPer.second, "seconds"),
  "static DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)": fromUnixTime(
    ticksPer.millisecond,
    "milliseconds",
  ),
  "long ToFileTime()": toFileTime,
  "static DateTimeOffset FromFileTime(long fileTime)": (time: bigint) =>
    offsetMoment(checkedTicks(time + fileTimeEpochTicks, "fileTime"), 0n),
  "implicit DateTimeOffset(DateTime dateTime)": (moment: Moment) => fromDateTime(moment),
});
