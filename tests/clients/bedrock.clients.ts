import {
  AccessDeniedException,
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ThrottlingException,
  ValidationException,
  type ContentBlock,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect } from "chai";
import { pixel, serveProvider, until, type ServedProvider } from "./providerServers";

const region = "eu-west-1";
const modelId = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
const user = (...content: ContentBlock[]): Message => ({ role: "user", content });
const basic = { modelId, messages: [user({ text: "Hello" })], inferenceConfig: { maxTokens: 64 } };
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [{ toolSpec: { name: "get_weather", inputSchema: { json: schema } } }];

/** Of itself it speaks HTTP/2, which API Management does not take from clients by default. */
const requestHandler = new NodeHttpHandler();

describe("@aws-sdk/client-bedrock-runtime against the simulated Bedrock runtime", () => {
  let served: ServedProvider;
  const client = (secretAccessKey = "secret", accessKeyId = "AKIDEXAMPLE") =>
    new BedrockRuntimeClient({
      region,
      endpoint: served.url,
      credentials: { accessKeyId, secretAccessKey },
      requestHandler,
      maxAttempts: 1,
    });
  before(async () => {
    const awsCredentials = new Map([["AKIDEXAMPLE", ["secret"]]]);
    served = await serveProvider("bedrock", `bedrock-runtime.${region}.amazonaws.com`, {
      awsCredentials,
      keys: ["bedrock-key"],
    });
  });
  after(() => served?.close());

  it("Converse", async () => {
    const { output, usage, metrics } = await client().send(new ConverseCommand(basic));
    expect(output?.message?.content?.[0]?.text).to.be.a("string").that.is.not.empty;
    expect(usage?.totalTokens).to.equal(usage!.inputTokens! + usage!.outputTokens!);
    expect(metrics?.latencyMs).to.be.a("number");
  });

  it("ConverseStream, checksums and all", async () => {
    const { stream } = await client().send(new ConverseStreamCommand(basic));
    const names: string[] = [];
    let text = "";
    let output = 0;
    for await (const event of stream!) {
      names.push(Object.keys(event)[0]!);
      text += event.contentBlockDelta?.delta?.text ?? "";
      output = event.metadata?.usage?.outputTokens ?? output;
    }
    const whole = await client().send(new ConverseCommand(basic));
    expect(text).to.equal(whole.output?.message?.content?.[0]?.text);
    expect(output).to.equal(whole.usage?.outputTokens);
    expect([names[0], names.at(-2), names.at(-1)]).to.deep.equal(["messageStart", "messageStop", "metadata"]);
  });

  const invoked = {
    ...{ modelId, contentType: "application/json" },
    body: JSON.stringify({
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 64,
      messages: [{ role: "user", content: "Hello" }],
    }),
  };

  it("InvokeModel, in Anthropic's format", async () => {
    const { body } = await client().send(new InvokeModelCommand(invoked));
    const message = JSON.parse(Buffer.from(body).toString()) as Record<string, Record<string, unknown>>;
    expect(message).to.include({ type: "message", role: "assistant" });
    expect(message["usage"]!["output_tokens"]).to.be.a("number");
  });

  it("InvokeModelWithResponseStream, with its metrics at the end", async () => {
    const { body } = await client().send(new InvokeModelWithResponseStreamCommand(invoked));
    const events: Record<string, unknown>[] = [];
    for await (const { chunk } of body!)
      events.push(JSON.parse(Buffer.from(chunk!.bytes!).toString()) as Record<string, unknown>);
    expect(events[0]!["type"]).to.equal("message_start");
    expect(events.at(-1)!["type"]).to.equal("message_stop");
    expect(events.at(-1)!["amazon-bedrock-invocationMetrics"]).to.have.property("outputTokenCount").above(0);
  });

  it("a key of Bedrock in place of a signature", async () => {
    const withToken = (token: string) =>
      new BedrockRuntimeClient({
        region,
        endpoint: served.url,
        token: { token },
        requestHandler,
        authSchemePreference: ["httpBearerAuth"],
        maxAttempts: 1,
      });
    expect((await withToken("bedrock-key").send(new ConverseCommand(basic))).stopReason).to.be.a("string");
    const refused: unknown = await withToken("no")
      .send(new ConverseCommand(basic))
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(AccessDeniedException);
  });

  it("an ARN, with its slash", async () => {
    const arn = `arn:aws:bedrock:${region}:123456789012:inference-profile/${modelId}`;
    expect((await client().send(new ConverseCommand({ ...basic, modelId: arn }))).stopReason).to.be.a(
      "string",
    );
  });

  it("a tool and its result, streamed", async () => {
    const toolConfig = { tools, toolChoice: { any: {} } };
    const { output } = await client().send(new ConverseCommand({ ...basic, toolConfig }));
    const toolUse = output!.message!.content![0]!.toolUse!;
    expect([toolUse.name, toolUse.input]).to.deep.equal(["get_weather", { city: "text" }]);
    const result = user({ toolResult: { toolUseId: toolUse.toolUseId, content: [{ text: "sunny" }] } });
    const messages = [...basic.messages, output!.message!, result];
    const { stream } = await client().send(
      new ConverseStreamCommand({ ...basic, messages, toolConfig: { tools } }),
    );
    const stops: unknown[] = [];
    for await (const event of stream!) if (event.messageStop) stops.push(event.messageStop.stopReason);
    expect(stops).to.deep.equal(["end_turn"]);
  });

  it("an image", async () => {
    const image = user({ image: { format: "png", source: { bytes: Buffer.from(pixel, "base64") } } });
    await client().send(new ConverseCommand({ ...basic, messages: [image] }));
    expect(served.provider.ledger.calls.at(-1)!.promptImageTokens).to.equal(1);
  });

  it("its classes of errors", async () => {
    const failing = (made: BedrockRuntimeClient, change: object = {}) =>
      made.send(new ConverseCommand({ ...basic, ...change })).catch((error: unknown) => error);
    expect(await failing(client("wrong"))).to.have.property("name", "InvalidSignatureException");
    expect(await failing(client("secret", "AKIDOTHER"))).to.have.property(
      "name",
      "UnrecognizedClientException",
    );
    expect(await failing(client(), { modelId: "gpt-4" })).to.be.instanceOf(ValidationException);
    expect(await failing(client(), { messages: [] })).to.be.instanceOf(ValidationException);
    served.provider.configureAll({ fault: { kind: "status", status: 429 } });
    expect(await failing(client())).to.be.instanceOf(ThrottlingException);
    served.provider.configureAll({ fault: undefined });
  });

  it("a stream that its reader leaves", async () => {
    const { provider } = served;
    provider.configureAll({ latency: { firstTokenMs: 0, perTokenMs: 50 } });
    const leave = new AbortController();
    const { stream } = await client().send(new ConverseStreamCommand(basic), { abortSignal: leave.signal });
    try {
      for await (const event of stream!) if (event.contentBlockDelta) leave.abort();
    } catch (error) {
      expect(error).to.be.instanceOf(Error);
    }
    const entry = provider.ledger.calls.at(-1)!;
    await until(() => entry.completionTokens >= 40);
    expect([entry.complete, entry.completionTokens < 40]).to.deep.equal([false, true]);
    provider.configureAll({ latency: { firstTokenMs: 0, perTokenMs: 0 } });
  });
});
