import { expect } from "chai";
import fc from "fast-check";
import { HttpHeaders } from "../../../packages/common/http";
import { ask } from "../ask";
import { chatPath, DevStack, devConfig } from "../devStack";
import { guardedStack, Seen } from "./guardedStack";

/** Each is printed otherwise by whoever has read it as a number. */
const numbers = [
  ...["1.10", "-0", "0.0", "1E5", "1e400", "-2.5e-0007", "0.1000000000000000055511151231257827"],
  ...["12345678901234567", "12345678901234567890123", "-9223372036854775809", "3.0"],
];
/** Python writes them so, and no reader of the standard's takes them. */
const words = ["NaN", "Infinity", "-Infinity"];

const json = (text: string) => ({
  status: 200,
  reason: "OK",
  headers: new HttpHeaders({ "Content-Type": "application/json" }),
  body: Buffer.from(text),
});

/** A call that a tool was called in, its arguments as they stand. */
const called = (args: string, more = "") =>
  `{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":${JSON.stringify(args)}}}]},{"role":"tool","tool_call_id":"c","content":"done"}]${more}}`;

describe("numbers beside personal data", () => {
  let stack: DevStack, seen: Seen, key: Record<string, string>;
  before(async () => ({ stack, seen, key } = await guardedStack({ pii: {} })));
  beforeEach(() => (seen.answer = undefined));
  const send = async (text: string) => {
    const answer = await ask(stack, `POST ${chatPath}`, key, Buffer.from(text));
    expect(answer.status, answer.message).to.equal(200);
    return answer;
  };

  for (const number of [...numbers, ...words])
    it(`${number} keeps its digits in what a tool was called with`, async () => {
      const args = (to: string) =>
        `{"to":"${to}","n":${number},"at":"2024-01-02T03:04:05.50Z","in":[${number},[${number}]]}`;
      await send(called(args("Ann Smith")));
      expect(seen.bodies.at(-1)).to.equal(called(args("⟦P0⟧")));
    });

  for (const number of numbers.filter((one) => one !== "1e400"))
    it(`${number} keeps its digits in the body, with personal data and without any`, async () => {
      const tools = `,"tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"n":{"default":${number}}}}}}]`;
      for (const [own, masked] of [
        ["Ann Smith", "⟦P0⟧"],
        ["nobody", "nobody"],
      ] as const) {
        const body = (to: string) => called(`{"to":"${to}","n":${number}}`, tools);
        await send(body(own));
        expect(seen.bodies.at(-1)).to.equal(body(masked));
      }
    });

  it("keep their digits in an answer, and in what the model calls a tool with", async () => {
    const all = numbers.filter((one) => one !== "1e400").join(",");
    const answerOf = (to: string) =>
      `{"choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":${JSON.stringify(`{"to":"${to}","n":[${numbers.join(",")}]}`)}}}]},"logprobs":[${all}]}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}`;
    seen.answer = () => json(answerOf("⟦P0⟧"));
    const answer = await send('{"messages":[{"role":"user","content":"Ann Smith"}]}');
    expect(answer.bytes.toString()).to.equal(answerOf("Ann Smith"));
  });

  it("are no texts that a caller could have written in a number's place", async () => {
    const args = String.raw`{"a":"#1.10","1.5":"\"1.50\" \\","b\"":"1.10","to":"Ann Smith","c":1.10}`;
    await send(called(args));
    expect(seen.bodies.at(-1)).to.equal(called(args.replace("Ann Smith", "⟦P0⟧")));
  });

  it("do not hinder what only Newtonsoft reads, nor what is no JSON", async () => {
    for (const args of [
      `{'to':"it's Ann Smith 1.50", n: 1.5 /* "2.50 */}`,
      '{"to": "Ann Smith", "n": 0010.5',
      'Ann Smith, 1.10 and "2.20',
      "12345678901234567890 for Ann Smith",
    ]) {
      await send(called(args));
      const sent = JSON.parse(seen.bodies.at(-1)!) as {
        messages: { tool_calls: { function: { arguments: string } }[] }[];
      };
      expect(sent.messages[0]!.tool_calls[0]!.function.arguments)
        .to.include("⟦P0⟧")
        .and.not.include("Ann")
        .and.not.include("genai");
    }
  });

  const number = fc.oneof(
    fc.constantFrom(...numbers, ...words),
    fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,4})?$/),
  );
  const text = fc
    .array(fc.constantFrom("Ann Smith", " , ", '"', "\\", "1.10", "2024-01-02T03:04:05Z", "\n", "é"), {
      maxLength: 5,
    })
    .map((parts) => JSON.stringify(parts.join(" ")));
  const value = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      number,
      text,
      fc.constantFrom("true", "null"),
      fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
      fc.array(tie("value"), { maxLength: 4 }).map((items) => `{${items.map((item, at) => `"k${at}":${item}`).join(",")}}`), // prettier-ignore
    ),
  })).value;

  it("stand in any JSON as they were written", async function () {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 4 }), async (items) => {
        const args = `{"to":"Ann Smith","all":[${items.join(",")}]}`;
        await send(called(args));
        expect(seen.bodies.at(-1)).to.equal(called(args.replaceAll("Ann Smith", "⟦P0⟧")));
      }),
      { numRuns: 60 },
    );
  });

  it("cost no more than reading where a picture of megabytes stands beside them", async () => {
    const url = `data:image/png;base64,${"A".repeat(3_000_000)}`;
    const body = (name: string) =>
      `{"messages":[{"role":"user","content":[{"type":"text","text":"${name}"},{"type":"image_url","image_url":{"url":"${url}"}}]}],"temperature":0.70}`;
    await send(body("Ann Smith"));
    expect(seen.bodies.at(-1) === body("⟦P0⟧")).to.equal(true);
    const escapes = String.raw`\"\\\n`.repeat(20_000);
    const quoted = (name: string) =>
      `{"messages":[{"role":"user","content":"${name} ${escapes}"}],"temperature":0.70}`;
    await send(quoted("Ann Smith"));
    expect(seen.bodies.at(-1) === quoted("⟦P0⟧")).to.equal(true);
  });
});

describe("numbers where the gateway writes into a body", () => {
  const more = numbers.filter((one) => one !== "1e400").join(",");

  it("keep their digits in a response that is stored", async () => {
    const seen = new Seen();
    const stack = await DevStack.start(devConfig, seen.between);
    const key = { "api-key": stack.key(devConfig.products[0]!.subscriptions![0]!.name) };
    const body = `{"model":"gpt-5.4","input":"2024-01-02T03:04:05.50Z","tools":[{"type":"function","name":"f","parameters":{"enum":[${more}]}}]`;
    const answer = await ask(stack, "POST /openai/v1/responses", key, Buffer.from(`${body}}`));
    expect(answer.status, answer.message).to.equal(200);
    expect(seen.bodies.at(-1)).to.match(/^.*"genai_owner":"\w+","genai_backend":"[\w-]+"\}\}$/);
    expect(seen.bodies.at(-1)!.startsWith(`${body},"metadata":{`)).to.equal(true);
  });

  it("keep their digits in a call of an alias, stored or not", async () => {
    const seen = new Seen();
    const models = Object.values(devConfig.backends).flatMap((backend) =>
      (backend.deployments ?? []).map(({ name }) => name),
    );
    const stack = await DevStack.start(
      { ...devConfig, aliases: [{ name: "smart", models: [models[0]!] }] },
      seen.between,
    );
    const key = { "api-key": stack.key(devConfig.products[0]!.subscriptions![0]!.name) };
    for (const stored of [true, false]) {
      const body = (model: string) =>
        `{"model":"${model}","store":${stored},"input":"2024-01-02T03:04:05.50Z","tools":[{"type":"function","name":"f","parameters":{"enum":[${more}]}}]`;
      const answer = await ask(stack, "POST /openai/v1/responses", key, Buffer.from(`${body("smart")}}`));
      expect(answer.status, answer.message).to.equal(200);
      expect(seen.bodies.at(-1)!.startsWith(body(models[0]!)), seen.bodies.at(-1)).to.equal(true);
    }
  });
});
