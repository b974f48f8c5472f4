import type { LiteralType } from "./lexer";

/** A type as written. `*` stands for `var`. */
export interface TypeSyntax {
  readonly at: number;
  /** Names joined by dots, for example `System.Text.Encoding`. */
  readonly name: string;
  readonly args: readonly TypeSyntax[];
  /** Ranks of arrays, outermost first: `int[][,]` is [1, 2]. */
  readonly ranks: readonly number[];
  readonly nullable: boolean;
  /** The items of `(int a, string b)`. */
  readonly tuple?: readonly TypeSyntax[];
  /** Names of a tuple's items, where given. */
  readonly names?: readonly (string | undefined)[];
}

export interface Argument {
  readonly name?: string;
  readonly mode?: "out" | "ref";
  /** `out var x` and `out int x`. */
  readonly declares?: { readonly type?: TypeSyntax; readonly name: string };
  readonly value: Expr;
}

export type Pattern =
  | { readonly kind: "constant"; readonly value: Expr }
  | { readonly kind: "declaration"; readonly type?: TypeSyntax; readonly name?: string; readonly at: number };

export interface Initializer {
  readonly at: number;
  /** Object initialiser: `Name = value`, or `["key"] = value`. */
  readonly members?: readonly {
    name?: string;
    index?: readonly Expr[];
    value: Expr | Initializer;
    at: number;
  }[];
  /** Collection initialiser: each element is the arguments of one Add. */
  readonly elements?: readonly (readonly Expr[])[];
}

export interface LambdaParameter {
  readonly name: string;
  readonly type?: TypeSyntax;
  /** A query's range variables, members of an anonymous object, which stand in scope by their names. */
  readonly members?: readonly string[];
  /** A local function's parameter may have a default, and may be passed by reference. */
  readonly value?: Expr;
  readonly mode?: "out" | "ref" | "params";
}

/** One variable of `var (a, b) = ...`; without a type it takes its part's, `inner` takes a part apart again. */
export interface DeconstructionTarget {
  readonly at: number;
  readonly name?: string;
  readonly type?: TypeSyntax;
  readonly inner?: readonly DeconstructionTarget[];
}

interface At {
  readonly at: number;
}

export type Expr = At &
  (
    | { readonly kind: "number"; readonly type: LiteralType; readonly text: string }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "char"; readonly value: string }
    | { readonly kind: "bool"; readonly value: boolean }
    | { readonly kind: "null" }
    | { readonly kind: "name"; readonly name: string; readonly args?: readonly TypeSyntax[] }
    | { readonly kind: "predefined"; readonly type: TypeSyntax }
    | {
        readonly kind: "member";
        readonly target: Expr;
        readonly name: string;
        readonly args?: readonly TypeSyntax[];
      }
    | { readonly kind: "call"; readonly target: Expr; readonly args: readonly Argument[] }
    | { readonly kind: "index"; readonly target: Expr; readonly args: readonly Argument[] }
    /** The value of a `?.` that goes on: `target?.rest`, where rest stands on a `whole` placeholder. */
    | { readonly kind: "conditionalAccess"; readonly target: Expr; readonly rest: Expr }
    | { readonly kind: "placeholder" }
    | {
        readonly kind: "new";
        readonly type: TypeSyntax;
        readonly args: readonly Argument[];
        readonly init?: Initializer;
      }
    | {
        readonly kind: "newArray";
        readonly type?: TypeSyntax;
        readonly sizes: readonly Expr[];
        readonly rank: number;
        readonly init?: readonly (Expr | Initializer)[];
      }
    | { readonly kind: "anonymous"; readonly members: readonly { name: string; value: Expr }[] }
    | { readonly kind: "unary"; readonly op: string; readonly value: Expr }
    | { readonly kind: "postfix"; readonly op: string; readonly value: Expr }
    | { readonly kind: "cast"; readonly type: TypeSyntax; readonly value: Expr }
    | { readonly kind: "binary"; readonly op: string; readonly left: Expr; readonly right: Expr }
    | { readonly kind: "assign"; readonly op: string; readonly left: Expr; readonly right: Expr }
    | { readonly kind: "ternary"; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
    | { readonly kind: "is"; readonly value: Expr; readonly pattern: Pattern; readonly plain: boolean }
    | { readonly kind: "as"; readonly value: Expr; readonly type: TypeSyntax }
    | {
        readonly kind: "lambda";
        readonly params: readonly LambdaParameter[];
        readonly body: Expr | Statement;
      }
    | { readonly kind: "interpolated"; readonly parts: readonly (string | InterpolationHole)[] }
    | { readonly kind: "typeof"; readonly type: TypeSyntax }
    | { readonly kind: "default"; readonly type?: TypeSyntax }
    | { readonly kind: "checked"; readonly on: boolean; readonly value: Expr }
    | { readonly kind: "throw"; readonly value: Expr }
    /** The variable itself, in `ref int r = ref x` and `return ref x`. */
    | { readonly kind: "ref"; readonly value: Expr }
    | { readonly kind: "tuple"; readonly items: readonly Argument[] }
  );

export interface InterpolationHole {
  readonly value: Expr;
  readonly format?: string;
  readonly align?: Expr;
}

export interface SwitchSection {
  readonly labels: readonly { pattern?: Pattern; when?: Expr; at: number }[];
  readonly body: readonly Statement[];
}

export interface CatchClause {
  readonly at: number;
  readonly type?: TypeSyntax;
  readonly name?: string;
  readonly when?: Expr;
  readonly body: Statement;
}

export type Statement = At &
  (
    | { readonly kind: "block"; readonly body: readonly Statement[] }
    | { readonly kind: "expression"; readonly value: Expr }
    | {
        readonly kind: "declare";
        readonly type?: TypeSyntax;
        readonly constant: boolean;
        readonly byRef?: boolean;
        readonly names: readonly { name: string; at: number; value?: Expr | Initializer }[];
      }
    | { readonly kind: "if"; readonly test: Expr; readonly yes: Statement; readonly no?: Statement }
    | { readonly kind: "while"; readonly test: Expr; readonly body: Statement }
    | { readonly kind: "doWhile"; readonly test: Expr; readonly body: Statement }
    | {
        readonly kind: "for";
        readonly init: readonly Statement[];
        readonly test?: Expr;
        readonly step: readonly Expr[];
        readonly body: Statement;
      }
    | {
        readonly kind: "foreach";
        readonly type?: TypeSyntax;
        readonly name: string;
        /** `foreach (var (key, value) in ...)`. */
        readonly targets?: readonly DeconstructionTarget[];
        readonly source: Expr;
        readonly body: Statement;
      }
    | {
        readonly kind: "deconstruct";
        readonly targets: readonly DeconstructionTarget[];
        readonly value: Expr;
      }
    | { readonly kind: "label"; readonly name: string }
    /** `value` for goto case; goto default is named "default". */
    | { readonly kind: "goto"; readonly name: string; readonly value?: Expr }
    | { readonly kind: "switch"; readonly value: Expr; readonly sections: readonly SwitchSection[] }
    | { readonly kind: "return"; readonly value?: Expr }
    /** Without a value: `yield break`. */
    | { readonly kind: "yield"; readonly value?: Expr }
    | { readonly kind: "break" | "continue" | "empty" }
    | { readonly kind: "throw"; readonly value?: Expr }
    | {
        readonly kind: "try";
        readonly body: Statement;
        readonly catches: readonly CatchClause[];
        readonly last?: Statement;
      }
    | { readonly kind: "using"; readonly resource: Statement; readonly body: Statement }
    | { readonly kind: "lock"; readonly value: Expr; readonly body: Statement }
    | { readonly kind: "checked"; readonly on: boolean; readonly body: Statement }
    | {
        readonly kind: "function";
        readonly type: TypeSyntax;
        readonly name: string;
        readonly params: readonly LambdaParameter[];
        readonly body: Statement;
        /** It returns a variable. */
        readonly byRef?: boolean;
      }
  );
