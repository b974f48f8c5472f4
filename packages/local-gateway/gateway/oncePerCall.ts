import type { Call } from "./policy";

const counted = new WeakMap<Call, Set<string>>();

/**
 * True the first time a call asks for a counter, false afterwards: policies that share a key count a call once.
 * Documented for rate limits and quotas by key; for token limits inferred from it.
 * https://learn.microsoft.com/azure/api-management/quota-by-key-policy
 */
export function firstCount(call: Call, counter: string): boolean {
  let counters = counted.get(call);
  if (!counters) counted.set(call, (counters = new Set()));
  if (counters.has(counter)) return false;
  counters.add(counter);
  return true;
}
