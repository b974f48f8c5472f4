import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { HttpHeaders } from "../../packages/common/http";
import { ask } from "./ask";
import { chatPath, devConfig, DevStack, moreDeployments } from "./devStack";

const config: GatewayConfigInput = {
  ...devConfig,
  backends: moreDeployments(
    { name: "listener", model: "gpt-4o-transcribe", version: "2025-03-20", capacity: 100 },
    { name: "painter", model: "gpt-image-1", version: "2025-04-15", capacity: 100 },
  ),
  products: [
    {
      name: "paid",
      displayName: "Paid",
      budget: { dollars: 1_000, streamTokens: 1_000 },
      subscriptions: [{ name: "paid-a" }],
    },
    { name: "free", displayName: "Free", subscriptions: [{ name: "free-a" }] },
  ],
};
const bytes = (...parts: (string | readonly number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );
const low = (value: number) => [value & 255, value >> 8];
const high = (value: number) => [value >> 8, value & 255];
const url = (data: Buffer) => `data:image/x;base64,${data.toString("base64")}`;
const picture = (data: Buffer) => [{ type: "image_url", image_url: { url: url(data) } }];
const gif = (screen: number, frame: number, between: readonly number[] = []) =>
  bytes(
    "GIF89a",
    low(screen),
    low(screen),
    [0x80, 0, 0],
    Array<number>(6).fill(0),
    between,
    [0x2c],
    low(0),
    low(0),
    low(frame),
    low(frame),
    [0],
  );
const jpeg = (before: readonly number[], size: number) =>
  bytes([0xff, 0xd8], before, [0xff, 0xc0, 0, 17, 8], high(size), high(size), Array<number>(12).fill(0));
const small = [0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1];
const wave = (tag: number, seconds: number, rate: number) =>
  bytes(
    "RIFF",
    [0, 0, 0, 0],
    "WAVEfmt ",
    [16, 0, 0, 0],
    low(tag),
    [1, 0],
    low(rate),
    [0, 0],
    low(rate),
    [0, 0, 2, 0, 16, 0],
    Array<number>(seconds * 4_000).fill(1),
  );
const heard = (data: Buffer, format = "wav") => [
  { type: "input_audio", input_audio: { data: data.toString("base64"), format } },
];
const link = (type: string, more: object) => [{ type, ...more }];

/** What a caller sends beside what costs, so that it looks like less. Accounts answer with a stream, whatever comes. */
describe("estimates of what states less than it is", () => {
  let stack: DevStack;
  before(async () => {
    stack = await DevStack.start(config, () =>
      Promise.resolve({
        status: 200,
        reason: "OK",
        headers: new HttpHeaders({ "Content-Type": "text/event-stream" }),
        body: Buffer.from("data: [DONE]\n\n"),
      }),
    );
  });
  const spent = () => stack.local.counters[0]!.list().find(({ key }) => key.includes("budget"))?.used ?? 0;
  async function prompt(path: string, body: object): Promise<number> {
    const answer = await stack.call(
      path,
      { model: "gpt-5.4", stream: true, ...body },
      { "api-key": stack.key("paid-a") },
    );
    expect(answer.status, answer.text).to.equal(200);
    expect(stack.usage().at(-1)!.tokensFrom).to.equal("estimate");
    return stack.usage().at(-1)!.promptTokens;
  }
  const said = (content: unknown) => prompt(chatPath, { messages: [{ role: "user", content }] });
  const asked = (content: unknown) => prompt("/openai/v1/responses", { input: [{ role: "user", content }] });

  for (const [what, disguised, honest] of [
    ["a GIF whose frame is larger than its screen", picture(gif(1, 2_000)), picture(gif(2_000, 2_000))],
    [
      "the same behind an extension",
      picture(gif(1, 2_000, [0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x21, 0xfe, 2, 65, 65, 1, 66, 0])),
      picture(gif(2_000, 2_000)),
    ],
    [
      "a GIF without a frame",
      picture(bytes("GIF89a", low(1), low(1), [0, 0, 0, 0x3b])),
      picture(gif(2_000, 2_000)),
    ],
    [
      "a JPEG with marks before a mark",
      picture(jpeg([0xff, 0xff, 0xff, 0xe0, 0, 11, ...small], 2_000)),
      picture(jpeg([], 2_000)),
    ],
    [
      "a JPEG with a mark that stands alone",
      picture(jpeg([0xff, 0x01, 0xff, 0xe0, 0, 11, ...small], 2_000)),
      picture(jpeg([], 2_000)),
    ],
    [
      "a JPEG with bytes between its segments",
      picture(jpeg([7, 7, 7, 7, ...small], 2_000)),
      picture(jpeg([], 2_000)),
    ],
    [
      "a recording that is compressed and says it is not",
      heard(wave(0x55, 60, 60_000)),
      heard(bytes(Array<number>(60 * 4_000).fill(1)), "mp3"),
    ],
    [
      "one of another format than its head",
      heard(wave(1, 60, 60_000), "mp3"),
      heard(bytes(Array<number>(60 * 4_000).fill(1)), "mp3"),
    ],
  ] as const)
    it(`${what} => no less than what it is`, async () => {
      const [one, other] = [await said(disguised), await said(honest)];
      expect(one).to.be.at.least(other - 5);
    });

  it("a recording that is what its head says => by its rate", async () => {
    expect(await said(heard(wave(1, 60, 16_000)))).to.be.within(70, 120);
  });

  for (const [what, more] of [
    ["an empty file beside a link", { file_data: "", file_url: "https://example.com/a.pdf" }],
    [
      "a small file beside a link",
      { file_data: "data:text/plain;base64,YQ==", file_url: "https://example.com/a.pdf" },
    ],
    ["an empty file", { file_data: "" }],
  ] as const)
    it(`${what} => as a file that is only named`, async () => {
      expect(await asked(link("input_file", more))).to.be.at.least(100_000);
    });

  it("a data source => what a tool that searches reads", async () => {
    const data_sources = [
      { type: "azure_search", parameters: { authentication: { type: "api_key", key: "k" } } },
    ];
    expect(
      await prompt(chatPath, { messages: [{ role: "user", content: "hi" }], data_sources }),
    ).to.be.at.least(16_384);
  });

  const mark = "--m";
  const form = (fields: Record<string, string>) =>
    Buffer.from(
      `${Object.entries(fields)
        .map(
          ([name, value]) => `${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
        )
        .join(
          "",
        )}${mark}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${"x".repeat(12_000)}\r\n${mark}--\r\n`,
    );
  const formHeaders = () => ({
    "api-key": stack.key("paid-a"),
    "Content-Type": "multipart/form-data; boundary=m",
  });

  it("a recording in a form => at the price of what is heard", async () => {
    const before = spent();
    const sent = form({ model: "listener", stream: "true" });
    const { status } = await ask(
      stack,
      "POST /openai/v1/audio/transcriptions",
      { ...formHeaders(), "Content-Length": String(sent.length) },
      sent,
    );
    expect(status).to.equal(200);
    const { promptTokens, completionBound } = stack.usage().at(-1)!;
    expect(promptTokens).to.be.greaterThan(90);
    expect(spent() - before).to.equal(promptTokens * 6 + completionBound! * 10);
  });

  it("a picture to change => at the price of what is seen", async () => {
    const before = spent();
    const { status } = await ask(
      stack,
      "POST /openai/v1/images/edits",
      formHeaders(),
      form({ model: "painter", prompt: "A cat", stream: "true" }),
    );
    expect(status).to.equal(200);
    const { promptTokens, completionBound } = stack.usage().at(-1)!;
    expect(spent() - before).to.equal(promptTokens * 10 + completionBound! * 40);
  });

  for (const [tier, budget, free] of [
    ["priority", 400, 200],
    ["Priority", 400, 200],
    ["default", 200, 200],
    ["flex", 200, 200],
    [null, 200, 200],
  ] as const)
    it(`service_tier ${tier} => ${budget} with a budget, ${free} without`, async () => {
      for (const path of [chatPath, "/openai/v1/responses"])
        for (const [key, status] of [
          ["paid-a", budget],
          ["free-a", free],
        ] as const) {
          const body = {
            model: "gpt-5.4",
            input: "hi",
            messages: [{ role: "user", content: "hi" }],
            service_tier: tier,
          };
          const answer = await stack.call(path, body, { "api-key": stack.key(key) });
          expect(answer.status, answer.text).to.equal(status);
          if (status === 400) {
            expect(answer.json().error).to.include({ code: "unsupported_value", param: "service_tier" });
            expect(stack.usage().at(-1)).to.include({ status: 400, tokensFrom: "none" });
          }
        }
    });
});
