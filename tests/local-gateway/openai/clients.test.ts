import { createAzure } from "@ai-sdk/azure";
import { createOpenAI } from "@ai-sdk/openai";
import { AzureChatOpenAI, AzureOpenAIEmbeddings, ChatOpenAI } from "@langchain/openai";
import { embed, generateObject, generateText, jsonSchema, streamText } from "ai";
import { expect } from "chai";
import OpenAI from "openai";
import { serveHttp, type HttpServer } from "../../../packages/local-gateway/http/server";
import type { SimulatedAccount } from "../../../packages/local-gateway/openai/types";
import { account, deployment, embeddingDeployment } from "./accounts";

const quick = { latency: { firstTokenMs: 0, perTokenMs: 0 } };
const schema = {
  title: "Weather",
  type: "object" as const,
  properties: { city: { type: "string" as const }, celsius: { type: "number" as const } },
  required: ["city", "celsius"],
  additionalProperties: false,
};

/** Clients other than the openai package build their own paths, headers and bodies, and read other parts of answers. */
describe("simulated account, called over loopback by", () => {
  let served: SimulatedAccount;
  let server: HttpServer;
  let base: string;

  before(async () => {
    served = account([
      deployment({ behaviour: quick }),
      { ...embeddingDeployment, behaviour: quick },
      deployment({ name: "paint", model: "gpt-image-1", behaviour: quick }),
    ]);
    server = await serveHttp(served.handle, { host: "127.0.0.1", port: 0 });
    base = `http://127.0.0.1:${server.port}`;
  });
  after(() => server.close(0));

  describe("LangChain", () => {
    const azure = () =>
      new AzureChatOpenAI({
        // LangChain decides by the model's name what it may ask for; the deployment is named below.
        model: "gpt-4.1",
        azureOpenAIEndpoint: base,
        azureOpenAIApiDeploymentName: "chat",
        azureOpenAIApiVersion: "2024-10-21",
        azureADTokenProvider: () => Promise.resolve("good-token"),
        maxRetries: 0,
      });

    it("chats, with usage", async () => {
      const answer = await azure().invoke("What is a leaky bucket?");
      expect(answer.text).to.match(/^The /);
      expect(answer.usage_metadata!.output_tokens).to.equal(served.ledger.calls.at(-1)!.completionTokens);
    });

    it("streams", async () => {
      const chunks: string[] = [];
      for await (const chunk of await azure().stream("Hello")) chunks.push(chunk.text);
      expect(chunks.length).to.be.greaterThan(10);
      expect(served.ledger.calls.at(-1)).to.include({ streamed: true, complete: true });
    });

    it("binds tools and structured output", async () => {
      const structured = azure().withStructuredOutput(schema, { method: "jsonSchema" });
      const value = await structured.invoke("The weather in Paris");
      expect(value).to.have.keys("city", "celsius");
      const tool = { type: "function" as const, function: { name: "weather", parameters: schema } };
      const answer = await azure().bindTools([tool], { tool_choice: "weather" }).invoke("Weather?");
      expect(answer.tool_calls!.map(({ name }) => name)).to.deep.equal(["weather"]);
    });

    it("embeds", async () => {
      const embeddings = new AzureOpenAIEmbeddings({
        azureOpenAIBasePath: `${base}/openai/deployments`,
        azureOpenAIApiDeploymentName: "embed",
        azureOpenAIApiVersion: "2024-10-21",
        azureADTokenProvider: () => Promise.resolve("good-token"),
      });
      expect(await embeddings.embedDocuments(["one", "two"])).to.have.nested.property("[1].length", 1_536);
    });

    it("uses the Responses API at /openai/v1", async () => {
      const model = new ChatOpenAI({
        model: "chat",
        apiKey: "good-token",
        useResponsesApi: true,
        configuration: { baseURL: `${base}/openai/v1` },
      });
      expect((await model.invoke("Hello")).text).to.match(/^The /);
      expect(served.ledger.calls.at(-1)!.operation).to.equal("responses");
    });
  });

  describe("the Vercel AI SDK", () => {
    const v1 = () => createOpenAI({ baseURL: `${base}/openai/v1`, apiKey: "good-token" });
    const azure = (more: object = {}) =>
      createAzure({
        baseURL: `${base}/openai/v1`,
        apiKey: "unused",
        headers: { Authorization: "Bearer good-token" },
        ...more,
      });
    const byDeployment = () =>
      azure({ baseURL: `${base}/openai`, useDeploymentBasedUrls: true, apiVersion: "2024-10-21" });

    it("generates text by its default, the Responses API", async () => {
      const { text, usage } = await generateText({ model: v1()("chat"), prompt: "Hello", maxRetries: 0 });
      expect(text).to.match(/^The /);
      expect(usage.outputTokens).to.equal(served.ledger.calls.at(-1)!.completionTokens);
      expect(served.ledger.calls.at(-1)!.operation).to.equal("responses");
    });

    it("streams text, by both APIs and from all kinds of paths", async () => {
      for (const model of [
        v1()("chat"),
        v1().chat("chat"),
        azure().chat("chat"),
        byDeployment().chat("chat"),
      ]) {
        const { textStream } = streamText({ model, prompt: "Hello", maxRetries: 0 });
        const chunks: string[] = [];
        for await (const chunk of textStream) chunks.push(chunk);
        expect(chunks.length).to.be.greaterThan(10);
      }
    });

    it("generates objects of a schema", async () => {
      for (const model of [v1()("chat"), v1().chat("chat")]) {
        const { object } = await generateObject({ model, schema: jsonSchema(schema), prompt: "Weather?" });
        expect(object).to.have.keys("city", "celsius");
      }
    });

    it("goes on from a response that is stored", async () => {
      const first = await generateText({ model: v1()("chat"), prompt: "Hello" });
      const previousResponseId = first.providerMetadata!.openai!.responseId as string;
      const { usage } = await generateText({
        model: v1()("chat"),
        prompt: "More",
        providerOptions: { openai: { previousResponseId } },
      });
      expect(usage.inputTokens).to.be.greaterThan(first.usage.inputTokens! + first.usage.outputTokens!);
    });

    it("embeds", async () => {
      const { embedding } = await embed({ model: v1().textEmbeddingModel("embed"), value: "one" });
      expect(embedding).to.have.length(1_536);
    });
  });

  describe("the openai package, for what is rarer", () => {
    const client = () => new OpenAI({ baseURL: `${base}/openai/v1`, apiKey: "good-token", maxRetries: 0 });

    it("retrieves and deletes responses", async () => {
      const made = await client().responses.create({ model: "chat", input: "Hello" });
      expect((await client().responses.retrieve(made.id)).output_text).to.equal(made.output_text);
      expect((await client().responses.inputItems.list(made.id)).data).to.have.length(1);
      await client().responses.delete(made.id);
      const failure = await client()
        .responses.retrieve(made.id)
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(OpenAI.NotFoundError);
    });

    it("generates images", async () => {
      const { data, usage } = await client().images.generate({
        model: "paint",
        prompt: "a fox",
        quality: "low",
      });
      expect(Buffer.from(data![0]!.b64_json!, "base64").subarray(1, 4).toString()).to.equal("PNG");
      expect(usage!.output_tokens).to.equal(272);
    });

    it("reads log probabilities", async () => {
      const answer = await client().chat.completions.create({
        model: "chat",
        messages: [{ role: "user", content: "Hello" }],
        logprobs: true,
        max_tokens: 3,
      });
      expect(answer.choices[0]!.logprobs!.content).to.have.length(3);
    });
  });
});
