import { define, named } from "../../types/registry";
import { argumentNull, NetObject, raise } from "../../values/runtime";
import { valuesEqual } from "../../values/values";
import type { Equality, Ordering } from "../../collections/equality";
import { hashOf } from "../core/object";
import { compareTexts, Comparison, folded, sameText } from "./comparison";

/** A StringComparer: what dictionaries, sets and LINQ take to look texts up and put them in order. */
class TextComparer extends NetObject implements Equality, Ordering {
  constructor(private readonly comparison: number) {
    super();
  }
  get netType() {
    return named("StringComparer");
  }
  same(a: unknown, b: unknown): boolean {
    return sameText(a as string | null, b as string | null, this.comparison);
  }
  keyOf(value: unknown): unknown {
    return typeof value === "string" ? folded(value, this.comparison) : value;
  }
  compare(a: unknown, b: unknown): number {
    return compareTexts(a as string | null, b as string | null, this.comparison);
  }
}

const comparers = Object.values(Comparison).map((comparison) => new TextComparer(comparison));
const of = (comparison: number) => () => comparers[comparison]!;

define("System", "class StringComparer : IComparer<string>, IEqualityComparer<string>", {
  "static StringComparer CurrentCulture": of(Comparison.currentCulture),
  "static StringComparer CurrentCultureIgnoreCase": of(Comparison.currentCultureIgnoreCase),
  "static StringComparer InvariantCulture": of(Comparison.invariantCulture),
  "static StringComparer InvariantCultureIgnoreCase": of(Comparison.invariantCultureIgnoreCase),
  "static StringComparer Ordinal": of(Comparison.ordinal),
  "static StringComparer OrdinalIgnoreCase": of(Comparison.ordinalIgnoreCase),
  "static StringComparer Create(CultureInfo culture, bool ignoreCase)": (
    culture: unknown,
    ignore: boolean,
  ) => (culture === null ? argumentNull("culture") : comparers[Number(ignore)]!),
  "static StringComparer FromComparison(StringComparison comparisonType)": (comparison: number) =>
    comparers[comparison] ??
    raise(
      "ArgumentException",
      "The string comparison type passed in is currently not supported. (Parameter 'comparisonType')",
    ),
  "int Compare(object x, object y)": (one: TextComparer, a: unknown, b: unknown) =>
    typeof (a ?? "") === "string" && typeof (b ?? "") === "string"
      ? one.compare(a, b)
      : raise("ArgumentException", "At least one object must implement IComparable."),
  "bool Equals(object x, object y)": (one: TextComparer, a: unknown, b: unknown) =>
    typeof (a ?? "") === "string" && typeof (b ?? "") === "string" ? one.same(a, b) : valuesEqual(a, b),
  "int GetHashCode(object obj)": (one: TextComparer, value: unknown) =>
    hashOf(one.keyOf(value ?? argumentNull("obj"))),
  "int Compare(string x, string y)": (one: TextComparer, a: string | null, b: string | null) =>
    one.compare(a, b),
  "bool Equals(string x, string y)": (one: TextComparer, a: string | null, b: string | null) =>
    one.same(a, b),
  "int GetHashCode(string value)": (one: TextComparer, value: string | null) =>
    hashOf(one.keyOf(value ?? argumentNull("obj"))),
});
