import { checkSize, outOfRange, raise, tick } from "../values/runtime";
import type { Type } from "../types/types";
import { defaultEquality } from "./equality";
import { generic } from "./netArray";
import { iteratorOfCursor, Sequence, type Cursor } from "./sequence";

export function modified(): never {
  raise("InvalidOperationException", "Collection was modified; enumeration operation may not execute.");
}

/** List<T>. */
export class NetList extends Sequence {
  /** Counts the changes that end an enumeration. */
  version = 0;
  /** How many elements have room before the list grows, which Capacity shows. */
  private room = 0;
  constructor(
    readonly element: Type,
    public items: unknown[],
  ) {
    super();
  }
  get netType(): Type {
    return generic("List", this.element);
  }
  override get backing(): readonly unknown[] {
    return this.items;
  }
  override cursor(): Cursor {
    return new ListCursor(this);
  }
  override [Symbol.iterator](): Iterator<unknown> {
    return iteratorOfCursor(this.cursor());
  }

  get capacity(): number {
    const { length } = this.items;
    if (this.room < length) this.room = Math.max(length, this.room * 2, this.room || !this.version ? 0 : 4);
    return this.room;
  }
  set capacity(value: number) {
    this.room = value;
  }
  check(index: number): number {
    if (!(index >= 0 && index < this.items.length)) indexOutOfRange();
    return index;
  }
  get(index: number): unknown {
    return this.items[this.check(index)];
  }
  set(index: number, value: unknown): void {
    this.items[this.check(index)] = value;
    this.version++;
  }
  add(value: unknown): void {
    this.items.push(value);
    if (this.items.length > this.room) this.room = this.room ? this.room * 2 : Math.max(4, this.items.length);
    this.version++;
    checkSize(this.items.length);
  }
  /** Puts `values` in place of `count` elements from `index` on. */
  splice(index: number, count: number, values: readonly unknown[] = []): void {
    const { items } = this;
    checkSize(items.length + values.length);
    tick((values.length + items.length - index) >> 4);
    this.items = items.slice(0, index).concat(values, items.slice(index + count));
    this.version++;
  }
  removeAt(index: number): void {
    this.check(index);
    tick((this.items.length - index) >> 6);
    this.items.splice(index, 1);
    this.version++;
  }
  clear(): void {
    this.items = [];
    this.version++;
  }
  indexOf(value: unknown, from = 0, to = this.items.length): number {
    const equality = defaultEquality(this.element);
    for (let index = from; index < to; index++) {
      tick();
      if (equality.same(this.items[index], value)) return index;
    }
    return -1;
  }
  contains(value: unknown): boolean {
    return this.indexOf(value) >= 0;
  }
  remove(value: unknown): boolean {
    const index = this.indexOf(value);
    if (index >= 0) this.removeAt(index);
    return index >= 0;
  }
}

export function indexOutOfRange(): never {
  outOfRange(
    "index",
    "Index was out of range. Must be non-negative and less than the size of the collection.",
  );
}

class ListCursor implements Cursor {
  current: unknown = null;
  private at = 0;
  private readonly version: number;
  constructor(private readonly list: NetList) {
    this.version = list.version;
  }
  moveNext(): boolean {
    const { list } = this;
    if (this.version !== list.version) modified();
    if (this.at >= list.items.length) return false;
    tick();
    this.current = list.items[this.at++];
    return true;
  }
}
