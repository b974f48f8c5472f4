import { named } from "../../types/registry";
import { outOfRange, tick } from "../../values/runtime";
import { NetArray } from "../../values/sequences";
import { white } from "./comparison";

const Options = { removeEmpty: 1, trim: 2 } as const;

export const strings = (items: readonly string[]): NetArray => new NetArray(named("string"), [...items]);

/** Where the next separator stands; without any given, white space separates. */
function nextSeparator(text: string, from: number, separators: readonly string[]) {
  if (separators.length === 0) {
    for (let at = from; at < text.length; at++) if (white.test(text[at]!)) return { at, length: 1 };
    return undefined;
  }
  let found: { at: number; length: number } | undefined;
  for (const one of separators) {
    const at = one === "" ? -1 : text.indexOf(one, from);
    if (at >= 0 && (!found || at < found.at)) found = { at, length: one.length };
  }
  return found;
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && white.test(text[start]!)) start++;
  while (end > start && white.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** String.Split: at most `count` parts, the last of which keeps what is left. */
export function split(text: string, separators: readonly string[], count = Infinity, options = 0): NetArray {
  if (count < 0) outOfRange("count", "'count' must be non-negative.");
  if (count === 0) return strings([]);
  tick(text.length >> 5);
  if (separators.length === 1 && separators[0] !== "" && options === 0 && count === Infinity) {
    const parts = text.split(separators[0]!);
    tick(parts.length);
    return new NetArray(named("string"), parts);
  }
  const shown = (part: string) => (options & Options.trim ? trimmed(part) : part);
  const kept = (part: string) => !(options & Options.removeEmpty) || part !== "";
  const parts: string[] = [];
  let at = 0;
  // Looking for each of many separators from each place would cost their product.
  const wanted = separators.filter((one) => one === "" || text.includes(one));
  const given = separators.length > 0 && wanted.length === 0 ? undefined : wanted;
  while (given && parts.length + 1 < count) {
    const found = nextSeparator(text, at, given);
    if (!found) break;
    tick();
    const part = shown(text.slice(at, found.at));
    if (kept(part)) parts.push(part);
    at = found.at + found.length;
  }
  const last = shown(text.slice(at));
  if (kept(last)) parts.push(last);
  return strings(parts);
}

/** The text without those characters at its ends; white space when none are given. */
export function trim(text: string, characters: readonly string[], start: boolean, end: boolean): string {
  // Character by character, which is dearer than what the call costs for the text's length.
  if (text.length > 1000) tick(text.length >> 4);
  const goes = (one: string) => (characters.length ? characters.includes(one) : white.test(one));
  let first = 0;
  let last = text.length;
  while (start && first < last && goes(text[first]!)) first++;
  while (end && last > first && goes(text[last - 1]!)) last--;
  return text.slice(first, last);
}
