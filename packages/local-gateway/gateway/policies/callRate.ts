import type { CompiledElement } from "@azure-genai-gateway/policy-language/document";
import { fromInt } from "@azure-genai-gateway/policy-language/expressions/values/values";
import { literal } from "../attributes";
import { firstCount } from "../oncePerCall";
import type { Call, PolicyBuildEnvironment } from "../policy";
import { rateLimitExceeded } from "./refusals";

/** Headers and variables of the two rate limits; each is left out unless named. */
export interface RateOutputs {
  readonly retryAfterHeader?: string;
  readonly retryAfterVariable?: string;
  readonly remainingHeader?: string;
  readonly remainingVariable?: string;
  readonly totalHeader?: string;
}

export interface CallRate {
  /** The policy's name, for LastError. */
  readonly source: string;
  readonly key: string;
  readonly limit: number;
  readonly periodSeconds: number;
  /** What has to fit for the call to be let in. */
  readonly amount: number;
  readonly outputs: RateOutputs;
  /** Calls its argument with what the call counts, now or later. */
  count(add: (amount: number) => void): void;
}

export function rateOutputs(element: CompiledElement, env: PolicyBuildEnvironment): RateOutputs {
  return {
    retryAfterHeader: literal(element, "retry-after-header-name", env),
    retryAfterVariable: literal(element, "retry-after-variable-name", env),
    remainingHeader: literal(element, "remaining-calls-header-name", env),
    remainingVariable: literal(element, "remaining-calls-variable-name", env),
  };
}

/** Lets the call in and counts it, or throws the 429. */
export function limitCalls(call: Call, rate: CallRate): void {
  const { key, limit, periodSeconds, outputs } = rate;
  const { counters } = call.gateway;
  const counts = firstCount(call, `${periodSeconds}:${key}`);
  const amount = counts ? rate.amount : 0;
  const { retryAfterMs } = counters.slidingPeek(key, periodSeconds, limit, amount);
  const remaining = () => Math.max(0, limit - counters.slidingPeek(key, periodSeconds, limit, 0).used);
  const setVariable = (name: string | undefined, value: number) => {
    if (name !== undefined) call.context.variables.set(name, fromInt(value));
  };
  const headers = (): Record<string, string> => ({
    ...(outputs.remainingHeader && { [outputs.remainingHeader]: String(remaining()) }),
    ...(outputs.totalHeader && { [outputs.totalHeader]: String(limit) }),
  });
  if (retryAfterMs > 0) {
    const seconds = Math.ceil(retryAfterMs / 1000);
    setVariable(outputs.retryAfterVariable, seconds);
    throw rateLimitExceeded(rate.source, { seconds, header: outputs.retryAfterHeader }, headers());
  }
  if (counts) rate.count((counted) => counters.slidingAdd(key, periodSeconds, counted));
  setVariable(outputs.remainingVariable, remaining());
  call.afterPolicies(() => {
    for (const [name, value] of Object.entries(headers())) call.response?.headers.set(name, value);
  });
}
