import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from "@google/genai";
import { expect } from "chai";
import OpenAI from "openai";
import { pixel, serveProvider, until, type ServedProvider } from "./providerServers";

const model = "gemini-2.5-flash";
const parametersJsonSchema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [{ functionDeclarations: [{ name: "get_weather", parametersJsonSchema }] }];

describe("@google/genai against the simulated Gemini API", () => {
  let served: ServedProvider;
  let client: GoogleGenAI;
  before(async () => {
    served = await serveProvider("gemini", "generativelanguage.googleapis.com", { keys: ["google-key"] });
    client = new GoogleGenAI({ apiKey: "google-key", httpOptions: { baseUrl: served.url } });
  });
  after(() => served?.close());

  it("models.generateContent", async () => {
    const answer = await client.models.generateContent({ model, contents: "Hello" });
    expect(answer.text).to.be.a("string").that.is.not.empty;
    expect(answer.usageMetadata?.candidatesTokenCount).to.be.within(40, 60);
  });

  it("models.generateContentStream, as it sums up to the same", async () => {
    let text = "";
    for await (const chunk of await client.models.generateContentStream({ model, contents: "Hello" }))
      text += chunk.text ?? "";
    expect(text).to.equal((await client.models.generateContent({ model, contents: "Hello" })).text);
  });

  it("a chat, with a system instruction", async () => {
    const chat = client.chats.create({ model, config: { systemInstruction: "Be brief" } });
    await chat.sendMessage({ message: "Hello" });
    await chat.sendMessage({ message: "And more?" });
    expect(chat.getHistory()).to.have.length(4);
  });

  it("a function and its result", async () => {
    const toolConfig = { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } };
    const first = await client.models.generateContent({
      model,
      contents: "Hello",
      config: { tools, toolConfig },
    });
    const [call] = first.functionCalls!;
    expect([call!.name, call!.args]).to.deep.equal(["get_weather", { city: "text" }]);
    const functionResponse = { name: "get_weather", response: { sky: "clear" } };
    const next = await client.models.generateContent({
      model,
      config: { tools },
      contents: [
        { role: "user", parts: [{ text: "Hello" }] },
        first.candidates![0]!.content!,
        { role: "user", parts: [{ functionResponse }] },
      ],
    });
    expect(next.candidates![0]!.finishReason).to.equal("STOP");
  });

  it("an image, countTokens and embedContent", async () => {
    const inlineData = { mimeType: "image/png", data: pixel };
    const contents = [{ role: "user", parts: [{ inlineData }] }];
    const { totalTokens } = await client.models.countTokens({ model, contents });
    const { usageMetadata } = await client.models.generateContent({ model, contents });
    expect(usageMetadata?.promptTokenCount).to.equal(totalTokens);
    const { embeddings } = await client.models.embedContent({
      model: "gemini-embedding-001",
      contents: ["one", "two"],
      config: { outputDimensionality: 16 },
    });
    expect(embeddings!.map(({ values }) => values!.length)).to.deep.equal([16, 16]);
  });

  it("models.list", async () => {
    const names: string[] = [];
    for await (const one of await client.models.list()) names.push(one.name!);
    expect(names).to.include(`models/${model}`);
  });

  it("its errors", async () => {
    const failing = (made: GoogleGenAI, name = model) =>
      made.models.generateContent({ model: name, contents: "Hello" }).catch((error: unknown) => error);
    const wrongKey = new GoogleGenAI({ apiKey: "no", httpOptions: { baseUrl: served.url } });
    expect(await failing(wrongKey))
      .to.be.instanceOf(ApiError)
      .with.property("status", 400);
    expect(await failing(client, "gpt-4"))
      .to.be.instanceOf(ApiError)
      .with.property("status", 404);
    served.provider.configureAll({ fault: { kind: "status", status: 429, retryAfterMs: 1_000 } });
    expect(await failing(client))
      .to.be.instanceOf(ApiError)
      .with.property("status", 429);
    served.provider.configureAll({ fault: undefined });
  });

  it("a stream that its reader leaves", async () => {
    const { provider } = served;
    provider.configureAll({ latency: { firstTokenMs: 0, perTokenMs: 20 } });
    const leave = new AbortController();
    const config = { thinkingConfig: { thinkingBudget: 0 }, abortSignal: leave.signal };
    try {
      for await (const chunk of await client.models.generateContentStream({
        model,
        contents: "Leave",
        config,
      }))
        if (chunk.text) leave.abort();
    } catch (error) {
      expect(error).to.be.instanceOf(Error);
    }
    const entry = provider.ledger.calls.at(-1)!;
    await until(() => entry.completionTokens >= 40);
    expect([entry.complete, entry.completionTokens < 40]).to.deep.equal([false, true]);
    provider.configureAll({ latency: { firstTokenMs: 0, perTokenMs: 0 } });
  });

  it("the openai package at its OpenAI-compatible address", async () => {
    const openai = new OpenAI({
      apiKey: "google-key",
      baseURL: `${served.url}/v1beta/openai/`,
      maxRetries: 0,
    });
    const messages = [{ role: "user" as const, content: "Hello" }];
    const answer = await openai.chat.completions.create({ model, messages });
    expect(answer.choices[0]!.message.content).to.be.a("string");
  });
});
