import type { Random } from "@azure-genai-gateway/common/random";
import type { Jitter, Latency } from "./types";

/** How a model answers that nobody has said anything of. */
export const DEFAULT_LATENCY: Latency = { firstTokenMs: 20, perTokenMs: 1 };

/** The times of one call: a deployment's, with its jitter drawn once for both. */
export function drawnLatency(latency: Latency, random: Random): Latency {
  if (latency.jitter === undefined) return latency;
  const factor = factorOf(latency.jitter, random);
  return { firstTokenMs: latency.firstTokenMs * factor, perTokenMs: latency.perTokenMs * factor };
}

function factorOf(jitter: Jitter, random: Random): number {
  if (jitter.distribution === "uniform") return Math.max(0, 1 + jitter.spread * (2 * random.next() - 1));
  return Math.exp(jitter.sigma * normal(random));
}

/** A standard normal draw, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
