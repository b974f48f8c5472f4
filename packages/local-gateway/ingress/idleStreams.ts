import type { Clock } from "@azure-genai-gateway/common/clock";
import { BrokenConnection, type HttpBody, type HttpHandler } from "@azure-genai-gateway/common/http";
import { breakable, type WebSocketEnd } from "@azure-genai-gateway/common/webSocket";

/**
 * Azure's load balancer in front of API Management cuts a connection on which nothing has passed for four minutes.
 * https://learn.microsoft.com/azure/api-management/how-to-server-sent-events#guidelines-for-sse
 */
export const idleLimitMs = 240_000;

/** Breaks streams and WebSockets off that are silent for so long. An answer that has not begun is the timeouts' affair. */
export function cutIdleStreams(handle: HttpHandler, clock: Clock): HttpHandler {
  return async (request) => {
    const answer = await handle(request);
    if (answer.webSocket) return { ...answer, webSocket: impatientSocket(answer.webSocket, clock) };
    return answer.body instanceof Uint8Array ? answer : { ...answer, body: impatient(answer.body, clock) };
  };
}

/** A ping counts as much as a message: the load balancer sees bytes. */
function impatientSocket(inner: WebSocketEnd, clock: Clock): WebSocketEnd {
  let cancel = () => {};
  const again = () => {
    cancel();
    cancel = clock.after(idleLimitMs, () => socket.breakOff());
  };
  const socket = breakable(inner, {
    sent: again,
    received: again,
    alive: again,
    closed: () => cancel(),
  });
  again();
  return socket.end;
}

/** One timer a stream, which looks whether a chunk has come since it was set: chunks are many, and silences few. */
function impatient(body: Exclude<HttpBody, Uint8Array>, clock: Clock): HttpBody {
  const source = body[Symbol.asyncIterator]();
  let cutWaiting: ((error: Error) => void) | undefined;
  let waitingSince = 0;
  let cancel: (() => void) | undefined;
  const look = () => {
    cancel = undefined;
    if (!cutWaiting) return;
    const left = waitingSince + idleLimitMs - clock.now();
    if (left > 0) {
      cancel = clock.after(left, look);
      return;
    }
    cutWaiting(new BrokenConnection("Azure's load balancer cuts a stream that is silent for 4 minutes"));
    void source.return?.();
  };
  const end = () => {
    cutWaiting = undefined;
    cancel?.();
    cancel = undefined;
  };
  const iterator: AsyncIterableIterator<Uint8Array> = {
    next: () =>
      new Promise((resolve, reject) => {
        cutWaiting = reject;
        waitingSince = clock.now();
        cancel ??= clock.after(idleLimitMs, look);
        source.next().then(
          (result) => {
            cutWaiting = undefined;
            if (result.done) end();
            resolve(result);
          },
          (error: unknown) => {
            end();
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        );
      }),
    async return() {
      end();
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
