import type { CompiledElement } from "../../../policy-language/document";
import { literal, required, unsupported } from "../attributes";
import { numberNow, textNow, whenReady } from "../bindings";
import { firstCount } from "../oncePerCall";
import type { Call, PolicyBuildEnvironment, PolicyDefinition } from "../policy";
import { countIncrement, type Increment, incrementNow, incrementsLate } from "./lateIncrement";
import { quotaExceeded } from "./refusals";
import { callLimits, subscriptionStep } from "./subscriptionLimits";

/** The default of first-period-start, 0001-01-01T00:00:00Z, in ms since the epoch. */
const firstPeriodStart = -62_135_596_800_000;

/**
 * At most `calls` per subscription in each `renewal-period` (seconds; 0 means for good); calls without a subscription are
 * not limited. Microsoft starts the periods with the subscription; here they start at year 1, as quota-by-key's do.
 * https://learn.microsoft.com/azure/api-management/quota-policy
 */
export const quota: PolicyDefinition = {
  name: "quota",
  build(element, env) {
    refuseBandwidth(element, env);
    const limits = callLimits(element, env);
    return subscriptionStep(element, limits, (call, limit, subscriptionId) =>
      spend(call, {
        source: element.name,
        key: `quota:${env.identity}:${limit.scope}:${subscriptionId}`,
        calls: numberNow(call, limit.calls),
        periodSeconds: numberNow(call, limit.period),
        firstStart: firstPeriodStart,
        increment: {},
      }),
    );
  },
};

/**
 * At most `calls` by key in each `renewal-period` (seconds, 300 at least; 0 means for good), counted from
 * `first-period-start`. https://learn.microsoft.com/azure/api-management/quota-by-key-policy
 */
export const quotaByKey: PolicyDefinition = {
  name: "quota-by-key",
  build(element, env) {
    refuseBandwidth(element, env);
    const calls = required(element, "calls", env);
    const period = required(element, "renewal-period", env);
    const key = required(element, "counter-key", env);
    const firstStart = Date.parse(literal(element, "first-period-start", env) ?? "");
    const increment: Increment = {
      condition: element.attributes.get("increment-condition"),
      count: element.attributes.get("increment-count"),
    };
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [calls, period, key], () =>
          spend(call, {
            source: element.name,
            key: `quota:${textNow(call, key)}`,
            calls: numberNow(call, calls),
            periodSeconds: numberNow(call, period),
            firstStart: Number.isNaN(firstStart) ? firstPeriodStart : firstStart,
            increment,
          }),
        ),
    };
  },
};

interface Spending {
  readonly source: string;
  readonly key: string;
  readonly calls: number;
  readonly periodSeconds: number;
  readonly firstStart: number;
  readonly increment: Increment;
}

/** Lets the call in and counts it, or throws the 403. */
function spend(call: Call, spending: Spending): void {
  const { key, calls, increment } = spending;
  const { clock, counters } = call.gateway;
  const now = clock.now();
  const { start, end } = periodAt(now, spending.firstStart, spending.periodSeconds);
  const counts = firstCount(call, `${spending.periodSeconds}:${key}`);
  const amount = !counts ? 0 : incrementsLate(increment) ? 1 : incrementNow(call, increment);
  const counter = `${spending.periodSeconds}:${key}`;
  if (counters.fixedPeek(counter, start, calls) + amount > calls) {
    const seconds = Number.isFinite(end) ? Math.ceil((end - now) / 1000) : 0;
    throw quotaExceeded(spending.source, { seconds });
  }
  if (counts) {
    countIncrement(call, increment, (counted) => counters.fixedAdd(counter, start, end, counted));
  }
}

function periodAt(now: number, first: number, seconds: number): { start: number; end: number } {
  if (seconds <= 0) return { start: first, end: Infinity };
  const length = seconds * 1000;
  const start = first + Math.floor((now - first) / length) * length;
  return { start, end: start + length };
}

function refuseBandwidth(element: CompiledElement, env: PolicyBuildEnvironment): void {
  if (!element.attributes.has("bandwidth")) return;
  unsupported(element, `bandwidth quotas (<${element.name} bandwidth>)`, "Limit calls instead", env);
}
