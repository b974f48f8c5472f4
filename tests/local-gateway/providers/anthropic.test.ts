/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call -- answers are looked at as they came */
import { expect } from "chai";
import { anthropic } from "../../../packages/local-gateway/providers/anthropic";
import { events, virtualProvider, type Asked, type Loose } from "./provider";

const host = "api.anthropic.com";
const always = {
  "x-api-key": "sk-ant-test",
  "anthropic-version": "2023-06-01",
  "content-type": "application/json",
};
const provider = (more?: Parameters<typeof virtualProvider>[3]) =>
  virtualProvider(anthropic, host, always, more);

const user = (content: unknown) => ({ role: "user", content });
const basic = { model: "claude-sonnet-4-5", max_tokens: 64, messages: [user("Hello, Claude")] };
const weather = {
  name: "get_weather",
  description: "Weather of a place",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
/** A PNG of 2 x 2 pixels, by its header alone. */
const png = Buffer.from("89504e470d0a1a0a0000000d494844520000000200000002", "hex").toString("base64");
const image = (source: unknown) => ({ type: "image", source });

describe("the simulated Claude API", () => {
  describe("refuses", () => {
    const call = { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "w", input: {} }] };
    const result = (id: string) => user([{ type: "tool_result", tool_use_id: id, content: "sunny" }]);
    /** Body (beside the basic one) => message; all are 400 invalid_request_error. */
    const rows: readonly (readonly [Loose, string])[] = [
      [{ model: undefined }, "model: Field required"],
      [{ max_tokens: undefined }, "max_tokens: Field required"],
      [{ messages: undefined }, "messages: Field required"],
      [{ messages: [] }, "messages: at least one message is required"],
      [{ max_tokens: 0 }, "max_tokens: Input should be greater than or equal to 1"],
      [{ max_tokens: 1.5 }, "max_tokens: Input should be a valid integer"],
      [
        { max_tokens: 64_001 },
        "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5",
      ],
      [{ n: 2 }, "n: Extra inputs are not permitted"],
      [{ temperature: 1.2 }, "temperature: range: 0..1"],
      [{ stream: "yes" }, "stream: Input should be a valid boolean"],
      [{ stop_sequences: [" "] }, "stop_sequences: each stop sequence must contain non-whitespace"],
      [
        { messages: [{ role: "system", content: "Be brief" }] },
        'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
      ],
      [
        { messages: [{ role: "assistant", content: "Hi" }] },
        'messages: first message must use the "user" role',
      ],
      [{ messages: [user([{ type: "text", text: "" }])] }, "messages: text content blocks must be non-empty"],
      [
        { messages: [user("Hi"), { role: "assistant", content: "So " }] },
        "messages: final assistant content cannot end with trailing whitespace",
      ],
      [
        { messages: [user("Hi"), call, user("well?")] },
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
      ],
      [
        { messages: [user("Hi"), call, result("toolu_2")] },
        "messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_2. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
      ],
      [
        { tools: [{ name: "a b", input_schema: {} }] },
        "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
      ],
      [{ tools: [{ name: "a" }] }, "tools.0.custom.input_schema: Field required"],
      [{ tools: [weather, weather] }, "tools: Tool names must be unique."],
      [{ tool_choice: { type: "any" } }, "tool_choice may only be specified while providing tools"],
      [
        { tools: [weather], tool_choice: { type: "tool", name: "x" } },
        "Tool 'x' not found in provided tools",
      ],
      [
        { thinking: { type: "enabled", budget_tokens: 100 } },
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
      ],
      [
        { max_tokens: 2_000, thinking: { type: "enabled", budget_tokens: 1_024 }, temperature: 0.5 },
        "`temperature` may only be set to 1 when thinking is enabled.",
      ],
      [
        { messages: [user([image({ type: "base64", media_type: "image/bmp", data: png })])] },
        "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
      ],
      [
        { messages: [user([image({ type: "base64", media_type: "image/jpeg", data: png })])] },
        "messages.0.content.0.image.source.base64.data: The image was specified using the image/jpeg media type, but the image appears to be a image/png image",
      ],
      [
        {
          system: Array.from({ length: 5 }, () => ({
            type: "text",
            text: "a",
            cache_control: { type: "ephemeral" },
          })),
        },
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
      ],
      [
        {
          system: [
            { type: "text", text: "a", cache_control: { type: "ephemeral" } },
            { type: "text", text: "b", cache_control: { type: "ephemeral", ttl: "1h" } },
          ],
        },
        "A ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.",
      ],
    ];
    for (const [change, message] of rows)
      it(`${JSON.stringify(change).slice(0, 90)} => ${message.slice(0, 60)}`, async () => {
        const { status, json, headers } = await provider().ask("/v1/messages", {
          body: { ...basic, ...change },
        });
        expect([status, json.error]).to.deep.equal([400, { type: "invalid_request_error", message }]);
        expect(json.type).to.equal("error");
        expect(json.request_id).to.equal(headers.get("request-id"));
      });

    /** What is asked => status, type, message. */
    const others: readonly (readonly [string, string, Asked, number, string, string])[] = [
      [
        "no key",
        "/v1/messages",
        { headers: { "x-api-key": undefined } },
        401,
        "authentication_error",
        "x-api-key header is required",
      ],
      [
        "another key",
        "/v1/messages",
        { headers: { "x-api-key": "no" } },
        401,
        "authentication_error",
        "invalid x-api-key",
      ],
      [
        "no version",
        "/v1/messages",
        { headers: { "anthropic-version": undefined } },
        400,
        "invalid_request_error",
        "anthropic-version: header is required",
      ],
      [
        "another model",
        "/v1/messages",
        { body: { ...basic, model: "gpt-4.1" } },
        404,
        "not_found_error",
        "model: gpt-4.1",
      ],
      ["another path", "/v1/complete", {}, 404, "not_found_error", "Not Found"],
      [
        "another method",
        "/v1/messages",
        { method: "PUT" },
        405,
        "invalid_request_error",
        "Method Not Allowed",
      ],
      [
        "a model's name of no grammar",
        "/v1/models/claude",
        { method: "GET", body: undefined },
        404,
        "not_found_error",
        "model: claude",
      ],
    ];
    for (const [title, path, asked, status, type, message] of others)
      it(title, async () => {
        const { ask } = provider({ access: { keys: ["sk-ant-test"] } });
        const answered = await ask(path, { body: basic, ...asked });
        expect([answered.status, answered.json.error]).to.deep.equal([status, { type, message }]);
      });
  });

  describe("in version 2026-10-21 takes less than before", () => {
    const document = { type: "document", source: { type: "text", media_type: "text/plain", data: "a" } };
    const cited = { type: "text", text: "a", citations: [{ type: "char_location" }] };
    const rows: readonly (readonly [string, Loose])[] = [
      ["temperature", { temperature: 1 }],
      ["top_k", { top_k: 5 }],
      [
        "an assistant's document",
        { messages: [user("a"), { role: "assistant", content: [document] }, user("b")] },
      ],
      ["a user's citations", { messages: [user([cited])] }],
    ];
    for (const [title, change] of rows)
      it(title, async () => {
        const { ask } = provider();
        const status = async (version: string) =>
          (
            await ask("/v1/messages", {
              body: { ...basic, ...change },
              headers: { "anthropic-version": version },
            })
          ).status;
        expect([await status("2023-06-01"), await status("2026-10-21")]).to.deep.equal([200, 400]);
      });
  });

  it("takes a key as a bearer token, as Claude Code sends it", async () => {
    const { ask } = provider({ access: { keys: ["sk-ant-test"] } });
    const headers = { "x-api-key": undefined, authorization: "Bearer sk-ant-test" };
    expect((await ask("/v1/messages?beta=true", { body: basic, headers })).status).to.equal(200);
  });

  it("says in a stream what it says in one piece", async () => {
    const whole = (await provider().ask("/v1/messages", { body: basic })).json;
    const { text } = await provider().ask("/v1/messages", { body: { ...basic, stream: true } });
    const all = events(text);
    expect(all.map(({ event, data }) => event === data.type)).not.to.include(false);
    expect(all.map(({ event }) => event).filter((one, at, list) => one !== list[at - 1])).to.deep.equal([
      "message_start",
      "content_block_start",
      "ping",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    expect(all.flatMap(({ data }) => data.delta?.text ?? []).join("")).to.equal(whole.content[0].text);
    const { usage, ...start } = all[0]!.data.message;
    expect(start).to.deep.include({ type: "message", role: "assistant", content: [], stop_reason: null });
    expect([usage.input_tokens, usage.output_tokens]).to.deep.equal([whole.usage.input_tokens, 1]);
    const last = all.at(-2)!.data;
    expect([last.delta.stop_reason, last.usage]).to.deep.equal([whole.stop_reason, whole.usage]);
  });

  it("streams the bytes that the documentation shows", async () => {
    const { ask, provider: made } = provider();
    made.configure("claude-sonnet-4-5", { answerTokens: { min: 1, max: 1 } });
    const { text } = await ask("/v1/messages", { body: { ...basic, stream: true } });
    const id = /"id":"(msg_01\w{22})"/.exec(text)![1];
    expect(text).to.equal(
      `event: message_start\ndata: {"type":"message_start","message":{"id":"${id}","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"service_tier":"standard","output_tokens":1}}}\n\n` +
        `event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n` +
        `event: ping\ndata: {"type":"ping"}\n\n` +
        `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"The"}}\n\n` +
        `event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n` +
        `event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"service_tier":"standard","output_tokens":1}}\n\n` +
        `event: message_stop\ndata: {"type":"message_stop"}\n\n`,
    );
  });

  it("calls a tool that it is told to, and takes the result", async () => {
    const { ask } = provider();
    const tools = { tools: [weather], tool_choice: { type: "tool", name: "get_weather" } };
    const first = (await ask("/v1/messages", { body: { ...basic, ...tools } })).json;
    expect(first.stop_reason).to.equal("tool_use");
    const [used] = first.content;
    expect(used).to.deep.include({ type: "tool_use", name: "get_weather", input: { city: "text" } });
    const streamed = events((await ask("/v1/messages", { body: { ...basic, ...tools, stream: true } })).text);
    expect(JSON.parse(streamed.map(({ data }) => data.delta?.partial_json ?? "").join(""))).to.deep.equal(
      used.input,
    );
    const messages = [
      ...basic.messages,
      { role: "assistant", content: first.content },
      user([{ type: "tool_result", tool_use_id: used.id, content: [{ type: "text", text: "sunny" }] }]),
    ];
    const second = await ask("/v1/messages", { body: { ...basic, tools: [weather], messages } });
    expect([second.status, second.json.content[0].type]).to.deep.equal([200, "text"]);
  });

  it("thinks within its budget, aloud or not", async () => {
    const body = { ...basic, max_tokens: 4_000, thinking: { type: "enabled", budget_tokens: 1_024 } };
    const { content, usage } = (await provider().ask("/v1/messages", { body })).json;
    expect(content.map(({ type }: Loose) => type)).to.deep.equal(["thinking", "text"]);
    expect(content[0].signature).to.be.a("string").that.is.not.empty;
    expect(usage.output_tokens).to.be.within(512, 1_024 + 160);
    const omitted = { ...body, thinking: { ...body.thinking, display: "omitted" } };
    const quiet = (await provider().ask("/v1/messages", { body: omitted })).json;
    expect([quiet.content[0].thinking, quiet.usage.output_tokens]).to.deep.equal(["", usage.output_tokens]);
  });

  it("stops at a stop sequence and names it", async () => {
    const whole = (await provider().ask("/v1/messages", { body: basic })).json.content[0].text as string;
    const word = whole.split(" ")[4]!;
    const { json } = await provider().ask("/v1/messages", { body: { ...basic, stop_sequences: [word] } });
    // Another body draws another answer, so that the word may be missing; then the message ends by itself.
    const has = json.stop_reason === "stop_sequence";
    expect(json.stop_sequence).to.equal(has ? word : null);
    const the = (await provider().ask("/v1/messages", { body: { ...basic, stop_sequences: ["The"] } })).json;
    expect([the.stop_reason, the.stop_sequence, the.content]).to.deep.equal(["stop_sequence", "The", []]);
  });

  it("counts an image by its pixels", async () => {
    const { ask, provider: made } = provider();
    const tall = Buffer.from("89504e470d0a1a0a0000000d49484452000005dc000002ee", "hex").toString("base64");
    const count = async (data: string) => {
      const content = [image({ type: "base64", media_type: "image/png", data })];
      const body = { model: basic.model, messages: [user(content)] };
      return (await ask("/v1/messages/count_tokens", { body })).json.input_tokens as number;
    };
    // 1,500 x 750 pixels by 750, against one token.
    expect((await count(tall)) - (await count(png))).to.equal(1_500 - 1);
    await ask("/v1/messages", {
      body: { ...basic, messages: [user([image({ type: "base64", media_type: "image/png", data: tall })])] },
    });
    expect(made.ledger.calls.at(-1)!.promptImageTokens).to.equal(1_500);
  });

  describe("goes wrong as it is told", () => {
    const model = "claude-sonnet-4-5";
    it("with a status, its type and a wait", async () => {
      const { ask, provider: made } = provider();
      made.configure(model, { fault: { kind: "status", status: 429, retryAfterMs: 2_500 } });
      const { status, json, headers } = await ask("/v1/messages", { body: basic });
      expect([status, json.error.type, headers.get("retry-after")]).to.deep.equal([
        429,
        "rate_limit_error",
        "3",
      ]);
    });
    it("as a whole", async () => {
      const { ask, provider: made } = provider();
      made.setOutage("unavailable");
      const { status, json } = await ask("/v1/messages", { body: basic });
      expect([status, json.error]).to.deep.equal([529, { type: "overloaded_error", message: "Overloaded" }]);
    });
    it("in mid-stream, with the tokens that were made", async () => {
      const { ask, provider: made } = provider();
      made.configure(model, { fault: { kind: "cut", afterChunks: 8 } });
      const failed = await ask("/v1/messages", { body: { ...basic, stream: true } }).catch(
        (error: Error) => error.message,
      );
      expect(failed).to.equal("The connection broke off");
      const entry = made.ledger.calls[0]!;
      expect([entry.complete, entry.completionTokens]).to.deep.equal([false, 5]);
    });
    it("by its filter", async () => {
      const { ask, provider: made } = provider();
      made.configure(model, { fault: { kind: "contentFilter", source: "completion" } });
      expect((await ask("/v1/messages", { body: basic })).json.stop_reason).to.equal("refusal");
    });
  });

  it("keeps what each call took", async () => {
    const { ask, provider: made } = provider();
    const { json } = await ask("/v1/messages", { body: basic });
    expect(made.ledger.calls[0]).to.deep.include({
      deployment: "claude-sonnet-4-5",
      operation: "messages",
      status: 200,
      complete: true,
      promptTokens: json.usage.input_tokens,
      completionTokens: json.usage.output_tokens,
    });
    expect(made.deployments).to.deep.equal(["claude-sonnet-4-5"]);
  });

  it("lists models in pages", async () => {
    const { ask } = provider();
    const first = (await ask("/v1/models?limit=2")).json;
    expect([first.data.length, first.has_more, first.last_id]).to.deep.equal([2, true, first.data[1].id]);
    const next = (await ask(`/v1/models?limit=2&after_id=${first.last_id}`)).json;
    expect(next.data[0].id).not.to.be.oneOf(first.data.map(({ id }: Loose) => id));
    expect((await ask(`/v1/models/${first.last_id}`)).json).to.deep.equal(first.data[1]);
  });
});
