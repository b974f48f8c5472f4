import { expect } from "chai";
import { chatPath, deployment, embeddingDeployment, events, send, tokens, virtualAccount } from "./accounts";
import { newUuid } from "../../../packages/common/random";

const messages = [{ role: "user", content: "Hello there" }];

describe("simulated account: errors on the wire", () => {
  const embedPath = "/openai/deployments/embed/embeddings?api-version=2024-10-21";
  const cases: [string, string, unknown, object, number, string][] = [
    ["no credentials", chatPath, { messages }, { headers: {} }, 401, "401"],
    [
      "a token it does not know",
      chatPath,
      { messages },
      { headers: { Authorization: "Bearer x" } },
      401,
      "401",
    ],
    [
      "an api-key",
      chatPath,
      { messages },
      { headers: { "api-key": "k" } },
      403,
      "AuthenticationTypeDisabled",
    ],
    [
      "an unknown deployment",
      chatPath.replace("/chat/", "/nope/"),
      { messages },
      {},
      404,
      "DeploymentNotFound",
    ],
    [
      "an unknown model at v1",
      "/openai/v1/chat/completions",
      { model: "nope", messages },
      {},
      404,
      "DeploymentNotFound",
    ],
    ["no model at v1", "/openai/v1/chat/completions", { messages }, {}, 400, "missing_required_parameter"],
    ["an unknown path", "/openai/v2/things", {}, {}, 404, "404"],
    ["another method", chatPath, {}, { method: "PUT" }, 405, "405"],
    ["no api-version", chatPath.split("?")[0]!, { messages }, {}, 404, "404"],
    ["broken JSON", chatPath, "{", {}, 400, "invalid_json"],
    ["JSON that is no object", chatPath, "[]", {}, 400, "invalid_json"],
    ["no messages", chatPath, {}, {}, 400, "missing_required_parameter"],
    ["an empty list of messages", chatPath, { messages: [] }, {}, 400, "empty_array"],
    ["an unknown role", chatPath, { messages: [{ role: "boss", content: "" }] }, {}, 400, "invalid_value"],
    ["max_tokens of 0", chatPath, { messages, max_tokens: 0 }, {}, 400, "integer_below_min_value"],
    ["max_tokens beyond the model", chatPath, { messages, max_tokens: 40_000 }, {}, 400, "invalid_value"],
    ["max_tokens as text", chatPath, { messages, max_tokens: "9" }, {}, 400, "invalid_type"],
    ["stream_options without stream", chatPath, { messages, stream_options: {} }, {}, 400, "invalid_value"],
    ["a tool that is not there", chatPath, { messages, tool_choice: "required" }, {}, 400, "invalid_value"],
    [
      "chat on an embeddings model",
      chatPath.replace("/chat/", "/embed/"),
      { messages },
      {},
      400,
      "OperationNotSupported",
    ],
    ["embeddings without input", embedPath, {}, {}, 400, "missing_required_parameter"],
    ["an empty input", embedPath, { input: [] }, {}, 400, "empty_array"],
    [
      "responses without input",
      "/openai/v1/responses",
      { model: "chat" },
      {},
      400,
      "missing_required_parameter",
    ],
    [
      "max_tokens for a reasoning model",
      "/openai/v1/chat/completions",
      { model: "o", messages, max_tokens: 5 },
      {},
      400,
      "unsupported_parameter",
    ],
  ];
  for (const [what, path, body, options, status, code] of cases)
    it(`answers ${status} ${code} to ${what}`, async () => {
      const { call, account } = virtualAccount([
        deployment(),
        embeddingDeployment,
        deployment({ name: "o", model: "o4-mini" }),
      ]);
      const answer = await call(path, body, options);
      expect(answer.status).to.equal(status);
      expect(answer.json.error.code).to.equal(code);
      expect(answer.json.error.message).to.be.a("string").and.not.empty;
      expect(answer.headers.get("apim-request-id")).to.have.length(newUuid().length);
      expect(account.ledger.calls).to.have.length(1);
      expect(account.ledger.calls[0]).to.include({ status, completionTokens: 0 });
    });

  it("refuses a prompt beyond the context window", async () => {
    const { call } = virtualAccount([deployment({ model: "gpt-4", modelVersion: "0613" })]);
    const answer = await call(chatPath, { messages: [{ role: "user", content: "word ".repeat(9_000) }] });
    expect(answer.json.error.code).to.equal("context_length_exceeded");
  });
});

describe("simulated account: answers", () => {
  it("names itself in headers and repeats itself for the same request", async () => {
    const { call } = virtualAccount();
    const one = await call(chatPath, { messages });
    const two = await call(chatPath, { messages });
    expect(one.headers.get("x-ms-region")).to.equal("swedencentral");
    expect(one.headers.get("x-ms-deployment-name")).to.equal("chat");
    expect(one.headers.get("x-ratelimit-limit-tokens")).to.equal("10000000");
    expect(one.json.choices[0]!.message.content).to.equal(two.json.choices[0]!.message.content);
    expect(one.json.id).not.to.equal(two.json.id);
    expect(one.json.choices[0]!.content_filter_results.hate!.filtered).to.equal(false);
    expect(one.json.prompt_filter_results![0]!.prompt_index).to.equal(0);
  });

  it("honours max_tokens exactly and says so", async () => {
    const { call } = virtualAccount();
    const { json } = await call(chatPath, { messages, max_tokens: 7 });
    expect(json.choices[0]!.finish_reason).to.equal("length");
    expect(json.usage.completion_tokens).to.equal(7);
    expect(tokens.count(json.choices[0]!.message.content, "gpt-4.1")).to.equal(7);
  });

  it("makes n choices and stops at a stop sequence", async () => {
    const { call } = virtualAccount();
    const { json } = await call(chatPath, { messages, n: 3, stop: [".", "zzz"] });
    expect(json.choices.map(({ index }) => index)).to.deep.equal([0, 1, 2]);
    let total = 0;
    for (const { message, finish_reason } of json.choices) {
      expect(message.content).not.to.include(".");
      expect(finish_reason).to.equal("stop");
      total += tokens.count(message.content, "gpt-4.1");
    }
    expect(json.usage.completion_tokens).to.equal(total);
  });

  it("calls a tool when it must, with arguments of its schema", async () => {
    const { call } = virtualAccount();
    const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
    const tools = [{ type: "function", function: { name: "weather", parameters } }];
    const { json } = await call(chatPath, { messages, tools, tool_choice: "required" });
    expect(json.choices[0]!.finish_reason).to.equal("tool_calls");
    expect(json.choices[0]!.message.tool_calls[0]!.function).to.deep.equal({
      name: "weather",
      arguments: '{"city":"text"}',
    });
  });

  it("answers in JSON of the schema asked for", async () => {
    const { call } = virtualAccount();
    const schema = { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] };
    const response_format = { type: "json_schema", json_schema: { name: "x", schema } };
    const { json } = await call(chatPath, { messages, response_format });
    expect(json.choices[0]!.message.content).to.equal('{"ok":true}');
    expect(json.usage.completion_tokens).to.equal(tokens.count('{"ok":true}', "gpt-4.1"));
    const asked = [{ role: "user", content: "Answer in JSON" }];
    const free = await call(chatPath, { messages: asked, response_format: { type: "json_object" } });
    expect(JSON.parse(free.json.choices[0]!.message.content)).to.be.an("object");
  });

  it("bills reasoning, which can use up the whole allowance", async () => {
    const { call } = virtualAccount([deployment({ model: "o4-mini", modelVersion: "2025-04-16" })]);
    const { json } = await call(chatPath, { messages });
    const reasoning = json.usage.completion_tokens_details.reasoning_tokens;
    expect(reasoning % 64).to.equal(0);
    expect(reasoning).to.be.greaterThan(0);
    expect(json.usage.completion_tokens).to.equal(
      reasoning + tokens.count(json.choices[0]!.message.content, "o4-mini"),
    );
    const cut = await call(chatPath, { messages, max_completion_tokens: 10 });
    expect(cut.json.choices[0]!).to.include({ finish_reason: "length" });
    expect(cut.json.choices[0]!.message.content).to.equal("");
    expect(cut.json.usage.completion_tokens).to.equal(10);
  });

  it("caches a long prompt that it has seen, in steps of 128 from 1,024 on", async () => {
    const { call } = virtualAccount();
    const long = [{ role: "system", content: "some words to keep ".repeat(400) }, ...messages];
    const first = await call(chatPath, { messages: long });
    const second = await call(chatPath, { messages: long });
    expect(first.json.usage.prompt_tokens_details.cached_tokens).to.equal(0);
    const cached = second.json.usage.prompt_tokens_details.cached_tokens;
    expect(cached).to.be.at.least(1_024);
    expect(cached % 128).to.equal(0);
  });

  it("lists its deployments and answers legacy completions", async () => {
    const { call } = virtualAccount([
      deployment({ name: "old", model: "gpt-35-turbo-instruct", modelVersion: "0914" }),
    ]);
    const list = await call("/openai/v1/models", "", { method: "GET" });
    expect(list.json.data.map(({ id }) => id)).to.deep.equal(["old"]);
    const { json } = await call("/openai/v1/completions", {
      model: "old",
      prompt: ["one", "two"],
      max_tokens: 5,
    });
    expect(json.choices).to.have.length(2);
    expect(json.usage).to.include({ prompt_tokens: 2, completion_tokens: 10, total_tokens: 12 });
  });

  it("takes token arrays as embedding input", async () => {
    const { call } = virtualAccount();
    const { json } = await call("/openai/v1/embeddings", { model: "embed", input: [[1, 2, 3], [4]] });
    expect(json.data).to.have.length(2);
    expect(json.data[0]!.embedding).to.have.length(1_536);
    expect(json.usage.prompt_tokens).to.equal(4);
  });
});

describe("simulated account: streams", () => {
  const paced = deployment({ behaviour: { latency: { firstTokenMs: 200, perTokenMs: 10 } } });

  it("sends the filter, the role, the content, the end, then usage only when asked", async () => {
    const { call } = virtualAccount();
    const plain = await call(chatPath, { messages, max_tokens: 3, stream: true });
    const chunks = events(plain.text);
    expect(plain.headers.get("content-type")).to.match(/^text\/event-stream/);
    expect(plain.text.endsWith("data: [DONE]\n\n")).to.equal(true);
    expect(chunks[0]!.prompt_filter_results).to.have.length(1);
    expect(chunks[1]!.choices[0]!.delta.role).to.equal("assistant");
    expect(chunks.slice(2, 5).every(({ choices }) => Boolean(choices[0]!.delta.content))).to.equal(true);
    expect(chunks[5]!.choices[0]!.finish_reason).to.equal("length");
    expect(chunks).to.have.length(6);
    const asked = await call(chatPath, {
      messages,
      max_tokens: 3,
      stream: true,
      stream_options: { include_usage: true },
    });
    const last = events(asked.text).at(-1)!;
    expect(last.choices).to.deep.equal([]);
    expect(last.usage.completion_tokens).to.equal(3);
  });

  it("makes each chunk when its time comes", async () => {
    const { account, clock } = virtualAccount([paced]);
    const start = clock.now();
    const response = await send(account.handle, chatPath, { messages, max_tokens: 5, stream: true });
    expect(clock.now()).to.equal(start);
    const iterator = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await clock.run(iterator.next());
    expect(clock.now() - start).to.equal(200);
    expect(account.ledger.calls[0]).to.include({ completionTokens: 0, complete: false });
    await clock.run(iterator.next());
    await clock.run(iterator.next());
    expect(clock.now() - start).to.equal(210);
    for (;;) if ((await clock.run(iterator.next())).done) break;
    expect(clock.now() - start).to.equal(250);
    expect(account.ledger.calls[0]).to.include({ completionTokens: 5, complete: true });
  });

  it("takes as long for an answer that is not streamed", async () => {
    const { call, clock } = virtualAccount([paced]);
    const start = clock.now();
    await call(chatPath, { messages, max_tokens: 5 });
    expect(clock.now() - start).to.equal(250);
  });

  it("stops when its reader leaves in the middle of a wait, and charges what was sent", async () => {
    const { account, clock } = virtualAccount([paced]);
    const response = await send(account.handle, chatPath, { messages, stream: true });
    const iterator = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    for (let index = 0; index < 4; index += 1) await clock.run(iterator.next());
    const pending = iterator.next();
    await iterator.return!();
    expect((await pending).done).to.equal(true);
    await clock.advance(60_000);
    expect(account.ledger.calls[0]).to.include({ completionTokens: 2, complete: false });
  });

  it("stops an answer that is not streamed when the caller hangs up", async () => {
    const { account, clock } = virtualAccount([paced]);
    const caller = new AbortController();
    const pending = send(account.handle, chatPath, { messages }, { signal: caller.signal }).catch(
      (error: unknown) => error,
    );
    await clock.advance(250);
    caller.abort(new Error("gone"));
    expect(await pending).to.be.instanceOf(Error);
    expect(account.ledger.calls[0]).to.include({ status: 499, completionTokens: 5, complete: false });
  });
});

describe("simulated account: faults and changes", () => {
  it("fails as told, then works again", async () => {
    const { call, account } = virtualAccount();
    account.configure("chat", { fault: { kind: "status", status: 429, retryAfterMs: 1_500 } });
    const busy = await call(chatPath, { messages });
    expect(busy.status).to.equal(429);
    expect(busy.headers.get("retry-after")).to.equal("2");
    account.configure("chat", { fault: { kind: "contentFilter" } });
    const filtered = await call(chatPath, { messages });
    expect(filtered.json.error.innererror!.code).to.equal("ResponsibleAIPolicyViolation");
    account.configure("chat", { fault: undefined });
    expect((await call(chatPath, { messages })).status).to.equal(200);
    expect(() => account.configure("nope", {})).to.throw(/no deployment nope/);
  });

  it("breaks off in mid-stream", async () => {
    const { call, account } = virtualAccount();
    account.configure("chat", { fault: { kind: "cut", afterChunks: 4 } });
    const error: unknown = await call(chatPath, { messages, stream: true }).catch((one: unknown) => one);
    expect(error).to.be.instanceOf(Error);
    expect(account.ledger.calls[0]).to.include({ status: 200, complete: false, completionTokens: 2 });
  });

  it("changes its latency while it runs", async () => {
    const { call, account, clock } = virtualAccount();
    account.configure("chat", { latency: { firstTokenMs: 0, perTokenMs: 100 } });
    const start = clock.now();
    await call(chatPath, { messages, max_tokens: 10 });
    expect(clock.now() - start).to.equal(1_000);
  });
});
