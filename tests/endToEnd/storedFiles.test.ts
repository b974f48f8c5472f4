import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { ask, type Answer } from "./ask";
import { devConfigWithFiles, DevStack } from "./devStack";

const config: GatewayConfigInput = {
  ...devConfigWithFiles,
  products: [
    { name: "one", displayName: "One", subscriptions: [{ name: "one-a" }, { name: "one-b" }] },
    { name: "two", displayName: "Two", subscriptions: [{ name: "two-a" }] },
    {
      name: "paid",
      displayName: "Paid",
      budget: { dollars: 5 },
      subscriptions: [{ name: "paid-a" }],
    },
    {
      name: "counted",
      displayName: "Counted",
      tokenQuota: { tokens: 1_000, period: "Daily" },
      subscriptions: [{ name: "counted-a" }],
    },
    { name: "listed", displayName: "Listed", models: ["gpt-5.4"], subscriptions: [{ name: "listed-a" }] },
  ],
};
const subscriptions = ["one-a", "one-b", "two-a"];
const apis = ["/openai/v1", "/openai"] as const;
const line = {
  custom_id: "one",
  method: "POST",
  url: "/v1/chat/completions",
  body: { model: "night", messages: [{ role: "user", content: "Hello" }] },
};
const jobs = `${JSON.stringify(line)}\n`;

/** A form with one file; the bytes are none that a text could carry. */
function form(
  content: Buffer | string,
  disposition = 'name="file"; filename="jobs.jsonl"',
  purpose = "batch",
) {
  const mark = "----mark";
  return Buffer.concat([
    Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n${purpose}\r\n`),
    Buffer.from(
      `--${mark}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: application/jsonl\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from(`\r\n--${mark}--\r\n`),
  ]);
}

describe("files and batch jobs", () => {
  let stack: DevStack;
  before(async () => {
    stack = await DevStack.start(config);
  });

  const by = (
    subscription: string,
    api: (typeof apis)[number],
    call: string,
    body?: unknown,
  ): Promise<Answer> => {
    const [method, path] = call.split(" ") as [string, string];
    const version =
      api === "/openai" ? `${path.includes("?") ? "&" : "?"}api-version=2025-04-01-preview` : "";
    return ask(
      stack,
      `${method} ${api}${path}${version}`,
      {
        "api-key": stack.key(subscription),
        ...(body instanceof Uint8Array ? { "Content-Type": "multipart/form-data; boundary=----mark" } : {}),
      },
      body,
    );
  };
  const upload = async (
    subscription: string,
    api: (typeof apis)[number],
    content: Buffer | string = jobs,
  ) => {
    const { status, json, message } = await by(subscription, api, "POST /files", form(content));
    expect(status, message).to.be.within(200, 201);
    return json as { id: string; filename: string };
  };
  const start = (subscription: string, api: (typeof apis)[number], file: string, more: object = {}) =>
    by(subscription, api, "POST /batches", {
      input_file_id: file,
      endpoint: api === "/openai" ? "/chat/completions" : "/v1/chat/completions",
      completion_window: "24h",
      ...more,
    });

  for (const api of apis)
    describe(`of ${api}`, () => {
      it("are nobody else's: all pairs of subscriptions, all operations", async () => {
        for (const maker of subscriptions) {
          const file = await upload(maker, api);
          expect(file.filename).to.equal("jobs.jsonl");
          const batch = (await start(maker, api, file.id)).json as { id: string };
          for (const other of subscriptions.filter((one) => one !== maker)) {
            const foreign = {
              [`GET /files/${file.id}`]: undefined,
              [`GET /files/${file.id}/content`]: undefined,
              [`DELETE /files/${file.id}`]: undefined,
              [`GET /batches/${batch.id}`]: undefined,
              [`POST /batches/${batch.id}/cancel`]: {},
            };
            for (const [call, body] of Object.entries(foreign)) {
              const answer = await by(other, api, call, body);
              const unknown = await by(
                other,
                api,
                call.replace(file.id, "file-00000000").replace(batch.id, "batch_00000000"),
                body,
              );
              expect(answer.status, call).to.equal(404);
              // Another's and none at all are not told apart.
              expect([answer.status, answer.code, answer.message]).to.deep.equal([
                unknown.status,
                unknown.code,
                unknown.message,
              ]);
            }
            expect((await start(other, api, file.id)).status).to.equal(404);
            for (const [list, id] of [
              ["GET /files", file.id],
              ["GET /files?limit=10000&order=asc", file.id],
              ["GET /batches", batch.id],
              [`GET /batches?after=${batch.id}`, batch.id],
            ] as const) {
              const { json } = await by(other, api, list);
              expect(JSON.stringify(json), list).not.to.contain(id);
            }
          }
          const own = await by(maker, api, `GET /files/${file.id}/content`);
          expect(own.bytes.toString()).to.equal(jobs);
          const { json } = await by(maker, api, "GET /files");
          expect(
            (json!["data"] as { id: string; filename: string }[]).map(({ filename }) => filename),
          ).to.include("jobs.jsonl");
          expect((await by(maker, api, `DELETE /files/${file.id}`)).json).to.include({ deleted: true });
        }
      });

      it("keep the bytes of a file as they are", async () => {
        const content = Buffer.concat([
          Buffer.from('{"a":"'),
          Buffer.from([0, 255, 254, 200, 13, 10, 7]),
          Buffer.from('"}'),
        ]);
        const answer = await by("one-a", api, "POST /files", form(content));
        // The service may refuse what is no JSON lines; what it has taken it gives back byte by byte.
        if (answer.status >= 300) return;
        const { id } = answer.json as { id: string };
        expect((await by("one-a", api, `GET /files/${id}/content`)).bytes.equals(content)).to.equal(true);
      });

      it("give what a job has written to its owner alone", async () => {
        const file = await upload("one-a", api);
        const { id } = (await start("one-a", api, file.id)).json as { id: string };
        await stack.clock.advance(48 * 3_600_000);
        const { json } = await by("one-a", api, `GET /batches/${id}`);
        const written = [json!["output_file_id"], json!["error_file_id"]].filter(
          (one) => typeof one === "string",
        );
        expect(written, JSON.stringify(json)).to.have.length.greaterThan(0);
        for (const output of written) {
          expect((await by("one-a", api, `GET /files/${output}/content`)).status).to.equal(200);
          for (const other of ["one-b", "two-a"])
            expect((await by(other, api, `GET /files/${output}/content`)).status).to.equal(404);
        }
      });
    });

  /** Form => parameter that the refusal names. */
  const badForms: readonly (readonly [string, Buffer, string | null])[] = [
    ["another purpose", form(jobs, undefined, "assistants"), "purpose"],
    ["no file", form(jobs, 'name="file"'), "file"],
    ["two names", form(jobs, 'name="file"; filename="a"; filename*=UTF-8\'\'b'), "file"],
    ["a name that is nothing of the kind", Buffer.from("nonsense"), null],
    ["another's file in a line", form(jobs.replace('"Hello"', '[{"file_id":"file-1"}]')), "file"],
    ["the same, hidden", form(jobs.replace('"Hello"', '[{"\\u0066ile_id":"file-1"}]')), "file"],
    [
      "another's response in a line",
      form(jobs.replace('"model"', '"previous_response_id":"resp_1","model"')),
      "file",
    ],
    ["a line whose answer would be stored", form(jobs.replace('"model"', '"store" : true,"model"')), "file"],
    ["the same as a text", form(jobs.replace('"model"', '"store":"true","model"')), "file"],
    ["an answer named by its id", form(jobs.replace('"Hello"', '"a","audio":{"id":"audio_1"}')), "file"],
    ["lines in UTF-16", form(Buffer.from(jobs, "utf16le")), "file"],
  ];
  for (const [name, body, param] of badForms)
    it(`refuse a form with ${name}`, async () => {
      const { status, json } = await by("one-a", "/openai/v1", "POST /files", body);
      expect(status).to.equal(400);
      expect((json!["error"] as { param: string | null }).param).to.equal(param);
    });

  it("take lines that say that nothing is stored", async () => {
    for (const store of ["false", "null"])
      await upload("one-a", "/openai/v1", jobs.replace('"model"', `"store":${store},"model"`));
  });

  it("take lines whose functions have parameters of such names", async () => {
    const parameters = {
      type: "object",
      properties: { file_id: { type: "string" }, conversation: { type: "string" } },
    };
    const tools = [{ type: "function", function: { name: "open", parameters } }];
    await upload("one-a", "/openai/v1", `${JSON.stringify({ ...line, body: { ...line.body, tools } })}\n`);
  });

  /** What a job may not be => status. */
  const badJobs: readonly (readonly [string, string, object, number])[] = [
    ["of a product with a budget", "paid-a", {}, 403],
    ["of a product with a token quota", "counted-a", {}, 403],
    ["of a product with a list of models", "listed-a", {}, 403],
    ["for responses, which would be stored", "one-a", { endpoint: "/v1/responses" }, 400],
    ["with another's mark", "one-a", { metadata: { genai_owner: "me" } }, 400],
    [
      "with too much metadata",
      "one-a",
      { metadata: Object.fromEntries(Array.from({ length: 15 }, (_, n) => [n, ""])) },
      400,
    ],
    ["with an id that leads elsewhere", "one-a", { input_file_id: "../responses/resp_1" }, 404],
  ];
  for (const [name, subscription, more, status] of badJobs)
    it(`refuse a job ${name}`, async () => {
      const file = await upload(subscription, "/openai/v1");
      expect((await start(subscription, "/openai/v1", file.id, more)).status).to.equal(status);
    });

  it("are not said to be unknown while an account does not answer", async () => {
    const file = await upload("one-a", "/openai/v1");
    stack.account("batch-1").setOutage({ kind: "status", status: 500 } as never);
    try {
      const answer = await by("one-a", "/openai/v1", `GET /files/${file.id}`);
      expect([answer.status, answer.code]).to.deep.equal([503, "stored_state_unknown"]);
      expect((await by("one-a", "/openai/v1", "GET /files")).status).to.equal(503);
    } finally {
      stack.account("batch-1").setOutage(undefined);
    }
  });

  it("are off by default, and the answer says so", async () => {
    const plain = await DevStack.start({ ...config, apis: {} });
    const answer = await ask(plain, "GET /openai/v1/files", { "api-key": plain.key("one-a") });
    expect(answer.status).to.equal(404);
    expect(answer.message).to.contain("files and batch jobs, and the view of one's own usage switched off");
  });

  it("leave one event a call, which costs nothing", async () => {
    const before = stack.usage().length;
    await upload("one-a", "/openai/v1");
    await by("one-a", "/openai/v1", "GET /files");
    await by("two-a", "/openai/v1", "GET /files/file-1");
    const events = stack.usage().slice(before);
    expect(events.map(({ status, tokensFrom }) => `${status} ${tokensFrom}`)).to.deep.equal([
      "201 none",
      "200 none",
      "404 none",
    ]);
  });
});

describe("chat behind the gateway", () => {
  it("has functions whose parameters are named as they like", async () => {
    const stack = await DevStack.start();
    const properties = {
      file_id: { type: "string" },
      vector_store_ids: { type: "array", items: { type: "string" } },
    };
    const body = {
      model: "gpt-5.4",
      messages: [{ role: "user", content: "Hello" }],
      tools: [{ type: "function", function: { name: "open", parameters: { type: "object", properties } } }],
    };
    const key = { "api-key": stack.key("premium-team") };
    const { status, message } = await ask(stack, "POST /openai/v1/chat/completions", key, body);
    expect(status, message).to.equal(200);
  });

  /** Body => what is refused. */
  const table: readonly (readonly [object, string])[] = [
    [{ store: true, metadata: { a: "b" } }, "store"],
    [{ store: "true" }, "store"],
    [
      { data_sources: [{ type: "azure_search", parameters: { endpoint: "https://s.example" } }] },
      "data_sources",
    ],
    [
      {
        data_sources: [
          {
            type: "azure_search",
            parameters: {
              authentication: { type: "api_key", key: "k" },
              embedding_dependency: { type: "deployment_name", deployment_name: "secret" },
            },
          },
        ],
      },
      "data_sources",
    ],
    [{ store: 1 }, "store"],
    [
      { prediction: { type: "content", content: [{ type: "file", file: { file_id: "file-1" } }] } },
      "messages",
    ],
    [{ messages: [{ role: "user", content: [{ type: "file", file: { file_id: "file-1" } }] }] }, "messages"],
    [{ messages: [{ role: "assistant", audio: { id: "audio_1" } }] }, "messages"],
    [
      {
        data_sources: [
          {
            type: "azure_search",
            parameters: { authentication: { type: "system_assigned_managed_identity" } },
          },
        ],
      },
      "data_sources",
    ],
  ];
  for (const [more, param] of table)
    it(`names nothing that an account keeps for all: ${param}`, async () => {
      const stack = await DevStack.start();
      const body = { model: "gpt-5.4", messages: [{ role: "user", content: "Hello" }], ...more };
      const key = { "api-key": stack.key("premium-team") };
      const { status, json } = await ask(stack, "POST /openai/v1/chat/completions", key, body);
      expect(status).to.equal(400);
      expect((json!["error"] as { param: string }).param).to.equal(param);
      // An account may refuse it too, today: it is the gateway that has to.
      expect([...stack.local.accounts.values()].flatMap(({ ledger }) => ledger.calls)).to.deep.equal([]);
    });
});
