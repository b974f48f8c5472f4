import { createHash, createHmac } from "node:crypto";
import { expect } from "chai";
import { sleep } from "../../../packages/common/clock";
import type { GatewayConfigInput } from "../../../components";
import { ask } from "../ask";
import { DevStack, type UsageEvent } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

const config = withBackends([
  {
    name: "openai-direct",
    provider: "openai",
    kind: "external",
    auth: { apiKey: inVault("openai-key") },
    deployments: [
      { name: "gpt-5.4", model: "gpt-5.4" },
      { name: "gpt-own", model: "gpt-own", as: "gpt-own-2026-01-01" },
    ],
  },
  {
    name: "ours",
    provider: "openai-compatible",
    kind: "external",
    endpoint: "https://llm.example.com/v1beta/openai",
    auth: { apiKey: { ...inVault("ours-key"), header: "x-own-key" } },
    deployments: [{ name: "llama", model: "llama" }],
  },
  {
    name: "google",
    provider: "gemini",
    kind: "external",
    auth: { apiKey: inVault("gemini-key") },
    deployments: [{ name: "gemini", model: "gemini-2.5-flash" }],
  },
  {
    name: "aws",
    provider: "bedrock",
    kind: "external",
    auth: {
      sigv4: { region: "eu-central-1", accessKeyId: inVault("aws-id"), secretKey: inVault("aws-secret") },
    },
    deployments: [{ name: "nova", model: "amazon.nova-lite", as: "eu.amazon.nova-lite-v1:0" }],
  },
  {
    name: "hub",
    provider: "foundry",
    kind: "payg",
    deployments: [
      { name: "claude", model: "claude-sonnet-4-5", version: "20250929", capacity: 10 },
      { name: "gpt-4.1", model: "gpt-4.1", version: "2025-04-14", capacity: 10 },
    ],
  },
]);

type Event = UsageEvent & { readonly provider: string };

async function start(
  hosts: Readonly<Record<string, FakeProvider>>,
  more: Partial<GatewayConfigInput> = {},
): Promise<DevStack> {
  return DevStack.start({ ...config, ...more }, (request, ask) => {
    const { hostname } = new URL(request.url);
    const found = Object.entries(hosts).find(([host]) => hostname.endsWith(host));
    return found ? found[1].handle(request) : ask();
  });
}

const key = (stack: DevStack) => ({ "api-key": stack.key("premium-team") });
const completion = {
  id: "1",
  object: "chat.completion",
  model: "m",
  choices: [],
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
};
const chatBody = (model: string) => ({
  model,
  messages: [{ role: "user", content: "Hello" }],
  max_tokens: 20,
});

describe("other providers, behind the gateway", function () {
  it("goes on from Azure OpenAI to OpenAI itself in one route, each by its own sign-on", async () => {
    const openai = new FakeProvider(() => answer(completion));
    const azure = new FakeProvider(() => answer({ error: { code: "429", message: "full" } }, 429));
    const stack = await start({ "api.openai.com": openai, ".openai.azure.com": azure });
    const { status, headers } = await ask(
      stack,
      "POST /openai/v1/chat/completions",
      key(stack),
      chatBody("gpt-5.4"),
    );
    expect(status).to.equal(200);
    expect(headers.get("x-gateway-backend")).to.equal("openai-direct");
    expect(azure.requests.length).to.be.greaterThan(0);
    for (const { request } of azure.requests) {
      expect(request.headers.get("Authorization")).to.match(/^Bearer ey/);
      expect(request.url).to.match(/\/openai\/v1\/chat\/completions$/);
    }
    expect(openai.last.request.url).to.equal("https://api.openai.com/v1/chat/completions");
    expect(openai.last.request.headers.get("Authorization")).to.equal(
      "Bearer local-secret:kv-shared/openai-key",
    );
    expect(openai.last.request.headers.get("api-key")).to.equal(undefined);
    const [event] = stack.usage() as Event[];
    expect(event).to.include({ provider: "openai", backendKind: "external", spilled: true, totalTokens: 7 });
  });

  it("takes a model of another provider for an alias whose own accounts are full, by the name it has there", async () => {
    const openai = new FakeProvider(() => answer(completion));
    const azure = new FakeProvider(() => answer({ error: { code: "429", message: "full" } }, 429));
    const hosts = { "api.openai.com": openai, ".openai.azure.com": azure };
    const stack = await start(hosts, { aliases: [{ name: "assistant", models: ["gpt-4.1", "gpt-own"] }] });
    const call = (path: string) => ask(stack, `POST ${path}`, key(stack), chatBody("assistant"));
    const { status, headers } = await call("/openai/v1/chat/completions");
    expect([status, headers.get("x-genai-model"), headers.get("x-gateway-backend")]).to.deep.equal([
      200,
      "gpt-own",
      "openai-direct",
    ]);
    expect(azure.requests.map(({ text }) => (JSON.parse(text) as { model: string }).model)).to.include(
      "gpt-4.1",
    );
    expect(JSON.parse(openai.last.text)).to.deep.equal(chatBody("gpt-own-2026-01-01"));
    const [event] = stack.usage() as (Event & { alias: string })[];
    expect(event).to.include({ alias: "assistant", deployment: "gpt-own", provider: "openai" });
    // By a path of Azure OpenAI's own form only its accounts can be meant.
    const byPath = await call("/openai/deployments/assistant/chat/completions?api-version=2024-10-21");
    expect(byPath.status).to.equal(429);
  });

  it("names aliases among what there is, where the v1 API has models of others", async () => {
    const stack = await start({}, { aliases: [{ name: "assistant", models: ["gpt-4.1", "gpt-own"] }] });
    const { status, message } = await ask(
      stack,
      "POST /openai/v1/chat/completions",
      key(stack),
      chatBody("gpt-none"),
    );
    expect(status).to.equal(404);
    expect(message).to.match(/There are: .*\bgpt-own\b.*\bassistant\b/);
  });

  it("waits for a deployment elsewhere as long as the config says", async () => {
    const openai = new FakeProvider(() => answer(completion));
    const backends = config.backends.map((backend) =>
      backend.name === "openai-direct"
        ? {
            ...backend,
            deployments: backend.deployments.map((one) => ({ ...one, timeoutSeconds: 5 })),
          }
        : backend,
    );
    const stack = await DevStack.start({ ...config, backends }, async (request, ask) => {
      if (new URL(request.url).hostname !== "api.openai.com") return ask();
      await sleep(stack.clock, 60_000);
      return openai.handle(request);
    });
    const before = stack.clock.now();
    const { status } = await ask(stack, "POST /openai/v1/chat/completions", key(stack), chatBody("gpt-own"));
    expect(status).to.be.within(500, 504);
    expect(stack.clock.now() - before).to.be.within(5_000, 7_000);
  });

  it("names a model as the provider knows it", async () => {
    const openai = new FakeProvider(() => answer(completion));
    const stack = await start({ "api.openai.com": openai });
    await ask(stack, "POST /openai/v1/chat/completions", key(stack), chatBody("gpt-own"));
    expect(JSON.parse(openai.last.text)).to.deep.equal(chatBody("gpt-own-2026-01-01"));
  });

  it("does not offer by deployment what only the v1 API has", async () => {
    const openai = new FakeProvider(() => answer(completion));
    const stack = await start({ "api.openai.com": openai });
    const path = "/openai/deployments/gpt-own/chat/completions?api-version=2024-10-21";
    expect((await ask(stack, `POST ${path}`, key(stack), chatBody("gpt-own"))).status).to.equal(404);
    expect(openai.requests).to.have.length(0);
  });

  it("asks a server of anybody's, whose URL has no /v1 and whose key has a header of its own", async () => {
    const ours = new FakeProvider(() => answer(completion));
    const stack = await start({ "llm.example.com": ours });
    const { status } = await ask(stack, "POST /openai/v1/chat/completions", key(stack), chatBody("llama"));
    expect(status).to.equal(200);
    expect(ours.last.request.url).to.equal("https://llm.example.com/v1beta/openai/chat/completions");
    expect(ours.last.request.headers.get("x-own-key")).to.equal("local-secret:kv-shared/ours-key");
    expect(ours.last.request.headers.get("Authorization")).to.equal(undefined);
  });

  const usageMetadata = {
    promptTokenCount: 10,
    cachedContentTokenCount: 4,
    candidatesTokenCount: 3,
    thoughtsTokenCount: 5,
    totalTokenCount: 18,
  };
  const contents = {
    contents: [{ role: "user", parts: [{ text: "Hello" }] }],
    generationConfig: { maxOutputTokens: 30 },
  };
  for (const [where, path, headers] of [
    ["its header", "", { "x-goog-api-key": "KEY" }],
    ["the query", "?key=KEY", {}],
  ] as const)
    it(`answers as Gemini does, with the key in ${where}`, async () => {
      const google = new FakeProvider(() =>
        answer({ candidates: [], usageMetadata, modelVersion: "gemini-2.5-flash" }),
      );
      const stack = await start({ "generativelanguage.googleapis.com": google });
      const put = (text: string) => text.replace("KEY", stack.key("premium-team"));
      const { status } = await ask(
        stack,
        `POST /gemini/v1beta/models/gemini:generateContent${put(path)}`,
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, put(value)])),
        contents,
      );
      expect(status).to.equal(200);
      expect(google.last.request.url).to.equal(
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent",
      );
      expect(google.last.request.headers.get("x-goog-api-key")).to.equal("local-secret:kv-shared/gemini-key");
      const [event] = stack.usage() as Event[];
      expect(event).to.include({
        provider: "gemini",
        deployment: "gemini",
        promptTokens: 10,
        cachedTokens: 4,
        completionTokens: 8,
        totalTokens: 18,
      });
    });

  it("estimates Gemini's streams, and refuses methods that nobody knows", async () => {
    const google = new FakeProvider(() => ({
      ...answer("data: {}\n\n"),
      headers: answer("", 200, { "Content-Type": "text/event-stream" }).headers,
    }));
    const stack = await start({ "generativelanguage.googleapis.com": google });
    const headers = { "x-goog-api-key": stack.key("premium-team") };
    const path = "POST /gemini/v1beta/models/gemini";
    const { status } = await ask(stack, `${path}:streamGenerateContent?alt=sse`, headers, contents);
    expect(status).to.equal(200);
    expect(google.last.request.url).to.match(/:streamGenerateContent\?alt=sse$/);
    expect(stack.usage()[0]).to.include({ tokensFrom: "estimate", streamed: true, completionBound: 30 });
    const refused = await ask(stack, `${path}:tuneModel`, headers, contents);
    expect([refused.status, refused.json?.["error"]]).to.deep.include(404);
    expect(refused.json).to.nested.include({ "error.status": "NOT_FOUND", "error.code": 404 });
  });

  it("signs a call to Bedrock, and reads what it has cost", async () => {
    const aws = new FakeProvider(() =>
      answer({
        output: {},
        usage: { inputTokens: 10, outputTokens: 3, cacheReadInputTokens: 90, totalTokens: 103 },
      }),
    );
    const stack = await start({ ".amazonaws.com": aws });
    const body = {
      messages: [{ role: "user", content: [{ text: "Hello" }] }],
      inferenceConfig: { maxTokens: 40 },
    };
    const { status } = await ask(stack, "POST /bedrock/model/nova/converse", key(stack), body);
    expect(status).to.equal(200);
    const { request, text } = aws.last;
    const host = "bedrock-runtime.eu-central-1.amazonaws.com";
    expect(request.url).to.equal(`https://${host}/model/eu.amazon.nova-lite-v1:0/converse`);
    expect(request.headers.get("Authorization")).to.equal(
      signature("/model/eu.amazon.nova-lite-v1%3A0/converse", host, request.headers.get("X-Amz-Date")!, text),
    );
    const [event] = stack.usage() as Event[];
    expect(event).to.include({
      provider: "bedrock",
      promptTokens: 100,
      cachedTokens: 90,
      completionTokens: 3,
    });
  });

  for (const [more, bound] of [
    [{}, 40],
    [{ additionalModelRequestFields: { max_tokens: 5000 } }, 10_000],
  ] as const)
    it(`charges a stream of Bedrock's for all that it may write: ${bound}`, async () => {
      const aws = new FakeProvider(() => ({
        ...answer(""),
        headers: answer("", 200, { "Content-Type": "application/vnd.amazon.eventstream" }).headers,
      }));
      const stack = await start({ ".amazonaws.com": aws });
      const body = {
        messages: [{ role: "user", content: [{ text: "Hello" }] }],
        inferenceConfig: { maxTokens: 40 },
        ...more,
      };
      const { status } = await ask(stack, "POST /bedrock/model/nova/converse-stream", key(stack), body);
      expect(status).to.equal(200);
      expect(stack.usage()[0]).to.include({ tokensFrom: "estimate", streamed: true, completionBound: bound });
    });

  it("tells Bedrock's clients of the gateway's own errors as the AWS SDKs read them", async () => {
    const stack = await start({ ".amazonaws.com": new FakeProvider(() => answer({}, 429)) });
    const body = { messages: [{ role: "user", content: [{ text: "Hello" }] }] };
    const full = await ask(stack, "POST /bedrock/model/nova/converse", key(stack), body);
    expect([full.status, full.headers.get("x-amzn-ErrorType")]).to.deep.equal([429, "ThrottlingException"]);
    const unknown = await ask(stack, "POST /bedrock/model/other/converse", key(stack), body);
    expect([unknown.status, unknown.headers.get("x-amzn-ErrorType")]).to.deep.equal([
      404,
      "ResourceNotFoundException",
    ]);
  });

  it("asks Foundry for Claude as the gateway's managed identity, and for others in OpenAI's form", async () => {
    const claude = new FakeProvider(() =>
      answer({ model: "claude", usage: { input_tokens: 4, output_tokens: 1 } }),
    );
    const stack = await start({ ".services.ai.azure.com": claude });
    const { status } = await ask(
      stack,
      "POST /anthropic/v1/messages",
      { "x-api-key": stack.key("premium-team"), "anthropic-version": "2023-06-01" },
      chatBody("claude"),
    );
    expect(status).to.equal(200);
    expect(claude.last.request.url).to.match(/\.services\.ai\.azure\.com\/anthropic\/v1\/messages$/);
    expect(claude.last.request.headers.get("Authorization")).to.match(/^Bearer ey/);
    expect(claude.last.request.headers.get("x-api-key")).to.equal(undefined);
    expect((stack.usage() as Event[])[0]).to.include({
      provider: "foundry",
      backendKind: "payg",
      totalTokens: 5,
    });
    const {
      status: other,
      headers,
      message,
    } = await ask(stack, "POST /openai/v1/chat/completions", key(stack), chatBody("gpt-4.1"));
    expect([other, headers.get("x-gateway-backend")], message).to.deep.equal([200, "hub"]);
  });
});

/** The signature by another way than the policy's: AWS's own description, step by step, in Node's crypto. */
function signature(canonicalPath: string, host: string, time: string, body: string): string {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();
  const scope = `${time.slice(0, 8)}/eu-central-1/bedrock/aws4_request`;
  const names = "content-type;host;x-amz-date";
  const request = [
    "POST",
    canonicalPath,
    "",
    "content-type:application/json",
    `host:${host}`,
    `x-amz-date:${time}`,
    "",
    names,
    hash(body),
  ];
  const text = ["AWS4-HMAC-SHA256", time, scope, hash(request.join("\n"))].join("\n");
  const secret = scope.split("/").reduce<string | Buffer>(hmac, "AWS4local-secret:kv-shared/aws-secret");
  return `AWS4-HMAC-SHA256 Credential=local-secret:kv-shared/aws-id/${scope}, SignedHeaders=${names}, Signature=${hmac(secret, text).toString("hex")}`;
}
