import { evaluate, passes, toBoolean, type XPathContext } from "./xpath";
import { isFunction } from "./functions";
import { parseTree, type XmlNode } from "./tree";
import { parseXPath, type Expr, type Step } from "./xpathParser";

export const xsl = "http://www.w3.org/1999/XSL/Transform";

/** One alternative of a match pattern. */
export interface Pattern {
  readonly from: "root" | undefined;
  readonly steps: readonly Step[];
  /** A call of key() or id() that the path begins with. */
  readonly start?: Expr;
  readonly priority: number;
}

export interface Template {
  readonly body: XmlNode;
  readonly name?: string;
  readonly mode: string;
  readonly patterns: readonly Pattern[];
  readonly priority?: number;
}

export interface Stylesheet {
  readonly root: XmlNode;
  /** The last that matches wins among those of one priority. */
  readonly templates: readonly Template[];
  readonly named: ReadonlyMap<string, Template>;
  /** xsl:variable and xsl:param of the top level. */
  readonly globals: readonly XmlNode[];
  readonly keys: ReadonlyMap<
    string,
    readonly { readonly patterns: readonly Pattern[]; readonly use: Expr }[]
  >;
  readonly attributeSets: ReadonlyMap<string, readonly XmlNode[]>;
  readonly decimalFormats: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly output: ReadonlyMap<string, string>;
  /** Names of elements whose white space alone is dropped: local names or "*". */
  readonly strip: ReadonlySet<string>;
  readonly preserve: ReadonlySet<string>;
  readonly expressions: Expressions;
}

/** Expressions and templates of attribute values, parsed once for each place they stand in. */
export class Expressions {
  private readonly parsed = new WeakMap<XmlNode, Map<string, Expr>>();
  private readonly templates = new WeakMap<XmlNode, Map<string, readonly (string | Expr)[]>>();

  parse(text: string, at: XmlNode): Expr {
    return this.kept(this.parsed, at, text, () => checked(parseXPath(text, at.namespaces), text));
  }

  /** `a{expression}b{{c}}` */
  template(text: string, at: XmlNode): readonly (string | Expr)[] {
    return this.kept(this.templates, at, text, () =>
      [...text.matchAll(/\{\{|\}\}|\{((?:[^{}"']|"[^"]*"|'[^']*')*)\}|[^{}]+|[{}]/g)].map(
        ([whole, inner]) => {
          if (inner !== undefined) return this.parse(inner, at);
          if (whole === "{" || whole === "}") throw new Error(`'${text}' has a brace without its pair`);
          return whole === "{{" || whole === "}}" ? whole[0]! : whole;
        },
      ),
    );
  }

  private kept<T>(store: WeakMap<XmlNode, Map<string, T>>, at: XmlNode, text: string, make: () => T): T {
    let own = store.get(at);
    if (!own) store.set(at, (own = new Map<string, T>()));
    let found = own.get(text);
    if (found === undefined) own.set(text, (found = make()));
    return found;
  }
}

/** Functions that do not exist are found when the stylesheet is read, as .NET does. */
function checked(expression: Expr, text: string): Expr {
  const visit = (one: Expr): void => {
    if (one.kind === "call" && !isFunction(one.name, one.args.length)) {
      throw new Error(
        `'${text}' calls ${one.name}(), which does not exist with ${one.args.length} arguments`,
      );
    }
    if (one.kind === "call") one.args.forEach(visit);
    else if (one.kind === "binary") [one.left, one.right].forEach(visit);
    else if (one.kind === "negate") visit(one.of);
    else if (one.kind === "filter") [one.of, ...one.predicates].forEach(visit);
    else if (one.kind === "path") {
      if (typeof one.from === "object") visit(one.from);
      one.steps.forEach(({ predicates }) => predicates.forEach(visit));
    }
  };
  visit(expression);
  return expression;
}

export const attributeOf = (node: XmlNode, name: string): string | undefined =>
  node.attributes.find((one) => one.uri === "" && one.name === name)?.value;

export function isXsl(node: XmlNode, local?: string): boolean {
  return node.kind === "element" && node.uri === xsl && (local === undefined || node.local === local);
}

/** Names are compared by namespace and local name, not by prefix. */
export function expandedName(name: string, at: XmlNode): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : `{${at.namespaces.get(name.slice(0, colon)) ?? ""}}${name.slice(colon + 1)}`;
}

/**
 * Reads a stylesheet of XSLT 1.0. What would fetch something (xsl:import, xsl:include, document()) is refused here: a
 * policy has no other documents, and nothing leaves this machine. https://www.w3.org/TR/xslt-10/
 * @throws Error with a line of the stylesheet.
 */
export function readStylesheet(text: string): Stylesheet {
  const tree = parseTree(text);
  const root = tree.children.find(({ kind }) => kind === "element")!;
  if (!isXsl(root, "stylesheet") && !isXsl(root, "transform")) throw new Error("It is no xsl:stylesheet");
  stripSpace(root);
  const expressions = new Expressions();
  const templates: Template[] = [];
  const globals: XmlNode[] = [];
  const named = new Map<string, Template>();
  const keys = new Map<string, { patterns: readonly Pattern[]; use: Expr }[]>();
  const attributeSets = new Map<string, XmlNode[]>();
  const decimalFormats = new Map<string, ReadonlyMap<string, string>>();
  const output = new Map<string, string>();
  const strip = new Set<string>();
  const preserve = new Set<string>();
  const words = (node: XmlNode) => (attributeOf(node, "elements") ?? "").split(/\s+/).filter(Boolean);
  for (const node of root.children.filter((one) => one.uri === xsl)) {
    const name = attributeOf(node, "name");
    placed(node, () => {
      switch (node.local) {
        case "import":
        case "include":
          throw new Error(
            `xsl:${node.local} reads another document, which a policy has none of: write its templates here`,
          );
        case "template": {
          const template = readTemplate(node);
          templates.push(template);
          if (template.name !== undefined) named.set(template.name, template);
          break;
        }
        case "variable":
        case "param":
          globals.push(node);
          break;
        case "key": {
          const key = expandedName(name ?? "", node);
          const one = {
            patterns: readPatterns(attributeOf(node, "match") ?? "", node),
            use: expressions.parse(attributeOf(node, "use") ?? "", node),
          };
          keys.set(key, [...(keys.get(key) ?? []), one]);
          break;
        }
        case "attribute-set":
          attributeSets.set(expandedName(name ?? "", node), [
            ...(attributeSets.get(expandedName(name ?? "", node)) ?? []),
            node,
          ]);
          break;
        case "decimal-format":
          decimalFormats.set(name ?? "", new Map(node.attributes.map((one) => [one.name, one.value])));
          break;
        case "output":
          for (const one of node.attributes) output.set(one.name, one.value);
          break;
        case "strip-space":
          words(node).forEach((one) => strip.add(one));
          break;
        case "preserve-space":
          words(node).forEach((one) => preserve.add(one));
          break;
        case "namespace-alias":
          break;
        default:
          throw new Error(`xsl:${node.local} does not stand at the top of a stylesheet`);
      }
    });
  }
  const sheet: Stylesheet = {
    root, templates, named, globals, keys, attributeSets, decimalFormats, output, strip, preserve, expressions,
  }; // prettier-ignore
  checkBodies(root, sheet);
  return sheet;
}

/** White space alone is none of a stylesheet's, but for xsl:text and xml:space="preserve". */
function stripSpace(node: XmlNode): void {
  const kept = node.attributes.some(({ name, value }) => name === "xml:space" && value === "preserve");
  if (isXsl(node, "text") || kept) return;
  const left = node.children.filter(
    (one) => one.kind !== "comment" && !(one.kind === "text" && one.value.trim() === ""),
  );
  node.children.splice(0, node.children.length, ...left);
  left.forEach(stripSpace);
}

/** Names its line already. */
class PlacedError extends Error {}

function placed<T>(node: XmlNode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PlacedError) throw error;
    throw new PlacedError(`${(error as Error).message}, line ${node.line ?? 1}`);
  }
}

const instructions = new Set(
  (
    "apply-templates call-template for-each value-of copy-of copy element attribute text comment " +
    "processing-instruction if choose when otherwise variable param with-param sort number message fallback"
  ).split(" "),
);

/** Parses every expression, so that a mistake is told when the policy is loaded and not by a call. */
function checkBodies(node: XmlNode, sheet: Stylesheet): void {
  for (const child of node.children) {
    if (child.kind !== "element") continue;
    placed(child, () => {
      if (child.uri === xsl && child.parent !== sheet.root) {
        if (!instructions.has(child.local))
          throw new Error(`There is no instruction xsl:${child.local} in XSLT 1.0`);
        for (const name of ["select", "test", "value"]) {
          const value = attributeOf(child, name);
          if (value !== undefined) sheet.expressions.parse(value, child);
        }
        if (child.local === "call-template") {
          const called = expandedName(attributeOf(child, "name") ?? "", child);
          if (!sheet.named.has(called)) throw new Error(`There is no template named '${called}'`);
        }
      } else if (child.uri !== xsl)
        for (const one of child.attributes) sheet.expressions.template(one.value, child);
    });
    checkBodies(child, sheet);
  }
}

function readTemplate(node: XmlNode): Template {
  const name = attributeOf(node, "name");
  const match = attributeOf(node, "match");
  const priority = attributeOf(node, "priority");
  if (name === undefined && match === undefined) throw new Error("xsl:template needs a match or a name");
  return {
    body: node,
    ...(name === undefined ? {} : { name: expandedName(name, node) }),
    mode: expandedName(attributeOf(node, "mode") ?? "", node),
    patterns: match === undefined ? [] : readPatterns(match, node),
    ...(priority === undefined ? {} : { priority: Number(priority) }),
  };
}

function readPatterns(text: string, at: XmlNode): readonly Pattern[] {
  const alternatives: Pattern[] = [];
  const visit = (expression: Expr): void => {
    if (expression.kind === "binary" && expression.op === "|") {
      visit(expression.left);
      visit(expression.right);
    } else if (expression.kind === "path" && (expression.from === undefined || expression.from === "root")) {
      const { from, steps } = expression;
      alternatives.push({ from, steps, priority: priorityOf(from, steps) });
    } else if (expression.kind === "call")
      alternatives.push({ from: undefined, steps: [], start: expression, priority: 0.5 });
    else if (expression.kind === "path" && typeof expression.from === "object")
      alternatives.push({ from: undefined, steps: expression.steps, start: expression.from, priority: 0.5 });
    else throw new Error(`'${text}' is no pattern`);
  };
  visit(parseXPath(text, at.namespaces));
  return alternatives;
}

/** Those of an attribute that need not be there. */
export function patternsOf(node: XmlNode, attribute: string): readonly Pattern[] | undefined {
  const text = attributeOf(node, attribute);
  return text === undefined ? undefined : readPatterns(text, node);
}

/** https://www.w3.org/TR/xslt-10/#conflict */
function priorityOf(from: "root" | undefined, steps: readonly Step[]): number {
  const [step, ...others] = steps;
  if (!step || others.length > 0 || from || step.predicates.length > 0) return 0.5;
  const { test } = step;
  if (test.kind === "name") return test.local !== "*" ? 0 : test.uri === undefined ? -0.5 : -0.25;
  return test.kind === "instruction" && test.target !== undefined ? 0 : -0.5;
}

/** Whether a node matches, looked at from the node upwards. */
export function matches(pattern: Pattern, node: XmlNode, context: XPathContext): boolean {
  return matchesFrom(pattern, pattern.steps.length - 1, node, context);
}

function matchesFrom(
  pattern: Pattern,
  index: number,
  node: XmlNode | undefined,
  context: XPathContext,
): boolean {
  context.work.step();
  if (index < 0) return begins(pattern, node, context);
  if (!node) return false;
  const step = pattern.steps[index]!;
  if (step.axis === "descendant-or-self") {
    for (let one: XmlNode | undefined = node; one; one = one.parent)
      if (matchesFrom(pattern, index - 1, one, context)) return true;
    return false;
  }
  // A pattern's step names a child (or an attribute) of something: the root is neither.
  if (node.kind === "root" || (node.kind === "attribute") !== (step.axis === "attribute")) return false;
  if (!passes(step.test, node, step.axis === "attribute" ? "attribute" : "element")) return false;
  if (step.predicates.length > 0 && !fulfils(step, node, context)) return false;
  // The first step of a relative path may stand anywhere.
  if (index === 0 && !pattern.from && !pattern.start) return true;
  return matchesFrom(pattern, index - 1, node.parent, context);
}

function begins({ from, start }: Pattern, node: XmlNode | undefined, context: XPathContext): boolean {
  if (from === "root") return node?.kind === "root";
  if (!start || !node) return node !== undefined;
  const found = evaluate(start, { ...context, node });
  return typeof found === "object" && found.includes(node);
}

function fulfils(step: Step, node: XmlNode, context: XPathContext): boolean {
  const around = step.axis === "attribute" ? node.parent?.attributes : node.parent?.children;
  let left = (around ?? [node]).filter((one) => {
    context.work.step();
    return passes(step.test, one, step.axis === "attribute" ? "attribute" : "element");
  });
  for (const predicate of step.predicates) {
    const all = left;
    left = all.filter((one, index) => {
      const value = evaluate(predicate, {
        ...context,
        node: one,
        current: one,
        position: index + 1,
        size: all.length,
      });
      return typeof value === "number" ? value === index + 1 : toBoolean(value);
    });
  }
  return left.includes(node);
}

/** Drops white space that the stylesheet says is none. */
export function stripSource(node: XmlNode, { strip, preserve }: Stylesheet): void {
  if (strip.size === 0) return;
  const stripped = (one: XmlNode) => strip.has(one.name) || (strip.has("*") && !preserve.has(one.name));
  const left = node.children.filter(
    (one) => !(one.kind === "text" && one.value.trim() === "" && stripped(node)),
  );
  if (left.length < node.children.length) node.children.splice(0, node.children.length, ...left);
  for (const child of left)
    if (child.kind === "element") stripSource(child, { strip, preserve } as Stylesheet);
}
