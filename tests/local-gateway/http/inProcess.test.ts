import type { StopSignal } from "../../../packages/common/stopper";
import { expect } from "chai";
import { VirtualClock, sleep } from "../../../packages/common/clock";
import {
  HttpHeaders,
  emptyBody,
  readBody,
  type HttpHandler,
  type HttpRequest,
} from "../../../packages/common/http";
import { createInProcessTransport } from "../../../packages/local-gateway/http/inProcess";
import { TransportError } from "../../../packages/local-gateway/http/transport";

const request = (signal?: StopSignal): HttpRequest => ({
  method: "GET",
  url: "https://one.example/path",
  headers: new HttpHeaders(),
  body: emptyBody,
  signal,
});

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: unknown) => (error instanceof TransportError ? error.reason : String(error)),
  );

describe("in-process transport", () => {
  const transport = (handler: HttpHandler, clock = new VirtualClock()) =>
    createInProcessTransport((name) => (name === "one.example" ? handler : undefined), clock);

  const ok = (body: AsyncIterable<Uint8Array> | Uint8Array): HttpHandler => {
    return async () => ({ status: 200, headers: new HttpHeaders(), body });
  };

  it("reaches known hosts only", async () => {
    const one = transport(ok(Buffer.from("hi")));
    const answer = await one.send(request(), 1_000);
    expect(Buffer.from(await readBody(answer.body)).toString()).to.equal("hi");
    const other = one.send({ ...request(), url: "https://example.com/" }, 1_000);
    expect(await reasonOf(other)).to.equal("BackendConnectionFailure");
  });

  it("times out by the clock and tells the handler", async () => {
    const clock = new VirtualClock();
    let seen: StopSignal | undefined;
    const start = clock.now();
    const slow: HttpHandler = async ({ signal }) => {
      seen = signal;
      await sleep(clock, 60_000, signal);
      throw new Error("not reached");
    };
    const work = reasonOf(transport(slow, clock).send(request(), 1_000));
    expect(await clock.run(work)).to.equal("Timeout");
    expect(clock.now() - start).to.equal(1_000);
    expect(seen!.aborted).to.equal(true);
  });

  it("stops the handler when the caller hangs up, before the answer and in mid-stream", async () => {
    const clock = new VirtualClock();
    const caller = new AbortController();
    const waiting = reasonOf(
      transport(
        ({ signal }) => sleep(clock, 9_000, signal).then(() => Promise.reject(new Error())),
        clock,
      ).send(request(caller.signal), 10_000),
    );
    caller.abort();
    expect(await waiting).to.equal("ClientConnectionFailure");

    const second = new AbortController();
    let stopped = false;
    const endless: HttpHandler = async ({ signal }) => ({
      status: 200,
      headers: new HttpHeaders(),
      body: (async function* () {
        try {
          for (;;) {
            yield Buffer.from("x");
            await sleep(clock, 1_000, signal);
          }
        } finally {
          stopped = true;
        }
      })(),
    });
    const answer = await transport(endless, clock).send(request(second.signal), 10_000);
    const iterator = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await iterator.next();
    const pending = reasonOf(iterator.next());
    second.abort();
    expect(await pending).to.equal("ClientConnectionFailure");
    await clock.advance(0);
    expect(stopped).to.equal(true);
  });

  it("stops the handler when the reader leaves", async () => {
    const clock = new VirtualClock();
    let seen: StopSignal | undefined;
    const handler: HttpHandler = async ({ signal }) => {
      seen = signal;
      return {
        status: 200,
        headers: new HttpHeaders(),
        body: (async function* () {
          yield Buffer.from("x");
          await sleep(clock, 1_000, signal);
        })(),
      };
    };
    const answer = await transport(handler, clock).send(request(), 10_000);
    for await (const _chunk of answer.body as AsyncIterable<Uint8Array>) break;
    expect(seen!.aborted).to.equal(true);
  });

  it("turns a failing handler or stream into a connection failure", async () => {
    const failing: HttpHandler = () => Promise.reject(new Error("boom"));
    expect(await reasonOf(transport(failing).send(request(), 1_000))).to.equal("BackendConnectionFailure");
    const broken = ok(
      (async function* () {
        yield Buffer.from("x");
        throw new Error("boom");
      })(),
    );
    const answer = await transport(broken).send(request(), 1_000);
    expect(await reasonOf(readBody(answer.body))).to.equal("BackendConnectionFailure");
  });
});
