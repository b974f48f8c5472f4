import { constant, define, type Members } from "../../types/registry";
import { argumentNull, outOfRange, raise } from "../../values/runtime";
import { comparisonMethods } from "./comparisons";
import { defineEnum } from "./enums";

const text = (char: number) => String.fromCharCode(char);

/** The character of a text that the two-argument tests look at. */
function charAt(value: string | null, index: number): number {
  const given = value ?? argumentNull("s");
  if (index < 0 || index >= given.length) outOfRange("index");
  return given.charCodeAt(index);
}

const matches = (pattern: RegExp) => (char: number) => pattern.test(text(char));
const between = (low: number, high: number) => (char: number) => char >= low && char <= high;

/** Tests of one character; most also take a text and an index. */
const tests: Readonly<Record<string, (char: number) => boolean>> = {
  IsControl: matches(/\p{Cc}/u),
  IsDigit: matches(/\p{Nd}/u),
  IsLetter: matches(/\p{L}/u),
  IsLetterOrDigit: matches(/[\p{L}\p{Nd}]/u),
  IsLower: matches(/\p{Ll}/u),
  IsNumber: matches(/\p{N}/u),
  IsPunctuation: matches(/\p{P}/u),
  IsSeparator: matches(/\p{Z}/u),
  IsSymbol: matches(/\p{S}/u),
  IsUpper: matches(/\p{Lu}/u),
  IsWhiteSpace: matches(/[\p{Z}\t-\r\x85]/u),
  IsSurrogate: between(0xd800, 0xdfff),
  IsHighSurrogate: between(0xd800, 0xdbff),
  IsLowSurrogate: between(0xdc00, 0xdfff),
};

const asciiTests: Readonly<Record<string, (char: number) => boolean>> = {
  IsAscii: between(0, 127),
  IsAsciiDigit: matches(/[0-9]/),
  IsAsciiHexDigit: matches(/[\da-fA-F]/),
  IsAsciiHexDigitLower: matches(/[\da-f]/),
  IsAsciiHexDigitUpper: matches(/[\dA-F]/),
  IsAsciiLetter: matches(/[a-zA-Z]/),
  IsAsciiLetterLower: matches(/[a-z]/),
  IsAsciiLetterOrDigit: matches(/[a-zA-Z0-9]/),
  IsAsciiLetterUpper: matches(/[A-Z]/),
};

/** One character to one character: what has a longer counterpart stays, and so does the dotless i. */
function changeCase(char: number, changed: string): number {
  return changed.length === 1 && char !== 0x131 ? changed.charCodeAt(0) : char;
}

const upper = (char: number) => changeCase(char, text(char).toUpperCase());
const lower = (char: number) => changeCase(char, text(char).toLowerCase());

function cases(): Members {
  const members: Record<string, Members[string]> = {};
  for (const [name, change] of [["ToUpper", upper], ["ToLower", lower]] as const) {
    members[`static char ${name}(char c)`] = change;
    members[`static char ${name}(char c, CultureInfo culture)`] = change;
    members[`static char ${name}Invariant(char c)`] = change;
  }
  return members;
} // prettier-ignore

function parse(value: string | null): number {
  const given = value ?? argumentNull("s");
  return given.length === 1
    ? given.charCodeAt(0)
    : raise("FormatException", "String must be exactly one character long.");
}

/** -1 for what is no digit; fractions such as one half have their value. */
function numericValue(char: number): number {
  const shown = text(char);
  if (/\d/.test(shown)) return Number(shown);
  const halves = { "¼": 0.25, "½": 0.5, "¾": 0.75, "¹": 1, "²": 2, "³": 3 }[shown];
  return halves ?? -1;
}

function fromUtf32(point: number): string {
  if (point < 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
    outOfRange(
      "utf32",
      "A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint values (0x00d800 ~ 0x00dfff).",
    );
  return String.fromCodePoint(point);
}

/** By number as .NET has them, with Unicode's abbreviations. */
const categories =
  "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Cn".split(" ");
defineEnum(
  "System.Globalization",
  "UnicodeCategory",
  "UppercaseLetter LowercaseLetter TitlecaseLetter ModifierLetter OtherLetter NonSpacingMark SpacingCombiningMark EnclosingMark DecimalDigitNumber LetterNumber OtherNumber SpaceSeparator LineSeparator ParagraphSeparator Control Format Surrogate PrivateUse ConnectorPunctuation DashPunctuation OpenPunctuation ClosePunctuation InitialQuotePunctuation FinalQuotePunctuation OtherPunctuation MathSymbol CurrencySymbol ModifierSymbol OtherSymbol OtherNotAssigned",
);
const categoryTests = categories.map((name) => new RegExp(`^\\p{${name}}$`, "u"));
const category = (char: number) => categoryTests.findIndex((test) => test.test(text(char)));

const toUtf32 = (value: string | null, index: number) => {
  charAt(value, index);
  return value!.codePointAt(index)!;
};

define("System", "struct Char : IComparable", {
  "char MinValue": constant(0),
  "char MaxValue": constant(0xffff),
  ...Object.fromEntries(
    Object.entries({ ...tests, ...asciiTests }).map(([name, test]) => [`static bool ${name}(char c)`, test]),
  ),
  ...Object.fromEntries(
    Object.entries(tests).map(([name, test]) => [
      `static bool ${name}(string s, int index)`,
      (value: string | null, index: number) => test(charAt(value, index)),
    ]),
  ),
  "static bool IsSurrogatePair(char highSurrogate, char lowSurrogate)": (high: number, low: number) =>
    tests.IsHighSurrogate!(high) && tests.IsLowSurrogate!(low),
  "static bool IsBetween(char c, char minInclusive, char maxInclusive)": (
    char: number,
    low: number,
    high: number,
  ) => char >= low && char <= high,
  ...cases(),
  "static bool IsSurrogatePair(string s, int index)": (value: string | null, index: number) => {
    const high = charAt(value, index);
    return (
      index + 1 < value!.length &&
      tests.IsHighSurrogate!(high) &&
      tests.IsLowSurrogate!(value!.charCodeAt(index + 1))
    );
  },
  "static int ConvertToUtf32(char highSurrogate, char lowSurrogate)": (high: number, low: number) => {
    if (!tests.IsHighSurrogate!(high))
      outOfRange(
        "highSurrogate",
        "A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.",
      );
    if (!tests.IsLowSurrogate!(low))
      outOfRange("lowSurrogate", "A valid low surrogate character is between 0xdc00 and 0xdfff, inclusive.");
    return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
  },
  "static UnicodeCategory GetUnicodeCategory(char c)": category,
  "static UnicodeCategory GetUnicodeCategory(string s, int index)": (value: string | null, index: number) =>
    category(charAt(value, index)),
  "TypeCode GetTypeCode()": () => 4,
  "static double GetNumericValue(char c)": numericValue,
  "static double GetNumericValue(string s, int index)": (value: string | null, index: number) =>
    numericValue(charAt(value, index)),
  "static char Parse(string s)": parse,
  "static bool TryParse(string s, out char result)": (value: string | null) =>
    value?.length === 1 ? [true, value.charCodeAt(0)] : [false, 0],
  "static string ConvertFromUtf32(int utf32)": fromUtf32,
  "static int ConvertToUtf32(string s, int index)": toUtf32,
  "static string ToString(char c)": text,
  "string ToString()": text,
  "string ToString(IFormatProvider provider)": text,
  ...comparisonMethods(
    "char",
    (a: number, b: number) => a - b,
    (a: number, b: number) => a === b,
    "Object must be of type Char.",
  ),
});
