import { define, type Members } from "../../types/registry";
import { argumentNull, outOfRange, raise } from "../../values/runtime";
import { dateReader } from "../core/convert";
import {
  checkedDateTicks,
  checkedTimeTicks,
  daysInMonth,
  fileTimeEpochTicks,
  isLeapYear,
  maxTicks,
  ticksPer,
  unixEpochTicks,
} from "./calendar";
import { dateConstant, Kind, Moment } from "./moment";
import { parseDateText } from "./parseText";
import { arithmetic, comparing, formatting, now, parsing, parts } from "./shared";

function make(ticks: bigint, kind: number = Kind.unspecified): Moment {
  if (kind < 0 || kind > 2) raise("ArgumentException", "Invalid DateTimeKind value. (Parameter 'kind')");
  return new Moment(ticks, kind);
}

export function subSecond(value: number, name: string): bigint {
  if (value < 0 || value > 999) outOfRange(name, "Valid values are between 0 and 999, inclusive.");
  return BigInt(value);
}

/** Clock time from up to eight numbers: year to microsecond. */
export function clockTicks(...values: number[]): bigint {
  const [year, month, day, hour = 0, minute = 0, second = 0, milli = 0, micro = 0] = values as [number, number, number, ...number[]]; // prettier-ignore
  return (
    checkedDateTicks(year, month, day) +
    checkedTimeTicks(hour, minute, second) +
    subSecond(milli, "millisecond") * ticksPer.millisecond +
    subSecond(micro, "microsecond") * ticksPer.microsecond
  );
}

export function checkedTicks(ticks: bigint, name = "ticks"): bigint {
  if (ticks < 0n || ticks > maxTicks)
    outOfRange(name, "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.");
  return ticks;
}

const clock = ["int year, int month, int day", "int hour, int minute, int second", "int millisecond", "int microsecond"]; // prettier-ignore

function constructors(): Members {
  const members: Record<string, Members[string]> = {
    "new()": () => make(0n),
    "new(long ticks)": (ticks: bigint) => make(checkedTicks(ticks)),
    "new(long ticks, DateTimeKind kind)": (ticks: bigint, kind: number) => make(checkedTicks(ticks), kind),
  };
  for (let count = 1; count <= clock.length; count++) {
    const signature = clock.slice(0, count).join(", ");
    members[`new(${signature})`] = (...values: number[]) => make(clockTicks(...values));
    // .NET has no constructor of a date alone with a kind.
    if (count > 1)
      members[`new(${signature}, DateTimeKind kind)`] = (...values: number[]) =>
        make(clockTicks(...values.slice(0, -1)), values.at(-1));
  }
  return members;
}

function checkedMonth(year: number, month: number): number {
  if (month < 1 || month > 12) outOfRange("month", "Month must be between one and twelve.");
  checkedYear(year);
  return daysInMonth(year, month);
}

function checkedYear(year: number): number {
  if (year < 1 || year > 9999) outOfRange("year", "Year must be between 1 and 9999.");
  return year;
}

/** To UTC or local time, which is the same clock time here. */
const inKind = (kind: number) => (moment: Moment) => new Moment(moment.ticks, kind);
const today = () => {
  const { ticks } = now();
  return make(ticks - (ticks % ticksPer.day), Kind.local);
};

/** Days since 1899-12-30, as OLE Automation counts them. */
const oleEpoch = 599_264_352_000_000_000n;

function toOleDate(moment: Moment): number {
  if (moment.ticks === 0n) return 0;
  const milliseconds = (moment.ticks - oleEpoch) / ticksPer.millisecond;
  return Number(milliseconds) / 86_400_000;
}

function fromOleDate(value: number): Moment {
  if (!(value > -657435 && value < 2958466)) raise("ArgumentException", "Not a legal OleAut date.");
  return make(oleEpoch + BigInt(Math.round(value * 86_400_000)) * ticksPer.millisecond);
}

function toFileTime(moment: Moment): bigint {
  const time = moment.ticks - fileTimeEpochTicks;
  if (time < 0n) raise("ArgumentOutOfRangeException", "Not a valid Win32 FileTime.");
  return time;
}

const fromFileTime = (kind: number) => (time: bigint) => {
  if (time < 0n || time > maxTicks - fileTimeEpochTicks)
    outOfRange("fileTime", "Not a valid Win32 FileTime.");
  return make(time + fileTimeEpochTicks, kind);
};

define("System", "struct DateTime : IComparable", {
  "DateTime MinValue": dateConstant(0n, Kind.unspecified),
  "DateTime MaxValue": dateConstant(maxTicks, Kind.unspecified),
  "DateTime UnixEpoch": dateConstant(unixEpochTicks, Kind.utc),
  "static DateTime UtcNow": now,
  "static DateTime Now": () => make(now().ticks, Kind.local),
  "static DateTime Today": today,
  ...constructors(),
  ...parts,
  ...arithmetic("DateTime"),
  ...comparing("DateTime"),
  ...formatting,
  ...parsing("DateTime"),
  "DateTimeKind Kind": (moment: Moment) => moment.kind,
  "DateTime Date": (moment: Moment) => make(moment.ticks - (moment.ticks % ticksPer.day), moment.kind),
  "DateTime ToUniversalTime()": inKind(Kind.utc),
  "DateTime ToLocalTime()": inKind(Kind.local),
  "static DateTime SpecifyKind(DateTime value, DateTimeKind kind)": (moment: Moment, kind: number) =>
    make(moment.ticks, kind),
  "static int DaysInMonth(int year, int month)": checkedMonth,
  "static bool IsLeapYear(int year)": (year: number) => isLeapYear(checkedYear(year)),
  "bool IsDaylightSavingTime()": () => false,
  "string ToShortDateString()": (moment: Moment) => moment.format("d"),
  "string ToLongDateString()": (moment: Moment) => moment.format("D"),
  "string ToShortTimeString()": (moment: Moment) => moment.format("t"),
  "string ToLongTimeString()": (moment: Moment) => moment.format("T"),
  "double ToOADate()": toOleDate,
  "static DateTime FromOADate(double d)": fromOleDate,
  "long ToFileTime()": toFileTime,
  "long ToFileTimeUtc()": toFileTime,
  "static DateTime FromFileTime(long fileTime)": fromFileTime(Kind.local),
  "static DateTime FromFileTimeUtc(long fileTime)": fromFileTime(Kind.utc),
  // The kind stands in the two highest bits.
  "long ToBinary()": (moment: Moment) => BigInt.asIntN(64, moment.ticks | (BigInt(moment.kind) << 62n)),
  "static DateTime FromBinary(long dateData)": (data: bigint) => {
    const kind = Number(BigInt.asUintN(64, data) >> 62n);
    return make(checkedTicks(data & 0x3fffffffffffffffn, "dateData"), Math.min(kind, Kind.local));
  },
});

dateReader.read = (text) => parseDateText(text ?? argumentNull("s"), 0, false);
