import { defaultOf, NetObject, raise } from "../values/runtime";
import type { Type } from "../types/types";
import { generic, NetArray } from "./netArray";
import { Line } from "./netQueue";
import { cursorOf, type Cursor } from "./sequence";

/** An IEnumerator<T> that an expression holds and moves itself. */
export class Enumerator extends NetObject {
  private cursor: Cursor;
  private readonly strict: boolean;
  private state: "before" | "on" | "after" = "before";
  constructor(
    readonly element: Type,
    private readonly source: unknown,
  ) {
    super();
    this.cursor = cursorOf(source);
    this.strict = source instanceof NetArray || source instanceof Line || typeof source === "string";
  }
  get netType(): Type {
    return generic("IEnumerator", this.element);
  }
  moveNext(): boolean {
    if (this.state === "after") return false;
    const moved = this.cursor.moveNext();
    this.state = moved ? "on" : "after";
    return moved;
  }
  /** Outside the elements, arrays, texts, queues and stacks throw; the others give a default value. */
  current(): unknown {
    if (this.state !== "on" && !this.strict) return defaultOf(this.element);
    if (this.state === "before")
      raise("InvalidOperationException", "Enumeration has not started. Call MoveNext.");
    if (this.state === "after") raise("InvalidOperationException", "Enumeration already finished.");
    return this.cursor.current;
  }
  reset(): void {
    this.cursor = cursorOf(this.source);
    this.state = "before";
  }
}
