import { sleep, type Clock } from "@azure-genai-gateway/common/clock";
import { BrokenConnection, type HttpRequest } from "@azure-genai-gateway/common/http";
import { type StopSignal } from "@azure-genai-gateway/common/stopper";
import type { Frame } from "./pacedStream";
import type { Fault, Outage } from "./types";

/** How a wire format words what goes wrong on demand. Times are in milliseconds. */
export interface FaultTexts {
  /** The whole account is down. */
  unavailable(): Error;
  status(status: number, retryAfterMs: number | undefined): Error;
  /** The prompt is refused as harmful. */
  filtered(): Error;
}

/** What is answered (or not) while the whole account is down. */
export function failByOutage(outage: Outage, texts: FaultTexts): never {
  if (outage === "refused")
    throw new BrokenConnection("The connection was refused: the simulated region is down");
  throw texts.unavailable();
}

/** Does what a fault does before anything is answered; the others act on the answer itself. */
export async function failBefore(
  fault: Fault,
  request: HttpRequest,
  clock: Clock,
  texts: FaultTexts,
): Promise<void> {
  switch (fault.kind) {
    case "contentFilter":
      if (fault.source !== "completion") throw texts.filtered();
      return;
    case "status":
      throw texts.status(fault.status, fault.retryAfterMs);
    case "hang":
      return untilGone(request.signal);
    case "slowStart":
      return sleep(clock, fault.delayMs, request.signal);
    case "cut":
      if (fault.afterChunks === undefined) throw new BrokenConnection();
      return;
    case "malformed":
      return;
  }
}

/** The frames of a stream, one of which ends in the middle of its JSON. */
export function* withBrokenFrame(frames: Iterator<Frame>, index: number): Generator<Frame> {
  let at = 0;
  for (let next = frames.next(); !next.done; next = frames.next(), at += 1) {
    const { text } = next.value;
    const half = Math.ceil(text.length / 2);
    const broken = typeof text === "string" ? `${text.slice(0, half)}\n\n` : text.subarray(0, half);
    yield at === index ? { ...next.value, text: broken } : next.value;
  }
}

/** The first half of a body. */
export function brokenBody(body: Uint8Array): Uint8Array {
  return body.subarray(0, Math.ceil(body.length / 2));
}

function untilGone(signal: StopSignal | undefined): Promise<void> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(new Error("The caller gave up"));
    if (signal?.aborted) give();
    else signal?.addEventListener("abort", give, { once: true });
  });
}
