import { expect } from "chai";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";
import { entraClouds } from "../../../entraClouds";
import { OpenIdProvider } from "./openIdProvider";

const issuer = "https://login.microsoftonline.com/tenant-guid/v2.0";
const clients = `<client-application-ids><application-id>App-One</application-id><application-id>@("app-" + "two")</application-id></client-application-ids>`;

function setUp(children = clients, attributes = "", host = "login.microsoftonline.com", said = issuer) {
  const provider = new OpenIdProvider(host, said);
  const gateway = bench(
    [
      service(),
      api("chat"),
      operation("chat", "ask", "GET", "/"),
      apiPolicy(
        "chat",
        `<policies><inbound>
          <validate-azure-ad-token tenant-id="contoso.onmicrosoft.com" ${attributes}>${children}</validate-azure-ad-token>
          <set-header name="x-app"><value>@(context.Variables.ContainsKey("jwt") ? ((Jwt)context.Variables["jwt"]).Claims["azp"][0] : "")</value></set-header>
        </inbound><backend><forward-request /></backend>
        <on-error><set-header name="x-error"><value>@(context.LastError.Source + " " + context.LastError.Reason)</value></set-header></on-error></policies>`,
      ),
    ],
    { [host]: provider.handle },
  );
  const send = (token: string, header = "Authorization", scheme = "Bearer ") =>
    gateway.call("/chat/", { headers: { [header]: scheme + token } });
  const call = (claims: Record<string, unknown> = {}) =>
    send(provider.token({ exp: gateway.clock.now() / 1000 + 60, azp: "app-one", aud: "api", ...claims }));
  const error = async (claims: Record<string, unknown>) => {
    const answer = await call(claims);
    return [answer.status, answer.headers.get("x-error")?.replace("validate-azure-ad-token ", "")];
  };
  return { gateway, provider, send, call, error };
}

describe("validate-azure-ad-token", () => {
  it("takes tokens of the tenant by its own configuration", async () => {
    const { call, provider } = setUp(clients, 'output-token-variable-name="jwt"');
    const answer = await call();
    expect(echoed(answer).headers["x-app"]).to.equal("app-one");
    expect(provider.asked[0]).to.equal("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration");
  });

  it("takes tokens of both versions", async () => {
    const { call, error } = setUp();
    const one = { iss: "https://sts.windows.net/tenant-guid/", azp: undefined, appid: "app-two" };
    expect((await call(one)).status).to.equal(200);
    expect(await error({ iss: "https://sts.windows.net/other/" })).to.deep.equal([
      401,
      "TokenIssuerNotAllowed",
    ]);
  });

  for (const [host, version2, version1] of entraClouds)
    it(`takes tokens of both versions by the configuration at ${host}, and none of version 1 from another cloud`, async () => {
      const endpoint = `authentication-endpoint="https://${host}"`;
      const { error } = setUp("", endpoint, host, version2);
      expect(await error({ iss: version2 })).to.deep.equal([200, undefined]);
      for (const iss of new Set(entraClouds.map(([, , one]) => one)))
        expect((await error({ iss }))[0], iss).to.equal(iss === version1 ? 200 : 401);
    });

  it("refuses other clients, audiences, claims and times", async () => {
    const { error } = setUp(
      `${clients}<audiences><audience>api</audience></audiences>
      <required-claims><claim name="roles" match="any"><value>Reader</value><value>Writer</value></claim></required-claims>`,
    );
    const roles = ["Writer"];
    expect(await error({ roles })).to.deep.equal([200, undefined]);
    expect(await error({ roles, azp: "app-three" })).to.deep.equal([401, "TokenClaimValueNotAllowed"]);
    expect(await error({ roles, azp: undefined })).to.deep.equal([401, "TokenClaimValueNotAllowed"]);
    expect(await error({ roles, aud: "other" })).to.deep.equal([401, "TokenAudienceNotAllowed"]);
    expect(await error({ roles: ["Owner"] })).to.deep.equal([401, "TokenClaimValueNotAllowed"]);
    expect(await error({})).to.deep.equal([401, "TokenClaimNotFound"]);
    expect(await error({ roles, exp: 1 })).to.deep.equal([401, "TokenExpired"]);
  });

  it("takes any client where none is named, and backend applications as audiences", async () => {
    const { error } = setUp(
      "<backend-application-ids><application-id>api</application-id></backend-application-ids>",
    );
    expect(await error({ azp: "anyone" })).to.deep.equal([200, undefined]);
    expect(await error({ aud: "other" })).to.deep.equal([401, "TokenAudienceNotAllowed"]);
  });

  it("reads the token where it is told to, from another cloud's endpoint", async () => {
    const attributes = 'header-name="x-token" authentication-endpoint="https://login.test/"';
    const { gateway, provider, send } = setUp(clients, attributes, "login.test");
    const token = provider.token({ exp: gateway.clock.now() / 1000 + 60, azp: "app-one" });
    expect((await send(token, "x-token", "")).status).to.equal(200);
    expect((await send(token)).status).to.equal(401);
  });

  it("refuses what is no token, by the status and message it is told", async () => {
    const attributes = 'failed-validation-httpcode="403" failed-validation-error-message="Sign in first"';
    const { send, gateway } = setUp(clients, attributes);
    for (const token of ["", "a", "a.b.c"]) {
      const answer = await send(token);
      expect(JSON.parse(answer.text)).to.deep.equal({ statusCode: 403, message: "Sign in first" });
    }
    expect((await gateway.call("/chat/")).status).to.equal(403);
    expect((await gateway.call("/chat/")).headers.get("x-error")).to.contain("TokenNotPresent");
  });
});
