import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import {
  emptyBody,
  HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { tokensOf, webSocketPair } from "@azure-genai-gateway/common/webSocket";
import { TransportError } from "./transport";
import { impatient, linkWebSocket, maxMessageBytes } from "./webSocketLink";

/** Headers that the socket writes itself. */
const ownHeaders = new Set([
  "connection",
  "upgrade",
  "host",
  "content-length",
  "transfer-encoding",
  "expect",
  "sec-websocket-key",
  "sec-websocket-version",
  "sec-websocket-extensions",
  "sec-websocket-protocol",
]);

/** A refusal longer than this is cut, in bytes. */
const maxRefusal = 1024 * 1024;

/**
 * Opens a WebSocket to a port of this machine, or to an origin (`http://...`). A refusal is the answer it is, with its status and body.
 * @param timeoutMs until the answer is here
 * @throws TransportError
 */
export function openWebSocket(
  target: number | string,
  request: HttpRequest,
  timeoutMs: number,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { signal } = request;
    const fail = (reason: TransportError["reason"], message: string) => {
      release();
      reject(new TransportError(reason, message));
      socket?.terminate();
    };
    const onAbort = () => fail("ClientConnectionFailure", "The client hung up");
    const timer = setTimeout(
      () => fail("Timeout", `No answer from the backend within ${timeoutMs} ms`),
      timeoutMs,
    );
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    let socket: WebSocket | undefined;
    try {
      socket = connect(target, request);
    } catch (error) {
      // Sub-protocols that are none: the client's own words.
      fail("BackendConnectionFailure", (error as Error).message);
      return;
    }
    if (signal?.aborted) {
      socket.on("error", () => undefined);
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    let headers = new HttpHeaders();
    socket.on("upgrade", (incoming) => (headers = HttpHeaders.fromRaw(incoming.rawHeaders)));
    socket.on("error", (error) => fail("BackendConnectionFailure", error.message));
    socket.on("unexpected-response", (_request, incoming) => {
      release();
      refusal(incoming).then(resolve, (error: Error) => fail("BackendConnectionFailure", error.message));
    });
    socket.on("open", () => {
      release();
      const [ours, theirs] = webSocketPair();
      linkWebSocket(socket, ours);
      resolve({ status: 101, reason: "Switching Protocols", headers, body: emptyBody, webSocket: theirs });
    });
  });
}

function connect(target: number | string, { url, headers }: HttpRequest): WebSocket {
  const { host, pathname, search } = new URL(url);
  const own: Record<string, string | string[]> = { Host: host };
  for (const [name, values] of headers) {
    if (!ownHeaders.has(name.toLowerCase())) own[name] = [...values];
  }
  return new WebSocket(
    `${typeof target === "number" ? `ws://127.0.0.1:${target}` : target.replace(/^http/, "ws")}${pathname}${search}`,
    [...tokensOf(headers.get("Sec-WebSocket-Protocol"))],
    {
      headers: own as Record<string, string>,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      ...impatient,
    },
  );
}

async function refusal(incoming: IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxRefusal) break;
    chunks.push(chunk);
  }
  const { statusCode = 502, statusMessage } = incoming;
  return {
    status: statusCode,
    ...(statusMessage ? { reason: statusMessage } : {}),
    headers: HttpHeaders.fromRaw(incoming.rawHeaders),
    body: Buffer.concat(chunks),
  };
}
