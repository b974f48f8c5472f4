import { required } from "../attributes";
import { numberNow, textNow, whenReady } from "../bindings";
import {
  type Call,
  type GatewayServices,
  PolicyFailure,
  type PolicyDefinition,
  type PolicyStep,
  type StepOutcome,
} from "../policy";
import { runSteps } from "../runSteps";
import { unverified } from "../unverifiedTexts";

/**
 * Refuses at once with 429 what comes in beyond `max-count` calls that are inside its children under one key.
 * https://learn.microsoft.com/azure/api-management/limit-concurrency-policy
 */
export const limitConcurrency: PolicyDefinition = {
  name: "limit-concurrency",
  build(element, env) {
    const key = required(element, "key", env);
    const maxCount = required(element, "max-count", env);
    const steps = env.buildChildren(element.children);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [key, maxCount], () =>
          enter(call, steps, runningIn(call.gateway), textNow(call, key), numberNow(call, maxCount)),
        ),
    };
  },
};

const runningByGateway = new WeakMap<GatewayServices, Map<string, number>>();

/** A key means the same in every policy of a gateway that uses it. */
function runningIn(gateway: GatewayServices): Map<string, number> {
  let running = runningByGateway.get(gateway);
  if (!running) runningByGateway.set(gateway, (running = new Map<string, number>()));
  return running;
}

async function enter(
  call: Call,
  steps: readonly PolicyStep[],
  running: Map<string, number>,
  key: string,
  max: number,
): Promise<StepOutcome> {
  const before = running.get(key) ?? 0;
  if (before >= max) {
    throw new PolicyFailure({ source: "limit-concurrency", ...unverified.tooConcurrent() }, 429);
  }
  running.set(key, before + 1);
  try {
    return await runSteps(call, steps);
  } finally {
    const left = running.get(key)! - 1;
    if (left > 0) running.set(key, left);
    else running.delete(key);
  }
}
