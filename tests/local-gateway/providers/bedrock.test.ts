/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- answers are looked at as they came */
import { expect } from "chai";
import { bedrock } from "../../../packages/local-gateway/providers/bedrock";
import {
  canonicalRequest,
  signatureOf,
  stringToSign,
} from "../../../packages/local-gateway/providers/bedrock/signature";
import { virtualProvider, type Asked, type Loose } from "./provider";

const region = "eu-west-1";
const host = `bedrock-runtime.${region}.amazonaws.com`;
const bearer = { authorization: "Bearer key", "content-type": "application/json" };
const provider = (more?: Parameters<typeof virtualProvider>[3]) =>
  virtualProvider(bedrock(region), host, bearer, more);

const model = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
const at = (operation: string, id = model) => `/model/${encodeURIComponent(id)}/${operation}`;
const user = (...content: unknown[]) => ({ role: "user", content });
const basic = { messages: [user({ text: "Hello" })], inferenceConfig: { maxTokens: 64 } };
const weather = {
  toolSpec: {
    name: "get_weather",
    inputSchema: { json: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
  },
};

/** Messages of an event stream, read as the encoding's page says and not as it is written here. */
function messages(bytes: Buffer): readonly { readonly type: string; readonly data: Loose }[] {
  const found: { type: string; data: Loose }[] = [];
  for (let from = 0; from < bytes.length;) {
    const total = bytes.readUInt32BE(from);
    const head = bytes.readUInt32BE(from + 4);
    const headers: Record<string, string> = {};
    for (let place = from + 12; place < from + 12 + head;) {
      const length = bytes[place]!;
      const name = bytes.toString("utf8", place + 1, place + 1 + length);
      expect(bytes[place + 1 + length]).to.equal(7);
      const size = bytes.readUInt16BE(place + 2 + length);
      headers[name] = bytes.toString("utf8", place + 4 + length, place + 4 + length + size);
      place += 4 + length + size;
    }
    expect(headers).to.deep.include({ ":content-type": "application/json", ":message-type": "event" });
    const payload = bytes.toString("utf8", from + 12 + head, from + total - 4);
    found.push({ type: headers[":event-type"]!, data: JSON.parse(payload) });
    from += total;
  }
  return found;
}

describe("the simulated Bedrock runtime", () => {
  describe("lets in who signs", () => {
    const credentials = new Map([["AKIDEXAMPLE", ["other", "secret"]]]);
    const signed = (
      change: Partial<Record<"region" | "service" | "secret" | "id" | "time" | "headers", string>>,
    ) => {
      const { time = "20260101T000000Z", id = "AKIDEXAMPLE", secret = "secret" } = change;
      const scope = {
        date: time.slice(0, 8),
        region: change.region ?? region,
        service: change.service ?? "bedrock",
      };
      const names = (change.headers ?? "host;x-amz-date").split(";");
      const request = {
        ...{ method: "POST", path: at("converse"), query: "" },
        headers: { host: [host], "x-amz-date": [time] },
        body: Buffer.from(JSON.stringify(basic)),
      };
      const signature = signatureOf(
        secret,
        stringToSign(canonicalRequest(request, names), time, scope),
        scope,
      );
      const credential = `${id}/${scope.date}/${scope.region}/${scope.service}/aws4_request`;
      return {
        "x-amz-date": time,
        authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
      };
    };
    const wrong = "InvalidSignatureException";
    /** What is signed otherwise, and sent => status, type. */
    const rows: readonly (readonly [string, Asked["headers"], number, string | undefined])[] = [
      ["as it should be", signed({}), 200, undefined],
      ["with another secret", signed({ secret: "no" }), 403, wrong],
      ["with an unknown key", signed({ id: "AKIDOTHER" }), 403, "UnrecognizedClientException"],
      ["for another region", signed({ region: "us-east-1" }), 403, wrong],
      ["for another service", signed({ service: "s3" }), 403, wrong],
      ["six minutes ago", signed({ time: "20251231T235400Z" }), 403, wrong],
      ["six minutes ahead", signed({ time: "20260101T000600Z" }), 403, wrong],
      ["four minutes ago", signed({ time: "20251231T235600Z" }), 200, undefined],
      ["without the host", signed({ headers: "x-amz-date" }), 403, wrong],
      ["without the time", signed({ headers: "host" }), 403, wrong],
      ["not at all", { authorization: undefined }, 403, "MissingAuthenticationTokenException"],
      ["by half", { authorization: "AWS4-HMAC-SHA256 Credential=a" }, 403, "IncompleteSignatureException"],
      ["by a key of Bedrock", { authorization: "Bearer key" }, 200, undefined],
      ["by another key of Bedrock", { authorization: "Bearer no" }, 403, "AccessDeniedException"],
    ];
    for (const [title, headers, status, type] of rows)
      it(title, async () => {
        const { ask } = provider({ access: { keys: ["key"], awsCredentials: credentials } });
        const answered = await ask(at("converse"), { body: basic, headers });
        expect([answered.status, answered.headers.get("x-amzn-errortype")]).to.deep.equal([status, type]);
      });
    it("no body but the signed one", async () => {
      const { ask } = provider({ access: { awsCredentials: credentials } });
      const answered = await ask(at("converse"), { body: { ...basic, system: [] }, headers: signed({}) });
      expect(answered.headers.get("x-amzn-errortype")).to.equal(wrong);
    });
    it("nobody where no secret is known", async () => {
      const answered = await provider().ask(at("converse"), { body: basic, headers: signed({}) });
      expect(answered.headers.get("x-amzn-errortype")).to.equal("UnrecognizedClientException");
    });
  });

  describe("refuses", () => {
    const call = {
      role: "assistant",
      content: [{ toolUse: { toolUseId: "a", name: "get_weather", input: {} } }],
    };
    const toolConfig = { tools: [weather] };
    /** Body (beside the basic one) => message; all are 400 ValidationException. */
    const rows: readonly (readonly [Loose, string])[] = [
      [
        { messages: [] },
        "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
      ],
      [
        { messages: [user({ text: "a" }), user({ text: "b" })] },
        "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
      ],
      [
        { messages: [user({ text: " " })] },
        "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again.",
      ],
      [
        { messages: [user()] },
        "The content field in the Message object at messages.0 is empty. Add a ContentBlock object to the content field and try again.",
      ],
      [
        { inferenceConfig: { maxTokens: 64_001 } },
        "The maximum tokens you requested exceeds the model limit of 64000. Try again with a maximum tokens value that is lower than 64000.",
      ],
      [
        { inferenceConfig: { temperature: 2 } },
        "1 validation error detected: Value '2' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
      ],
      [
        { messages: [user({ text: "a" }), call, user({ text: "b" })] },
        "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
      ],
      [
        { toolConfig, messages: [user({ text: "a" }), call, user({ text: "b" })] },
        "Expected toolResult blocks at messages.2.content for the following Ids: a",
      ],
      [
        { messages: [user({ image: { format: "bmp", source: { bytes: "AAAA" } } })] },
        "1 validation error detected: Value 'bmp' at 'messages.0.content.0.image.format' failed to satisfy constraint: Member must satisfy enum value set: [png, jpeg, gif, webp]",
      ],
    ];
    for (const [change, message] of rows)
      it(message.slice(0, 70), async () => {
        const { status, json, headers } = await provider().ask(at("converse"), {
          body: { ...basic, ...change },
        });
        expect([status, headers.get("x-amzn-errortype"), json]).to.deep.equal([
          400,
          "ValidationException",
          { message },
        ]);
      });

    /** Id of a model => message; undefined where it is there. */
    const ids: readonly (readonly [string, string | undefined])[] = [
      ["anthropic.claude-3-haiku-20240307-v1:0", undefined],
      [model, undefined],
      ["global.anthropic.claude-opus-4-6-v1", undefined],
      [`arn:aws:bedrock:${region}:123456789012:inference-profile/${model}`, undefined],
      [`arn:aws:bedrock:${region}:123456789012:application-inference-profile/abc123`, undefined],
      ["amazon.nova-lite-v1:0", undefined],
      ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "The provided model identifier is invalid."],
      ["claude-sonnet-4-5", "The provided model identifier is invalid."],
      [
        "arn:aws:bedrock:us-east-1:1:foundation-model/amazon.nova-lite-v1:0",
        "The provided model identifier is invalid.",
      ],
      [
        "anthropic.claude-sonnet-4-5-20250929-v1:0",
        "Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
      ],
    ];
    for (const [id, message] of ids)
      it(`${id} => ${message?.slice(0, 30) ?? "an answer"}`, async () => {
        const { json } = await provider().ask(at("converse", id), { body: basic });
        expect(json.message).to.equal(message);
      });
  });

  it("says in a stream what it says in one piece", async () => {
    const whole = (await provider().ask(at("converse"), { body: basic })).json;
    const { bytes, headers } = await provider().ask(at("converse-stream"), { body: basic });
    expect(headers.get("content-type")).to.equal("application/vnd.amazon.eventstream");
    const all = messages(bytes);
    expect(all.map(({ type }) => type).filter((one, index, list) => one !== list[index - 1])).to.deep.equal([
      "messageStart",
      "contentBlockDelta",
      "contentBlockStop",
      "messageStop",
      "metadata",
    ]);
    const said = all.map(({ data }) => data.delta?.text ?? "").join("");
    expect(said).to.equal(whole.output.message.content[0].text);
    expect(all.at(-2)!.data.stopReason).to.equal(whole.stopReason);
    expect(all.at(-1)!.data).to.deep.include({ usage: whole.usage, metrics: whole.metrics });
    expect(whole.usage.totalTokens).to.equal(whole.usage.inputTokens + whole.usage.outputTokens);
  });

  it("calls a tool that it is told to, and takes the result", async () => {
    const { ask } = provider();
    const toolConfig = { tools: [weather], toolChoice: { tool: { name: "get_weather" } } };
    const first = (await ask(at("converse"), { body: { ...basic, toolConfig } })).json;
    expect(first.stopReason).to.equal("tool_use");
    const { toolUse } = first.output.message.content[0];
    expect(toolUse).to.deep.include({ name: "get_weather", input: { city: "text" } });
    const streamed = messages((await ask(at("converse-stream"), { body: { ...basic, toolConfig } })).bytes);
    expect(streamed[1]!.data.start.toolUse.name).to.equal("get_weather");
    expect(JSON.parse(streamed.map(({ data }) => data.delta?.toolUse?.input ?? "").join(""))).to.deep.equal(
      toolUse.input,
    );
    const result = { toolResult: { toolUseId: toolUse.toolUseId, content: [{ text: "sunny" }] } };
    const next = {
      messages: [...basic.messages, first.output.message, user(result)],
      toolConfig: { tools: [weather] },
    };
    expect((await ask(at("converse"), { body: next })).json.stopReason).to.equal("end_turn");
  });

  it("caches up to a cachePoint", async () => {
    const { ask } = provider();
    const system = [{ text: "word ".repeat(2_000) }, { cachePoint: { type: "default" } }];
    const usage = async () => (await ask(at("converse"), { body: { ...basic, system } })).json.usage;
    const [first, second] = [await usage(), await usage()];
    expect([first.cacheReadInputTokens, second.cacheWriteInputTokens]).to.deep.equal([0, 0]);
    expect(first.cacheWriteInputTokens).to.be.above(2_000);
    expect(second.cacheReadInputTokens).to.equal(first.cacheWriteInputTokens);
  });

  it("limits tokens by what a call may write, and gives back what it did not", async () => {
    const { ask, provider: made } = provider();
    made.limit(model, { tokens: 1_000 });
    const body = { ...basic, inferenceConfig: { maxTokens: 900 } };
    expect((await ask(at("converse"), { body })).status).to.equal(200);
    const { status, headers, json } = await ask(at("converse"), { body });
    expect([status, headers.get("x-amzn-errortype")]).to.deep.equal([429, "ThrottlingException"]);
    expect(json.message).to.equal("Too many tokens, please wait before trying again.");
    expect(
      (await ask(at("converse"), { body: { ...basic, inferenceConfig: { maxTokens: 1 } } })).status,
    ).to.equal(200);
  });

  const invoked = {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 64,
    messages: [{ role: "user", content: "Hello" }],
  };

  it("InvokeModel says the same, whole and in chunks", async () => {
    const { ask } = provider();
    const whole = await ask(at("invoke"), { body: invoked });
    const { input_tokens: input, output_tokens: output } = whole.json.usage;
    expect(whole.headers.get("x-amzn-bedrock-input-token-count")).to.equal(String(input));
    expect(whole.headers.get("x-amzn-bedrock-output-token-count")).to.equal(String(output));
    const { bytes } = await ask(at("invoke-with-response-stream"), { body: invoked });
    const events = messages(bytes).map(({ type, data }): Loose => {
      expect(type).to.equal("chunk");
      return JSON.parse(Buffer.from(String(data.bytes), "base64").toString());
    });
    expect(events.at(-1)["amazon-bedrock-invocationMetrics"]).to.include({
      inputTokenCount: input,
      outputTokenCount: output,
    });
    const text = events.map((one) => one.delta?.text ?? "").join("");
    expect(text).to.equal(whole.json.content[0].text);
  });

  for (const [what, change, id, said] of [
    ["no version", { anthropic_version: undefined }, model, "required key [anthropic_version]"],
    ["another version", { anthropic_version: "2023-06-01" }, model, "is not bedrock-2023-05-31"],
    ["a model in the body", { model }, model, "extraneous key [model]"],
    ["stream in the body", { stream: true }, model, "extraneous key [stream]"],
    ["betas that are a text", { anthropic_beta: "a" }, model, "anthropic_beta"],
    ["no bound", { max_tokens: undefined }, model, "max_tokens"],
    ["another house's model", {}, "amazon.nova-lite-v1:0", "Anthropic's models alone"],
  ] as const)
    it(`InvokeModel refuses ${what}`, async () => {
      const { status, headers, json } = await provider().ask(at("invoke", id), {
        body: { ...invoked, ...change },
      });
      expect([status, headers.get("x-amzn-errortype")]).to.deep.equal([400, "ValidationException"]);
      expect(json.message).to.include(said);
    });
});
