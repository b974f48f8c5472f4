import type { Expr, Initializer, Statement } from "./ast";
import type { Binder } from "./binder";
import { bindPattern } from "./bindAssignments";
import { bindArrayInitializer } from "./bindCreation";
import { Scope, type Bound, type Frame, type FunctionScope, type Run } from "./bound";
import { isSubtype } from "./conversions";
import { named } from "./registry";
import { BudgetError, NetError, nullReference, raise, tick, throwException } from "./runtime";
import { enumeration } from "./sequences";
import { Type } from "./types";
import { explicitConversion } from "./conversions";

/** How a statement ended; undefined: the next one follows. A returned value stands in slot 1. */
type Outcome = "break" | "continue" | "return" | undefined;
export interface BoundStatement {
  readonly run: (frame: Frame) => Outcome;
  /** Whether its end can be reached. */
  readonly completes: boolean;
  readonly breaks?: boolean;
}

export function bindStatement(binder: Binder, node: Statement, scope: Scope): BoundStatement {
  switch (node.kind) {
    case "block": {
      return sequence(binder, node.body, scope.inner());
    }
    case "empty":
      return { run: () => undefined, completes: true };
    case "expression": {
      const { run } = binder.value(node.value, scope);
      return { run: (frame) => void run(frame), completes: true };
    }
    case "declare": {
      const runs = node.names.map((one): Run => {
        const type = node.type && binder.typeOfSyntax(node.type);
        if (!one.value) {
          if (!type) return binder.fail("CS0818", "A local declared with var needs a value", one.at);
          scope.declare(one.name, type);
          return () => null;
        }
        const known = scope.find(one.name);
        if (known && known.level === scope.owner.level && !known.name.startsWith("<"))
          binder.fail("CS0128", `'${one.name}' is declared already`, one.at);
        const value = isInitializer(one.value)
          ? bindArrayInitializer(binder, one.value, type!, scope)
          : binder.value(one.value, scope);
        if (!type && (value.untyped || value.type.name === "void"))
          return binder.fail("CS0815", "The value does not say which type the variable has", one.at);
        const converted = type ? binder.convert(value, type) : value;
        const local = scope.declare(one.name, converted.type, node.constant ? converted.constant : undefined);
        const { run } = converted;
        return (frame) => (frame[local.slot] = run(frame));
      });
      return { run: (frame) => { for (const run of runs) run(frame); return undefined; }, completes: true }; // prettier-ignore
    }
    case "if": {
      const test = condition(binder, node.test, scope);
      const yes = bindStatement(binder, node.yes, scope.inner());
      const no = node.no && bindStatement(binder, node.no, scope.inner());
      const always = test.constant?.value === true;
      return {
        run: (frame) => (test.run(frame) ? yes.run(frame) : no?.run(frame)),
        completes: always ? yes.completes : yes.completes || !no || no.completes,
        breaks: yes.breaks || no?.breaks,
      };
    }
    case "while":
    case "doWhile":
    case "for":
      return loop(binder, node, scope);
    case "foreach":
      return foreach(binder, node, scope);
    case "switch":
      return switchStatement(binder, node, scope);
    case "return": {
      const { owner } = scope;
      if (!node.value) return { run: () => "return", completes: false };
      const value = binder.value(node.value, scope);
      owner.found.push(value);
      const { run } =
        owner.returns && owner.returns.name !== "void" ? binder.convert(value, owner.returns) : value;
      return { run: (frame) => ((frame[1] = run(frame)), "return"), completes: false };
    }
    case "break":
    case "continue": {
      const { kind } = node;
      return { run: () => kind, completes: false, breaks: kind === "break" };
    }
    case "throw": {
      if (!node.value) return { run: (frame) => throwException(frame[scope.find("<caught>")!.slot]), completes: false }; // prettier-ignore
      const { run } = binder.convert(binder.value(node.value, scope), named("Exception"));
      return { run: (frame) => throwException(run(frame) ?? nullReference()), completes: false }; // prettier-ignore
    }
    case "try":
      return tryStatement(binder, node, scope);
    case "using": {
      const inner = scope.inner();
      const resource = bindStatement(binder, node.resource, inner);
      const body = bindStatement(binder, node.body, inner);
      return { ...body, run: (frame) => (resource.run(frame), body.run(frame)) };
    }
    case "lock": {
      const { run } = binder.value(node.value, scope);
      const body = bindStatement(binder, node.body, scope);
      return { ...body, run: (frame) => (run(frame), body.run(frame)) };
    }
    case "checked": {
      const before = binder.checked;
      binder.checked = node.on;
      try {
        return bindStatement(binder, node.body, scope);
      } finally {
        binder.checked = before;
      }
    }
    case "function": {
      const params = node.params.map((one) => binder.typeOfSyntax(one.type!));
      const returns = binder.typeOfSyntax(node.type);
      const local = scope.declare(node.name, functionType(params, returns));
      const lambda = binder.lambda(
        {
          kind: "lambda",
          at: node.at,
          params: node.params,
          body: node.body.kind === "block" ? node.body : { kind: "block", at: node.at, body: [node.body] },
        },
        scope,
        params,
        returns,
      );
      return { run: (frame) => void (frame[local.slot] = lambda.run(frame)), completes: true };
    }
  }
}

function functionType(params: readonly Type[], returns: Type): Type {
  const isAction = returns.name === "void";
  const args = isAction ? params : [...params, returns];
  return args.length ? named2(isAction ? "Action" : "Func", args) : named("Action");
}

function named2(name: string, args: readonly Type[]): Type {
  const open = named(`${name}<${args.map(() => "object").join(",")}>`);
  return Type.of(open.definition!, args);
}

const isInitializer = (value: Expr | Initializer): value is Initializer => !("kind" in value);

function sequence(binder: Binder, nodes: readonly Statement[], scope: Scope): BoundStatement {
  const parts: BoundStatement[] = [];
  let completes = true;
  for (const node of nodes) {
    const part = binder.statement(binder, node, scope);
    parts.push(part);
    if (!part.completes) completes = false;
  }
  return {
    completes,
    breaks: parts.some((part) => part.breaks),
    run: (frame) => {
      for (const part of parts) {
        const outcome = part.run(frame);
        if (outcome) return outcome;
      }
      return undefined;
    },
  };
}

function condition(binder: Binder, syntax: Expr, scope: Scope): Bound {
  return binder.convert(binder.value(syntax, scope), named("bool"));
}

function loop(
  binder: Binder,
  node: Extract<Statement, { kind: "while" | "doWhile" | "for" }>,
  outer: Scope,
): BoundStatement {
  const scope = outer.inner();
  const init = node.kind === "for" ? node.init.map((one) => bindStatement(binder, one, scope)) : [];
  const test = node.test && condition(binder, node.test, scope);
  const step = node.kind === "for" ? node.step.map((one) => binder.value(one, scope).run) : [];
  const body = bindStatement(binder, node.body, scope.inner());
  const endless = !test || test.constant?.value === true;
  const first = node.kind === "doWhile";
  return {
    completes: !endless || body.breaks === true,
    run: (frame) => {
      for (const one of init) one.run(frame);
      for (let pass = 0; (first && pass === 0) || !test || test.run(frame); pass++) {
        tick();
        const outcome = body.run(frame);
        if (outcome === "break") break;
        if (outcome === "return") return outcome;
        for (const one of step) one(frame);
      }
      return undefined;
    },
  };
}

function foreach(
  binder: Binder,
  node: Extract<Statement, { kind: "foreach" }>,
  outer: Scope,
): BoundStatement {
  const scope = outer.inner();
  const source = binder.value(node.source, scope);
  const items = enumeration(source.type);
  if (!items) return binder.fail("CS1579", `'${source.type.name}' cannot be enumerated`, node.source.at);
  const type = node.type ? binder.typeOfSyntax(node.type) : items.element;
  const local = scope.declare(node.name, type);
  const convert = explicitConversion(items.element, type, false);
  if (!convert)
    return binder.fail("CS0030", `'${items.element.name}' does not convert to '${type.name}'`, node.at);
  const body = bindStatement(binder, node.body, scope);
  return {
    completes: true,
    run: (frame) => {
      for (const item of items.iterate(source.run(frame) ?? nullReference())) {
        tick();
        frame[local.slot] = convert(item);
        const outcome = body.run(frame);
        if (outcome === "break") break;
        if (outcome === "return") return outcome;
      }
      return undefined;
    },
  };
}

function switchStatement(
  binder: Binder,
  node: Extract<Statement, { kind: "switch" }>,
  outer: Scope,
): BoundStatement {
  const scope = outer.inner();
  const value = binder.value(node.value, scope);
  const local = scope.declare("<switch>", value.type);
  const read: Bound = { type: value.type, at: value.at, run: (frame) => frame[local.slot] };
  const sections = node.sections.map((section) => {
    const inner = scope.inner();
    const tests = section.labels.map((label) => {
      const matches = label.pattern && bindPattern(binder, read, label.pattern, inner, label.at);
      const when = label.when && condition(binder, label.when, inner).run;
      return (
        matches && ((frame: Frame) => (matches(frame) as boolean) && (!when || (when(frame) as boolean)))
      );
    });
    const body = sequence(binder, section.body, inner);
    if (body.completes && section.body.length)
      binder.fail("CS0163", "A case ends with break or return", section.labels[0]!.at);
    return { tests, body };
  });
  const fallback = sections.find((section) => section.tests.includes(undefined));
  return {
    completes: !fallback || sections.some((section) => section.body.breaks),
    run: (frame) => {
      frame[local.slot] = value.run(frame);
      const section = sections.find(({ tests }) => tests.some((test) => test?.(frame))) ?? fallback;
      const outcome = section?.body.run(frame);
      return outcome === "break" ? undefined : outcome;
    },
  };
}

/** What a catch block sees of a JavaScript error: running out of stack cannot be caught in .NET either. */
function tryStatement(
  binder: Binder,
  node: Extract<Statement, { kind: "try" }>,
  scope: Scope,
): BoundStatement {
  const body = bindStatement(binder, node.body, scope);
  const catches = node.catches.map((clause) => {
    const inner = scope.inner();
    const type = clause.type ? binder.typeOfSyntax(clause.type) : named("Exception");
    if (!isSubtype(type, named("Exception")))
      binder.fail("CS0155", `'${type.name}' is no exception`, clause.at);
    const hidden = inner.declare("<caught>", type);
    const local = clause.name === undefined ? undefined : inner.declare(clause.name, type);
    const when = clause.when && condition(binder, clause.when, inner).run;
    return { type, hidden, local, when, body: bindStatement(binder, clause.body, inner) };
  });
  const last = node.last && bindStatement(binder, node.last, scope);
  const handle = (frame: Frame, error: unknown): Outcome => {
    if (!(error instanceof NetError)) throw error;
    for (const one of catches) {
      if (!isSubtype(error.netType, one.type)) continue;
      frame[one.hidden.slot] = error;
      if (one.local) frame[one.local.slot] = error;
      if (!one.when || one.when(frame)) return one.body.run(frame);
    }
    return throwException(error);
  };
  return {
    completes: body.completes || catches.some((one) => one.body.completes),
    breaks: body.breaks || catches.some((one) => one.body.breaks),
    run: (frame) => {
      let outcome: Outcome;
      try {
        outcome = body.run(frame);
      } catch (error) {
        try {
          outcome = handle(frame, error);
        } catch (next) {
          if (last && !(next instanceof BudgetError)) last.run(frame);
          throw next;
        }
      }
      const returned = frame[1];
      last?.run(frame);
      frame[1] = returned;
      return outcome;
    },
  };
}

export function bindBody(
  binder: Binder,
  node: Statement,
  returns: Type,
): { run: Run; types: readonly Type[] } {
  const owner: FunctionScope = { level: 0, slots: 2, returns, found: [] };
  const body = bindStatement(binder, node, new Scope(undefined, owner));
  if (body.completes)
    binder.fail("CS0161", "Not all code paths return a value", node.at, "end with a return");
  return { types: owner.found.map((one) => one.type), run: (frame) => (body.run(frame), frame[1]) };
}

export { raise };
