import type { Members } from "../../types/registry";
import { argumentNull, evaluation, NetError } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { comparisonMethods, comparisonOperators } from "../core/comparisons";
import { cultureOf } from "../core/culture";
import {
  datePartsOf,
  dateTicks,
  dayOfWeek,
  ticksPer,
  timePartsOf,
  type DateParts,
  type TimeParts,
} from "./calendar";
import { fromMs, Kind, Moment } from "./moment";
import { parseDateExact } from "./parseExact";
import { parseDateText } from "./parseText";
import { checkStyles, DateTimeStyles } from "./parsed";
import { Span } from "./span";

export const now = (): Moment => fromMs(evaluation().runtime.clock.now());

const datePart = (key: keyof DateParts) => (moment: Moment) => datePartsOf(moment.ticks)[key];
const timePart = (key: keyof TimeParts) => (moment: Moment) => timePartsOf(moment.ticks)[key];

/** Days of the year are counted from 1. */
function dayOfYear(moment: Moment): number {
  const { year } = datePartsOf(moment.ticks);
  return Number((moment.ticks - dateTicks(year, 1, 1)) / ticksPer.day) + 1;
}

export const parts: Members = {
  "int Year": datePart("year"),
  "int Month": datePart("month"),
  "int Day": datePart("day"),
  "int Hour": timePart("hour"),
  "int Minute": timePart("minute"),
  "int Second": timePart("second"),
  "int Millisecond": (moment: Moment) => Math.floor(timePartsOf(moment.ticks).fraction / 10_000),
  "int Microsecond": (moment: Moment) => Math.floor(timePartsOf(moment.ticks).fraction / 10) % 1000,
  "int Nanosecond": (moment: Moment) => (timePartsOf(moment.ticks).fraction % 10) * 100,
  "DayOfWeek DayOfWeek": (moment: Moment) => dayOfWeek(moment.ticks),
  "int DayOfYear": dayOfYear,
  "long Ticks": (moment: Moment) => moment.ticks,
  "TimeSpan TimeOfDay": (moment: Moment) => new Span(moment.ticks % ticksPer.day),
};

/** What both types add and subtract. */
export function arithmetic(type: string): Members {
  const units: Record<string, bigint> = {
    Days: ticksPer.day,
    Hours: ticksPer.hour,
    Minutes: ticksPer.minute,
    Seconds: ticksPer.second,
    Milliseconds: ticksPer.millisecond,
    Microseconds: ticksPer.microsecond,
  };
  const difference = (a: Moment, b: Moment) => new Span(a.utc - b.utc);
  return {
    ...Object.fromEntries(
      Object.entries(units).map(([name, unit]) => [
        `${type} Add${name}(double value)`,
        (moment: Moment, count: number) => moment.addUnits(count, unit),
      ]),
    ),
    [`${type} AddMonths(int months)`]: (moment: Moment, months: number) => moment.addMonths(months),
    [`${type} AddYears(int value)`]: (moment: Moment, years: number) => moment.addYears(years),
    [`${type} AddTicks(long value)`]: (moment: Moment, ticks: bigint) => moment.add(ticks),
    [`${type} Add(TimeSpan value)`]: (moment: Moment, span: Span) => moment.add(span.ticks),
    [`${type} Subtract(TimeSpan value)`]: (moment: Moment, span: Span) => moment.add(-span.ticks),
    [`TimeSpan Subtract(${type} value)`]: difference,
    [`operator TimeSpan -(${type} d1, ${type} d2)`]: difference,
    [`operator ${type} +(${type} d, TimeSpan t)`]: (moment: Moment, span: Span) =>
      moment.add(span.ticks, "t"),
    [`operator ${type} -(${type} d, TimeSpan t)`]: (moment: Moment, span: Span) =>
      moment.add(-span.ticks, "t"),
  };
}

const compare = (a: Moment, b: Moment) => a.compareTo(b);

export function comparing(type: string): Members {
  return {
    [`static int Compare(${type} t1, ${type} t2)`]: compare,
    [`static bool Equals(${type} t1, ${type} t2)`]: (a: Moment, b: Moment) => a.equals(b),
    ...comparisonOperators(type, compare),
    ...comparisonMethods(
      type,
      compare,
      (a: Moment, b: Moment) => a.equals(b),
      `Object must be of type ${type}.`,
    ),
  };
}

const write = (moment: Moment, format: string | null, provider: unknown = null) =>
  moment.format(format ?? "", cultureOf(provider).american);

export const formatting: Members = {
  "string ToString()": (moment: Moment) => write(moment, ""),
  "string ToString(string format)": (moment: Moment, format: string | null) => write(moment, format),
  "string ToString(IFormatProvider provider)": (moment: Moment, provider: unknown) =>
    write(moment, "", provider),
  "string ToString(string format, IFormatProvider provider)": write,
};

function attempt(parse: () => Moment, withOffset: boolean): readonly [boolean, Moment] {
  try {
    return [true, parse()];
  } catch (error) {
    if (error instanceof NetError)
      return [false, withOffset ? new Moment(0n, Kind.unspecified, 0n) : new Moment(0n, Kind.unspecified)];
    throw error;
  }
}

/** Parse and its three relatives, for one of the two types. */
export function parsing(type: string): Members {
  const withOffset = type === "DateTimeOffset";
  // A DateTimeOffset keeps its offset anyway; RoundtripKind says nothing about it.
  const allowed = (styles: number) => {
    checkStyles(styles);
    return withOffset ? styles & ~DateTimeStyles.RoundtripKind : styles;
  };
  const parse = (text: string | null, _provider: unknown = null, styles = 0) =>
    parseDateText(text ?? argumentNull(withOffset ? "input" : "s"), allowed(styles), withOffset);
  const exact = (text: string | null, formats: readonly string[], provider: unknown, styles = 0) =>
    parseDateExact(
      text ?? argumentNull(withOffset ? "input" : "s"),
      formats,
      allowed(styles),
      withOffset,
      cultureOf(provider).american,
    );
  const one = (format: string | null) => [format ?? argumentNull("format")];
  const many = (formats: NetArray | null) => (formats ?? argumentNull("formats")).items as string[];
  const result = `out ${type} result`;
  return {
    [`static ${type} Parse(string s)`]: (text: string | null) => parse(text),
    [`static ${type} Parse(string s, IFormatProvider provider)`]: (text: string | null) => parse(text),
    [`static ${type} Parse(string s, IFormatProvider provider, DateTimeStyles styles)`]: parse,
    [`static bool TryParse(string s, ${result})`]: (text: string | null) =>
      attempt(() => parse(text), withOffset),
    [`static bool TryParse(string s, IFormatProvider provider, ${result})`]: (text: string | null) =>
      attempt(() => parse(text), withOffset),
    [`static bool TryParse(string s, IFormatProvider provider, DateTimeStyles styles, ${result})`]: (
      text: string | null,
      provider: unknown,
      styles: number,
    ) => {
      checkStyles(styles);
      return attempt(() => parse(text, provider, styles), withOffset);
    },
    [`static ${type} ParseExact(string s, string format, IFormatProvider provider)`]: (
      text: string | null,
      format: string | null,
      provider: unknown,
    ) => exact(text, one(format), provider),
    [`static ${type} ParseExact(string s, string format, IFormatProvider provider, DateTimeStyles style)`]: (
      text: string | null,
      format: string | null,
      provider: unknown,
      styles: number,
    ) => exact(text, one(format), provider, styles),
    [`static ${type} ParseExact(string s, string[] formats, IFormatProvider provider, DateTimeStyles style)`]:
      (text: string | null, formats: NetArray | null, provider: unknown, styles: number) =>
        exact(text, many(formats), provider, styles),
    [`static bool TryParseExact(string s, string format, IFormatProvider provider, DateTimeStyles style, ${result})`]:
      (text: string | null, format: string | null, provider: unknown, styles: number) => {
        checkStyles(styles);
        return attempt(() => exact(text, one(format), provider, styles), withOffset);
      },
    [`static bool TryParseExact(string s, string[] formats, IFormatProvider provider, DateTimeStyles style, ${result})`]:
      (text: string | null, formats: NetArray | null, provider: unknown, styles: number) => {
        checkStyles(styles);
        return attempt(() => exact(text, many(formats), provider, styles), withOffset);
      },
  };
}
