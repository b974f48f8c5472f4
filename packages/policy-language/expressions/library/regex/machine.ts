import { checkSize, tick, tickText } from "../../values/runtime";
import { fold } from "./classes";

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text without its case that was asked for last: one search after another goes over the same text. */
let lastFolded = { text: "", folded: "" };

/** One thing to do; gives what comes next, or undefined when the try has failed here. */
export type Step = (machine: Machine) => Step | undefined;

/** The end of a pattern. */
export const done: Step = () => done;

/** What is done when a try has failed: something is put back, or another way is taken from here. */
export interface Back {
  /** Puts something back, and the failing goes on. */
  undo?(machine: Machine): void;
  /** Another way; the entry stays as long as it gives one. */
  readonly other?: (machine: Machine, entry: Back) => Step | undefined;
}

// What is kept at nearly every step is an object with few fields: to make a function there takes several times as long.

const closing: Back = { undo: (machine) => void machine.open.pop() };

class Opening implements Back {
  constructor(private readonly value: unknown) {}
  undo(machine: Machine): void {
    machine.open.push(this.value);
  }
}

class From implements Back {
  constructor(
    private readonly at: number,
    private readonly step: Step,
  ) {}
  other(machine: Machine): Step {
    machine.at = this.at;
    return this.step;
  }
}

export class Capturing implements Back {
  constructor(private readonly list: Span[]) {}
  undo(): void {
    this.list.pop();
  }
}

/**
 * A match on its way. What is still to be tried stands on a stack of its own: how deep a pattern goes into a text is
 * bounded by the expression's budget, and never by what happens to be left of JavaScript's stack.
 */
export class Machine {
  at = 0;
  readonly captures: Span[][];
  readonly back: Back[] = [];
  /** Where groups, loops and looks began, the innermost last. */
  readonly open: unknown[] = [];

  constructor(
    readonly text: string,
    readonly begin: number,
    groups: number,
  ) {
    this.captures = Array.from({ length: groups }, () => []);
  }
  get folded(): string {
    if (lastFolded.text !== this.text) {
      tickText(this.text.length);
      lastFolded = { text: this.text, folded: fold(this.text) };
    }
    return lastFolded.folded;
  }

  /** Whether the steps lead to the end from there. */
  run(start: Step, at: number): boolean {
    this.at = at;
    let step: Step | undefined = start;
    while (step !== done) {
      step = step ? step(this) : this.retreat();
      if (!step && this.back.length === 0) return false;
    }
    return true;
  }

  private retreat(): Step | undefined {
    const entry = this.back.pop()!;
    entry.undo?.(this);
    return entry.other?.(this, entry);
  }

  keep(entry: Back): void {
    this.back.push(entry);
    // Each is an object: so many would be too many before the budget is spent.
    if ((this.back.length & 1023) === 0) checkSize(this.back.length * 8, 8192);
  }
  /** Tries `step` from here when everything from now on has failed. */
  orElse(step: Step): void {
    this.keep(new From(this.at, step));
  }
  begins(value: unknown): void {
    this.open.push(value);
    this.keep(closing);
  }
  ends(): unknown {
    const value = this.open.pop();
    this.keep(new Opening(value));
    return value;
  }
  /** Forgets the other ways since `height`; what they put back is still put back. */
  cut(height: number): void {
    tick(1 + ((this.back.length - height) >> 4));
    const rest = this.back.splice(height);
    for (const entry of rest) if (entry.undo) this.back.push(entry);
  }
  /** Puts everything back as it was at `height`. */
  unwind(height: number): void {
    while (this.back.length > height) this.back.pop()!.undo?.(this);
  }
}
