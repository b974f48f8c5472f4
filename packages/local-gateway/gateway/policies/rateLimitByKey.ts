import { literal, required } from "../attributes";
import { numberNow, textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { countIncrement, incrementNow, incrementsLate } from "./lateIncrement";
import { limitCalls, rateOutputs } from "./callRate";

/**
 * At most `calls` within any `renewal-period` (seconds, 300 at most) by key: a sliding window, as in the classic tiers.
 * Increments that are expressions are counted at the end of outbound, so calls under way at once can overrun the limit.
 * https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy
 */
export const rateLimitByKey: PolicyDefinition = {
  name: "rate-limit-by-key",
  build(element, env) {
    const calls = required(element, "calls", env);
    const period = required(element, "renewal-period", env);
    const key = required(element, "counter-key", env);
    const increment = {
      condition: element.attributes.get("increment-condition"),
      count: element.attributes.get("increment-count"),
    };
    const outputs = {
      ...rateOutputs(element, env),
      totalHeader: literal(element, "total-calls-header-name", env),
    };
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [calls, period, key], () => {
          const late = incrementsLate(increment);
          limitCalls(call, {
            source: element.name,
            key: `calls:${textNow(call, key)}`,
            limit: numberNow(call, calls),
            periodSeconds: numberNow(call, period),
            amount: late ? 1 : incrementNow(call, increment),
            outputs,
            count: (add) => countIncrement(call, increment, add),
          });
        }),
    };
  },
};
