import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ExpressionRuntime, PolicyContext } from "@azure-genai-gateway/policy-language/expressions/host";
import {
  compileExpression,
  PolicyExpressionError,
} from "@azure-genai-gateway/policy-language/expressions/compile";
import {
  type Description,
  describeValue,
} from "@azure-genai-gateway/policy-language/expressions/values/describe";
import { LineIndex } from "@azure-genai-gateway/policy-language/reader/lineIndex";
import { substituteInPlainText } from "@azure-genai-gateway/policy-language/reader/namedValues";
import { fromPolicyValue } from "@azure-genai-gateway/policy-language/plainValues";

export type Evaluation =
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
  /** A .NET exception: its full name and its message. */
  | { readonly kind: "exception"; readonly type: string; readonly message: string }
  | { readonly kind: "value"; readonly type: string; readonly text: string; readonly value: unknown };

export interface EvaluateOptions {
  readonly context: PolicyContext;
  readonly runtime: ExpressionRuntime;
  readonly namedValues?: ReadonlyMap<string, string>;
  /** For places; default `expression`. */
  readonly file?: string;
}

/** An expression as a policy has it, `@(...)` or `@{...}`, or its code alone. */
export function evaluateExpression(text: string, options: EvaluateOptions): Evaluation {
  const { context, runtime, namedValues = new Map<string, string>(), file = "expression" } = options;
  const { code, shift } = asExpression(text);
  const put = substituteInPlainText(code, (name) => namedValues.get(name));
  const lines = new LineIndex(put, file);
  const locate = (offset: number) => {
    const place = lines.place(offset);
    return place.line === 1 ? { ...place, column: Math.max(1, place.column - shift) } : place;
  };
  const { expression, problems } = compileExpression({ code: put, locate });
  if (!expression) return { kind: "problems", problems };
  try {
    const value = expression.evaluate(context, runtime);
    const described = describeValue(value);
    return {
      kind: "value",
      type: described?.type ?? expression.resultType,
      text: textOf(described),
      value: fromPolicyValue(value),
    };
  } catch (error) {
    if (!(error instanceof PolicyExpressionError)) throw error;
    return { kind: "exception", type: error.dotnetType, message: error.message };
  }
}

function asExpression(text: string): { readonly code: string; readonly shift: number } {
  const trimmed = text.trim();
  if (/^@[({]/.test(trimmed)) return { code: trimmed, shift: 0 };
  // Statements end with a semicolon; an expression does not.
  return /;\s*$/.test(trimmed) ? { code: `@{${trimmed}}`, shift: 2 } : { code: `@(${trimmed})`, shift: 2 };
}

/** A collection element by element, a JSON token as ToString() has it, a text as it is. */
function textOf(described: Description | null): string {
  if (described === null) return "null";
  const { text, value, items, entries } = described;
  if (items) return `[${items.map(textOf).join(", ")}]`;
  if (entries)
    return `{${entries.map(({ key, value: one }) => `${textOf(key)}: ${textOf(one)}`).join(", ")}}`;
  return text ?? value ?? "";
}
