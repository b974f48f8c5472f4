import { expect } from "chai";
import { connect } from "node:net";
import {
  HttpHeaders,
  jsonResponse,
  readBody,
  type HttpHandler,
  type HttpRequest,
} from "../../../packages/common/http";
import { ProblemsError } from "../../../packages/common/problem";
import { createLocalTransport, type LocalTransport } from "../../../packages/local-gateway/http/client";
import { serveHttp, type HttpServer, type ServeOptions } from "../../../packages/local-gateway/http/server";
import { TransportError } from "../../../packages/local-gateway/http/transport";

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: unknown) => (error instanceof TransportError ? error.reason : String(error)),
  );

/** A promise and what settles it. */
function signal<T = void>() {
  let give: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (give = resolve));
  return { promise, give };
}

describe("loopback server and transport", () => {
  let server: HttpServer | undefined;
  let transport: LocalTransport;

  async function serve(handler: HttpHandler, options: Partial<ServeOptions> = {}): Promise<HttpServer> {
    server = await serveHttp(handler, { host: "127.0.0.1", port: 0, ...options });
    return server;
  }
  const post = (body: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
    method: "POST",
    url: "https://one.example/a/b?c=d%20e",
    headers: new HttpHeaders({ "X-One": "1", "Content-Length": "999" }),
    body: Buffer.from(body),
    ...more,
  });

  beforeEach(() => {
    transport = createLocalTransport((name) => (name === "one.example" ? server?.port : undefined));
  });
  afterEach(async () => {
    await transport.close();
    await server?.close(0);
    server = undefined;
  });

  it("carries method, URL, headers and body both ways", async () => {
    let seen: HttpRequest | undefined;
    await serve(
      async (request) => {
        seen = request;
        return jsonResponse(201, { ok: true }, { "X-Two": "2" });
      },
      { scheme: "https" },
    );
    const answer = await transport.send(post("hello"), 2_000);
    expect(seen).to.include({ method: "POST", url: "https://one.example/a/b?c=d%20e" });
    expect(seen!.headers.get("x-one")).to.equal("1");
    expect(Buffer.from(seen!.body).toString()).to.equal("hello");
    expect(seen!.clientAddress).to.match(/127\.0\.0\.1$/);
    expect(answer.status).to.equal(201);
    expect(answer.headers.get("x-two")).to.equal("2");
    expect(Buffer.from(await readBody(answer.body)).toString()).to.equal('{"ok":true}');
  });

  it("never calls a host that is not local", async () => {
    const stranger = transport.send(post("", { url: "https://example.com/" }), 2_000);
    expect(await reasonOf(stranger)).to.equal("BackendConnectionFailure");
  });

  it("sends each chunk before the next is made", async () => {
    const proceed = signal();
    await serve(async () => ({
      status: 200,
      headers: new HttpHeaders({ "Content-Type": "text/event-stream" }),
      body: (async function* () {
        yield Buffer.from("one");
        await proceed.promise;
        yield Buffer.from("two");
      })(),
    }));
    const answer = await transport.send(post(""), 2_000);
    const iterator = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const first = (await iterator.next()).value as Uint8Array;
    expect(Buffer.from(first).toString()).to.equal("one");
    proceed.give();
    const second = (await iterator.next()).value as Uint8Array;
    expect(Buffer.from(second).toString()).to.equal("two");
    expect((await iterator.next()).done).to.equal(true);
  });

  it("returns the body and aborts the handler when the reader leaves", async () => {
    const returned = signal();
    const aborted = signal();
    await serve(async ({ signal: caller }) => {
      caller!.addEventListener("abort", () => aborted.give());
      const body: AsyncIterableIterator<Uint8Array> = {
        next: async () => ({ done: false, value: Buffer.alloc(16_384) }),
        return: async () => {
          returned.give();
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]: () => body,
      };
      return { status: 200, headers: new HttpHeaders(), body };
    });
    const answer = await transport.send(post(""), 2_000);
    for await (const _chunk of answer.body as AsyncIterable<Uint8Array>) break;
    await Promise.all([returned.promise, aborted.promise]);
  });

  it("makes no more of an endless body than the reader takes", async () => {
    let made = 0;
    await serve(async () => {
      const body: AsyncIterableIterator<Uint8Array> = {
        next: async () => {
          made += 1;
          return { done: false, value: Buffer.alloc(65_536) };
        },
        return: async () => ({ done: true, value: undefined }),
        [Symbol.asyncIterator]: () => body,
      };
      return { status: 200, headers: new HttpHeaders(), body };
    });
    const answer = await transport.send(post(""), 2_000);
    const iterator = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await iterator.next();
    let before: number;
    // Sockets buffer some megabytes; once they are full nothing is made any more.
    for (let quiet = 0; quiet < 20; quiet = made === before ? quiet + 1 : 0) {
      before = made;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(made).to.be.lessThan(1_000);
    await iterator.return!();
  });

  it("aborts the call when its caller does, before the answer and in mid-stream", async () => {
    const reached = signal();
    const stopped = signal();
    await serve((request) => {
      reached.give();
      return new Promise((_resolve, reject) =>
        request.signal!.addEventListener("abort", () => {
          stopped.give();
          reject(new Error("gone"));
        }),
      );
    });
    const caller = new AbortController();
    const work = reasonOf(transport.send(post("", { signal: caller.signal }), 5_000));
    await reached.promise;
    caller.abort();
    expect(await work).to.equal("ClientConnectionFailure");
    await stopped.promise;
  });

  it("breaks the reader's stream when its caller aborts", async () => {
    await serve(async () => ({
      status: 200,
      headers: new HttpHeaders(),
      body: (async function* () {
        yield Buffer.from("one");
        await new Promise(() => undefined);
      })(),
    }));
    const caller = new AbortController();
    const answer = await transport.send(post("", { signal: caller.signal }), 5_000);
    const iterator = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await iterator.next();
    const pending = reasonOf(iterator.next());
    caller.abort();
    expect(await pending).to.equal("ClientConnectionFailure");
  });

  it("times out when no head comes", async () => {
    await serve(() => new Promise(() => undefined));
    expect(await reasonOf(transport.send(post(""), 30))).to.equal("Timeout");
  });

  it("reports a body that breaks off, and a closed port, as connection failures", async () => {
    const { port } = await serve(async () => ({
      status: 200,
      headers: new HttpHeaders(),
      body: (async function* () {
        yield Buffer.from("one");
        throw new Error("boom");
      })(),
    }));
    const answer = await transport.send(post(""), 2_000);
    expect(await reasonOf(readBody(answer.body))).to.equal("BackendConnectionFailure");
    await server!.close(0);
    const other = createLocalTransport(() => port);
    expect(await reasonOf(other.send(post(""), 2_000))).to.equal("BackendConnectionFailure");
    await other.close();
  });

  it("answers 413 to a body that is too large and 500 to a failing handler", async () => {
    const errors: unknown[] = [];
    await serve(() => Promise.reject(new Error("secret detail")), {
      maxBodyBytes: 1_000,
      onError: (error) => errors.push(error),
    });
    const large = await transport.send(post("x".repeat(1_001)), 2_000);
    expect(large.status).to.equal(413);
    const failed = await transport.send(post("x"), 2_000);
    expect(failed.status).to.equal(500);
    expect(Buffer.from(await readBody(failed.body)).toString()).not.to.include("secret");
    expect(errors).to.have.length(1);
  });

  it("says which port is taken and what to do", async () => {
    const { port } = await serve(async () => jsonResponse(200, {}));
    const error: unknown = await serveHttp(async () => jsonResponse(200, {}), {
      host: "127.0.0.1",
      port,
      portOption: "--dashboard-port",
    }).catch((one: unknown) => one);
    expect(error).to.be.instanceOf(ProblemsError);
    const [problem] = (error as ProblemsError).problems;
    expect(problem).to.include({ code: "PORT_IN_USE", severity: "error" });
    expect(problem!.hint).to.match(/another port with --dashboard-port/);
  });

  it("lets calls under way end when it closes", async () => {
    const reached = signal();
    const proceed = signal();
    const closing = await serve(async () => {
      reached.give();
      await proceed.promise;
      return jsonResponse(200, { late: true });
    });
    const work = transport.send(post(""), 5_000);
    await reached.promise;
    const closed = closing.close(5_000);
    proceed.give();
    expect((await work).status).to.equal(200);
    await closed;
    server = undefined;
  });

  it("survives a client that leaves in the middle of its request", async () => {
    let called = 0;
    const { port } = await serve(async () => {
      called += 1;
      return jsonResponse(200, {});
    });
    const gone = signal();
    const socket = connect(port, "127.0.0.1", () => {
      socket.write("POST / HTTP/1.1\r\nHost: one.example\r\nContent-Length: 10\r\n\r\nabc", () =>
        socket.destroy(),
      );
    });
    socket.once("close", () => gone.give());
    await gone.promise;
    expect((await transport.send(post("x"), 2_000)).status).to.equal(200);
    expect(called).to.equal(1);
  });

  it("keeps nothing of streams that were broken off", async () => {
    let live = 0;
    const idle = signal();
    await serve(async ({ signal: caller }) => {
      live += 1;
      caller!.addEventListener("abort", () => {
        live -= 1;
        if (live === 0) idle.give();
      });
      return {
        status: 200,
        headers: new HttpHeaders(),
        body: (async function* () {
          yield Buffer.from("x");
          await new Promise(() => undefined);
        })(),
      };
    });
    const streams = await Promise.all(Array.from({ length: 100 }, () => transport.send(post(""), 5_000)));
    expect(live).to.equal(100);
    for (const { body } of streams)
      await (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().return!();
    await idle.promise;
  });
});
