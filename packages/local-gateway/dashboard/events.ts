import { sleep, type Clock } from "@azure-genai-gateway/common/clock";
import type { StopSignal } from "@azure-genai-gateway/common/stopper";

/** At most four snapshots a second, and one a second when nothing happens: charts move on, utilisation falls. */
const BUSY_MS = 250;
const IDLE_MS = 1_000;

export interface EventsOptions {
  readonly clock: Clock;
  readonly signal: StopSignal | undefined;
  readonly snapshot: () => unknown;
  /** Calls back when something has changed; the returned function ends that. */
  readonly onChange: (listener: () => void) => () => void;
}

/** Snapshots as server-sent events, until the reader leaves. */
export async function* events({
  clock,
  signal,
  snapshot,
  onChange,
}: EventsOptions): AsyncGenerator<Uint8Array> {
  let wake: () => void = () => undefined;
  let changed: boolean;
  const unsubscribe = onChange(() => {
    changed = true;
    wake();
  });
  try {
    while (!signal?.aborted) {
      changed = false;
      yield Buffer.from(`data: ${JSON.stringify(snapshot())}\n\n`);
      await sleep(clock, BUSY_MS, signal);
      if (changed) continue;
      await new Promise<void>((resolve) => {
        const cancel = clock.after(IDLE_MS - BUSY_MS, resolve);
        wake = () => {
          cancel();
          resolve();
        };
        signal?.addEventListener("abort", wake, { once: true });
      });
      signal?.removeEventListener("abort", wake);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    unsubscribe();
  }
}
