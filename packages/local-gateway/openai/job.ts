import type { Clock } from "@azure-genai-gateway/common/clock";
import { Stopper, type StopSignal } from "@azure-genai-gateway/common/stopper";
import type { Frame } from "../answers/pacedStream";

export interface JobOptions {
  readonly clock: Clock;
  onFrame(frame: Frame): void;
  /** Called once: true when the work came to its end, false when it was cancelled. */
  onEnd(complete: boolean): void;
}

/**
 * Work that goes on when its caller has left: frames are made when they are due, and kept, so that anybody can read
 * them from any place on.
 */
export class Job {
  readonly done: Frame[] = [];
  ended = false;
  private readonly waiting = new Set<() => void>();
  private stop: () => void = () => undefined;

  constructor(
    private readonly frames: Iterator<Frame>,
    private readonly options: JobOptions,
  ) {}

  /** Makes what is due at once, and the rest by the clock. */
  start(): void {
    for (;;) {
      const next = this.frames.next();
      if (next.done) return this.finish(true);
      if (next.value.afterMs > 0) {
        this.stop = this.options.clock.after(next.value.afterMs, () => {
          this.give(next.value);
          this.start();
        });
        return;
      }
      this.give(next.value);
    }
  }

  /** Ends it where it is; `last` is what its readers still get. False when it had ended by itself. */
  cancel(last?: Frame): boolean {
    if (this.ended) return false;
    this.stop();
    if (last) this.done.push(last);
    this.finish(false);
    return true;
  }

  /** The frames from one on, those to come included. */
  async *follow(from: number, signal?: StopSignal): AsyncGenerator<Uint8Array> {
    for (let at = from; ; at += 1) {
      while (at >= this.done.length) {
        if (this.ended) return;
        await this.more(signal);
      }
      yield Buffer.from(this.done[at]!.text);
    }
  }

  private more(signal: StopSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const stopper: StopSignal = signal ?? new Stopper();
      if (stopper.aborted) return reject(stopper.reason);
      const wake = () => {
        stopper.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.waiting.delete(wake);
        reject(stopper.reason);
      };
      stopper.addEventListener("abort", leave, { once: true });
      this.waiting.add(wake);
    });
  }

  private give(frame: Frame): void {
    this.done.push(frame);
    this.options.onFrame(frame);
    this.wake();
  }

  private finish(complete: boolean): void {
    this.ended = true;
    this.options.onEnd(complete);
    this.wake();
  }

  private wake(): void {
    const all = [...this.waiting];
    this.waiting.clear();
    for (const wake of all) wake();
  }
}
