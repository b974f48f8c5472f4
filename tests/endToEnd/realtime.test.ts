import { expect } from "chai";
import { emptyBody, HttpHeaders, readBody, type HttpResponse } from "../../packages/common/http";
import { asHandshake, closeCodes, type WebSocketEnd } from "../../packages/common/webSocket";
import { devConfig, DevStack } from "./devStack";
import { realtimeConfig } from "./realtimeStack";

const previewPath = "/openai/realtime?api-version=2025-04-01-preview&deployment=live";
const v1Path = "/openai/v1/realtime?model=live";

/** What is said in a session, and what closes it. */
class Session {
  readonly events: Record<string, unknown>[] = [];
  closed: number | undefined;

  constructor(private readonly end: WebSocketEnd) {
    end.listen({
      message: ({ bytes }) =>
        void this.events.push(JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>),
      closed: (code) => (this.closed = code),
    });
  }

  send(event: object): void {
    void this.end.send({ bytes: Buffer.from(JSON.stringify(event)), binary: false });
  }

  close(): void {
    this.end.close(closeCodes.normal);
  }

  get usages(): { readonly input_tokens: number; readonly output_tokens: number }[] {
    return this.events
      .filter(({ type }) => type === "response.done")
      .map(({ response }) => (response as { usage: never }).usage);
  }
}

describe("realtime sessions through the deployed policies", () => {
  let stack: DevStack;
  before(async function () {
    stack = await DevStack.start(realtimeConfig(), (request, ask) => {
      asked.push(request.url);
      return ask();
    });
  });
  /** URLs that accounts were asked by. */
  const asked: string[] = [];
  const key = (subscription: string) => ({ "api-key": stack.key(subscription) });

  function shake(on: DevStack, path: string, headers: Record<string, string>): Promise<HttpResponse> {
    return on.clock.run(
      on.local.handle({
        method: "GET",
        url: `https://gateway.example${path}`,
        headers: asHandshake(new HttpHeaders(headers)),
        body: emptyBody,
        clientAddress: "203.0.113.9",
      }),
    );
  }
  async function open(on: DevStack, path = v1Path, headers: Record<string, string> = key("premium-team")) {
    const answer = await shake(on, path, headers);
    expect(answer.status).to.equal(101);
    return {
      answer,
      session: new Session(answer.webSocket!),
      backend: answer.headers.get("x-gateway-backend")!,
    };
  }

  const keys: readonly (readonly [
    string,
    (key: string) => readonly [query: string, headers: Record<string, string>],
  ])[] = [
    ["api-key", (key) => ["", { "api-key": key }]],
    ["Authorization", (key) => ["", { Authorization: `Bearer ${key}` }]],
    ["Ocp-Apim-Subscription-Key", (key) => ["", { "Ocp-Apim-Subscription-Key": key }]],
    ["the query", (key) => [`&api-key=${key}`, {}]],
    [
      "the sub-protocols, as browsers send it",
      (key) => ["", { "Sec-WebSocket-Protocol": `realtime, openai-insecure-api-key.${key}` }],
    ],
  ];
  for (const path of [previewPath, v1Path])
    for (const [where, form] of keys)
      it(`takes a key in ${where} at ${path.split("?")[0]}, and lets no backend see it`, async () => {
        const own = stack.key("premium-team");
        const [query, headers] = form(own);
        const { answer, session, backend } = await open(stack, path + query, headers);
        session.close();
        const { calls } = stack.account(backend).ledger;
        expect(JSON.stringify(calls.at(-1)!.headers)).not.to.include(own);
        expect(asked.at(-1)).to.match(new RegExp(`^(https|wss)://[^/]*${backend}[^?]*/realtime\\?`));
        expect(asked.at(-1)).not.to.include(own);
        expect(JSON.stringify([...answer.headers])).not.to.include(own);
      });

  const refusals: readonly (readonly [
    path: string,
    headers: (stack: DevStack) => Record<string, string>,
    status: number,
    says: RegExp,
  ])[] = [
    [v1Path, () => ({}), 401, /missing subscription key/],
    [v1Path, () => ({ "api-key": "wrong" }), 401, /invalid subscription key/],
    ["/openai/v1/realtime", () => key("premium-team"), 400, /model=NAME\. This gateway has: live\./],
    ["/openai/realtime?api-version=2025-04-01-preview", () => key("premium-team"), 400, /deployment=NAME/],
    [
      "/openai/v1/realtime?model=gpt-5.4",
      () => key("premium-team"),
      404,
      /no realtime deployment of that name\. It has: live\./,
    ],
    ["/openai/v1/realtime?model=%22%7B%7D%27", () => key("premium-team"), 404, /no realtime deployment/],
    [v1Path, () => key("readers-user"), 403, /may not use that deployment/],
    [v1Path, () => key("spenders-user"), 403, /has a budget in money/],
    [v1Path, () => ({ ...key("premium-team"), "x-genai-admitted": "yes" }), 101, /^$/],
    [v1Path, () => ({ ...key("readers-user"), "x-genai-admitted": "yes" }), 403, /may not use/],
    [
      v1Path,
      () => ({ ...key("premium-team"), "Sec-WebSocket-Protocol": "realtime, openai-insecure-api-key.other" }),
      400,
      /not among the sub-protocols/,
    ],
    ["/openai/realtime?deployment=live", () => key("premium-team"), 404, /Resource not found/],
    ["/openai/v1/realtime/more?model=live", () => key("premium-team"), 404, /Resource not found/],
  ];
  for (const [path, headers, status, says] of refusals)
    it(`answers ${path} with ${status} and says ${String(says)}`, async () => {
      const before = stack.usage().length;
      const answer = await shake(stack, path, headers(stack));
      answer.webSocket?.close(closeCodes.normal);
      const text = Buffer.from(await stack.clock.run(readBody(answer.body))).toString();
      expect(answer.status).to.equal(status);
      expect(text).to.match(says);
      // A path that no API has is nobody's call.
      expect(stack.usage().length - before).to.equal(path.includes("more") ? 0 : 1);
      if (stack.usage().length > before)
        expect(stack.usage().at(-1)).to.include({ status, tokensFrom: status === 101 ? "log" : "none" });
    });

  it("has one event a session, and the LLM log has what it cost", async () => {
    const { session, backend } = await open(stack, previewPath, key("talkers-user"));
    const event = stack.usage().at(-1)!;
    expect(event).to.include({
      product: "talkers",
      subscription: "talkers-user",
      backend,
      status: 101,
      tokensFrom: "log",
      promptTokens: null,
      completionTokens: null,
    });
    for (let turn = 0; turn < 2; turn++) {
      session.send({
        type: "conversation.item.create",
        item: { type: "message", role: "user", content: [{ type: "input_text", text: "Hello" }] },
      });
      session.send({ type: "response.create" });
      await stack.clock.advance(60_000);
    }
    const rows = () =>
      stack.local.recorded.llmLogs.filter(({ CorrelationId }) => CorrelationId === event.requestId);
    expect(rows()).to.have.length(0);
    session.close();
    expect(session.usages).to.have.length(2);
    const sum = (of: (usage: { input_tokens: number; output_tokens: number }) => number) =>
      session.usages.reduce((total, usage) => total + of(usage), 0);
    expect(rows()).to.have.length(1);
    expect(rows()[0]).to.include({
      DeploymentName: "live",
      ModelName: "gpt-realtime",
      PromptTokens: sum((one) => one.input_tokens),
      CompletionTokens: sum((one) => one.output_tokens),
    });
    // The account's own books say the same.
    expect(stack.account(backend).ledger.calls.at(-1)).to.include({
      promptTokens: rows()[0]!.PromptTokens,
      completionTokens: rows()[0]!.CompletionTokens,
      complete: true,
    });
  });

  it("shares sessions out by the weights of the backends that have the deployment", async () => {
    const own = await DevStack.start(realtimeConfig());
    const asked: string[] = [];
    for (let at = 0; at < 9; at++) {
      const { session, backend } = await open(own, v1Path, { "api-key": own.key("premium-team") });
      asked.push(backend);
      session.close();
    }
    expect([
      asked.filter((one) => one === "payg-1").length,
      asked.filter((one) => one === "payg-2").length,
    ]).to.deep.equal([6, 3]);
  });

  it("leaves a backend out that has refused, for as long as it asks, and hands its answer on", async () => {
    const own = await DevStack.start(realtimeConfig());
    const headers = { "api-key": own.key("premium-team") };
    own.account("payg-1").configure("live", { fault: { kind: "status", status: 429, retryAfterMs: 20_000 } });
    const answers: string[] = [];
    for (let at = 0; at < 6; at++) {
      const answer = await shake(own, v1Path, headers);
      answers.push(`${answer.status} ${answer.headers.get("x-gateway-backend")}`);
      if (answer.status === 429) expect(answer.headers.get("Retry-After")).to.equal("20");
      expect(
        [...answer.headers]
          .map(([name]) => name.toLowerCase())
          .filter((name) => /^(x-ratelimit|x-ms-deployment|x-ms-spillover|azureml|azure-openai)/.test(name)),
      ).to.deep.equal([]);
      answer.webSocket?.close(closeCodes.normal);
    }
    expect(answers.filter((one) => one === "429 payg-1")).to.have.length(1);
    expect(answers.filter((one) => one === "101 payg-2")).to.have.length(5);
    own.account("payg-1").configure("live", { fault: undefined });
    await own.clock.advance(21_000);
    const after = new Set<string>();
    for (let at = 0; at < 3; at++) {
      const { session, backend } = await open(own, v1Path, headers);
      after.add(backend);
      session.close();
    }
    expect([...after].sort()).to.deep.equal(["payg-1", "payg-2"]);
  });

  it("tells what became of a backend that cannot be reached, and goes on with the other", async () => {
    const own = await DevStack.start(realtimeConfig());
    const headers = { "api-key": own.key("premium-team") };
    own.account("payg-1").setOutage("refused");
    const statuses: number[] = [];
    for (let at = 0; at < 5; at++) {
      const answer = await shake(own, v1Path, headers);
      statuses.push(answer.status);
      answer.webSocket?.close(closeCodes.normal);
    }
    expect([...statuses].sort()).to.deep.equal([101, 101, 101, 101, 503]);
    expect(own.usage().filter(({ status }) => status === 503)).to.have.length(1);
  });

  it("breaks off when the account goes in the middle, and the log keeps what was said till then", async () => {
    const own = await DevStack.start(realtimeConfig());
    const { session, backend } = await open(own, v1Path, { "api-key": own.key("premium-team") });
    session.send({ type: "response.create" });
    await own.clock.advance(60_000);
    own.account(backend).setOutage("refused");
    expect(session.closed).to.equal(closeCodes.brokenOff);
    const [usage] = session.usages;
    expect(own.local.recorded.llmLogs.map(({ CompletionTokens }) => CompletionTokens)).to.deep.equal([
      usage!.output_tokens,
    ]);
  });

  it("counts a session's tokens against the product's limit when it is over", async () => {
    const own = await DevStack.start(realtimeConfig());
    const headers = { "api-key": own.key("trial-user") };
    const { session } = await open(own, v1Path, headers);
    for (let turn = 0; turn < 3; turn++) {
      session.send({ type: "response.create" });
      await own.clock.advance(15_000);
    }
    session.close();
    const refused = await shake(own, v1Path, headers);
    expect([refused.status, refused.headers.has("Retry-After")]).to.deep.equal([429, true]);
  });

  it("is not there where no model talks, or where the config turns it off", async () => {
    const plain = await DevStack.start();
    const off = await DevStack.start(
      realtimeConfig({
        apis: { azureOpenAi: { realtime: false }, openAiV1: { realtime: false } },
        products: devConfig.products,
      }),
    );
    for (const one of [plain, off]) {
      expect(
        one.deployment.resources.filter(({ inputs }) => inputs["apiType"] === "websocket"),
      ).to.deep.equal([]);
      expect((await shake(one, v1Path, { "api-key": one.key("premium-team") })).status).to.equal(404);
    }
  });
});
