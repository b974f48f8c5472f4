import Anthropic from "@anthropic-ai/sdk";
import { expect } from "chai";
import { pixel, serveProvider, until, type ServedProvider } from "./providerServers";

const model = "claude-sonnet-4-6";
const basic = { model, max_tokens: 64, messages: [{ role: "user" as const, content: "Hello" }] };
const weather = {
  name: "get_weather",
  input_schema: { type: "object" as const, properties: { city: { type: "string" } }, required: ["city"] },
};

describe("@anthropic-ai/sdk against the simulated Claude API", () => {
  let served: ServedProvider;
  let client: Anthropic;
  before(async () => {
    served = await serveProvider("anthropic", "api.anthropic.com", { keys: ["sk-ant-key"] });
    client = new Anthropic({ apiKey: "sk-ant-key", authToken: null, baseURL: served.url, maxRetries: 0 });
  });
  after(() => served?.close());

  it("messages.create", async () => {
    const message = await client.messages.create(basic);
    expect(message.content[0]).to.have.property("type", "text");
    expect(message.usage.output_tokens).to.be.above(0);
    expect(message._request_id).to.match(/^req_/);
  });

  it("messages.stream, as it sums it up", async () => {
    const stream = client.messages.stream(basic);
    let text = "";
    stream.on("text", (delta) => (text += delta));
    const message = await stream.finalMessage();
    const whole = await client.messages.create(basic);
    expect([message.content, message.stop_reason]).to.deep.equal([whole.content, whole.stop_reason]);
    expect(message.usage.output_tokens).to.equal(whole.usage.output_tokens);
    expect(message.content).to.deep.include({ type: "text", text });
  });

  it("a tool, its input in pieces, and its result", async () => {
    const forced = { ...basic, tools: [weather], tool_choice: { type: "any" as const } };
    const message = await client.messages.stream(forced).finalMessage();
    const used = message.content.find((one) => one.type === "tool_use")!;
    expect([used.name, used.input]).to.deep.equal(["get_weather", { city: "text" }]);
    const next = await client.messages.create({
      ...basic,
      tools: [weather],
      messages: [
        ...basic.messages,
        { role: "assistant", content: message.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: used.id, content: "sunny" }] },
      ],
    });
    expect(next.stop_reason).to.equal("end_turn");
  });

  it("a thought, streamed", async () => {
    const thinking = { type: "enabled" as const, budget_tokens: 1_024 };
    const message = await client.messages.stream({ ...basic, max_tokens: 2_000, thinking }).finalMessage();
    expect(message.content.map(({ type }) => type)).to.deep.equal(["thinking", "text"]);
  });

  it("an image, and messages.countTokens", async () => {
    const source = { type: "base64" as const, media_type: "image/png" as const, data: pixel };
    const messages = [{ role: "user" as const, content: [{ type: "image" as const, source }] }];
    const counted = await client.messages.countTokens({ model, messages });
    const message = await client.messages.create({ ...basic, messages });
    expect(message.usage.input_tokens).to.equal(counted.input_tokens);
  });

  it("models.list, page by page", async () => {
    const ids: string[] = [];
    for await (const one of client.models.list({ limit: 2 })) ids.push(one.id);
    expect(ids).to.include(model);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it("its classes of errors", async () => {
    const { provider } = served;
    const failing = async (call: () => Promise<unknown>) => call().catch((error: unknown) => error);
    const wrongKey = new Anthropic({ apiKey: "no", authToken: null, baseURL: served.url, maxRetries: 0 });
    expect(await failing(() => wrongKey.messages.create(basic))).to.be.instanceOf(
      Anthropic.AuthenticationError,
    );
    expect(await failing(() => client.messages.create({ ...basic, model: "gpt-4" }))).to.be.instanceOf(
      Anthropic.NotFoundError,
    );
    expect(await failing(() => client.messages.create({ ...basic, messages: [] }))).to.be.instanceOf(
      Anthropic.BadRequestError,
    );
    provider.configureAll({ fault: { kind: "status", status: 429, retryAfterMs: 1_000 } });
    expect(await failing(() => client.messages.create(basic))).to.be.instanceOf(Anthropic.RateLimitError);
    provider.configureAll({ fault: { kind: "status", status: 529 } });
    expect(await failing(() => client.messages.create(basic))).to.have.nested.property(
      "error.error.type",
      "overloaded_error",
    );
    provider.configureAll({ fault: undefined });
  });

  it("a stream that its reader leaves", async () => {
    const { provider } = served;
    provider.configureAll({ latency: { firstTokenMs: 0, perTokenMs: 50 } });
    const stream = client.messages.stream({ ...basic, max_tokens: 1_000 });
    for await (const one of stream) if (one.type === "content_block_delta") break;
    stream.abort();
    const entry = provider.ledger.calls.at(-1)!;
    await until(() => entry.complete || entry.status !== 200);
    expect([entry.complete, entry.completionTokens < 40]).to.deep.equal([false, true]);
    provider.configureAll({ latency: { firstTokenMs: 0, perTokenMs: 0 } });
  });
});
