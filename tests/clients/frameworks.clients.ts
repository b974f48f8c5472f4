import { createAzure } from "@ai-sdk/azure";
import { createOpenAI } from "@ai-sdk/openai";
import { AzureChatOpenAI, ChatOpenAI } from "@langchain/openai";
import { Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, tool } from "@openai/agents";
import { embed, experimental_generateImage as generateImage, generateText, jsonSchema, streamText } from "ai";
import { expect } from "chai";
import OpenAI from "openai";
import { deployments, startFullStack, type FullStack } from "./fullStack";

describe("frameworks for Node through the whole local stack", () => {
  let full: FullStack;
  before(async () => {
    full = await startFullStack();
  });
  after(() => full?.stack.close());

  const weather = {
    description: "Tells the weather",
    inputSchema: jsonSchema<{ city: string }>({
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false,
    }),
    execute: () => "sunny",
  };

  describe("Vercel AI SDK", () => {
    const openai = () => createOpenAI({ baseURL: `${full.url}/openai/v1`, apiKey: full.key });
    /** Of hosts that are not Azure's own the SDK takes the address as it is. */
    const azure = () => createAzure({ baseURL: `${full.url}/openai/v1`, apiKey: full.key });
    const azureByDeployment = () =>
      createAzure({
        baseURL: `${full.url}/openai`,
        apiKey: full.key,
        apiVersion: "2025-04-01-preview",
        useDeploymentBasedUrls: true,
      });
    /** The SDK refers to stored items by their ids unless it is told that nothing is stored. */
    const whole = { openai: { store: false } };

    it("answers by responses, its default", async () => {
      const { text } = await generateText({ model: openai()(deployments.chat), prompt: "Hi", maxRetries: 0 });
      expect(text).to.have.length.greaterThan(3);
    });

    it("answers by chat completions", async () => {
      const { text } = await generateText({
        model: openai().chat(deployments.chat),
        prompt: "Hi",
        maxRetries: 0,
      });
      expect(text).to.have.length.greaterThan(3);
    });

    it("answers as Azure", async () => {
      for (const model of [azure()(deployments.chat), azureByDeployment().chat(deployments.chat)]) {
        const { text } = await generateText({ model, prompt: "Hi", maxRetries: 0 });
        expect(text).to.have.length.greaterThan(3);
      }
    });

    it("streams", async () => {
      const { textStream } = streamText({ model: openai()(deployments.chat), prompt: "Hi", maxRetries: 0 });
      const parts: string[] = [];
      for await (const part of textStream) parts.push(part);
      expect(parts.length).to.be.greaterThan(3);
    });

    it("goes on over several turns of whole items", async () => {
      const first = await generateText({
        model: openai()(deployments.chat),
        prompt: "Weather in Oslo?",
        tools: { weather },
        toolChoice: "required",
        providerOptions: whole,
        maxRetries: 0,
      });
      const second = await generateText({
        model: openai()(deployments.chat),
        messages: [
          { role: "user", content: "Weather in Oslo?" },
          ...first.response.messages,
          { role: "user", content: "And now?" },
        ],
        tools: { weather },
        providerOptions: whole,
        maxRetries: 0,
      });
      expect(second.finishReason).to.be.oneOf(["stop", "tool-calls"]);
    });

    it("embeds and paints", async () => {
      const { embedding } = await embed({
        model: openai().textEmbeddingModel(deployments.embeddings),
        value: "a",
        maxRetries: 0,
      });
      expect(embedding).to.have.length(1536);
      const { image } = await generateImage({
        model: openai().image(deployments.images),
        prompt: "A cat",
        maxRetries: 0,
      });
      expect(image.uint8Array.length).to.be.greaterThan(100);
    });
  });

  describe("LangChain", () => {
    it("chats by deployment and by responses", async () => {
      const azure = new AzureChatOpenAI({
        model: deployments.chat,
        azureOpenAIApiKey: full.key,
        azureOpenAIEndpoint: full.url,
        azureOpenAIApiDeploymentName: deployments.chat,
        azureOpenAIApiVersion: "2025-04-01-preview",
        maxRetries: 0,
      });
      expect((await azure.invoke("Hi")).text).to.have.length.greaterThan(3);
      const responses = new ChatOpenAI({
        model: deployments.chat,
        apiKey: full.key,
        configuration: { baseURL: `${full.url}/openai/v1` },
        useResponsesApi: true,
        maxRetries: 0,
      });
      expect((await responses.invoke("Hi")).text).to.have.length.greaterThan(3);
    });
  });

  describe("OpenAI Agents SDK", () => {
    const client = () => new OpenAI({ apiKey: full.key, baseURL: `${full.url}/openai/v1`, maxRetries: 0 });
    const runner = () => new Runner({ tracingDisabled: true });

    it("keeps a conversation by the id of the previous response", async () => {
      const agent = new Agent({
        name: "Guide",
        instructions: "Be brief",
        model: new OpenAIResponsesModel(client() as never, deployments.chat),
        tools: [
          tool({
            name: "weather",
            description: "Tells it",
            parameters: weather.inputSchema.jsonSchema as never,
            strict: true,
            execute: () => "sunny",
          }),
        ],
      });
      const first = await runner().run(agent, "Hello");
      const second = await runner().run(agent, "And then?", { previousResponseId: first.lastResponseId! });
      expect(second.finalOutput).to.be.a("string");
    });

    it("streams by chat completions", async () => {
      const agent = new Agent({
        name: "Guide",
        model: new OpenAIChatCompletionsModel(client() as never, deployments.chat),
      });
      const streamed = await runner().run(agent, "Hello", { stream: true });
      let events = 0;
      for await (const event of streamed) events += event ? 1 : 0;
      expect(events).to.be.greaterThan(3);
    });
  });
});
