import { sleep, type Clock } from "@azure-genai-gateway/common/clock";
import { Stopper, type StopSignal } from "@azure-genai-gateway/common/stopper";

/** One server-sent event, due `afterMs` after the one before. */
export interface Frame {
  readonly afterMs: number;
  readonly text: string | Uint8Array;
  /** Tokens this frame brings, for the ledger. */
  readonly tokens: number;
  /** Of these, tokens of thought. */
  readonly reasoning?: number;
  /** The answer as it stands with this frame, for whoever asks for it meanwhile. */
  readonly snapshot?: Readonly<Record<string, unknown>>;
}

export interface PacedStreamOptions {
  readonly clock: Clock;
  readonly signal?: StopSignal;
  onFrame(frame: Frame): void;
  /** Called once: true when every frame has been taken. */
  onEnd(complete: boolean): void;
  /** Breaks the connection after so many frames. */
  readonly cutAfter?: number;
}

/**
 * Makes each frame when its time comes. A slow reader does not slow the model down: what is due is given at once.
 * The reader's return(), or the caller's abort, stops it in the middle of a wait.
 */
export function pacedStream(frames: Iterator<Frame>, options: PacedStreamOptions): AsyncIterable<Uint8Array> {
  const { clock, signal } = options;
  const stop = new Stopper();
  let due = clock.now();
  let sent = 0;
  let ended = false;
  const end = (complete: boolean) => {
    if (ended) return;
    ended = true;
    signal?.removeEventListener("abort", onAbort);
    options.onEnd(complete);
  };
  const onAbort = () => {
    end(false);
    stop.abort(signal?.reason);
  };
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  const iterator: AsyncIterableIterator<Uint8Array> = {
    async next() {
      if (stop.signal.aborted && signal?.aborted) throw stop.signal.reason;
      if (ended) return { done: true, value: undefined };
      if (options.cutAfter !== undefined && sent >= options.cutAfter) {
        end(false);
        throw new Error("The connection broke off");
      }
      const frame = frames.next();
      if (frame.done) {
        end(true);
        return { done: true, value: undefined };
      }
      due += frame.value.afterMs;
      const wait = due - clock.now();
      try {
        if (wait > 0) await sleep(clock, wait, stop.signal);
      } catch (error) {
        if (signal?.aborted) throw error;
        return { done: true, value: undefined };
      }
      options.onFrame(frame.value);
      sent += 1;
      return { done: false, value: bytesOf(frame.value.text) };
    },
    async return() {
      end(false);
      stop.abort(new Error("The reader has left"));
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? Buffer.from(text) : text;
}

/** A server-sent event with JSON data; `event` names it, as the Responses API does. */
export function sse(data: unknown, event?: string): string {
  const line = typeof data === "string" ? data : JSON.stringify(data);
  return `${event ? `event: ${event}\n` : ""}data: ${line}\n\n`;
}
