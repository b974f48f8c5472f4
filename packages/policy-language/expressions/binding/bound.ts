import type { Expr } from "../syntax/ast";
import type { Member, Type } from "../types/types";
import { written, writtenStore } from "./script";

/** Locals of one call: slot 0 is the frame of the enclosing function, slot 1 the value being returned. */
export type Frame = unknown[];
export type Run = (frame: Frame) => unknown;

/** An expression with its type known and its code made. */
export interface Bound {
  readonly type: Type;
  readonly run: Run;
  readonly at: number;
  /** Present on constants. */
  readonly constant?: { readonly value: unknown };
  /** Present on what can be assigned to. */
  readonly set?: (frame: Frame, value: unknown) => void;
  /** The variable itself, where finding it takes an evaluation that must happen once: see {@link refOf}. */
  readonly ref?: (frame: Frame) => Ref;
  /** The variable of `out var x`, whose type the chosen overload says. */
  readonly declared?: Local;
  /** The items of a tuple literal, which convert one by one. */
  readonly items?: readonly Bound[];
  /** Only `null`, `default`, a lambda and a method group have one: they take their type from where they stand. */
  readonly untyped?:
    | { readonly kind: "null" | "default" }
    | { readonly kind: "tuple"; readonly items: readonly Bound[] }
    | { readonly kind: "lambda"; readonly syntax: Expr & { kind: "lambda" }; readonly scope: Scope }
    | {
        readonly kind: "group";
        readonly name: string;
        readonly members: readonly Member[];
        readonly target?: Bound;
        readonly typeArgs: readonly Type[];
        readonly extension?: readonly Member[];
      };
  /** The expression names a type, whose static members can follow. */
  readonly names?: Type;
  /** The expression names a namespace. */
  readonly namespace?: string;
}

/** A variable, wherever it stands. */
export interface Ref {
  get(): unknown;
  set(value: unknown): void;
}

/** The variable that a bound expression names; undefined when it is none. */
export function refOf({ ref, run, set }: Bound): ((frame: Frame) => Ref) | undefined {
  return ref ?? (set && ((frame) => ({ get: () => run(frame), set: (value) => set(frame, value) })));
}

/** A variable that is only known when it runs, as if it stood here. */
export function throughRef(at: Pick<Bound, "type" | "at">, ref: (frame: Frame) => Ref): Bound {
  return {
    ...at,
    ref,
    run: (frame) => ref(frame).get(),
    set: (frame, value) => ref(frame).set(value),
  };
}

export interface Local {
  readonly name: string;
  type: Type;
  readonly slot: number;
  readonly level: number;
  readonly constant?: { readonly value: unknown };
  /** A local function's: it is called by names and with defaults, which its delegate type does not say. */
  readonly signature?: Member;
  /** It stands for another variable: a {@link Ref} is in its slot. */
  readonly byRef?: boolean;
  /** A local function that returns a variable. */
  readonly returnsRef?: boolean;
}

/** How a statement ended; undefined: the next one follows. A returned value stands in slot 1. */
export type Outcome = "break" | "continue" | "return" | Jump | undefined;

/** A goto on its way to its label, which is found by identity of name. */
export class Jump {
  constructor(readonly label: string) {}
}

export interface BoundStatement {
  readonly run: (frame: Frame) => Outcome;
  /** Whether its end can be reached. */
  readonly completes: boolean;
  readonly breaks?: boolean;
}

/** The function whose code is being made: its frame's size and what it returns. */
export interface FunctionScope {
  readonly level: number;
  slots: number;
  /** Undefined while return types are only collected. */
  readonly returns?: Type;
  readonly found: Bound[];
  /** An iterator's elements. */
  readonly yields?: Type;
  /** Whether a variable is returned, and not its value. */
  readonly byRef?: boolean;
}

export class Scope {
  private readonly locals = new Map<string, Local>();

  constructor(
    readonly parent: Scope | undefined,
    readonly owner: FunctionScope,
  ) {}

  find(name: string): Local | undefined {
    return this.locals.get(name) ?? this.parent?.find(name);
  }

  declare(
    name: string,
    type: Type,
    more: Pick<Local, "constant" | "signature" | "byRef" | "returnsRef"> = {},
  ): Local {
    const local = { name, type, slot: this.owner.slots++, level: this.owner.level, ...more };
    this.locals.set(name, local);
    return local;
  }

  /** Whether this very scope declares the name. */
  has(name: string): boolean {
    return this.locals.has(name);
  }

  inner(): Scope {
    return new Scope(this, this.owner);
  }

  /** A scope with a frame of its own inside the same function, so that lambdas keep what each pass of a loop had. */
  innerFrame(): Scope {
    const { level, ...rest } = this.owner;
    return new Scope(this, { ...rest, level: level + 1, slots: 2 });
  }

  /** Reads a local from a frame of this scope, however many frames further out it stands. */
  reader(local: Local): Run {
    const { slot } = local;
    const up = this.owner.level - local.level;
    const write = () => `f${"[0]".repeat(up)}[${slot}]`;
    if (up === 0) return written((frame) => frame[slot], write);
    if (up === 1) return written((frame) => (frame[0] as Frame)[slot], write);
    return written((frame) => outer(frame, up)[slot], write);
  }

  writer(local: Local): (frame: Frame, value: unknown) => void {
    const { slot } = local;
    const up = this.owner.level - local.level;
    const write = (value: string) => `(f${"[0]".repeat(up)}[${slot}] = ${value})`;
    if (up === 0) return writtenStore((frame: Frame, value: unknown) => void (frame[slot] = value), write);
    return writtenStore((frame: Frame, value: unknown) => void (outer(frame, up)[slot] = value), write);
  }
}

/** What a function's statements return. */
export function returning(statements: BoundStatement["run"]): Run {
  return written(
    (frame) => (statements(frame), frame[1]),
    (js) => `${js.callable(statements)}(f), f[1]`,
  );
}

function outer(frame: Frame, up: number): Frame {
  let one = frame;
  for (let n = 0; n < up; n++) one = one[0] as Frame;
  return one;
}
