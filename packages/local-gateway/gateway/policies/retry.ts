import { sleep } from "@azure-genai-gateway/common/clock";
import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { conditionNow, flagNow, numberNow, whenReady } from "../bindings";
import { errorResponse } from "../pipeline/failures";
import {
  type Call,
  PolicyFailure,
  type PolicyDefinition,
  type PolicyStep,
  type StepOutcome,
} from "../policy";
import { runSteps } from "../runSteps";

interface Timing {
  readonly count: number;
  readonly intervalMs: number;
  readonly deltaMs?: number;
  readonly maxIntervalMs?: number;
  readonly firstFast: boolean;
}

/**
 * Runs its children once, then again while the condition holds, `count` times at most (1 to 50).
 * The condition is also asked after a child has failed: context.Response is then the gateway's own refusal, or null
 * where there was none (a timeout, a broken connection); a failure that is not retried goes on to on-error.
 * https://learn.microsoft.com/azure/api-management/retry-policy
 */
export const retry: PolicyDefinition = {
  name: "retry",
  build(element, env) {
    const condition = required(element, "condition", env);
    const count = required(element, "count", env);
    const interval = required(element, "interval", env);
    const delta = element.attributes.get("delta");
    const maxInterval = element.attributes.get("max-interval");
    const firstFast = element.attributes.get("first-fast-retry");
    const steps = env.buildChildren(element.children);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [count, interval, delta, maxInterval, firstFast], () =>
          runWithRetries(call, steps, condition, {
            count: numberNow(call, count),
            intervalMs: numberNow(call, interval) * 1000,
            deltaMs: delta && numberNow(call, delta) * 1000,
            maxIntervalMs: maxInterval && numberNow(call, maxInterval) * 1000,
            firstFast: flagNow(call, firstFast, false),
          }),
        ),
    };
  },
};

async function runWithRetries(
  call: Call,
  steps: readonly PolicyStep[],
  condition: PolicyBinding,
  timing: Timing,
): Promise<StepOutcome> {
  for (let retries = 0; ; retries++) {
    let failure: { readonly error: unknown } | undefined;
    try {
      // A child that ends the pipeline ends the retries with it.
      if ((await runSteps(call, steps)) === "stop") return "stop";
    } catch (error) {
      if (call.signal.aborted) throw error;
      failure = { error };
      // What the gateway itself has refused (an exhausted pool, a limit) is a response like any other to the condition.
      if (error instanceof PolicyFailure && error.refusal) {
        call.response = errorResponse(error, call.context.requestId);
      }
    }
    const again =
      retries < timing.count && (await whenReady(call, [condition], () => conditionNow(call, condition)));
    if (!again) {
      if (failure) throw failure.error;
      return;
    }
    const wait = waitBefore(retries + 1, timing, call);
    if (wait > 0) await sleep(call.gateway.clock, wait, call.signal);
  }
}

/** How long to wait before retry number `n` (from 1), in ms. */
function waitBefore(n: number, timing: Timing, call: Call): number {
  const { intervalMs, deltaMs, maxIntervalMs } = timing;
  if (n === 1 && timing.firstFast) return 0;
  if (deltaMs === undefined) return intervalMs;
  if (maxIntervalMs === undefined) return intervalMs + (n - 1) * deltaMs;
  const jitter = 0.8 + call.gateway.random.next() * 0.4;
  return Math.min(maxIntervalMs, intervalMs + 2 ** (n - 1) * jitter * deltaMs);
}
