import { sleep, type Clock } from "@azure-genai-gateway/common/clock";
import type { HttpHeaders, HttpRequest, HttpResponse } from "@azure-genai-gateway/common/http";
import { brokenBody, withBrokenFrame } from "./faults";
import { charge, type LedgerEntry } from "./ledger";
import { pacedStream, type Frame } from "./pacedStream";
import type { Charges, Fault, Latency } from "./types";

/** An answer that is ready, and how it is given. */
export interface Answer {
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  /** The answer in one piece. */
  body(this: void): unknown;
  /** Lazily, so that a chunk is made when it is due. */
  frames(this: void): Iterator<Frame>;
  /** Headers that this answer alone has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Kinds of output that are billed apart; charged when the answer has been given. */
  readonly charged?: Partial<Charges>;
  /** Called once when the answer has been given to its end. */
  finished?(): void;
}

export interface Giving {
  readonly clock: Clock;
  readonly request: HttpRequest;
  readonly entry: LedgerEntry;
  readonly answer: Answer;
  readonly latency: Latency;
  readonly failing: Fault | undefined;
  /** Called once, when what the call took is known. */
  settle(this: void): void;
}

/** Gives an answer in one piece when its time has come. @param respond makes a message of the answer's body */
export async function giveWhole(
  { clock, request, entry, answer, latency, failing, settle }: Giving,
  respond: (body: unknown) => HttpResponse,
): Promise<HttpResponse> {
  const { firstTokenMs, perTokenMs } = latency;
  const begun = clock.now();
  try {
    await sleep(clock, firstTokenMs + answer.completionTokens * perTokenMs, request.signal);
    entry.completionTokens = answer.completionTokens;
    entry.reasoningTokens = answer.reasoningTokens;
    entry.complete = true;
    charge(entry, answer.charged);
  } catch (error) {
    // The model stops when the caller hangs up; what it had made by then is spent.
    const worked = clock.now() - begun - firstTokenMs;
    const generated = perTokenMs > 0 ? Math.floor(Math.max(0, worked) / perTokenMs) : 0;
    entry.completionTokens = Math.min(answer.completionTokens, generated);
    entry.reasoningTokens = Math.min(answer.reasoningTokens, entry.completionTokens);
    entry.status = 499;
    throw error;
  } finally {
    settle();
  }
  const response = respond(answer.body());
  answer.finished?.();
  return failing?.kind === "malformed"
    ? { ...response, body: brokenBody(response.body as Uint8Array) }
    : response;
}

/** Gives an answer frame by frame, each at its time. */
export function giveStream(giving: Giving, headers: HttpHeaders): HttpResponse {
  const { clock, request, answer, failing } = giving;
  const cutAfter = failing?.kind === "cut" ? failing.afterChunks : undefined;
  const frames =
    failing?.kind === "malformed"
      ? withBrokenFrame(answer.frames(), failing.afterChunks ?? 0)
      : answer.frames();
  const body = pacedStream(frames, {
    clock,
    signal: request.signal,
    ...(cutAfter === undefined ? {} : { cutAfter }),
    ...charging(giving),
  });
  return { status: 200, headers, body };
}

/** What a call is charged as its frames are given. */
export function charging({ entry, answer, settle }: Pick<Giving, "entry" | "answer" | "settle">) {
  return {
    onFrame(frame: Frame) {
      entry.completionTokens += frame.tokens;
      entry.reasoningTokens += frame.reasoning ?? 0;
    },
    onEnd(complete: boolean) {
      entry.complete = complete;
      if (complete) {
        charge(entry, answer.charged);
        answer.finished?.();
      }
      settle();
    },
  };
}
