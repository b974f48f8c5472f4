import type { Work } from "../work";
import type { Expr, NodeTest, PathExpr, Step } from "./xpathParser";
import { textOf, type XmlNode } from "./tree";

export type XPathValue = string | number | boolean | readonly XmlNode[];

/** What an expression is evaluated in. */
export interface XPathContext {
  readonly node: XmlNode;
  readonly position: number;
  readonly size: number;
  /** The node of the instruction, which `current()` gives. */
  readonly current: XmlNode;
  readonly variables: (name: string) => XPathValue | undefined;
  readonly work: Work;
  readonly keys: (name: string, value: string, root: XmlNode) => readonly XmlNode[];
  readonly decimalFormat: (name: string) => ReadonlyMap<string, string> | undefined;
}

/** The functions of XPath and XSLT; `functions.ts`, which needs the converters below, puts them in. */
export const library: {
  call: (name: string, args: readonly Expr[], context: XPathContext) => XPathValue;
} = { call: (name) => fail(`There is no function ${name}()`) };

export function evaluate(expression: Expr, context: XPathContext): XPathValue {
  context.work.step();
  switch (expression.kind) {
    case "number":
    case "literal":
      return expression.value;
    case "variable":
      return context.variables(expression.name) ?? noVariable(expression.name);
    case "negate":
      return -toNumber(evaluate(expression.of, context));
    case "call":
      return library.call(expression.name, expression.args, context);
    case "filter": {
      const nodes = nodesOf(evaluate(expression.of, context));
      return expression.predicates.reduce((left, one) => filtered(left, one, context), nodes);
    }
    case "path":
      return path(expression, context);
    case "binary":
      return binary(expression, context);
  }
}

/** What is wrong with a stylesheet, or with what it does to a document. */
export class StylesheetError extends Error {
  constructor(
    message: string,
    /** The variable that is used and not there. */
    readonly missing?: string,
  ) {
    super(message);
  }
}

export function fail(message: string): never {
  throw new StylesheetError(message);
}

function noVariable(name: string): never {
  throw new StylesheetError(`There is no variable $${name}`, name);
}

export function nodesOf(value: XPathValue): readonly XmlNode[] {
  return typeof value === "object" ? value : fail("The expression gives no nodes");
}

export function toText(value: XPathValue): string {
  if (typeof value === "object") return value.length === 0 ? "" : textOf(value[0]!);
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  const text = String(value);
  return text.includes("e") ? decimalText(value) : text === "-0" ? "0" : text;
}

/** XPath writes no exponents. */
function decimalText(value: number): string {
  if (Math.abs(value) >= 1) return BigInt(value).toString();
  return value.toFixed(100).replace(/(\.\d*?)0+$/, "$1");
}

export function toNumber(value: XPathValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = toText(value).trim();
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
}

export function toBoolean(value: XPathValue): boolean {
  if (typeof value === "object") return value.length > 0;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "string" ? value !== "" : value;
}

function binary({ op, left, right }: Expr & { kind: "binary" }, context: XPathContext): XPathValue {
  if (op === "or") return toBoolean(evaluate(left, context)) || toBoolean(evaluate(right, context));
  if (op === "and") return toBoolean(evaluate(left, context)) && toBoolean(evaluate(right, context));
  const a = evaluate(left, context);
  const b = evaluate(right, context);
  if (op === "|") return inOrder([...nodesOf(a), ...nodesOf(b)], context.work);
  if (/^(=|!=|<|<=|>|>=)$/.test(op)) return compare(op, a, b, context.work);
  const x = toNumber(a);
  const y = toNumber(b);
  if (op === "+") return x + y;
  if (op === "-") return x - y;
  if (op === "*") return x * y;
  return op === "div" ? x / y : x % y;
}

/** https://www.w3.org/TR/1999/REC-xpath-19991116/#booleans */
function compare(op: string, a: XPathValue, b: XPathValue, work: Work): boolean {
  if (typeof a === "object" && typeof b !== "boolean") {
    return a.some((node) => {
      work.step();
      return compare(op, textFor(b, node), b, work);
    });
  }
  if (typeof b === "object" && typeof a !== "boolean") {
    return b.some((node) => {
      work.step();
      return compare(op, a, textFor(a, node), work);
    });
  }
  if (op === "=" || op === "!=") return same(a, b) === (op === "=");
  const x = toNumber(a);
  const y = toNumber(b);
  return op === "<" ? x < y : op === "<=" ? x <= y : op === ">" ? x > y : x >= y;
}

function textFor(other: XPathValue, node: XmlNode): XPathValue {
  const text = textOf(node);
  return typeof other === "number" ? toNumber(text) : text;
}

function same(a: XPathValue, b: XPathValue): boolean {
  if (typeof a === "boolean" || typeof b === "boolean") return toBoolean(a) === toBoolean(b);
  if (typeof a === "number" || typeof b === "number") return toNumber(a) === toNumber(b);
  return toText(a) === toText(b);
}

function path({ from, steps }: PathExpr, context: XPathContext): readonly XmlNode[] {
  let nodes: readonly XmlNode[] =
    from === undefined
      ? [context.node]
      : from === "root"
        ? [rootOf(context.node)]
        : nodesOf(evaluate(from, context));
  for (const step of steps) nodes = taken(nodes, step, context);
  return nodes;
}

export function rootOf(node: XmlNode): XmlNode {
  let top = node;
  while (top.parent) top = top.parent;
  return top;
}

function taken(nodes: readonly XmlNode[], step: Step, context: XPathContext): readonly XmlNode[] {
  const found: XmlNode[] = [];
  const principal = step.axis === "attribute" ? "attribute" : "element";
  for (const node of nodes) {
    let own: readonly XmlNode[] = [...along(step.axis, node)].filter((one) => {
      context.work.step();
      return passes(step.test, one, principal);
    });
    for (const predicate of step.predicates) own = filtered(own, predicate, context);
    for (const one of own) found.push(one);
  }
  const forward = step.axis === "child" || step.axis === "attribute" || step.axis === "self";
  return nodes.length <= 1 && (forward || step.axis.startsWith("descendant"))
    ? found
    : inOrder(found, context.work);
}

function filtered(nodes: readonly XmlNode[], predicate: Expr, context: XPathContext): readonly XmlNode[] {
  return nodes.filter((node, index) => {
    const value = evaluate(predicate, { ...context, node, position: index + 1, size: nodes.length });
    return typeof value === "number" ? value === index + 1 : toBoolean(value);
  });
}

/** Document order, each node once. */
export function inOrder(nodes: readonly XmlNode[], work: Work): readonly XmlNode[] {
  work.step(nodes.length);
  return [...new Set(nodes)].sort((a, b) => a.order - b.order);
}

export function passes(test: NodeTest, node: XmlNode, principal: "element" | "attribute"): boolean {
  switch (test.kind) {
    case "any":
      return true;
    case "name":
      if (node.kind !== principal) return false;
      if (test.uri !== undefined && test.uri !== node.uri) return false;
      return test.local === "*" || test.local === node.local;
    case "instruction":
      return node.kind === test.kind && (test.target === undefined || test.target === node.name);
    default:
      return node.kind === test.kind;
  }
}

/** The nodes of an axis, nearest first. */
function along(axis: string, node: XmlNode): Iterable<XmlNode> {
  switch (axis) {
    case "self":
      return [node];
    case "child":
      return node.children;
    case "attribute":
      return node.attributes;
    case "parent":
      return node.parent ? [node.parent] : [];
    case "ancestor":
      return node.parent ? ancestors(node.parent) : [];
    case "ancestor-or-self":
      return ancestors(node);
    case "descendant":
      return descendants(node);
    case "descendant-or-self":
      return [node, ...descendants(node)];
    case "following-sibling":
      return siblings(node, 1);
    case "preceding-sibling":
      return siblings(node, -1);
    default:
      return beyond(node, axis === "following" ? 1 : -1);
  }
}

function* ancestors(node: XmlNode): Generator<XmlNode> {
  for (let one: XmlNode | undefined = node; one; one = one.parent) yield one;
}

function descendants(node: XmlNode, into: XmlNode[] = []): XmlNode[] {
  for (const child of node.children) {
    into.push(child);
    descendants(child, into);
  }
  return into;
}

function siblings(node: XmlNode, step: 1 | -1): readonly XmlNode[] {
  if (node.kind === "attribute" || !node.parent) return [];
  const all = node.parent.children;
  const at = all.indexOf(node);
  return step > 0 ? all.slice(at + 1) : all.slice(0, at).reverse();
}

function* beyond(node: XmlNode, step: 1 | -1): Generator<XmlNode> {
  for (const from of ancestors(node)) {
    for (const one of siblings(from, step)) {
      if (step > 0) yield one;
      const inner = descendants(one);
      yield* step > 0 ? inner : inner.reverse();
      if (step < 0) yield one;
    }
  }
}
