import type { Traffic } from "../model/schema";

/** A response that a call goes on from. */
interface Turn {
  readonly id: string;
  /** The backend that made it; empty where the gateway did not say. */
  readonly backend: string;
}

/** What users go on from: each from its own last response, or from one that another group of users has made. */
export class Threads {
  private readonly newest = new Map<string, Turn>();

  /** One user's turns, one after another. */
  user({ name, call }: Traffic): Thread {
    let last: Turn | undefined;
    let turns = 0;
    return {
      isWatched: call.followUps > 0 || this.lenders.has(name),
      next: () => (call.borrow === undefined ? last : this.newest.get(call.borrow)),
      ended: (status, backend, text) => {
        // Who is told to wait, or that an account does not answer, goes on from the same response later.
        if (status === 429 || status >= 500 || status === 0) return;
        const id = status === 200 ? responseId(text) : undefined;
        turns = id === undefined || turns >= call.followUps ? 0 : turns + 1;
        last = turns > 0 ? { id: id!, backend } : undefined;
        if (id !== undefined) this.newest.set(name, { id, backend });
      },
    };
  }

  private readonly lenders: ReadonlySet<string>;

  constructor(traffic: readonly Traffic[]) {
    this.lenders = new Set(traffic.flatMap(({ call }) => call.borrow ?? []));
  }
}

export interface Thread {
  /** Whether the answers have to be read. */
  readonly isWatched: boolean;
  next(): Turn | undefined;
  /** @param text the answer's body */
  ended(status: number, backend: string, text: string): void;
}

/** Of a whole response, and of a stream, whose first event has it. */
function responseId(text: string): string | undefined {
  return /"id":\s*"(resp_[A-Za-z0-9_-]+)"/.exec(text)?.[1];
}
