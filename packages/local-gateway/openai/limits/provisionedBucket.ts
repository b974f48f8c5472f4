import type { Clock } from "@azure-genai-gateway/common/clock";
import type { Limits } from "./admission";

export interface ProvisionedCapacity {
  /** Input tokens per minute of all PTUs together. */
  readonly inputTpm: number;
  /** Input tokens that one output token weighs. */
  readonly outputWeight: number;
  /** How much work the bucket holds: what the PTUs do in this time. */
  readonly windowMs: number;
}

/** Output assumed for a request without max_tokens; Microsoft only says that the estimate is then less exact. */
const ASSUMED_OUTPUT = 100;

/**
 * The leaky bucket of provisioned deployments: a request is taken while utilisation is at most 100 %, even if it
 * goes above; it adds prompt tokens (cached ones are free) and its max_tokens at their weight, what it really took
 * replaces that at the end, and the bucket drains at the rate of the PTUs.
 * https://learn.microsoft.com/azure/foundry/openai/concepts/provisioned-throughput
 */
export function createProvisionedBucket(clock: Clock, capacity: ProvisionedCapacity): Limits {
  const drainPerMs = capacity.inputTpm / 60_000;
  const size = Math.max(1, drainPerMs * capacity.windowMs);
  let level = 0;
  let drainedAt = clock.now();
  const drain = () => {
    const now = clock.now();
    level = Math.max(0, level - (now - drainedAt) * drainPerMs);
    drainedAt = now;
  };
  const headers = () => ({
    "azure-openai-deployment-utilization": `${((level / size) * 100).toFixed(1)}%`,
  });
  return {
    utilization() {
      drain();
      return level / size;
    },
    admit({ promptTokens, cachedTokens, maxTokens }) {
      drain();
      if (level > size) {
        const retryAfterMs = Math.ceil((level - size) / drainPerMs);
        const seconds = Math.ceil(retryAfterMs / 1_000);
        return {
          admitted: false,
          headers: {
            ...headers(),
            "retry-after-ms": String(retryAfterMs),
            "retry-after": String(seconds),
          },
          message:
            "The provisioned deployment is above 100% utilization: requests have exceeded the throughput of its " +
            `PTUs. Please retry after ${seconds} seconds.`,
        };
      }
      const estimated = promptTokens - cachedTokens + (maxTokens ?? ASSUMED_OUTPUT) * capacity.outputWeight;
      level += estimated;
      return {
        admitted: true,
        headers: headers(),
        settle(actual) {
          drain();
          const took =
            actual.promptTokens - actual.cachedTokens + actual.completionTokens * capacity.outputWeight;
          level = Math.max(0, level + took - estimated);
        },
      };
    },
  };
}
