import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import type { BoundStatement, Frame, Outcome, Scope } from "./bound";
import { isSubtype } from "../types/conversions";
import { named } from "../types/registry";
import { BudgetError, NetError, throwException } from "../values/runtime";
import { statementOver, writtenStatement } from "./script";

export function bindTry(
  binder: Binder,
  node: Extract<Statement, { kind: "try" }>,
  scope: Scope,
): BoundStatement {
  const body = binder.statement(binder, node.body, scope);
  const catches = node.catches.map((clause) => {
    const inner = scope.inner();
    const type = clause.type ? binder.typeOfSyntax(clause.type) : named("Exception");
    if (!isSubtype(type, named("Exception")))
      binder.fail("CS0155", `'${type.name}' is no exception`, clause.at);
    const hidden = inner.declare("<caught>", type);
    const local = clause.name === undefined ? undefined : binder.declare(inner, clause.name, type, clause.at);
    const when = clause.when && binder.convert(binder.value(clause.when, inner), named("bool")).run;
    return { type, hidden, local, when, body: binder.statement(binder, clause.body, inner) };
  });
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
  const guarded = writtenStatement(
    (frame: Frame): Outcome => {
      try {
        return body.run(frame);
      } catch (error) {
        return handle(frame, error);
      }
    },
    (js) => {
      const error = js.temporary();
      const handled = js.ending(`${js.ref(handle)}(f, ${error})`);
      return `try {\n${js.statement(body.run)}} catch (${error}) {\n${handled}}\n`;
    },
  );
  const last = node.last && binder.statement(binder, node.last, scope);
  const completes = body.completes || catches.some((one) => one.body.completes);
  return {
    completes: completes && last?.completes !== false,
    breaks: body.breaks || catches.some((one) => one.body.breaks),
    run: last
      ? statementOver(
          [guarded, last.run],
          ([first, then]: BoundStatement["run"][]) =>
            (frame: Frame) =>
              withFinally(frame, () => first!(frame), then!),
        )
      : guarded,
  };
}

/** Runs `last` however `body` ends, except when the budget is spent: nothing of the policy runs after that. */
function withFinally(frame: Frame, body: () => Outcome, last: (frame: Frame) => Outcome | void): Outcome {
  let outcome: Outcome;
  try {
    outcome = body();
  } catch (error) {
    if (error instanceof NetError) last(frame);
    else if (!(error instanceof BudgetError)) throw error;
    throw error;
  }
  const returned = frame[1];
  last(frame);
  frame[1] = returned;
  return outcome;
}

/** `using (resource) body`: Dispose() is called at the end when the resource has one and is not null. */
export function bindUsing(
  binder: Binder,
  node: Extract<Statement, { kind: "using" }>,
  outer: Scope,
): BoundStatement {
  const scope = outer.inner();
  const slots: { slot: number; dispose: (value: unknown) => unknown }[] = [];
  let start: (frame: Frame) => unknown;
  if (node.resource.kind === "expression") {
    const value = binder.value(node.resource.value, scope);
    const { slot } = scope.declare("<resource>", value.type);
    start = (frame) => (frame[slot] = value.run(frame));
    slots.push({ slot, dispose: disposal(binder, value.type, node.at) });
  } else {
    start = binder.statement(binder, node.resource, scope).run;
    if (node.resource.kind === "declare")
      for (const { name, at } of node.resource.names) {
        const { slot, type } = scope.find(name)!;
        slots.unshift({ slot, dispose: disposal(binder, type, at) });
      }
  }
  const body = binder.statement(binder, node.body, scope);
  const close = (frame: Frame) => {
    for (const { slot, dispose } of slots) if ((frame[slot] ?? null) !== null) dispose(frame[slot]);
  };
  const run = statementOver(
    [body.run],
    ([inner]: BoundStatement["run"][]) =>
      (frame: Frame) => (start(frame), withFinally(frame, () => inner!(frame), close)),
  );
  return { ...body, run };
}

function disposal(binder: Binder, type: Scope["owner"]["found"][number]["type"], at: number) {
  if (!isSubtype(type, named("IDisposable")))
    return binder.fail("CS1674", `'${type.name}' is no IDisposable`, at, "use it without using");
  const method = binder.findMembers(type, "Dispose").find((one) => one.params.length === 0);
  return (method?.get ?? (() => null)) as (value: unknown) => unknown;
}
