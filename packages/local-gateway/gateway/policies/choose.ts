import { required } from "../attributes";
import { conditionNow, whenReady } from "../bindings";
import type { Call, PolicyDefinition, PolicyStep, StepOutcome } from "../policy";
import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { runSteps } from "../runSteps";

interface Branch {
  /** Absent for otherwise. */
  readonly condition?: PolicyBinding;
  readonly steps: readonly PolicyStep[];
}

/** https://learn.microsoft.com/azure/api-management/choose-policy */
export const choose: PolicyDefinition = {
  name: "choose",
  build(element, env) {
    const branches = element.children.map((child): Branch => ({
      condition: child.name === "when" ? required(child, "condition", env) : undefined,
      steps: env.buildChildren(child.children),
    }));
    return { name: element.name, run: (call) => runFirst(call, branches, 0) };
  },
};

function runFirst(call: Call, branches: readonly Branch[], from: number): StepOutcome | Promise<StepOutcome> {
  for (let index = from; index < branches.length; index++) {
    const { condition, steps } = branches[index]!;
    const holds = condition ? whenReady(call, [condition], () => conditionNow(call, condition)) : true;
    if (holds instanceof Promise) {
      return holds.then((held) => (held ? runSteps(call, steps) : runFirst(call, branches, index + 1)));
    }
    if (holds) return runSteps(call, steps);
  }
}
