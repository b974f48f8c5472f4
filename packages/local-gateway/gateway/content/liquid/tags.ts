import { captured, caseOf, conditional, ifChanged } from "./blocks";
import { forEach, jsonArrayFor, tableRow } from "./loops";
import { resolver, type Scope } from "./scope";
import { fragment, Interrupt, renderAll, type TagReader } from "./template";
import { LiquidError, textOf } from "./values";

const nothing = () => undefined;
const noIncludes = "Error - This liquid context does not allow includes";

const assign: TagReader = (markup, parser) => {
  const match = /((?:\(?[\p{L}\p{Nd}\p{Pc}\-.[\]]\)?)+)\s*=\s*(.*)$/su.exec(markup);
  if (!match) throw new LiquidError("Syntax Error in 'assign' tag - Valid syntax: assign [var] = [source]");
  const value = parser.value(match[2]!);
  return (scope) => scope.setGlobal(match[1]!, value(scope));
};

const capture: TagReader = (markup, parser, name) => {
  const to = /[\p{L}\p{Nd}\p{Pc}-]+/u.exec(markup)?.[0];
  if (to === undefined) throw new LiquidError("Syntax Error in 'capture' tag - Valid syntax: capture [var]");
  const text = captured(parser, name);
  return (scope) => scope.setGlobal(to, text(scope));
};

const firstFragment = new RegExp(fragment);
const named = new RegExp(`^(${fragment})\\s*:\\s*(.*)$`, "s");

const cycle: TagReader = (markup) => {
  const match = named.exec(markup);
  if (!match && !new RegExp(`^${fragment}`).test(markup))
    throw new LiquidError(
      "Syntax Error in 'cycle' tag - Valid syntax: cycle [name :] var [, var2, var3 ...]",
    );
  const values = (match?.[2] ?? markup).split(",").map((one) => firstFragment.exec(one)?.[0] ?? "");
  const name = match ? resolver(match[1]!) : () => values.join("");
  const resolvers = values.map(resolver);
  return (scope, out) => {
    const key = textOf(name(scope));
    const at = scope.cycles.get(key) ?? 0;
    out.write(textOf(resolvers[at % resolvers.length]!(scope)));
    scope.cycles.set(key, (at + 1) % resolvers.length);
  };
};

const count =
  (before: number, after: number): TagReader =>
  (markup) => {
    const name = firstFragment.exec(markup)?.[0] ?? "";
    return (scope: Scope, out) => {
      const value = (scope.counters.get(name) ?? 0) + before;
      out.write(String(value));
      scope.counters.set(name, value + after);
    };
  };

const raw: TagReader = (_markup, parser, name) => {
  const text = parser.raw(name);
  return (_scope, out) => out.write(text);
};

const interrupt =
  (kind: "break" | "continue"): TagReader =>
  () =>
  () => {
    // Not an error: it is thrown at every pass that ends early.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw new Interrupt(kind);
  };

/** DotLiquid's tags and the one of API Management. Templates have no files: include and extends say so. */
export const tags: Readonly<Record<string, TagReader>> = {
  assign,
  capture,
  case: caseOf,
  comment: (_markup, parser, name) => {
    parser.raw(name);
    return nothing;
  },
  cycle,
  if: conditional,
  unless: conditional,
  ifchanged: ifChanged,
  for: forEach,
  tablerow: tableRow,
  JSONArrayFor: jsonArrayFor,
  JSONArray: jsonArrayFor,
  break: interrupt("break"),
  continue: interrupt("continue"),
  increment: count(0, 1),
  decrement: count(-1, 0),
  raw,
  literal: raw,
  /** Without a template that extends this one, a block is what stands in it. */
  block: (markup, parser, name) => {
    if (!/\w/.test(markup)) throw new LiquidError("Syntax Error in 'block' tag - Valid syntax: block [name]");
    const nodes = parser.block(name);
    return (scope, out) => scope.nested(() => renderAll(nodes, scope, out));
  },
  include: (markup) => {
    if (!firstFragment.test(markup))
      throw new LiquidError("Syntax Error in 'include' tag - Valid syntax: include [template]");
    return () => {
      throw new LiquidError(noIncludes);
    };
  },
  extends: () => {
    throw new LiquidError(noIncludes);
  },
  param: () => nothing,
  addfilters: () => nothing,
};
