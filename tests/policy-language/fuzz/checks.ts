import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { makeContext, type Contexts } from "../../../policy-language/conformance/context";
import { runtime } from "../../../policy-language/conformance/values";
import { compilePolicy } from "../../../policy-language/document";
import {
  compileExpression,
  internalException,
  PolicyExpressionError,
} from "../../../policy-language/expressions/compile";
import { formatPolicy } from "../../../policy-language/format";
import { reviewPolicy } from "../../../policy-language/lint";
import { policyReferences } from "../../../policy-language/references";
import type { Problem } from "../../../common/problem";

const contexts = JSON.parse(
  readFileSync(resolve(__dirname, "../conformance/contexts.json"), "utf8"),
) as Contexts;

/** No single document or expression may take longer, in ms: far above any, far below a hang. */
const patience = { document: 1500, expression: 4000 };

function inTime<T>(what: string, limit: number, run: () => T): T {
  const started = performance.now();
  const result = run();
  const took = performance.now() - started;
  if (took > limit) throw new Error(`${what} took ${took.toFixed(0)} ms`);
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
  inTime("the document", patience.document, () => {
    const lines = text.split(/\r\n|\r|\n/).length;
    const { problems, document } = compilePolicy(text, { file: "p.xml" });
    checkProblems(problems, lines);
    checkProblems(reviewPolicy(text, { file: "p.xml" }, document), lines);
    policyReferences(text, "p.xml");
    const { text: formatted } = formatPolicy(text, { file: "p.xml" });
    if (formatted !== undefined && formatPolicy(formatted, { file: "p.xml" }).text !== formatted)
      throw new Error("fmt is not content with its own work");
  });
}

/** Compiles and, where it compiles, runs: all that may come out is a value or an exception of .NET's. */
export function checkExpression(code: string): "compiled" | "refused" {
  return inTime("the expression", patience.expression, () => {
    const { expression, problems } = compileExpression({
      code,
      locate: () => ({ file: "p.xml", line: 1, column: 1 }),
    });
    checkProblems(problems, 1);
    if (!expression) return "refused";
    try {
      expression.evaluate(makeContext(contexts, "chat"), runtime);
    } catch (error) {
      if (!(error instanceof PolicyExpressionError) || error.dotnetType === internalException) throw error;
    }
    return "compiled";
  });
}
