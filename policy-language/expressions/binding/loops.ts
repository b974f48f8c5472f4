import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import type { BoundStatement, Frame, Outcome, Run, Scope } from "./bound";
import { explicitConversion } from "../types/conversions";
import { mentionsFunction } from "./localFunctions";
import { named } from "../types/registry";
import { nullReference, tick } from "../values/runtime";
import { enumeration } from "../values/sequences";
import { bindStatement } from "./statements";
import { bindTargets } from "./tuples";

type Loop = Extract<Statement, { kind: "while" | "doWhile" | "for" }>;
type Foreach = Extract<Statement, { kind: "foreach" }>;

interface Pass {
  readonly scope: Scope;
  /** Runs the body once, `start` first. */
  readonly run: (frame: Frame, value?: unknown) => Outcome;
}

/** A lambda keeps the variables of the pass it was made in; a body without one needs no frame per pass. */
export function passScope(node: Statement, scope: Scope): { scope: Scope; own: boolean } {
  const own = mentionsFunction(node);
  return { scope: own ? scope.innerFrame() : scope.inner(), own };
}

function passOf(
  own: boolean,
  scope: Scope,
  body: BoundStatement,
  start?: (frame: Frame, value: unknown) => void,
): Pass {
  if (!own)
    return { scope, run: start ? (frame, value) => (start(frame, value), body.run(frame)) : body.run };
  return {
    scope,
    run: (frame, value) => {
      const inner: Frame = [frame, null];
      start?.(inner, value);
      const outcome = body.run(inner);
      if (outcome === "return") frame[1] = inner[1];
      return outcome;
    },
  };
}

export function bindLoop(binder: Binder, node: Loop, outer: Scope): BoundStatement {
  const scope = outer.inner();
  const init = node.kind === "for" ? node.init.map((one) => bindStatement(binder, one, scope)) : [];
  const test = node.test && binder.convert(binder.value(node.test, scope), named("bool"));
  const step: Run[] = node.kind === "for" ? node.step.map((one) => binder.value(one, scope).run) : [];
  const own = passScope(node.body, scope);
  const body = bindStatement(binder, node.body, own.scope);
  const pass = passOf(own.own, own.scope, body);
  const endless = !test || test.constant?.value === true;
  const first = node.kind === "doWhile";
  return {
    completes: !endless || body.breaks === true,
    run: (frame) => {
      for (const one of init) one.run(frame);
      for (let passes = 0; (first && passes === 0) || !test || test.run(frame); passes++) {
        tick();
        const outcome = pass.run(frame);
        if (outcome === "break") break;
        if (outcome && outcome !== "continue") return outcome;
        for (const one of step) one(frame);
      }
      return undefined;
    },
  };
}

export function bindForeach(binder: Binder, node: Foreach, outer: Scope): BoundStatement {
  const source = binder.value(node.source, outer);
  const items = enumeration(source.type);
  if (!items)
    return binder.fail(
      "CS1579",
      `foreach cannot enumerate '${source.type.name}': it has no GetEnumerator`,
      node.source.at,
    );
  const { scope, own } = passScope(node.body, outer.inner());
  const start = node.targets
    ? bindTargets(binder, node.targets, items.element, scope, node.at)
    : variable(binder, node, items.element, scope);
  const body = bindStatement(binder, node.body, scope);
  const pass = passOf(own, scope, body, start);
  return {
    completes: true,
    run: (frame) => {
      for (const item of items.iterate(source.run(frame) ?? nullReference())) {
        tick();
        const outcome = pass.run(frame, item);
        if (outcome === "break") break;
        if (outcome && outcome !== "continue") return outcome;
      }
      return undefined;
    },
  };
}

function variable(
  binder: Binder,
  node: Foreach,
  element: Scope["owner"]["found"][number]["type"],
  scope: Scope,
): (frame: Frame, value: unknown) => void {
  const type = node.type ? binder.typeOfSyntax(node.type) : element;
  const convert = explicitConversion(element, type, false);
  if (!convert) return binder.fail("CS0030", `'${element.name}' does not convert to '${type.name}'`, node.at);
  const { slot } = binder.declare(scope, node.name, type, node.at);
  return (frame, value) => void (frame[slot] = convert(value));
}
