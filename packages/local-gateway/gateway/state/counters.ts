import type { Clock } from "@azure-genai-gateway/common/clock";
import type { Counters } from "../policy";

/** Idle counters are looked for once in so many additions, so that keys of clients long gone do not pile up. */
const additionsBetweenSweeps = 4096;

export interface CounterState {
  readonly key: string;
  readonly windowSeconds: number;
  readonly used: number;
  /** Undefined where the counter does not know what it is compared with. */
  readonly limit: number | undefined;
}

/**
 * Counters of one gateway instance. What is counted at a time t is in the window up to, not including, t + window:
 * that makes retry-after exact to the millisecond.
 */
export class GatewayCounters implements Counters {
  private readonly sliding = new Map<string, SlidingWindow>();
  private readonly fixed = new Map<string, { start: number; end: number; used: number; limit?: number }>();
  private additions = 0;

  constructor(private readonly clock: Clock) {}

  slidingPeek(
    key: string,
    windowSeconds: number,
    limit: number,
    amount: number,
  ): { used: number; retryAfterMs: number } {
    const now = this.clock.now();
    const window = this.sliding.get(slidingKey(key, windowSeconds));
    if (window) window.limit = limit;
    if (!window) return { used: 0, retryAfterMs: amount <= limit ? 0 : windowSeconds * 1000 };
    return { used: window.used(now), retryAfterMs: window.retryAfter(now, limit, amount) };
  }

  slidingAdd(key: string, windowSeconds: number, amount: number, at: number = this.clock.now()): void {
    if (amount === 0) return;
    this.sweepNowAndThen();
    const name = slidingKey(key, windowSeconds);
    let window = this.sliding.get(name);
    if (!window) this.sliding.set(name, (window = new SlidingWindow(windowSeconds * 1000)));
    window.used(this.clock.now());
    window.add(at, amount, this.clock.now());
  }

  fixedPeek(key: string, windowStart: number, limit?: number): number {
    const counter = this.fixed.get(key);
    if (counter && limit !== undefined) counter.limit = limit;
    return counter?.start === windowStart ? counter.used : 0;
  }

  fixedAdd(key: string, windowStart: number, windowEnd: number, amount: number): void {
    this.sweepNowAndThen();
    const counter = this.fixed.get(key);
    if (counter?.start === windowStart) counter.used = Math.max(0, counter.used + amount);
    // A late correction of a window that is over must not touch the one that runs now.
    else if (!counter || counter.start < windowStart) {
      this.fixed.set(key, { start: windowStart, end: windowEnd, used: Math.max(0, amount) });
    }
  }

  /** What is counted now, for displays. */
  list(): readonly CounterState[] {
    const now = this.clock.now();
    const sliding = [...this.sliding].map(([name, window]) => ({
      key: name.slice(name.indexOf(":") + 1),
      windowSeconds: window.lengthMs / 1000,
      used: window.used(now),
      limit: window.limit,
    }));
    const fixed = [...this.fixed].map(([key, { start, end, used, limit }]) => ({
      key,
      windowSeconds: (end - start) / 1000,
      used: end > now ? used : 0,
      limit,
    }));
    return [...sliding, ...fixed].filter(({ used }) => used > 0);
  }

  private sweepNowAndThen(): void {
    if (++this.additions % additionsBetweenSweeps !== 0) return;
    const now = this.clock.now();
    for (const [key, window] of this.sliding) if (window.idle(now)) this.sliding.delete(key);
    for (const [key, { end }] of this.fixed) if (end <= now) this.fixed.delete(key);
  }
}

/** Windows of different lengths under one key count apart. Inferred: Microsoft documents one counter per key only. */
function slidingKey(key: string, windowSeconds: number): string {
  return `${windowSeconds}:${key}`;
}

/** Amounts by millisecond, oldest first; those before `head` have left the window. */
class SlidingWindow {
  private entries: { readonly at: number; amount: number }[] = [];
  private head = 0;
  private sum = 0;

  /** What it was last compared with. */
  limit: number | undefined;

  constructor(readonly lengthMs: number) {}

  used(now: number): number {
    while (this.head < this.entries.length && this.entries[this.head]!.at + this.lengthMs <= now) {
      this.sum -= this.entries[this.head++]!.amount;
    }
    if (this.head === this.entries.length) {
      this.entries = [];
      this.head = 0;
      this.sum = 0;
    } else if (this.head > 1024 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
    return this.sum;
  }

  retryAfter(now: number, limit: number, amount: number): number {
    let excess = this.used(now) + amount - limit;
    if (excess <= 0) return 0;
    let last = now;
    for (let index = this.head; index < this.entries.length; index++) {
      const entry = this.entries[index]!;
      last = entry.at;
      excess -= entry.amount;
      if (excess <= 0) break;
    }
    // An amount above the limit never fits; a whole window is then as good an answer as any.
    return Math.max(1, last + this.lengthMs - now);
  }

  /** A negative amount takes back part of what was counted at `at`, never more than stands there. */
  add(at: number, amount: number, now: number): void {
    if (at + this.lengthMs <= now) return;
    let index = this.entries.length;
    while (index > this.head && this.entries[index - 1]!.at > at) index--;
    const entry = index > this.head ? this.entries[index - 1]! : undefined;
    if (entry?.at === at) {
      const change = Math.max(amount, -entry.amount);
      entry.amount += change;
      this.sum += change;
    } else if (amount > 0) {
      this.entries.splice(index, 0, { at, amount });
      this.sum += amount;
    }
  }

  idle(now: number): boolean {
    this.used(now);
    return this.entries.length === 0;
  }
}
