import { randomUUID } from "node:crypto";

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

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A version 4 UUID drawn from `random`, or from the operating system when none is given. */
export function newUuid(random?: Random): string {
  if (!random) return randomUUID();
  // Four draws of 32 bits: sixteen of a byte each are seen in a profile of the gateway.
  const a = draw(random);
  const b = (draw(random) & 0xffff0fff) | 0x4000;
  const c = (draw(random) & 0x3fffffff) | 0x80000000;
  const d = draw(random);
  return `${hex32(a)}-${hex16(b >>> 16)}-${hex16(b)}-${hex16(c >>> 16)}-${hex16(c)}${hex32(d)}`;
}

const draw = (random: Random) => (random.next() * 4294967296) | 0;
const hex16 = (word: number) => hexOf[(word >>> 8) & 255]! + hexOf[word & 255]!;
const hex32 = (word: number) => hex16(word >>> 16) + hex16(word);
