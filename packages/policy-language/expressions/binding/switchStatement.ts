import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import { bindPattern } from "./bindAssignments";
import { Jump, type Bound, type BoundStatement, type Frame, type Outcome, type Scope } from "./bound";
import { written, writtenStatement, type Script } from "./script";
import { named } from "../types/registry";

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
      return written(
        (frame: Frame): boolean => matches(frame) === true && (!when || when(frame) === true),
        (js) => `${js.value(matches)}${when ? ` && ${js.value(when)}` : ""}`,
      );
    });
    return { tests, body: bindBody(section.body, inner), labels: caseLabels[index]! };
  });
  binder.jumps.leave(scope);
  const fallback = sections.find((section) => section.tests.includes(undefined));
  const pick = (frame: Frame) => {
    frame[local.slot] = value.run(frame);
    return sections.find(({ tests }) => tests.some((test) => test?.(frame))) ?? fallback;
  };
  return { sections, fallback, pick, value, slot: local.slot };
}

export function bindSwitch(binder: Binder, node: Switch, outer: Scope): BoundStatement {
  const { sections, fallback, pick, value, slot } = switchParts(binder, node, outer, (body, scope) =>
    binder.sequence(binder, body, scope),
  );
  const endless = sections.findIndex((section) => section.body.completes);
  if (endless >= 0 && binder.problems.length === 0)
    binder.fail(
      "CS0163",
      "A case ends with break, return, throw or goto",
      node.sections[endless]!.labels[0]!.at,
    );
  const ended = (frame: Frame, first: Outcome): Outcome => {
    let outcome = first;
    while (outcome instanceof Jump) {
      const { label } = outcome;
      const section = sections.find(({ labels }) => labels.includes(label));
      if (!section) return outcome;
      outcome = section.body.run(frame);
    }
    return outcome === "break" ? undefined : outcome;
  };
  const run = (frame: Frame): Outcome => {
    const section = pick(frame);
    return section && ended(frame, section.body.run(frame));
  };
  const write = (js: Script) => {
    const outcome = js.temporary();
    const branches = sections.map(({ tests, body }) => {
      const wanted = tests.filter((test) => test !== undefined).map((test) => js.value(test));
      return `if (${wanted.join(" || ") || "false"}) { ${outcome} = ${js.callable(body.run)}(f); break ${outcome}_; }\n`;
    });
    const otherwise = fallback ? `${outcome} = ${js.callable(fallback.body.run)}(f);\n` : "";
    return (
      `f[${slot}] = ${js.value(value.run)};\nlet ${outcome};\n` +
      `${outcome}_: {\n${branches.join("")}${otherwise}}\n` +
      js.ending(`${js.ref(ended)}(f, ${outcome})`)
    );
  };
  return {
    completes: !fallback || sections.some((section) => section.body.breaks),
    run: writtenStatement(run, write),
  };
}
