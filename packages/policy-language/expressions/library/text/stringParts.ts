import { extend } from "../../types/registry";
import { argumentNull, outOfRange, raise } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { hashOf } from "../core/object";
import { compareTexts, Comparison, folded } from "./comparison";

/** Parts of both texts, as long as they are at most. */
function compareParts(a: string | null, from: number, b: string | null, into: number, length: number, comparison = 0): number {
  if (length < 0) outOfRange("length", "Length cannot be less than zero.");
  if (a === null || b === null) return compareTexts(a, b, comparison);
  if (from < 0 || from > a.length) outOfRange("indexA", "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");
  if (into < 0 || into > b.length) outOfRange("indexB", "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");
  return compareTexts(a.slice(from, from + length), b.slice(into, into + length), comparison);
} // prettier-ignore

function copyTo(text: string, from: number, array: NetArray | null, into: number, count: number): void {
  const target = array ?? argumentNull("destination");
  if (count < 0) outOfRange("count", "Count cannot be less than zero.");
  if (from < 0 || from > text.length - count) outOfRange("sourceIndex");
  if (into < 0 || into > target.items.length - count) outOfRange("destinationIndex");
  for (let at = 0; at < count; at++) target.items[into + at] = text.charCodeAt(from + at);
}

const formC = { 2: "NFD", 5: "NFKC", 6: "NFKD" } as Record<number, string> as Readonly<
  Record<number, string>
>;

extend("System.String", {
  "object Clone()": (text: string) => text,
  "TypeCode GetTypeCode()": () => 18,
  "int CompareTo(object value)": (text: string, value: unknown) =>
    value === null || typeof value === "string"
      ? compareTexts(text, value)
      : raise("ArgumentException", "Object must be of type String."),
  "int GetHashCode(StringComparison comparison)": (text: string, comparison: number) => hashOf(folded(text, comparison)),
  "static int Compare(string strA, int indexA, string strB, int indexB, int length)": compareParts,
  "static int Compare(string strA, int indexA, string strB, int indexB, int length, bool ignoreCase)":
    (a: string | null, from: number, b: string | null, into: number, length: number, ignore: boolean) => compareParts(a, from, b, into, length, Number(ignore)),
  "static int Compare(string strA, int indexA, string strB, int indexB, int length, bool ignoreCase, CultureInfo culture)":
    (a: string | null, from: number, b: string | null, into: number, length: number, ignore: boolean) => compareParts(a, from, b, into, length, Number(ignore)),
  "static int Compare(string strA, int indexA, string strB, int indexB, int length, StringComparison comparison)": compareParts,
  "static int CompareOrdinal(string strA, int indexA, string strB, int indexB, int length)":
    (a: string | null, from: number, b: string | null, into: number, length: number) => compareParts(a, from, b, into, length, Comparison.ordinal),
  "void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)": copyTo,
  "bool IsNormalized()": (text: string) => text.normalize("NFC") === text,
  "bool IsNormalized(NormalizationForm form)": (text: string, form: number) => text.normalize(formC[form] ?? "NFC") === text,
  "static string Intern(string str)": (text: string | null) => text ?? argumentNull("str"),
  "static string IsInterned(string str)": (text: string | null) => text ?? argumentNull("str"),
}); // prettier-ignore
