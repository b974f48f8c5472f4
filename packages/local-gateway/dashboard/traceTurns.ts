import type { Clock } from "@azure-genai-gateway/common/clock";

/** Calls of one operation that are traced in one second, and at most as many again after calls that failed untraced. */
export const TRACES_PER_SECOND = 20;

interface Turns {
  taken: number;
  /** Calls that failed untraced: so many of those to come are traced beyond the first ones. */
  owed: number;
}

/**
 * Which calls are traced. People who try something out make a few a second, and see every one; of a thousand a second
 * nobody opens more than some, while traces of all take half of what a call costs (docs/decisions/0049). Counted by
 * operation, so that a rare one is seen in the crowd of another; a declaration has a bounded number of them.
 */
export class TraceTurns {
  private second = 0;
  private readonly operations = new Map<string, Turns>();

  constructor(private readonly clock: Clock) {}

  /** Whether the call that begins is traced. */
  take(operationId: string): boolean {
    const turns = this.of(operationId);
    if (turns.taken >= TRACES_PER_SECOND + turns.owed) return false;
    turns.taken += 1;
    return true;
  }

  /** A call that was not traced has failed: the next of its operation is, for it may fail in the same way. */
  failedUnseen(operationId: string): void {
    const turns = this.of(operationId);
    if (turns.owed < TRACES_PER_SECOND) turns.owed += 1;
  }

  private of(operationId: string): Turns {
    const second = Math.floor(this.clock.now() / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.operations.clear();
    }
    let turns = this.operations.get(operationId);
    if (!turns) this.operations.set(operationId, (turns = { taken: 0, owed: 0 }));
    return turns;
  }
}
