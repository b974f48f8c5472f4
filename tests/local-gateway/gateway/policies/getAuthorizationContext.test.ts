import { expect } from "chai";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const identity = { identity: { type: "SystemAssigned", principalId: "gateway-principal" } };

function setUp(attributes: string, resource: Record<string, unknown> = identity) {
  return bench([
    service(resource),
    api("chat"),
    operation("chat", "ask", "GET", "/"),
    apiPolicy(
      "chat",
      `<policies><inbound>
        <get-authorization-context provider-id="github" authorization-id="@(&quot;auth-&quot; + &quot;01&quot;)" context-variable-name="auth" ${attributes} />
        <set-header name="x-token"><value>@(((Authorization)context.Variables.GetValueOrDefault("auth"))?.AccessToken ?? "none")</value></set-header>
        <set-header name="x-type"><value>@((string)((Authorization)context.Variables["auth"])?.Claims["token_type"] ?? "none")</value></set-header>
      </inbound><backend><forward-request /></backend>
      <on-error><set-header name="x-error"><value>@(context.LastError.Source + " " + context.LastError.Reason)</value></set-header></on-error></policies>`,
    ),
  ]);
}

const jwt = (claims: Record<string, unknown>) => `${part({ alg: "none" })}.${part(claims)}.`;
const asJwt = (token: string) => `identity-type="jwt" identity="${token}"`;

describe("get-authorization-context", () => {
  it("gives an access token of the connection", async () => {
    const { headers } = echoed(await setUp("").call("/chat/"));
    const claims = JSON.parse(
      Buffer.from(headers["x-token"]!.split(".")[1]!, "base64url").toString(),
    ) as Record<string, unknown>;
    expect(claims["aud"]).to.equal("https://azure-api.net/github/auth-01");
    expect(claims["oid"]).to.equal("gateway-principal");
    expect(headers["x-type"]).to.equal("Bearer");
  });

  it("fails without an identity, or gives null where errors are ignored", async () => {
    const failed = await setUp("", {}).call("/chat/");
    expect(failed.status).to.equal(500);
    expect(failed.headers.get("x-error")).to.match(/ManagedIdentityTokenFailure$/);
    const { headers } = echoed(await setUp('ignore-error="true"', {}).call("/chat/"));
    expect([headers["x-token"], headers["x-type"]]).to.deep.equal(["none", "none"]);
  });

  it("takes a caller's token that states audience, object and tenant", async () => {
    const good = { aud: "https://azure-api.net/authorization-manager", oid: "o", tid: "t", exp: 4e9 };
    expect((await setUp(asJwt(jwt(good))).call("/chat/")).status).to.equal(200);
    const bad = [
      "",
      "a.b",
      jwt({ ...good, aud: "other" }),
      jwt({ ...good, oid: undefined }),
      jwt({ ...good, tid: "" }),
    ];
    for (const token of [...bad, jwt({ ...good, exp: 1 })]) {
      const answer = await setUp(asJwt(token)).call("/chat/");
      expect(answer.status, token).to.equal(500);
      expect(answer.headers.get("x-error")).to.equal("get-authorization-context AuthorizationContextFailure");
      expect((await setUp(`${asJwt(token)} ignore-error="true"`).call("/chat/")).status).to.equal(200);
    }
  });

  it("needs a provider", () => {
    const document = `<policies><inbound><get-authorization-context authorization-id="a" context-variable-name="b" /></inbound></policies>`;
    const resources = [
      service(),
      api("chat"),
      operation("chat", "ask", "GET", "/"),
      apiPolicy("chat", document),
    ];
    expect(() => bench(resources)).to.throw("provider-id");
  });
});
