import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import type { BoundStatement, Frame, Outcome, Run, Scope } from "./bound";
import { explicitConversion } from "../types/conversions";
import { mentionsFunction } from "./mentions";
import { named } from "../types/registry";
import { nullReference, tick } from "../values/runtime";
import { enumeration } from "../values/sequences";
import { fixed, statementOver } from "./script";
import { bindTargets } from "./tuples";

type Loop = Extract<Statement, { kind: "while" | "doWhile" | "for" }>;
type Foreach = Extract<Statement, { kind: "foreach" }>;

/** Runs the body once, `start` first. */
type Pass = (frame: Frame, value?: unknown) => Outcome;

/** A lambda keeps the variables of the pass it was made in; a body without one needs no frame per pass. */
export function passScope(node: Statement, scope: Scope): { scope: Scope; own: boolean } {
  const own = mentionsFunction(node);
  return { scope: own ? scope.innerFrame() : scope.inner(), own };
}

function passOf(
  own: boolean,
  body: BoundStatement["run"],
  start?: (frame: Frame, value: unknown) => void,
): Pass {
  if (!own) return start ? (frame, value) => (start(frame, value), body(frame)) : body;
  return (frame, value) => {
    const inner: Frame = [frame, null];
    start?.(inner, value);
    const outcome = body(inner);
    if (outcome === "return") frame[1] = inner[1];
    return outcome;
  };
}

export function bindLoop(binder: Binder, node: Loop, outer: Scope): BoundStatement {
  const scope = outer.inner();
  const init = node.kind === "for" ? node.init.map((one) => binder.statement(binder, one, scope)) : [];
  const test = node.test && binder.convert(binder.value(node.test, scope), named("bool"));
  const step: Run[] = node.kind === "for" ? node.step.map((one) => binder.value(one, scope).run) : [];
  const own = passScope(node.body, scope);
  const body = binder.statement(binder, node.body, own.scope);
  const endless = !test || test.constant?.value === true;
  const first = node.kind === "doWhile";
  return {
    completes: !endless || body.breaks === true,
    run: statementOver(
      [body.run, test?.run ?? fixed(true), ...init.map((one) => one.run), ...step],
      ([pass, holds, ...rest]: Run[]) => {
        const run = passOf(own.own, pass as BoundStatement["run"]);
        const steps = rest.slice(init.length);
        return (frame: Frame): Outcome => {
          for (let index = 0; index < init.length; index++) rest[index]!(frame);
          for (let passes = 0; (first && passes === 0) || holds!(frame); passes++) {
            tick();
            const outcome = run(frame);
            if (outcome === "break") break;
            if (outcome && outcome !== "continue") return outcome;
            for (const one of steps) one(frame);
          }
          return undefined;
        };
      },
    ),
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
  const body = binder.statement(binder, node.body, scope);
  const run = statementOver([source.run, body.run], ([from, each]: Run[]) => {
    const pass = passOf(own, each as BoundStatement["run"], start);
    return (frame: Frame): Outcome => {
      for (const item of items.iterate(from!(frame) ?? nullReference())) {
        tick();
        const outcome = pass(frame, item);
        if (outcome === "break") break;
        if (outcome && outcome !== "continue") return outcome;
      }
      return undefined;
    };
  });
  return { completes: true, run };
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
