import type { Expr } from "../syntax/ast";
import type { Binder } from "./binder";
import { refOf, type Scope } from "./bound";

/** The variable behind `ref`. */
export function variableOf(binder: Binder, node: Expr & { kind: "ref" }, scope: Scope) {
  const bound = binder.value(node.value, scope);
  const ref = refOf(bound) ?? binder.fail("CS1510", "ref stands before a variable", node.at);
  return { type: bound.type, ref };
}
