import { raise } from "../../values/runtime";

/** Ticks are 100 nanoseconds, counted from the first day of the year 1. */
export const ticksPer = {
  microsecond: 10n,
  millisecond: 10_000n,
  second: 10_000_000n,
  minute: 600_000_000n,
  hour: 36_000_000_000n,
  day: 864_000_000_000n,
} as const;

export const unixEpochTicks = 621_355_968_000_000_000n;
export const fileTimeEpochTicks = 504_911_232_000_000_000n;
export const maxTicks = 3_155_378_975_999_999_999n;

export const monthNames = "January February March April May June July August September October November December".split(" "); // prettier-ignore
export const dayNames = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface TimeParts {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Ticks within the second. */
  readonly fraction: number;
}

export const isLeapYear = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isDate(year: number, month: number, day: number): boolean {
  return (
    year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  );
}

/** Ticks at the start of a day; the parts are a date. */
export function dateTicks(year: number, month: number, day: number): bigint {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return unixEpochTicks + BigInt(date.getTime()) * ticksPer.millisecond;
}

/** The date of a point in time. */
export function datePartsOf(ticks: bigint): DateParts {
  const days = ticks / ticksPer.day - unixEpochTicks / ticksPer.day;
  const date = new Date(Number(days) * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function timePartsOf(ticks: bigint): TimeParts {
  const rest = ticks % ticksPer.day;
  return {
    hour: Number(rest / ticksPer.hour),
    minute: Number((rest / ticksPer.minute) % 60n),
    second: Number((rest / ticksPer.second) % 60n),
    fraction: Number(rest % ticksPer.second),
  };
}

/** 0 is Sunday. */
export const dayOfWeek = (ticks: bigint) => Number((ticks / ticksPer.day + 1n) % 7n);

/** The constructors' check of a date, with .NET's exception. */
export function checkedDateTicks(year: number, month: number, day: number): bigint {
  if (!isDate(year, month, day))
    raise(
      "ArgumentOutOfRangeException",
      "Year, Month, and Day parameters describe an un-representable DateTime.",
    );
  return dateTicks(year, month, day);
}

export function checkedTimeTicks(hour: number, minute: number, second: number): bigint {
  const fits = (value: number, below: number) => value >= 0 && value < below;
  if (!fits(hour, 24) || !fits(minute, 60) || !fits(second, 60))
    raise(
      "ArgumentOutOfRangeException",
      "Hour, Minute, and Second parameters describe an un-representable DateTime.",
    );
  return timeTicks({ hour, minute, second, fraction: 0 });
}

export function timeTicks({ hour, minute, second, fraction }: TimeParts): bigint {
  return BigInt(hour * 3600 + minute * 60 + second) * ticksPer.second + BigInt(fraction);
}

export const pad = (value: number | bigint, width = 2) => String(value).padStart(width, "0");
