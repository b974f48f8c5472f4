import { define, named } from "../../types/registry";
import {
  argumentNull,
  checkSize,
  evaluation,
  NetObject,
  outOfRange,
  raise,
  tick,
} from "../../values/runtime";
import { NetArray } from "../../values/sequences";

const maxInt = 2147483647;

/** Where numbers come from: whole ones below 2^31 - 1 for seeded generators, fractions for the others. */
interface Source {
  /** 0 to maxInt - 1. */
  whole(): number;
  /** 0 (inclusive) to 1 (exclusive). */
  fraction(): number;
}

/** Knuth's subtractive generator, which .NET keeps for seeds so that old sequences stay the same. */
class SeededSource implements Source {
  private readonly state = new Int32Array(56);
  private next = 0;
  private other = 21;

  constructor(seed: number) {
    const { state } = this;
    let last = 161803398 - (seed === -maxInt - 1 ? maxInt : Math.abs(seed));
    state[55] = last;
    let value = 1;
    for (let index = 1, at = 0; index < 55; index++) {
      at = (at + 21) % 55;
      state[at] = value;
      value = last - value;
      if (value < 0) value += maxInt;
      last = state[at]!;
    }
    for (let pass = 1; pass < 5; pass++)
      for (let index = 1; index < 56; index++) {
        state[index]! -= state[1 + ((index + 30) % 55)]!;
        if (state[index]! < 0) state[index]! += maxInt;
      }
  }

  whole(): number {
    this.next = this.next >= 55 ? 1 : this.next + 1;
    this.other = this.other >= 55 ? 1 : this.other + 1;
    let result = (this.state[this.next]! - this.state[this.other]!) | 0;
    if (result === maxInt) result--;
    if (result < 0) result += maxInt;
    this.state[this.next] = result;
    return result;
  }

  fraction(): number {
    return this.whole() * (1 / maxInt);
  }
}

/** Without a seed chance is the host's, so that a run with a seeded host repeats. */
const hostSource: Source = {
  whole: () => Math.floor(evaluation().runtime.random.next() * maxInt),
  fraction: () => evaluation().runtime.random.next(),
};

class NetRandom extends NetObject {
  constructor(readonly source: Source) {
    super();
  }
  get netType() {
    return named("Random");
  }

  between(low: number, high: number): number {
    const range = high - low;
    if (range <= maxInt) return Math.trunc(this.source.fraction() * range) + low;
    return Math.floor(this.largeFraction() * range) + low;
  }

  /** A fraction with 32 bits: the sign is drawn apart. */
  private largeFraction(): number {
    const size = this.source.whole();
    const signed = this.source.whole() % 2 === 0 ? -size : size;
    return (signed + (maxInt - 1)) / (2 * maxInt - 1);
  }

  bits64(): bigint {
    const part = (bits: number) => BigInt(this.between(0, 2 ** bits));
    return part(22) | (part(22) << 22n) | (part(20) << 44n);
  }

  longBetween(low: bigint, high: bigint): bigint {
    const range = high - low;
    if (range <= 1n) return low;
    const bits = BigInt((range - 1n).toString(2).length);
    for (;;) {
      tick();
      const result = this.bits64() >> (64n - bits);
      if (result < range) return low + result;
    }
  }
}

function checkMaximum(max: number | bigint): void {
  if (max < 0) outOfRange("maxValue", `maxValue ('${max}') must be a non-negative value.`);
}

function checkOrder(min: number | bigint, max: number | bigint): void {
  if (min > max) outOfRange("minValue", "'minValue' cannot be greater than maxValue.");
}

function fillBytes(random: NetRandom, buffer: NetArray | null): void {
  const { items } = buffer ?? argumentNull("buffer");
  checkSize(items.length);
  for (let index = 0; index < items.length; index++) items[index] = random.source.whole() & 255;
}

function shuffle(random: NetRandom, values: NetArray | null): void {
  const { items } = values ?? argumentNull("values");
  checkSize(items.length);
  for (let index = 0; index < items.length - 1; index++) {
    const other = random.between(index, items.length);
    [items[index], items[other]] = [items[other], items[index]];
  }
}

function getItems(random: NetRandom, choices: NetArray | null, length: number): NetArray {
  const { items, element } = choices ?? argumentNull("choices");
  if (items.length === 0) raise("ArgumentException", "Span may not be empty. (Parameter 'choices')");
  if (length < 0) outOfRange("length", `length ('${length}') must be a non-negative value.`);
  checkSize(length);
  return new NetArray(
    element,
    Array.from({ length }, () => items[random.between(0, items.length)]),
  );
}

function longFrom(random: NetRandom): bigint {
  for (;;) {
    tick();
    const result = random.bits64() >> 1n;
    if (result !== 2n ** 63n - 1n) return result;
  }
}

const unseeded = () => new NetRandom(hostSource);

define("System", "class Random", {
  "new()": unseeded,
  "new(int Seed)": (seed: number) => new NetRandom(new SeededSource(seed)),
  "static Random Shared": unseeded,
  "int Next()": (random: NetRandom) => random.source.whole(),
  "int Next(int maxValue)": (random: NetRandom, max: number) => {
    checkMaximum(max);
    return Math.trunc(random.source.fraction() * max);
  },
  "int Next(int minValue, int maxValue)": (random: NetRandom, min: number, max: number) => {
    checkOrder(min, max);
    return random.between(min, max);
  },
  "long NextInt64()": longFrom,
  "long NextInt64(long maxValue)": (random: NetRandom, max: bigint) => {
    checkMaximum(max);
    return random.longBetween(0n, max);
  },
  "long NextInt64(long minValue, long maxValue)": (random: NetRandom, min: bigint, max: bigint) => {
    checkOrder(min, max);
    return random.longBetween(min, max);
  },
  "double NextDouble()": (random: NetRandom) => random.source.fraction(),
  "float NextSingle()": (random: NetRandom) => Math.fround(random.source.fraction()),
  "void NextBytes(byte[] buffer)": fillBytes,
  "void Shuffle<T>(T[] values)": shuffle,
  "T[] GetItems<T>(T[] choices, int length)": getItems,
});
