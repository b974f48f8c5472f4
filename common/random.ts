import { randomFillSync } from "node:crypto";

/** Chance comes in through this, so that a seeded run repeats exactly. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
}

/** Numbers from Math.random; good enough for balancing and jitter, never for secrets. */
export const systemRandom: Random = { next: () => Math.random() };

/** Mulberry32: small, fast, and the same sequence on every machine for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
  };
}

/** A version 4 UUID drawn from `random`, or from the operating system when none is given. */
export function newUuid(random?: Random): string {
  const bytes = new Uint8Array(16);
  if (random) bytes.forEach((_, index) => (bytes[index] = Math.floor(random.next() * 256)));
  else randomFillSync(bytes);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
