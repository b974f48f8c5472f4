import { iteratorOfCursor, type Cursor } from "../../collections/sequence";
import { tick } from "../../values/runtime";
import type { JToken } from "./tokens";

/** All that is inside of a token, from the top down. What has been changed meanwhile shows from there on. */
export class DescendantCursor implements Cursor {
  current: JToken | null = null;
  private readonly left: JToken[] = [];

  constructor(private readonly root: JToken) {}

  moveNext(): boolean {
    const { left } = this;
    const inside = (this.current ?? this.root).children;
    for (let at = inside.length - 1; at >= 0; at--) left.push(inside[at]!);
    const next = left.pop();
    if (!next) return false;
    tick();
    this.current = next;
    return true;
  }
}

export const descendants = (token: JToken): Iterable<JToken> => ({
  [Symbol.iterator]: () => iteratorOfCursor(new DescendantCursor(token)) as Iterator<JToken>,
});
