import { NetObject, raise } from "../runtime";
import type { Type } from "../types";
import { generic } from "./netArray";
import { cursorOf, type Cursor } from "./sequence";

/** An IEnumerator<T> that an expression holds and moves itself. */
export class Enumerator extends NetObject {
  private cursor: Cursor;
  private state: "before" | "on" | "after" = "before";
  constructor(
    readonly element: Type,
    private readonly source: unknown,
  ) {
    super();
    this.cursor = cursorOf(source);
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
  current(): unknown {
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
