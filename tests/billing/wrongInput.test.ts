import { expect } from "chai";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { ProblemsError } from "../../packages/common/problem";
import {
  csvText,
  decimalText,
  parseCsv,
  parseDecimal,
  roundedText,
  totalUsage,
} from "../../packages/billing";
import { inFolder, readTables } from "./rows";

const event = { ...readTables()[0]!.events[0]!, requestId: "a" };
const line = (more: object) => JSON.stringify({ ...event, ...more });

async function problemsOf(files: Record<string, string | Buffer>, more: object = {}) {
  return inFolder(files, async (folder) => {
    const failure = await totalUsage({ events: [folder], ...more }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ProblemsError);
    return (failure as ProblemsError).problems.map(
      ({ code, place, message }) =>
        `${code} ${place ? `${place.file.slice(folder.length + 1)}:${place.line} ` : ""}${message}`,
    );
  });
}

describe("what is no bill", () => {
  it("every line that is no event is told with its place, all at once", async () => {
    const lines = [
      line({}),
      '{"schema":"genai-usage/1","requ',
      line({ requestId: "" }),
      line({ time: "yesterday" }),
      line({ costMicros: -5 }),
      line({ costMicros: "much" }),
      line({ promptTokens: true }),
      line({ tokensFrom: "estimate", prices: { prompt: "x", completion: 1 } }),
      line({ status: null }),
      "7",
      "{}",
    ];
    const log = [
      '{"CorrelationId":"a","PromptTokens":"12"}',
      '{"PromptTokens":1}',
      '{"CorrelationId":"a","PromptTokens":-1}',
    ];
    const told = await problemsOf({
      "events.jsonl": lines.join("\n"),
      "ApiManagementGatewayLlmLog.jsonl": log.join("\n"),
    });
    const places = told.map((one) => /^(\S+ \S+) /.exec(one)![1]);
    expect(places).to.deep.equal([
      ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((number) => `BILL_EVENT_WRONG events.jsonl:${number}`),
      ...[2, 3].map((number) => `BILL_LOG_WRONG ApiManagementGatewayLlmLog.jsonl:${number}`),
    ]);
    expect(told[3]).to.include("costMicros is -5");
  });

  const wrongOnes: readonly (readonly [what: object, told: string])[] = [
    [{ time: "Nov 30 2026" }, "no time in ISO 8601"],
    [{ time: "2026-02-30T00:00:00Z" }, "no time in ISO 8601"],
    [{ time: "2026-11-30T23:59:60Z" }, "no time in ISO 8601"],
    [{ time: "infinity" }, "no time in ISO 8601"],
    [{ time: "epoch" }, "no time in ISO 8601"],
    [{ status: -1 }, "status is -1"],
    [{ status: "0x10" }, "status is"],
    [{ status: 1e12 }, "more than any can be"],
    [{ promptTokens: 1e30 }, "more than any can be"],
    [{ promptTokens: "1_000" }, "promptTokens is"],
    [{ costMicros: 1e20 }, "more than any can be"],
    [{ cost: "4" }, "cost is"],
    [{ cost: { embeddings: "x" } }, "cost.embeddings is"],
    [{ cost: { embeddings: -5 } }, "cost.embeddings is -5"],
    [{ prices: "2.5" }, "prices is"],
    [{ prices: [2.5, 15] }, "prices is [2.5,15]"],
    [{ prices: { prompt: -1, completion: 2 } }, "prices.prompt is -1"],
    [{ prices: { prompt: 1e10, completion: 2 } }, "more than any can be"],
    [{ caller: "bob" }, "caller is"],
  ];
  for (const [what, told] of wrongOnes)
    it(`${JSON.stringify(what)} => ${told}`, async () => {
      // Of a stream with its row of the log, whose price would be looked up in it.
      const one = line({ tokensFrom: "estimate", prices: { prompt: 1, completion: 1 }, ...what });
      const problems = await problemsOf({
        "events.jsonl": `${line({ requestId: "b" })}\n${one}`,
        "ApiManagementGatewayLlmLog.jsonl": '{"CorrelationId":"a","PromptTokens":1,"CompletionTokens":1}',
      });
      expect(problems.length).to.equal(1);
      expect(problems[0])
        .to.match(/^BILL_EVENT_WRONG events\.jsonl:2 /)
        .and.include(told);
    });

  it("what is no UTF-8, or half of a character, is told with its line", async () => {
    const files = { "events.jsonl": `${line({})}\n${line({ requestId: "b" })}` };
    const half = await problemsOf({
      "a.jsonl": files["events.jsonl"].replace(/"chat"(?![^]*"chat")/, '"\\ud800"'),
    });
    expect(half).to.deep.equal([
      "BILL_EVENT_WRONG a.jsonl:2 product has half of a character (a lone surrogate)",
    ]);
    const latin = Buffer.from(`${line({})}\n${line({ product: "Köln" })}`, "latin1");
    expect(await problemsOf({ "a.jsonl": latin })).to.deep.equal(["BILL_EVENT_WRONG a.jsonl:2 no UTF-8"]);
  });

  it("a byte order mark before lines or an array is read over", async () => {
    const text = `\uFEFF${line({})}\r\n${line({ requestId: "b" })}\r\n`;
    const array = `\uFEFF[${line({ requestId: "c" })}]`;
    const packed = gzipSync(`\uFEFF${line({ requestId: "d" })}\n`);
    await inFolder({ "a.jsonl": text, "b.json": array, "c.jsonl.gz": packed }, async (folder) =>
      expect((await totalUsage({ events: [folder] })).total.calls).to.equal(4),
    );
  });

  it("lines of another schema may have anything in these fields", () =>
    inFolder(
      { "a.jsonl": `${line({})}\n{"schema":"other/1","cost":5,"caller":"bob","prices":[1],"time":1}` },
      async (folder) =>
        expect((await totalUsage({ events: [folder] })).counts).to.include({ read: 1, foreign: 1 }),
    ));

  it("of very many, the first twenty and how many more", async () => {
    const told = await problemsOf({ "events.jsonl": "{}\n".repeat(50) });
    expect(told.length).to.equal(21);
    expect(told[20]).to.equal("BILL_MORE 30 more lines are wrong");
  });

  it("an element of an array has its place, too", async () => {
    const told = await problemsOf({ "events.json": `[${line({})}, ${line({ time: 5 })}]` });
    expect(told[0]).to.match(/^BILL_EVENT_WRONG events.json:1 element 1: time is 5/);
  });

  it("documents that are no lines, and arrays and archives that were cut off, have their place", async () => {
    const told = async (name: string, text: string) =>
      (await problemsOf({ [name]: text })).map((one) => one.slice(0, 60));
    expect((await told("events.json", JSON.stringify({ a: [{ b: 1 }] }, undefined, 2)))[0]).to.match(
      /^BILL_EVENT_WRONG events\.json:1 no JSON/,
    );
    expect((await told("events.json", `[${line({})}, {"schema":`))[0]).to.match(
      /^BILL_EVENT_WRONG events\.json:1 no JSON/,
    );
    expect((await told("events.jsonl.gz", "no gzip"))[0]).to.match(
      /^BILL_EVENT_WRONG events\.jsonl\.gz:1 no gzip/,
    );
  });

  it("an empty file is called that, and what a project has installed is no folder of events", async () => {
    await inFolder({ "events.jsonl": "" }, async (folder) => {
      const failure = await totalUsage({ events: [join(folder, "events.jsonl")] }).catch(
        (error: unknown) => error,
      );
      expect((failure as Error).message).to.match(/BILL_NO_EVENTS .*events\.jsonl is empty/);
      mkdirSync(join(folder, "node_modules"));
      writeFileSync(join(folder, "node_modules", "package.json"), "{\n}");
      writeFileSync(join(folder, "events.jsonl"), line({}));
      expect((await totalUsage({ events: [folder] })).total.calls).to.equal(1);
    });
  });

  it("folders that are not there or hold nothing, and periods that are none, are told together", async () => {
    const told = await problemsOf(
      { "notes.txt": "none" },
      { llmLogs: ["/nowhere"], from: "2026-13-01", to: "soon" },
    );
    expect(told.map((one) => one.split(" ")[0])).to.deep.equal([
      "BILL_NO_EVENTS",
      "BILL_NO_LLM_LOG",
      "BILL_PERIOD",
      "BILL_PERIOD",
    ]);
    expect(await problemsOf({ "a.jsonl": line({}) }, { from: "2026-11-02", to: "2026-11-02" })).to.deep.equal(
      ["BILL_PERIOD The period from 2026-11-02 to 2026-11-02 has no day"],
    );
  });

  it("a folder's name with an apostrophe is a name", () =>
    inFolder({ "it's.jsonl": line({}) }, async (folder) => {
      const { total } = await totalUsage({ events: [join(folder, "it's.jsonl")] });
      expect(total.calls).to.equal(1);
    }));
});

describe("exact decimals", () => {
  const amount = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

  it("text and amount say the same", () =>
    fc.assert(fc.property(amount, (one) => void expect(parseDecimal(decimalText(one))).to.equal(one))));

  for (const [text, scale, answer] of [
    ["1.5", 2, 150n],
    ["-0.25", 2, -25n],
    ["1E-05", 6, 10n],
    ["2.5e3", 0, 2500n],
    [".5", 0, 1n],
    ["0.4999", 0, 0n],
    ["1,5", 2, undefined],
    ["", 2, undefined],
    [".", 2, undefined],
    ["0x10", 2, undefined],
  ] as const)
    it(`${JSON.stringify(text)} at ${scale} => ${answer}`, () =>
      expect(parseDecimal(text, scale)).to.equal(answer));

  for (const [one, shown, answer] of [
    [1_234_500_000_000n, 2, "1.23"],
    [1_235_000_000_000n, 2, "1.24"],
    [-1_235_000_000_000n, 2, "-1.24"],
    [-1n, 2, "0.00"],
    [2_500_000_000_000n, 0, "3"],
  ] as const)
    it(`${one} with ${shown} places => ${answer}`, () => expect(roundedText(one, shown)).to.equal(answer));
});

describe("CSV", () => {
  it("is read as it was written", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", " ") }), {
            minLength: 2,
            maxLength: 4,
          }),
        ),
        (rows) => {
          const read = parseCsv(csvText(["x", "y"], rows));
          expect(read.unclosed).to.equal(undefined);
          expect(read.rows.map(({ cells }) => cells)).to.deep.equal([["x", "y"], ...rows]);
        },
      ),
    ));

  it("rows know their lines, and a quotation that does not end is told", () => {
    expect(parseCsv('a,"b\nc"\r\n\r\nd,e').rows).to.deep.equal([
      { line: 1, cells: ["a", "b\nc"] },
      { line: 4, cells: ["d", "e"] },
    ]);
    expect(parseCsv('a,b\n"c,d\ne').unclosed).to.equal(2);
  });
});
