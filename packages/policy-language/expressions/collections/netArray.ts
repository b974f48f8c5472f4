import { findDefinition } from "../types/registry";
import { raise } from "../values/runtime";
import { Type } from "../types/types";
import { ArrayCursor, Sequence, type Cursor } from "./sequence";

interface Constructed {
  type?: Type;
  readonly more: Map<Type, Constructed>;
}

function under<K>(nodes: Map<K, Constructed>, key: K): Constructed {
  let node = nodes.get(key);
  if (!node) nodes.set(key, (node = { more: new Map<Type, Constructed>() }));
  return node;
}

const families = new Map<string, Constructed>();
const arrays = new Map<Type, Type>();

/** A constructed generic type, by the simple name of its definition; conversions ask for it all the time. */
export function generic(name: string, ...args: Type[]): Type {
  let node = under(families, name);
  for (const arg of args) node = under(node.more, arg);
  return (node.type ??= Type.of(findDefinition(name, args.length)!, args));
}

function vectorOf(element: Type): Type {
  let type = arrays.get(element);
  if (!type) arrays.set(element, (type = Type.array(element)));
  return type;
}

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
    return this.lengths.length === 1 ? vectorOf(this.element) : Type.array(this.element, this.lengths.length);
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
