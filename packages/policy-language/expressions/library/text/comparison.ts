import { raise, tick } from "../../values/runtime";

/** System.StringComparison, by its numbers. */
export const Comparison = {
  currentCulture: 0,
  currentCultureIgnoreCase: 1,
  invariantCulture: 2,
  invariantCultureIgnoreCase: 3,
  ordinal: 4,
  ordinalIgnoreCase: 5,
} as const;

/** .NET's white space; JavaScript's has U+FEFF and lacks U+0085. */
export const white = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

const isPlain = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
};

/** Case by character as in .NET: what would take another length stays. */
function mapCase(text: string, map: (character: string) => string): string {
  if (isPlain(text)) return map(text);
  tick(text.length >> 4);
  let result = "";
  for (const character of text) {
    const mapped = map(character);
    result += mapped.length === character.length ? mapped : character;
  }
  return result;
}

export const toUpper = (text: string): string => mapCase(text, (one) => one.toUpperCase());
export const toLower = (text: string): string => mapCase(text, (one) => one.toLowerCase());

const collator = new Intl.Collator("en");
const caselessCollator = new Intl.Collator("en", { sensitivity: "accent" });

function checked(comparison: number): number {
  if (comparison < 0 || comparison > 5)
    raise(
      "ArgumentException",
      "The string comparison type passed in is currently not supported. (Parameter 'comparisonType')",
    );
  return comparison;
}

export const ignoresCase = (comparison: number): boolean => checked(comparison) % 2 === 1;

/** The text as the comparison sees it. */
export const folded = (text: string, comparison: number): string =>
  ignoresCase(comparison) ? toUpper(text) : text;

/** By code units: how far the first that differ are apart, else the lengths. */
function compareOrdinal(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = a.charCodeAt(index) - b.charCodeAt(index);
    if (difference) return difference;
  }
  return a.length - b.length;
}

/** String.Compare. Cultures order words as a dictionary does; ordinal goes by code units. Null comes first. */
export function compareTexts(
  a: string | null,
  b: string | null,
  comparison: number = Comparison.currentCulture,
): number {
  checked(comparison);
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  tick((a.length + b.length) >> 6);
  if (comparison >= Comparison.ordinal) return compareOrdinal(folded(a, comparison), folded(b, comparison));
  return (ignoresCase(comparison) ? caselessCollator : collator).compare(a, b);
}

export const compareText = (a: string | null, b: string | null, ordinal = false): number =>
  compareTexts(a, b, ordinal ? Comparison.ordinal : Comparison.currentCulture);

/** String.Equals with a comparison. */
export function sameText(a: string | null, b: string | null, comparison: number): boolean {
  checked(comparison);
  if (a === null || b === null) return a === b;
  return a === b || (ignoresCase(comparison) && a.length === b.length && toUpper(a) === toUpper(b));
}
