import { expect } from "chai";
import { type HttpHandler, HttpHeaders, jsonResponse } from "../../../../packages/common/http";
import { TransportError } from "../../../../packages/local-gateway/http/transport";
import { api, apiPolicy, backend, bench, echoed, operation, service } from "../support";

const chat = [service(), api("chat"), operation("chat", "say", "POST", "/say")];
const send = (backendId: string, forward = "<forward-request />", onError = "") =>
  apiPolicy(
    "chat",
    `<policies>
      <inbound><set-backend-service backend-id="${backendId}" /></inbound>
      <backend>${forward}</backend>
      <outbound />
      <on-error>${onError}</on-error>
    </policies>`,
  );
const post = { method: "POST" };
const rule = (condition: Record<string, unknown>) => ({
  circuitBreaker: {
    rules: [{ name: "r", failureCondition: { interval: "PT1M", ...condition }, tripDuration: "PT1M" }],
  },
});
const failing: HttpHandler = () => Promise.resolve(jsonResponse(500, {}));

describe("forwarding", () => {
  it("adds the backend's credentials and drops what belongs to the client's connection", async () => {
    const gateway = bench([
      ...chat,
      send("one"),
      backend("one", {
        url: "https://one.test/base/",
        credentials: { header: { "x-key": ["secret"], Accept: ["text/plain"] }, query: { code: ["a b"] } },
      }),
    ]);
    const { url, headers } = echoed(
      await gateway.call("/chat/say?q=1", {
        ...post,
        headers: {
          Host: "apim.azure-api.net",
          Connection: "keep-alive",
          "Transfer-Encoding": "chunked",
          Accept: "*/*",
          "x-own": "kept",
        },
      }),
    );
    expect(url).to.equal("https://one.test/base/say?q=1&code=a%20b");
    expect(headers).to.deep.equal({ accept: "text/plain", "x-own": "kept", "x-key": "secret" });
  });

  it("opens a backend's breaker, answers 503 without calling it, and closes after the trip", async () => {
    const gateway = bench(
      [...chat, send("one"), backend("one", rule({ count: 2, statusCodeRanges: [{ min: 500, max: 599 }] }))],
      { "one.test": failing },
    );
    const statuses: number[] = [];
    for (let index = 0; index < 3; index++) statuses.push((await gateway.call("/chat/say", post)).status);
    expect(statuses).to.deep.equal([500, 500, 503]);
    expect(gateway.reached).to.have.length(2);
    expect(gateway.gateway.openBreakers()).to.deep.equal(["one"]);
    await gateway.clock.advance(60_000);
    expect((await gateway.call("/chat/say", post)).status).to.equal(500);
    expect(gateway.reached).to.have.length(3);
  });

  it("leaves a pool's tripped members out, and answers 503 when none is left", async () => {
    const broken = rule({ count: 1, statusCodeRanges: [{ min: 500, max: 599 }] });
    const gateway = bench(
      [
        ...chat,
        send("pool"),
        backend("a", broken),
        backend("b", broken),
        backend("pool", {
          type: "Pool",
          url: undefined,
          pool: {
            services: [
              { id: "/backends/a", priority: 1 },
              { id: "/backends/b", priority: 2 },
            ],
          },
        }),
      ],
      { "a.test": failing, "b.test": failing },
    );
    const statuses: number[] = [];
    for (let index = 0; index < 3; index++) statuses.push((await gateway.call("/chat/say", post)).status);
    expect(statuses).to.deep.equal([500, 500, 503]);
    expect(gateway.reached.map((line) => line.split(" ")[0])).to.deep.equal(["a.test", "b.test"]);
    expect(gateway.recorded.gatewayLog.map(({ BackendId }) => BackendId)).to.deep.equal(["a", "b", "pool"]);
  });

  it("counts timeouts where the rule names them, and tells on-error the reason", async () => {
    const gateway = bench(
      [
        ...chat,
        send("one", '<forward-request timeout="2" />'),
        backend("one", rule({ count: 1, errorReasons: ["Timeout"] })),
      ],
      { "one.test": () => new Promise(() => undefined) },
    );
    const started = gateway.clock.now();
    const answer = await gateway.call("/chat/say", post);
    expect(gateway.clock.now() - started).to.equal(2000);
    expect(answer.status).to.equal(500);
    expect(JSON.parse(answer.text)).to.deep.equal({
      statusCode: 500,
      message: "Internal server error",
      activityId: gateway.recorded.gatewayLog[0]!.CorrelationId,
    });
    expect(gateway.recorded.gatewayLog[0]!.LastErrorReason).to.equal("Timeout");
    expect((await gateway.call("/chat/say", post)).status).to.equal(503);
  });

  it("calls a connection that breaks BackendConnectionFailure", async () => {
    const gateway = bench([...chat, send("one"), backend("one")], {
      "one.test": () => Promise.reject(new TransportError("BackendConnectionFailure", "refused")),
    });
    expect((await gateway.call("/chat/say", post)).status).to.equal(500);
    expect(gateway.recorded.gatewayLog[0]!.LastErrorReason).to.equal("BackendConnectionFailure");
  });

  it("does not count it against the backend that a client hangs up", async () => {
    const client = new AbortController();
    const gateway = bench(
      [
        ...chat,
        send("one"),
        backend(
          "one",
          rule({ count: 1, errorReasons: ["BackendConnectionFailure", "ClientConnectionFailure"] }),
        ),
      ],
      {
        "one.test": () => {
          client.abort();
          return new Promise(() => undefined);
        },
      },
    );
    await gateway.call("/chat/say", { ...post, signal: client.signal });
    expect(gateway.recorded.gatewayLog[0]!.LastErrorReason).to.equal("ClientConnectionFailure");
    expect(gateway.gateway.openBreakers()).to.deep.equal([]);
  });

  it("follows redirects only when told to", async () => {
    const redirect: HttpHandler = () =>
      Promise.resolve({
        status: 302,
        headers: new HttpHeaders({ Location: "https://two.test/x" }),
        body: Buffer.alloc(0),
      });
    const follow = (flag: string) =>
      bench([...chat, send("one", `<forward-request follow-redirects="${flag}" />`), backend("one")], {
        "one.test": redirect,
      });
    expect((await follow("false").call("/chat/say", post)).status).to.equal(302);
    const answer = await follow("true").call("/chat/say", post);
    expect(echoed(answer)).to.include({ method: "GET", url: "https://two.test/x" });
  });

  it("fails on error statuses when told to, and lets on-error shape the answer", async () => {
    const gateway = bench(
      [
        ...chat,
        send(
          "one",
          '<forward-request fail-on-error-status-code="true" />',
          `<set-status code="502" reason="Bad" /><set-header name="x-seen" exists-action="override"><value>1</value></set-header>`,
        ),
        backend("one"),
      ],
      { "one.test": failing },
    );
    const answer = await gateway.call("/chat/say", post);
    expect([answer.status, answer.reason, answer.headers.get("x-seen")]).to.deep.equal([502, "Bad", "1"]);
  });
});
