import { expect } from "chai";
import fc from "fast-check";
import { HttpHeaders, type HttpResponse } from "../../../packages/common/http";
import { ask } from "../ask";
import { chatPath, devConfig, embeddingsPath, type DevStack } from "../devStack";
import { guardedStack, type Seen } from "./guardedStack";

const json = (body: unknown): HttpResponse => ({
  status: 200,
  reason: "OK",
  headers: new HttpHeaders({ "Content-Type": "application/json" }),
  body: Buffer.from(JSON.stringify(body)),
});

const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
const said = (message: Record<string, unknown>) =>
  json({
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "gpt-5.4",
    created: 1767225600,
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", ...message } }],
    usage,
  });

/** The last message's content, as a model that repeats what it was told. */
const echo = (body: Record<string, unknown>) =>
  said({ content: (body["messages"] as { content: string }[]).at(-1)!.content });

const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
const contentOf = (answer: { json: Record<string, unknown> | undefined }) =>
  (answer.json!["choices"] as { message: Record<string, unknown> }[])[0]!.message["content"];

describe("personal data that a guardrail masks", () => {
  let stack: DevStack, seen: Seen, key: Record<string, string>;
  const chatOf = (body: unknown) => ask(stack, `POST ${chatPath}`, key, body);
  before(async () => {
    ({ stack, seen, key } = await guardedStack(
      {
        pii: {
          exclude: ["IPAddress"],
          regex: [
            { pattern: "\\bEMP-\\d{4}\\b", category: "EmployeeNumber" },
            { pattern: "token=\\S+", category: "Secret" },
          ],
        },
      },
      { apis: { ...devConfig.apis, openAiV1: { ...devConfig.apis?.openAiV1, files: "owned" } } },
    ));
  });
  beforeEach(() => (seen.answer = echo));

  for (const [what, text, masked] of [
    ["a name", "Write to Ann Smith today.", "Write to ⟦P0⟧ today."],
    ["the same text twice", "Ann Smith, I said Ann Smith!", "⟦P0⟧, I said ⟦P0⟧!"],
    ["two texts", "Ann Smith is not Bob Jones.", "⟦P0⟧ is not ⟦P1⟧."],
    ["an address of mail", "to: ann@example.com", "to: ⟦P0⟧"],
    ["a card", "4111 1111 1111 1111 it is", "⟦P0⟧ it is"],
    ["an account", "DE89 3704 0044 0532 0130 00 it is", "⟦P0⟧ it is"],
    ["an expression of one's own", "I am EMP-1234.", "I am ⟦P0⟧."],
    ["letters of two units before it", "😀😀 Ann Smith 😀", "😀😀 ⟦P0⟧ 😀"],
    ["what overlaps", "token=ann@example.com, Bob", "⟦P0⟧ ⟦P1⟧"],
    ["what does not count", "192.168.0.1", "192.168.0.1"],
    ["what looks like a date", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"],
    ["nothing", "hello", "hello"],
    ["a placeholder of the caller's own", "⟦P0⟧ and Ann Smith", "⟦P0⟧ and ⟦P1⟧"],
  ] as const)
    it(`has no ${what} for the model, and all of it for the caller`, async () => {
      const answer = await chatOf(user(text));
      expect(answer.status, answer.message).to.equal(200);
      expect(seen.last).to.deep.equal(user(masked));
      expect(contentOf(answer)).to.equal(text);
    });

  it("counts categories in the usage event, and has no text in it", async () => {
    await chatOf(user("Ann Smith, ann@example.com, EMP-1234, Bob Jones"));
    const event = stack.local.recorded.eventHubEvents.at(-1)!.body;
    expect((JSON.parse(event) as { guardrails: unknown }).guardrails).to.deep.equal({
      Person: 2,
      Email: 1,
      EmployeeNumber: 1,
    });
    for (const text of ["Ann", "Smith", "example", "1234", "⟦"]) expect(event).not.to.include(text);
    expect(JSON.stringify(stack.local.recorded.metrics)).not.to.match(/Ann|Smith|example\.com|EMP-1234/);
  });

  it("says how many texts were masked", async () => {
    expect((await chatOf(user("Ann Smith"))).headers.get("x-genai-masked")).to.equal("1");
    expect((await chatOf(user("nobody"))).headers.get("x-genai-masked")).to.equal(undefined);
  });

  it("gives nobody's text for placeholders that this call has not made", async () => {
    await chatOf(user("Ann Smith"));
    seen.answer = () => said({ content: "⟦P0⟧ ⟦P1⟧ ⟦P2⟧ ⟦P00⟧" });
    expect(contentOf(await chatOf(user("⟦P0⟧ is Bob Jones")))).to.equal("⟦P0⟧ Bob Jones ⟦P2⟧ ⟦P00⟧");
    expect(contentOf(await chatOf(user("hello")))).to.equal("⟦P0⟧ ⟦P1⟧ ⟦P2⟧ ⟦P00⟧");
  });

  it("puts a text with quotes into the JSON that a tool is called with", async () => {
    const name = 'Ann "The\\Ace" Smith';
    seen.answer = () =>
      said({
        content: null,
        tool_calls: [
          {
            id: "call_1",
            type: "function",
            function: { name: "mail", arguments: '{"to":"⟦P0⟧","cc":["\\u27e6P0\\u27e7"]}' },
          },
        ],
      });
    const answer = await chatOf(user(`token=x${JSON.stringify(name).replaceAll(" ", "_")} now`));
    const call = (
      answer.json!["choices"] as { message: { tool_calls: { function: { arguments: string } }[] } }[]
    )[0]!;
    const own = `token=x${JSON.stringify(name).replaceAll(" ", "_")}`;
    expect(JSON.parse(call.message.tool_calls[0]!.function.arguments)).to.deep.equal({ to: own, cc: [own] });
  });

  it("masks what a tool was called with and has answered, in JSON that stays JSON", async () => {
    const args = { name: "Ann Smith", id: "ann@example.com", n: 1, note: 'says "Bob Jones"' };
    const messages = [
      { role: "system", content: [{ type: "text", text: "Help Ann Smith" }] },
      {
        role: "assistant",
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "find", arguments: JSON.stringify(args) } },
        ],
      },
      { role: "tool", tool_call_id: "call_1", content: JSON.stringify({ found: ["Ann Smith"] }) },
      { role: "user", content: "and now?" },
    ];
    await chatOf({ messages });
    const [system, call, tool] = seen.last["messages"] as never[] as {
      content: never;
      tool_calls: { function: { name: string; arguments: string } }[];
    }[];
    expect(system!.content).to.deep.equal([{ type: "text", text: "Help ⟦P0⟧" }]);
    expect(JSON.parse(call!.tool_calls[0]!.function.arguments)).to.deep.equal({
      name: "⟦P0⟧",
      id: "⟦P1⟧",
      n: 1,
      note: 'says "⟦P2⟧"',
    });
    expect(call!.tool_calls[0]!.function.name).to.equal("find");
    expect(JSON.parse(tool!.content)).to.deep.equal({ found: ["⟦P0⟧"] });
  });

  it("leaves a stream masked, and does not hold it back", async () => {
    seen.answer = undefined;
    const answer = await chatOf({ ...user("Ann Smith"), stream: true });
    expect(answer.headers.get("Content-Type")).to.include("text/event-stream");
    expect(answer.headers.get("x-genai-masked")).to.equal("1");
    expect(JSON.stringify(seen.last)).not.to.include("Ann");
  });

  it("masks the texts of embeddings, and of the Responses API", async () => {
    seen.answer = undefined;
    await ask(stack, `POST ${embeddingsPath}`, key, { input: ["Ann Smith", "fine"] });
    expect(seen.last["input"]).to.deep.equal(["⟦P0⟧", "fine"]);
    seen.answer = (body) =>
      json({
        id: "resp_1",
        object: "response",
        status: "completed",
        output: [
          {
            type: "message",
            id: "msg_1",
            role: "assistant",
            content: [{ type: "output_text", text: JSON.stringify(body["input"]) }],
          },
        ],
        usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
      });
    const answer = await ask(stack, "POST /openai/v1/responses", key, {
      model: "gpt-5.4",
      store: false,
      instructions: "You work for Bob Jones",
      input: [
        { role: "user", content: [{ type: "input_text", text: "I am Ann Smith" }] },
        { type: "function_call_output", call_id: "c", output: "Bob Jones" },
      ],
    });
    expect(answer.status, answer.message).to.equal(200);
    expect(seen.last["instructions"]).to.equal("You work for ⟦P0⟧");
    expect(JSON.stringify(seen.last["input"])).to.include("I am ⟦P1⟧").and.include('"output":"⟦P0⟧"');
    expect(JSON.stringify(answer.json)).to.include("I am Ann Smith");
  });

  it("sends on what it has looked at where a key stands twice", async () => {
    await chatOf(
      Buffer.from(
        '{"messages":[{"role":"user","content":"Ann Smith"}],"messages":[{"role":"user","content":"fine"}]}',
      ),
    );
    expect(seen.bodies.at(-1)).not.to.include("Ann");
    await chatOf(Buffer.from('{"messages":[{"role":"user","content":"fine","content":"Ann Smith"}]}'));
    expect(seen.bodies.at(-1)).not.to.include("Ann");
  });

  it("looks at a prompt of 12,000 and of 120,000 characters to its end, also where windows meet", async () => {
    for (const length of [4_990, 4_995, 9_740, 12_000, 23_745, 120_000]) {
      const text = `${"word ".repeat(length / 5).slice(0, length)} Ann Smith and Bob Jones ${"word ".repeat(60)}`;
      const answer = await chatOf(user(text));
      expect(answer.status, answer.message).to.equal(200);
      expect(seen.bodies.at(-1), String(length)).not.to.match(/Ann|Smith|Bob|Jones/);
      expect(contentOf(answer)).to.equal(text);
    }
  });

  it("refuses forms, whose texts it cannot mask, and batch jobs", async () => {
    const form =
      '--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{}\r\n--x--\r\n';
    const sent = { ...key, "Content-Type": "multipart/form-data; boundary=x" };
    const file = await ask(stack, "POST /openai/v1/files", sent, Buffer.from(form));
    expect([file.status, file.code]).to.deep.equal([403, "GuardrailUnsupported"]);
    expect((await ask(stack, "GET /openai/v1/files", key)).status).to.equal(200);
    const batch = await ask(stack, "POST /openai/v1/batches", key, { input_file_id: "file-1" });
    expect([batch.status, batch.code]).to.deep.equal([403, "GuardrailUnsupported"]);
  });

  /** Any JSON, with texts that somebody could ask about, and personal ones among them. */
  const personal = fc.constantFrom("Ann Smith", "bob.jones@example.org", "4111 1111 1111 1111", "EMP-0001");
  const text = fc
    .array(fc.oneof(personal, fc.string({ unit: "grapheme", maxLength: 8 }), fc.constant("⟦P0⟧")), {
      maxLength: 6,
    })
    .map((parts) => parts.join(" , "));
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("text", "note", "content", "more"), tie("value"), { maxKeys: 3 }),
    ),
  })).value;

  it("masks and restores any JSON to what it was, and leaves nothing personal to the model", async function () {
    seen.answer = (body) => said({ content: "", extra: body["messages"] });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 3 }), async (contents) => {
        const messages = contents.map((content) => ({ role: "user", content }));
        const answer = await chatOf({ messages });
        expect(answer.status, answer.message).to.equal(200);
        const shape = (one: unknown): unknown =>
          typeof one === "string"
            ? "text"
            : Array.isArray(one)
              ? one.map(shape)
              : one && typeof one === "object"
                ? Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, shape(inner)]))
                : one;
        expect(shape(seen.last["messages"])).to.deep.equal(shape(messages));
        expect(JSON.stringify(seen.last)).not.to.match(/Ann Smith|bob\.jones|4111 1111|EMP-0001/);
        const back = (answer.json!["choices"] as { message: { extra: unknown } }[])[0]!.message.extra;
        expect(back).to.deep.equal(messages);
      }),
      { numRuns: 60 },
    );
  });
});

describe("personal data that a guardrail refuses", () => {
  it("answers 400 with categories and how many, asks no model, and tells nothing more", async () => {
    const { stack, seen, key } = await guardedStack({
      pii: { mode: "block", categories: ["Person", "Email"] },
    });
    const refused = await ask(stack, `POST ${chatPath}`, key, user("Ann Smith, Bob Jones, ann@example.com"));
    expect([refused.status, refused.code]).to.deep.equal([400, "PII_DETECTED"]);
    expect(refused.message)
      .to.include("Person (2), Email (1)")
      .and.not.match(/Ann|Jones|example/);
    expect(seen.bodies).to.deep.equal([]);
    expect(stack.usage().at(-1)).to.include({ status: 400, tokensFrom: "none", costMicros: 0 });
    expect((await ask(stack, `POST ${chatPath}`, key, user("4111 1111 1111 1111"))).status).to.equal(200);
  });

  it("refuses streams where they may not come masked", async () => {
    const { stack, key } = await guardedStack({ pii: { streams: "refuse" } });
    const refused = await ask(stack, `POST ${chatPath}`, key, { ...user("hello"), stream: true });
    expect([refused.status, refused.code]).to.deep.equal([400, "StreamsNotAllowed"]);
    expect((await ask(stack, `POST ${chatPath}`, key, user("hello"))).status).to.equal(200);
  });

  it("does not look at calls of products without it", async () => {
    const products = devConfig.products.map((product, index) => ({
      ...product,
      ...(index === 0 ? {} : { name: product.name }),
    }));
    const { stack, seen, key } = await guardedStack({ pii: { mode: "block" } }, { products });
    const open = { ...devConfig, guardrails: [{ name: "rules", pii: { mode: "block" as const } }] };
    expect(open.products.some((product) => "guardrails" in product)).to.equal(false);
    expect((await ask(stack, `POST ${chatPath}`, key, user("Ann Smith"))).status).to.equal(400);
    expect(seen.bodies).to.deep.equal([]);
  });
});
