import { turns } from "../engine/turns";

/** One change that the cloud carries out, as long as it takes. */
export interface Operation {
  readonly kind: "create" | "update" | "delete";
  readonly id: string;
  readonly type: string;
  /** Seconds. */
  readonly duration: number;
}

export interface FinishedOperation extends Operation {
  /** Seconds since the first operation. */
  readonly started: number;
  readonly ended: number;
}

/** How operations pass the time that Azure takes. */
export interface Operations {
  run(operation: Operation): Promise<void>;
}

/** Everything at once. */
export const immediately: Operations = { run: () => Promise.resolve() };

/**
 * Lets operations overlap as they would on Azure, in a time of its own: once whoever asks for them is waiting for an
 * answer, the clock goes on to the next operation's end.
 */
export class VirtualOperations implements Operations {
  readonly finished: FinishedOperation[] = [];
  private now = 0;
  private asked = 0;
  private ticking = false;
  private readonly running = new Map<Operation, { started: number; ends: number; done: () => void }>();

  /**
   * @param settled Resolves once whoever asks can do nothing more without an answer. The default serves whoever asks in
   * this process and waits for nothing outside it, such as the embedded engine.
   */
  constructor(private readonly settled: () => Promise<void> = () => turns(50)) {}

  /** Seconds that have passed. */
  get elapsed(): number {
    return this.now;
  }

  /** Operations under way. */
  get underWay(): number {
    return this.running.size;
  }

  run(operation: Operation): Promise<void> {
    return new Promise((resolve) => {
      this.asked++;
      this.running.set(operation, { started: this.now, ends: this.now + operation.duration, done: resolve });
      if (!this.ticking) void this.tick();
    });
  }

  private async tick(): Promise<void> {
    this.ticking = true;
    while (this.running.size > 0) {
      const { asked } = this;
      await this.settled();
      if (asked === this.asked) this.advance();
    }
    this.ticking = false;
  }

  private advance(): void {
    const next = Math.min(...[...this.running.values()].map(({ ends }) => ends));
    this.now = next;
    for (const [operation, { started, ends, done }] of this.running) {
      if (ends > next) continue;
      this.running.delete(operation);
      this.finished.push({ ...operation, started, ended: next });
      done();
    }
  }
}
