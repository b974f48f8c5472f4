import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { VirtualClock } from "../../../packages/common/clock";
import { run } from "../../../packages/cli/main";
import { processIo } from "../../../packages/policy-language/command/io";
import { openEventHubNamespace } from "../../../packages/local-gateway/event-hub/namespace";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";
import { evaluated } from "../../components/evaluated";
import { jsonLines, readTables } from "../../billing/rows";

describe("azure-genai-gateway usage", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "usage-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function call(...args: string[]) {
    let out = "";
    let error = "";
    const code = await run(["usage", ...args], {
      out: (text) => void (out += text),
      error: (text) => void (error += text),
      readInput: () => "",
      write: (file, text) => processIo.write(file, text),
    });
    return { code, out, error };
  }
  const event = readTables()[0]!.events[0]!;
  function events(...rows: object[]): string {
    const file = join(folder, "events.jsonl");
    writeFileSync(file, jsonLines(rows.map((row, index) => ({ ...event, requestId: `r${index}`, ...row }))));
    return file;
  }

  it("total prints a line for each of what is asked for, the sum, and what it does not hold", async () => {
    const file = events(
      { costMicros: 12_345_678 },
      { requestId: "r0", costMicros: 12_345_678 },
      { product: "lab", costMicros: null },
      { status: 429, backend: "", costMicros: 0, promptTokens: 0, completionTokens: 0 },
      { tokensFrom: "estimate", completionTokens: null, completionBound: 1_500, costMicros: 9_000 },
    );
    const { code, out } = await call("total", "--events", file);
    expect(code).to.equal(1);
    expect(out).to.equal(
      [
        "product  model    calls  refused  failed  prompt  cached  answer  US dollars",
        "chat     gpt-5.4      2        0       0     200       0   1,510     12.3547",
        "chat     -            1        1       0       0       0       0      0.0000",
        "lab      gpt-5.4      1        0       0     100       0      10      0.0000",
        "in all                4        1       0     300       0   1,520     12.3547",
        "",
        "1 call has no price and is in no sum: the catalogue does not know the model",
        "1 stream counts at the most that it can have cost: its row of the LLM log is not there",
        "1 event came again and counts once",
        "",
      ].join("\n"),
    );
  });

  it("total --json has the exact sums, of a month and by what is named", async () => {
    const file = events(
      { time: "2026-11-30T23:59:59.999Z", costMicros: 1 },
      { time: "2026-12-01T00:00:00.000Z", costMicros: 1000 },
    );
    const { code, out } = await call(
      "total",
      "--events",
      file,
      "--month",
      "2026-11",
      "--by",
      "day",
      "--json",
    );
    expect(code).to.equal(0);
    const bill = JSON.parse(out) as { lines: { of: object; cost: string }[]; total: object };
    expect(bill.lines.length).to.equal(1);
    expect(bill.lines[0]).to.include({ cost: "0.000001", promptTokens: 100 });
    expect(bill.lines[0]!.of).to.deep.equal({ day: "2026-11-30" });
    const { out: sum } = await call("total", "--events", file, "--by", "");
    expect(sum).to.match(/^calls .*\n +2 +0 +0 +200 +0 +20 +0\.0010\n$/);
  });

  it("says where it has looked when a period has no event, whatever is asked for", async () => {
    const file = events({ time: "2026-11-03T12:00:00Z" }, { time: "2026-11-30T12:00:00Z" });
    const note = (held: string) =>
      `No event is of a day from 2026-10-01 and before 2026-11-01 (UTC): the sums are of nothing. Looked in ${file}: 1 file with ${held}.\n`;
    const month = ["--events", file, "--month", "2026-10"];
    for (const args of [
      ["total", ...month],
      ["total", ...month, "--json"],
      ["export", "--focus", ...month],
      ["provisioned", ...month, "--ptus", "ptu-1/gpt-5.4=15"],
    ]) {
      const { code, error } = await call(...args);
      expect({ code, error }, args.join(" ")).to.deep.equal({
        code: 0,
        error: note("2 calls, from 2026-11-03 to 2026-11-30"),
      });
    }
    expect((await call("total", "--events", file, "--month", "2026-11")).error).to.equal("");

    writeFileSync(file, '{"schema":"another"}\n');
    const { error } = await call("total", ...month);
    expect(error).to.equal(note("no usage event at all and 1 line that is no genai-usage/1"));
    expect((await call("total", "--events", file)).error).to.match(/^No event: the sums are of nothing/);
  });

  it("names the folder of an Event Hub that has no event, not a file of its own", async () => {
    const { deployment } = await evaluated("ptu");
    const hub = join(folder, "hub");
    const stack = createLocalStack(deployment, { clock: new VirtualClock(), eventsDirectory: hub });
    await stack.closeEventHubs();
    const { code, error } = await call("total", "--events", hub);
    expect(code).to.equal(1);
    expect(error).to.contain(`BILL_NO_EVENTS The Event Hubs in ${hub} have no event yet`);
  });

  it("tells a wrong event of a hub at the file that the hub has it in", async () => {
    const hub = join(folder, "hub");
    const wrong = ["{", '{"schema":"genai-usage/1","requestId":"r","time":"soon","status":200}', "caf\xe9"];
    const namespace = openEventHubNamespace({
      directory: join(hub, "evhns"),
      hubs: [{ name: "usage", partitionCount: 2 }],
    });
    const right = (requestId: string) => JSON.stringify({ ...event, requestId }, undefined, 2);
    const add = (body: string) =>
      void namespace.append("usage", Buffer.from(body, "latin1"), { partitionId: "1" });
    add(right("r1"));
    for (const body of wrong.slice(0, 2)) {
      add(body);
      add(right(body));
    }
    await namespace.close();
    const file = join(hub, "evhns", "usage", "1", "0000000000000000-0000000000000000.log");
    const told = async () => {
      const { code, error } = await call("total", "--events", hub);
      expect(code).to.equal(1);
      expect(error).not.to.include("genai-usage-");
      return [...error.matchAll(/^ *(\S+):(\d+):(\d+) error (\S+) event (\d+) of its partition: (.*?) — /gm)];
    };
    const at = (line: string, column: string) =>
      readFileSync(file, "latin1")
        .split("\n")
        .at(Number(line) - 1)!
        .slice(Number(column) - 1);
    const found = await told();
    expect(found.map(([, at, , , problem, number]) => [at, problem, number])).to.deep.equal([
      [file, "BILL_EVENT_WRONG", "1"],
      [file, "BILL_EVENT_WRONG", "3"],
    ]);
    for (const [index, [, , line, column]] of found.entries())
      expect(at(line!, column!).startsWith(wrong[index]!)).to.equal(true);
    expect(found[1]![6]).to.equal('time is "soon", and no time in ISO 8601');

    // What is no UTF-8 would be charged to a name that nobody has.
    const again = openEventHubNamespace({
      directory: join(hub, "evhns"),
      hubs: [{ name: "usage", partitionCount: 2 }],
    });
    again.append("usage", Buffer.from(right("r9").replace(event.product as string, wrong[2]!), "latin1"), {
      partitionId: "1",
    });
    await again.close();
    expect((await told()).map(([, , , , , number, why]) => [number, why])).to.deep.equal([["5", "no UTF-8"]]);

    // Of the last file too, what a damaged record is followed by is not passed over.
    const bytes = readFileSync(file);
    bytes[40]! ^= 0xff;
    writeFileSync(file, bytes);
    const { error } = await call("total", "--events", hub);
    expect(error).to.include(`${file}:1:1 error EVENT_LOG_DAMAGED`);
  });

  it("export --focus replaces a file, and never adds to it", async () => {
    const file = events({});
    const target = join(folder, "focus.csv");
    expect((await call("export", "--focus", "--events", file, "--out", target)).code).to.equal(0);
    const first = readFileSync(target, "utf8");
    expect(first.split("\r\n").length).to.equal(3);
    await call("export", "--focus", "--events", file, "--out", target);
    expect(readFileSync(target, "utf8")).to.equal(first);
  });

  it("export --focus says what its sum does not hold, beside the file", async () => {
    const target = join(folder, "focus.csv");
    const { code, out, error } = await call(
      ...["export", "--focus", "--events", events({}, { costMicros: null }), "--out", target],
    );
    expect([code, out, error]).to.deep.equal([
      1,
      "",
      "1 call has no price and is in no sum: the catalogue does not know the model\n",
    ]);
  });

  for (const [where, told] of [
    ["not-there/focus.csv", "its folder is not there"],
    [".", "that is a folder"],
  ] as const)
    it(`export --out ${where} => ${told}`, async () => {
      const target = join(folder, where);
      const { code, error } = await call("export", "--focus", "--events", events({}), "--out", target);
      expect(code).to.equal(1);
      expect(error).to.include("OUTPUT_NOT_WRITTEN").and.include(told);
    });

  describe("reconcile", () => {
    const header = "Date,MeterName,CostInBillingCurrency,BillingCurrencyCode,ResourceId\n";
    const line = (account: string, meter = "gpt 5.4 Inp glbl Tokens") =>
      `11/15/2026,${meter},10,USD,/providers/Microsoft.CognitiveServices/accounts/${account}\n`;
    /** Lines of the file, and further arguments => exit code, and what is told. */
    const table: readonly (readonly [text: string, args: readonly string[], code: number, told: string])[] = [
      [line("a"), [], 0, "in all"],
      [line("a"), ["--account", "A", "b"], 0, "The file has no line of the account b."],
      [line("a"), ["--account", "b"], 1, "BILL_INVOICE_EMPTY No line is of b: the file has a"],
      ["", [], 1, "BILL_INVOICE_EMPTY No line is of an account of models"],
      [line("a"), ["--month", "2026-10"], 1, "The file has 2026-11-15 to 2026-11-15."],
      // The last line, cut off: what is left of it would be a line about another resource.
      [
        line("a") + line("a").slice(0, 30),
        [],
        1,
        "cost.csv:3:1 error BILL_INVOICE_WRONG The line has 2 of 5",
      ],
    ];
    for (const [text, args, code, told] of table)
      it(`${JSON.stringify(text.slice(-40))} ${args.join(" ")} => ${code}, ${told}`, async () => {
        const invoice = join(folder, "cost.csv");
        writeFileSync(invoice, header + text);
        const file = events({ costMicros: 10_000_000 });
        const made = await call("reconcile", invoice, "--events", file, ...args);
        expect(made.code).to.equal(code);
        expect(made.out + made.error).to.include(told);
      });

    it("reads an export that is packed", async () => {
      const invoice = join(folder, "cost.csv.gz");
      writeFileSync(invoice, gzipSync(header + line("a")));
      const file = events({ costMicros: 10_000_000 });
      expect((await call("reconcile", invoice, "--events", file)).code).to.equal(0);
      writeFileSync(invoice, "no gzip");
      expect((await call("reconcile", invoice, "--events", file)).error).to.match(
        /BILL_INVOICE_WRONG no gzip/,
      );
    });
  });

  it("reconcile ends with 1 where the sums differ by more than is allowed", async () => {
    const file = events({ costMicros: 10_000_000 });
    const invoice = join(folder, "cost.csv");
    writeFileSync(
      invoice,
      "Date,MeterName,CostInBillingCurrency,BillingCurrencyCode,ResourceId\n" +
        "11/15/2026,gpt 5.4 Inp glbl Tokens,10.5,USD,/providers/Microsoft.CognitiveServices/accounts/a\n" +
        "11/15/2026,Standard Unit,3,USD,/providers/Microsoft.ApiManagement/service/b\n",
    );
    const { code, out } = await call("reconcile", invoice, "--events", file);
    expect(code).to.equal(1);
    expect(out).to.equal(
      [
        "day         model    gateway    Azure  difference     %",
        "2026-11-15  gpt-5.4  10.0000  10.5000      0.5000  4.76",
        "in all               10.0000  10.5000      0.5000  4.76",
        "",
        "From 2026-11-15 to 2026-11-16, the last day not counted; US dollars, days in UTC.",
        "Lines of the file about other resources: 1.",
        "",
      ].join("\n"),
    );
    expect((await call("reconcile", invoice, "--events", file, "--allow", "5")).code).to.equal(0);
  });

  it("provisioned shares out PTUs at the catalogue's price, or another", async () => {
    // A tenth of what 15 PTUs carry in 30 days: 15 * 2,400 * 43,200 tokens.
    const file = events({
      backend: "ptu-1",
      promptTokens: 155_520_000,
      completionTokens: 0,
      useCase: "a/b/prod",
    });
    const month = ["provisioned", "--events", file, "--month", "2026-11", "--ptus"];
    const { code, out } = await call(...month, "ptu-1/gpt-5.4=15");
    expect(code).to.equal(0);
    expect(out).to.equal(
      [
        "backend  model    product  useCase   costCenter  PTU minutes  US dollars",
        "ptu-1    gpt-5.4  chat     a/b/prod  -                64,800    1,080.00",
        "ptu-1    gpt-5.4  idle                               583,200    9,720.00",
        "in all                                                         10,800.00",
        "",
      ].join("\n"),
    );
    expect((await call(...month, "ptu-1/gpt-5.4=15@0.36")).out).to.include("3,888.00\n");
  });

  it("provisioned tells of names that no call has, of calls in no share, and of streams at their bound", async () => {
    const ptu = { backend: "ptu-1", backendKind: "ptu" };
    const stream = { tokensFrom: "estimate", completionTokens: null, completionBound: 9 };
    const file = events(ptu, { ...ptu, ...stream }, { backend: "ptu-2", backendKind: "ptu" }, {});
    const month = ["provisioned", "--events", file, "--month", "2026-11", "--ptus"];
    const said = async (...ptus: readonly string[]) =>
      (await call(...month, ...ptus)).out.split("\n\n")[1]!.trimEnd().split("\n");
    expect(await said("ptu-1/gpt-5.4=15", "ptu-2/gpt-5.4=15")).to.deep.equal([
      "1 stream counts at the most that it can have been: no row of the LLM log tells its tokens.",
    ]);
    const [unused, ...unnamed] = await said("ptu1/gpt-5.4=15", "ptu-1/gpt-4.1=15");
    expect(unused).to.match(/^No call of that time was answered by ptu1\/gpt-5\.4: /);
    expect(unnamed.slice(1)).to.deep.equal([
      "In no share: 2 calls at ptu-1/gpt-5.4, whose PTUs are not named.",
      "In no share: 1 call at ptu-2/gpt-5.4, whose PTUs are not named.",
    ]);
  });

  for (const [args, code, told] of [
    [["provisioned", "--events", "x", "--ptus", "15"], 2, "Write ptu-1/gpt-5.4=50"],
    [
      ["provisioned", "--events", "x", "--ptus", "p/m=1"],
      1,
      "PTUs are paid by the hour, and no period is given",
    ],
    [["reconcile", "--events", "x"], 2, "missing required argument 'invoice'"],
    [["reconcile", "/nowhere.csv", "--events", "x"], 1, "BILL_NO_INVOICE There is no file /nowhere.csv"],
    [["total"], 2, "required option '--events <folder...>'"],
    [["total", "--events", "x", "--by", "colour"], 2, "There is no colour"],
    [["total", "--events", "x", "--by", "day,day"], 2, "twice"],
    [["total", "--events", "x", "--month", "2026-13"], 2, "A month is expected"],
    [["total", "--events", "x", "--month", "2026-11", "--from", "2026-11-01"], 2, "cannot be used with"],
    [["total", "--events", "/nowhere"], 1, "error BILL_NO_EVENTS There is no file or folder /nowhere"],
    [["export", "--events", "x"], 2, "required option '--focus'"],
    [
      ["provisioned", "--events", "x", "--month", "2026-11", "--ptus", "p/gpt-5.4=1", "--sku", "Global"],
      1,
      'The catalogue has no price of an hour of "Global" — write one of',
    ],
    [
      ["provisioned", "--events", "x", "--month", "2026-11", "--ptus", "p/gpt-5.4=1@0.0000001"],
      1,
      "p/gpt-5.4 costs 0.0000001 an hour — write it as 0.36, with at most six places",
    ],
  ] as const)
    it(`${args.join(" ")} => ${code}, ${told}`, async () => {
      const result = await call(...args);
      expect(result.code).to.equal(code);
      expect(result.error).to.include(told);
    });

  it("reads the folder that a local gateway keeps its Event Hubs in, streams at their exact cost", async () => {
    const { deployment } = await evaluated("ptu");
    const clock = new VirtualClock();
    const stack = createLocalStack(deployment, { clock, eventsDirectory: folder });
    const key = Object.values(deployment.outputs["subscriptionKeys"]!.value as Record<string, string>)[0]!;
    for (const stream of [false, true, true]) {
      const asked = async () => {
        const answer = await stack.handle({
          method: "POST",
          url: "https://gateway.example/openai/deployments/gpt-5.4/chat/completions?api-version=2024-10-21",
          headers: new HttpHeaders({ "Content-Type": "application/json", "api-key": key }),
          body: Buffer.from(JSON.stringify({ stream, messages: [{ role: "user", content: "Hello" }] })),
          clientAddress: "203.0.113.9",
        });
        await readBody(answer.body);
        return answer.status;
      };
      expect(await clock.run(asked())).to.equal(200);
    }
    const { eventHubEvents, llmLogs } = stack.recorded;
    // While the gateway is still there, and once it is gone.
    const during = await call("total", "--events", folder, "--by", "product", "--json");
    await stack.closeEventHubs();
    const after = await call("total", "--events", folder, "--by", "product", "--json");
    expect(after).to.deep.equal(during);
    expect(existsSync(join(folder, "ApiManagementGatewayLlmLog.jsonl"))).to.equal(true);

    const { total, counts } = JSON.parse(after.out) as { total: Record<string, unknown>; counts: object };
    expect(counts).to.include({ read: eventHubEvents.length, repeated: 0, foreign: 0 });
    const tokens = (name: "PromptTokens" | "CompletionTokens") =>
      llmLogs.reduce((sum, row) => sum + row[name], 0);
    expect(total).to.include({
      calls: 3,
      answered: 3,
      atBound: 0,
      promptTokens: tokens("PromptTokens"),
      completionTokens: tokens("CompletionTokens"),
    });
  });
});
