import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { makeContext, type Contexts } from "../../../packages/policy-language/conformance/context";
import { runtime } from "../../../packages/policy-language/conformance/values";
import {
  compileExpression,
  PolicyExpressionError,
} from "../../../packages/policy-language/expressions/compile";
import {
  describeValue,
  type Description,
} from "../../../packages/policy-language/expressions/values/describe";

const contexts = JSON.parse(
  readFileSync(join(__dirname, "../conformance/contexts.json"), "utf8"),
) as Contexts;

/** What an expression gives: the same as closures and written out as JavaScript, which is seen to here. */
export function answer(code: string): string {
  const given = answerOf(code, Infinity);
  expect(answerOf(code, 0), `${code}, written out as JavaScript`).to.equal(given);
  return given;
}

/**
 * What an expression gives, in one line: `int 3`, `null`, `[a, b]`, JSON as it is, `!System.FormatException message`
 * for an exception, and the codes of compile errors with their columns: `CS0103@12`.
 */
export function answerOf(code: string, writtenAfter: number): string {
  const { expression, problems } = compileExpression(
    { code, locate: (offset) => ({ file: "policy.xml", line: 1, column: offset + 1 }) },
    { writtenAfter },
  );
  if (!expression) return problems.map(({ code, place }) => `${code}@${place!.column}`).join(" ");
  try {
    return shown(describeValue(expression.evaluate(makeContext(contexts, "chat"), runtime)));
  } catch (error) {
    if (error instanceof PolicyExpressionError) return `!${error.dotnetType} ${error.message}`;
    throw error;
  }
}

function shown(value: Description | null): string {
  if (value === null) return "null";
  const bare = (one: Description | null) => (one === null ? "null" : (one.value ?? shown(one)));
  if (value.items) return `[${value.items.map(bare).join(", ")}]`;
  if (value.entries)
    return `{${value.entries.map((one) => `${bare(one.key)}: ${bare(one.value)}`).join(", ")}}`;
  return value.text !== undefined ? value.value! : value.value ? `${value.type} ${value.value}` : value.type;
}

/** One test a line: `expression ⇒ answer`; an answer that ends in `*` is only a beginning. */
export function itAnswers(table: string): void {
  for (const line of table.trim().split("\n")) {
    const [code, expected] = line.split(" ⇒ ").map((part) => part.trim());
    it(`${code} gives ${expected}`, () => {
      const got = answer(code!);
      if (expected!.endsWith("*"))
        expect(got).to.satisfy((text: string) => text.startsWith(expected!.slice(0, -1)), got);
      else expect(got).to.equal(expected);
    });
  }
}
