import { raise } from "../../values/runtime";
import { datePartsOf, dayNames, dayOfWeek, monthNames, pad, ticksPer, timePartsOf } from "./calendar";
import type { Moment } from "./moment";
import { patternTokens, standardPattern } from "./patterns";

function invalid(): never {
  raise("FormatException", "Input string was not in a correct format.");
}

/** ToString(format) of a DateTime or DateTimeOffset; an empty format is the general one. */
export function formatMoment(moment: Moment, format: string, american: boolean): string {
  if (format === "") {
    const general = standardPattern("G", american)!;
    return writePattern(moment, moment.offset === null ? general : `${general} zzz`);
  }
  if (format.length > 1) return writePattern(moment, format);
  const pattern = standardPattern(format, american);
  if (pattern === undefined || (format === "U" && moment.offset !== null)) return invalid();
  // These say GMT or Z, so that an offset must be taken off.
  const inUtc = moment.offset !== null && "rRu".includes(format) ? moment.withOffset(0n) : moment;
  return writePattern(inUtc, pattern);
}

/** Whether Z, an offset or nothing follows. */
function zoneOf(moment: Moment): string {
  if (moment.offset === null && moment.kind !== 2) return moment.kind === 1 ? "Z" : "";
  return offsetText(moment, 3);
}

function offsetText(moment: Moment, width: number): string {
  const offset = moment.offset ?? 0n;
  const size = offset < 0n ? -offset : offset;
  const hours = pad(size / ticksPer.hour, width > 1 ? 2 : 1);
  const minutes = width > 2 ? `:${pad((size / ticksPer.minute) % 60n)}` : "";
  return `${offset < 0n ? "-" : "+"}${hours}${minutes}`;
}

function writePattern(moment: Moment, pattern: string): string {
  const date = datePartsOf(moment.ticks);
  const time = timePartsOf(moment.ticks);
  const fraction = pad(time.fraction, 7);
  let text = "";
  for (const token of patternTokens(pattern)) {
    if (token.kind === "literal") {
      text += token.text;
      continue;
    }
    const width = token.text.length;
    switch (token.text[0]) {
      case "d":
        text += width < 3 ? number(date.day, width) : named(dayNames, dayOfWeek(moment.ticks), width);
        break;
      case "M":
        text += width < 3 ? number(date.month, width) : named(monthNames, date.month - 1, width);
        break;
      case "y":
        text += width < 3 ? number(date.year % 100, width) : pad(date.year, width);
        break;
      case "H":
        text += number(time.hour, width);
        break;
      case "h":
        text += number(time.hour % 12 || 12, width);
        break;
      case "m":
        text += number(time.minute, width);
        break;
      case "s":
        text += number(time.second, width);
        break;
      case "f":
        text += width > 7 ? invalid() : fraction.slice(0, width);
        break;
      case "F": {
        const shown = width > 7 ? invalid() : fraction.slice(0, width).replace(/0+$/, "");
        // A fraction of nothing takes its point along.
        text = shown === "" && text.endsWith(".") ? text.slice(0, -1) : text + shown;
        break;
      }
      case "t":
        text += (time.hour < 12 ? "AM" : "PM").slice(0, width);
        break;
      case "g":
        text += "A.D.";
        break;
      case "K":
        text += zoneOf(moment);
        break;
      case "z":
        text += offsetText(moment, width);
        break;
      default:
        text += token.text;
    }
  }
  return text;
}

const number = (value: number, width: number) => pad(value, Math.min(width, 2));

const named = (names: readonly string[], index: number, width: number) =>
  width === 3 ? names[index]!.slice(0, 3) : names[index]!;
