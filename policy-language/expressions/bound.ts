import type { Expr } from "./ast";
import type { Member, Type } from "./types";

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
  /** Only `null`, `default`, a lambda and a method group have one: they take their type from where they stand. */
  readonly untyped?:
    | { readonly kind: "null" | "default" }
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

export interface Local {
  readonly name: string;
  type: Type;
  readonly slot: number;
  readonly level: number;
  readonly constant?: { readonly value: unknown };
}

/** The function whose code is being made: its frame's size and what it returns. */
export interface FunctionScope {
  readonly level: number;
  slots: number;
  /** Undefined while return types are only collected. */
  readonly returns?: Type;
  readonly found: Bound[];
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

  declare(name: string, type: Type, constant?: { value: unknown }): Local {
    const local = { name, type, slot: this.owner.slots++, level: this.owner.level, constant };
    this.locals.set(name, local);
    return local;
  }

  inner(): Scope {
    return new Scope(this, this.owner);
  }
}
