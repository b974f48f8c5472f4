import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { HttpHeaders, type HttpResponse } from "@azure-genai-gateway/common/http";
import { closeCodes, tokensOf } from "@azure-genai-gateway/common/webSocket";
import { impatient, linkWebSocket, maxMessageBytes } from "./webSocketLink";

/** Headers of a 101 that the socket writes itself. */
const ownHeaders = new Set([
  "connection",
  "upgrade",
  "content-length",
  "transfer-encoding",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "sec-websocket-protocol",
]);

export interface WebSocketAcceptor {
  /** Tells every client that the server goes away, and cuts those that are still there after `graceMs`. */
  close(graceMs: number): void;
}

/**
 * Has a server take handshakes: the handler's 101 opens a socket, any other answer of it is written as it is, so that a
 * refusal keeps its status, headers and body.
 * @param handle gives the answer, or undefined where there is nobody left to answer
 * @param write sends an answer that is none to open a socket
 */
export function acceptWebSockets(
  server: Server,
  handle: (incoming: IncomingMessage, socket: Duplex) => Promise<HttpResponse | undefined>,
  write: (outgoing: ServerResponse, answer: HttpResponse) => Promise<void>,
): WebSocketAcceptor {
  const open = new Set<WebSocket>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    // As .NET's WebSockets, which API Management is built on, do unless told otherwise.
    perMessageDeflate: false,
    clientTracking: false,
    ...impatient,
  });

  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    if (!tokensOf(incoming.headers.upgrade).some((token) => token.toLowerCase() === "websocket")) {
      takeAsPlain(server, incoming, socket, head);
      return;
    }
    const wrong = whatIsWrong(incoming);
    const answer = wrong ? Promise.resolve(wrong) : handle(incoming, socket);
    answer.then(
      (response) => {
        if (response) settle(incoming, socket, head, response);
        else socket.destroy();
      },
      () => socket.destroy(),
    );
  });

  function settle(incoming: IncomingMessage, socket: Duplex, head: Buffer, answer: HttpResponse): void {
    const { webSocket } = answer;
    if (socket.destroyed || !socket.writable) {
      webSocket?.close(closeCodes.brokenOff);
      socket.destroy();
      return;
    }
    if (answer.status !== 101 || !webSocket) {
      webSocket?.close(closeCodes.brokenOff);
      refuse(incoming, socket, answer, write);
      return;
    }
    // What the client offered is for the handler to choose from; no extension is spoken here.
    delete incoming.headers["sec-websocket-protocol"];
    delete incoming.headers["sec-websocket-extensions"];
    const protocol = answer.headers.get("Sec-WebSocket-Protocol");
    const lines = rawLines(answer.headers.toRaw(ownHeaders));
    if (protocol) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    const addHeaders = (headers: string[]) => headers.push(...lines);
    sockets.once("headers", addHeaders);
    sockets.handleUpgrade(incoming, socket, head, (accepted) => {
      open.add(accepted);
      accepted.once("close", () => open.delete(accepted));
      linkWebSocket(accepted, webSocket);
    });
  }

  return {
    close(graceMs) {
      for (const socket of open) socket.close(closeCodes.goingAway, "The server is going away");
      const cut = () => {
        for (const socket of open) socket.terminate();
      };
      if (graceMs === 0) cut();
      else setTimeout(cut, graceMs).unref();
    },
  };
}

function rawLines(raw: readonly string[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < raw.length; at += 2) lines.push(`${raw[at]}: ${raw[at + 1]}`);
  return lines;
}

/** RFC 6455, section 4.2.1: what a server cannot make a socket of, before anybody is asked for one. */
function whatIsWrong({ method, headers }: IncomingMessage): HttpResponse | undefined {
  const refuse = (status: number, message: string, more: Record<string, string> = {}): HttpResponse => ({
    status,
    headers: new HttpHeaders({ "Content-Type": "application/json", ...more }),
    body: Buffer.from(JSON.stringify({ error: { code: "BadRequest", message } })),
  });
  const key = headers["sec-websocket-key"];
  if (method !== "GET") return refuse(405, "A WebSocket is asked for with GET.", { Allow: "GET" });
  if (headers["sec-websocket-version"] !== "13")
    return refuse(426, "The version of WebSocket here is 13.", { "Sec-WebSocket-Version": "13" });
  if (typeof key !== "string" || !/^[+/0-9A-Za-z]{22}==$/.test(key))
    return refuse(400, "The handshake has no valid Sec-WebSocket-Key.");
  return undefined;
}

/**
 * A request to speak something else, HTTP/2 for one, which Java's client asks for with every call: it is answered as if
 * the wish were not there (RFC 9110, section 7.8). Its head is put back without the wish, and the connection begun anew.
 */
function takeAsPlain(server: Server, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
  const { rawHeaders } = incoming;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    let value = rawHeaders[at + 1]!;
    if (/^(upgrade|http2-settings)$/i.test(name)) continue;
    if (/^connection$/i.test(name)) {
      value = tokensOf(value)
        .filter((token) => !/^(upgrade|http2-settings)$/i.test(token))
        .join(", ");
      if (value === "") continue;
    }
    lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}

function refuse(
  incoming: IncomingMessage,
  socket: Duplex,
  answer: HttpResponse,
  write: (outgoing: ServerResponse, answer: HttpResponse) => Promise<void>,
): void {
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(socket as Parameters<ServerResponse["assignSocket"]>[0]);
  outgoing.once("finish", () => socket.end());
  write(outgoing, answer).catch(() => socket.destroy());
}
