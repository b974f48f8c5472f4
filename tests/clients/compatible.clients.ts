import Anthropic from "@anthropic-ai/sdk";
import createInference, { isUnexpected } from "@azure-rest/ai-inference";
import { expect } from "chai";
import OpenAI from "openai";
import { serveFoundry } from "./foundryServer";
import { serveProvider, type ServedProvider } from "./providerServers";

const messages = [{ role: "user" as const, content: "Hello" }];

for (const [title, name, model] of [
  ["the simulated OpenAI API", "openai", "gpt-4o"],
  ["a simulated server that speaks as OpenAI does", "compatible", "meta-llama/Llama-3.3-70B-Instruct"],
] as const)
  describe(`the openai package against ${title}`, () => {
    let served: ServedProvider;
    let client: OpenAI;
    before(async () => {
      served = await serveProvider(name, "models.example.com", { keys: ["sk-key"] });
      client = new OpenAI({ apiKey: "sk-key", baseURL: `${served.url}/v1`, maxRetries: 0 });
    });
    after(() => served?.close());

    it("chat.completions.create", async () => {
      const answer = await client.chat.completions.create({ model, messages });
      expect(answer.choices[0]!.message.content).to.be.a("string").that.is.not.empty;
      expect(answer.model).to.equal(model);
    });

    it("a stream with its usage", async () => {
      const stream = await client.chat.completions.create({
        ...{ model, messages, stream: true, stream_options: { include_usage: true } },
      });
      let [text, tokens] = ["", 0];
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        tokens = chunk.usage?.completion_tokens ?? tokens;
      }
      expect(text).not.to.equal("");
      expect(tokens).to.be.within(40, 60);
    });

    it("a tool", async () => {
      const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
      const tools = [{ type: "function" as const, function: { name: "get_weather", parameters } }];
      const answer = await client.chat.completions.create({
        model,
        messages,
        tools,
        tool_choice: "required",
      });
      const [call] = answer.choices[0]!.message.tool_calls!;
      expect(call).to.have.nested.property("function.arguments", '{"city":"text"}');
    });

    it("embeddings.create", async () => {
      const answer = await client.embeddings.create({ model: "text-embedding-3-small", input: "Hello" });
      expect(answer.data[0]!.embedding).to.have.length(1_536);
    });

    it("its classes of errors", async () => {
      const failing = (made: OpenAI, change: object = {}) =>
        made.chat.completions.create({ model, messages, ...change }).catch((error: unknown) => error);
      const wrongKey = new OpenAI({ apiKey: "no", baseURL: `${served.url}/v1`, maxRetries: 0 });
      expect(await failing(wrongKey)).to.be.instanceOf(OpenAI.AuthenticationError);
      expect(await failing(client, { messages: [] })).to.be.instanceOf(OpenAI.BadRequestError);
      expect(await failing(client, { model: "no such model" })).to.be.instanceOf(OpenAI.NotFoundError);
      served.provider.configureAll({ fault: { kind: "status", status: 429, retryAfterMs: 1_000 } });
      expect(await failing(client)).to.be.instanceOf(OpenAI.RateLimitError);
      served.provider.configureAll({ fault: undefined });
    });
  });

describe("clients of Foundry against a simulated account of it", () => {
  let foundry: Awaited<ReturnType<typeof serveFoundry>>;
  let url = "";
  before(async () => {
    foundry = await serveFoundry();
    url = foundry.url;
  });
  after(() => foundry?.close());

  it("@azure-rest/ai-inference", async () => {
    const client = createInference(
      `${url}/models`,
      { key: "foundry-key" },
      { allowInsecureConnection: true },
    );
    const path = client.path("/chat/completions");
    const answer = await path.post({ body: { model: "mistral-large", messages } });
    expect(isUnexpected(answer)).to.equal(false);
    expect(answer.status).to.equal("200");
    const unknown = await path.post({ body: { model: "no", messages } });
    expect(isUnexpected(unknown)).to.equal(true);
    const wrong = createInference(`${url}/models`, { key: "no" }, { allowInsecureConnection: true });
    expect((await wrong.path("/chat/completions").post({ body: { messages } })).status).to.equal("401");
  });

  it("@anthropic-ai/sdk, by the name of a deployment", async () => {
    const client = new Anthropic({
      apiKey: "foundry-key",
      authToken: null,
      baseURL: `${url}/anthropic`,
      maxRetries: 0,
    });
    const message = await client.messages.create({ model: "claude", max_tokens: 64, messages });
    expect([message.model, message.content[0]!.type]).to.deep.equal(["claude", "text"]);
    const unknown: unknown = await client.messages
      .create({ model: "mistral-large", max_tokens: 64, messages })
      .catch((error: unknown) => error);
    expect(unknown).to.be.instanceOf(Anthropic.NotFoundError);
  });
});
