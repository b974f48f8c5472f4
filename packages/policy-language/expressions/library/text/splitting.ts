import { named } from "../../types/registry";
import { outOfRange, tick, tickText } from "../../values/runtime";
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

function isWhite(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return white.test(text[at]!);
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhite(text, start)) start++;
  while (end > start && isWhite(text, end - 1)) end--;
  return text.slice(start, end);
}

/** Looking for a text is quick, however long the other one is; putting something in its place costs each time. */
export function replaceOrdinal(text: string, old: string, added: string): string {
  tickText(text.length);
  let hits = 0;
  return text.replaceAll(old, () => {
    if ((++hits & 3) === 0) tick();
    return added;
  });
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
  const goes = (at: number) => (characters.length ? characters.includes(text[at]!) : isWhite(text, at));
  let first = 0;
  let last = text.length;
  while (start && first < last && goes(first)) first++;
  while (end && last > first && goes(last - 1)) last--;
  // Looked at one by one, and what is kept may be copied.
  tick((text.length - (last - first)) >> (characters.length > 4 ? 2 : 4));
  tickText(last - first);
  return text.slice(first, last);
}
