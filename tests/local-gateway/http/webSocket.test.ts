import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "chai";
import { WebSocket } from "ws";
import { emptyBody, HttpHeaders, jsonResponse, type HttpHandler } from "../../../packages/common/http";
import {
  closeCodes,
  isHandshake,
  webSocketPair,
  type WebSocketEnd,
} from "../../../packages/common/webSocket";
import { createLocalTransport } from "../../../packages/local-gateway/http/client";
import { serveHttp, type HttpServer } from "../../../packages/local-gateway/http/server";

/** Says again what it is told; keeps its ends. */
function echo(ends: WebSocketEnd[] = [], closes: unknown[] = []): HttpHandler {
  return (request) => {
    if (!isHandshake(request))
      return Promise.resolve(jsonResponse(200, { said: Buffer.from(request.body).toString() }));
    const [ours, theirs] = webSocketPair();
    ends.push(ours);
    ours.listen({
      message: (message) => ours.send(message),
      closed: (code, reason) => void closes.push([code, reason]),
    });
    const headers = new HttpHeaders({ "x-answered-by": "echo" });
    const protocol = request.headers.get("Sec-WebSocket-Protocol")?.split(",")[0];
    if (protocol) headers.set("Sec-WebSocket-Protocol", protocol);
    return Promise.resolve({ status: 101, headers, body: emptyBody, webSocket: theirs });
  };
}

describe("WebSockets on loopback ports", () => {
  const servers: HttpServer[] = [];
  const serve = async (handler: HttpHandler) => {
    const server = await serveHttp(handler, { host: "127.0.0.1", port: 0 });
    servers.push(server);
    return server.port;
  };
  /** A server in front of another, as the gateway is. */
  const relay = async (port: number, path = "") => {
    const transport = createLocalTransport(() => port);
    const front = await serve((request) =>
      transport.send({ ...request, url: `wss://backend.test${path}/room?a=1` }, 5_000),
    );
    servers.push({ port: 0, close: () => transport.close() });
    return front;
  };
  const opened = async (port: number, protocols: string[] = []) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/room`, protocols);
    await once(socket, "open");
    return socket;
  };
  const said = async (socket: WebSocket) => {
    const [data, binary] = (await once(socket, "message")) as [Buffer, boolean];
    return binary ? data : data.toString("utf8");
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close(0)));
  });

  it("carries text, bytes and large messages both ways, through two hops", async () => {
    const front = await relay(await serve(echo()));
    const socket = await opened(front);
    for (const message of ["héllo", "", "x".repeat(3_000_000)]) {
      socket.send(message);
      expect(await said(socket)).to.equal(message);
    }
    socket.send(Buffer.from([0, 255, 1]));
    expect(await said(socket)).to.deep.equal(Buffer.from([0, 255, 1]));
    socket.terminate();
  });

  it("keeps order where many messages are sent at once", async () => {
    const socket = await opened(await relay(await serve(echo())));
    const got: string[] = [];
    socket.on("message", (data: Buffer) => got.push(data.toString()));
    for (let at = 0; at < 500; at++) socket.send(String(at));
    while (got.length < 500) await once(socket, "message");
    expect(got).to.deep.equal(Array.from({ length: 500 }, (_, at) => String(at)));
    socket.terminate();
  });

  it("hands closes on with code and reason, in both directions", async () => {
    const ends: WebSocketEnd[] = [];
    const closes: unknown[] = [];
    const front = await relay(await serve(echo(ends, closes)));
    const one = await opened(front);
    one.close(4001, "enough");
    await once(one, "close");
    while (closes.length < 1) await new Promise(setImmediate);
    expect(closes).to.deep.equal([[4001, "enough"]]);

    const two = await opened(front);
    ends[1]!.close(4002, "over there");
    const [code, reason] = (await once(two, "close")) as [number, Buffer];
    expect([code, reason.toString()]).to.deep.equal([4002, "over there"]);
  });

  it("breaks one side off where the other breaks off", async () => {
    const ends: WebSocketEnd[] = [];
    const closes: unknown[] = [];
    const front = await relay(await serve(echo(ends, closes)));
    const one = await opened(front);
    one.terminate();
    while (closes.length < 1) await new Promise(setImmediate);
    expect(closes).to.deep.equal([[closeCodes.brokenOff, ""]]);
    const two = await opened(front);
    ends[1]!.close(closeCodes.brokenOff);
    const [code] = (await once(two, "close")) as [number];
    expect(code).to.equal(closeCodes.brokenOff);
  });

  it("gives the sub-protocol that the backend chose, and its headers", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${await relay(await serve(echo()))}/`, [
      "realtime",
      "other",
    ]);
    const [[upgrade]] = (await Promise.all([once(socket, "upgrade"), once(socket, "open")])) as [
      [{ headers: Record<string, string> }],
      unknown,
    ];
    expect(socket.protocol).to.equal("realtime");
    expect(upgrade.headers["x-answered-by"]).to.equal("echo");
    socket.terminate();
  });

  it("lets a refusal be read: status, headers and body", async () => {
    const front = await relay(
      await serve(() => Promise.resolve(jsonResponse(429, { error: "full" }, { "Retry-After": "7" }))),
    );
    const socket = new WebSocket(`ws://127.0.0.1:${front}/`);
    const [, answer] = (await once(socket, "unexpected-response")) as [
      unknown,
      AsyncIterable<Buffer> & { statusCode: number; headers: Record<string, string> },
    ];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    expect(answer.statusCode).to.equal(429);
    expect(answer.headers["retry-after"]).to.equal("7");
    expect(Buffer.concat(chunks).toString()).to.equal('{"error":"full"}');
  });

  it("closes with 1009 where a message is larger than any may be", async () => {
    const socket = await opened(await serve(echo()));
    socket.send(Buffer.alloc(25 * 1024 * 1024));
    const [code] = (await once(socket, "close")) as [number];
    expect(code).to.equal(closeCodes.tooBig);
  });

  /** The whole of what a server answers to bytes. */
  const raw = async (port: number, text: string) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(text);
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (answer.includes("said")) socket.end();
    });
    await once(socket, "close");
    return answer;
  };

  const handshakes: readonly (readonly [string, string, RegExp])[] = [
    [
      "no key",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
      /^HTTP\/1.1 400 .*valid Sec-WebSocket-Key/s,
    ],
    [
      "an old version",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 7\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      /^HTTP\/1.1 426 .*Sec-WebSocket-Version: 13/s,
    ],
    [
      "POST",
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
      /^HTTP\/1.1 405 .*Allow: GET/s,
    ],
    [
      "HTTP/2, as Java's client does with every call",
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAA\r\nContent-Length: 5\r\n\r\nhello",
      /^HTTP\/1.1 200 .*\{"said":"hello"\}/s,
    ],
  ];
  for (const [what, request, answer] of handshakes)
    it(`answers a handshake with ${what}`, async () => {
      expect(await raw(await serve(echo()), request)).to.match(answer);
    });

  it("holds a sender up whose reader is slow, and loses nothing", async () => {
    let taken = 0;
    let release: (() => void) | undefined;
    const port = await serve(() => {
      const [ours, theirs] = webSocketPair();
      ours.listen({
        message: () => {
          taken += 1;
          return new Promise<void>((resolve) => (release = resolve));
        },
        closed: () => undefined,
      });
      return Promise.resolve({ status: 101, headers: new HttpHeaders(), body: emptyBody, webSocket: theirs });
    });
    const socket = await opened(port);
    const chunk = Buffer.alloc(1024 * 1024);
    for (let at = 0; at < 20; at++) socket.send(chunk);
    while (taken < 1) await new Promise(setImmediate);
    for (let at = 0; at < 50; at++) await new Promise(setImmediate);
    expect(socket.bufferedAmount).to.be.greaterThan(0);
    while (taken < 20) {
      release?.();
      await new Promise(setImmediate);
    }
    socket.terminate();
  });

  it("leaves no socket behind after 200 that were opened and dropped", async () => {
    const ends: WebSocketEnd[] = [];
    const closes: unknown[] = [];
    const front = await relay(await serve(echo(ends, closes)));
    const sockets = await Promise.all(Array.from({ length: 200 }, () => opened(front)));
    for (const [at, socket] of sockets.entries())
      if (at % 2) socket.terminate();
      else socket.close();
    while (closes.length < 200) await new Promise(setImmediate);
    // Only a server without connections closes at once where it may wait for them.
    await Promise.all(servers.splice(0).map((server) => server.close(60_000)));
  });
});
