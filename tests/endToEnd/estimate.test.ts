import { expect } from "chai";
import { deflateSync } from "node:zlib";
import { ownCharset, otherCharsets } from "./contentTypes";
import { chatPath, DevStack } from "./devStack";

const v1 = "/openai/v1";
const bytesOf = (size: number) =>
  Buffer.from(Array.from({ length: size }, (_, index) => (index * 7919) % 251));
const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
const picture = (url: string, detail?: string) =>
  user([{ type: "image_url", image_url: { url, ...(detail ? { detail } : {}) } }]);
const data = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString("base64")}`;
const big = (value: number, size: 2 | 4) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
};
/** Headers of pictures of a size; behind them so many bytes that nobody reads. */
const png = (width: number, height: number, rest = 0) =>
  data(
    "png",
    Buffer.concat([
      Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
      big(width, 4),
      big(height, 4),
      Buffer.from("0802000000", "hex"),
      deflateSync(bytesOf(rest)),
      Buffer.alloc(rest),
    ]),
  );
const gif = (width: number, height: number) =>
  data(
    "gif",
    Buffer.from([
      ...Buffer.from("GIF89a"),
      ...[width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0],
      ...[0x2c, 0, 0, 0, 0, width & 255, width >> 8, height & 255, height >> 8, 0],
    ]),
  );
const jpeg = (width: number, height: number, comment: number) =>
  data(
    "jpeg",
    Buffer.concat([
      Buffer.from("ffd8ffe1", "hex"),
      big(comment + 2, 2),
      Buffer.alloc(comment),
      Buffer.from("ffc0001108", "hex"),
      big(height, 2),
      big(width, 2),
      Buffer.alloc(12),
    ]),
  );
const webp = (width: number, height: number) =>
  data(
    "webp",
    Buffer.concat([
      Buffer.from("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0"),
      Buffer.from([(width - 1) & 255, (width - 1) >> 8, 0, (height - 1) & 255, (height - 1) >> 8, 0]),
      Buffer.alloc(20),
    ]),
  );
const nested = (levels: number): object =>
  levels === 0 ? { type: "string" } : { type: "object", properties: { of: nested(levels - 1) } };

/** A stream's event has the estimate, the account's ledger what it has truly counted. */
describe("estimates of prompts, dev stack", function () {
  let stack: DevStack;
  before(async () => {
    stack = await DevStack.start();
  });

  async function estimated(path: string, body: object) {
    const before = stack.usage().length;
    const answer = await stack.call(
      path,
      { model: "gpt-5.4", stream: true, ...body },
      { "api-key": stack.key("premium-team") },
    );
    await stack.clock.advance(120_000);
    const events = stack.usage().slice(before);
    const calls = ["ptu-1", "payg-1", "payg-2"].flatMap((name) => [...stack.account(name).ledger.calls]);
    const last = calls.sort((left, right) => left.at - right.at).at(-1)!;
    return { answer, events, truly: last.promptTokens };
  }

  const prose = "The gateway asks one backend after another until one of them has room for the call. ".repeat(
    40,
  );
  // [what, body, estimate to truth: at least, at most]
  for (const [what, body, least, most] of [
    ["a word", user("Hello"), 0.8, 1.5],
    ["English", user(prose), 0.9, 1.6],
    [
      "German",
      user("Das Gateway lehnt ab, wenn das Haushaltsbudget ausgeschöpft ist. ".repeat(40)),
      0.9,
      1.6,
    ],
    [
      "Chinese",
      user("我们在人工智能网关前面放置了一个策略层,它会检查每一次调用的费用。".repeat(40)),
      0.9,
      1.6,
    ],
    ["Russian", user("Этот шлюз записывает каждый вызов точно. ".repeat(40)), 0.9, 2.2],
    ["Arabic", user("تسجل هذه البوابة كل مكالمة بدقة وترفض الطلبات. ".repeat(40)), 0.9, 1.8],
    ["base64 in a text", user(bytesOf(3_000).toString("base64")), 0.8, 1.3],
    ["base64 within prose", user(prose + bytesOf(3_000).toString("base64") + prose), 0.8, 1.4],
    ["numbers", user(Array.from(bytesOf(2_000)).join(",")), 0.8, 2],
    ["indented JSON", user(JSON.stringify(nested(12), undefined, 2)), 0.6, 2.5],
    ["many short messages", { messages: Array(300).fill({ role: "user", content: "ok" }) }, 0.8, 1.6],
    [
      "tools",
      {
        ...user("Hello"),
        tools: [{ type: "function", function: { name: "find", description: prose, parameters: nested(10) } }],
      },
      0.9,
      1.7,
    ],
    [
      "a format with a schema",
      {
        ...user("Hello"),
        response_format: { type: "json_schema", json_schema: { name: "one", schema: nested(10) } },
      },
      0.8,
      3,
    ],
    ["a picture of 600 KB", picture(png(1_024, 1_024, 300_000)), 1, 2.5],
    ["a small one", picture(png(64, 64)), 1, 1.2],
    ["one of 4,000 pixels", picture(png(4_000, 3_000)), 1, 3.5],
    ["a GIF", picture(gif(512, 512)), 1, 2],
    ["a JPEG behind its metadata", picture(jpeg(1_600, 900, 30_000)), 1, 2.5],
    ["a WebP", picture(webp(1_024, 768)), 1, 2.5],
    ["a link, as the largest", picture("https://example.com/picture.png"), 1, 4],
    ["many pictures", user(Array(20).fill({ type: "image_url", image_url: { url: png(512, 512) } })), 1, 2],
  ] as const)
    it(`${what} => ${least} to ${most} times what is charged`, async () => {
      const { answer, events, truly } = await estimated(chatPath, body);
      expect(answer.status, answer.text.slice(0, 300)).to.equal(200);
      expect(events).to.have.length(1);
      expect(events[0]).to.include({ tokensFrom: "estimate" });
      expect(events[0]!.promptTokens / truly, `${events[0]!.promptTokens} of ${truly}`).to.be.within(
        least,
        most,
      );
    });

  for (const [what, body, least, most] of [
    ["a text", { input: prose }, 0.9, 1.6],
    ["instructions", { input: "hi", instructions: prose }, 0.9, 1.6],
    [
      "earlier turns and outputs of functions",
      {
        input: [
          { type: "message", role: "user", content: [{ type: "input_text", text: prose }] },
          { type: "function_call", call_id: "c", name: "find", arguments: '{"what":"it"}' },
          { type: "function_call_output", call_id: "c", output: prose },
          { role: "user", content: "And then?" },
        ],
      },
      0.9,
      1.8,
    ],
    [
      "a picture",
      {
        input: [
          {
            role: "user",
            content: [{ type: "input_image", image_url: png(900, 900, 50_000), detail: "high" }],
          },
        ],
      },
      1,
      2.5,
    ],
  ] as const)
    it(`responses, ${what} => ${least} to ${most} times what is charged`, async () => {
      const { answer, events, truly } = await estimated(`${v1}/responses`, body);
      expect(answer.status, answer.text.slice(0, 300)).to.equal(200);
      expect(events[0]!.promptTokens / truly, `${events[0]!.promptTokens} of ${truly}`).to.be.within(
        least,
        most,
      );
    });

  for (const [what, body, headers, status, code] of [
    ["a schema that nests 80 levels", { ...user("hi"), tools: [nested(40)] }, {}, 400, "invalid_body"],
    ["cut off JSON", '{"messages":[{"role":"user"', {}, 400, "invalid_body"],
    ["a list", "[1]", {}, 400, "invalid_body"],
    ["nothing", "", {}, 400, "invalid_body"],
    ["a number", "5", {}, 400, "invalid_body"],
    [
      "bytes that are no UTF-8",
      Buffer.from('{"messages":[{"role":"user","content":"\xc3("}]}', "latin1"),
      {},
      400,
      "invalid_body",
    ],
    ["gzip", "\x1f\x8b", { "Content-Encoding": "gzip" }, 415, "unsupported_media_type"],
    ["a form", "a=b", { "Content-Type": "application/x-www-form-urlencoded" }, 415, "unsupported_media_type"],
    ["UTF-16", "{}", { "Content-Type": "application/json; charset=utf-16" }, 415, "unsupported_media_type"],
  ] as const)
    for (const path of [chatPath, `${v1}/chat/completions`, `${v1}/responses`])
      it(`${what} at ${path.split("?")[0]} => ${status} ${code}, one event, nothing spent`, async () => {
        const before = stack.usage().length;
        const answer = await stack.call(path, body, { "api-key": stack.key("premium-team"), ...headers });
        expect(answer.status).to.equal(status);
        expect(answer.json().error).to.include({ code });
        expect(answer.json().error!.message.length).to.be.within(10, 250);
        const events = stack.usage().slice(before);
        expect(events).to.have.length(1);
        expect(events[0]).to.include({ status, tokensFrom: "none", promptTokens: 0 });
      });

  for (const type of otherCharsets)
    it(`refuses a body of type ${type}`, async () => {
      const headers = { "api-key": stack.key("premium-team"), "Content-Type": type };
      const answer = await stack.call(chatPath, user("hi"), headers);
      expect(answer.status, answer.text).to.equal(415);
      expect(answer.json().error).to.include({ code: "unsupported_media_type" });
    });
  for (const type of ownCharset)
    it(`takes a body of type ${type}`, async () => {
      const headers = { "api-key": stack.key("premium-team"), "Content-Type": type };
      expect((await stack.call(chatPath, user("hi"), headers)).status).to.equal(200);
    });

  it("takes U+FFFD that a text has of its own, and identity as no encoding", async () => {
    const { answer } = await estimated(chatPath, user("a \ufffd b"));
    expect(answer.status).to.equal(200);
  });

  it("keeps the caller's texts short in records, metrics and errors", async () => {
    const before = stack.usage().length;
    const long = `${"x".repeat(50_000)}\n\u0000`;
    const key = { "api-key": stack.key("premium-team") };
    const answer = await stack.call(
      `${v1}/chat/completions`,
      { ...user("hi"), model: `a\tb\u0001${long}` },
      key,
    );
    expect(answer.status).to.equal(404);
    expect(answer.text.length).to.be.lessThan(1_000);
    const [event] = stack.usage().slice(before) as unknown as { deployment: string }[];
    expect(event!.deployment)
      .to.match(/^ab?x*$|^abx+$/)
      .and.have.length.at.most(128);
    for (const { dimensions } of stack.local.recorded.metrics)
      for (const value of Object.values(dimensions)) expect(value.length).to.be.at.most(128);
  });
});
