import { Lately } from "@azure-genai-gateway/common/lately";
import { checkSize, raise } from "../../values/runtime";

/** A letter repeated, or text that stands for itself. */
export interface PatternToken {
  readonly kind: "part" | "literal";
  readonly text: string;
  /** Whether a literal was quoted or escaped, and not just no letter of the pattern language. */
  readonly quoted?: boolean;
}

const invalid = () => raise("FormatException", "Input string was not in a correct format.");
const letters = /[dfFghHKmMstyz:/]/;

/** Formats come again and again, and are short. */
const readLately = new Lately<readonly PatternToken[]>(10_000);

/** The tokens of a custom format of dates or time spans. */
export function patternTokens(format: string): readonly PatternToken[] {
  let tokens = readLately.get(format);
  if (!tokens) readLately.set(format, (tokens = readTokens(format)));
  return tokens;
}

function readTokens(format: string): readonly PatternToken[] {
  checkSize(format.length);
  const tokens: PatternToken[] = [];
  for (let at = 0; at < format.length;) {
    const char = format[at]!;
    if (char === "'" || char === '"') {
      const { text, next } = quoted(format, at);
      tokens.push({ kind: "literal", text, quoted: true });
      at = next;
    } else if (char === "\\") {
      if (at + 1 >= format.length) invalid();
      tokens.push({ kind: "literal", text: format[at + 1]!, quoted: true });
      at += 2;
    } else if (char === "%") {
      // Lets a single letter be a custom format.
      if (at + 1 >= format.length || format[at + 1] === "%") invalid();
      at++;
    } else if (letters.test(char)) {
      let end = at + 1;
      while (":/K".includes(char) ? false : format[end] === char) end++;
      tokens.push({ kind: "part", text: format.slice(at, end) });
      at = end;
    } else {
      tokens.push({ kind: "literal", text: char });
      at++;
    }
  }
  return tokens;
}

function quoted(format: string, start: number): { text: string; next: number } {
  let text = "";
  for (let at = start + 1; at < format.length; at++) {
    if (format[at] === format[start]) return { text, next: at + 1 };
    if (format[at] === "\\" && at + 1 < format.length) at++;
    text += format[at];
  }
  return raise(
    "FormatException",
    `Cannot find a matching quote character for the character '${format[start]}'.`,
  );
}

/** The patterns behind the one-letter formats of dates. */
const invariant: Readonly<Record<string, string>> = {
  d: "MM/dd/yyyy",
  D: "dddd, dd MMMM yyyy",
  f: "dddd, dd MMMM yyyy HH:mm",
  F: "dddd, dd MMMM yyyy HH:mm:ss",
  g: "MM/dd/yyyy HH:mm",
  G: "MM/dd/yyyy HH:mm:ss",
  m: "MMMM dd",
  t: "HH:mm",
  T: "HH:mm:ss",
  U: "dddd, dd MMMM yyyy HH:mm:ss",
  y: "yyyy MMMM",
};

const american: Readonly<Record<string, string>> = {
  d: "M/d/yyyy",
  D: "dddd, MMMM d, yyyy",
  f: "dddd, MMMM d, yyyy h:mm tt",
  F: "dddd, MMMM d, yyyy h:mm:ss tt",
  g: "M/d/yyyy h:mm tt",
  G: "M/d/yyyy h:mm:ss tt",
  m: "MMMM d",
  t: "h:mm tt",
  T: "h:mm:ss tt",
  U: "dddd, MMMM d, yyyy h:mm:ss tt",
  y: "MMMM yyyy",
};

/** The same in every culture. */
const fixed: Readonly<Record<string, string>> = {
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
};

/** The pattern of a format of one letter; undefined when it is none. */
export function standardPattern(format: string, isAmerican: boolean): string | undefined {
  const letter = { O: "o", R: "r", M: "m", Y: "y" }[format] ?? format;
  const table = isAmerican ? american : invariant;
  return Object.hasOwn(fixed, letter)
    ? fixed[letter]
    : Object.hasOwn(table, letter)
      ? table[letter]
      : undefined;
}
