import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { literal, required } from "../attributes";
import { expressionFailure, numberNow, textNow, whenReady } from "../bindings";
import { firstCount } from "../oncePerCall";
import type { Call, PolicyDefinition } from "../policy";
import { countIncrement, type Increment, incrementNow, incrementsLate } from "./lateIncrement";
import { bandwidthExceeded, quotaExceeded } from "./refusals";
import { callLimits, subscriptionStep } from "./subscriptionLimits";

/** The default of first-period-start, 0001-01-01T00:00:00Z, in ms since the epoch. */
const firstPeriodStart = -62_135_596_800_000;

/**
 * At most `calls`, and `bandwidth` kilobytes, per subscription in each `renewal-period` (seconds; 0 means for good); calls
 * without a subscription are not limited. Microsoft starts the periods with the subscription; here they start at year 1,
 * as quota-by-key's do. https://learn.microsoft.com/azure/api-management/quota-policy
 */
export const quota: PolicyDefinition = {
  name: "quota",
  build(element, env) {
    const limits = callLimits(element, env);
    return subscriptionStep(element, limits, (call, limit, subscriptionId) =>
      spend(call, {
        source: element.name,
        key: `quota:${env.identity}:${limit.scope}:${subscriptionId}`,
        calls: numberNow(call, limit.calls, Infinity),
        bandwidth: numberNow(call, limit.bandwidth, Infinity),
        period: periodNow(call, limit.period, firstPeriodStart),
        increment: {},
      }),
    );
  },
};

/**
 * At most `calls`, and `bandwidth` kilobytes, by key in each `renewal-period` (seconds, 300 at least, or months as an ISO
 * 8601 duration; 0 means for good), counted from `first-period-start`.
 * https://learn.microsoft.com/azure/api-management/quota-by-key-policy
 */
export const quotaByKey: PolicyDefinition = {
  name: "quota-by-key",
  build(element, env) {
    const [calls, bandwidth] = [element.attributes.get("calls"), element.attributes.get("bandwidth")];
    const period = required(element, "renewal-period", env);
    const key = required(element, "counter-key", env);
    const firstStart = Date.parse(literal(element, "first-period-start", env) ?? "");
    const start = Number.isNaN(firstStart) ? firstPeriodStart : firstStart;
    const increment: Increment = {
      condition: element.attributes.get("increment-condition"),
      count: element.attributes.get("increment-count"),
    };
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [calls, bandwidth, period, key], () =>
          spend(call, {
            source: element.name,
            key: `quota:${textNow(call, key)}`,
            calls: numberNow(call, calls, Infinity),
            bandwidth: numberNow(call, bandwidth, Infinity),
            period: periodNow(call, period, start),
            increment,
          }),
        ),
    };
  },
};

interface Period {
  /** As the document has it: counters of another period are others. */
  readonly name: string;
  /** [start, end) in ms since the epoch. */
  readonly start: number;
  readonly end: number;
}

interface Spending {
  readonly source: string;
  readonly key: string;
  readonly calls: number;
  /** Kilobytes of 1,024 bytes. */
  readonly bandwidth: number;
  readonly period: Period;
  readonly increment: Increment;
}

/** Lets the call in and counts it, or throws the 403. */
function spend(call: Call, spending: Spending): void {
  const { period, calls, bandwidth, increment, source } = spending;
  const { clock, counters } = call.gateway;
  const seconds = Number.isFinite(period.end) ? Math.ceil((period.end - clock.now()) / 1000) : 0;
  const counter = `${period.name}:${spending.key}`;
  const counts = firstCount(call, counter);
  const amount = !counts ? 0 : incrementsLate(increment) ? 1 : incrementNow(call, increment);
  if (counters.fixedPeek(counter, period.start, calls) + amount > calls) {
    throw quotaExceeded(source, { seconds });
  }
  const bytes = `${counter}:bytes`;
  const limit = bandwidth * 1024;
  // What a call moves is known when it has ended: one that is let in may overrun the quota. Inferred.
  if (bandwidth !== Infinity && counters.fixedPeek(bytes, period.start, limit) >= limit) {
    throw bandwidthExceeded(source, { seconds });
  }
  if (!counts) return;
  countIncrement(call, increment, (counted) => {
    counters.fixedAdd(counter, period.start, period.end, counted);
    // So that a display knows from the first call on what the counter is compared with.
    counters.fixedPeek(counter, period.start, calls);
  });
  if (bandwidth === Infinity) return;
  const sent = call.context.request.body.bytes()?.length ?? 0;
  call.afterBody((completion) => counters.fixedAdd(bytes, period.start, period.end, sent + completion.bytes));
}

/** The period that the clock's time is in, counted from `first`. */
function periodNow(call: Call, binding: PolicyBinding, first: number): Period {
  const name = textNow(call, binding).trim();
  const now = call.gateway.clock.now();
  const seconds = Number(name);
  if (/^inf/i.test(name) || (name !== "" && seconds <= 0)) return { name, start: first, end: Infinity };
  if (name !== "" && Number.isFinite(seconds)) {
    const length = seconds * 1000;
    const start = first + Math.floor((now - first) / length) * length;
    return { name, start, end: start + length };
  }
  const match =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(name);
  if (!match) throw expressionFailure(`The renewal-period of <quota-by-key> is not a time`);
  const [years, months, weeks, days, hours, minutes, rest] = match.slice(1).map((part) => Number(part ?? 0));
  const wholeMonths = years! * 12 + months!;
  const length = ((((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + rest!) * 1000;
  const after = (start: number) => addMonths(start, wholeMonths) + length;
  if (after(first) <= first) return { name, start: first, end: Infinity };
  // Near the time that is looked for: a period of months is between 28 and 31 days for each.
  const about = wholeMonths * 31 * 86_400_000 + length;
  let count = Math.max(0, Math.floor((now - first) / about));
  const startOf = (n: number) => addMonths(first, wholeMonths * n) + length * n;
  while (startOf(count + 1) <= now) count += 1;
  return { name, start: startOf(count), end: startOf(count + 1) };
}

function addMonths(time: number, months: number): number {
  const date = new Date(time);
  return date.setUTCMonth(date.getUTCMonth() + months);
}
