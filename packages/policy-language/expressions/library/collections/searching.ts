import { argumentNull, outOfRange, tick } from "../../values/runtime";
import type { Compare } from "./comparers";

export type Test = (value: unknown) => boolean;

const startRange =
  "Index was out of range. Must be non-negative and less than or equal to the size of the collection.";
const lastRange = "Index was out of range. Must be non-negative and less than the size of the collection.";
const countRange =
  "Count must be positive and count must refer to a location within the string/array/collection.";

/** Where the first element that matches stands among `count` from `start` on; -1 for nowhere. */
export function findIndex(
  items: readonly unknown[],
  match: Test | null,
  start: number,
  count: number,
): number {
  if (match === null) argumentNull("match");
  if (start < 0 || start > items.length) outOfRange("startIndex", startRange);
  if (count < 0 || start > items.length - count) outOfRange("count", countRange);
  for (let index = start; index < start + count; index++) {
    tick();
    if (match(items[index])) return index;
  }
  return -1;
}

/** The same from `start` downwards. */
export function findLastIndex(
  items: readonly unknown[],
  match: Test | null,
  start: number,
  count: number,
): number {
  if (match === null) argumentNull("match");
  if (items.length === 0 ? start !== -1 : start < 0 || start >= items.length)
    outOfRange("startIndex", lastRange);
  if (count < 0 || start - count + 1 < 0) outOfRange("count", countRange);
  for (let index = start; index > start - count; index--) {
    tick();
    if (match(items[index])) return index;
  }
  return -1;
}

/** Where the value stands in sorted elements; the complement of where it would stand when it is not there. */
export function binarySearch(
  items: readonly unknown[],
  start: number,
  count: number,
  value: unknown,
  compare: Compare,
): number {
  let low = start;
  let high = start + count - 1;
  while (low <= high) {
    tick();
    const middle = low + ((high - low) >> 1);
    const order = compare(items[middle], value);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}
