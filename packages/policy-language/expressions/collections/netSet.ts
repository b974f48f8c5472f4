import type { Type } from "../types/types";
import { equalityOf, type Equality } from "./equality";
import { generic } from "./netArray";
import { Sequence, type Cursor } from "./sequence";
import { Slots } from "./slots";

/** HashSet<T>. */
export class NetSet extends Sequence {
  readonly slots: Slots<{ readonly key: unknown }>;
  constructor(
    readonly element: Type,
    comparer?: Equality | null,
  ) {
    super();
    this.slots = new Slots(equalityOf(comparer, element));
  }
  get netType(): Type {
    return generic("HashSet", this.element);
  }
  override get size(): number {
    return this.slots.size;
  }
  override cursor(): Cursor {
    return this.slots.cursor((entry) => entry.key);
  }
  values(): unknown[] {
    return this.slots.all().map((entry) => entry.key);
  }
  contains(value: unknown): boolean {
    return this.slots.find(value) !== undefined;
  }
  add(value: unknown): boolean {
    if (this.contains(value)) return false;
    this.slots.add({ key: value });
    return true;
  }
  remove(value: unknown): boolean {
    return this.slots.delete(value) !== undefined;
  }
  clear(): void {
    this.slots.clear();
  }
}
