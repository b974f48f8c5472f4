import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { makeContext, type Contexts } from "../../../packages/policy-language/conformance/context";
import { runtime } from "../../../packages/policy-language/conformance/values";
import { compilePolicy } from "../../../packages/policy-language/document";
import {
  compileExpression,
  internalException,
  PolicyExpressionError,
} from "../../../packages/policy-language/expressions/compile";
import { formatPolicy } from "../../../packages/policy-language/format";
import { reviewPolicy } from "../../../packages/policy-language/lint";
import { policyReferences } from "../../../packages/policy-language/references";
import type { Problem } from "../../../packages/common/problem";
import { documents } from "./seeds";

const contexts = JSON.parse(
  readFileSync(resolve(__dirname, "../conformance/contexts.json"), "utf8"),
) as Contexts;

/**
 * How many times a yardstick's work a document or an expression may cost. Both are measured here, in time of this process
 * on a core, so neither the machine's speed nor what else it does decides: far above any, far below a hang.
 */
const patience = { document: 100, expression: 20 };

function costOf<T>(run: () => T): { readonly cost: number; readonly result: T } {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { cost: user + system, result };
}

const yardsticks: { document?: number; expression?: number } = {};
/** The longest seed, done with as every mutant is; and a loop that uses its whole budget of steps up. */
function yardstick(what: keyof typeof patience): number {
  const longest = [...documents].sort((left, right) => right.length - left.length)[0]!;
  const run =
    what === "document" ? () => doDocument(longest) : () => doExpression("@{ while (true) { } return 1; }");
  // The first run warms up.
  return (yardsticks[what] ??= Math.max(...[run, run, run].map((work) => costOf(work).cost)));
}

function inMeasure<T>(what: keyof typeof patience, run: () => T): T {
  const unit = yardstick(what);
  const { cost, result } = costOf(run);
  if (cost > unit * patience[what])
    throw new Error(`the ${what} costs ${(cost / unit).toFixed(0)} times its yardstick, ${cost / 1000} ms`);
  return result;
}

function checkProblems(problems: readonly Problem[], lines: number): void {
  for (const { code, message, place } of problems) {
    if (code === "POLICY_EXPRESSION_INTERNAL") throw new Error(message);
    if (place && (place.line < 1 || place.line > lines || place.column < 1))
      throw new Error(`${code} stands at ${place.line}:${place.column} of ${lines} lines`);
  }
}

/** Everything that is done with a document, by whatever text. */
export function checkDocument(text: string): void {
  inMeasure("document", () => doDocument(text));
}

function doDocument(text: string): void {
  const lines = text.split(/\r\n|\r|\n/).length;
  const { problems, document } = compilePolicy(text, { file: "p.xml" });
  checkProblems(problems, lines);
  checkProblems(reviewPolicy(text, { file: "p.xml" }, document), lines);
  policyReferences(text, "p.xml");
  const { text: formatted } = formatPolicy(text, { file: "p.xml" });
  if (formatted !== undefined && formatPolicy(formatted, { file: "p.xml" }).text !== formatted)
    throw new Error("fmt is not content with its own work");
}

/** Compiles and, where it compiles, runs, as closures and written out as JavaScript: all that may come out is a value or an exception of .NET's. */
export function checkExpression(code: string): "compiled" | "refused" {
  return inMeasure("expression", () => doExpression(code));
}

function doExpression(code: string): "compiled" | "refused" {
  for (const writtenAfter of [Infinity, 0]) {
    const { expression, problems } = compileExpression(
      { code, locate: () => ({ file: "p.xml", line: 1, column: 1 }) },
      { writtenAfter },
    );
    checkProblems(problems, 1);
    if (!expression) return "refused";
    try {
      expression.evaluate(makeContext(contexts, "chat"), runtime);
    } catch (error) {
      if (!(error instanceof PolicyExpressionError) || error.dotnetType === internalException) throw error;
    }
  }
  return "compiled";
}
