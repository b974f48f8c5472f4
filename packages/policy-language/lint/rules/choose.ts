import { attributeOf, learn, type Finding, type Rule } from "../rule";
import type { PolicyNode } from "../../reader/tree";

/** true and false where the condition says so by itself. */
function constantOf(when: PolicyNode): boolean | undefined {
  const text = attributeOf(when, "condition")?.value.replace(/\s+/g, "").toLowerCase();
  if (text === "@(true)" || text === "true") return true;
  return text === "@(false)" || text === "false" ? false : undefined;
}

export const unreachableWhen: Rule = {
  code: "LINT_UNREACHABLE_WHEN",
  title: "A branch of choose can never be taken",
  why: "The first condition that holds wins: what stands behind one that always holds, or repeats an earlier one, is dead.",
  docs: learn("choose-policy"),
  *check({ steps }) {
    for (const { node } of steps) if (node.name === "choose") yield* branches(node);
  },
};

function* branches(choose: PolicyNode): Generator<Finding> {
  const seen = new Map<string, number>();
  let always: PolicyNode | undefined;
  for (const branch of choose.children) {
    const { place } = branch;
    if (always) {
      yield {
        place,
        message: `This <${branch.name}> is never reached: the condition in line ${always.place.line} always holds`,
        hint: "remove it, or the condition before",
      };
      continue;
    }
    if (branch.name !== "when") continue;
    const constant = constantOf(branch);
    if (constant === false)
      yield { place, message: "This <when> is never taken: its condition is false", hint: "remove it" };
    if (constant === true) always = branch;
    const text = attributeOf(branch, "condition")?.value.replace(/\s+/g, " ");
    const before = text === undefined ? undefined : seen.get(text);
    if (before !== undefined)
      yield {
        place,
        message: `This <when> is never taken: it has the condition of the one in line ${before}`,
        hint: "change the condition, or join the two",
      };
    else if (text !== undefined) seen.set(text, place.line);
  }
}
