import type { Frame, Run } from "./bound";

/**
 * JavaScript beside closures. A tree of closures is quick to make, and slow to run: every node is called through code
 * that all expressions share, so that the engine can neither foresee which one it is nor put one into another. An
 * expression that runs often is therefore written out as JavaScript of its own. The closures say what it means: a piece
 * stands beside the closure that it says the same as, and what has none is called as its closure.
 */

/** Any code of a function's: an expression gives its value, a statement how it ended. */
type Code = (frame: Frame) => unknown;

interface Piece {
  readonly isStatement: boolean;
  readonly write: (js: Script) => string;
}

const pieces = new WeakMap<Code, Piece>();
/** How a variable is set, for closures that set one. */
const stores = new WeakMap<object, (value: string) => string>();

/** Notes the JavaScript of an expression; in it the frame is called `f`. */
export function written<T extends Code>(run: T, write: (js: Script) => string): T {
  if (!pieces.has(run)) pieces.set(run, { isStatement: false, write });
  return run;
}

/** The same for a statement, which falls through to the next one, or returns how it ended. */
export function writtenStatement<T extends Code>(run: T, write: (js: Script) => string): T {
  if (!pieces.has(run)) pieces.set(run, { isStatement: true, write });
  return run;
}

/** What is not written out is made anew over children that are. */
export function over<T extends Code>(children: readonly Code[], make: (children: never[]) => T): T {
  return written(make(children as never[]), (js) => js.made(make as never, children));
}

/** The same where what is made is a statement. */
export function statementOver<T extends Code>(children: readonly Code[], make: (children: never[]) => T): T {
  return writtenStatement(make(children as never[]), (js) => js.ending(js.made(make as never, children)));
}

/** A call of a function of one value, which the closures call too. */
export function through(apply: (value: never) => unknown, run: Run): Run {
  const call = apply as (value: unknown) => unknown;
  return written(
    (frame) => call(run(frame)),
    (js) => `${js.ref(call)}(${js.value(run)})`,
  );
}

/** A value that is always the same. */
export function fixed(value: unknown): Run {
  return written(
    () => value,
    (js) => js.literal(value),
  );
}

/** Notes how a variable is set by JavaScript. */
export function writtenStore<T extends object>(set: T, write: (value: string) => string): T {
  stores.set(set, write);
  return set;
}

/** More than any person's expression is long; JavaScript's own reader must not be the one to fail. */
const longest = 500_000;

/** One function in JavaScript, and those that it calls. */
export class Script {
  private readonly names = new Map<unknown, string>();
  private readonly constants: unknown[] = [];
  private readonly functions: string[] = [];
  private readonly hoisted = new Map<Code, string>();
  private temporaries = 0;
  private length = 0;

  /** The name of a value that the code uses. */
  ref(value: unknown): string {
    let name = this.names.get(value);
    if (name === undefined) {
      name = `k${this.constants.length}`;
      this.constants.push(value);
      this.names.set(value, name);
    }
    return name;
  }

  literal(value: unknown): string {
    switch (typeof value) {
      case "string":
        return value.length > 200 ? this.ref(value) : JSON.stringify(value);
      case "number":
        return Number.isSafeInteger(value) && !Object.is(value, -0) && value >= 0
          ? `${value}`
          : this.ref(value);
      case "boolean":
        return `${value}`;
      default:
        return value === null ? "null" : this.ref(value);
    }
  }

  /** An expression's code, in a place where an operand stands. */
  value(run: Code): string {
    const piece = pieces.get(run);
    if (!piece) return `${this.ref(run)}(f)`;
    return piece.isStatement ? `${this.callable(run)}(f)` : this.counted(`(${piece.write(this)})`);
  }

  values(runs: readonly Code[]): string {
    return runs.map((run) => this.value(run)).join(", ");
  }

  statement(run: Code): string {
    const piece = pieces.get(run);
    return piece?.isStatement ? this.counted(piece.write(this)) : this.ending(`${this.ref(run)}(f)`);
  }

  /** Ends the function when the statement has not just gone on to the next. */
  ending(outcome: string): string {
    const name = this.temporary();
    return `const ${name} = ${outcome}; if (${name}) return ${name};\n`;
  }

  temporary(): string {
    return `t${this.temporaries++}`;
  }

  /** A function of the frame that does what the closure does. */
  callable(run: Code): string {
    const piece = pieces.get(run);
    if (!piece) return this.ref(run);
    let name = this.hoisted.get(run);
    if (name === undefined) {
      name = `h${this.hoisted.size}`;
      this.hoisted.set(run, name);
      const body = piece.isStatement ? piece.write(this) : `return ${piece.write(this)};`;
      this.functions.push(this.counted(`const ${name} = (f) => {\n${body}\n};\n`));
    }
    return name;
  }

  made(make: (children: Code[]) => Code, children: readonly Code[]): string {
    const name = `m${this.temporaries++}`;
    const given = children.map((child) => this.callable(child)).join(", ");
    this.functions.push(`const ${name} = ${this.ref(make)}([${given}]);\n`);
    return `${name}(f)`;
  }

  /** Setting a variable; as an expression it is the value that was set. */
  store(set: (frame: Frame, value: unknown) => void, value: string): string {
    const write = stores.get(set);
    if (write) return write(value);
    const assign = (frame: Frame, given: unknown) => (set(frame, given), given);
    return `${this.ref(assign)}(f, ${value})`;
  }

  compile(run: Code): Code {
    const main = this.callable(run);
    const constants = this.constants.map((_, index) => `k${index} = k[${index}]`);
    const declared = constants.length ? `const ${constants.join(", ")};\n` : "";
    const source = `"use strict";\n${declared}${this.functions.join("")}return ${main};`;
    // Made of the policy's structure alone: its texts are constants, or literals as JSON writes them.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    return (new Function("k", source) as (constants: unknown[]) => Code)(this.constants);
  }

  private counted(code: string): string {
    this.length += code.length;
    // What stands in another piece is counted with it again: a tree that is deep is soon too long.
    if (this.length > longest) throw new RangeError("The expression is too long to be written out");
    return code;
  }
}

/** The code as JavaScript of its own; the closure itself where that cannot be had. */
export function scripted(run: Run): Run {
  if (!pieces.has(run)) return run;
  try {
    return new Script().compile(run);
  } catch (error) {
    // Too deep to be written out, or to be read by JavaScript's own reader; or the process forbids code that is made of
    // text (--disallow-code-generation-from-strings): it runs as it did before.
    if (!(error instanceof RangeError || error instanceof SyntaxError || error instanceof EvalError))
      throw error;
    return run;
  }
}
