import type { Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import type { Scope } from "./bound";

let made = 0;

/** The labels that a goto can reach from where it stands: those of the blocks and switches around it. */
export class Jumps {
  private readonly around: { scope: Scope; labels: ReadonlyMap<string, string> }[] = [];

  /** Makes the labels of a block known while its statements are bound; the result is name -> unique label. */
  enter(nodes: readonly Statement[], scope: Scope): ReadonlyMap<string, string> {
    const labels = new Map<string, string>();
    for (const node of nodes) if (node.kind === "label") labels.set(node.name, `${node.name}#${made++}`);
    this.around.push({ scope, labels });
    return labels;
  }

  /** The labels of each section, for `goto case` and `goto default`. */
  enterSwitch(binder: Binder, node: Extract<Statement, { kind: "switch" }>, scope: Scope): string[][] {
    const labels = new Map<string, string>();
    const bySection = node.sections.map((section) =>
      section.labels.map(({ pattern }) => {
        const label = `case#${made++}`;
        if (!pattern) labels.set("default", label);
        else if (pattern.kind === "constant")
          labels.set(caseKey(binder.value(pattern.value, scope).constant?.value), label);
        return label;
      }),
    );
    this.around.push({ scope, labels });
    return bySection;
  }

  leave(scope: Scope): void {
    const index = this.around.findIndex((one) => one.scope === scope);
    if (index >= 0) this.around.splice(index);
  }

  target(binder: Binder, node: Extract<Statement, { kind: "goto" }>, scope: Scope): string {
    const name = node.value ? caseKey(binder.value(node.value, scope).constant?.value) : node.name;
    for (const { labels } of [...this.around].reverse()) {
      const label = labels.get(name);
      if (label !== undefined) return label;
    }
    return binder.fail("CS0159", `There is no such label within reach of the goto: '${node.name}'`, node.at);
  }
}

function caseKey(value: unknown): string {
  return `case ${typeof value}:${String(value)}`;
}
