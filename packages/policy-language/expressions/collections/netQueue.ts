import { checkSize, raise } from "../values/runtime";
import type { Type } from "../types/types";
import { defaultEquality } from "./equality";
import { generic } from "./netArray";
import { modified } from "./netList";
import { Sequence, type Cursor } from "./sequence";

/** What Queue<T> and Stack<T> share: elements in the order in which they come out. */
export abstract class Line extends Sequence {
  protected version = 0;
  constructor(readonly element: Type) {
    super();
  }
  protected abstract at(index: number): unknown;
  abstract override get size(): number;
  override cursor(): Cursor {
    const { version } = this;
    let next = 0;
    const cursor = {
      current: null as unknown,
      moveNext: () => {
        if (version !== this.version) modified();
        if (next >= this.size) return false;
        cursor.current = this.at(next++);
        return true;
      },
    };
    return cursor;
  }
  values(): unknown[] {
    return Array.from({ length: this.size }, (_, index) => this.at(index));
  }
  contains(value: unknown): boolean {
    const equality = defaultEquality(this.element);
    return this.values().some((one) => equality.same(one, value));
  }
}

/** Queue<T>. */
export class NetQueue extends Line {
  private items: unknown[] = [];
  private head = 0;
  get netType(): Type {
    return generic("Queue", this.element);
  }
  override get size(): number {
    return this.items.length - this.head;
  }
  protected at(index: number): unknown {
    return this.items[this.head + index];
  }
  add(value: unknown): void {
    this.items.push(value);
    this.version++;
    checkSize(this.items.length);
  }
  take(): unknown {
    const value = this.peek();
    this.items[this.head++] = null;
    this.version++;
    if (this.head > 32 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return value;
  }
  peek(): unknown {
    if (this.size === 0) raise("InvalidOperationException", "Queue empty.");
    return this.items[this.head];
  }
  clear(): void {
    this.items = [];
    this.head = 0;
    this.version++;
  }
}

/** Stack<T>. */
export class NetStack extends Line {
  private items: unknown[] = [];
  get netType(): Type {
    return generic("Stack", this.element);
  }
  override get size(): number {
    return this.items.length;
  }
  protected at(index: number): unknown {
    return this.items[this.items.length - 1 - index];
  }
  add(value: unknown): void {
    this.items.push(value);
    this.version++;
    checkSize(this.items.length);
  }
  take(): unknown {
    const value = this.peek();
    this.items.pop();
    this.version++;
    return value;
  }
  peek(): unknown {
    if (this.size === 0) raise("InvalidOperationException", "Stack empty.");
    return this.items.at(-1);
  }
  clear(): void {
    this.items = [];
    this.version++;
  }
}
