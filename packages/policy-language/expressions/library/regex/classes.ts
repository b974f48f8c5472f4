import type { Test } from "./nodes";

/** A test by Unicode property, decided at once for ASCII. */
function byPattern(pattern: RegExp): Test {
  const ascii = Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
  return (code) => (code < 128 ? ascii[code]! : pattern.test(String.fromCharCode(code)));
}

export const digit = byPattern(/\p{Nd}/u);
export const word = byPattern(/[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u);
export const space = byPattern(/[\f\n\r\t\v\x85\p{Z}]/u);
export const not =
  (test: Test): Test =>
  (code) =>
    !test(code);

const ecma = { d: byPattern(/[0-9]/), w: byPattern(/[A-Za-z0-9_]/), s: byPattern(/[ \f\n\r\t\v]/) };
const unicode = { d: digit, w: word, s: space };

/** `\d`, `\W` and the like; undefined for another letter. */
export function shorthand(letter: string, isEcma: boolean): Test | undefined {
  const name = letter.toLowerCase();
  if (name !== "d" && name !== "w" && name !== "s") return undefined;
  const test = (isEcma ? ecma : unicode)[name];
  return name === letter ? test : not(test);
}

/** Blocks that .NET names with Is, by their first and last character. */
const blocks: Readonly<Record<string, readonly [number, number]>> = {
  IsBasicLatin: [0, 0x7f], "IsLatin-1Supplement": [0x80, 0xff], "IsLatinExtended-A": [0x100, 0x17f], "IsLatinExtended-B": [0x180, 0x24f],
  IsIPAExtensions: [0x250, 0x2af], IsGreek: [0x370, 0x3ff], IsGreekandCoptic: [0x370, 0x3ff], IsCyrillic: [0x400, 0x4ff],
  IsArmenian: [0x530, 0x58f], IsHebrew: [0x590, 0x5ff], IsArabic: [0x600, 0x6ff], IsDevanagari: [0x900, 0x97f], IsThai: [0xe00, 0xe7f],
  IsGeneralPunctuation: [0x2000, 0x206f], IsCurrencySymbols: [0x20a0, 0x20cf], IsArrows: [0x2190, 0x21ff],
  IsMathematicalOperators: [0x2200, 0x22ff], IsBoxDrawing: [0x2500, 0x257f], IsHiragana: [0x3040, 0x309f], IsKatakana: [0x30a0, 0x30ff],
  IsCJKUnifiedIdeographs: [0x4e00, 0x9fff], IsHangulSyllables: [0xac00, 0xd7af], IsPrivateUse: [0xe000, 0xf8ff],
}; // prettier-ignore
const categories = new Set(
  "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn".split(
    " ",
  ),
);

/** `\p{name}`; undefined when there is no such category or block. */
export function property(name: string): Test | undefined {
  if (categories.has(name)) return byPattern(new RegExp(`\\p{${name}}`, "u"));
  const block = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
  return block && ((code) => code >= block[0] && code <= block[1]);
}

/** A character and its other cases. */
export function sameCase(code: number): readonly number[] {
  const text = String.fromCharCode(code);
  return [...new Set([text, text.toLowerCase(), text.toUpperCase()])]
    .filter((one) => one.length === 1)
    .map((one) => one.charCodeAt(0));
}

/** Folded for comparison without case. */
export function fold(text: string): string {
  return text.toLowerCase().length === text.length ? text.toLowerCase() : text;
}
