import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import { bindPattern } from "./bindAssignments";
import { Jump, type Bound, type BoundStatement, type Frame, type Scope } from "./bound";
import { named } from "../types/registry";
import { bindSequence } from "./statements";

type Switch = Extract<Statement, { kind: "switch" }>;

/** The sections of a switch with whatever `bindBody` makes of their statements, and which of them is taken. */
export function switchParts<T>(
  binder: Binder,
  node: Switch,
  outer: Scope,
  bindBody: (body: readonly Statement[], scope: Scope) => T,
) {
  const scope = outer.inner();
  const value = binder.value(node.value, scope);
  const local = scope.declare("<switch>", value.type);
  const read: Bound = { type: value.type, at: value.at, run: scope.reader(local) };
  const caseLabels = binder.jumps.enterSwitch(binder, node, scope);
  const sections = node.sections.map((section, index) => {
    const inner = scope.inner();
    const tests = section.labels.map((label) => {
      if (!label.pattern) return undefined;
      const matches = bindPattern(binder, read, label.pattern, inner, label.at);
      const when = label.when && binder.convert(binder.value(label.when, inner), named("bool")).run;
      return (frame: Frame): boolean => matches(frame) === true && (!when || when(frame) === true);
    });
    return { tests, body: bindBody(section.body, inner), labels: caseLabels[index]! };
  });
  binder.jumps.leave(scope);
  const fallback = sections.find((section) => section.tests.includes(undefined));
  const pick = (frame: Frame) => {
    frame[local.slot] = value.run(frame);
    return sections.find(({ tests }) => tests.some((test) => test?.(frame))) ?? fallback;
  };
  return { sections, fallback, pick };
}

export function bindSwitch(binder: Binder, node: Switch, outer: Scope): BoundStatement {
  const { sections, fallback, pick } = switchParts(binder, node, outer, (body, scope) =>
    bindSequence(binder, body, scope),
  );
  const endless = sections.findIndex((section) => section.body.completes);
  if (endless >= 0 && binder.problems.length === 0)
    binder.fail("CS0163", "A case ends with break, return, throw or goto", node.sections[endless]!.labels[0]!.at);
  return {
    completes: !fallback || sections.some((section) => section.body.breaks),
    run: (frame) => {
      let section = pick(frame);
      while (section) {
        const outcome = section.body.run(frame);
        if (!(outcome instanceof Jump)) return outcome === "break" ? undefined : outcome;
        section = sections.find(({ labels }) => labels.includes(outcome.label));
        if (!section) return outcome;
      }
      return undefined;
    },
  };
}
