import { expect } from "chai";
import { ask } from "../ask";
import { DevStack, type UsageEvent } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

const config = withBackends([
  {
    name: "claude-direct",
    provider: "anthropic",
    kind: "external",
    auth: { apiKey: inVault("anthropic-key") },
    deployments: [
      { name: "claude-sonnet-4-5", model: "claude-sonnet-4-5" },
      { name: "sonnet", model: "claude-sonnet-4-5", as: "claude-sonnet-4-5-20250929" },
    ],
  },
]);

const usage = {
  input_tokens: 20,
  cache_read_input_tokens: 1000,
  cache_creation_input_tokens: 300,
  output_tokens: 7,
};
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content: [{ type: "text", text: "Hello" }],
  stop_reason: "end_turn",
  usage,
};

async function start(provider: FakeProvider, changed = config): Promise<DevStack> {
  return DevStack.start(changed, (request, ask) =>
    new URL(request.url).hostname === "api.anthropic.com" ? provider.handle(request) : ask(),
  );
}

const hello = { model: "claude-sonnet-4-5", max_tokens: 50, messages: [{ role: "user", content: "Hello" }] };
const headers = (stack: DevStack, subscription = "premium-team") => ({
  "x-api-key": stack.key(subscription),
  "anthropic-version": "2023-06-01",
  "anthropic-beta": "prompt-caching-2024-07-31",
});

describe("Anthropic's API, behind the gateway", function () {
  it("answers as Anthropic does, by the company's key, and notes what was spent", async () => {
    const provider = new FakeProvider(() =>
      answer(message, 200, {
        "anthropic-ratelimit-tokens-remaining": "5",
        "anthropic-organization-id": "org",
      }),
    );
    const stack = await start(provider);
    const {
      status,
      json,
      headers: answered,
    } = await ask(stack, "POST /anthropic/v1/messages", headers(stack), hello);
    expect(status).to.equal(200);
    expect(json).to.deep.equal(message);
    expect(answered.get("x-gateway-backend")).to.equal("claude-direct");
    expect(answered.get("anthropic-ratelimit-tokens-remaining")).to.equal(undefined);
    expect(answered.get("anthropic-organization-id")).to.equal(undefined);
    const { request, text } = provider.last;
    expect(request.url).to.equal("https://api.anthropic.com/v1/messages");
    expect(request.headers.get("x-api-key")).to.equal("local-secret:kv-shared/anthropic-key");
    expect(request.headers.get("anthropic-version")).to.equal("2023-06-01");
    expect(request.headers.get("anthropic-beta")).to.equal("prompt-caching-2024-07-31");
    expect(request.headers.get("Authorization")).to.equal(undefined);
    expect(text).to.equal(JSON.stringify(hello));
    const [event] = stack.usage() as (UsageEvent & { provider: string; cacheWriteTokens: number })[];
    expect(event).to.include({
      provider: "anthropic",
      backend: "claude-direct",
      backendKind: "external",
      deployment: "claude-sonnet-4-5",
      tokensFrom: "response",
      promptTokens: 1320,
      cachedTokens: 1000,
      cacheWriteTokens: 300,
      completionTokens: 7,
      totalTokens: 1327,
    });
  });

  it("tells the provider its own name of the model, and changes nothing else of the body", async () => {
    const provider = new FakeProvider(() => answer(message));
    const stack = await start(provider);
    const body =
      '{"metadata":{"model":"sonnet"}, "messages":[{"role":"user","content":"\\"model\\":\\"sonnet\\" 2026-01-01T00:00:00Z"}],\n "model" : "sonnet", "max_tokens":50, "temperature":1.0}';
    const { status } = await stack.call("/anthropic/v1/messages", body, headers(stack));
    expect(status).to.equal(200);
    expect(provider.last.text).to.equal(
      body.replace('"model" : "sonnet"', '"model" : "claude-sonnet-4-5-20250929"'),
    );
  });

  it("estimates a stream, by what it may write", async () => {
    const provider = new FakeProvider(() => ({
      ...answer('event: message_start\ndata: {"type":"message_start"}\n\n'),
      headers: answer("", 200, { "Content-Type": "text/event-stream" }).headers,
    }));
    const stack = await start(provider);
    const { status } = await ask(stack, "POST /anthropic/v1/messages", headers(stack), {
      ...hello,
      stream: true,
    });
    expect(status).to.equal(200);
    const [event] = stack.usage();
    expect(event).to.include({
      tokensFrom: "estimate",
      streamed: true,
      completionBound: 50,
      completionTokens: null,
    });
    expect(event!.promptTokens).to.be.greaterThan(3);
  });

  it("counts tokens, for nothing", async () => {
    const provider = new FakeProvider(() => answer({ input_tokens: 9 }));
    const stack = await start(provider);
    const { max_tokens: _, ...plain } = hello;
    const { json } = await ask(
      stack,
      "POST /anthropic/v1/messages/count_tokens?beta=true",
      headers(stack),
      plain,
    );
    expect(json).to.deep.equal({ input_tokens: 9 });
    expect(provider.last.request.url).to.equal(
      "https://api.anthropic.com/v1/messages/count_tokens?beta=true",
    );
    expect(stack.usage()[0]).to.include({ tokensFrom: "none", totalTokens: 0 });
  });

  it("lists the models that a key may use", async () => {
    const stack = await start(new FakeProvider(() => answer({})));
    const { json } = await ask(stack, "GET /anthropic/v1/models", headers(stack));
    expect((json!["data"] as { id: string }[]).map(({ id }) => id)).to.deep.equal([
      "claude-sonnet-4-5",
      "sonnet",
    ]);
  });

  const refused = (status: number, type: string, subscription = "premium-team") => ({
    status,
    type,
    subscription,
  });
  for (const [what, body, expected] of [
    ["a model of another API", { ...hello, model: "gpt-5.4" }, refused(404, "not_found_error")],
    ["no model", { ...hello, model: undefined }, refused(400, "invalid_request_error")],
    ["what is no JSON", "{", refused(400, "invalid_request_error")],
  ] as const)
    it(`refuses ${what} in Anthropic's shape`, async () => {
      const provider = new FakeProvider(() => answer(message));
      const stack = await start(provider);
      const { status, json } = await stack.call("/anthropic/v1/messages", body, headers(stack));
      expect(status).to.equal(expected.status);
      expect(json()).to.nested.include({ type: "error", "error.type": expected.type });
      expect(provider.requests).to.have.length(0);
    });

  it("refuses in OpenAI's APIs what Anthropic alone has", async () => {
    const provider = new FakeProvider(() => answer(message));
    const stack = await start(provider);
    const { status } = await ask(
      stack,
      "POST /openai/v1/chat/completions",
      { "api-key": stack.key("premium-team") },
      hello,
    );
    expect(status).to.equal(404);
    expect(provider.requests).to.have.length(0);
  });

  it("says that nobody has room with the wait that the provider asks for", async () => {
    const stack = await start(new FakeProvider(() => answer({ type: "error" }, 429, { "Retry-After": "7" })));
    const {
      status,
      headers: answered,
      json,
    } = await ask(stack, "POST /anthropic/v1/messages", headers(stack), hello);
    expect(status).to.equal(429);
    expect(answered.get("Retry-After")).to.equal("7");
    expect(json).to.nested.include({ "error.type": "rate_limit_error" });
  });

  it("does not blame the caller for the company's own key", async () => {
    const stack = await start(new FakeProvider(() => answer({ type: "error" }, 401)));
    const { status, json } = await ask(stack, "POST /anthropic/v1/messages", headers(stack), hello);
    expect(status).to.equal(502);
    expect(json).to.nested.include({ type: "error", "error.type": "api_error" });
  });

  it("lets an error of the provider's pass as it is", async () => {
    const error = {
      type: "error",
      error: { type: "invalid_request_error", message: "max_tokens: too large" },
    };
    const stack = await start(new FakeProvider(() => answer(error, 400)));
    const { status, json } = await ask(stack, "POST /anthropic/v1/messages", headers(stack), hello);
    expect([status, json]).to.deep.equal([400, error]);
  });

  it("limits tokens a minute by what was spent, for API Management counts none of them", async () => {
    const provider = new FakeProvider(() => answer(message));
    const stack = await start(provider);
    // 300 a minute of each subscription; one answer is 1,327.
    const first = await ask(stack, "POST /anthropic/v1/messages", headers(stack, "trial-user"), hello);
    const second = await ask(stack, "POST /anthropic/v1/messages", headers(stack, "trial-user"), hello);
    expect([first.status, second.status]).to.deep.equal([200, 429]);
    expect(second.json).to.nested.include({ "error.type": "rate_limit_error" });
    expect(second.headers.get("x-genai-limit")).to.equal("subscription_tokens");
    expect(provider.requests).to.have.length(1);
  });

  it("asks for a key", async () => {
    const stack = await start(new FakeProvider(() => answer(message)));
    const { status, json } = await ask(stack, "POST /anthropic/v1/messages", {}, hello);
    expect(status).to.equal(401);
    expect(json).to.nested.include({ "error.type": "authentication_error" });
  });

  it("charges a budget for what was read from a cache, what was written to one, and the rest", async () => {
    const provider = new FakeProvider(() => answer(message));
    // 20 + 300 x 1.25 + 1000 x 0.1 input tokens at $3, and 7 at $15 for a million: 0.00159 dollars a call.
    const dollars = 0.01;
    const products = config.products.map((product) =>
      product.name === "premium" ? { ...product, budget: { dollars } } : product,
    );
    const stack = await start(provider, { ...config, products });
    const statuses: number[] = [];
    for (let call = 0; call < 8; call++)
      statuses.push((await ask(stack, "POST /anthropic/v1/messages", headers(stack), hello)).status);
    // Six calls are 0.00954 dollars; the seventh overdraws, and the eighth is refused.
    expect(statuses).to.deep.equal([200, 200, 200, 200, 200, 200, 200, 403]);
  });
});
