import { Pool, errors, type Dispatcher } from "undici";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "@azure-genai-gateway/common/http";
import { type StopSignal } from "@azure-genai-gateway/common/stopper";
import { isHandshake } from "@azure-genai-gateway/common/webSocket";
import { notAnAddress, TransportError, type Transport } from "./transport";
import { openWebSocket } from "./webSocketClient";

export interface LocalTransport extends Transport {
  /** Cuts what is under way and frees the sockets. */
  close(): Promise<void>;
}

/** Never sent on: they describe the connection the request came by, not the one it leaves by. */
const CONNECTION_HEADERS = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
  "expect",
]);

/** Bodies of a stated length up to this come in memory, which is a third faster than as a stream; in bytes. */
const SHORT_BODY = 65_536;

/** The port of this machine that stands for a host, or an origin (`http://127.0.0.1:5000`) that is called as it is. */
export type ResolveHost = (hostname: string, url: URL) => number | string | undefined;

/**
 * Sends requests to 127.0.0.1 by the host names of Azure: `resolve` says on which port a host name listens.
 * A name it does not know fails with BackendConnectionFailure; nothing leaves the machine but for origins it names.
 * One pool per origin; a pool opens as many connections as there are calls, since streams hold theirs for long.
 */
export function createLocalTransport(resolve: ResolveHost): LocalTransport {
  const pools = new Map<number | string, Pool>();
  const poolOf = (target: number | string) => {
    let pool = pools.get(target);
    if (!pool) {
      const origin = typeof target === "number" ? `http://127.0.0.1:${target}` : target;
      // On this machine certificates are made by whoever listens; they say nothing.
      const trusting = isLoopback(new URL(origin).hostname) ? { rejectUnauthorized: false } : {};
      // A body may pause for as long as a model thinks; only the head has a limit, set per call.
      pool = new Pool(origin, { bodyTimeout: 0, connect: { timeout: 5_000, ...trusting } });
      pools.set(target, pool);
    }
    return pool;
  };
  return {
    send(request, timeoutMs) {
      if (!URL.canParse(request.url))
        return Promise.reject(new TransportError("BackendConnectionFailure", notAnAddress(request.url)));
      const url = new URL(request.url);
      const target = resolve(url.hostname, url);
      if (target === undefined) {
        return Promise.reject(
          new TransportError(
            "BackendConnectionFailure",
            `No local server stands for ${url.hostname}; the local gateway calls nothing outside this machine`,
          ),
        );
      }
      if (isHandshake(request)) return openWebSocket(target, request, timeoutMs);
      return dispatch(poolOf(target), url, request, timeoutMs);
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

/** Whether a host name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

function dispatch(pool: Pool, url: URL, request: HttpRequest, timeoutMs: number): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    if (request.signal?.aborted) {
      reject(new TransportError("ClientConnectionFailure", "The client hung up before the call was sent"));
      return;
    }
    const headers = request.headers.toRaw(CONNECTION_HEADERS);
    headers.push("host", url.host);
    const exchange = new Exchange(request.signal, timeoutMs, resolve, reject);
    pool.dispatch(
      {
        path: url.pathname + url.search,
        method: request.method,
        headers,
        body: request.body.length > 0 ? request.body : null,
        // undici's own timer only ticks each second or so; ours is exact.
        headersTimeout: 0,
      },
      exchange,
    );
  });
}

/** One call: settles the promise when the head is here, then hands on chunks with the reader's own pace. */
class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  /** Made for bodies that do not come in memory. */
  private body: BodyQueue | undefined;
  private short: { head: Omit<HttpResponse, "body">; chunks: Buffer[] } | undefined;
  private settled = false;
  private failure: TransportError | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = () =>
    this.stop(new TransportError("ClientConnectionFailure", "The client hung up"));

  constructor(
    private readonly signal: StopSignal | undefined,
    timeoutMs: number,
    private readonly resolve: (response: HttpResponse) => void,
    private readonly reject: (error: Error) => void,
  ) {
    signal?.addEventListener("abort", this.onAbort, { once: true });
    this.timer = setTimeout(
      () => this.stop(new TransportError("Timeout", `No answer from the backend within ${timeoutMs} ms`)),
      timeoutMs,
    );
  }

  private stop(error: TransportError): void {
    this.failure = error;
    if (this.controller) this.controller.abort(error);
    this.fail(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Stopped while it still waited for a connection.
    if (this.failure) controller.abort(this.failure);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
    statusMessage?: string,
  ): void {
    if (statusCode < 200) return;
    const head = {
      status: statusCode,
      ...(statusMessage ? { reason: statusMessage } : {}),
      headers: controller.rawHeaders ? fromRaw(controller.rawHeaders) : new HttpHeaders(headers),
    };
    if (Number(headers["content-length"] ?? Infinity) <= SHORT_BODY) {
      this.short = { head, chunks: [] };
      return;
    }
    clearTimeout(this.timer);
    this.settled = true;
    this.body = new BodyQueue(
      () => this.controller?.resume(),
      () => this.controller?.abort(new Error("The reader has left")),
    );
    this.resolve({ ...head, body: this.body });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.short) this.short.chunks.push(chunk);
    else if (this.body?.push(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.release();
    this.body?.end();
    if (!this.short || this.settled) return;
    this.settled = true;
    const { head, chunks } = this.short;
    this.resolve({ ...head, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(this.failure ?? asTransportError(error));
  }

  private fail(error: TransportError): void {
    this.release();
    if (this.settled) this.body?.end(error);
    else {
      this.settled = true;
      this.reject(error);
    }
  }

  private release(): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener("abort", this.onAbort);
  }
}

function fromRaw(raw: Buffer[] | string[] | Record<string, string | string[] | undefined>): HttpHeaders {
  if (!Array.isArray(raw)) return new HttpHeaders(raw);
  return HttpHeaders.fromRaw(raw.map(text));
}

const text = (raw: Buffer | string) => (typeof raw === "string" ? raw : raw.toString("latin1"));

function asTransportError(error: Error): TransportError {
  if (error instanceof TransportError) return error;
  const timedOut = error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
  return new TransportError(timedOut ? "Timeout" : "BackendConnectionFailure", error.message);
}

/** Chunks between a socket and one reader: the socket pauses while more than a few wait here. */
class BodyQueue implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  private readonly chunks: Uint8Array[] = [];
  private waiting:
    { resolve: (result: IteratorResult<Uint8Array>) => void; reject: (error: Error) => void } | undefined;
  private ended = false;
  private error: Error | undefined;

  constructor(
    private readonly drained: () => void,
    private readonly abandon: () => void,
  ) {}

  /** False when the sender should pause. */
  push(chunk: Uint8Array): boolean {
    if (this.ended) return true;
    if (this.waiting) {
      this.waiting.resolve({ done: false, value: chunk });
      this.waiting = undefined;
      return true;
    }
    this.chunks.push(chunk);
    return this.chunks.length < 4;
  }

  end(error?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    if (!this.waiting) return;
    if (error) this.waiting.reject(error);
    else this.waiting.resolve({ done: true, value: undefined });
    this.waiting = undefined;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.chunks.shift();
    if (chunk) {
      if (this.chunks.length === 0) this.drained();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.error) return Promise.reject(this.error);
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    const open = !this.ended;
    this.end();
    this.chunks.length = 0;
    this.error = undefined;
    if (open) this.abandon();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this;
  }
}
