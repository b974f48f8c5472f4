import { comparison } from "./conditions";
import { resolver, type Scope } from "./scope";
import { fragment, renderAll, type Node, type Parser, type TagReader } from "./template";
import { LiquidError } from "./values";

type Condition = (scope: Scope) => boolean;

const mostConditions = 500;
const ifSyntax = "Syntax Error in 'if' tag - Valid syntax: if [expression]";
const word = new RegExp(`^\\s*(?:"[^"]*"|'[^']*'|[^\\s"']+|["'])+`);
const expression = new RegExp(`(${fragment})\\s*([=!<>a-zA-Z_]+)?\\s*(${fragment})?`);

/** `a == b and c or d`: the last pair belongs together first, as DotLiquid reads it. */
function condition(markup: string): Condition {
  const terms: string[] = [];
  const joints: string[] = [];
  let term = "";
  for (let rest = markup; ;) {
    const found = word.exec(rest)?.[0];
    const joint = found?.trim();
    if (joint === "and" || joint === "or" || found === undefined) {
      terms.push(term);
      term = "";
      if (found === undefined) break;
      joints.push(joint!);
    } else term += found;
    rest = rest.slice(found.length);
  }
  if (terms.length > mostConditions)
    throw new LiquidError("Syntax Error in 'if' tag - max 500 conditions are allowed");
  return terms
    .map(simple)
    .reduceRight((after, first, at) =>
      joints[at] === "and"
        ? (scope: Scope) => first(scope) && after(scope)
        : (scope: Scope) => first(scope) || after(scope),
    );
}

function simple(term: string): Condition {
  const match = expression.exec(term);
  if (!match) throw new LiquidError(ifSyntax);
  return comparison(resolver(match[1]!), match[2] ?? "", resolver(match[3] ?? ""));
}

/** if, and unless with its first condition the other way round. */
export const conditional: TagReader = (markup, parser, name) => {
  const negate = name === "unless";
  const first = condition(markup);
  const branches: { readonly holds: Condition; nodes: Node[] }[] = [
    { holds: negate ? (scope) => !first(scope) : first, nodes: [] },
  ];
  branches[0]!.nodes = parser.block(name, (tag, inside) => {
    if (tag !== "elsif" && tag !== "elseif" && tag !== "else") return undefined;
    const nodes: Node[] = [];
    branches.push({ holds: tag === "else" ? () => true : condition(inside), nodes });
    return nodes;
  });
  return (scope, out) =>
    scope.nested(() => {
      const taken = branches.find(({ holds }) => holds(scope));
      if (taken) renderAll(taken.nodes, scope, out);
    });
};

const when = new RegExp(`(${fragment})(?:(?:\\s+or\\s+|\\s*,\\s*)(${fragment}.*))?`, "s");

/** Every `when` that holds is written, `else` where none before it has. */
export const caseOf: TagReader = (markup, parser, name) => {
  const subject = new RegExp(fragment).exec(markup)?.[0];
  if (subject === undefined)
    throw new LiquidError("Syntax Error in 'case' tag - Valid syntax: case [condition]");
  const value = resolver(subject);
  const branches: { readonly holds: Condition | "else"; readonly nodes: Node[] }[] = [];
  parser.block(name, (tag, inside) => {
    const nodes: Node[] = [];
    if (tag === "else") {
      if (inside.trim() !== "")
        throw new LiquidError(
          "Syntax Error in 'case' tag - Valid else condition: {% else %} (no parameters)",
        );
      branches.push({ holds: "else", nodes });
    } else if (tag === "when") {
      for (const one of alternatives(inside))
        branches.push({ holds: comparison(value, "==", resolver(one)), nodes });
    } else return undefined;
    return nodes;
  });
  return (scope, out) =>
    scope.nested(() => {
      let taken = false;
      for (const { holds, nodes } of branches) {
        if (holds === "else" ? taken : !holds(scope)) continue;
        if (holds !== "else") taken = true;
        renderAll(nodes, scope, out);
      }
    });
};

function alternatives(markup: string): string[] {
  const found: string[] = [];
  for (let rest: string | undefined = markup; rest;) {
    const match: RegExpExecArray | null = when.exec(rest);
    if (!match)
      throw new LiquidError(
        "Syntax Error in 'case' tag - Valid when condition: {% when [condition] [or condition2...] %}",
      );
    found.push(match[1]!);
    rest = match[2];
  }
  if (found.length === 0)
    throw new LiquidError(
      "Syntax Error in 'case' tag - Valid when condition: {% when [condition] [or condition2...] %}",
    );
  return found;
}

/** What it holds is written where it differs from what was written last. */
export const ifChanged: TagReader = (_markup, parser, name) => {
  const text = captured(parser, name);
  return (scope, out) =>
    scope.nested(() => {
      const made = text(scope);
      if (made === scope.lastChanged) return;
      scope.lastChanged = made;
      out.write(made);
    });
};

/** A block as a text. */
export function captured(parser: Parser, name: string): (scope: Scope) => string {
  const nodes = parser.block(name);
  return (scope) => scope.captured((out) => renderAll(nodes, scope, out));
}
