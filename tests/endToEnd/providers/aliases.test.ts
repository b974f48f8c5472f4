import { expect } from "chai";
import type { HttpRequest } from "../../../packages/common/http";
import { ask } from "../ask";
import { DevStack } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

const config = withBackends(
  [
    {
      name: "foundry",
      provider: "foundry",
      kind: "payg",
      deployments: [{ name: "sonnet", model: "claude-sonnet-5", version: "1", capacity: 10 }],
    },
    {
      name: "claude-direct",
      provider: "anthropic",
      kind: "external",
      auth: { apiKey: inVault("anthropic-key") },
      deployments: [
        { name: "sonnet", model: "claude-sonnet-5", as: "claude-sonnet-5-1" },
        { name: "haiku", model: "claude-haiku-4-5", as: "claude-haiku-4-5-20251001" },
      ],
    },
  ],
  {
    aliases: [
      { name: "Claude", models: ["Sonnet", "haiku"] },
      { name: "assistant", models: ["gpt-5.4"] },
    ],
    products: [
      { name: "all", displayName: "All", subscriptions: [{ name: "team" }] },
      { name: "only", displayName: "Only", models: ["claude"], subscriptions: [{ name: "narrow" }] },
      { name: "none", displayName: "None", models: ["haiku"], subscriptions: [{ name: "small" }] },
    ],
  },
);

const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude",
  content: [{ type: "text", text: "Hello" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 1_000, output_tokens: 100 },
};
const full = () => answer({ type: "error" }, 429, { "Retry-After": "7" });
const hostOf = (request: HttpRequest) => new URL(request.url).hostname;
const isAnthropics = (request: HttpRequest) =>
  /(?:services\.ai\.azure|anthropic)\.com$/.test(hostOf(request));

/** @param hasRoom whether the model of a body, as the provider knows it, has room on a host */
async function start(hasRoom: (host: string, model: string) => boolean) {
  const provider = new FakeProvider((request, { model }) =>
    hasRoom(hostOf(request), String(model)) ? answer(message) : full(),
  );
  const stack = await DevStack.start(config, (request, next) =>
    isAnthropics(request) ? provider.handle(request) : next(),
  );
  const call = (subscription: string, body: Record<string, unknown>, path = "/anthropic/v1/messages") =>
    ask(
      stack,
      `POST ${path}`,
      { "x-api-key": stack.key(subscription), "anthropic-version": "2023-06-01" },
      { max_tokens: 50, messages: [{ role: "user", content: "Hello, 2026-01-01T00:00:00Z" }], ...body },
    );
  const asked = () =>
    provider.requests.map(({ request, text }) => [
      hostOf(request).split(".").slice(-3).join("."),
      (JSON.parse(text) as { model: string }).model,
    ]);
  return { stack, provider, call, asked };
}

const [foundry, direct] = ["ai.azure.com", "api.anthropic.com"];
const names = { sonnet: "claude-sonnet-5-1", haiku: "claude-haiku-4-5-20251001" };

describe("an alias of models in Anthropic's format", function () {
  it("is each member's backends in turn, by the name that each of them knows", async () => {
    const { stack, call, asked, provider } = await start((_host, model) => model === names.haiku);
    const { status, headers, json } = await call("team", { model: "claude" });
    expect([status, json]).to.deep.equal([200, message]);
    expect(asked()).to.deep.equal([
      [foundry, "sonnet"],
      [direct, names.sonnet],
      [direct, names.haiku],
    ]);
    expect(headers.get("x-genai-model")).to.equal("haiku");
    expect(headers.get("x-gateway-backend")).to.equal("claude-direct");
    expect(provider.last.text).to.contain('"Hello, 2026-01-01T00:00:00Z"');
    const [event] = stack.usage();
    // Haiku 4.5 is 1 dollar for a million tokens of a prompt and 5 for one of answers.
    expect(event).to.include({ alias: "Claude", deployment: "haiku", attempts: 3, costMicros: 1_500 });
  });

  it("is the first member where that has room", async () => {
    const { stack, call, asked } = await start(() => true);
    const { headers } = await call("team", { model: "CLAUDE" });
    expect(asked()).to.deep.equal([[foundry, "sonnet"]]);
    expect(headers.get("x-genai-model")).to.equal("sonnet");
    expect(stack.usage()[0]).to.include({ alias: "Claude", deployment: "sonnet" });
  });

  it("is the alias in the refusal of a call that nobody has room for", async () => {
    const { call } = await start(() => false);
    const { status, headers, bytes } = await call("team", { model: "claude" });
    expect([status, headers.get("retry-after")]).to.deep.equal([429, "7"]);
    expect(bytes.toString()).to.contain("No backend has room for 'Claude': 3 asked");
  });

  it("is allowed without its members, and they without it", async () => {
    const { call } = await start(() => true);
    const statuses = [];
    for (const [subscription, model] of [
      ["narrow", "claude"],
      ["narrow", "sonnet"],
      ["small", "claude"],
      ["small", "haiku"],
    ] as const)
      statuses.push((await call(subscription, { model })).status);
    expect(statuses).to.deep.equal([200, 403, 403, 200]);
  });

  it("is counted by its first member with count_tokens", async () => {
    const { call, asked } = await start(() => true);
    const { status } = await call("team", { model: "claude" }, "/anthropic/v1/messages/count_tokens");
    expect([status, asked()]).to.deep.equal([200, [[foundry, "sonnet"]]]);
  });

  it("stands in the list of its own API alone, for whoever may use it", async () => {
    const { stack } = await start(() => true);
    const list = async (subscription: string, path: string, header: string) =>
      (await ask(stack, `GET ${path}`, { [header]: stack.key(subscription) })).json as {
        data: { id: string }[];
      };
    const ids = async (...from: Parameters<typeof list>) => (await list(...from)).data.map(({ id }) => id);
    expect(await ids("team", "/anthropic/v1/models", "x-api-key")).to.have.members([
      "sonnet",
      "haiku",
      "Claude",
    ]);
    expect(await ids("narrow", "/anthropic/v1/models", "x-api-key")).to.deep.equal(["Claude"]);
    expect(await ids("small", "/anthropic/v1/models", "x-api-key")).to.deep.equal(["haiku"]);
    const openAis = await ids("team", "/openai/v1/models", "api-key");
    expect(openAis).to.include("assistant");
    expect(openAis).not.to.include("Claude");
  });

  it("is no model of another API", async () => {
    const { stack, call, provider } = await start(() => true);
    const chat = await ask(
      stack,
      "POST /openai/v1/chat/completions",
      { "api-key": stack.key("team") },
      { model: "claude", messages: [{ role: "user", content: "Hello" }] },
    );
    const messages = await call("team", { model: "assistant" });
    expect([chat.status, messages.status, provider.requests.length]).to.deep.equal([404, 404, 0]);
  });
});
