import { constant, define, type Members } from "../../types/registry";
import { argumentNull, box, checkSize, outOfRange, raise, tick } from "../../values/runtime";
import { iterate, NetArray, type Sequence } from "../../values/sequences";
import { named } from "../../types/registry";
import type { Type } from "../../types/types";
import { toStringOf } from "../../values/values";
import { defineEnum } from "../core/enums";
import { hashOf } from "../core/object";
import { compareTexts, Comparison, folded, ignoresCase, sameText, toLower, toUpper } from "./comparison";
import { formatComposite } from "./composite";
import { searchMembers } from "./searching";
import { replaceOrdinal, split, trim } from "./splitting";

type Types = readonly Type[];
const char = String.fromCharCode;

defineEnum(
  "System",
  "StringComparison",
  "CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase",
);
defineEnum("System", "StringSplitOptions", "None RemoveEmptyEntries TrimEntries");
defineEnum("System.Text", "NormalizationForm", { FormC: 1, FormD: 2, FormKC: 5, FormKD: 6 });

/** The characters of a char[]; none for null. */
export const charsOf = (array: NetArray | null): string[] =>
  ((array?.items ?? []) as number[]).map((code) => char(code));

function part(text: string, start: number, length = text.length - start): string {
  if (start < 0 || start > text.length)
    outOfRange(
      "startIndex",
      start < 0
        ? "StartIndex cannot be less than zero."
        : "startIndex cannot be larger than length of string.",
    );
  if (length < 0) outOfRange("length", "Length cannot be less than zero.");
  if (start + length > text.length)
    outOfRange("length", "Index and length must refer to a location within the string.");
  return text.slice(start, start + length);
}

function pad(text: string, width: number, filler: string, left: boolean): string {
  if (width < 0) outOfRange("totalWidth", "Non-negative number required.");
  checkSize(width);
  return left ? text.padStart(width, filler) : text.padEnd(width, filler);
}

function replace(text: string, old: string | null, value: string | null, comparison: number): string {
  if (old === null) argumentNull("oldValue");
  if (old === "") raise("ArgumentException", "String cannot be of zero length. (Parameter 'oldValue')");
  const added = value ?? "";
  let result: string;
  if (!ignoresCase(comparison)) result = replaceOrdinal(text, old, added);
  else {
    tick(text.length >> 5);
    result = "";
    const [inText, wanted] = [folded(text, comparison), folded(old, comparison)];
    let from = 0;
    for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, from)) {
      result += text.slice(from, at) + added;
      from = at + old.length;
      checkSize(result.length);
    }
    result += text.slice(from);
  }
  checkSize(result.length);
  return result;
}

function joined(parts: readonly string[], separator: string | null): string {
  const glue = separator ?? "";
  checkSize(parts.reduce((sum, one) => sum + one.length + glue.length, 0));
  return parts.join(glue);
}

const texts = (array: NetArray | null, name = "values"): string[] =>
  (array ?? argumentNull(name)).items.map((item) => toStringOf(item));

function range(all: readonly string[], start: number, count: number): readonly string[] {
  if (start < 0 || count < 0 || start + count > all.length) outOfRange("startIndex");
  return all.slice(start, start + count);
}

function sequenceTexts(values: Sequence | null, types: Types): string[] {
  const parts: string[] = [];
  for (const one of iterate(values ?? argumentNull("values"))) {
    tick();
    parts.push(toStringOf(box(types[0]!, one)));
  }
  return parts;
}

function repeated(code: number, count: number): string {
  if (count < 0) outOfRange("count", "'count' must be non-negative.");
  checkSize(count);
  return char(code).repeat(count);
}

function characterAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code === code && index >= 0
    ? code
    : raise("IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

function sliceOf(array: NetArray | null, start: number, length: number): string {
  const items = (array ?? argumentNull("value")).items as number[];
  if (start < 0 || length < 0 || start + length > items.length) outOfRange("startIndex");
  return items
    .slice(start, start + length)
    .map((code) => char(code))
    .join("");
}

export const charArray = (text: string) =>
  new NetArray(
    named("char"),
    Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)),
  );

const editing: Members = {
  "string Substring(int startIndex)": (text: string, start: number) => part(text, start),
  "string Substring(int startIndex, int length)": part,
  "string Replace(string oldValue, string newValue)": (text: string, old: string | null, value: string | null) =>
    replace(text, old, value, Comparison.ordinal),
  "string Replace(char oldChar, char newChar)": (text: string, old: number, value: number) =>
    text.replaceAll(char(old), () => char(value)),
  "string Replace(string oldValue, string newValue, StringComparison comparison)": replace,
  "string Replace(string oldValue, string newValue, bool ignoreCase, CultureInfo culture)": (text: string, old: string | null, value: string | null, ignore: boolean) =>
    replace(text, old, value, Number(ignore)),
  "string ToLower()": toLower,
  "string ToUpper()": toUpper,
  "string ToLower(CultureInfo culture)": (text: string) => toLower(text),
  "string ToUpper(CultureInfo culture)": (text: string) => toUpper(text),
  "string ToLowerInvariant()": toLower,
  "string ToUpperInvariant()": toUpper,
  "string Trim()": (text: string) => trim(text, [], true, true),
  "string TrimStart()": (text: string) => trim(text, [], true, false),
  "string TrimEnd()": (text: string) => trim(text, [], false, true),
  "string Trim(params char[] trimChars)": (text: string, set: NetArray | null) => trim(text, charsOf(set), true, true),
  "string TrimStart(params char[] trimChars)": (text: string, set: NetArray | null) => trim(text, charsOf(set), true, false),
  "string TrimEnd(params char[] trimChars)": (text: string, set: NetArray | null) => trim(text, charsOf(set), false, true),
  "string PadLeft(int totalWidth)": (text: string, width: number) => pad(text, width, " ", true),
  "string PadRight(int totalWidth)": (text: string, width: number) => pad(text, width, " ", false),
  "string PadLeft(int totalWidth, char paddingChar)": (text: string, width: number, filler: number) => pad(text, width, char(filler), true),
  "string PadRight(int totalWidth, char paddingChar)": (text: string, width: number, filler: number) => pad(text, width, char(filler), false),
  "string Insert(int startIndex, string value)": (text: string, start: number, value: string | null) => {
    if (value === null) argumentNull("value");
    if (start < 0 || start > text.length) outOfRange("startIndex");
    checkSize(text.length + value.length);
    return text.slice(0, start) + value + text.slice(start);
  },
  "string Remove(int startIndex)": (text: string, start: number) =>
    start < 0 || start > text.length ? outOfRange("startIndex") : text.slice(0, start),
  "string Remove(int startIndex, int count)": (text: string, start: number, count: number) => {
    part(text, start, count);
    return text.slice(0, start) + text.slice(start + count);
  },
  "string Normalize()": (text: string) => text.normalize("NFC"),
  "string Normalize(NormalizationForm form)": (text: string, form: number) =>
    text.normalize(({ 2: "NFD", 5: "NFKC", 6: "NFKD" } as Record<number, string>)[form] ?? "NFC"),
}; // prettier-ignore

const splitting: Members = {
  "string[] Split(params char[] separator)": (text: string, set: NetArray | null) => split(text, charsOf(set)),
  "string[] Split(char[] separator, int count)": (text: string, set: NetArray | null, count: number) => split(text, charsOf(set), count),
  "string[] Split(char[] separator, StringSplitOptions options)": (text: string, set: NetArray | null, options: number) => split(text, charsOf(set), Infinity, options),
  "string[] Split(char[] separator, int count, StringSplitOptions options)": (text: string, set: NetArray | null, count: number, options: number) => split(text, charsOf(set), count, options),
  "string[] Split(char separator, StringSplitOptions options = 0)": (text: string, one: number, options: number) => split(text, [char(one)], Infinity, options),
  "string[] Split(char separator, int count, StringSplitOptions options = 0)": (text: string, one: number, count: number, options: number) => split(text, [char(one)], count, options),
  "string[] Split(string separator, StringSplitOptions options = 0)": (text: string, one: string | null, options: number) => split(text, one ? [one] : [], Infinity, options),
  "string[] Split(string separator, int count, StringSplitOptions options = 0)": (text: string, one: string | null, count: number, options: number) => split(text, one ? [one] : [], count, options),
  "string[] Split(string[] separator, StringSplitOptions options)": (text: string, all: NetArray | null, options: number) => split(text, (all?.items ?? []) as string[], Infinity, options),
  "string[] Split(string[] separator, int count, StringSplitOptions options)": (text: string, all: NetArray | null, count: number, options: number) => split(text, (all?.items ?? []) as string[], count, options),
  "char[] ToCharArray()": charArray,
  "char[] ToCharArray(int startIndex, int length)": (text: string, start: number, length: number) => charArray(part(text, start, length)),
}; // prettier-ignore

const comparing: Members = {
  "bool Equals(string value)": (text: string, other: string | null) => text === other,
  "bool Equals(string value, StringComparison comparison)": sameText,
  "static bool Equals(string a, string b)": (a: string | null, b: string | null) => a === b,
  "static bool Equals(string a, string b, StringComparison comparison)": sameText,
  "int CompareTo(string other)": (text: string, other: string | null) => compareTexts(text, other),
  "int GetHashCode()": hashOf,
  "static int Compare(string a, string b)": (a: string | null, b: string | null) => compareTexts(a, b),
  "static int Compare(string a, string b, bool ignoreCase)": (a: string | null, b: string | null, ignore: boolean) => compareTexts(a, b, Number(ignore)),
  "static int Compare(string a, string b, bool ignoreCase, CultureInfo culture)": (a: string | null, b: string | null, ignore: boolean) => compareTexts(a, b, Number(ignore)),
  "static int Compare(string a, string b, StringComparison comparison)": compareTexts,
  "static int CompareOrdinal(string a, string b)": (a: string | null, b: string | null) => compareTexts(a, b, Comparison.ordinal),
}; // prettier-ignore

const making: Members = {
  "new(char[] value)": (array: NetArray | null) => charsOf(array).join(""),
  "new(char[] value, int startIndex, int length)": sliceOf,
  "new(char c, int count)": repeated,
  "static bool IsNullOrEmpty(string value)": (text: string | null) => !text,
  "static bool IsNullOrWhiteSpace(string value)": (text: string | null) => text === null || trim(text, [], true, true) === "",
  "static string Join(string separator, params string[] value)": (separator: string | null, values: NetArray | null) => joined(texts(values, "value"), separator),
  "static string Join(string separator, params object[] values)": (separator: string | null, values: NetArray | null) => joined(texts(values), separator),
  "static string Join(char separator, params string[] value)": (separator: number, values: NetArray | null) => joined(texts(values, "value"), char(separator)),
  "static string Join(char separator, params object[] values)": (separator: number, values: NetArray | null) => joined(texts(values), char(separator)),
  "static string Join(string separator, string[] value, int startIndex, int count)": (separator: string | null, values: NetArray | null, start: number, count: number) =>
    joined(range(texts(values, "value"), start, count), separator),
  "static string Join(char separator, string[] value, int startIndex, int count)": (separator: number, values: NetArray | null, start: number, count: number) =>
    joined(range(texts(values, "value"), start, count), char(separator)),
  "static string Join<T>(string separator, IEnumerable<T> values)": (separator: string | null, values: Sequence | null, types: Types) => joined(sequenceTexts(values, types), separator),
  "static string Join<T>(char separator, IEnumerable<T> values)": (separator: number, values: Sequence | null, types: Types) => joined(sequenceTexts(values, types), char(separator)),
  "static string Concat(params string[] values)": (values: NetArray | null) => joined(texts(values), ""),
  "static string Concat(params object[] args)": (values: NetArray | null) => joined(texts(values), ""),
  "static string Concat<T>(IEnumerable<T> values)": (values: Sequence | null, types: Types) => joined(sequenceTexts(values, types), ""),
  "static string Copy(string value)": (text: string | null) => text ?? argumentNull("str"),
  "static string Format(string format, params object[] args)": (format: string | null, args: NetArray | null) => formatComposite(format, (args ?? argumentNull("args")).items),
  "static string Format(IFormatProvider provider, string format, params object[] args)": (_: unknown, format: string | null, args: NetArray | null) => formatComposite(format, (args ?? argumentNull("args")).items),
}; // prettier-ignore

define("System", "class String : IEnumerable<char>, IComparable", {
  "string Empty": constant(""),
  "int Length": (text: string) => text.length,
  "char this[int index]": characterAt,
  "string ToString()": (text: string) => text,
  "string ToString(IFormatProvider provider)": (text: string) => text,
  ...making,
  ...searchMembers,
  ...comparing,
  ...editing,
  ...splitting,
});
