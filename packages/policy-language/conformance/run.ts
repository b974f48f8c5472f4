import { compileExpression, PolicyExpressionError, type CompileOptions } from "../expressions/compile";
import { makeContext, type Contexts } from "./context";
import type { Outcome, OutcomeRow, Row } from "./rows";
import { described, runtime } from "./values";

/**
 * Evaluates every row in a context of its own. A row that is no row, or fails in a way no policy can, gets an
 * outcome like any other, so that the rest is still measured.
 */
export function runRows(
  rows: readonly unknown[],
  contexts: Contexts,
  options: CompileOptions = {},
): OutcomeRow[] {
  return rows.map((row, index) => {
    const { id } = (row ?? {}) as Partial<Row>;
    return { id: id ?? `#${index}`, ...outcomeOf(row as Row, contexts, options) };
  });
}

function outcomeOf(row: Row, contexts: Contexts, options: CompileOptions): Outcome {
  try {
    const { expression, problems } = compileExpression(
      { code: row.expression, locate: (offset) => ({ file: row.id, line: 1, column: offset + 1 }) },
      options,
    );
    if (!expression) return { compileErrors: problems.map((problem) => problem.code) };
    const context = makeContext(contexts, row.context ?? "chat", row.variables);
    return { result: described(expression.evaluate(context, runtime)) };
  } catch (error) {
    if (error instanceof PolicyExpressionError) return { throws: error.dotnetType };
    return { throws: `internal: ${error instanceof Error ? error.message : String(error)}` };
  }
}
