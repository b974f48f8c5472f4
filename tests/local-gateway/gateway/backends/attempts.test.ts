import { expect } from "chai";
import { type HttpHandler, jsonResponse } from "../../../../packages/common/http";
import { TransportError } from "../../../../packages/local-gateway/http/transport";
import { api, apiPolicy, backend, bench, operation, service } from "../support";

const tripsAt = (status: number) => ({
  circuitBreaker: {
    rules: [
      {
        name: "r",
        failureCondition: { count: 1, interval: "PT1M", statusCodeRanges: [{ min: status, max: status }] },
        tripDuration: "PT1M",
      },
    ],
  },
});
const pool = {
  type: "Pool",
  url: undefined,
  pool: {
    services: [
      { id: "/backends/a", priority: 1 },
      { id: "/backends/b", priority: 1 },
    ],
  },
};
const answers =
  (status: number): HttpHandler =>
  () =>
    Promise.resolve(jsonResponse(status, {}));

/** Each status in turn, the last for ever; 0 breaks the connection. */
function inTurn(...statuses: readonly number[]): HttpHandler {
  let turn = 0;
  return () => {
    const status = statuses[Math.min(turn++, statuses.length - 1)]!;
    return status === 0
      ? Promise.reject(new TransportError("BackendConnectionFailure", "refused"))
      : Promise.resolve(jsonResponse(status, {}));
  };
}

/** A gateway whose backend section retries; it says in x-seen what context.Response was when an attempt began. */
function retrying(
  to: string,
  steps: string,
  backends: Readonly<Record<string, HttpHandler>>,
  { condition = "@(true)", count = 2, onError = "" } = {},
) {
  const note = `<set-variable name="seen" value="@{
    var before = context.Variables.GetValueOrDefault<string>("seen");
    var now = context.Response == null ? "none" : (context.Response.StatusCode + " " + context.Response.StatusReason).Trim();
    return before == null ? now : before + "|" + now;
  }" />`;
  const tell = `<set-header name="x-seen" exists-action="override"><value>@((string)context.Variables["seen"])</value></set-header>`;
  return bench(
    [
      service(),
      api("chat"),
      operation("chat", "say", "POST", "/say"),
      backend("a", tripsAt(429)),
      backend("b", tripsAt(429)),
      backend("pool", pool),
      apiPolicy(
        "chat",
        `<policies><inbound><set-backend-service backend-id='${to}' /></inbound>
          <backend><retry condition='${condition}' count="${count}" interval="0">${note}${steps}</retry></backend>
          <outbound>${tell}</outbound><on-error>${tell}${onError}</on-error></policies>`,
      ),
    ],
    backends,
  );
}

const buffered = '<forward-request buffer-request-body="true" />';
const say = { method: "POST", body: "question" };

describe("what context.Response is after an attempt", () => {
  const full = { "a.test": answers(429), "b.test": answers(429) };

  // prettier-ignore
  for (const [name, to, steps, backends, seen, status] of [
    ["two members full", "pool", buffered, full, "none|429 Too Many Requests|429 Too Many Requests", 503],
    ["a pool that stays exhausted", "pool", buffered, full, "none|429 Too Many Requests|429 Too Many Requests|503 Backend pool pool is temporarily unavailable", 503],
    ["a breaker of its own", "a", buffered, full, "none|429 Too Many Requests|503 Backend a is temporarily unavailable", 503],
    ["a limit of concurrency", "a", '<limit-concurrency key="k" max-count="0"><forward-request /></limit-concurrency>', full, "none|429 Too Many Requests", 429],
    ["a connection that breaks", "a", buffered, { "a.test": () => Promise.reject(new TransportError("BackendConnectionFailure", "refused")) }, "none|none", 500],
    ["a connection that breaks after an answer", "a", buffered, { "a.test": inTurn(500, 0) }, "none|500 Internal Server Error|none", 500],
    ["a backend that does not exist", '@("nobody")', buffered, {}, "none|none", 500],
    ["an expression that fails", "a", '<set-variable name="x" value="@(int.Parse(&quot;x&quot;))" />', {}, "none|none", 500],
  ] as const) {
    it(`${name} ⇒ ${seen}`, async () => {
      const count = seen.split("|").length - 1;
      const answer = await retrying(to, steps, backends, { count }).call("/chat/say", say);
      expect([answer.headers.get("x-seen"), answer.status]).to.deep.equal([seen, status]);
    });
  }

  it("an exhausted pool answers 503 each time, with a reason that a condition can read", async () => {
    const gateway = retrying("pool", buffered, full, {
      condition:
        '@(context.Response.StatusCode == 429 || (context.Response.StatusCode == 503 && !context.Response.StatusReason.Contains("Backend pool") && !context.Response.StatusReason.Contains("is temporarily unavailable")))',
      count: 2,
    });
    const statuses: string[] = [];
    for (let call = 0; call < 3; call++) {
      const { status, reason } = await gateway.call("/chat/say", say);
      statuses.push(`${status} ${reason}`);
    }
    expect(statuses).to.deep.equal(Array(3).fill("503 Backend pool pool is temporarily unavailable"));
    expect(gateway.reached).to.have.length(2);
  });

  it("is the same for on-error, whatever the condition saw", async () => {
    const onError =
      '<set-header name="x-end" exists-action="override"><value>@(context.Response.StatusCode + " " + context.LastError.Reason)</value></set-header>';
    const answer = await retrying("pool", buffered, full, { onError }).call("/chat/say", say);
    expect(answer.headers.get("x-end")).to.equal("503 BackendPoolExhausted");
  });
});

describe("the body of a second attempt", () => {
  const bodies = (steps: string) => async () => {
    const sent: string[] = [];
    const gateway = retrying(
      "a",
      steps,
      {
        "a.test": ({ body }) => {
          sent.push(Buffer.from(body).toString());
          return Promise.resolve(jsonResponse(500, {}));
        },
      },
      { condition: "@(true)", count: 1 },
    );
    await gateway.call("/chat/say", say);
    return sent;
  };
  for (const [steps, sent] of [
    ["<forward-request />", ["question", ""]],
    ['<forward-request buffer-request-body="false" />', ["question", ""]],
    ['<forward-request buffer-request-body="true" />', ["question", "question"]],
    ['<forward-request buffer-request-body="@(1 == 2)" />', ["question", ""]],
    ["<set-body>new</set-body><forward-request />", ["new", "new"]],
    [
      '<choose><when condition="@(context.Response == null)"><forward-request /></when><otherwise><forward-request buffer-request-body="true" /></otherwise></choose>',
      ["question", ""],
    ],
    [
      '<set-variable name="b" value="@(context.Request.Body.As<string>(preserveContent: true))" /><forward-request />',
      ["question", ""],
    ],
  ] as const) {
    it(`${steps} ⇒ ${JSON.stringify(sent)}`, async () => {
      expect(await bodies(steps)()).to.deep.equal(sent);
    });
  }
});
