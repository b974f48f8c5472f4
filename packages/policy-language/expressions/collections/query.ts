import type { Type } from "../types/types";
import { generic } from "./netArray";
import { ArrayCursor, cursorOf, Sequence, type Cursor } from "./sequence";

/** Elements that each can be had without those before it, as long as the source stands in an array. */
export interface Indexed {
  length(): number;
  at(index: number): unknown;
}

/** An operator's result: nothing happens before it is enumerated, and everything happens again each time. */
export class Query extends Sequence {
  constructor(
    readonly element: Type,
    private readonly open: () => Cursor,
    /** For operators on lists: First, Last, ElementAt and Any do not compute what they do not give. */
    readonly indexed?: Indexed,
    private readonly count?: number,
  ) {
    super();
  }
  override get size(): number | undefined {
    return this.count;
  }
  get netType(): Type {
    return generic("IEnumerable", this.element);
  }
  override cursor(): Cursor {
    return this.open();
  }
}

/** A sequence that some iterable makes when it is enumerated. */
export class Lazy extends Query {
  constructor(element: Type, start: () => Iterable<unknown>) {
    super(element, () => cursorOf(start()));
  }
}

/** An operator that needs all elements before it gives the first. */
export class Buffered extends Query {
  constructor(element: Type, all: () => readonly unknown[]) {
    super(element, () => deferred(() => new ArrayCursor(all())));
  }
}

/** A cursor that is made when it first moves. */
export function deferred(make: () => Cursor): Cursor {
  let inner: Cursor | undefined;
  return {
    get current() {
      return inner?.current;
    },
    moveNext: () => (inner ??= make()).moveNext(),
  };
}

/** IGrouping<K, T>. */
export class Grouping extends Sequence {
  constructor(
    readonly keyType: Type,
    readonly element: Type,
    readonly key: unknown,
    readonly items: unknown[] = [],
  ) {
    super();
  }
  get netType(): Type {
    return generic("IGrouping", this.keyType, this.element);
  }
  override get backing(): readonly unknown[] {
    return this.items;
  }
  override cursor(): Cursor {
    return new ArrayCursor(this.items);
  }
}

/** What can be had by index of a source, if anything. */
export function indexedOf(source: unknown): Indexed | undefined {
  if (source instanceof Query) return source.indexed;
  if (!(source instanceof Sequence) || !source.backing) return undefined;
  return { length: () => source.backing!.length, at: (index) => source.backing![index] };
}
