import { expect } from "chai";
import OpenAI, { toFile } from "openai";
import { VirtualClock } from "../../../packages/common/clock";
import { serveHttp, type HttpServer } from "../../../packages/local-gateway/http/server";
import type { SimulatedAccount } from "../../../packages/local-gateway/openai/types";
import { account, deployment } from "./accounts";

const line = (id: number, body: object = {}) =>
  JSON.stringify({
    custom_id: `line ${id}`,
    method: "POST",
    url: "/v1/chat/completions",
    body: { model: "batch", messages: [{ role: "user", content: `Question ${id}` }], ...body },
  });

describe("files and batches of a simulated account, called by the openai package", () => {
  let clock: VirtualClock;
  let served: SimulatedAccount;
  let server: HttpServer;
  let client: OpenAI;

  beforeEach(async () => {
    clock = new VirtualClock();
    served = account([deployment(), deployment({ name: "batch", sku: "GlobalBatch" })], clock);
    server = await serveHttp(served.handle, { host: "127.0.0.1", port: 0 });
    client = new OpenAI({
      baseURL: `http://127.0.0.1:${server.port}/openai/v1`,
      apiKey: "good-token",
      maxRetries: 0,
    });
  });
  afterEach(() => server.close(0));

  const upload = async (lines: readonly string[]) =>
    client.files.create({ file: await toFile(Buffer.from(lines.join("\n")), "in.jsonl"), purpose: "batch" });
  const start = async (lines: readonly string[]) =>
    client.batches.create({
      input_file_id: (await upload(lines)).id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      metadata: { team: "a" },
    });
  const refused = async (call: Promise<unknown>) => {
    const error: unknown = await call.catch((one: unknown) => one);
    expect(error).to.be.instanceOf(OpenAI.APIError);
    const { status, param } = error as InstanceType<typeof OpenAI.APIError>;
    return [status, param];
  };

  it("are kept, listed, read and deleted", async () => {
    const first = await upload([line(1)]);
    expect(first).to.include({
      object: "file",
      filename: "in.jsonl",
      purpose: "batch",
      bytes: line(1).length,
    });
    const other = await client.files.create({
      file: await toFile(Buffer.from("x"), "x.txt"),
      purpose: "assistants",
    });
    const ids = async (query: object) => (await client.files.list(query)).data.map(({ id }) => id);
    expect(await ids({})).to.deep.equal([other.id, first.id]);
    expect(await ids({ purpose: "batch" })).to.deep.equal([first.id]);
    expect(await ids({ order: "asc", limit: 1 })).to.deep.equal([first.id]);
    expect(await ids({ order: "asc", after: first.id })).to.deep.equal([other.id]);
    expect(await client.files.retrieve(first.id)).to.deep.equal(first);
    expect(await (await client.files.content(first.id)).text()).to.equal(line(1));
    expect((await client.files.delete(first.id)).deleted).to.equal(true);
    expect(await refused(client.files.retrieve(first.id))).to.deep.equal([404, "id"]);
  });

  it("expire when they were told to", async () => {
    const fifteen = { anchor: "created_at", seconds: 15 * 86_400 } as const;
    const file = await client.files.create({
      file: await toFile(Buffer.from(line(1)), "in.jsonl"),
      purpose: "batch",
      expires_after: fifteen,
    });
    expect(file.expires_at! - file.created_at).to.equal(fifteen.seconds);
    await clock.advance(fifteen.seconds * 1_000);
    expect(await refused(client.files.retrieve(file.id))).to.deep.equal([404, "id"]);
    const short = { ...fifteen, seconds: 60 };
    const early = client.files.create({
      file: await toFile(Buffer.from("x"), "in.jsonl"),
      purpose: "batch",
      expires_after: short,
    });
    expect(await refused(early)).to.deep.equal([400, "expires_after.seconds"]);
  });

  it("run on the clock, each line charged, and give what came of them", async () => {
    const lines = [line(1, { max_tokens: 5 }), line(2, { temperature: 9 }), line(3, { max_tokens: 7 })];
    const batch = await start(lines);
    expect(batch).to.include({ status: "validating", object: "batch" });
    expect(batch.metadata).to.deep.equal({ team: "a" });
    const seen = new Set<string>([batch.status]);
    for (let step = 0; step < 35; step += 1) {
      await clock.advance(100);
      seen.add((await client.batches.retrieve(batch.id)).status);
    }
    expect([...seen]).to.deep.equal(["validating", "in_progress", "finalizing", "completed"]);
    const done = await client.batches.retrieve(batch.id);
    expect(done.request_counts).to.deep.equal({ total: 3, completed: 2, failed: 1 });
    const rows = async (id: string) =>
      (await (await client.files.content(id)).text())
        .trim()
        .split("\n")
        .map((row) => JSON.parse(row) as { custom_id: string; response: { status_code: number } });
    expect((await rows(done.output_file_id!)).map((row) => row.custom_id)).to.deep.equal([
      "line 1",
      "line 3",
    ]);
    expect((await rows(done.error_file_id!)).map((row) => row.response.status_code)).to.deep.equal([400]);
    const charged = served.ledger.calls.filter(({ operation }) => operation === "batch chat.completions");
    expect(charged.map(({ completionTokens }) => completionTokens)).to.deep.equal([5, 0, 7]);
    expect((await client.batches.list()).data.map(({ id }) => id)).to.deep.equal([batch.id]);
  });

  it("keep what was done when they are cancelled", async () => {
    const batch = await start(Array.from({ length: 50 }, (_, id) => line(id)));
    await clock.advance(1_000 + 100);
    expect((await client.batches.cancel(batch.id)).status).to.equal("cancelling");
    await clock.advance(1_000);
    const done = await client.batches.retrieve(batch.id);
    expect(done.status).to.equal("cancelled");
    expect(done.request_counts!.completed).to.equal(10);
    expect(
      (await (await client.files.content(done.output_file_id!)).text()).trim().split("\n"),
    ).to.have.length(10);
  });

  for (const [what, lines, code] of [
    ["a line that is no JSON", ["{"], "invalid_json_line"],
    ["an id twice", [line(1), line(1)], "duplicate_custom_id"],
    ["another URL", [line(1).replace("chat/completions", "embeddings")], "mismatched_url"],
    ["a deployment that is not for batches", [line(1, { model: "chat" })], "model_not_found"],
    ["nothing", ["\n"], "empty_file"],
  ] as const)
    it(`fail for ${what}`, async () => {
      const { id } = await start(lines);
      await clock.advance(1_000);
      const { status, errors } = await client.batches.retrieve(id);
      expect([status, errors!.data![0]!.code]).to.deep.equal(["failed", code]);
    });

  it("refuse what they do not offer, and a batch deployment any other call", async () => {
    const { id } = await upload([line(1)]);
    const create = { input_file_id: id, endpoint: "/v1/chat/completions", completion_window: "24h" } as const;
    expect(await refused(client.batches.create({ ...create, endpoint: "/v1/moderations" }))).to.deep.equal([
      400,
      "endpoint",
    ]);
    expect(await refused(client.batches.create({ ...create, input_file_id: "file-1" }))).to.deep.equal([
      404,
      "id",
    ]);
    expect(await refused(client.batches.retrieve("batch_1"))).to.deep.equal([404, "batch_id"]);
    const online = client.chat.completions.create({
      model: "batch",
      messages: [{ role: "user", content: "x" }],
    });
    expect((await refused(online))[0]).to.equal(400);
  });
});
