import { expect } from "chai";
import { api, apiPolicy, backend, bench, echoed, operation, service } from "../support";

function setUp(inbound: string, inputs: Record<string, unknown> = {}) {
  const gateway = bench([
    service(),
    api("chat", inputs),
    operation("chat", "say", "POST", "/rooms/{room}/say"),
    backend("other", { url: "https://other.test/deep" }),
    apiPolicy(
      "chat",
      `<policies><inbound>${inbound}</inbound><backend><forward-request /></backend><outbound /></policies>`,
    ),
  ]);
  return () => gateway.call("/chat/rooms/blue%20room/say?a=1&b=x%20y", { method: "POST", body: "hello" });
}

const choose = (attributes: string) => `<set-backend-service ${attributes} />`;

describe("set-backend-service", () => {
  it("changes the host and base path, which context.Request.Url then shows", async () => {
    const shown = `<set-header name="x-url"><value>@(context.Request.Url.ToString())</value></set-header>`;
    const { url, headers } = echoed(await setUp(choose('backend-id="other"') + shown)());
    expect(url).to.equal("https://other.test/deep/rooms/blue%20room/say?a=1&b=x%20y");
    expect(headers["x-url"]).to.contain("https://other.test");
    expect(echoed(await setUp(choose('base-url="https://plain.test/x"'))()).url).to.equal(
      "https://plain.test/x/rooms/blue%20room/say?a=1&b=x%20y",
    );
  });

  it("has path, query and the gateway's host in context.Request.Url before there is a backend", async () => {
    const expressions = [
      'context.Request.Url.Query.GetValueOrDefault("b", "none")',
      "context.Request.Url.Path",
      "context.Request.Url.Host",
      "context.Request.OriginalUrl.Host",
    ];
    const shown = expressions
      .map((code, index) => `<set-header name="x-${index}"><value>@(${code})</value></set-header>`)
      .join("");
    const answer = await setUp(shown + choose('backend-id="other"'), { serviceUrl: undefined })();
    const { url, headers } = echoed(answer);
    expect(url).to.equal("https://other.test/deep/rooms/blue%20room/say?a=1&b=x%20y");
    const [query, path, host, originalHost] = expressions.map((_, index) => headers[`x-${index}`]);
    expect([query, path]).to.deep.equal(["x y", "/rooms/blue room/say"]);
    expect(host).to.equal(originalHost);
    // Nothing is sent there.
    expect((await setUp(shown, { serviceUrl: undefined })()).status).to.equal(500);
  });

  it("takes the last of several choices", async () => {
    const twice =
      choose('base-url="https://plain.test"') + choose('backend-id="@(&quot;oth&quot; + &quot;er&quot;)"');
    expect(echoed(await setUp(twice)()).url).to.contain("https://other.test/deep/");
  });

  it("calls a microservice through the Dapr sidecar", async () => {
    const url = async (attributes: string) => echoed(await setUp(choose(attributes))()).url;
    expect(await url('dapr-app-id="echo" dapr-method="api/speak"')).to.equal(
      "http://localhost:3500/v1.0/invoke/echo/method/api/speak?a=1&b=x%20y",
    );
    expect(
      await url('dapr-app-id="@(&quot;echo&quot;)" dapr-method="/speak" dapr-namespace="prod"'),
    ).to.equal("http://localhost:3500/v1.0/invoke/echo.prod/method/speak?a=1&b=x%20y");
  });

  it("fails the call for a backend that does not exist", async () => {
    const answer = await setUp(choose('backend-id="@(&quot;no&quot; + &quot;ne&quot;)"'))();
    expect(answer.status).to.equal(500);
  });

  it("takes exactly one kind of target", () => {
    const bad = [
      "",
      'backend-id="other" base-url="https://a.test"',
      'base-url="https://a.test" dapr-app-id="a"',
    ];
    for (const attributes of bad)
      expect(() => setUp(choose(attributes)), attributes).to.throw("set-backend-service");
    expect(() => setUp(choose('dapr-app-id="a"'))).to.throw("dapr-method");
  });
});
