import { evaluation, raise } from "../../values/runtime";
import {
  datePartsOf,
  dateTicks,
  dayOfWeek,
  isDate,
  maxTicks,
  ticksPer,
  timeTicks,
  unixEpochTicks,
} from "./calendar";
import { Kind, Moment } from "./moment";

/** System.Globalization.DateTimeStyles. */
export const DateTimeStyles = {
  None: 0,
  AllowLeadingWhite: 1,
  AllowTrailingWhite: 2,
  AllowInnerWhite: 4,
  AllowWhiteSpaces: 7,
  NoCurrentDateDefault: 8,
  AdjustToUniversal: 16,
  AssumeLocal: 32,
  AssumeUniversal: 64,
  RoundtripKind: 128,
} as const;

/** What a text said about a date; parts it left out are undefined. */
export interface ParsedDate {
  year?: number;
  month?: number;
  day?: number;
  weekday?: number;
  hour?: number;
  minute?: number;
  second?: number;
  /** Ticks. */
  fraction?: number;
  afternoon?: boolean;
  /** Minutes east of UTC; `utc` for Z and GMT. */
  zone?: number | "utc";
}

export const notRecognized = (text: string) =>
  raise("FormatException", `String '${text}' was not recognized as a valid DateTime.`);

export function checkStyles(styles: number): void {
  const refuse = (message: string) => raise("ArgumentException", `${message} (Parameter 'styles')`);
  const has = (style: keyof typeof DateTimeStyles) => (styles & DateTimeStyles[style]) !== 0;
  if ((styles & ~255) !== 0) refuse("An undefined DateTimeStyles value is being used.");
  if (has("AssumeLocal") && has("AssumeUniversal"))
    refuse("The DateTimeStyles values AssumeLocal and AssumeUniversal cannot be used together.");
  if (has("RoundtripKind") && (has("AssumeLocal") || has("AssumeUniversal") || has("AdjustToUniversal")))
    refuse(
      "The DateTimeStyles value RoundtripKind cannot be used with the values AssumeLocal, AssumeUniversal or AdjustToUniversal.",
    );
}

/** The clock time in ticks; undefined when the parts are no date or time. */
function clockTicks(parsed: ParsedDate, styles: number): bigint | undefined {
  const { hour = 0, minute = 0, second = 0, fraction = 0, afternoon } = parsed;
  if (minute > 59 || second > 59) return undefined;
  if (afternoon === undefined ? hour > 23 : hour > 12 || (hour === 0 && afternoon)) return undefined;
  const onClock = afternoon === undefined ? hour : (hour % 12) + (afternoon ? 12 : 0);
  const date = dateOf(parsed, styles);
  if (date === undefined) return undefined;
  return date + timeTicks({ hour: onClock, minute, second, fraction: 0 }) + BigInt(fraction);
}

/** A missing year is the current one, a missing day or month the first; without any date it is today. */
function dateOf(parsed: ParsedDate, styles: number): bigint | undefined {
  let { year, month, day } = parsed;
  if (year === undefined || month === undefined || day === undefined) {
    const today = datePartsOf(
      unixEpochTicks + BigInt(Math.floor(evaluation().runtime.clock.now())) * ticksPer.millisecond,
    );
    if (year === undefined && month === undefined && day === undefined) {
      const fixed = (styles & DateTimeStyles.NoCurrentDateDefault) !== 0;
      ({ year, month, day } = fixed ? { year: 1, month: 1, day: 1 } : today);
    } else [year, month, day] = [year ?? today.year, month ?? 1, day ?? 1];
  }
  return isDate(year, month, day) ? dateTicks(year, month, day) : undefined;
}

/** The DateTime (or, `withOffset`, the DateTimeOffset) that the parts and styles make. */
export function momentOf(text: string, parsed: ParsedDate, styles: number, withOffset: boolean): Moment {
  const ticks = clockTicks(parsed, styles) ?? notRecognized(text);
  if (parsed.weekday !== undefined && parsed.weekday !== dayOfWeek(ticks))
    raise(
      "FormatException",
      `String '${text}' was not recognized as a valid DateTime because the day of week was incorrect.`,
    );
  const zone = parsed.zone === "utc" ? 0 : parsed.zone;
  const offset = BigInt(zone ?? 0) * ticksPer.minute;
  const utc = ticks - offset;
  if (utc < 0n || utc > maxTicks) return notRecognized(text);
  const universal = (styles & DateTimeStyles.AdjustToUniversal) !== 0;
  if (withOffset)
    return universal ? new Moment(utc, Kind.unspecified, 0n) : new Moment(ticks, Kind.unspecified, offset);
  if (zone === undefined) {
    const assumed = (styles & (DateTimeStyles.AssumeLocal | DateTimeStyles.AssumeUniversal)) !== 0;
    return new Moment(ticks, !assumed ? Kind.unspecified : universal ? Kind.utc : Kind.local);
  }
  const stays = (styles & DateTimeStyles.RoundtripKind) !== 0 && parsed.zone === "utc";
  // A text with a zone becomes local time, which is UTC here.
  return new Moment(utc, universal || stays ? Kind.utc : Kind.local);
}

/** Years of two digits are those up to 2049. */
export const fullYear = (year: number) => (year <= 49 ? 2000 + year : 1900 + year);

/** Digits behind a point as ticks; an eighth one rounds. */
export function fractionTicks(digits: string): number {
  return Math.round(Number(`0.${digits.slice(0, 20) || "0"}`) * 1e7);
}
