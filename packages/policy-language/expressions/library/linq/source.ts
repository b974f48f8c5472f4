import { cursorOf, Sequence, type Cursor } from "../../collections/sequence";
import { argumentNull, raise, tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { Query, type Indexed } from "../../collections/query";

export type Types = readonly Type[];
/** A delegate of the expression's. */
export type Selector = (...args: unknown[]) => unknown;
export type Predicate = (value: unknown, index?: number) => boolean;

/** Refuses null for an argument, under the name .NET gives it. */
export function need<T>(value: T | null | undefined, name: string): T {
  return value ?? argumentNull(name);
}

export const needSource = (value: unknown): unknown => value ?? argumentNull("source");

export const noElements = (): never => raise("InvalidOperationException", "Sequence contains no elements");
export const noMatch = (): never =>
  raise("InvalidOperationException", "Sequence contains no matching element");

/** The elements, if they stand in one array already. */
export const backingOf = (source: unknown): readonly unknown[] | undefined =>
  source instanceof Sequence ? source.backing : undefined;

/** Shows `visit` the elements until it says that it has seen enough; whether it did. */
export function scan(source: unknown, visit: (value: unknown, index: number) => boolean): boolean {
  const items = backingOf(source);
  if (items) {
    for (let index = 0; index < items.length; index++) {
      tick();
      if (visit(items[index], index)) return true;
    }
    return false;
  }
  const cursor = cursorOf(source);
  for (let index = 0; cursor.moveNext(); index++) {
    tick();
    if (visit(cursor.current, index)) return true;
  }
  return false;
}

export const query = (element: Type, open: () => Cursor, indexed?: Indexed): Query =>
  new Query(element, open, indexed);

/** A cursor over another one's elements, those that `next` leaves in `current`. */
export interface Output extends Cursor {
  current: unknown;
}

/** A cursor whose `next` sets `current` and says whether there was an element. */
export function output(next: (out: Output) => boolean): Output {
  return new NextCursor(next);
}

class NextCursor implements Output {
  current: unknown = null;
  constructor(private readonly next: (out: Output) => boolean) {}
  moveNext(): boolean {
    return this.next(this);
  }
}

/** Elements of `source` that `keep` lets pass. */
export function filtered(source: unknown, keep: (value: unknown, index: number) => boolean): Cursor {
  const from = cursorOf(source);
  let index = 0;
  return output((out) => {
    while (from.moveNext()) {
      tick();
      if (keep(from.current, index++)) {
        out.current = from.current;
        return true;
      }
    }
    return false;
  });
}
