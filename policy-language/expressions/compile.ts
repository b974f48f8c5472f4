import type { Problem, Place } from "../../common/problem";
import type { ExpressionRuntime, PolicyContext, PolicyValue } from "./host";

/** An expression as it stands in a document, delimited but not yet parsed. */
export interface ExpressionSource {
  /** With its `@( )` or `@{ }`, entities decoded, named values put in. */
  readonly code: string;
  /** Where a character of `code` stands in the file the user edits. */
  locate(offset: number): Place;
}

/** A compiled expression: a closure, made once, run per call. */
export interface CompiledExpression {
  /** The static C# type, for example `string`, `int`, `object`. */
  readonly resultType: string;
  /** Which bodies the expression reads: the host must have them in memory before `evaluate`. */
  readonly reads: { readonly requestBody: boolean; readonly responseBody: boolean };
  /** Throws {@link PolicyExpressionError} where .NET would throw, and when the expression exceeds its budget. */
  evaluate(context: PolicyContext, runtime: ExpressionRuntime): PolicyValue;
}

/** A .NET exception that an expression did not catch. */
export class PolicyExpressionError extends Error {
  constructor(
    /** Full .NET name, for example `System.InvalidCastException`. */
    readonly dotnetType: string,
    message: string,
  ) {
    super(message);
    this.name = "PolicyExpressionError";
  }
}

export interface CompileResult {
  /** Absent when any problem is an error. */
  readonly expression?: CompiledExpression;
  readonly problems: readonly Problem[];
}

/** Parses, binds and compiles one expression. Never throws for what a user can write. */
export declare function compileExpression(source: ExpressionSource): CompileResult;
