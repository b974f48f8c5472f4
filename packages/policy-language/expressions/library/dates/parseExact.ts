import { raise } from "../../values/runtime";
import { dayNames, monthNames } from "./calendar";
import type { Moment } from "./moment";
import { DateTimeStyles, fractionTicks, fullYear, momentOf, notRecognized, type ParsedDate } from "./parsed";
import { patternTokens, standardPattern } from "./patterns";

/** The text read by one of the formats; what fits none is refused. */
export function parseDateExact(
  text: string,
  formats: readonly string[],
  styles: number,
  withOffset: boolean,
  american: boolean,
): Moment {
  for (const format of formats) {
    const parsed = new ExactReader(text, styles, american).read(format);
    if (parsed) return momentOf(text, parsed, styles, withOffset);
  }
  return notRecognized(text);
}

class ExactReader {
  private readonly parsed: ParsedDate = {};
  private readonly text: string;
  private at = 0;

  constructor(
    text: string,
    private readonly styles: number,
    private readonly american: boolean,
  ) {
    let trimmed = text;
    if (styles & DateTimeStyles.AllowLeadingWhite) trimmed = trimmed.trimStart();
    if (styles & DateTimeStyles.AllowTrailingWhite) trimmed = trimmed.trimEnd();
    this.text = trimmed;
  }

  read(format: string): ParsedDate | undefined {
    const pattern = format.length === 1 ? standardPattern(format, this.american) : format;
    if (!pattern) return raise("FormatException", "Input string was not in a correct format.");
    const tokens = patternTokens(pattern);
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index]!;
      // The fraction of `.FFF` is optional together with its point.
      if (token.text === "." && tokens[index + 1]?.text.startsWith("F") && this.text[this.at] !== ".") {
        index++;
        continue;
      }
      if (this.styles & DateTimeStyles.AllowInnerWhite) this.skipWhite();
      const wanted = this.styles & DateTimeStyles.AllowInnerWhite ? token.text.trim() : token.text;
      if (!(token.kind === "literal" ? this.literal(wanted) : this.part(token.text))) return undefined;
    }
    if (this.styles & DateTimeStyles.AllowInnerWhite) this.skipWhite();
    return this.at === this.text.length ? this.parsed : undefined;
  }

  private skipWhite(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }

  private literal(wanted: string): boolean {
    if (!this.text.startsWith(wanted, this.at)) return false;
    this.at += wanted.length;
    return true;
  }

  /** Takes what the pattern matches here. */
  private take(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.text.slice(this.at, this.at + 40));
    if (match) this.at += match[0].length;
    return match ?? undefined;
  }

  private number(least: number, most: number): number | undefined {
    const match = this.take(new RegExp(`^\\d{${least},${most}}`));
    return match && Number(match[0]);
  }

  private name(names: readonly string[], width: number): number | undefined {
    const rest = this.text.slice(this.at, this.at + 20).toLowerCase();
    const shown = width === 3 ? names.map((name) => name.slice(0, 3)) : names;
    const index = shown.findIndex((name) => rest.startsWith(name.toLowerCase()));
    if (index < 0) return undefined;
    this.at += shown[index]!.length;
    return index;
  }

  /** Sets a part; false when the text has none, or says something else than before. */
  private set<K extends keyof ParsedDate>(key: K, value: ParsedDate[K]): boolean {
    if (value === undefined) return false;
    if (this.parsed[key] !== undefined && this.parsed[key] !== value) return false;
    this.parsed[key] = value;
    return true;
  }

  private part(token: string): boolean {
    const width = token.length;
    const oneOrTwo = () => this.number(Math.min(width, 2), 2);
    switch (token[0]) {
      case "d":
        return width < 3 ? this.set("day", oneOrTwo()) : this.set("weekday", this.name(dayNames, width));
      case "M":
        if (width < 3) return this.set("month", oneOrTwo());
        return this.month(this.name(monthNames, width));
      case "y":
        return this.year(width);
      case "h":
      case "H":
        return this.set("hour", oneOrTwo());
      case "m":
        return this.set("minute", oneOrTwo());
      case "s":
        return this.set("second", oneOrTwo());
      case "f":
      case "F":
        return this.fraction(token);
      case "t":
        return this.period(width);
      case "z":
        return this.offset(width);
      case "K":
        return this.zone();
      case "g":
        return this.literal("A.D.");
      default:
        return this.literal(token);
    }
  }

  private month(index: number | undefined): boolean {
    return index !== undefined && this.set("month", index + 1);
  }

  private year(width: number): boolean {
    if (width <= 2) {
      const short = this.number(width, 2);
      return short !== undefined && this.set("year", fullYear(short));
    }
    return this.set("year", this.number(width === 3 ? 3 : width, Math.max(width, 4)));
  }

  private fraction(token: string): boolean {
    const width = token.length;
    if (width > 7) return false;
    if (token[0] === "f") {
      const digits = this.take(new RegExp(`^\\d{${width}}`));
      return digits !== undefined && this.set("fraction", fractionTicks(digits[0]));
    }
    const digits = this.take(new RegExp(`^\\d{0,${width}}`))!;
    return this.set("fraction", fractionTicks(digits[0]));
  }

  private period(width: number): boolean {
    const match = this.take(width === 1 ? /^[ap]/i : /^(am|pm)/i);
    return match !== undefined && this.set("afternoon", /^p/i.test(match[0]));
  }

  private offset(width: number): boolean {
    const pattern =
      width === 1 ? /^([+-])(\d{1,2})/ : width === 2 ? /^([+-])(\d{2})/ : /^([+-])(\d{2}):?(\d{2})/;
    const match = this.take(pattern);
    if (!match) return width === 3 && this.utc();
    const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
    return minutes <= 14 * 60 && this.set("zone", match[1] === "-" ? -minutes : minutes);
  }

  private utc(): boolean {
    return this.take(/^Z/) !== undefined && this.set("zone", "utc");
  }

  /** Z, an offset, or nothing. */
  private zone(): boolean {
    if (this.utc()) return true;
    return /^[+-]/.test(this.text.slice(this.at)) ? this.offset(3) : true;
  }
}
