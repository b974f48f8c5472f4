import { sleep, type Clock } from "@azure-genai-gateway/common/clock";
import { BrokenConnection, type HttpRequest } from "@azure-genai-gateway/common/http";
import { type StopSignal } from "@azure-genai-gateway/common/stopper";
import { ServiceError, promptFiltered } from "./wire/errors";
import type { Frame } from "./wire/pacedStream";
import type { Fault, Outage } from "./types";

/** What is answered (or not) while the whole account is down. */
export function failByOutage(outage: Outage): never {
  if (outage === "refused")
    throw new BrokenConnection("The connection was refused: the simulated region is down");
  throw new ServiceError(503, "ServiceUnavailable", "The service is temporarily unavailable.");
}

/** Does what a fault does before anything is answered; the others act on the answer itself. */
export async function failBefore(fault: Fault, request: HttpRequest, clock: Clock): Promise<void> {
  switch (fault.kind) {
    case "contentFilter":
      if (fault.source !== "completion") throw promptFiltered();
      return;
    case "status":
      throw failure(fault.status, fault.retryAfterMs);
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
    yield at === index
      ? { ...next.value, text: `${String(text).slice(0, Math.ceil(text.length / 2))}\n\n` }
      : next.value;
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

function failure(status: number, retryAfterMs: number | undefined): ServiceError {
  const message =
    status === 429
      ? "The simulated deployment has been told to refuse this call."
      : "The simulated deployment has been told to fail this call.";
  const code = status >= 500 ? "InternalServerError" : String(status);
  if (retryAfterMs === undefined) return new ServiceError(status, code, message);
  const headers = {
    "retry-after-ms": String(retryAfterMs),
    "retry-after": String(Math.ceil(retryAfterMs / 1_000)),
  };
  return new ServiceError(status, code, message, {}, headers);
}
