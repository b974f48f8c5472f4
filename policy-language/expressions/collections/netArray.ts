import { findDefinition } from "../registry";
import { raise } from "../runtime";
import { Type } from "../types";
import { ArrayCursor, Sequence, type Cursor } from "./sequence";

/** A constructed generic type, by the simple name of its definition. */
export const generic = (name: string, ...args: Type[]): Type =>
  Type.of(findDefinition(name, args.length)!, args);

export function outsideArray(): never {
  raise("IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

/** An array of any rank; the elements of several dimensions stand row by row. */
export class NetArray extends Sequence {
  lengths: number[];
  constructor(
    readonly element: Type,
    readonly items: unknown[],
  ) {
    super();
    this.lengths = [items.length];
  }
  get netType(): Type {
    return Type.array(this.element, this.lengths.length);
  }
  override get backing(): readonly unknown[] {
    return this.items;
  }
  override cursor(): Cursor {
    return new ArrayCursor(this.items);
  }
  override [Symbol.iterator](): Iterator<unknown> {
    return this.items[Symbol.iterator]();
  }
  at(index: readonly number[]): number {
    let at = 0;
    for (let dimension = 0; dimension < index.length; dimension++) {
      const one = index[dimension]!;
      const length = this.lengths[dimension]!;
      if (!(one >= 0 && one < length)) outsideArray();
      at = at * length + one;
    }
    return at;
  }
}
