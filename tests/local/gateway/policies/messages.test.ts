import { expect } from "chai";
import { HttpHeaders } from "../../../../common/http";
import { api, apiPolicy, backend, bench, echoed, operation, service } from "../support";

function run(inbound: string, outbound = "", path = "/chat/rooms/blue%20room/say?a=1&b=x%20y") {
  const gateway = bench([
    service(),
    api("chat"),
    operation("chat", "say", "POST", "/rooms/{room}/say"),
    backend("other", { url: "https://other.test/deep" }),
    apiPolicy(
      "chat",
      `<policies><inbound>${inbound}</inbound><backend><base /></backend><outbound>${outbound}</outbound><on-error /></policies>`,
    ),
  ]);
  return gateway.call(path, { method: "POST", body: "hello", headers: { "x-old": "1", "x-gone": "1" } });
}

const header = (name: string, action: string, ...values: string[]) =>
  `<set-header name="${name}" exists-action="${action}">${values.map((value) => `<value>${value}</value>`).join("")}</set-header>`;

describe("set-header", () => {
  it("overrides, appends, skips and deletes, with values that expressions give", async () => {
    const { headers } = echoed(
      await run(
        header("x-old", "append", "2", "@(context.Request.Method)") +
          header("x-new", "skip", "new") +
          header("X-OLD", "skip", "no") +
          header("x-gone", "delete") +
          header("@(&quot;x-&quot; + &quot;made&quot;)", "override", "@(1 + 1)"),
      ),
    );
    expect(headers).to.include({ "x-old": "1,2,POST", "x-new": "new", "x-made": "2" });
    expect(headers).not.to.have.property("x-gone");
  });
});

describe("set-body", () => {
  it("replaces the request's body by literal text or by what an expression gives", async () => {
    expect(echoed(await run("<set-body>plain</set-body>")).body).to.equal("plain");
    const upper =
      "<set-body>@(context.Request.Body.As&lt;string&gt;(preserveContent: true).ToUpper())</set-body>";
    expect(echoed(await run(upper)).body).to.equal("HELLO");
    expect(echoed(await run("<set-body>@((string)null)</set-body>")).body).to.equal("");
  });

  it("replaces the response's body in outbound, which it may read first", async () => {
    const answer = await run(
      "",
      `<set-body>@((string)context.Response.Body.As<JObject>()["body"])</set-body>${header("x-out", "override", "1")}`,
    );
    expect(answer.text).to.equal("hello");
    expect(answer.headers.get("Content-Length")).to.equal(undefined);
  });

  it("refuses templates when the document is loaded", () => {
    expect(() => run('<set-body template="liquid">{{body}}</set-body>')).to.throw("POLICY_NOT_SIMULATED");
  });
});

describe("set-method, rewrite-uri and set-query-parameter", () => {
  it("change what the backend gets and nothing else", async () => {
    expect(echoed(await run("<set-method>PUT</set-method>")).method).to.equal("PUT");
    const rewritten = (attributes: string) => run(`<rewrite-uri ${attributes} />`);
    expect(echoed(await rewritten('template="/v2/{room}/{a}"')).url).to.equal(
      "https://backend.test/base/v2/blue%20room/1?b=x%20y",
    );
    expect(echoed(await rewritten('template="/v2?b=2"')).url).to.equal(
      "https://backend.test/base/v2?b=2&a=1",
    );
    expect(echoed(await rewritten('template="/v2" copy-unmatched-params="false"')).url).to.equal(
      "https://backend.test/base/v2",
    );
    const query = `<set-query-parameter name="A" exists-action="override"><value>@(context.Request.MatchedParameters["room"])</value></set-query-parameter>`;
    expect(echoed(await run(query)).url).to.equal(
      "https://backend.test/base/rooms/blue%20room/say?b=x%20y&A=blue%20room",
    );
  });
});

describe("set-variable and choose", () => {
  it("keep the type of an expression, and run the first branch that holds", async () => {
    const { headers } = echoed(
      await run(
        `<set-variable name="count" value="@(2)" />
        <set-variable name="text" value="2" />
        <choose>
          <when condition="@((int)context.Variables[&quot;count&quot;] == 3)">${header("x-branch", "override", "first")}</when>
          <when condition="@((string)context.Variables[&quot;text&quot;] == &quot;2&quot;)">${header("x-branch", "override", "second")}</when>
          <otherwise>${header("x-branch", "override", "third")}</otherwise>
        </choose>`,
      ),
    );
    expect(headers["x-branch"]).to.equal("second");
  });

  it("fail with API Management's reason when an expression throws", async () => {
    const onError = header("x-reason", "override", "@(context.LastError.Reason)");
    const where = header(
      "x-where",
      "override",
      "@(context.LastError.Source + &quot; &quot; + context.LastError.Scope + &quot; &quot; + context.LastError.Section + &quot; &quot; + context.LastError.Path)",
    );
    const gateway = bench([
      service(),
      api("chat"),
      operation("chat", "say", "GET", "/"),
      apiPolicy(
        "chat",
        `<policies><inbound>
          <choose><when condition="@(false)" /><when condition="@(true)">
            <set-variable name="a" value="1" />
            <set-variable name="x" value="@((int)context.Variables[&quot;a&quot;])" />
          </when></choose>
        </inbound><backend /><outbound /><on-error>${onError}${where}</on-error></policies>`,
      ),
    ]);
    const answer = await gateway.call("/chat/");
    expect(answer.status).to.equal(500);
    expect(answer.headers.get("x-reason")).to.equal("ExpressionValueEvaluationFailure");
    expect(answer.headers.get("x-where")).to.equal(
      "set-variable api inbound choose[1]/when[2]/set-variable[2]",
    );
  });
});

describe("return-response", () => {
  it("ends the pipeline with a response of its own", async () => {
    const answer = await run(
      `<return-response><set-status code="403" reason="No" />${header("x-why", "override", "@(context.Operation.Id)")}<set-body>@(new JObject(new JProperty("a", 1)).ToString(Newtonsoft.Json.Formatting.None))</set-body></return-response>`,
      header("x-outbound", "override", "ran"),
    );
    expect([answer.status, answer.reason, answer.text]).to.deep.equal([403, "No", '{"a":1}']);
    expect(answer.headers.get("x-why")).to.equal("say");
    expect(answer.headers.has("x-outbound")).to.equal(false);
  });
});

describe("limit-concurrency, wait and trace", () => {
  it("refuses at once what exceeds the count, and lets go afterwards", async () => {
    const gateway = bench(
      [
        service(),
        api("chat", { serviceUrl: "https://slow.test" }),
        operation("chat", "say", "GET", "/"),
        apiPolicy(
          "chat",
          `<policies><inbound /><backend><limit-concurrency key="@(context.Api.Id)" max-count="1"><forward-request /></limit-concurrency></backend></policies>`,
        ),
      ],
      {
        "slow.test": () =>
          new Promise((resolve) => {
            gateway.clock.after(1000, () =>
              resolve({ status: 200, headers: new HttpHeaders(), body: new Uint8Array(0) }),
            );
          }),
      },
    );
    const both = Promise.all([gateway.call("/chat/"), gateway.call("/chat/")]);
    expect((await both).map(({ status }) => status).sort()).to.deep.equal([200, 429]);
    expect((await gateway.call("/chat/")).status).to.equal(200);
  });

  it("writes traces with metadata", async () => {
    const gateway = bench([
      service(),
      api("chat"),
      operation("chat", "say", "GET", "/"),
      apiPolicy(
        "chat",
        `<policies><inbound><trace source="mine" severity="error"><message>@("at " + context.Api.Id)</message><metadata name="k" value="v" /></trace></inbound></policies>`,
      ),
    ]);
    await gateway.call("/chat/");
    expect(gateway.recorded.traces[0]).to.deep.include({
      source: "mine",
      severity: "error",
      message: "at chat",
      metadata: { k: "v" },
    });
  });
});
