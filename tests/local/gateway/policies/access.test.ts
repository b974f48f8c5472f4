import { expect } from "chai";
import { HttpHeaders } from "../../../../common/http";
import { authenticationBasic } from "../../../../local/gateway/policies/authenticationBasic";
import { authenticationManagedIdentity } from "../../../../local/gateway/policies/authenticationManagedIdentity";
import { checkHeader } from "../../../../local/gateway/policies/checkHeader";
import { cors } from "../../../../local/gateway/policies/cors";
import { ipFilter } from "../../../../local/gateway/policies/ipFilter";
import { toText } from "../../../../policy-language/expressions/values/values";
import { build, element } from "../support/elements";
import { FakeGateway, finish, refusal } from "../support/fakeGateway";

describe("authentication-managed-identity", () => {
  const step = (more: Record<string, string> = {}) =>
    build(
      authenticationManagedIdentity,
      element("authentication-managed-identity", { resource: "r", ...more }),
    );

  it("signs on in Authorization, or in the named variable only", async () => {
    const call = new FakeGateway().call();
    await step().run(call);
    expect(call.context.request.headers.get("authorization")).to.equal("Bearer token-for-r-as-system");
    const other = new FakeGateway().call();
    await step({ "client-id": "c", "output-token-variable-name": "t" }).run(other);
    expect(other.context.request.headers.has("authorization")).to.equal(false);
    expect(toText(other.context.variables.get("t"))).to.equal("token-for-r-as-c");
  });

  it("fails without an identity, unless errors are ignored", async () => {
    const call = new FakeGateway().call();
    await refusal(step({ "client-id": "unknown" }), call);
    await step({ "client-id": "unknown", "ignore-error": "true" }).run(call);
    expect(call.context.request.headers.has("authorization")).to.equal(false);
  });
});

it("authentication-basic encodes name and password", async () => {
  const call = new FakeGateway().call();
  await build(authenticationBasic, element("authentication-basic", { username: "u", password: "p" })).run(
    call,
  );
  expect(call.context.request.headers.get("authorization")).to.equal("Basic dTpw");
});

describe("check-header", () => {
  const attributes = {
    name: "x-a",
    "failed-check-httpcode": "401",
    "failed-check-error-message": "No",
    "ignore-case": "true",
  };
  const step = build(checkHeader, element("check-header", attributes, element("value", {}, "One")));

  it("asks for the header and one of its values", async () => {
    const gateway = new FakeGateway();
    const missing = await refusal(step, gateway.call());
    expect([missing.status, missing.error.reason]).to.deep.equal([401, "HeaderNotFound"]);
    expect(missing.body).to.deep.equal({ statusCode: 401, message: "No" });
    const wrong = await refusal(step, gateway.call({ headers: new HttpHeaders({ "x-a": "two" }) }));
    expect(wrong.error.reason).to.equal("HeaderValueNotAllowed");
    await step.run(gateway.call({ headers: new HttpHeaders({ "x-a": "one" }) }));
  });
});

describe("ip-filter", () => {
  const range = element("address-range", { from: "10.0.0.1", to: "10.0.0.9" });
  it("lets in what is listed, or keeps it out", async () => {
    const gateway = new FakeGateway();
    const allow = build(ipFilter, element("ip-filter", { action: "allow" }, range));
    await allow.run(gateway.call());
    await allow.run(gateway.call({ clientAddress: "::ffff:10.0.0.9" }));
    const refused = await refusal(allow, gateway.call({ clientAddress: "10.0.0.10" }));
    expect([refused.status, refused.error.reason]).to.deep.equal([403, "CallerIpNotAllowed"]);
    const forbid = build(ipFilter, element("ip-filter", { action: "forbid" }, range));
    expect((await refusal(forbid, gateway.call())).error.reason).to.equal("CallerIpBlocked");
    await forbid.run(gateway.call({ clientAddress: "2001:db8::1" }));
  });
});

describe("cors", () => {
  const list = (name: string, child: string, value: string) => element(name, {}, element(child, {}, value));
  const step = build(
    cors,
    element(
      "cors",
      { "allow-credentials": "true" },
      list("allowed-origins", "origin", "https://app.test/"),
      list("allowed-headers", "header", "*"),
    ),
  );
  const headers = (origin: string, more = {}) => new HttpHeaders({ Origin: origin, ...more });

  it("answers preflights", async () => {
    const call = new FakeGateway().call({
      method: "OPTIONS",
      headers: headers("https://app.test", { "Access-Control-Request-Method": "POST" }),
    });
    expect(await step.run(call)).to.equal("stop");
    expect(call.response!.status).to.equal(200);
    expect(call.response!.headers.get("Access-Control-Allow-Origin")).to.equal("https://app.test");
    expect(call.response!.headers.get("Access-Control-Allow-Methods")).to.equal("GET,POST");
  });

  it("adds headers for origins it knows and gives others an empty answer", async () => {
    const known = new FakeGateway().call({ headers: headers("https://app.test") });
    expect(await step.run(known)).to.equal(undefined);
    expect(finish(known).headers.get("Access-Control-Allow-Credentials")).to.equal("true");
    const other = new FakeGateway().call({ method: "GET", headers: headers("https://other.test") });
    expect(await step.run(other)).to.equal("stop");
    expect([...other.response!.headers]).to.be.empty;
  });
});
