import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import type { Run, Scope } from "./bound";
import { yields } from "./mentions";
import { findDefinition, named } from "../types/registry";
import { written } from "./script";
import { Type, type Member, type Param } from "../types/types";

type LocalFunction = Extract<Statement, { kind: "function" }>;

/** Makes the function known to its whole block: it may be called above its declaration. */
export function declareLocalFunction(binder: Binder, node: LocalFunction, scope: Scope): void {
  const returns = binder.typeOfSyntax(node.type);
  const params = node.params.map((one): Param => {
    const type = binder.typeOfSyntax(one.type!);
    const value = one.value && binder.convert(binder.value(one.value, scope), type);
    if (value && !value.constant && !value.untyped && value.type.isValueType)
      binder.fail("CS1736", `The default of '${one.name}' is not constant`, value.at);
    return {
      name: one.name,
      type,
      mode: one.mode,
      optional: value !== undefined,
      value: value?.run([null, null]),
    };
  });
  const signature: Member = {
    kind: "method",
    name: node.name,
    owner: named("object"),
    isStatic: false,
    extension: false,
    typeParams: [],
    params,
    type: returns,
    get: (call: (...args: unknown[]) => unknown, ...args: unknown[]) => call(...args),
    generic: false,
  };
  const type = delegateType(
    params.map((one) => one.type),
    returns,
  );
  binder.declare(scope, node.name, type, node.at, { signature, returnsRef: node.byRef });
}

/** Code that makes the delegate when its block is entered. */
export function bindLocalFunction(binder: Binder, node: LocalFunction, scope: Scope): Run {
  const { signature, slot } = scope.find(node.name)!;
  const types = signature!.params.map((one) => one.type);
  if (yields(node.body)) {
    const iterator = binder.iterator(binder, node, scope, types);
    return (frame) => (frame[slot] = iterator(frame));
  }
  const { run } = binder.lambda(
    {
      kind: "lambda",
      at: node.at,
      params: node.params,
      body: node.body.kind === "block" ? node.body : { kind: "block", at: node.at, body: [node.body] },
    },
    scope,
    types,
    signature!.type,
    node.byRef,
  );
  return written(
    (frame) => (frame[slot] = run(frame)),
    (js) => `f[${slot}] = ${js.value(run)}`,
  );
}

function delegateType(params: readonly Type[], returns: Type): Type {
  const isAction = returns.name === "void";
  const args = isAction ? params : [...params, returns];
  const definition = findDefinition(isAction ? "Action" : "Func", args.length);
  return definition ? Type.of(definition, args) : named("Delegate");
}
