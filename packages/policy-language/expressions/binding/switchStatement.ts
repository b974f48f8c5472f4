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
  const texts = value.type.name === "string" ? textsOf(node) : undefined;
  const pick = (frame: Frame) => {
    const given = (frame[local.slot] = value.run(frame));
    if (texts) return sections[texts.get(given) ?? -1] ?? fallback;
    return sections.find(({ tests }) => tests.some((test) => test?.(frame))) ?? fallback;
  };
  return { sections, fallback, pick, value, slot: local.slot, texts };
}

/**
 * Where every label is a text, the section of each: found at once, however many there are, as C#'s own compiler does it.
 * Undefined for a switch of anything else.
 */
function textsOf(node: Switch): ReadonlyMap<unknown, number> | undefined {
  const sections = new Map<unknown, number>();
  for (const [index, { labels }] of node.sections.entries())
    for (const { pattern, when } of labels) {
      if (!pattern) continue;
      if (when || pattern.kind !== "constant" || pattern.value.kind !== "string") return undefined;
      const { value } = pattern.value;
      if (typeof value !== "string") return undefined;
      if (!sections.has(value)) sections.set(value, index);
    }
  return sections;
}

export function bindSwitch(binder: Binder, node: Switch, outer: Scope): BoundStatement {
  const { sections, fallback, pick, value, slot, texts } = switchParts(binder, node, outer, (body, scope) =>
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
    const taken = (run: BoundStatement["run"]) => `${outcome} = ${js.callable(run)}(f); break ${outcome}_;`;
    const branches = texts
      ? [
          `switch (${js.ref(texts)}.get(f[${slot}])) {\n`,
          ...sections.map(({ body }, index) => `case ${index}: ${taken(body.run)}\n`),
          "}\n",
        ]
      : sections.map(({ tests, body }) => {
          const wanted = tests.filter((test) => test !== undefined).map((test) => js.value(test));
          return `if (${wanted.join(" || ") || "false"}) { ${taken(body.run)} }\n`;
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
