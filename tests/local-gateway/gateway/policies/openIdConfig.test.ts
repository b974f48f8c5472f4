import { expect } from "chai";
import { jsonResponse } from "../../../../packages/common/http";
import { TransportError } from "../../../../packages/local-gateway/http/transport";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";
import { OpenIdProvider } from "./openIdProvider";

const minutes = (count: number) => count * 60_000;

function setUp(more = "", attributes = "", issuer = "https://login.test/me") {
  const provider = new OpenIdProvider("login.test", issuer);
  const gateway = bench(
    [
      service(),
      api("chat"),
      operation("chat", "ask", "GET", "/"),
      apiPolicy(
        "chat",
        `<policies><inbound>
          <validate-jwt header-name="Authorization" output-token-variable-name="jwt" ${attributes}>
            <openid-config url="https://login.test/.well-known/openid-configuration" />${more}
          </validate-jwt>
          <set-header name="x-subject"><value>@(((Jwt)context.Variables["jwt"]).Subject)</value></set-header>
        </inbound></policies>`,
      ),
    ],
    { "login.test": provider.handle },
  );
  const expiry = () => gateway.clock.now() / 1000 + 7200;
  const call = (token: string) => gateway.call("/chat/", { headers: { Authorization: `Bearer ${token}` } });
  const status = async (claims: Record<string, unknown> = {}, key?: string) =>
    (await call(provider.token({ sub: "ann", exp: expiry(), ...claims }, key))).status;
  return { gateway, provider, call, expiry, status };
}

describe("validate-jwt with openid-config", () => {
  it("takes the provider's tokens, and hands the token on as a Jwt", async () => {
    const { call, provider, expiry, status } = setUp();
    const answer = await call(provider.token({ sub: "ann", exp: expiry() }));
    expect(echoed(answer).headers["x-subject"]).to.equal("ann");
    expect(await status({ iss: "https://other.test" })).to.equal(401);
    const stranger = new OpenIdProvider("login.test", "https://login.test/me");
    expect((await call(stranger.token({ exp: expiry() }))).status).to.equal(401);
  });

  it("allows the issuer of the token's own tenant where the provider has many", async () => {
    const { status } = setUp("", "", "https://login.test/{tenantid}/v2.0");
    expect(await status({ iss: "https://login.test/blue/v2.0", tid: "blue" })).to.equal(200);
    expect(await status({ iss: "https://login.test/blue/v2.0", tid: "red" })).to.equal(401);
    expect(await status({ iss: "https://login.test/blue/v2.0" })).to.equal(401);
  });

  it("allows declared issuers beside the provider's", async () => {
    const { status } = setUp("<issuers><issuer>https://other.test</issuer></issuers>");
    expect(await status({ iss: "https://other.test" })).to.equal(200);
    expect(await status()).to.equal(200);
    expect(await status({ iss: "https://third.test" })).to.equal(401);
  });

  it("keeps the keys for an hour", async () => {
    const { gateway, provider, status } = setUp();
    expect(await status()).to.equal(200);
    await gateway.clock.advance(minutes(59));
    expect(await status()).to.equal(200);
    expect(provider.asked).to.deep.equal(["/.well-known/openid-configuration", "/keys"]);
    await gateway.clock.advance(minutes(1));
    expect(await status()).to.equal(200);
    expect(provider.asked).to.have.length(4);
  });

  it("asks again for a key that it lacks, at most once in five minutes", async () => {
    const { gateway, provider, status } = setUp();
    provider.addKey("second", false);
    expect(await status()).to.equal(200);
    expect(await status({}, "second")).to.equal(401);
    provider.publish("second");
    expect(await status({}, "second")).to.equal(401);
    expect(provider.asked).to.have.length(2);
    await gateway.clock.advance(minutes(5));
    expect(await status({}, "second")).to.equal(200);
    expect(provider.asked).to.have.length(4);
  });

  it("goes on with the keys it has while the provider is gone, and fails without any", async () => {
    const { gateway, provider, status } = setUp();
    expect(await status()).to.equal(200);
    provider.broken = () => Promise.reject(new TransportError("BackendConnectionFailure", "gone"));
    await gateway.clock.advance(minutes(61));
    expect(await status()).to.equal(200);

    for (const broken of [
      () => Promise.reject(new TransportError("Timeout", "late")),
      () => Promise.resolve(jsonResponse(404, {})),
      () => Promise.resolve(jsonResponse(200, [])),
      () => Promise.resolve(jsonResponse(200, { issuer: 7, jwks_uri: 7 })),
    ]) {
      const none = setUp();
      none.provider.broken = broken;
      expect(await none.status()).to.equal(500);
      none.provider.broken = undefined;
      expect(await none.status()).to.equal(500);
      await none.gateway.clock.advance(minutes(5));
      expect(await none.status()).to.equal(200);
    }
  });

  it("asks once for calls that come together", async () => {
    const { provider, status } = setUp();
    const statuses = await Promise.all([status(), status(), status()]);
    expect(statuses).to.deep.equal([200, 200, 200]);
    expect(provider.asked).to.have.length(2);
  });

  it("refuses what is no token without asking, and unsigned ones unless told otherwise", async () => {
    const { call, provider, expiry } = setUp();
    for (const token of ["", "a", "a.b.c", "....", `${Buffer.from("[]").toString("base64url")}.e30.`]) {
      expect((await call(token)).status).to.equal(401);
    }
    expect(provider.asked).to.deep.equal([]);
    const claims = { iss: "https://login.test/me", exp: expiry(), sub: "ann" };
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${encode({ alg: "none" })}.${encode(claims)}.`;
    expect((await call(unsigned)).status).to.equal(401);
    const lax = setUp("", 'require-signed-tokens="false"');
    expect((await lax.call(unsigned)).status).to.equal(200);
    expect((await lax.call(`${unsigned}AAAA`)).status).to.equal(401);
  });
});
