import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import { Scope, type Frame, type FunctionScope, type Outcome, type Run } from "./bound";
import { bindLocalFunction, declareLocalFunction } from "./localFunctions";
import { passScope } from "./loops";
import { yields } from "./mentions";
import { switchParts } from "./switchStatement";
import { Enumerator } from "../collections/enumerator";
import { Lazy } from "../collections/query";
import { explicitConversion } from "../types/conversions";
import { named } from "../types/registry";
import { nullReference, tick } from "../values/runtime";
import { enumeration } from "../values/sequences";
import type { Type } from "../types/types";

type LocalFunction = Extract<Statement, { kind: "function" }>;
type Loop = Extract<Statement, { kind: "while" | "doWhile" | "for" }>;
type Foreach = Extract<Statement, { kind: "foreach" }>;
/** A statement that can stop halfway, at each value it yields. */
type Steps = (frame: Frame) => Generator<unknown, Outcome, void>;

/** The elements that an iterator of that return type yields; undefined when it can be none. */
function elementOf(type: Type): Type | undefined {
  if (!["IEnumerable", "IEnumerator"].includes(type.definition?.name ?? "")) return undefined;
  return type.args.length ? type.element : named("object");
}

/**
 * The code of a local function with `yield`: a call runs nothing, each enumeration runs it anew.
 * https://learn.microsoft.com/dotnet/csharp/language-reference/statements/yield
 */
export function bindIterator(
  binder: Binder,
  node: LocalFunction,
  outer: Scope,
  params: readonly Type[],
): Run {
  const type = binder.typeOfSyntax(node.type);
  const element = elementOf(type);
  if (!element) return binder.fail("CS1624", `'${node.name}' yields, so it returns an IEnumerable`, node.at);
  const byReference = node.params.find((one) => one.mode === "out" || one.mode === "ref");
  if (byReference) binder.fail("CS1623", "An iterator's parameters are not passed by reference", node.at);
  const owner: FunctionScope = { level: outer.owner.level + 1, slots: 2, yields: element, found: [] };
  const scope = new Scope(outer, owner);
  node.params.forEach((one, index) => binder.declare(scope, one.name, params[index]!, node.at));
  const body = bindSteps(binder, node.body, scope);
  const once = type.definition!.name === "IEnumerator";
  return (parent) =>
    (...args: unknown[]) => {
      tick();
      const all = new Lazy(element, () => body([parent, null, ...args]));
      return once ? new Enumerator(element, all) : all;
    };
}

function bindSteps(binder: Binder, node: Statement, scope: Scope): Steps {
  if (!yields(node)) {
    const { run } = binder.statement(binder, node, scope);
    // eslint-disable-next-line require-yield
    return function* (frame) {
      return run(frame);
    };
  }
  switch (node.kind) {
    case "yield":
      return yieldSteps(binder, node, scope);
    case "block":
      return sequenceSteps(binder, node.body, scope.inner());
    case "if": {
      const test = binder.convert(binder.value(node.test, scope), named("bool")).run;
      const yes = bindSteps(binder, node.yes, scope.inner());
      const no = node.no && bindSteps(binder, node.no, scope.inner());
      return function* (frame) {
        if (test(frame)) return yield* yes(frame);
        return no ? yield* no(frame) : undefined;
      };
    }
    case "while":
    case "doWhile":
    case "for":
      return loopSteps(binder, node, scope);
    case "foreach":
      return foreachSteps(binder, node, scope);
    case "switch":
      return switchSteps(binder, node, scope);
    case "checked":
      return binder.withChecked(node.on, () => bindSteps(binder, node.body, scope));
    case "try":
      return trySteps(binder, node, scope);
    default:
      return binder.fail("CS1626", `yield does not stand in '${node.kind}' here`, node.at);
  }
}

function yieldSteps(binder: Binder, node: Extract<Statement, { kind: "yield" }>, scope: Scope): Steps {
  if (!node.value)
    // eslint-disable-next-line require-yield
    return function* () {
      return "return";
    };
  const { run } = binder.convert(binder.value(node.value, scope), scope.owner.yields!);
  return function* (frame) {
    tick();
    yield run(frame);
    return undefined;
  };
}

function sequenceSteps(binder: Binder, nodes: readonly Statement[], scope: Scope): Steps {
  // Functions are known to their whole block.
  const functions = nodes.filter((one) => one.kind === "function");
  for (const one of functions) declareLocalFunction(binder, one, scope);
  const starts = functions.map((one) => bindLocalFunction(binder, one, scope));
  const parts = nodes.flatMap((one) => (one.kind === "function" ? [] : [bindSteps(binder, one, scope)]));
  return function* (frame) {
    for (const start of starts) start(frame);
    for (const part of parts) {
      const outcome = yield* part(frame);
      if (outcome) return outcome;
    }
    return undefined;
  };
}

/** One pass of a loop's body, in a frame of its own where a lambda may keep it. */
function passSteps(binder: Binder, node: Loop | Foreach, outer: Scope) {
  const { scope, own } = passScope(node.body, outer);
  return {
    scope,
    frame: (frame: Frame): Frame => (own ? [frame, null] : frame),
    body: () => bindSteps(binder, node.body, scope),
  };
}

function loopSteps(binder: Binder, node: Loop, outer: Scope): Steps {
  const scope = outer.inner();
  const init = node.kind === "for" ? node.init.map((one) => binder.statement(binder, one, scope)) : [];
  const test = node.test && binder.convert(binder.value(node.test, scope), named("bool")).run;
  const step = node.kind === "for" ? node.step.map((one) => binder.value(one, scope).run) : [];
  const pass = passSteps(binder, node, scope);
  const body = pass.body();
  const atLeastOnce = node.kind === "doWhile";
  return function* (frame) {
    for (const one of init) one.run(frame);
    for (let passes = 0; (atLeastOnce && passes === 0) || !test || test(frame); passes++) {
      tick();
      const outcome = yield* body(pass.frame(frame));
      if (outcome === "break") break;
      if (outcome && outcome !== "continue") return outcome;
      for (const one of step) one(frame);
    }
    return undefined;
  };
}

function foreachSteps(binder: Binder, node: Foreach, outer: Scope): Steps {
  const source = binder.value(node.source, outer);
  const items = enumeration(source.type);
  if (!items || node.targets)
    return binder.fail("CS1579", `foreach cannot enumerate '${source.type.name}' here`, node.source.at);
  const pass = passSteps(binder, node, outer.inner());
  const type = node.type ? binder.typeOfSyntax(node.type) : items.element;
  const convert = explicitConversion(items.element, type, false);
  if (!convert)
    return binder.fail("CS0030", `'${items.element.name}' does not convert to '${type.name}'`, node.at);
  const { slot } = binder.declare(pass.scope, node.name, type, node.at);
  const body = pass.body();
  return function* (frame) {
    for (const item of items.iterate(source.run(frame) ?? nullReference())) {
      tick();
      const inner = pass.frame(frame);
      inner[slot] = convert(item);
      const outcome = yield* body(inner);
      if (outcome === "break") break;
      if (outcome && outcome !== "continue") return outcome;
    }
    return undefined;
  };
}

function switchSteps(binder: Binder, node: Extract<Statement, { kind: "switch" }>, scope: Scope): Steps {
  const parts = switchParts(binder, node, scope, (body, inner) => sequenceSteps(binder, body, inner));
  return function* (frame) {
    const section = parts.pick(frame);
    const outcome = section && (yield* section.body(frame));
    return outcome === "break" ? undefined : outcome;
  };
}

/** A value is only yielded out of a try that has no catch. */
function trySteps(binder: Binder, node: Extract<Statement, { kind: "try" }>, scope: Scope): Steps {
  if (node.catches.length || !node.last || yields(node.last))
    return binder.fail("CS1626", "A value is not yielded out of a try block with a catch", node.at);
  const body = bindSteps(binder, node.body, scope);
  const last = binder.statement(binder, node.last, scope);
  return function* (frame) {
    try {
      return yield* body(frame);
    } finally {
      last.run(frame);
    }
  };
}
