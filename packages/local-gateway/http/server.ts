import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  BrokenConnection,
  HttpHeaders,
  emptyBody,
  jsonResponse,
  type HttpBody,
  type HttpHandler,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { Stopper } from "@azure-genai-gateway/common/stopper";
import { BodyRoom } from "./bodyRoom";
import { readRequest } from "./readRequest";
import { headMessages, requestUrl } from "./requestHead";
import { closeCodes } from "@azure-genai-gateway/common/webSocket";
import type { ServerCertificate } from "./loopbackCertificate";
import { acceptWebSockets } from "./webSocketServer";

export interface ServeOptions {
  /** Loopback only: what runs here trusts whoever reaches it. */
  readonly host: "127.0.0.1" | "::1";
  /** 0 takes any free port. */
  readonly port: number;
  /** Speaks TLS with this certificate; PEM, both. Default plain HTTP. */
  readonly tls?: ServerCertificate | undefined;
  /** Scheme of the absolute URL that the handler sees; default "http". */
  readonly scheme?: "http" | "https";
  /** Largest request body in bytes; default 64 MiB. A larger one is answered with 413. */
  readonly maxBodyBytes?: number;
  /** How much of large bodies is held at one time; default twice `maxBodyBytes`. What comes beyond it waits. */
  readonly bodyRoomBytes?: number;
  /** A connection that has not sent a whole head after so many ms is answered with 408 and cut; default 15,000. */
  readonly headersTimeoutMs?: number;
  /** One that has not sent its whole body after so many ms, likewise; default 120,000. */
  readonly requestTimeoutMs?: number;
  /** How often connections are looked at for that; default 5,000 ms. */
  readonly checkEveryMs?: number;
  /** What whoever starts it names the port by, such as --port: told where it is taken. */
  readonly portOption?: string;
  /** Told of failures inside the handler, which the client only sees as a 500. */
  readonly onError?: (error: unknown) => void;
}

export interface HttpServer {
  readonly port: number;
  /** Takes no more calls, lets those under way end for `graceMs` (default 1,000), then cuts them. */
  close(graceMs?: number): Promise<void>;
}

/**
 * API Management documents no limit below 1 GiB for what it passes on; what policies read is in memory there, too. This
 * is above what Azure OpenAI takes in a body: 50 MB of images, 25 MB of audio. [The figure is this project's.]
 */
const DEFAULT_MAX_BODY = 64 * 1024 * 1024;
/** How long a connection that was refused may stay until its answer has been read, in ms. */
const LINGER_MS = 500;
/** How long the rest of a body that is too large is read, in ms. */
const DRAIN_MS = 2_000;
/** Headers that belong to one connection; node:http sets its own. */
const CONNECTION_HEADERS = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade"]);
const MEASURED_HEADERS = new Set([...CONNECTION_HEADERS, "content-length"]);

/**
 * Puts a handler on a loopback port. Request bodies are read whole; response bodies go out chunk by chunk, no
 * faster than the client reads. When the client hangs up, the request's signal aborts and the body is returned.
 * @throws ProblemsError PORT_IN_USE when something else listens there.
 */
export function serveHttp(handler: HttpHandler, options: ServeOptions): Promise<HttpServer> {
  let closing = false;
  const largest = options.maxBodyBytes ?? DEFAULT_MAX_BODY;
  const room = new BodyRoom(Math.max(largest, options.bodyRoomBytes ?? 2 * largest));
  const checks = { connectionsCheckingInterval: options.checkEveryMs ?? 5_000 };
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.once("close", () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    // Chunks of a stream must not wait for each other's acknowledgement.
    outgoing.socket?.setNoDelay(true);
    answer(handler, incoming, outgoing, options, room).catch((error: unknown) => {
      options.onError?.(error);
      outgoing.destroy();
    });
  };
  const server = options.tls
    ? createTlsServer({ ...checks, ...options.tls }, listener)
    : createServer(checks, listener);
  const webSockets = acceptWebSockets(
    server,
    (incoming, socket) => handle(handler, incoming, emptyBody, socket, options),
    (outgoing, response) => send(outgoing, false, response),
  );
  server.keepAliveTimeout = 30_000;
  server.headersTimeout = options.headersTimeoutMs ?? 15_000;
  server.requestTimeout = options.requestTimeoutMs ?? 120_000;
  // As many as fit into a head of 16 KB; beyond a number of its own node:http drops headers without a word.
  server.maxHeadersCount = 0;
  server.on("clientError", refuseUnreadable);
  server.on("checkContinue", (incoming, outgoing) => {
    // A body that will not be read is not asked for.
    if (!(Number(incoming.headers["content-length"] ?? 0) > largest)) outgoing.writeContinue();
    listener(incoming, outgoing);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenProblem(error, options)));
    server.listen(options.port, options.host, () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        close: (graceMs = 1_000) =>
          new Promise<void>((closed) => {
            closing = true;
            const cut = setTimeout(() => server.closeAllConnections(), graceMs);
            webSockets.close(graceMs);
            server.close(() => {
              clearTimeout(cut);
              closed();
            });
            server.closeIdleConnections();
          }),
      });
    });
  });
}

/** What is no HTTP: two lengths, control characters in a header, a head that never ends. Nothing of it is guessed at. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, code, message] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? ["431 Request Header Fields Too Large", "RequestHeaderFieldsTooLarge", "The headers are too large."]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ["408 Request Timeout", "RequestTimeout", "The request did not come to its end in time."]
        : ["400 Bad Request", "BadRequest", "The request is not valid HTTP/1.1."];
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  // The client may never close its side: the answer has some time to be read, and then the socket is free.
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  linger.unref();
  socket.once("close", () => clearTimeout(linger));
}

function listenProblem(error: NodeJS.ErrnoException, { host, port, portOption }: ServeOptions): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  const used = error.code === "EADDRINUSE";
  const option = portOption === undefined ? "" : ` with ${portOption}`;
  return new ProblemsError(`Cannot listen on ${host}:${port}`, [
    {
      code: used ? "PORT_IN_USE" : "PORT_NOT_ALLOWED",
      severity: "error",
      message: used ? `Port ${port} is taken by another process` : `This user may not listen on port ${port}`,
      hint: used
        ? `stop the other process, or choose another port${option} (0 takes any free one)`
        : `choose a port above 1023${option} (0 takes any free one)`,
      subject: "port",
    },
  ]);
}

async function answer(
  handler: HttpHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ServeOptions,
  room: BodyRoom,
): Promise<void> {
  const limit = options.maxBodyBytes ?? DEFAULT_MAX_BODY;
  const body = await readRequest(incoming, outgoing, limit, room);
  if (body === "gone") return;
  if (body === "too large") {
    sendTooLarge(incoming, outgoing, limit);
    return;
  }
  const response = await handle(handler, incoming, body, outgoing, options);
  if (!response) {
    outgoing.destroy();
    return;
  }
  // A socket for a request that was no handshake has nobody at its other end.
  response.webSocket?.close(closeCodes.brokenOff);
  if (outgoing.destroyed) {
    await discard(response.body);
    return;
  }
  await send(outgoing, incoming.method === "HEAD", response);
}

/**
 * What the handler answers, or undefined where the connection is to be cut.
 * @param end closes when the client hangs up
 */
async function handle(
  handler: HttpHandler,
  incoming: IncomingMessage,
  body: Uint8Array,
  end: ServerResponse | Duplex,
  options: ServeOptions,
): Promise<HttpResponse | undefined> {
  const url = requestUrl(incoming, options.scheme ?? "http", options.host);
  if (typeof url !== "string") {
    // Where a request that is none ends is anybody's guess: nothing else is read from this connection.
    if ("shouldKeepAlive" in end) end.shouldKeepAlive = false;
    return jsonResponse(400, { error: { code: "BadRequest", message: headMessages[url.problem] } });
  }
  const hangUp = new Stopper();
  const onClose = () => {
    if (!end.writableFinished) hangUp.abort(new Error("The client hung up"));
  };
  end.once("close", onClose);
  try {
    const response = await handler({
      method: incoming.method ?? "GET",
      url,
      headers: HttpHeaders.fromRaw(incoming.rawHeaders),
      body,
      clientAddress: incoming.socket.remoteAddress,
      signal: hangUp.signal,
    });
    // An open WebSocket says itself when it is over.
    if (response.webSocket) end.off("close", onClose);
    return response;
  } catch (error) {
    if (hangUp.signal.aborted || error instanceof BrokenConnection) return undefined;
    options.onError?.(error);
    return jsonResponse(500, {
      error: { code: "InternalServerError", message: "The local server failed" },
    });
  }
}

function sendTooLarge(incoming: IncomingMessage, outgoing: ServerResponse, limit: number): void {
  const body = JSON.stringify({
    error: { code: "RequestEntityTooLarge", message: `The request body is larger than ${limit} bytes.` },
  });
  outgoing.writeHead(413, {
    "Content-Type": "application/json",
    "Content-Length": body.length,
    Connection: "close",
  });
  // A client that is still writing would see a reset connection in place of the answer: the rest is read and dropped.
  outgoing.write(body);
  const end = () => {
    clearTimeout(patience);
    outgoing.end(() => incoming.destroy());
  };
  const patience = setTimeout(end, DRAIN_MS);
  incoming.once("end", end);
  incoming.once("close", () => clearTimeout(patience));
  incoming.resume();
}

async function sendAsItIs(
  outgoing: ServerResponse,
  headOnly: boolean,
  response: HttpResponse,
): Promise<void> {
  const { body } = response;
  // A stated length is only kept where there is no body at hand to measure.
  const measured = body instanceof Uint8Array && !headOnly;
  const raw = response.headers.toRaw(measured ? MEASURED_HEADERS : CONNECTION_HEADERS);
  if (body instanceof Uint8Array) {
    const bare = headOnly || response.status === 204 || response.status === 304;
    if (!bare) raw.push("Content-Length", String(body.length));
    writeHead(outgoing, response, raw);
    outgoing.end(bare ? undefined : body);
    return;
  }
  writeHead(outgoing, response, raw);
  // The head leaves before the first chunk is made: a client may be waiting for it.
  outgoing.flushHeaders();
  if (headOnly) {
    await discard(body);
    outgoing.end();
    return;
  }
  await pipe(outgoing, body);
}

/** A head that cannot be written, which is a handler's mistake, becomes a 500: a connection that is cut says nothing. */
async function send(outgoing: ServerResponse, headOnly: boolean, response: HttpResponse): Promise<void> {
  try {
    await sendAsItIs(outgoing, headOnly, response);
  } catch (thrown) {
    if (outgoing.headersSent) throw thrown;
    await discard(response.body);
    const error = { code: "InternalServerError", message: "The local server failed" };
    // Named, or the reason that could not be written would be tried again.
    await sendAsItIs(outgoing, headOnly, {
      ...jsonResponse(500, { error }),
      reason: "Internal Server Error",
    });
  }
}

function writeHead(outgoing: ServerResponse, response: HttpResponse, raw: string[]): void {
  if (response.reason) outgoing.writeHead(response.status, response.reason, raw);
  else outgoing.writeHead(response.status, raw);
}

async function pipe(outgoing: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  let open = true;
  let drained: (() => void) | undefined;
  outgoing.on("drain", () => drained?.());
  outgoing.once("close", () => {
    open = false;
    drained?.();
    // The source stops now, not when its next chunk is due.
    if (!outgoing.writableFinished) iterator.return?.().catch(() => undefined);
  });
  try {
    while (open) {
      const next = await iterator.next();
      if (!open) return;
      if (next.done) {
        outgoing.end();
        return;
      }
      if (!outgoing.write(next.value)) await new Promise<void>((resolve) => (drained = resolve));
    }
  } catch {
    // The source broke off: cutting the connection is how HTTP says that the body is not whole.
    outgoing.destroy();
  }
}

async function discard(body: HttpBody): Promise<void> {
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
}
