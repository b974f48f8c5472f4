import { expect } from "chai";
import { api, bench, declared, operation, service, serviceId } from "../support";

const get = (id: string) => operation(id, "get", "GET", "/");
const product = (id: string, apiIds: readonly string[], inputs: Record<string, unknown> = {}) => [
  declared("apimanagement:Product", `products/${id}`, { displayName: id, state: "published", ...inputs }),
  declared("apimanagement:ProductPolicy", `products/${id}/policies/policy`, {
    format: "rawxml",
    value: `<policies><inbound><set-header name="x-product" exists-action="override"><value>${id}</value></set-header></inbound></policies>`,
  }),
  ...apiIds.map((apiId) => declared("apimanagement:ProductApi", `products/${id}/apis/${apiId}`)),
];
const subscription = (id: string, scope: string, inputs: Record<string, unknown> = {}) =>
  declared("apimanagement:Subscription", `subscriptions/${id}`, {
    displayName: id,
    scope: `${serviceId}${scope}`,
    primaryKey: `${id}-1`,
    secondaryKey: `${id}-2`,
    state: "active",
    ...inputs,
  });

const resources = [
  service(),
  api("chat", {
    subscriptionRequired: true,
    subscriptionKeyParameterNames: { header: "api-key", query: "key" },
  }),
  get("chat"),
  api("other", { subscriptionRequired: true }),
  get("other"),
  api("free", { subscriptionRequired: true }),
  get("free"),
  ...product("gold", ["chat"]),
  ...product("open", ["free"], { subscriptionRequired: false }),
  subscription("gold-sub", "/products/gold"),
  subscription("api-sub", "/apis/other"),
  subscription("all-sub", "/apis"),
  subscription("new-sub", "/products/gold", { state: undefined }),
  subscription("off-sub", "/products/gold", { state: "suspended" }),
];

/** The product whose policy ran, or the status. */
async function outcome(path: string, headers: Record<string, string> = {}) {
  const gateway = bench(resources);
  const answer = await gateway.call(path, { headers });
  if (answer.status !== 200) return answer.status;
  const { headers: sent } = JSON.parse(answer.text) as { headers: Record<string, string> };
  return sent["x-product"] ?? "no product";
}

describe("subscription keys", () => {
  it("choose the product by the subscription's scope", async () => {
    expect(await outcome("/chat/", { "api-key": "gold-sub-1" })).to.equal("gold");
    expect(await outcome("/chat/", { "api-key": "gold-sub-2" })).to.equal("gold");
    expect(await outcome("/chat/?key=gold-sub-1")).to.equal("gold");
    expect(await outcome("/chat/", { "api-key": "all-sub-1" })).to.equal("no product");
    expect(await outcome("/other/", { "Ocp-Apim-Subscription-Key": "api-sub-1" })).to.equal("no product");
    expect(await outcome("/free/")).to.equal("open");
  });

  it("are refused where their scope does not reach, and before they are active", async () => {
    expect(await outcome("/other/", { "Ocp-Apim-Subscription-Key": "gold-sub-1" })).to.equal(401);
    expect(await outcome("/chat/", { "api-key": "api-sub-1" })).to.equal(401);
    expect(await outcome("/chat/", { "api-key": "new-sub-1" })).to.equal(401);
    expect(await outcome("/chat/", { "api-key": "off-sub-1" })).to.equal(401);
    expect(await outcome("/chat/", { "Ocp-Apim-Subscription-Key": "gold-sub-1" })).to.equal(401);
  });

  it("say why they are refused in API Management's words", async () => {
    const gateway = bench(resources);
    const missing = await gateway.call("/chat/");
    expect(JSON.parse(missing.text)).to.deep.equal({
      statusCode: 401,
      message:
        "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
    });
    expect(missing.headers.get("WWW-Authenticate")).to.contain('name="api-key"');
    const invalid = await gateway.call("/chat/", { headers: { "api-key": "guess" } });
    expect(JSON.parse(invalid.text)).to.deep.equal({
      statusCode: 401,
      message:
        "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.",
    });
    expect(gateway.reached).to.deep.equal([]);
    expect(gateway.recorded.gatewayLog.map(({ LastErrorReason }) => LastErrorReason)).to.deep.equal([
      "SubscriptionKeyNotFound",
      "SubscriptionKeyInvalid",
    ]);
  });

  it("of a subscription without a state are worth a warning", () => {
    expect(bench(resources).gateway.warnings.map(({ code, subject }) => [code, subject])).to.deep.equal([
      ["SUBSCRIPTION_NOT_ACTIVE", "new-sub"],
    ]);
  });
});
