import { HttpHeaders, type HttpRequest } from "./http";

/**
 * WebSocket connections as the ingress, the gateway and the simulated accounts pass them to each other: whole messages
 * and a close, no frames. Masks, fragments, pings and pongs belong to the socket at either end of the stack.
 */

export interface WebSocketMessage {
  readonly bytes: Uint8Array;
  /** False: `bytes` are UTF-8 text. */
  readonly binary: boolean;
}

export interface WebSocketListener {
  /** One at a time in order, but a sender that does not wait may be ahead. A promise holds the sender up. */
  message(message: WebSocketMessage): void | Promise<void>;
  /** Once: the other side has closed, with its own code, or {@link closeCodes}' `none` or `brokenOff`. */
  closed(code: number, reason: string): void;
  /** The other side has given a sign of life that is no message: a ping or a pong. */
  alive?(): void;
}

/** One side's hold of an open connection. */
export interface WebSocketEnd {
  /** A promise where the other side is behind: who sends on should wait for it. Dropped once either side has closed. */
  send(message: WebSocketMessage): void | Promise<void>;
  /** Both sides are closed from here on; the other one hears of it after what was sent before. Only the first call counts. */
  close(code: number, reason?: string): void;
  /** Tells the other side that this one lives. */
  alive(): void;
  /** What has come before waits for it. */
  listen(listener: WebSocketListener): void;
}

/** RFC 6455, section 7.4.1. */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  /** A close frame without a code; never sent as one. */
  none: 1005,
  /** No close frame came: the connection broke; never sent. */
  brokenOff: 1006,
  tooBig: 1009,
  internalError: 1011,
} as const;

/** Whether a request asks for a WebSocket. RFC 6455, section 4.1. */
export function isHandshake({ method, headers }: Pick<HttpRequest, "method" | "headers">): boolean {
  if (method !== "GET") return false;
  const upgrade = headers.get("Upgrade");
  return (
    upgrade !== undefined &&
    hasToken(upgrade, "websocket") &&
    hasToken(headers.get("Connection") ?? "", "upgrade")
  );
}

/** Turns headers into those of a handshake, for calls that no socket brings. */
export function asHandshake(headers: HttpHeaders = new HttpHeaders()): HttpHeaders {
  headers.set("Connection", "Upgrade");
  headers.set("Upgrade", "websocket");
  return headers;
}

/** A list of tokens in a header, split by commas. */
export function tokensOf(value: string | undefined): readonly string[] {
  return (value ?? "")
    .split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "");
}

function hasToken(value: string, token: string): boolean {
  return tokensOf(value).some((one) => one.toLowerCase() === token);
}

/** The two ends of a new connection. */
export function webSocketPair(): readonly [WebSocketEnd, WebSocketEnd] {
  const left = new PairedEnd();
  const right = new PairedEnd();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

type Waiting =
  | {
      readonly message: WebSocketMessage;
      readonly taken: () => void;
      readonly failed: (error: unknown) => void;
    }
  | { readonly code: number; readonly reason: string };

class PairedEnd implements WebSocketEnd {
  peer!: PairedEnd;
  private listener: WebSocketListener | undefined;
  /** What came before anybody listened. */
  private waiting: Waiting[] = [];
  private isClosed = false;

  send(message: WebSocketMessage): void | Promise<void> {
    if (!this.isClosed) return this.peer.take(message);
  }

  close(code: number, reason = ""): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.peer.isClosed = true;
    if (this.peer.listener) this.peer.listener.closed(code, reason);
    else this.peer.waiting.push({ code, reason });
    // A side that has closed is told nothing any more; senders that waited for it go on.
    for (const one of this.waiting) if ("taken" in one) one.taken();
    this.waiting = [];
  }

  alive(): void {
    if (!this.isClosed) this.peer.listener?.alive?.();
  }

  listen(listener: WebSocketListener): void {
    this.listener = listener;
    const { waiting } = this;
    this.waiting = [];
    for (const one of waiting) {
      if ("code" in one) listener.closed(one.code, one.reason);
      else Promise.resolve(listener.message(one.message)).then(one.taken, one.failed);
    }
  }

  private take(message: WebSocketMessage): void | Promise<void> {
    if (this.listener) return this.listener.message(message);
    return new Promise((taken, failed) => this.waiting.push({ message, taken, failed }));
  }
}

/** What passes through an end that is handed on. */
export interface WebSocketObserver {
  /** From whoever holds the end. */
  sent?(message: WebSocketMessage): void;
  /** To whoever holds the end. */
  received?(message: WebSocketMessage): void;
  alive?(): void;
  /** Once, whichever side it was. */
  closed?(code: number, reason: string): void;
}

/** The same connection, with somebody looking on. */
export function observedEnd(end: WebSocketEnd, observer: WebSocketObserver): WebSocketEnd {
  let over = false;
  const closed = (code: number, reason: string) => {
    if (over) return;
    over = true;
    observer.closed?.(code, reason);
  };
  return {
    send(message) {
      observer.sent?.(message);
      return end.send(message);
    },
    close(code, reason = "") {
      end.close(code, reason);
      closed(code, reason);
    },
    alive() {
      observer.alive?.();
      end.alive();
    },
    listen: (listener) =>
      end.listen({
        message(message) {
          observer.received?.(message);
          return listener.message(message);
        },
        closed(code, reason) {
          closed(code, reason);
          listener.closed(code, reason);
        },
        alive() {
          observer.alive?.();
          listener.alive?.();
        },
      }),
  };
}

/** An observed end that can be broken off from in between, to both sides. */
export function breakable(
  inner: WebSocketEnd,
  observer: WebSocketObserver = {},
): { readonly end: WebSocketEnd; breakOff(): void } {
  let listener: WebSocketListener | undefined;
  let over = false;
  let broken = false;
  const observed = observedEnd(inner, {
    ...observer,
    closed(code, reason) {
      over = true;
      observer.closed?.(code, reason);
    },
  });
  const end: WebSocketEnd = {
    ...observed,
    listen(given) {
      listener = given;
      if (broken) given.closed(closeCodes.brokenOff, "");
      else observed.listen(given);
    },
  };
  return {
    end,
    breakOff() {
      if (over) return;
      broken = true;
      observed.close(closeCodes.brokenOff);
      listener?.closed(closeCodes.brokenOff, "");
    },
  };
}
