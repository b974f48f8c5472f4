import type { Problem } from "@azure-genai-gateway/common/problem";
import { policyCodes } from "./problemCodes";
import { findExpressionEnd, startsExpression } from "./expressionEnd";
import type { LineIndex } from "./lineIndex";
import type { MappedText } from "./mappedText";
import { substituteNamedValues, type NamedValueLookup } from "./namedValues";
import type { PolicyText } from "./tree";

/** What turns decoded text into values, shared by all values of one document. */
export interface ValueContext {
  readonly lines: LineIndex;
  readonly namedValues: NamedValueLookup | undefined;
  readonly problems: Problem[];
  /** Offsets already reported as expressions without an end. */
  readonly unclosed: ReadonlySet<number>;
}

/** Puts named values in, then tells an expression (which may itself have been a named value) from a literal. */
export function makeText(decoded: MappedText, emptyAt: number, context: ValueContext): PolicyText {
  const { lines } = context;
  const { text: mapped, references } = substituteNamedValues(decoded, context.namedValues);
  const trimmed = mapped.trim();
  const expression = isWholeExpression(trimmed, context);
  const result = expression ? trimmed : mapped;
  const first = trimmed.text === "" ? emptyAt : trimmed.source(0);
  return {
    kind: expression ? "expression" : "literal",
    value: result.text,
    place: lines.place(first),
    locate: (offset) => lines.place(result.text === "" ? emptyAt : result.source(offset)),
    namedValues: references.map(({ name, resolved, offset }) => ({
      name,
      resolved,
      place: lines.place(offset),
    })),
  };
}

function isWholeExpression(text: MappedText, context: ValueContext): boolean {
  if (!startsExpression(text.text, 0)) return false;
  const end = findExpressionEnd(text.text, 0, false);
  if (end === text.text.length) return true;
  const start = text.source(0);
  if (end === undefined) {
    if (!context.unclosed.has(start)) context.problems.push(unclosedExpression(context.lines, start));
  } else {
    const rest = text.text.slice(end);
    const next = end + rest.length - rest.trimStart().length;
    context.problems.push({
      code: policyCodes.expressionMixed,
      severity: "error",
      message: "Something follows the end of the expression in the same value",
      hint: 'make the whole value one expression, for example @(a + " text"), and check its brackets',
      place: context.lines.place(text.source(next)),
    });
  }
  return false;
}

export function unclosedExpression(lines: LineIndex, offset: number): Problem {
  return {
    code: policyCodes.expressionUnclosed,
    severity: "error",
    message: "The expression that starts here has no end",
    hint: 'close every bracket and every string of the expression; a string ends on the line it starts on unless it is @"..."',
    place: lines.place(offset),
  };
}

export function strayAmpersand(lines: LineIndex, offset: number): Problem {
  return {
    code: policyCodes.xml,
    severity: "error",
    message: "An & that starts no entity stands in a literal value",
    hint: "write &amp; for it; only expressions may hold a bare &",
    place: lines.place(offset),
  };
}
