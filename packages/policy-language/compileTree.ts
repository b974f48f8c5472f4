import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import type { CompiledElement, PolicyBinding } from "./document";
import { compileExpression, type CompileResult, type CompiledExpression } from "./expressions/compile";
import type { PolicyNode, PolicyText } from "./reader/tree";
import { hasRawContent } from "./schema/content";
import { compileWithStandIns } from "./standIns";

/** How an expression is compiled; tests of the document put their own in. */
export type ExpressionCompiler = typeof compileExpression;

/** Turns a checked tree into elements whose expressions are compiled; problems go into `problems`. */
export class TreeCompiler {
  constructor(
    private readonly problems: Problem[],
    private readonly compile: ExpressionCompiler = compileExpression,
  ) {}

  elements(nodes: readonly PolicyNode[]): CompiledElement[] {
    return nodes.map((node) => this.element(node));
  }

  private element(node: PolicyNode): CompiledElement {
    const { name, place } = node;
    const raw = hasRawContent(name) && node.children.length > 0;
    const text = raw ? rawLiteral(node) : node.text && this.binding(node.text);
    return {
      name,
      place,
      attributes: new Map(
        node.attributes.map((attribute) => [attribute.name, this.binding(attribute.value)]),
      ),
      children: raw ? [] : this.elements(node.children),
      ...(text && { text }),
      get rawText() {
        return node.rawText;
      },
    };
  }

  private binding(text: PolicyText): PolicyBinding {
    const { place } = text;
    if (text.kind === "literal") return { kind: "literal", value: text.value, place };
    const { expression, problems } = this.compiled(text);
    this.problems.push(...problems);
    return { kind: "expression", expression: expression ?? unusable, code: text.value, place };
  }

  private compiled(text: PolicyText): CompileResult {
    const locate = (offset: number): Place => text.locate(offset);
    if (text.namedValues.every((reference) => reference.resolved)) {
      return this.compile({ code: text.value, locate });
    }
    return compileWithStandIns(text.value, (code) => this.compile({ code, locate }));
  }
}

function rawLiteral(node: PolicyNode): PolicyBinding {
  return { kind: "literal", value: node.rawText.trim(), place: node.children[0]!.place };
}

/** Stands where an expression has problems, or values it needs are not known: such a document is never run. */
const unusable: CompiledExpression = {
  resultType: "object",
  reads: { requestBody: false, responseBody: false },
  evaluate() {
    throw new Error("An expression was run that was compiled without the named values it needs");
  },
};
