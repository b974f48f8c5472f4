import type { Compare } from "./comparers";

/** Below this many elements .NET sorts by insertion, which keeps equal elements in their order. */
const insertionLimit = 16;

/**
 * Sorts part of `keys` as Array.Sort and List<T>.Sort do, and moves `items` along: which of several equal elements
 * comes first is theirs, too.
 */
export function introSort(
  keys: unknown[],
  items: unknown[] | undefined,
  start: number,
  count: number,
  compare: Compare,
): void {
  if (count > 1) new Sorter(keys, items, compare).sort(start, count, 2 * (Math.floor(Math.log2(count)) + 1));
}

class Sorter {
  constructor(
    private readonly keys: unknown[],
    private readonly items: unknown[] | undefined,
    private readonly compare: Compare,
  ) {}

  sort(start: number, count: number, depth: number): void {
    let size = count;
    for (let left = depth; size > 1; left--) {
      if (size <= insertionLimit) return this.small(start, size);
      if (left === 0) return this.heap(start, size);
      const pivot = this.partition(start, size);
      this.sort(start + pivot + 1, size - pivot - 1, left - 1);
      size = pivot;
    }
  }

  private small(start: number, size: number): void {
    if (size === 2) this.order(start, start + 1);
    else if (size === 3) {
      this.order(start, start + 1);
      this.order(start, start + 2);
      this.order(start + 1, start + 2);
    } else this.insertion(start, size);
  }

  /** Splits around the median of three; gives the pivot's place. */
  private partition(start: number, size: number): number {
    const last = start + size - 1;
    const middle = start + ((size - 1) >> 1);
    this.order(start, middle);
    this.order(start, last);
    this.order(middle, last);
    const pivot = this.keys[middle];
    this.swap(middle, last - 1);
    let left = start;
    let right = last - 1;
    while (left < right) {
      do left++;
      while (left < last && this.compare(this.keys[left], pivot) < 0);
      do right--;
      while (right > start && this.compare(pivot, this.keys[right]) < 0);
      if (left >= right) break;
      this.swap(left, right);
    }
    if (left !== last - 1) this.swap(left, last - 1);
    return left - start;
  }

  private insertion(start: number, size: number): void {
    for (let next = start; next < start + size - 1; next++) {
      const key = this.keys[next + 1];
      const item = this.items?.[next + 1];
      let at = next;
      while (at >= start && this.compare(key, this.keys[at]) < 0) {
        this.keys[at + 1] = this.keys[at];
        if (this.items) this.items[at + 1] = this.items[at];
        at--;
      }
      this.keys[at + 1] = key;
      if (this.items) this.items[at + 1] = item;
    }
  }

  private heap(start: number, size: number): void {
    for (let root = size >> 1; root >= 1; root--) this.sink(root, size, start);
    for (let end = size; end > 1; end--) {
      this.swap(start, start + end - 1);
      this.sink(1, end - 1, start);
    }
  }

  private sink(root: number, size: number, start: number): void {
    const key = this.keys[start + root - 1];
    const item = this.items?.[start + root - 1];
    let at = root;
    while (at <= size >> 1) {
      let child = 2 * at;
      if (child < size && this.compare(this.keys[start + child - 1], this.keys[start + child]) < 0) child++;
      if (!(this.compare(key, this.keys[start + child - 1]) < 0)) break;
      this.move(start + child - 1, start + at - 1);
      at = child;
    }
    this.keys[start + at - 1] = key;
    if (this.items) this.items[start + at - 1] = item;
  }

  private order(a: number, b: number): void {
    if (this.compare(this.keys[a], this.keys[b]) > 0) this.swap(a, b);
  }

  private move(from: number, to: number): void {
    this.keys[to] = this.keys[from];
    if (this.items) this.items[to] = this.items[from];
  }

  private swap(a: number, b: number): void {
    if (a === b) return;
    [this.keys[a], this.keys[b]] = [this.keys[b], this.keys[a]];
    if (this.items) [this.items[a], this.items[b]] = [this.items[b], this.items[a]];
  }
}
