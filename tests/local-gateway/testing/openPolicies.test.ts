import { expect } from "chai";
import { mergeCoverage, openPolicies } from "../../../packages/local-gateway/testing";

const around = (inbound: string, backend = "<forward-request />", outbound = "") =>
  `<policies><inbound>${inbound}</inbound><backend>${backend}</backend><outbound>${outbound}</outbound></policies>`;
const setVariable = (name: string, value: string) => `<set-variable name="${name}" value="${value}" />`;

describe("openPolicies", () => {
  /** `expression => the variable's value in JavaScript, as JSON` */
  const values = `
@(1 + 1) => 2
@(1.5) => 1.5
@("a") => "a"
@(true) => true
@((string)null) => null
@(new JObject(new JProperty("a", 1))) => {"a":1}
@(new JArray(1, "b")) => [1,"b"]
@(new List<string> { "a", "b" }) => ["a","b"]
@(new Dictionary<string, int> { { "a", 1 } }) => {"a":1}
@(new [] { 1, 2 }) => [1,2]
@(new DateTime(2026, 1, 2)) => "2026-01-02T00:00:00.0000000"
@((int)context.Variables["n"] + 1) => 42
@((string)((JObject)context.Variables["o"])["k"]) => "v"
@(((JArray)context.Variables["l"]).Count) => 2
@((bool)context.Variables["b"]) => true
@((double)context.Variables["d"] * 2) => 3
@(((DateTime)context.Variables["when"]).Year) => 2026
@(context.Variables["nothing"] == null) => true
`;
  for (const line of values.trim().split("\n")) {
    const [expression, expected] = line.split(" => ") as [string, string];
    it(`gives variables: ${line}`, async () => {
      const gateway = await openPolicies({
        policy: around(setVariable("x", expression.replaceAll("<", "&lt;"))),
      });
      const given = {
        n: 41,
        o: { k: "v" },
        l: [1, 2],
        b: true,
        d: 1.5,
        when: new Date("2026-05-01"),
        nothing: null,
      };
      const { variables, error } = await gateway.call({ variables: given });
      expect(error).to.equal(undefined);
      expect(variables["x"]).to.deep.equal(JSON.parse(expected));
    });
  }

  it("tells what was sent beside the answer", async () => {
    const policy = around(
      `<log-to-eventhub logger-id="hub">@("event")</log-to-eventhub>
       <emit-metric name="calls" value="2" namespace="n"><dimension name="API ID" /></emit-metric>
       <trace source="me"><message>hello</message></trace>
       <send-request mode="new" response-variable-name="r"><set-url>https://side.example/x</set-url></send-request>`,
    );
    const gateway = await openPolicies({ policy }, { hosts: { "side.example": () => ({ status: 418 }) } });
    const { events, metrics, traces, backendCalls, trace } = await gateway.call({ path: "/p" });
    expect(events.map(({ hub, body }) => [hub, body])).to.deep.equal([["hub", "event"]]);
    expect(metrics.map(({ name, value }) => [name, value])).to.deep.equal([["calls", 2]]);
    expect(traces.map(({ source, message }) => [source, message])).to.deep.equal([["me", "hello"]]);
    expect(backendCalls.map(({ host, status }) => [host, status])).to.deep.equal([
      ["side.example", 418],
      ["echo.invalid", 200],
    ]);
    expect(trace.map(({ source }) => source)).to.include("log-to-eventhub");
  });

  it("has a handler that throws be a connection that breaks", async () => {
    const gateway = await openPolicies(
      { policy: around("") },
      {
        hosts: {
          default: () => {
            throw new Error("refused");
          },
        },
      },
    );
    const { status, error } = await gateway.call();
    expect(status).to.equal(500);
    expect(error).to.include({ source: "forward-request", reason: "BackendConnectionFailure" });
  });

  it("lets calls be under way together, time stands still while a handler works, and delays are virtual", async () => {
    const policy = around(
      "",
      '<limit-concurrency key="all" max-count="1"><forward-request /></limit-concurrency>',
    );
    const gateway = await openPolicies(
      { policy },
      {
        hosts: {
          async default() {
            await new Promise((resolve) => setTimeout(resolve, 5));
            return { delayMs: 60_000, body: "late" };
          },
        },
      },
    );
    const both = await Promise.all([gateway.call(), gateway.call()]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 429]);
    expect(Math.max(...both.map(({ tookMs }) => tookMs))).to.equal(60_000);
  });

  it("knows when it is, and refuses to go back", async () => {
    const gateway = await openPolicies(
      { policy: around(setVariable("t", "@(DateTime.UtcNow.ToString(&quot;s&quot;))")) },
      { now: "2026-03-01T00:00:00Z" },
    );
    expect((await gateway.call()).variables["t"]).to.equal("2026-03-01T00:00:00");
    await gateway.advance(1_000);
    expect((await gateway.call({ at: "2026-03-01T01:00:00Z" })).variables["t"]).to.equal(
      "2026-03-01T01:00:00",
    );
    const back = gateway.call({ at: "2026-03-01T00:30:00Z" });
    expect(await back.then(String, String)).to.contain("is before now");
  });

  it("accepts its own tokens, by their claims", async () => {
    const policy = around(
      `<validate-azure-ad-token tenant-id="11111111-1111-1111-1111-111111111111"><audiences><audience>api://orders</audience></audiences>
       <required-claims><claim name="roles"><value>reader</value></claim></required-claims></validate-azure-ad-token>`,
    );
    const gateway = await openPolicies({ policy });
    const call = (token: string) => gateway.call({ headers: { Authorization: `Bearer ${token}` } });
    const tenant = "11111111-1111-1111-1111-111111111111";
    const good = { tenant, audience: "api://orders", claims: { roles: ["reader"] } };
    expect((await call(gateway.token(good))).status).to.equal(200);
    expect((await call(gateway.token({ ...good, claims: {} }))).status).to.equal(401);
    expect((await call(gateway.token({ ...good, audience: "api://other" }))).status).to.equal(401);
    expect((await call(gateway.token({ ...good, lifetimeSeconds: -10 }))).status).to.equal(401);
  });

  it("reads the cost of an answer that states its usage, streamed or whole", async () => {
    const usage = { prompt_tokens: 1_000_000, completion_tokens: 1_000_000, total_tokens: 2_000_000 };
    const answer = { model: "gpt-4.1-2025-04-14", usage, choices: [] };
    for (const response of [{ body: answer }, { events: [answer, "[DONE]"] }]) {
      const gateway = await openPolicies({ policy: around("") }, { hosts: { default: () => response } });
      const { cost } = await gateway.call({ body: {} });
      expect(cost).to.include({
        model: "gpt-4.1-2025-04-14",
        promptTokens: 1_000_000,
        completionTokens: 1_000_000,
      });
      expect(cost!.dollars).to.be.greaterThan(1);
    }
    const plain = await openPolicies(
      { policy: around("") },
      { hosts: { default: () => ({ body: { ok: true } }) } },
    );
    expect((await plain.call()).cost).to.equal(undefined);
  });

  it("asks for what is missing in the words of a test", async () => {
    const policy = around(
      '<include-fragment fragment-id="f" /><set-backend-service backend-id="b" />' +
        setVariable("x", "{{v}}"),
    );
    const said = await openPolicies({ policy }).then(String, String);
    for (const part of ["<policy>:1:", 'fragments: { "f"', 'hosts: { "b"', 'namedValues: { "v"'])
      expect(said).to.contain(part);
    await openPolicies(
      { policy },
      { fragments: { f: "<fragment />" }, hosts: { b: () => undefined }, namedValues: { v: "1" } },
    );
  });

  it("fails a body that is no JSON with the body", async () => {
    const gateway = await openPolicies(
      { policy: around("") },
      { hosts: { default: () => ({ body: "<html>" }) } },
    );
    const result = await gateway.call();
    expect(() => result.json).to.throw("<html>");
  });
});

describe("coverage of policies", () => {
  const policy = `<policies>
<inbound>
<choose>
<when condition="@(context.Request.Method == "GET")">
<set-header name="A" exists-action="override"><value>1</value></set-header>
</when>
<otherwise>
<set-header name="B" exists-action="override"><value>1</value></set-header>
</otherwise>
</choose>
<choose>
<when condition="@(context.Request.Method == "PUT")"><set-method>POST</set-method></when>
</choose>
</inbound>
<backend>
<retry condition="@(context.Response.StatusCode == 500)" count="1" interval="0">
<forward-request buffer-request-body="true" />
</retry>
</backend>
</policies>`;

  it("counts elements, ways of a choose, an absent otherwise among them, and retries", async () => {
    const gateway = await openPolicies(
      { policy },
      { hosts: { default: ({ index }) => ({ status: index === 0 ? 500 : 200 }) } },
    );
    await gateway.call();
    await gateway.call();
    const [file] = gateway.coverage().files;
    expect(file!.lines.map(({ line, element, hits }) => `${line} ${element} ${hits}`)).to.deep.equal([
      "3 choose 2",
      "5 set-header 2",
      "8 set-header 0",
      "11 choose 2",
      "12 set-method 0",
      "16 retry 2",
      "17 forward-request 3",
    ]);
    expect(file!.branches.map(({ line, name, hits }) => `${line} ${name} ${hits}`)).to.deep.equal([
      "3 when 2",
      "3 otherwise 0",
      "11 when 0",
      "11 no branch 2",
      "16 again 1",
      "16 not again 2",
    ]);
  });

  it("is one of several gateways'", async () => {
    const calls = ["GET", "POST"].map(async (method) => {
      const gateway = await openPolicies({ policy });
      await gateway.call({ method });
      return gateway.coverage();
    });
    const [file] = mergeCoverage(...(await Promise.all(calls))).files;
    expect(file!.branches.slice(0, 2).map(({ hits }) => hits)).to.deep.equal([1, 1]);
  });
});

describe("what a test gets wrong", () => {
  const policy = around("");
  const open = async (source: unknown, options?: unknown) =>
    openPolicies(source as string, options as undefined);
  const call = async (options: unknown) => (await open({ policy })).call(options as undefined);
  const answer = async (given: unknown) =>
    (await open({ policy }, { hosts: { default: () => given } })).call();
  const mistakes: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ["no source", () => open(undefined), "TEST_SOURCE source: is neither a path nor"],
    ["a document under another name", () => open({ policies: policy }), "TEST_SOURCE source"],
    [
      "an unknown option",
      () => open({ policy }, { host: {} }),
      "TEST_OPTION host: is not known — did you mean hosts?",
    ],
    [
      "hosts that are no functions",
      () => open({ policy }, { hosts: { default: "x" } }),
      "TEST_OPTION hosts: is not an object of name: function",
    ],
    ["one function for all", () => open({ policy }, { hosts: () => ({}) }), "TEST_OPTION hosts"],
    [
      "a named value that is no text",
      () => open({ policy }, { namedValues: { n: 1 } }),
      "TEST_OPTION namedValues",
    ],
    ["a path in place of options", () => call("/x"), "TEST_CALL options: is no object of options"],
    [
      "an unknown option of a call",
      () => call({ pth: "/x" }),
      "TEST_CALL pth: is not known — did you mean path?",
    ],
    ["a number as a header", () => call({ headers: { a: 3 } }), "TEST_CALL headers"],
    ["a method with a blank", () => call({ method: "G T" }), "TEST_CALL method"],
    ["a text in place of a response", () => answer("hello"), "TEST_ANSWER answer: is no object of options"],
    [
      "an unknown part of a response",
      () => answer({ staus: 503 }),
      "TEST_ANSWER staus: is not known — did you mean status?",
    ],
    ["a status that is none", () => answer({ status: "x" }), "TEST_ANSWER status: is not a status code"],
    ["time that goes back", async () => (await open({ policy })).advance(-1), "TEST_TIME ms"],
  ];
  for (const [name, make, expected] of mistakes)
    it(name, async () => {
      const error = await make().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(String(error)).to.include(expected);
    });

  it("is told all at once", async () => {
    const error = await call({ pth: 1, headers: 3 }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(String(error)).to.match(/TEST_CALL pth[\s\S]*TEST_CALL headers/);
  });
});
