import { argumentNull, raise } from "../../values/runtime";
import { ticksPer } from "./calendar";
import { patternTokens } from "./patterns";
import { Span } from "./span";

const notRecognized = (text: string) =>
  raise("FormatException", `String '${text}' was not recognized as a valid TimeSpan.`);
const outside = (text: string) =>
  raise(
    "OverflowException",
    `The TimeSpan string '${text}' could not be parsed because at least one of the numeric components is out of range or contains too many digits.`,
  );

interface SpanText {
  days?: string;
  hours?: string;
  minutes?: string;
  seconds?: string;
  fraction?: string;
}

const maxTicks = 2n ** 63n - 1n;

/** Undefined when a part is too large. */
function ticksOf(
  { days = "0", hours = "0", minutes = "0", seconds = "0", fraction = "" }: SpanText,
  negative: boolean,
) {
  if (
    [days, hours, minutes, seconds].some((digits) => digits.replace(/^0+/, "").length > 8) ||
    fraction.length > 7
  )
    return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const size =
    BigInt(days) * ticksPer.day +
    BigInt(hours) * ticksPer.hour +
    BigInt(minutes) * ticksPer.minute +
    BigInt(seconds) * ticksPer.second +
    BigInt(fraction.padEnd(7, "0"));
  const ticks = negative ? -size : size;
  return ticks > maxTicks || ticks < -maxTicks - 1n ? undefined : ticks;
}

/** The forms with the most parts first; where two fit, the parts' ranges decide. */
const forms: readonly RegExp[] = [
  /^(?<days>\d+)$/,
  /^(?<hours>\d+):(?<minutes>\d+)$/,
  /^(?<hours>\d+):(?<minutes>\d+):(?<seconds>\d+)$/,
  /^(?<days>\d+)[.:](?<hours>\d+):(?<minutes>\d+)$/,
  /^(?<hours>\d+):(?<minutes>\d+):(?<seconds>\d+)\.(?<fraction>\d+)$/,
  /^(?<days>\d+)[.:](?<hours>\d+):(?<minutes>\d+):(?<seconds>\d+)(?:\.(?<fraction>\d+))?$/,
];

/** TimeSpan.Parse: `[-]d`, `[-][d.]hh:mm[:ss[.fffffff]]`, also with a colon behind the days. */
export function parseSpan(input: string | null): Span {
  const text = input ?? argumentNull("input");
  const trimmed = text.trim();
  const negative = trimmed.startsWith("-");
  const plain = negative ? trimmed.slice(1) : trimmed;
  if (plain.length > 100) return notRecognized(text);
  const fitting: SpanText[] = forms.flatMap((form) => {
    const groups = form.exec(plain)?.groups;
    return groups ? [groups] : [];
  });
  if (fitting.length === 0) return notRecognized(text);
  for (const parts of fitting) {
    const ticks = ticksOf(parts, negative);
    if (ticks !== undefined) return new Span(ticks);
  }
  return outside(text);
}

const standard: Readonly<Record<string, RegExp>> = {
  c: /^(?<sign>-?)(?:(?<days>\d+)\.)?(?<hours>\d{1,2}):(?<minutes>\d{1,2}):(?<seconds>\d{1,2})(?:\.(?<fraction>\d{1,7}))?$|^(?<sign2>-?)(?<whole>\d+)$/,
  g: /^(?<sign>-?)(?:(?<days>\d+):)?(?<hours>\d{1,2}):(?<minutes>\d{1,2})(?::(?<seconds>\d{1,2})(?:\.(?<fraction>\d{1,7}))?)?$/,
  G: /^(?<sign>-?)(?<days>\d+):(?<hours>\d{1,2}):(?<minutes>\d{1,2}):(?<seconds>\d{1,2})\.(?<fraction>\d{7})$/,
};

/** TimeSpan.ParseExact by one of the formats; `negate` is TimeSpanStyles.AssumeNegative for custom ones. */
export function parseSpanExact(input: string | null, formats: readonly string[], negate: boolean): Span {
  const text = input ?? argumentNull("input");
  let failure: () => never = () => notRecognized(text);
  for (const format of formats) {
    const parts = format.length === 1 ? standardParts(text, format) : customParts(text, format);
    if (!parts) continue;
    const ticks = ticksOf(parts, parts.negative ?? negate);
    if (ticks !== undefined) return new Span(ticks);
    failure = () => outside(text);
  }
  return failure();
}

type Parts = SpanText & { negative?: boolean };

function standardParts(text: string, format: string): Parts | undefined {
  const pattern = standard[{ t: "c", T: "c" }[format] ?? format];
  if (!pattern) return raise("FormatException", "Input string was not in a correct format.");
  const groups = text.length > 100 ? undefined : pattern.exec(text.trim())?.groups;
  if (!groups) return undefined;
  const negative = (groups.sign ?? groups.sign2) === "-";
  return { ...groups, days: groups.days ?? groups.whole, negative };
}

/** A pattern of letters as a regular expression of its own: each part once, in its order. */
function customParts(text: string, format: string): Parts | undefined {
  const invalid = () => raise("FormatException", "Input string was not in a correct format.");
  const parts: Record<string, string> = {};
  let at = 0;
  for (const token of patternTokens(format)) {
    if (token.kind === "literal") {
      if (!token.quoted) invalid();
      if (!text.startsWith(token.text, at)) return undefined;
      at += token.text.length;
      continue;
    }
    const name = { d: "days", h: "hours", m: "minutes", s: "seconds", f: "fraction", F: "fraction" }[
      token.text[0]!
    ];
    if (name === undefined || name in parts) return invalid();
    const digits = new RegExp(`^\\d{${countOf(token.text)}}`).exec(text.slice(at, at + 20));
    if (!digits) return undefined;
    parts[name] = digits[0];
    at += digits[0].length;
  }
  return at === text.length ? parts : undefined;
}

function countOf(token: string): string {
  const width = token.length;
  if (token[0] === "F") return `0,${width}`;
  if (token[0] === "f" || width > 1) return String(width);
  return token[0] === "d" ? "1,8" : "1,2";
}
