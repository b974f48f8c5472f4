import type { Clock } from "@azure-genai-gateway/common/clock";
import type { Limits } from "./admission";

export interface StandardCapacity {
  readonly deployment: string;
  readonly tokensPerMinute: number;
  readonly requestsPerMinute: number;
}

const MINUTE = 60_000;
/** Requests are judged over a part of a minute, so that a minute's worth cannot come at once. */
const REQUEST_WINDOW = 10_000;
/** Output assumed for a request without max_tokens: the API's own old default. Not documented. */
const ASSUMED_OUTPUT = 16;

/**
 * Tokens and requests per minute of pay-as-you-go deployments. Tokens are the estimate made on arrival (prompt plus
 * max_tokens), summed from the minute's start and never corrected; requests count per 10 seconds.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/quota#understanding-rate-limits
 */
export function createStandardLimits(clock: Clock, capacity: StandardCapacity): Limits {
  const { tokensPerMinute, requestsPerMinute } = capacity;
  const requestsPerWindow = Math.max(1, Math.floor((requestsPerMinute * REQUEST_WINDOW) / MINUTE));
  const tokens = { start: -Infinity, used: 0 };
  const requests = { start: -Infinity, used: 0 };
  // A window opens with the first request after the last one has ended.
  const roll = (window: { start: number; used: number }, length: number, now: number) => {
    if (now - window.start < length) return;
    window.start = now;
    window.used = 0;
  };
  const headers = (now: number) => ({
    "x-ratelimit-limit-tokens": String(tokensPerMinute),
    "x-ratelimit-remaining-tokens": String(Math.max(0, tokensPerMinute - tokens.used)),
    "x-ratelimit-reset-tokens": String(secondsLeft(tokens.start, MINUTE, now)),
    "x-ratelimit-limit-requests": String(requestsPerWindow),
    "x-ratelimit-remaining-requests": String(Math.max(0, requestsPerWindow - requests.used)),
    "x-ratelimit-reset-requests": String(secondsLeft(requests.start, REQUEST_WINDOW, now)),
  });
  return {
    admit({ promptTokens, maxTokens }) {
      const now = clock.now();
      roll(tokens, MINUTE, now);
      roll(requests, REQUEST_WINDOW, now);
      const estimated = promptTokens + (maxTokens ?? ASSUMED_OUTPUT);
      const tooManyTokens = tokens.used + estimated > tokensPerMinute;
      if (tooManyTokens || requests.used >= requestsPerWindow) {
        const [kind, window, length] = tooManyTokens
          ? (["token", tokens, MINUTE] as const)
          : (["call", requests, REQUEST_WINDOW] as const);
        const retryAfterMs = Math.max(1, window.start + length - now);
        const seconds = Math.ceil(retryAfterMs / 1_000);
        return {
          admitted: false,
          headers: {
            ...headers(now),
            "retry-after": String(seconds),
            "retry-after-ms": String(retryAfterMs),
          },
          message:
            `Requests to deployment ${capacity.deployment} have exceeded the ${kind} rate limit of its pricing ` +
            `tier. Please retry after ${seconds} seconds.`,
        };
      }
      tokens.used += estimated;
      requests.used += 1;
      return { admitted: true, headers: headers(now), settle: () => undefined };
    },
  };
}

function secondsLeft(start: number, length: number, now: number): number {
  return Math.max(0, Math.ceil((start + length - now) / 1_000));
}
