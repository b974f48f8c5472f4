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
 * Lets operations overlap as they would on Azure, in a time of its own: whenever nothing new has been asked for in
 * `quietMs` of real time, whoever asks is waiting for an answer, and the clock goes on to the next operation's end.
 */
export class VirtualOperations implements Operations {
  readonly finished: FinishedOperation[] = [];
  private now = 0;
  private readonly running = new Map<Operation, { started: number; ends: number; done: () => void }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly quietMs = 25) {}

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
      this.running.set(operation, { started: this.now, ends: this.now + operation.duration, done: resolve });
      this.wait();
    });
  }

  private wait(): void {
    clearTimeout(this.timer);
    if (this.running.size > 0) this.timer = setTimeout(() => this.advance(), this.quietMs);
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
    this.wait();
  }
}
