import { expect } from "chai";
import { connect, type Socket } from "node:net";
import { jsonResponse } from "../../../common/http";
import { serveHttp, type HttpServer } from "../../../local/http/server";

/** Requests that no client library would send: each gets an error in the usual shape, and others go on. */
describe("what is no proper HTTP", () => {
  let server: HttpServer;
  let seen: string[] = [];
  before(async () => {
    server = await serveHttp(
      (request) => {
        seen.push(`${request.method} ${request.url.replace(/^http:\/\/[^/]+/, "")}`);
        return Promise.resolve(jsonResponse(200, { length: request.body.length }));
      },
      { host: "127.0.0.1", port: 0, headersTimeoutMs: 200, checkEveryMs: 50, maxBodyBytes: 1_000 },
    );
  });
  after(() => server.close(0));
  beforeEach(() => (seen = []));

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
    ["a body that is too large", head("Content-Length: 2000", "Connection: close") + "a".repeat(2_000), 413],
  ] as const) {
    it(`answers ${status} to ${what}, and smuggles nothing in`, async () => {
      const answer = await send(text);
      expect(answer).to.match(new RegExp(`^HTTP/1.1 ${status} `));
      if (what !== "no host") expect(answer).to.match(/\{"error":\{"code":"\w+","message":"[^"]+"\}\}$/);
      expect(seen.filter((one) => one.includes("smuggled"))).to.deep.equal([]);
    });
  }

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
