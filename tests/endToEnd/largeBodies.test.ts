import { expect } from "chai";
import { chatPath, devConfig, DevStack, embeddingsPath } from "./devStack";

const config = {
  ...devConfig,
  apis: { azureOpenAi: {}, openAiV1: {} },
  products: [
    {
      name: "paid",
      displayName: "Paid",
      budget: { dollars: 10_000, streamTokens: 1_000 },
      subscriptions: [{ name: "paid-a" }],
    },
  ],
};
const responses = "/openai/v1/responses";
const user = (content: unknown) => ({ role: "user", content });
const many = (count: number, one: unknown) => Array<unknown>(count).fill(one);
/** A picture of 1,024 x 1,024 whose file has so many bytes. */
const picture = (bytes: number) =>
  `data:image/png;base64,${Buffer.concat([
    Buffer.from("89504e470d0a1a0a0000000d494844520000040000000400080200000000000000", "hex"),
    Buffer.alloc(bytes),
  ]).toString("base64")}`;
const seen = (bytes: number) => [{ type: "input_image", image_url: picture(bytes) }];

/** A large body is answered, or refused for what it is: never a 500, which says that the gateway is at fault. */
describe("large bodies", () => {
  let stack: DevStack;
  /** The body that an account got last. */
  let last = "";
  before(async () => {
    stack = await DevStack.start(config, (request, ask) => {
      last = Buffer.from(request.body).toString();
      return ask();
    });
  });
  const call = (path: string, body: unknown) => stack.call(path, body, { "api-key": stack.key("paid-a") });
  const respond = (more: object) => call(responses, { model: "gpt-5.4", max_output_tokens: 20, ...more });

  for (const megabytes of [1, 4, 15])
    it(`a response with a picture of ${megabytes} MB => 200, charged by its size in pixels`, async () => {
      const answer = await respond({ input: [user(seen(megabytes * 1_000_000))], stream: true });
      expect(answer.status, answer.text.slice(0, 300)).to.equal(200);
      expect(stack.usage().at(-1)!.promptTokens).to.be.within(100, 2_500);
    });

  it("one with texts that look like dates, beside a picture => 200, each as it came", async () => {
    const texts = [
      "2024-01-02T03:04:05.000Z",
      "0001-01-01T00:00:00",
      "/Date(1700000000000)/",
      '7 "2024-01-02T" 7',
    ];
    const input = [user(seen(2_000_000)), ...texts.map((text) => user(text))];
    const made = await respond({ input, metadata: { "2key": texts[0] } });
    expect(made.status, made.text.slice(0, 300)).to.equal(200);
    const sent = JSON.parse(last) as { input: unknown; metadata: Record<string, string> };
    expect(JSON.stringify(sent.input) === JSON.stringify(input)).to.equal(true);
    expect(sent.metadata).to.include({ "2key": texts[0] });
    expect(last.slice(-2_000))
      .to.include(texts[2])
      .and.not.match(/genai[0-9a-f]{32}/);
  });

  for (const [what, path, body, status, param] of [
    ["3,000 messages", chatPath, { messages: many(3_000, user("a")) }, 400, "messages"],
    ["100,000 messages", chatPath, { messages: many(100_000, user("a")) }, 400, "messages"],
    [
      "100,000 parts of a message",
      chatPath,
      { messages: [user(many(100_000, { type: "text", text: "a" }))] },
      400,
      "content",
    ],
    [
      "as many in all",
      chatPath,
      { messages: many(2_000, user(many(50, { type: "text", text: "a" }))) },
      400,
      "content",
    ],
    ["100,000 items", responses, { input: many(100_000, user("a")) }, 400, "input"],
    [
      "100,000 references",
      responses,
      { input: many(100_000, { type: "item_reference", id: "a" }) },
      400,
      "input",
    ],
    [
      "100,000 parts of an item",
      responses,
      { input: [user(many(100_000, { type: "input_text", text: "a" }))] },
      400,
      "content",
    ],
    ["100,000 tools", responses, { input: "hi", tools: many(100_000, { type: "web_search" }) }, 400, "tools"],
    [
      "100,000 pairs of metadata",
      responses,
      { input: "hi", metadata: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [at, "1"])) },
      400,
      "metadata",
    ],
    [
      "2,000 messages",
      chatPath,
      { messages: many(2_000, user("a")), max_completion_tokens: 5 },
      200,
      undefined,
    ],
    ["2,000 items", responses, { input: many(2_000, user("a")), max_output_tokens: 20 }, 200, undefined],
    ["200,000 numbers to embed", embeddingsPath, { input: many(200_000, 1) }, 400, undefined],
    [
      "a megabyte of escapes",
      responses,
      `{"model":"gpt-5.4","input":"${"\\u0061".repeat(170_000)}"}`,
      200,
      undefined,
    ],
    [
      "comments, which are none of JSON's",
      responses,
      `{${"/**/".repeat(500_000)}"model":"gpt-5.4","input":"hi"}`,
      200,
      undefined,
    ],
    ["30 MB of blanks", chatPath, " ".repeat(30_000_000), 400, null],
    [
      "30 MB of blanks before the object",
      chatPath,
      `${" ".repeat(30_000_000)}{"messages":[{"role":"user","content":"hi"}]}`,
      200,
      undefined,
    ],
  ] as const)
    it(`${what} => ${status}`, async () => {
      const answer = await call(path, typeof body === "string" ? body : { model: "gpt-5.4", ...body });
      expect(answer.status, answer.text.slice(0, 300)).to.equal(status);
      const { error } = answer.json() as { error?: { param?: string | null } };
      if (param !== undefined) expect(error!.param).to.equal(param);
    });
});
