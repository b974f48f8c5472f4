import type { Members } from "../../types/registry";
import { argumentNull, outOfRange, tick } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { Comparison, folded } from "./comparison";

const char = String.fromCharCode;
const given = (text: string | null): string => text ?? argumentNull("value");
const countMessage =
  "Count must be positive and count must refer to a location within the string/array/collection.";
const startMessage =
  "Index was out of range. Must be non-negative and less than or equal to the size of the collection.";

/** The part of the text that is searched: `count` characters from `start` on. */
function windowOf(text: string, start: number, count?: number): string {
  if (start < 0 || start > text.length) outOfRange("startIndex", startMessage);
  if (count !== undefined && (count < 0 || start + count > text.length)) outOfRange("count", countMessage);
  return count === undefined ? text : text.slice(0, start + count);
}

function indexOf(
  text: string,
  value: string,
  start = 0,
  count?: number,
  comparison: number = Comparison.ordinal,
): number {
  const window = windowOf(text, start, count);
  const at = folded(window, comparison).indexOf(folded(value, comparison), start);
  // A loop that goes on from what it has found reads the text once, not once a turn.
  const read = at < 0 || comparison !== Comparison.ordinal ? window.length - start : at - start;
  tick(read >> 6);
  return at;
}

/** The last place that lies in the `count` characters which end at `start`; the text's own length counts as its end. */
function lastIndexOf(
  text: string,
  value: string,
  start: number,
  count = start + 1,
  comparison: number = Comparison.ordinal,
): number {
  if (text.length === 0 && (start === -1 || start === 0)) return value === "" ? 0 : -1;
  if (start < 0 || start > text.length) outOfRange("startIndex", startMessage);
  const atEnd = start === text.length;
  const end = atEnd ? start : start + 1;
  const wanted = atEnd && count > 0 ? count - 1 : count;
  if (wanted < 0 || end - wanted < 0) outOfRange("count", countMessage);
  tick(text.length >> 6);
  const at = folded(text.slice(0, end), comparison).lastIndexOf(folded(value, comparison));
  return at >= end - wanted ? at : -1;
}

/** A character's last place: here the text's length is behind its end. */
function lastCharacter(text: string, value: number, start: number, count = start + 1): number {
  checkBackwards(text, start, count);
  return text === "" ? -1 : lastIndexOf(text, char(value), start, count);
}

function checkBackwards(text: string, start: number, count: number): void {
  if (text === "") return;
  if (start < 0 || start >= text.length) outOfRange("startIndex", startMessage);
  if (count < 0 || count > start + 1) outOfRange("count", countMessage);
}

function anyOf(text: string, set: NetArray | null, last: boolean, start?: number, count?: number): number {
  const characters = new Set((set ?? argumentNull("anyOf")).items as number[]);
  const from = start ?? (last ? text.length - 1 : 0);
  if (last) checkBackwards(text, from, count ?? from + 1);
  else windowOf(text, from, count);
  const step = last ? -1 : 1;
  const steps = count ?? text.length;
  for (let at = from, seen = 0; at >= 0 && at < text.length && seen < steps; at += step, seen++) {
    tick();
    if (characters.has(text.charCodeAt(at))) return at;
  }
  return -1;
}

/** Members of String that look for something in it. */
export const searchMembers: Members = {
  "bool Contains(string value)": (text: string, value: string | null) => text.includes(given(value)),
  "bool Contains(char value)": (text: string, value: number) => text.includes(char(value)),
  "bool Contains(string value, StringComparison comparison)": (text: string, value: string | null, comparison: number) =>
    folded(text, comparison).includes(folded(given(value), comparison)),
  "bool Contains(char value, StringComparison comparison)": (text: string, value: number, comparison: number) =>
    folded(text, comparison).includes(folded(char(value), comparison)),
  "bool StartsWith(string value)": (text: string, value: string | null) => text.startsWith(given(value)),
  "bool StartsWith(char value)": (text: string, value: number) => text.charCodeAt(0) === value,
  "bool StartsWith(string value, StringComparison comparison)": (text: string, value: string | null, comparison: number) =>
    folded(text, comparison).startsWith(folded(given(value), comparison)),
  "bool StartsWith(string value, bool ignoreCase, CultureInfo culture)": (text: string, value: string | null, ignore: boolean) =>
    folded(text, Number(ignore)).startsWith(folded(given(value), Number(ignore))),
  "bool EndsWith(string value)": (text: string, value: string | null) => text.endsWith(given(value)),
  "bool EndsWith(char value)": (text: string, value: number) => text !== "" && text.charCodeAt(text.length - 1) === value,
  "bool EndsWith(string value, StringComparison comparison)": (text: string, value: string | null, comparison: number) =>
    folded(text, comparison).endsWith(folded(given(value), comparison)),
  "bool EndsWith(string value, bool ignoreCase, CultureInfo culture)": (text: string, value: string | null, ignore: boolean) =>
    folded(text, Number(ignore)).endsWith(folded(given(value), Number(ignore))),
  "int IndexOf(string value)": (text: string, value: string | null) => indexOf(text, given(value)),
  "int IndexOf(char value)": (text: string, value: number) => indexOf(text, char(value)),
  "int IndexOf(string value, int startIndex)": (text: string, value: string | null, start: number) =>
    indexOf(text, given(value), start),
  "int IndexOf(char value, int startIndex)": (text: string, value: number, start: number) =>
    indexOf(text, char(value), start),
  "int IndexOf(string value, int startIndex, int count)": (text: string, value: string | null, start: number, count: number) =>
    indexOf(text, given(value), start, count),
  "int IndexOf(char value, int startIndex, int count)": (text: string, value: number, start: number, count: number) =>
    indexOf(text, char(value), start, count),
  "int IndexOf(string value, StringComparison comparison)": (text: string, value: string | null, comparison: number) =>
    indexOf(text, given(value), 0, undefined, comparison),
  "int IndexOf(char value, StringComparison comparison)": (text: string, value: number, comparison: number) =>
    indexOf(text, char(value), 0, undefined, comparison),
  "int IndexOf(string value, int startIndex, StringComparison comparison)": (text: string, value: string | null, start: number, comparison: number) =>
    indexOf(text, given(value), start, undefined, comparison),
  "int IndexOf(string value, int startIndex, int count, StringComparison comparison)": (
    text: string, value: string | null, start: number, count: number, comparison: number,
  ) => indexOf(text, given(value), start, count, comparison),
  "int LastIndexOf(string value)": (text: string, value: string | null) =>
    given(value) === "" ? text.length : lastIndexOf(text, given(value), text.length - 1),
  "int LastIndexOf(char value)": (text: string, value: number) => lastCharacter(text, value, text.length - 1),
  "int LastIndexOf(string value, int startIndex)": (text: string, value: string | null, start: number) =>
    lastIndexOf(text, given(value), start),
  "int LastIndexOf(char value, int startIndex)": lastCharacter,
  "int LastIndexOf(char value, int startIndex, int count)": lastCharacter,
  "int LastIndexOf(string value, int startIndex, int count)": (text: string, value: string | null, start: number, count: number) =>
    lastIndexOf(text, given(value), start, count),
  "int LastIndexOf(string value, StringComparison comparison)": (text: string, value: string | null, comparison: number) =>
    given(value) === "" ? text.length : lastIndexOf(text, given(value), text.length - 1, undefined, comparison),
  "int LastIndexOf(string value, int startIndex, StringComparison comparison)": (text: string, value: string | null, start: number, comparison: number) =>
    lastIndexOf(text, given(value), start, undefined, comparison),
  "int LastIndexOf(string value, int startIndex, int count, StringComparison comparison)": (
    text: string, value: string | null, start: number, count: number, comparison: number,
  ) => lastIndexOf(text, given(value), start, count, comparison),
  "int IndexOfAny(char[] anyOf)": (text: string, set: NetArray | null) => anyOf(text, set, false),
  "int IndexOfAny(char[] anyOf, int startIndex)": (text: string, set: NetArray | null, start: number) =>
    anyOf(text, set, false, start),
  "int IndexOfAny(char[] anyOf, int startIndex, int count)": (text: string, set: NetArray | null, start: number, count: number) =>
    anyOf(text, set, false, start, count),
  "int LastIndexOfAny(char[] anyOf)": (text: string, set: NetArray | null) => anyOf(text, set, true),
  "int LastIndexOfAny(char[] anyOf, int startIndex)": (text: string, set: NetArray | null, start: number) =>
    anyOf(text, set, true, start),
  "int LastIndexOfAny(char[] anyOf, int startIndex, int count)": (text: string, set: NetArray | null, start: number, count: number) =>
    anyOf(text, set, true, start, count),
}; // prettier-ignore
