import { expect } from "chai";
import { connect, type Socket } from "node:net";
import { jsonResponse } from "../../../packages/common/http";
import { serveHttp, type HttpServer } from "../../../packages/local-gateway/http/server";

/** Requests that no client library would send: each gets an error in the usual shape, and others go on. */
describe("what is no proper HTTP", () => {
  let server: HttpServer;
  let seen: string[] = [];
  let urls: string[] = [];
  before(async () => {
    server = await serveHttp(
      (request) => {
        urls.push(request.url);
        seen.push(`${request.method} ${request.url.replace(/^http:\/\/[^/]+/, "")}`);
        return Promise.resolve(jsonResponse(200, { length: request.body.length }));
      },
      {
        host: "127.0.0.1",
        port: 0,
        headersTimeoutMs: 200,
        requestTimeoutMs: 400,
        checkEveryMs: 50,
        maxBodyBytes: 1_000,
      },
    );
  });
  after(() => server.close(0));
  beforeEach(() => {
    seen = [];
    urls = [];
  });

  function send(text: string | Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
      let received = "";
      socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
      socket.on("close", () => resolve(received));
      socket.on("error", reject);
    });
  }

  const head = (...lines: string[]) => ["POST /a HTTP/1.1", "Host: 127.0.0.1", ...lines, "", ""].join("\r\n");

  for (const [what, text, status] of [
    ["a length beside chunks", head("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n", 400],
    ["two lengths", head("Content-Length: 1", "Content-Length: 2") + "ab", 400],
    ["a negative length", head("Content-Length: -1"), 400],
    ["an encoding that hides chunks", head("Transfer-Encoding: xchunked") + "0\r\n\r\n", 400],
    ["a name with a space before its colon", head("Content-Length : 1") + "a", 400],
    ["a header that goes on in the next line", head("X-One: 1\r\n GET /smuggled HTTP/1.1"), 400],
    ["a null byte in a header", head("X-One: a\0b"), 400],
    ["chunks of no size", head("Transfer-Encoding: chunked") + "zz\r\n\r\n", 400],
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n", 400],
    ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["a head of 100 KB", head(`X-Long: ${"a".repeat(100_000)}`), 431],
    ["a head that never ends", "POST /a HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", 408],
    ["two hosts", head("Host: 127.0.0.2"), 400],
    ["the same host twice", head("host: 127.0.0.1"), 400],
    ["a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400],
    ["a host with a name before it", "GET / HTTP/1.1\r\nHost: me@a\r\n\r\n", 400],
    ["a target that is neither path nor URL", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["a target of another scheme", "GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["a body that does not come", head("Content-Length: 10") + "abc", 408],
    ["chunks that do not end", head("Transfer-Encoding: chunked") + "3\r\nabc\r\n", 408],
    ["an expectation of a body that is too large", head("Content-Length: 2000", "Expect: 100-continue"), 413],
    ["a body that is too large", head("Content-Length: 2000", "Connection: close") + "a".repeat(2_000), 413],
  ] as const) {
    it(`answers ${status} to ${what}, and smuggles nothing in`, async () => {
      const answer = await send(text);
      expect(answer).to.match(new RegExp(`^HTTP/1.1 ${status} `));
      if (what !== "no host") expect(answer).to.match(/\{"error":\{"code":"\w+","message":"[^"]+"\}\}$/);
      expect(seen.filter((one) => one.includes("smuggled"))).to.deep.equal([]);
    });
  }

  for (const [what, text, url, length] of [
    ["a target that is a URL, whatever Host says", "GET http://b:80/c?d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "http://b:80/c?d", 0],
    ["a target that is the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "http://a/", 0],
    ["chunks with a trailer", head("Transfer-Encoding: chunked", "Trailer: X-Sum", "Connection: close") + "3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n", "http://127.0.0.1/a", 3],
    ["more headers than node:http counts", head(...Array.from({ length: 1_500 }, (_, at) => `a${at}:`), "Content-Length: 1", "Connection: close") + "a", "http://127.0.0.1/a", 1],
  ] as const) {
    it(`takes ${what}`, async () => {
      expect(await send(text)).to.contain(`{"length":${length}}`);
      expect(urls).to.deep.equal([url]);
    });
  } // prettier-ignore

  it("asks for a body that is expected, once it may come", async () => {
    const socket = connect(server.port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (received.endsWith("HTTP/1.1 100 Continue\r\n\r\n")) socket.write("abc");
    });
    socket.write(head("Content-Length: 3", "Expect: 100-continue", "Connection: close"));
    await new Promise((resolve) => socket.on("close", resolve));
    expect(received).to.contain('{"length":3}');
  });

  it("answers what comes at once, in order", async () => {
    const one = (path: string, body: string) =>
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const answer = await send(
      one("/1", "a") + one("/2", "bb") + "POST /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    expect([...answer.matchAll(/"length":(\d)/g)].map(([, length]) => length)).to.deep.equal(["1", "2", "0"]);
  });

  it("frees the sockets of half heads and bodies though their clients stay", async () => {
    // Clients that take no notice of the server's end, and write on until nobody is there any more.
    const cut = Array.from(
      { length: 100 },
      (_, at) =>
        new Promise<void>((resolve) => {
          const socket: Socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true }, () =>
            socket.write(
              at % 2 ? "POST /a HTTP/1.1\r\nHost: a\r\nX-Half: " : `${head("Content-Length: 9")}abc`,
            ),
          );
          let writing: NodeJS.Timeout;
          socket.on("error", () => undefined);
          socket.on("end", () => (writing = setInterval(() => socket.write("x"), 100)));
          socket.on("close", () => {
            clearInterval(writing);
            resolve();
          });
          socket.resume();
        }),
    );
    await Promise.all(cut);
    expect(seen).to.deep.equal([]);
  });

  it("answers others while hundreds of connections say nothing, and cuts those in the end", async () => {
    const sockets = await Promise.all(
      Array.from(
        { length: 300 },
        () =>
          new Promise<Socket>((resolve, reject) => {
            const socket: Socket = connect(server.port, "127.0.0.1", () => resolve(socket));
            socket.on("error", reject);
          }),
      ),
    );
    const closed = Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.on("close", resolve))),
    );
    for (const socket of sockets) {
      socket.resume();
      socket.write("POST /slow HTTP/1.1\r\n");
    }
    const answer = await fetch(`http://127.0.0.1:${server.port}/b`, { method: "POST", body: "abc" });
    expect(await answer.json()).to.deep.equal({ length: 3 });
    await closed;
    expect(seen).to.deep.equal(["POST /b"]);
  });
});
