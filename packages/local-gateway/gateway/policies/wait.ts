import { textNow, whenReady } from "../bindings";
import type { Call, PolicyDefinition, PolicyStep, StepOutcome } from "../policy";
import { runSteps } from "../runSteps";

/**
 * Runs its children side by side and waits for all of them, or for the first.
 * https://learn.microsoft.com/azure/api-management/wait-policy
 */
export const wait: PolicyDefinition = {
  name: "wait",
  build(element, env) {
    const mode = element.attributes.get("for");
    const steps = env.buildChildren(element.children);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [mode], () => waitFor(call, steps, mode && textNow(call, mode) === "any")),
    };
  },
};

async function waitFor(
  call: Call,
  steps: readonly PolicyStep[],
  any: boolean | undefined,
): Promise<StepOutcome> {
  const running = steps.map(async (step) => runSteps(call, [step]));
  if (running.length === 0) return;
  if (any)
    return Promise.any(running).catch((error: AggregateError) => Promise.reject(error.errors[0] as Error));
  return (await Promise.all(running)).find((outcome) => outcome === "stop");
}
