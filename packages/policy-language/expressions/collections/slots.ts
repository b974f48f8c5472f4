import { checkSize, tick } from "../values/runtime";
import type { Equality } from "./equality";
import { modified } from "./netList";
import type { Cursor } from "./sequence";

/**
 * The entries of a hash table in the order .NET enumerates them: as added, but an entry added after a removal takes
 * the place of the last one removed.
 */
export class Slots<E extends { readonly key: unknown }> {
  private places = new Map<unknown, number>();
  private entries: (E | undefined)[] = [];
  private free: number[] = [];
  private version = 0;
  constructor(readonly equality: Equality) {}

  get size(): number {
    return this.places.size;
  }
  find(key: unknown): E | undefined {
    const place = this.places.get(this.equality.keyOf(key));
    return place === undefined ? undefined : this.entries[place];
  }
  /** Adds an entry whose key is not there yet. */
  add(entry: E): void {
    const place = this.free.pop() ?? this.entries.length;
    this.places.set(this.equality.keyOf(entry.key), place);
    this.entries[place] = entry;
    this.version++;
    checkSize(this.entries.length);
  }
  delete(key: unknown): E | undefined {
    const id = this.equality.keyOf(key);
    const place = this.places.get(id);
    if (place === undefined) return undefined;
    const entry = this.entries[place];
    this.places.delete(id);
    this.entries[place] = undefined;
    this.free.push(place);
    return entry;
  }
  clear(): void {
    this.places = new Map();
    this.entries = [];
    this.free = [];
  }
  all(): E[] {
    const found: E[] = [];
    for (const entry of this.entries) if (entry) found.push(entry);
    tick(found.length >> 4);
    return found;
  }
  /** Adding ends an enumeration, removing does not. */
  cursor(view: (entry: E) => unknown): Cursor {
    const { version } = this;
    let at = 0;
    const cursor = {
      current: null as unknown,
      moveNext: () => {
        if (version !== this.version) modified();
        for (;;) {
          if (at >= this.entries.length) return false;
          tick();
          const entry = this.entries[at++];
          if (entry) {
            cursor.current = view(entry);
            return true;
          }
        }
      },
    };
    return cursor;
  }
}
