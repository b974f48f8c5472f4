import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpBody, HttpHandler, HttpResponse } from "@azure-genai-gateway/common/http";
import { Stopper, type StopSignal } from "@azure-genai-gateway/common/stopper";
import { splitUrl } from "./url";
import { notAnAddress, TransportError, type Transport } from "./transport";

/**
 * Calls handlers directly, for tests and scenarios under a virtual clock. Like the socket transport it knows
 * only the host names it is told of, times out by the clock, and stops both sides when either hangs up.
 */
export function createInProcessTransport(
  resolve: (hostname: string) => HttpHandler | undefined,
  clock: Clock,
): Transport {
  return {
    send(request, timeoutMs) {
      return new Promise<HttpResponse>((settle, reject) => {
        const hostname = hostnameOf(request.url);
        const handler = hostname === undefined ? undefined : resolve(hostname);
        if (!handler) {
          reject(
            new TransportError(
              "BackendConnectionFailure",
              hostname === undefined ? notAnAddress(request.url) : `No local server stands for ${hostname}`,
            ),
          );
          return;
        }
        const stop = new Stopper();
        let done = false;
        const fail = (error: TransportError) => {
          if (done) return;
          done = true;
          release();
          reject(error);
          stop.abort(error);
        };
        const onAbort = () => fail(new TransportError("ClientConnectionFailure", "The client hung up"));
        const cancelTimer = clock.after(timeoutMs, () =>
          fail(new TransportError("Timeout", `No answer from the backend within ${timeoutMs} ms`)),
        );
        const release = () => {
          cancelTimer();
          request.signal?.removeEventListener("abort", onAbort);
        };
        if (request.signal?.aborted) {
          onAbort();
          return;
        }
        request.signal?.addEventListener("abort", onAbort, { once: true });
        handler({ ...request, headers: request.headers.clone(), signal: stop.signal }).then(
          (response) => {
            if (done) {
              void close(response.body);
              return;
            }
            done = true;
            release();
            settle({ ...response, body: tied(response.body, request.signal, stop) });
          },
          (error: unknown) =>
            fail(
              error instanceof TransportError
                ? error
                : new TransportError(
                    "BackendConnectionFailure",
                    error instanceof Error ? error.message : String(error),
                  ),
            ),
        );
      });
    },
  };
}

const hostnames = new Map<string, string>();

/** By origin: a run has a handful of hosts, and calls each thousands of times. */
function hostnameOf(url: string): string | undefined {
  const { origin } = splitUrl(url);
  let hostname = hostnames.get(origin);
  if (hostname === undefined) {
    if (hostnames.size >= 1_000) hostnames.clear();
    if (!URL.canParse(url)) return undefined;
    hostnames.set(origin, (hostname = new URL(url).hostname));
  }
  return hostname;
}

/** A streamed body that ends with an error when the caller's signal aborts, and whose return() stops the handler. */
function tied(body: HttpBody, signal: StopSignal | undefined, stop: Stopper): HttpBody {
  if (body instanceof Uint8Array) return body;
  const source = body[Symbol.asyncIterator]();
  const hungUp = new TransportError("ClientConnectionFailure", "The client hung up");
  let rejectPending: ((error: Error) => void) | undefined;
  const onAbort = () => {
    stop.abort(hungUp);
    rejectPending?.(hungUp);
  };
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  const iterator: AsyncIterableIterator<Uint8Array> = {
    next() {
      if (stop.signal.aborted) return Promise.reject(hungUp);
      return new Promise((resolve, reject) => {
        rejectPending = reject;
        source.next().then(
          (result) => {
            if (result.done) signal?.removeEventListener("abort", onAbort);
            resolve(result);
          },
          (error: unknown) =>
            reject(
              error instanceof TransportError
                ? error
                : new TransportError(
                    "BackendConnectionFailure",
                    error instanceof Error ? error.message : String(error),
                  ),
            ),
        );
      });
    },
    return() {
      signal?.removeEventListener("abort", onAbort);
      stop.abort(hungUp);
      source.return?.().catch(() => undefined);
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

async function close(body: HttpBody): Promise<void> {
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
}
