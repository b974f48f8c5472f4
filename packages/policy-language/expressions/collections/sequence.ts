import { named } from "../types/registry";
import { identityHash, NetObject, tick } from "../values/runtime";
import type { Type } from "../types/types";
import { typeText } from "./typeText";

/** An IEnumerator<T>: moving it on allocates nothing, which JavaScript's own iterators do at each step. */
export interface Cursor {
  moveNext(): boolean;
  readonly current: unknown;
}

/** Anything with elements: those of value types are not boxed. Subclasses give a cursor or an iterator. */
export abstract class Sequence extends NetObject implements Iterable<unknown> {
  abstract readonly element: Type;

  /** The elements, where they stand in one array already; not to be changed by who asks. */
  get backing(): readonly unknown[] | undefined {
    return undefined;
  }
  /** How many elements there are, where that is known without enumerating. */
  get size(): number | undefined {
    return this.backing?.length;
  }
  cursor(): Cursor {
    return cursorOfIterator(this[Symbol.iterator]());
  }
  [Symbol.iterator](): Iterator<unknown> {
    return iteratorOfCursor(this.cursor());
  }
  override hash(): number {
    return identityHash(this);
  }
  override text(): string | undefined {
    return typeText(this.netType);
  }
}

class IteratorCursor implements Cursor {
  current: unknown = null;
  constructor(private readonly iterator: Iterator<unknown>) {}
  moveNext(): boolean {
    const next = this.iterator.next();
    if (next.done) return false;
    this.current = next.value;
    return true;
  }
}

export function cursorOfIterator(iterator: Iterator<unknown>): Cursor {
  return new IteratorCursor(iterator);
}

/** One result object serves all steps: whoever iterates reads it at once. */
export function iteratorOfCursor(cursor: Cursor): Iterator<unknown> {
  const result: { done: boolean; value: unknown } = { done: false, value: undefined };
  return {
    next() {
      if (cursor.moveNext()) result.value = cursor.current;
      else {
        result.done = true;
        result.value = undefined;
      }
      return result as IteratorResult<unknown>;
    },
  };
}

/** Over an array that nobody changes meanwhile, or whose changes may show. */
export class ArrayCursor implements Cursor {
  current: unknown = null;
  private at = 0;
  constructor(private readonly items: readonly unknown[]) {}
  moveNext(): boolean {
    if (this.at >= this.items.length) return false;
    tick();
    this.current = this.items[this.at++];
    return true;
  }
}

class TextCursor implements Cursor {
  current: unknown = null;
  private at = 0;
  constructor(private readonly text: string) {}
  moveNext(): boolean {
    if (this.at >= this.text.length) return false;
    tick();
    this.current = this.text.charCodeAt(this.at++);
    return true;
  }
}

/** A cursor over whatever C# sees as an IEnumerable: a text, a sequence, or something of the host's. */
export function cursorOf(value: unknown): Cursor {
  if (value instanceof Sequence) return value.cursor();
  if (typeof value === "string") return new TextCursor(value);
  return cursorOfIterator((value as Iterable<unknown>)[Symbol.iterator]());
}

export function iterate(value: unknown): Iterable<unknown> {
  if (typeof value === "string") return { [Symbol.iterator]: () => iteratorOfCursor(cursorOf(value)) };
  return value as Iterable<unknown>;
}

/** The elements as an array of its owner's: read only. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (value instanceof Sequence && value.backing) return value.backing;
  const items: unknown[] = [];
  const cursor = cursorOf(value);
  while (cursor.moveNext()) {
    tick();
    items.push(cursor.current);
  }
  return items;
}

/** The type of the elements, as far as the value itself knows. */
export function elementTypeOf(value: unknown): Type {
  if (typeof value === "string") return named("char");
  return value instanceof Sequence ? value.element : named("object");
}
