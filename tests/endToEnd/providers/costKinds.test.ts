import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { HttpHeaders } from "../../../packages/common/http";
import { ask } from "../ask";
import { devConfig, DevStack, type UsageEvent } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

/** Each of the kinds of tokens that are paid at a price of their own, by hand. Prices are US dollars for a million. */
const external = (name: string, provider: "anthropic" | "gemini" | "openai", deployments: object[]) => ({
  name,
  provider,
  kind: "external" as const,
  auth: { apiKey: inVault("key") },
  deployments: deployments as { name: string }[],
});
const config = withBackends([
  external("claude", "anthropic", [
    { name: "claude-sonnet-4-5", model: "claude-sonnet-4-5" },
    { name: "claude-opus-5", model: "claude-opus-5" },
  ]),
  external("google", "gemini", [
    { name: "gemini-2.5-pro", model: "gemini-2.5-pro" },
    { name: "gemini-2.5-flash", model: "gemini-2.5-flash" },
  ]),
  external("openai-direct", "openai", [
    { name: "gpt-5.1", model: "gpt-5.1" },
    { name: "gpt-5.4-nano", model: "gpt-5.4-nano" },
  ]),
  {
    name: "aws",
    provider: "bedrock",
    kind: "external",
    auth: {
      sigv4: { region: "eu-central-1", accessKeyId: inVault("aws-id"), secretKey: inVault("aws-secret") },
    },
    deployments: [
      { name: "here", model: "claude-haiku-4-5", as: "eu.anthropic.claude-haiku-4-5-20251001-v1:0" },
      { name: "anywhere", model: "claude-haiku-4-5", as: "global.anthropic.claude-haiku-4-5-20251001-v1:0" },
    ],
  },
] as GatewayConfigInput["backends"]);
const budgeted = {
  ...config,
  products: devConfig.products.map((product) =>
    product.name === "premium" ? { ...product, budget: { dollars: 100 } } : product,
  ),
};

type Body = Record<string, unknown>;

/** The key as each provider's SDK sends it. */
const keys = (stack: DevStack) => {
  const key = stack.key("premium-team");
  return { "api-key": key, "x-api-key": key, "x-goog-api-key": key, Authorization: `Bearer ${key}` };
};

async function eventOf(
  path: string,
  body: Body,
  usage: Body,
  { headers = {}, stream = false, of = config, more = {} } = {},
): Promise<UsageEvent> {
  const whole = answer({ model: "m", choices: [], ...more, ...usage }, 200, headers);
  const type = new HttpHeaders({ "Content-Type": "text/event-stream" });
  const provider = new FakeProvider(() => (stream ? { ...whole, headers: type } : whole));
  const stack = await DevStack.start(of, (request, next) =>
    /\.azure\.(com|net)$/.test(new URL(request.url).hostname) ? next() : provider.handle(request),
  );
  const { status, bytes } = await ask(stack, `POST ${path}`, keys(stack), body);
  expect(status, bytes.toString()).to.equal(200);
  return stack.usage()[0]!;
}

const claude = (usage: Body) => ({ usage: { input_tokens: 20, output_tokens: 7, ...usage } });
const messages = [{ role: "user", content: "Hello" }];
const anthropic = "/anthropic/v1/messages";
const gemini = (model: string, method = "generateContent") => `/gemini/v1beta/models/${model}:${method}`;
const contents = [{ role: "user", parts: [{ text: "Hello" }] }];
const of = (modality: string, tokenCount: number) => ({ modality, tokenCount });

describe("what each kind of token costs", () => {
  /** [what, path, body, what the answer states, its parts in millionths] */
  const cases: readonly (readonly [string, string, Body, Body, Record<string, number>])[] = [
    [
      "Anthropic's writes for five minutes and for an hour",
      anthropic,
      { model: "claude-sonnet-4-5", max_tokens: 9, messages },
      claude({
        cache_read_input_tokens: 1000,
        cache_creation_input_tokens: 500,
        cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 200 },
      }),
      { prompt: 20 * 3, cached: 1000 * 0.3, cacheWrite: 300 * 3.75 + 200 * 6, output: 7 * 15 },
    ],
    [
      "Anthropic's writes that the answer does not tell apart, of a call that asks for an hour",
      anthropic,
      {
        model: "claude-sonnet-4-5",
        max_tokens: 9,
        messages,
        system: [{ type: "text", text: "Be kind.", cache_control: { type: "ephemeral", ttl: "1h" } }],
      },
      claude({ cache_creation_input_tokens: 500 }),
      { prompt: 20 * 3, cacheWrite: 500 * 6, output: 7 * 15 },
    ],
    [
      "Anthropic's calls that stay in one country",
      anthropic,
      { model: "claude-opus-5", max_tokens: 9, messages, inference_geo: "us" },
      claude({ inference_geo: "us" }),
      { prompt: 20 * 5.5, output: 7 * 27.5 },
    ],
    [
      "Anthropic's calls that have shortened their history, in every turn",
      anthropic,
      { model: "claude-opus-5", max_tokens: 9, messages },
      claude({
        iterations: [
          { type: "compaction", input_tokens: 100, output_tokens: 30 },
          { type: "message", input_tokens: 20, output_tokens: 7 },
        ],
      }),
      { prompt: 120 * 5, output: 37 * 25 },
    ],
    [
      "Bedrock's writes, by a profile of one geography",
      "/bedrock/model/here/converse",
      { messages: [{ role: "user", content: [{ text: "Hello" }] }] },
      {
        usage: {
          inputTokens: 10,
          outputTokens: 4,
          cacheReadInputTokens: 100,
          cacheWriteInputTokens: 50,
          cacheDetails: [
            { ttl: "1h", inputTokens: 40 },
            { ttl: "5m", inputTokens: 10 },
          ],
        },
      },
      { prompt: 10 * 1.1, cached: 100 * 0.11, cacheWrite: 10 * 1.375 + 40 * 2.2, output: 4 * 5.5 },
    ],
    [
      "Bedrock's writes, by the global profile",
      "/bedrock/model/anywhere/converse",
      { messages: [{ role: "user", content: [{ text: "Hello" }, { cachePoint: { type: "default" } }] }] },
      { usage: { inputTokens: 10, outputTokens: 4, cacheWriteInputTokens: 50 } },
      { prompt: 10, cacheWrite: 50 * 1.25, output: 4 * 5 },
    ],
    [
      "Gemini's tools, thoughts, audio, and audio that it still had",
      gemini("gemini-2.5-flash"),
      { contents },
      {
        usageMetadata: {
          promptTokenCount: 1000,
          toolUsePromptTokenCount: 50,
          cachedContentTokenCount: 600,
          candidatesTokenCount: 20,
          thoughtsTokenCount: 30,
          promptTokensDetails: [of("TEXT", 700), of("AUDIO", 300)],
          cacheTokensDetails: [of("TEXT", 400), of("AUDIO", 200)],
        },
      },
      // 1,050 of a prompt: 400 and 200 cached, 100 of audio, and the rest.
      { prompt: 350 * 0.3, cached: 400 * 0.03 + 200 * 0.1, audio: 100 * 1, output: 50 * 2.5 },
    ],
    ...([200_000, 200_001] as const).map((prompt): (typeof cases)[number] => [
      `Gemini's prompts of ${prompt} tokens`,
      gemini("gemini-2.5-pro"),
      { contents },
      { usageMetadata: { promptTokenCount: prompt, candidatesTokenCount: 20 } },
      prompt > 200_000
        ? { prompt: prompt * 2.5, output: 20 * 15 }
        : { prompt: prompt * 1.25, output: 20 * 10 },
    ]),
    [
      "OpenAI's priority processing, as the answer states it",
      "/openai/v1/chat/completions",
      { model: "gpt-5.1", messages, service_tier: "auto" },
      {
        service_tier: "priority",
        usage: { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 40 } },
      },
      { prompt: 60 * 2.5, cached: 40 * 0.25, output: 10 * 20 },
    ],
    [
      "a call that asked for priority and was processed as usual",
      "/openai/v1/chat/completions",
      { model: "gpt-5.1", messages, service_tier: "priority" },
      { service_tier: "default", usage: { prompt_tokens: 100, completion_tokens: 10 } },
      { prompt: 100 * 1.25, output: 10 * 10 },
    ],
  ];
  for (const [what, path, body, stated, parts] of cases)
    it(`of ${what}`, async () => {
      const event = await eventOf(path, body, stated);
      expect(event.tokensFrom).to.equal("response");
      expect(event.priceFrom).to.equal(path.startsWith("/openai") ? "2026-07-27" : "2026-10-06");
      expect(Object.keys(event.cost!).sort()).to.deep.equal(Object.keys(parts).sort());
      for (const [part, micros] of Object.entries(parts))
        expect(event.cost![part], part).to.be.closeTo(micros, 1e-6);
      const sum = Object.values(parts).reduce((total, one) => total + one, 0);
      expect(event.costMicros).to.equal(Math.ceil(Math.round(sum * 1e6) / 1e6));
    });

  it("of a tier that no price is known of is unknown, and never the usual one", async () => {
    const tier = { service_tier: "priority", usage: { prompt_tokens: 100, completion_tokens: 10 } };
    const event = await eventOf("/openai/v1/chat/completions", { model: "gpt-5.4-nano", messages }, tier);
    expect([event.costMicros, event.priceFrom]).to.deep.equal([null, null]);
    const fast = { model: "claude-opus-5", max_tokens: 9, messages, speed: "fast" };
    const other = await eventOf(anthropic, fast, claude({ speed: "fast" }));
    expect(other.costMicros).to.equal(null);
  });

  const kept = (ttl?: string) => ({ cache_control: { type: "ephemeral", ...(ttl ? { ttl } : {}) } });
  /** [what, path, body, price of a token of the prompt, price of one of the answer] */
  for (const [what, path, body, prompt, output] of [
    ["keeps nothing", anthropic, { messages }, 3, 15],
    ["keeps its prompt for five minutes", anthropic, { messages, ...kept() }, 3.75, 15],
    ["keeps its prompt for an hour", anthropic, { messages, ...kept("1h") }, 6, 15],
    ["names a time that nobody knows", anthropic, { messages, ...kept("4h") }, 6, 15],
    [
      "keeps a part for an hour and another for less",
      anthropic,
      { messages: [{ role: "user", content: [{ type: "text", text: "Hi", ...kept("1h") }] }], ...kept("5m") },
      6,
      15,
    ],
    [
      "sends a film",
      gemini("gemini-2.5-flash", "streamGenerateContent"),
      { contents: [{ parts: [{ fileData: { fileUri: "https://x/film.mp4", mimeType: "video/mp4" } }] }] },
      1,
      2.5,
    ],
    ["is short", gemini("gemini-2.5-pro", "streamGenerateContent"), { contents }, 1.25, 10],
    [
      "asks for priority",
      gemini("gemini-2.5-flash", "streamGenerateContent"),
      { contents, service_tier: "priority" },
      0.54,
      4.5,
    ],
  ] as const)
    it(`of a stream that ${what} is never too low`, async () => {
      const asked = path === anthropic ? { model: "claude-sonnet-4-5", max_tokens: 50, stream: true } : {};
      const event = await eventOf(path, { ...asked, ...body }, {}, { stream: true });
      expect(event.tokensFrom).to.equal("estimate");
      const micros = event.promptTokens * prompt + event.completionBound! * output;
      expect(event.costMicros).to.equal(Math.ceil(Math.round(micros * 1e6) / 1e6));
    });

  it("of a Gemini stream without alt=sse, which is JSON, is an estimate, and nobody waits for its end", async () => {
    const chunk = [{ usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1 } }];
    const provider = new FakeProvider(() => answer(chunk));
    const stack = await DevStack.start(config, (request, next) =>
      request.url.includes("googleapis") ? provider.handle(request) : next(),
    );
    await ask(stack, `POST ${gemini("gemini-2.5-pro", "streamGenerateContent")}`, keys(stack), { contents });
    expect(stack.usage()[0]).to.include({ tokensFrom: "estimate", streamed: true });
  });

  for (const [path, body, param] of [
    [anthropic, { model: "claude-opus-5", max_tokens: 9, messages, speed: "fast" }, "speed"],
    [anthropic, { model: "claude-opus-5", max_tokens: 9, messages, inference_geo: "us" }, "inference_geo"],
    [gemini("gemini-2.5-pro"), { contents, service_tier: "priority" }, "serviceTier"],
    [
      "/bedrock/model/anywhere/converse",
      { messages: [{ role: "user", content: [{ text: "Hi" }] }], serviceTier: { type: "priority" } },
      "serviceTier",
    ],
    [
      "/bedrock/model/anywhere/converse",
      {
        messages: [{ role: "user", content: [{ text: "Hi" }] }],
        performanceConfig: { latency: "optimized" },
      },
      "performanceConfig",
    ],
  ] as const)
    it(`of ${param} on ${path} is refused where money is counted`, async () => {
      const provider = new FakeProvider(() => answer({}));
      const stack = await DevStack.start(budgeted, (request) => provider.handle(request));
      const { status, bytes } = await ask(stack, `POST ${path}`, keys(stack), body);
      expect(status).to.equal(400);
      expect(bytes.toString()).to.contain(`leave '${param}' out`);
      expect(provider.requests).to.have.length(0);
    });
});
