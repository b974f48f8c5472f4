import { literal } from "../attributes";
import { numberNow } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { limitCalls, rateOutputs } from "./callRate";
import { callLimits, subscriptionStep } from "./subscriptionLimits";

/**
 * At most `calls` within any `renewal-period` (seconds) per subscription; calls without one are not limited. Children
 * `api` and `operation` limit these apart, on top of the whole.
 * https://learn.microsoft.com/azure/api-management/rate-limit-policy
 */
export const rateLimit: PolicyDefinition = {
  name: "rate-limit",
  build(element, env) {
    const limits = callLimits(element, env);
    const outputs = {
      ...rateOutputs(element, env),
      totalHeader: literal(element, "total-calls-header-name", env),
    };
    return subscriptionStep(element, limits, (call, limit, subscriptionId) =>
      limitCalls(call, {
        source: element.name,
        key: `rate:${env.identity}:${limit.scope}:${subscriptionId}`,
        limit: numberNow(call, limit.calls, Infinity),
        periodSeconds: numberNow(call, limit.period),
        amount: 1,
        outputs,
        count: (add) => add(1),
      }),
    );
  },
};
