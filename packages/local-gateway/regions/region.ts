import type { Clock } from "@azure-genai-gateway/common/clock";
import {
  BrokenConnection,
  type HttpBody,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { Stopper } from "@azure-genai-gateway/common/stopper";
import { breakable, type WebSocketEnd } from "@azure-genai-gateway/common/webSocket";

/** One region that the gateway stands in: its ingress with the units of API Management behind it. */
export interface LocalRegion {
  /** `swedencentral` */
  readonly name: string;
  /** What clients of this region's ingress get: nothing but broken connections while it is lost. */
  readonly handle: HttpHandler;
  /** When the region was lost, in ms since the epoch; absent while it is there. */
  readonly lostAt: number | undefined;
  /** Takes the region away: calls under way break off, as those that come do. */
  lose(): void;
  restore(): void;
}

/**
 * @param inside what the region's entrance leads to now; asked for at each call, since a stack can be swapped
 */
export function createRegion(name: string, inside: () => HttpHandler, clock: Clock): LocalRegion {
  const underWay = new Set<Stopper>();
  let lostAt: number | undefined;
  return {
    name,
    get lostAt() {
      return lostAt;
    },
    lose() {
      lostAt ??= clock.now();
      for (const call of [...underWay]) call.abort(gone(name));
    },
    restore() {
      lostAt = undefined;
    },
    handle: (request) => (lostAt === undefined ? severable(request) : Promise.reject(gone(name))),
  };

  function severable(request: HttpRequest): Promise<HttpResponse> {
    const call = new Stopper();
    const onAbort = () => call.abort(request.signal?.reason);
    const end = () => {
      underWay.delete(call);
      request.signal?.removeEventListener("abort", onAbort);
    };
    underWay.add(call);
    if (request.signal?.aborted) onAbort();
    else request.signal?.addEventListener("abort", onAbort, { once: true });
    return new Promise<HttpResponse>((resolve, reject) => {
      call.addEventListener("abort", () => reject(call.reason));
      inside()({ ...request, signal: call }).then(
        (answer) => {
          if (answer.webSocket) {
            resolve({ ...answer, webSocket: severedSocket(answer.webSocket, call, end) });
            return;
          }
          if (answer.body instanceof Uint8Array) end();
          resolve({ ...answer, body: severed(answer.body, call, end) });
        },
        (error: unknown) => {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }
}

function gone(name: string): BrokenConnection {
  return new BrokenConnection(`The simulated region ${name} is lost`);
}

/** A WebSocket that breaks off, at both its ends, when its call does. */
function severedSocket(end: WebSocketEnd, call: Stopper, over: () => void): WebSocketEnd {
  const socket = breakable(end, { closed: over });
  call.addEventListener("abort", () => socket.breakOff());
  return socket.end;
}

/** A streamed body that breaks off when its call does. */
function severed(body: HttpBody, call: Stopper, end: () => void): HttpBody {
  if (body instanceof Uint8Array) return body;
  const source = body[Symbol.asyncIterator]();
  const iterator: AsyncIterableIterator<Uint8Array> = {
    next: () =>
      new Promise((resolve, reject) => {
        if (call.aborted) return reject(call.reason);
        const onAbort = () => reject(call.reason);
        call.addEventListener("abort", onAbort);
        source.next().then(
          (result) => {
            call.removeEventListener("abort", onAbort);
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
