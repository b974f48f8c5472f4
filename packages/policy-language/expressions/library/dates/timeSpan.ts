import { constant, define, type Members } from "../../types/registry";
import { raise, setDefault } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { comparisonMethods, comparisonOperators } from "../core/comparisons";
import { defineEnum } from "../core/enums";
import { argumentNull, NetError } from "../../values/runtime";
import { ticksPer } from "./calendar";
import { Span } from "./span";
import { parseSpan, parseSpanExact } from "./spanParse";

defineEnum("System.Globalization", "TimeSpanStyles", { None: 0, AssumeNegative: 1 }, "flags");

const zero = new Span(0n);

function attempt(parse: () => Span): readonly [boolean, Span] {
  try {
    return [true, parse()];
  } catch (error) {
    if (error instanceof NetError) return [false, zero];
    throw error;
  }
}

function notNaN(value: number, parameter: string): number {
  if (Number.isNaN(value))
    raise(
      "ArgumentException",
      `TimeSpan does not accept floating point Not-a-Number values.${parameter && ` (Parameter '${parameter}')`}`,
    );
  return value;
}

/** Halves to even, as Math.Round does it. */
function rounded(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(value);
}

const multiply = (span: Span, factor: number) =>
  Span.fromNumber(rounded(Number(span.ticks) * notNaN(factor, "factor")));
const divide = (span: Span, divisor: number) =>
  Span.fromNumber(rounded(Number(span.ticks) / notNaN(divisor, "divisor")));
const ratio = (a: Span, b: Span) => Number(a.ticks) / Number(b.ticks);
const add = (a: Span, b: Span) => Span.checked(a.ticks + b.ticks);
const subtract = (a: Span, b: Span) => Span.checked(a.ticks - b.ticks);

const lowest = -(2n ** 63n);

function negate(span: Span): Span {
  if (span.ticks === lowest)
    raise("OverflowException", "Negating the minimum value of a twos complement number is invalid.");
  return new Span(-span.ticks);
}

function duration(span: Span): Span {
  if (span.ticks === lowest)
    raise(
      "OverflowException",
      "The duration cannot be returned for TimeSpan.MinValue because the absolute value of TimeSpan.MinValue exceeds the value of TimeSpan.MaxValue.",
    );
  return span.ticks < 0n ? new Span(-span.ticks) : span;
}

const fromDouble = (unit: bigint) => (value: number) => Span.fromNumber(notNaN(value, "") * Number(unit));
const exact = (unit: bigint) => (value: number | bigint) =>
  Span.checked(BigInt(value) * unit, "ArgumentOutOfRangeException");

/** Sums whole units; those left out are zero. */
const sumOf =
  (...units: bigint[]) =>
  (...values: (number | bigint)[]) =>
    Span.checked(
      units.reduce((sum, unit, index) => sum + unit * BigInt(values[index] ?? 0), 0n),
      "ArgumentOutOfRangeException",
    );

const { day, hour, minute, second, millisecond, microsecond } = ticksPer;

/** From... with a double, cut at ticks, and since .NET 9 with whole numbers, exactly. */
const factories: Members = {
  "static TimeSpan FromDays(double value)": fromDouble(day),
  "static TimeSpan FromDays(int days)": exact(day),
  "static TimeSpan FromDays(int days, int hours = 0, long minutes = 0, long seconds = 0, long milliseconds = 0, long microseconds = 0)":
    sumOf(day, hour, minute, second, millisecond, microsecond),
  "static TimeSpan FromHours(double value)": fromDouble(hour),
  "static TimeSpan FromHours(int hours)": exact(hour),
  "static TimeSpan FromHours(int hours, long minutes = 0, long seconds = 0, long milliseconds = 0, long microseconds = 0)":
    sumOf(hour, minute, second, millisecond, microsecond),
  "static TimeSpan FromMinutes(double value)": fromDouble(minute),
  "static TimeSpan FromMinutes(long minutes)": exact(minute),
  "static TimeSpan FromMinutes(long minutes, long seconds = 0, long milliseconds = 0, long microseconds = 0)":
    sumOf(minute, second, millisecond, microsecond),
  "static TimeSpan FromSeconds(double value)": fromDouble(second),
  "static TimeSpan FromSeconds(long seconds)": exact(second),
  "static TimeSpan FromSeconds(long seconds, long milliseconds = 0, long microseconds = 0)": sumOf(
    second,
    millisecond,
    microsecond,
  ),
  "static TimeSpan FromMilliseconds(double value)": fromDouble(millisecond),
  "static TimeSpan FromMilliseconds(long milliseconds)": exact(millisecond),
  "static TimeSpan FromMilliseconds(long milliseconds, long microseconds)": sumOf(millisecond, microsecond),
  "static TimeSpan FromMicroseconds(double value)": fromDouble(microsecond),
  "static TimeSpan FromMicroseconds(long microseconds)": exact(microsecond),
  "static TimeSpan FromTicks(long value)": (ticks: bigint) => new Span(ticks),
};

const total = (unit: bigint) => (span: Span) => Number(span.ticks) / Number(unit);
const part = (unit: bigint, below: bigint) => (span: Span) => Number((span.ticks / unit) % below);

const formatsOf = (array: NetArray | null) => (array ?? argumentNull("formats")).items as string[];
const one = (format: string | null) => [format ?? argumentNull("format")];

const parsing: Members = {
  "static TimeSpan Parse(string s)": parseSpan,
  "static TimeSpan Parse(string input, IFormatProvider formatProvider)": parseSpan,
  "static bool TryParse(string s, out TimeSpan result)": (text: string) => attempt(() => parseSpan(text)),
  "static bool TryParse(string input, IFormatProvider formatProvider, out TimeSpan result)": (text: string) =>
    attempt(() => parseSpan(text)),
  "static TimeSpan ParseExact(string input, string format, IFormatProvider formatProvider)": (
    text: string,
    format: string,
  ) => parseSpanExact(text, one(format), false),
  "static TimeSpan ParseExact(string input, string format, IFormatProvider formatProvider, TimeSpanStyles styles)":
    (text: string, format: string, _provider: unknown, styles: number) =>
      parseSpanExact(text, one(format), styles === 1),
  "static TimeSpan ParseExact(string input, string[] formats, IFormatProvider formatProvider)": (
    text: string,
    formats: NetArray,
  ) => parseSpanExact(text, formatsOf(formats), false),
  "static bool TryParseExact(string input, string format, IFormatProvider formatProvider, out TimeSpan result)":
    (text: string, format: string) => attempt(() => parseSpanExact(text, one(format), false)),
  "static bool TryParseExact(string input, string[] formats, IFormatProvider formatProvider, out TimeSpan result)":
    (text: string, formats: NetArray) => attempt(() => parseSpanExact(text, formatsOf(formats), false)),
};

const compare = (a: Span, b: Span) => a.compareTo(b);

define("System", "struct TimeSpan : IComparable", {
  "TimeSpan Zero": constant(zero),
  "TimeSpan MinValue": constant(new Span(lowest)),
  "TimeSpan MaxValue": constant(new Span(-lowest - 1n)),
  "long TicksPerDay": constant(day),
  "long TicksPerHour": constant(hour),
  "long TicksPerMinute": constant(minute),
  "long TicksPerSecond": constant(second),
  "long TicksPerMillisecond": constant(millisecond),
  "long TicksPerMicrosecond": constant(microsecond),
  "new()": () => zero,
  "new(long ticks)": (ticks: bigint) => new Span(ticks),
  "new(int hours, int minutes, int seconds)": (hours: number, minutes: number, seconds: number) =>
    Span.ofParts(0, hours, minutes, seconds),
  "new(int days, int hours, int minutes, int seconds)": (d: number, h: number, m: number, s: number) =>
    Span.ofParts(d, h, m, s),
  "new(int days, int hours, int minutes, int seconds, int milliseconds)": (
    d: number,
    h: number,
    m: number,
    s: number,
    ms: number,
  ) => Span.ofParts(d, h, m, s, ms),
  "new(int days, int hours, int minutes, int seconds, int milliseconds, int microseconds)": (
    d: number,
    h: number,
    m: number,
    s: number,
    ms: number,
    us: number,
  ) => Span.ofParts(d, h, m, s, ms, us),
  ...factories,
  ...parsing,
  "long Ticks": (span: Span) => span.ticks,
  "int Days": (span: Span) => Number(span.ticks / day),
  "int Hours": part(hour, 24n),
  "int Minutes": part(minute, 60n),
  "int Seconds": part(second, 60n),
  "int Milliseconds": part(millisecond, 1000n),
  "int Microseconds": part(microsecond, 1000n),
  "int Nanoseconds": (span: Span) => Number(span.ticks % 10n) * 100,
  "double TotalDays": total(day),
  "double TotalHours": total(hour),
  "double TotalMinutes": total(minute),
  "double TotalSeconds": total(second),
  "double TotalMilliseconds": total(millisecond),
  "double TotalMicroseconds": total(microsecond),
  "double TotalNanoseconds": (span: Span) => Number(span.ticks) * 100,
  "TimeSpan Add(TimeSpan ts)": add,
  "TimeSpan Subtract(TimeSpan ts)": subtract,
  "TimeSpan Negate()": negate,
  "TimeSpan Duration()": duration,
  "TimeSpan Multiply(double factor)": multiply,
  "TimeSpan Divide(double divisor)": divide,
  "double Divide(TimeSpan ts)": ratio,
  "operator TimeSpan +(TimeSpan t1, TimeSpan t2)": add,
  "operator TimeSpan -(TimeSpan t1, TimeSpan t2)": subtract,
  "operator TimeSpan -(TimeSpan t)": negate,
  "operator TimeSpan +(TimeSpan t)": (span: Span) => span,
  "operator TimeSpan *(TimeSpan timeSpan, double factor)": multiply,
  "operator TimeSpan *(double factor, TimeSpan timeSpan)": (factor: number, span: Span) =>
    multiply(span, factor),
  "operator TimeSpan /(TimeSpan timeSpan, double divisor)": divide,
  "operator double /(TimeSpan t1, TimeSpan t2)": ratio,
  "static int Compare(TimeSpan t1, TimeSpan t2)": compare,
  "static bool Equals(TimeSpan t1, TimeSpan t2)": (a: Span, b: Span) => a.equals(b),
  "string ToString()": (span: Span) => span.text(),
  "string ToString(string format)": (span: Span, format: string | null) => span.format(format ?? ""),
  "string ToString(string format, IFormatProvider formatProvider)": (span: Span, format: string | null) =>
    span.format(format ?? ""),
  ...comparisonOperators("TimeSpan", compare),
  ...comparisonMethods(
    "TimeSpan",
    compare,
    (a: Span, b: Span) => a.equals(b),
    "Object must be of type TimeSpan.",
  ),
});
setDefault("System.TimeSpan", () => zero);
