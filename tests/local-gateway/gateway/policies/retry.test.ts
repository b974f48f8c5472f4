import { expect } from "chai";
import { type HttpHandler, HttpHeaders, jsonResponse } from "../../../../packages/common/http";
import { TransportError } from "../../../../packages/local-gateway/http/transport";
import { api, apiPolicy, bench, operation, service } from "../support";

/** Answers with each status in turn, the last one for ever; 0 breaks the connection. */
function answering(statuses: readonly number[]): HttpHandler {
  let turn = 0;
  return () => {
    const status = statuses[Math.min(turn++, statuses.length - 1)]!;
    return status === 0
      ? Promise.reject(new TransportError("BackendConnectionFailure", "refused"))
      : Promise.resolve(jsonResponse(status, { status }, { "x-turn": String(turn) }));
  };
}

function retrying(attributes: string, statuses: readonly number[], condition?: string) {
  const holds = condition ?? "@(context.Response == null || context.Response.StatusCode >= 429)";
  const gateway = bench(
    [
      service(),
      api("chat", { serviceUrl: "https://one.test" }),
      operation("chat", "say", "POST", "/say"),
      apiPolicy(
        "chat",
        `<policies><inbound /><backend>
          <retry condition="${holds}" ${attributes}><forward-request /></retry>
        </backend><outbound /><on-error /></policies>`,
      ),
    ],
    { "one.test": answering(statuses) },
  );
  return {
    gateway,
    async outcome() {
      const started = gateway.clock.now();
      const { status } = await gateway.call("/chat/say", { method: "POST" });
      return { status, calls: gateway.reached.length, waited: gateway.clock.now() - started };
    },
  };
}

describe("retry", () => {
  it("runs its children once when the condition does not hold", async () => {
    expect(await retrying('count="3" interval="10"', [200]).outcome()).to.deep.equal({
      status: 200,
      calls: 1,
      waited: 0,
    });
  });

  it("tries again count times at most, waiting the interval each time", async () => {
    expect(await retrying('count="2" interval="10"', [429]).outcome()).to.deep.equal({
      status: 429,
      calls: 3,
      waited: 20_000,
    });
  });

  it("grows the wait by delta, and exponentially where there is a ceiling", async () => {
    expect((await retrying('count="3" interval="10" delta="5"', [429]).outcome()).waited).to.equal(45_000);
    const { waited } = await retrying('count="3" interval="1" delta="10" max-interval="30"', [429]).outcome();
    // 1 s and 10, 20 and 40 s, each of these times 0.8 to 1.2, none above 30 s.
    expect(waited).to.be.within(9_000 + 17_000 + 30_000, 13_000 + 25_000 + 30_000);
  });

  it("makes the first retry at once when told to", async () => {
    expect(
      (await retrying('count="2" interval="10" first-fast-retry="true"', [429]).outcome()).waited,
    ).to.equal(10_000);
  });

  it("asks the condition after a child has failed, with no response, though an earlier attempt had one", async () => {
    const attempt = retrying('count="3" interval="0"', [429, 0, 200]);
    expect(await attempt.outcome()).to.include({ status: 200, calls: 3 });
    expect(attempt.gateway.recorded.gatewayLog[0]!.LastErrorReason).to.equal("");
  });

  it("passes a failure on that it may not retry", async () => {
    const attempt = retrying('count="1" interval="0"', [0]);
    expect(await attempt.outcome()).to.include({ status: 500, calls: 2 });
    expect(attempt.gateway.recorded.gatewayLog[0]!.LastErrorReason).to.equal("BackendConnectionFailure");
  });

  it("ends with a child that ends the pipeline", async () => {
    const gateway = bench([
      service(),
      api("chat"),
      operation("chat", "say", "POST", "/say"),
      apiPolicy(
        "chat",
        `<policies><inbound><retry condition="@(true)" count="5" interval="1">
          <return-response><set-status code="204" /></return-response></retry></inbound></policies>`,
      ),
    ]);
    expect((await gateway.call("/chat/say", { method: "POST" })).status).to.equal(204);
  });

  it("stops waiting when the client hangs up", async () => {
    const client = new AbortController();
    const { gateway } = retrying('count="5" interval="60"', [429]);
    gateway.clock.after(1_000, () => client.abort(new Error("gone")));
    const started = gateway.clock.now();
    await gateway.call("/chat/say", { method: "POST", signal: client.signal });
    expect(gateway.clock.now() - started).to.equal(1_000);
    expect(gateway.recorded.gatewayLog[0]!.LastErrorReason).to.equal("ClientConnectionFailure");
  });

  it("closes the answers it throws away", async () => {
    let closed = 0;
    const stream = (): AsyncIterable<Uint8Array> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          closed++;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    });
    let turn = 0;
    const gateway = bench(
      [
        service(),
        api("chat", { serviceUrl: "https://one.test" }),
        operation("chat", "say", "POST", "/say"),
        apiPolicy(
          "chat",
          `<policies><inbound /><backend>
            <retry condition="@(context.Response.StatusCode == 429)" count="2" interval="0"><forward-request buffer-response="false" /></retry>
          </backend></policies>`,
        ),
      ],
      {
        "one.test": () =>
          Promise.resolve(
            turn++ < 2 ? { status: 429, headers: new HttpHeaders(), body: stream() } : jsonResponse(200, {}),
          ),
      },
    );
    expect((await gateway.call("/chat/say", { method: "POST" })).status).to.equal(200);
    expect(closed).to.equal(2);
  });
});
