import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { ask } from "./ask";
import { chat, chatPath, devConfig, DevStack } from "./devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providers/providerStack";
import { apps, audience, Issuer, people, startTokens, tenant } from "./tokenStack";

const entra = { tenants: [tenant], audiences: [audience] };
const perUser = { tokensPerMinute: 300 };
const product = (more: Partial<GatewayConfigInput["products"][number]>) => ({
  name: "coding",
  displayName: "Coding agents",
  ...more,
});
const withLimit = (more: object = {}): GatewayConfigInput => ({
  ...devConfig,
  entra,
  products: [
    product({ identity: { mode: "entra", applications: [apps.coding], perUser, ...more } }),
    { name: "keys", displayName: "Keys", subscriptions: [{ name: "team" }] },
  ],
});

describe("limits for each user", function () {
  const of = (oid: string, more: object = {}) => ({ azp: apps.coding, oid, ...more });
  const caller =
    (stack: DevStack, issuer: Issuer) =>
    async (claims: object, body: object = chat(100), headers: Record<string, string> = {}) =>
      stack.call(chatPath, body, {
        Authorization: `Bearer ${await issuer.token(stack, { ...claims })}`,
        ...headers,
      });

  for (const stream of [false, true])
    it(`count a user's tokens, ${stream ? "streamed" : "whole"}, and nobody else's`, async () => {
      const { stack, issuer } = await startTokens(withLimit());
      const call = caller(stack, issuer);
      const statuses: number[] = [];
      for (let turn = 0; turn < 5; turn++)
        statuses.push((await call(of(people.ann), chat(100, { stream }))).status);
      expect(statuses[0]).to.equal(200);
      const refused = await call(of(people.ann), chat(100, { stream }));
      expect(refused.status, refused.text).to.equal(429);
      expect(refused.headers.get("x-genai-limit")).to.equal("user_tokens");
      expect(refused.json().error!.message).to.include("this user");
      expect(refused.text).not.to.include(people.ann);
      expect((await call(of(people.bob), chat(100, { stream }))).status).to.equal(200);
      expect((await call(of(people.ann, { tid: tenant.toUpperCase() }))).status).to.equal(429);
      await stack.clock.advance(61_000);
      expect((await call(of(people.ann))).status).to.equal(200);
    });

  it("go by the claim that is named", async () => {
    const { stack, issuer } = await startTokens(withLimit({ userClaim: "sub" }));
    const call = caller(stack, issuer);
    const as = (sub: string) => of(people.ann, { sub });
    for (let turn = 0; turn < 4; turn++) await call(as("first"));
    expect((await call(as("first"))).status).to.equal(429);
    expect((await call(as("second"))).status).to.equal(200);
    expect((await call(of(people.ann, { sub: undefined }))).status).to.equal(403);
  });

  it("tell what is left to the user", async () => {
    const { stack, issuer } = await startTokens(withLimit());
    const { headers } = await caller(stack, issuer)(of(people.ann));
    expect(Number(headers.get("x-ratelimit-remaining-tokens"))).to.be.within(1, 299);
  });

  it("refuse by a user's own budget", async () => {
    const budget = {
      dollars: 0.01,
      period: "Daily" as const,
      promptPerMillion: 50,
      completionPerMillion: 50,
    };
    const { stack, issuer } = await startTokens(withLimit({ perUser: { budget } }));
    const call = caller(stack, issuer);
    let spent = 0;
    for (let turn = 0; turn < 10; turn++) {
      const { status } = await call(of(people.ann));
      if (status !== 200) break;
      spent += stack.usage().at(-1)!.costMicros!;
    }
    expect(spent).to.be.within(10_000, 20_000);
    const refused = await call(of(people.ann));
    expect(refused.status).to.equal(403);
    expect(refused.headers.get("x-genai-limit")).to.equal("user_budget");
    expect((await call(of(people.bob))).status).to.equal(200);
  });

  it("count what other providers state", async () => {
    const issuer = await Issuer.start();
    const claude = new FakeProvider(() =>
      answer({
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "claude-sonnet-5",
        content: [{ type: "text", text: "Hello" }],
        usage: { input_tokens: 200, output_tokens: 20 },
      }),
    );
    const config = withBackends(
      [
        {
          name: "claude",
          provider: "anthropic",
          kind: "external",
          auth: { apiKey: inVault("anthropic-key") },
          deployments: [{ name: "claude", model: "claude-sonnet-5" }],
        },
      ],
      { entra, products: withLimit().products },
    );
    const stack = await DevStack.start(
      config,
      (request, asked) =>
        new URL(request.url).hostname === "api.anthropic.com" ? claude.handle(request) : asked(),
      { "login.microsoftonline.com": issuer.handle },
    );
    const call = async (oid: string) =>
      ask(
        stack,
        "POST /anthropic/v1/messages",
        {
          Authorization: `Bearer ${await issuer.token(stack, of(oid))}`,
          "anthropic-version": "2023-06-01",
        },
        { model: "claude", max_tokens: 20, messages: [{ role: "user", content: "Hello" }] },
      );
    expect((await call(people.ann)).status).to.equal(200);
    expect((await call(people.ann)).status).to.equal(200);
    const refused = await call(people.ann);
    expect(refused.status, refused.bytes.toString()).to.equal(429);
    expect(refused.headers.get("x-genai-limit")).to.equal("user_tokens");
    expect((await call(people.bob)).status).to.equal(200);
  });
});
