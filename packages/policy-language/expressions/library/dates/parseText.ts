import { raise } from "../../values/runtime";
import { dayNames, monthNames } from "./calendar";
import type { Moment } from "./moment";
import { fractionTicks, fullYear, momentOf, notRecognized, type ParsedDate } from "./parsed";

/** Longer texts are no dates; this keeps the patterns below cheap. */
const longest = 200;

const timePattern =
  /(?:^|[\sT,])(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?(?:\s*([ap])\.?m?\.?(?![a-z]))?|\s*([ap])m(?![a-z]))/i;
const zonePattern = /^\s*(?:(Z|GMT)|([+-])(\d{1,2})(?::?(\d{2}))?)(?=$|[\s,])/i;

/**
 * DateTime.Parse in the invariant culture (months before days): ISO 8601, RFC 1123, names of months in any order,
 * times with AM and PM, and each without the other. The rarest forms .NET guesses at are refused.
 * https://learn.microsoft.com/dotnet/api/system.datetime.parse#the-string-to-parse
 */
export function parseDateText(text: string, styles: number, withOffset: boolean): Moment {
  const parsed = readDate(text);
  return parsed ? momentOf(text, parsed, styles, withOffset) : refused(text);
}

const known = new Set([
  ...[...monthNames, ...dayNames].flatMap((name) => [name.toLowerCase(), name.slice(0, 3).toLowerCase()]),
  ..."am pm a p t z gmt ad".split(" "),
]);

/** A word that no date has is said with its place; other texts are only no date. */
function refused(text: string): never {
  for (const word of text.slice(0, longest).matchAll(/\p{L}+/gu))
    if (!known.has(word[0].toLowerCase()))
      raise(
        "FormatException",
        `The string '${text}' was not recognized as a valid DateTime. There is an unknown word starting at index '${word.index}'.`,
      );
  return notRecognized(text);
}

function readDate(text: string): ParsedDate | undefined {
  if (text.length > longest) return undefined;
  const parsed: ParsedDate = {};
  const rest = readTime(text.trim(), parsed);
  if (rest === undefined) return undefined;
  if (rest.trim() !== "" && !readDay(rest.trim(), parsed)) return undefined;
  return rest.trim() === "" && parsed.hour === undefined ? undefined : parsed;
}

/** Takes the time and the zone out; gives back what is left, undefined when they are wrong. */
function readTime(text: string, parsed: ParsedDate): string | undefined {
  const match = timePattern.exec(text);
  if (!match) {
    const zone = /^(.*\d)(Z|\s+GMT)$/i.exec(text);
    if (!zone) return text;
    parsed.zone = "utc";
    return zone[1];
  }
  const [all, hour, minute, second, fraction, half, halfAlone] = match;
  parsed.hour = Number(hour);
  parsed.minute = Number(minute ?? 0);
  parsed.second = Number(second ?? 0);
  parsed.fraction = fractionTicks(fraction ?? "");
  const period = half ?? halfAlone;
  if (period) parsed.afternoon = period.toLowerCase() === "p";
  let after = text.slice(match.index + all.length);
  const zone = zonePattern.exec(after);
  if (zone) {
    parsed.zone = zone[1] ? "utc" : offsetMinutes(zone[2]!, zone[3]!, zone[4]);
    if (typeof parsed.zone === "number" && Math.abs(parsed.zone) > 14 * 60) return undefined;
    after = after.slice(zone[0].length);
  }
  return `${text.slice(0, match.index)} ${after}`;
}

function offsetMinutes(sign: string, hours: string, minutes = "0"): number {
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function indexOfName(names: readonly string[], word: string): number {
  const wanted = word.toLowerCase();
  return names.findIndex(
    (name) => name.toLowerCase() === wanted || name.slice(0, 3).toLowerCase() === wanted,
  );
}

/** The date itself: numbers apart by one kind of separator, or numbers around the name of a month. */
function readDay(text: string, parsed: ParsedDate): boolean {
  const numbers: string[] = [];
  let sawMonth = false;
  for (const part of text.replace(/[Tt]$/, "").split(/[\s,/.-]+/)) {
    if (part === "") continue;
    if (/^\d+$/.test(part)) numbers.push(part);
    else if (/^\d+(st|nd|rd|th)$/i.test(part)) return false;
    else {
      const month = indexOfName(monthNames, part);
      const day = indexOfName(dayNames, part);
      if (month >= 0 && !sawMonth) {
        parsed.month = month + 1;
        sawMonth = true;
      } else if (day >= 0 && parsed.weekday === undefined) parsed.weekday = day;
      else return false;
    }
  }
  if (numbers.some((one) => one.length > 4)) return false;
  return sawMonth ? besideMonth(numbers, parsed) : inNumbers(text, numbers, parsed);
}

const isYear = (digits: string) => digits.length > 2;
const yearOf = (digits: string) => (isYear(digits) ? Number(digits) : fullYear(Number(digits)));

/** `14 March 2026`, `March 14, 2026`, `2026 March 14`, `14 March`, `March 2026`. */
function besideMonth(numbers: readonly string[], parsed: ParsedDate): boolean {
  if (numbers.length === 1) {
    const only = numbers[0]!;
    if (isYear(only) || Number(only) > 31) parsed.year = yearOf(only);
    else parsed.day = Number(only);
    return true;
  }
  if (numbers.length !== 2) return false;
  const [first, second] = isYear(numbers[0]!) ? [numbers[1]!, numbers[0]!] : [numbers[0]!, numbers[1]!];
  [parsed.day, parsed.year] = [Number(first), yearOf(second)];
  return true;
}

/** `2026-03-14`, `3/14/2026`, `3/14`, `2026-03`, `03/2026`. */
function inNumbers(text: string, numbers: readonly string[], parsed: ParsedDate): boolean {
  if (numbers.length === 0) return parsed.weekday !== undefined && parsed.hour !== undefined;
  if (numbers.length === 3) {
    const order = isYear(numbers[0]!) ? [0, 1, 2] : [2, 0, 1];
    [parsed.year, parsed.month, parsed.day] = [
      yearOf(numbers[order[0]!]!),
      Number(numbers[order[1]!]),
      Number(numbers[order[2]!]),
    ];
    return /^\D*\d+([/.-]|\s+)\d+\1\d+/.test(text);
  }
  if (numbers.length !== 2 || !/\d[/-]\d/.test(text)) return false;
  const [first, second] = numbers as [string, string];
  if (isYear(first)) [parsed.year, parsed.month] = [Number(first), Number(second)];
  else if (isYear(second)) [parsed.month, parsed.year] = [Number(first), Number(second)];
  else [parsed.month, parsed.day] = [Number(first), Number(second)];
  return true;
}
