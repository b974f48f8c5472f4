import type { Expr, Statement, TypeSyntax } from "../expressions/syntax/ast";
import { parseCode } from "../expressions/syntax/parseStatements";
import type { PolicyText } from "../reader/tree";

export type Syntax = Expr | Statement;

/** The syntax of an expression; undefined when it does not parse, which the compiler reports. */
export function syntaxOf(text: PolicyText): Syntax | undefined {
  try {
    // Named values that are not known stand for themselves as far as C# lets them: as strings mostly.
    return parseCode(text.value.replace(/\{\{[\w.-]+\}\}/g, (reference) => "x".padEnd(reference.length)));
  } catch {
    return undefined;
  }
}

/** What is nested deeper the compiler refuses as too complex; a sum of thousands of terms is nested that deep. */
const deepest = 1_000;

/** Visits every node of the syntax down to `deepest`, parents before what is in them. */
export function visit(
  node: unknown,
  enter: (node: Syntax, parents: readonly Syntax[]) => void,
  parents: readonly Syntax[] = [],
): void {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const one of node) visit(one, enter, parents);
    return;
  }
  if (parents.length > deepest) return;
  const isNode = "kind" in node && "at" in node;
  if (isNode) enter(node as Syntax, parents);
  const inside = isNode ? [...parents, node as Syntax] : parents;
  for (const value of Object.values(node)) visit(value, enter, inside);
}

/** `context.Request.Body` as a path: ["context", "Request", "Body"]; undefined for anything else. */
export function pathOf(node: Syntax): readonly string[] | undefined {
  if (node.kind === "name") return [node.name];
  if (node.kind !== "member") return undefined;
  const before = pathOf(node.target);
  return before && [...before, node.name];
}

export const isPath = (node: Syntax, path: string): boolean => pathOf(node)?.join(".") === path;

/** How an expression reads a variable. */
export interface VariableRead {
  readonly name: string;
  readonly how: "index" | "default" | "contains" | "try";
  /** What it is cast to, or asked for as. */
  readonly type?: TypeSyntax;
  /** `(T)x` throws for another type; `x as T` gives null. */
  readonly strict: boolean;
  readonly at: number;
  /** What stands around the read (its cast left out), nearest last. */
  readonly parents: readonly Syntax[];
}

const methods: Readonly<Record<string, VariableRead["how"]>> = {
  GetValueOrDefault: "default",
  ContainsKey: "contains",
  TryGetValue: "try",
};

/** Every read of `context.Variables` with a literal name. */
export function variableReads(syntax: Syntax): VariableRead[] {
  const reads: VariableRead[] = [];
  visit(syntax, (node, parents) => {
    if (node.kind === "index" && isPath(node.target, "context.Variables")) {
      const name = textOf(node.args[0]?.value);
      const around = parents.at(-1);
      const cast = around?.kind === "cast" || around?.kind === "as" ? around : undefined;
      if (name !== undefined)
        reads.push({
          name,
          how: "index",
          type: cast?.type,
          strict: cast?.kind === "cast",
          at: (cast ?? node).at,
          parents: cast ? parents.slice(0, -1) : parents,
        });
    }
    if (node.kind !== "call" || node.target.kind !== "member") return;
    const { target } = node;
    const how = Object.hasOwn(methods, target.name) ? methods[target.name] : undefined;
    const name = textOf(node.args[0]?.value);
    if (!how || name === undefined || !isPath(target.target, "context.Variables")) return;
    const type = target.args?.[0] ?? literalType(node.args[1]?.value);
    reads.push({ name, how, type, strict: how === "default", at: target.target.at, parents });
  });
  return reads;
}

const textOf = (node: Expr | undefined) => (node?.kind === "string" ? node.value : undefined);

function literalType(node: Expr | undefined): TypeSyntax | undefined {
  if (!node) return undefined;
  const name =
    node.kind === "string"
      ? "string"
      : node.kind === "bool"
        ? "bool"
        : node.kind === "number"
          ? node.type
          : undefined;
  return name === undefined ? undefined : { at: node.at, name, args: [], ranks: [], nullable: false };
}
