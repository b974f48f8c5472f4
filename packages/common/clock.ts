import type { StopSignal } from "./stopper";
import { TimerHeap, type Timer } from "./timerHeap";

/** Time comes in through this, so that tests never wait. All times are milliseconds. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Never runs backwards. */
  now(): number;
  /** Calls `action` once after `delay` ms; the returned function cancels it. */
  after(delay: number, action: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delay` ms of the given clock; rejects with the signal's reason when aborted first. */
export function sleep(clock: Clock, delay: number, signal?: StopSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const cancel = clock.after(delay, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    const onAbort = () => {
      cancel();
      reject(signal!.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/**
 * A clock that stands still until a test moves it. Timers fire in order of due time, then of creation, and
 * between two timers every promise that can settle does, so in-process traffic behaves as it would in real time.
 */
export class VirtualClock implements Clock {
  private time: number;
  private created = 0;
  private readonly timers = new TimerHeap();

  /** @param start milliseconds since the epoch; the default is a fixed instant so that runs repeat exactly. */
  constructor(start: number = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  after(delay: number, action: () => void): () => void {
    const timer: Timer = { due: this.time + Math.max(0, delay), order: this.created++, action, place: -1 };
    this.timers.add(timer);
    return () => this.timers.remove(timer);
  }

  /** Moves time on by `duration` ms, firing on the way all that falls due. */
  async advance(duration: number): Promise<void> {
    const end = this.time + duration;
    await settle();
    for (let next = this.timers.first; next && next.due <= end; next = this.timers.first) {
      this.fire(next);
      await settle();
    }
    this.time = end;
  }

  /** Moves time on until `work` settles, and gives its result. Throws when nothing is left that could settle it. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const finish = () => {
      settled = true;
    };
    work.then(finish, finish);
    await settle();
    while (!settled) {
      const next = this.timers.first;
      if (!next) throw new Error("The virtual clock has no timer left, yet the awaited work is not done");
      this.fire(next);
      await settle();
    }
    return work;
  }

  /** Fires the timer that is due next, and moves time on to it; false where there is none. */
  fireNext(): boolean {
    const next = this.timers.first;
    if (next) this.fire(next);
    return next !== undefined;
  }

  private fire(timer: Timer): void {
    this.timers.remove(timer);
    this.time = Math.max(this.time, timer.due);
    timer.action();
  }
}

/** Lets every promise settle that can without time passing: setImmediate runs after the microtask queue is empty. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
