import type { Place } from "@azure-genai-gateway/common/problem";
import type { CompiledDocument, CompiledElement } from "../document";
import type { PolicyNode, PolicyText } from "../reader/tree";
import type { Folder } from "./folder";
import { literalOf } from "./rule";
import { syntaxOf, variableReads, type Syntax, type VariableRead } from "./syntax";

/** A policy where it stands. */
export interface Step {
  readonly node: PolicyNode;
  readonly section: string;
  /** Nearest last; sections and roots are none. */
  readonly parents: readonly Step[];
  readonly siblings: readonly PolicyNode[];
}

/** An expression of a step's attribute or text. */
export interface ExpressionUse {
  readonly step: Step;
  readonly attribute?: string;
  readonly text: PolicyText;
  readonly syntax: Syntax;
  readonly reads: readonly VariableRead[];
}

/** A place where a variable gets its value. */
export interface VariableSet {
  readonly name: string;
  /** The C# type, where it is known. */
  readonly type?: string;
  readonly step: Step;
}

/** Attributes that name a variable which the policy sets, with the type it then has. */
const setters: readonly (readonly [element: string, attribute: string, type?: string])[] = [
  ["send-request", "response-variable-name", "IResponse"],
  ["cache-lookup-value", "variable-name"],
  ["authentication-managed-identity", "output-token-variable-name", "string"],
  ["validate-jwt", "output-token-variable-name", "Jwt"],
  ["validate-azure-ad-token", "output-token-variable-name", "Jwt"],
  ["get-authorization-context", "context-variable-name"],
  ["rate-limit", "remaining-calls-variable-name", "int"],
  ["rate-limit", "retry-after-variable-name", "int"],
  ["rate-limit-by-key", "remaining-calls-variable-name", "int"],
  ["rate-limit-by-key", "retry-after-variable-name", "int"],
  ["llm-token-limit", "remaining-tokens-variable-name"],
  ["llm-token-limit", "tokens-consumed-variable-name"],
  ["llm-token-limit", "remaining-quota-tokens-variable-name"],
  ["azure-openai-token-limit", "remaining-tokens-variable-name"],
  ["azure-openai-token-limit", "tokens-consumed-variable-name"],
  ["azure-openai-token-limit", "remaining-quota-tokens-variable-name"],
  ["validate-content", "errors-variable-name"],
  ["validate-headers", "errors-variable-name"],
  ["validate-parameters", "errors-variable-name"],
  ["validate-status-code", "errors-variable-name"],
];

/** A document as the rules look at it. */
export class Subject {
  readonly steps: readonly Step[];
  readonly expressions: readonly ExpressionUse[];
  readonly sets: readonly VariableSet[];
  readonly sections: readonly PolicyNode[];
  private readonly places: ReadonlyMap<Step, number>;

  constructor(
    readonly root: PolicyNode,
    readonly text: string,
    document: CompiledDocument | undefined,
    readonly folder?: Folder,
  ) {
    this.sections = root.name === "policies" ? root.children : [];
    this.steps = stepsIn(root);
    this.places = new Map(this.steps.map((step, index) => [step, index]));
    this.expressions = this.steps.flatMap(usesOf);
    const types = document ? resultTypes(document) : new Map<string, string>();
    this.sets = this.steps.flatMap((step) => variablesSetBy(step, types));
  }

  get isFragment(): boolean {
    return this.root.name === "fragment";
  }
  /** Fragments that nothing is known of may do anything: set variables, remove headers. */
  get includesFragments(): boolean {
    return this.named("include-fragment").some(({ node }) => {
      const id = literalOf(node, "fragment-id")?.toLowerCase();
      return id === undefined || !this.folder?.fragments.has(id);
    });
  }
  /** A fragment by itself may be included after anything; one of a folder, only where the folder includes it. */
  get isOpen(): boolean {
    return this.isFragment && !this.folder?.included.size;
  }
  /** Sections run in the order in which documents have them; on-error may run after any step. */
  isBefore(one: Step, other: Step): boolean {
    return this.places.get(one)! < this.places.get(other)!;
  }
  named(...names: readonly string[]): Step[] {
    return this.steps.filter(({ node }) => names.includes(node.name));
  }
}

/** Every policy, and part of one, of a document in order. */
export function stepsIn(root: PolicyNode): readonly Step[] {
  return root.name === "policies"
    ? root.children.flatMap((section) => stepsOf(section.children, section.name, []))
    : stepsOf(root.children, "fragment", []);
}

function stepsOf(nodes: readonly PolicyNode[], section: string, parents: readonly Step[]): Step[] {
  return nodes.flatMap((node) => {
    const step: Step = { node, section, parents, siblings: nodes };
    return [step, ...stepsOf(node.children, section, [...parents, step])];
  });
}

function usesOf(step: Step): ExpressionUse[] {
  const texts: { attribute?: string; text: PolicyText }[] = step.node.attributes.map(({ name, value }) => ({
    attribute: name,
    text: value,
  }));
  if (step.node.text) texts.push({ text: step.node.text });
  return texts.flatMap(({ attribute, text }) => {
    const syntax = text.kind === "expression" ? syntaxOf(text) : undefined;
    return syntax ? [{ step, attribute, text, syntax, reads: variableReads(syntax) }] : [];
  });
}

const key = ({ line, column }: Place) => `${line}:${column}`;

/** The type of each expression, by its place. */
function resultTypes(document: CompiledDocument): Map<string, string> {
  const types = new Map<string, string>();
  const visit = (element: CompiledElement) => {
    for (const binding of [...element.attributes.values(), ...(element.text ? [element.text] : [])])
      if (binding.kind === "expression") types.set(key(binding.place), binding.expression.resultType);
    element.children.forEach(visit);
  };
  for (const elements of document.sections.values()) elements.forEach(visit);
  return types;
}

/** @param types of expressions, by their place; without them only what is known without. */
export function variablesSetBy(step: Step, types: ReadonlyMap<string, string> = new Map()): VariableSet[] {
  const { node } = step;
  const sets: VariableSet[] = [];
  if (node.name === "set-variable") {
    const name = literalOf(node, "name");
    const value = node.attributes.find((one) => one.name === "value")?.value;
    const type = value?.kind === "literal" ? "string" : value && types.get(key(value.place));
    if (name !== undefined) sets.push({ name, type, step });
  }
  for (const [element, attribute, type] of setters) {
    const name = node.name === element ? literalOf(node, attribute) : undefined;
    if (name !== undefined) sets.push({ name, type, step });
  }
  return sets;
}
