import { Lately } from "@azure-genai-gateway/common/lately";
import type { Problem, Place } from "@azure-genai-gateway/common/problem";
import { Binder } from "./binding/binder";
import { Scope, type Run } from "./binding/bound";
import type { ExpressionRuntime, PolicyContext, PolicyValue } from "./host";
import "./library";
import { checkAssignments } from "./binding/definiteAssignment";
import { scripted } from "./binding/script";
import { throwType } from "./types/conversions";
import { parseCode } from "./syntax/parseStatements";
import { named } from "./types/registry";
import { box, BudgetError, NetError, enter, leave, recursesTooDeep } from "./values/runtime";
import { bindExpression } from "./binding/bindExpressions";
import { bindIterator } from "./binding/iterators";
import { bindBody, bindSequence, bindStatement } from "./binding/statements";
import { CodeError } from "./syntax/syntaxError";

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

/** Stands for a defect of this evaluator: no policy causes it on Azure. */
export const internalException = "System.InvalidProgramException";

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

export interface CompileOptions {
  /**
   * After how many evaluations the expression is written out as JavaScript, which takes about as long as binding it.
   * Default: 200. Infinity: never. What it gives is the same.
   */
  readonly writtenAfter?: number;
}

const usuallyWrittenAfter = 200;

/**
 * Regions and units of one service, a save under `--watch`, the check before a start come with the same expressions again
 * and again. Several times what a large service's documents have.
 */
const compiledLately = new Lately<CompiledExpression>(1_000_000);

/**
 * Parses, binds and compiles one expression. Never throws for what a user can write. One that was compiled lately is not
 * compiled again: what it gives depends on its text alone.
 */
export function compileExpression(source: ExpressionSource, options: CompileOptions = {}): CompileResult {
  const writtenAfter = options.writtenAfter ?? usuallyWrittenAfter;
  const usual = writtenAfter === usuallyWrittenAfter;
  const known = usual ? compiledLately.get(source.code) : undefined;
  if (known) return { expression: known, problems: [] };
  try {
    const binder = new Binder();
    const expression = compile(source.code, binder, writtenAfter);
    if (binder.problems.length === 0) {
      if (usual) compiledLately.set(source.code, expression);
      return { expression, problems: [] };
    }
    return { problems: binder.problems.map((one) => problemOf(one, source)) };
  } catch (error) {
    const known =
      error instanceof CodeError
        ? error
        : error instanceof RangeError
          ? new CodeError("CS8078", "The expression is too complex", 0)
          : internalError(error);
    return { problems: [problemOf(known, source)] };
  }
}

function problemOf({ code, message, hint, offset }: CodeError, source: ExpressionSource): Problem {
  return { code, severity: "error", message, hint, place: source.locate(offset) };
}

/** A defect of this compiler: whoever wrote the expression gets a problem with a place all the same, not a crash. */
function internalError(error: unknown): CodeError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CodeError(
    "POLICY_EXPRESSION_INTERNAL",
    `The expression cannot be compiled here: ${reason}`,
    0,
    "Write it another way, and report it: API Management may well take it",
  );
}

function compile(code: string, binder: Binder, writtenAfter: number): CompiledExpression {
  binder.expression = bindExpression;
  binder.statement = bindStatement;
  binder.sequence = bindSequence;
  binder.iterator = bindIterator;
  const tree = parseCode(code);
  let run: Run;
  let resultType: string;
  if (tree.kind === "block") {
    const body = bindBody(binder, tree, named("object"));
    if (binder.problems.length === 0) binder.problems.push(...checkAssignments(tree));
    run = body.run;
    resultType = new Set(body.types).size === 1 ? body.types[0]!.name : "object";
  } else {
    const value = binder.value(tree as never, new Scope(undefined, { level: 0, slots: 2, found: [] }));
    if (value.type === throwType)
      binder.fail("CS8115", "A throw expression does not stand here", value.at, "throw in @{ }");
    if (value.type.name === "void" && !value.untyped)
      binder.fail("CS0029", "The expression has no value", value.at);
    run = binder.convert(value, named("object")).run;
    resultType = value.untyped ? "object" : value.type.name;
    binder.problems.push(...checkAssignments(tree));
  }
  return {
    resultType,
    reads: binder.reads,
    evaluate: evaluator(run, writtenAfter),
  };
}

/** Runs the closures, and JavaScript of the expression's own once it is seen to be needed often. */
function evaluator(closures: Run, writtenAfter: number): CompiledExpression["evaluate"] {
  let run = closures;
  let left = writtenAfter;
  return (context, runtime) => {
    if (left >= 0 && left-- <= 0) {
      left = -1;
      run = scripted(closures);
    }
    return evaluate(run, context, runtime);
  };
}

function evaluate(run: Run, context: PolicyContext, runtime: ExpressionRuntime): PolicyValue {
  const before = enter(context, runtime);
  try {
    return run([null, null]) ?? null;
  } catch (error) {
    throw translated(error);
  } finally {
    leave(before);
  }
}

function translated(error: unknown): PolicyExpressionError {
  if (error instanceof NetError) return new PolicyExpressionError(error.type.fullName, error.message);
  if (error instanceof BudgetError)
    return new PolicyExpressionError("System.TimeoutException", error.message);
  if (error instanceof RangeError)
    return new PolicyExpressionError("System.InsufficientExecutionStackException", recursesTooDeep);
  const reason = error instanceof Error ? error.message : String(error);
  return new PolicyExpressionError(internalException, `The expression cannot be evaluated here: ${reason}`);
}

export { box };
