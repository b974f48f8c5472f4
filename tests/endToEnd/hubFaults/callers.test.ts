import { createHmac } from "node:crypto";
import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { chat, chatPath, devConfig, type DevStack } from "../devStack";
import { apps, audience, otherTenant, people, startTokens, tenant, type Issuer } from "../tokenStack";

const config: GatewayConfigInput = {
  ...devConfig,
  entra: { tenants: [tenant], audiences: [audience] },
  products: [
    {
      name: "coding",
      displayName: "Coding agents",
      identity: {
        mode: "entra",
        applications: [apps.coding],
        perUser: { tokensPerMinute: 250 },
      },
    },
    {
      name: "both",
      displayName: "Both",
      identity: { mode: "both", applications: [apps.both] },
      subscriptions: [{ name: "both-team" }],
    },
    { name: "keys", displayName: "Keys", subscriptions: [{ name: "team" }] },
  ],
};

/** Names that the AI hub reads, and others that gateways of the kind read or write. */
const forged: Readonly<Record<string, string>> = {
  appId: apps.stranger,
  "x-app-id": apps.stranger,
  endUserId: people.bob,
  "x-user-id": people.bob,
  "x-ms-client-principal-id": people.bob,
  "x-ms-client-principal": Buffer.from(JSON.stringify({ oid: people.bob })).toString("base64"),
  "x-ms-token-aad-access-token": "eyJhbGciOiJub25lIn0.e30.",
  "x-forwarded-user": people.bob,
  "x-genai-product": "keys",
  "x-genai-caller": JSON.stringify({ app: apps.stranger, tenant: otherTenant, user: "bob" }),
  "genai-product": "keys",
  "genai-user": people.bob,
  oid: people.bob,
  azp: apps.stranger,
};

describe("the AI hub's faults of callers", function () {
  let stack: DevStack;
  let issuer: Issuer;
  beforeEach(async () => {
    ({ stack, issuer } = await startTokens(config));
  });
  const bearer = async (claims: object) => ({
    Authorization: `Bearer ${await issuer.token(stack, { ...claims })}`,
  });

  it("6 is not copied: the token's application is looked at, with a key and without", async () => {
    for (const azp of [apps.stranger, apps.both])
      expect((await stack.call(chatPath, chat(5), await bearer({ azp }))).status).to.equal(403);
    const key = { "api-key": stack.key("both-team") };
    for (const azp of [apps.stranger, apps.coding])
      expect((await stack.call(chatPath, chat(5), { ...key, ...(await bearer({ azp })) })).status).to.equal(
        403,
      );
    expect((await stack.call(chatPath, chat(5), await bearer({ azp: apps.coding }))).status).to.equal(200);
  });

  it("8 is not copied: what a client says of itself names nobody, and counts for nobody", async () => {
    const ann = { azp: apps.coding, oid: people.ann };
    const plain = await stack.call(chatPath, chat(100), await bearer(ann));
    expect(plain.status, plain.text).to.equal(200);
    const own = stack.usage().at(-1)!;
    const body = chat(100, {
      user: people.bob,
      safety_identifier: people.bob,
    });
    const lied = await stack.call(chatPath, body, { ...(await bearer(ann)), ...forged });
    expect(lied.status, lied.text).to.equal(200);
    const event = stack.usage().at(-1)!;
    expect(event.caller).to.deep.equal(own.caller);
    expect(event.product).to.equal("coding");
    // The tokens of both are Ann's, whom the limit stops, and Bob has used none.
    expect((await stack.call(chatPath, body, { ...(await bearer(ann)), ...forged })).status).to.equal(429);
    const bob = await stack.call(chatPath, chat(100), await bearer({ ...ann, oid: people.bob }));
    expect(bob.status).to.equal(200);
    expect(stack.usage().at(-1)!.caller!.user).not.to.equal(own.caller!.user);
  });

  it("8 is not copied: a key alone has no caller, whatever is said", async () => {
    const key = { "api-key": stack.key("team"), ...forged };
    expect((await stack.call(chatPath, chat(5), key)).status).to.equal(200);
    expect((await stack.call(chatPath, chat(5), { ...key, ...(await bearer({})) })).status).to.equal(200);
    for (const event of stack.usage()) {
      expect(event.product).to.equal("keys");
      expect(event).not.to.have.property("caller");
    }
  });

  it("tells who it was by a keyed hash, which nobody can try out", async () => {
    await stack.call(chatPath, chat(5), await bearer({ azp: apps.coding, oid: people.ann }));
    const { caller } = stack.usage().at(-1)!;
    const secret = stack.deployment.resources.find(({ name }) => name.endsWith("owner-secret-value"))!;
    const value = String((secret.inputs as Record<string, unknown>)["value"]);
    const hmac = createHmac("sha256", value).update(`caller:${tenant}:oid:${people.ann}`).digest("hex");
    expect(caller).to.deep.equal({ app: apps.coding, tenant, user: hmac });
    const all = stack.local.recorded.eventHubEvents.map(({ body }) => body).join();
    expect(all).not.to.include(people.ann);
    expect(all).not.to.include(value);
  });
});
