import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { GatewayConfigInput } from "../../components";
import { HttpHeaders, readBody, type HttpRequest } from "../../packages/common/http";
import { devConfig, DevStack } from "./devStack";

const chat = (name: string, version: string, capacity = 900_000) => ({
  name,
  model: name,
  version,
  capacity,
});
const [first, second] = ["gpt-5.4", "gpt-4.1"] as const;

const config: GatewayConfigInput = {
  ...devConfig,
  backends: [
    { name: "ptu", kind: "ptu", deployments: [chat(first, "2026-03-05", 50_000)] },
    { name: "payg", kind: "payg", deployments: [chat(first, "2026-03-05")] },
    {
      name: "other",
      kind: "payg",
      deployments: [chat(second, "2025-04-14"), chat("gpt-4.1-nano", "2025-04-14")],
    },
  ],
  aliases: [
    { name: "Smart", models: [first, "GPT-4.1"] },
    { name: "mix", models: [second, "gpt-4.1-nano"], strategy: "weighted", weights: [3, 1] },
  ],
  products: [
    { name: "all", displayName: "All", subscriptions: [{ name: "team" }] },
    { name: "only", displayName: "Only", models: ["smart"], subscriptions: [{ name: "narrow" }] },
  ],
};

/** Requests as accounts get them: host's first part, path, body. */
interface Sent {
  readonly account: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

async function start(changed: Partial<GatewayConfigInput> = {}) {
  const sent: Sent[] = [];
  const stack = await DevStack.start({ ...config, ...changed }, (request, ask) => {
    const text = Buffer.from(request.body).toString();
    const { hostname, pathname, search } = new URL(request.url);
    sent.push({
      account: hostname.split(".")[0]!,
      path: pathname + search,
      text,
      body: text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {},
    });
    return ask();
  });
  return { stack, sent };
}

const v1 = "/openai/v1/chat/completions";
const hello = { messages: [{ role: "user", content: "Hello" }], max_completion_tokens: 20 };
const ask = (stack: DevStack, path: string, body: unknown, key = "team") =>
  stack.call(path, body, { "api-key": stack.key(key) });
const get = async (stack: DevStack, path: string, key: string) => {
  const request: HttpRequest = {
    method: "GET",
    url: `https://gateway.example${path}`,
    headers: new HttpHeaders({ "api-key": stack.key(key) }),
    body: Buffer.alloc(0),
    clientAddress: "203.0.113.9",
  };
  const answer = await stack.clock.run(stack.local.handle(request));
  return JSON.parse(Buffer.from(await readBody(answer.body)).toString()) as { data: { id: string }[] };
};
const fail = (stack: DevStack, ...backends: string[]) => {
  for (const backend of backends) stack.account(backend).setOutage("unavailable");
};

describe("aliases", () => {
  it("ask the first deployment, and say which one has served", async () => {
    const { stack, sent } = await start();
    const answer = await ask(stack, v1, { model: "SMART", ...hello });
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.headers.get("x-genai-model")).to.equal(first);
    expect(answer.headers.get("x-gateway-backend")).to.equal("ptu");
    expect(sent.map(({ body }) => body["model"])).to.deep.equal([first]);
    expect(stack.usage()[0]).to.include({ alias: "Smart", deployment: first, backend: "ptu", attempts: 1 });
    const direct = await ask(stack, v1, { model: second, ...hello });
    expect(direct.headers.get("x-genai-model")).to.equal(undefined);
    expect(stack.usage()[1]).to.include({ alias: null, deployment: second });
  });

  it("go on to the next deployment once every backend of the first has failed, and charge that one's price", async () => {
    const { stack, sent } = await start();
    fail(stack, "ptu", "payg");
    const answer = await ask(stack, v1, { model: "smart", ...hello });
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.headers.get("x-genai-model")).to.equal(second);
    expect(sent.map(({ body }) => body["model"])).to.deep.equal([first, first, second]);
    const [event] = stack.usage();
    expect(event).to.include({
      alias: "Smart",
      deployment: second,
      backend: "other",
      attempts: 3,
      spilled: true,
    });
    const yaml = parse(readFileSync(resolve("packages/catalogue/catalogue.yaml"), "utf8")) as {
      tokens: { entries: Record<string, Record<string, { input: number; output: number }>> };
    };
    const { input, output } = yaml.tokens.entries[second]!["GlobalStandard"]!;
    const micros = event!.promptTokens * input + event!.completionTokens! * output;
    expect(event!.costMicros).to.equal(Math.ceil(Math.round(micros * 1e6) / 1e6));
  });

  it("are named by path too, whatever model the body names, and change nothing else of it", async () => {
    const { stack, sent } = await start();
    fail(stack, "ptu", "payg");
    const body =
      '{"model":"wrong","messages":[{"role":"user","content":"2024-01-02T03:04:05.000Z","name":"model"}],"tools":[{"type":"function","function":{"name":"model","parameters":{"type":"object","properties":{"model":{"type":"string"}}}}}],"seed":7}';
    const path = "/openai/deployments/smart/chat/completions?api-version=2024-10-21";
    const answer = await ask(stack, path, body);
    expect(answer.status, answer.text).to.equal(200);
    expect(sent.map((one) => one.path)).to.deep.equal([v1, v1, v1]);
    expect(sent[2]!.text).to.equal(body.replace('"wrong"', `"${second}"`));
    expect(answer.headers.get("x-genai-model")).to.equal(second);
  });

  it("stream, and are not asked again once the stream has begun", async () => {
    const { stack, sent } = await start();
    const answer = await ask(stack, v1, { model: "smart", stream: true, ...hello });
    expect(answer.headers.get("content-type")).to.include("text/event-stream");
    expect(answer.text).to.include("[DONE]");
    expect(sent).to.have.length(1);
    stack.account("ptu").configure(first, { fault: { kind: "cut", afterChunks: 3 } });
    const broken = ask(stack, v1, { model: "smart", stream: true, ...hello });
    const ended = await broken.then(
      ({ text }) => text,
      () => "broken",
    );
    expect(ended).not.to.include("[DONE]");
    expect(sent).to.have.length(2);
  });

  it("have no room when no backend of any member has, and say so of the alias", async () => {
    const { stack, sent } = await start();
    for (const [backend, deployment] of [
      ["ptu", first],
      ["payg", first],
      ["other", second],
    ] as const)
      stack.account(backend).configure(deployment, {
        fault: { kind: "status", status: 429, retryAfterMs: 7_000 },
      });
    const answer = await ask(stack, v1, { model: "smart", ...hello });
    expect(answer.status).to.equal(429);
    expect(answer.json().error!.message).to.include("'Smart': 3 asked");
    expect(sent).to.have.length(3);
  });

  it("keep to the first priority of each deployment where nothing may spill", async () => {
    const { stack, sent } = await start({
      apis: { openAiV1: { path: "openai/v1", spillToPayg: false } },
    });
    fail(stack, "ptu");
    expect((await ask(stack, v1, { model: "smart", ...hello })).status).to.be.oneOf([429, 503]);
    expect(sent.map(({ account }) => account.includes("ptu"))).to.deep.equal([true]);
  });

  it("are drawn by weight, and for one prompt_cache_key always alike", async () => {
    const { stack } = await start();
    for (let index = 0; index < 200; index++) await ask(stack, v1, { model: "mix", ...hello });
    const share = stack.usage().filter(({ deployment }) => deployment === second).length / 200;
    expect(share).to.be.within(0.63, 0.87);
    const before = stack.usage().length;
    for (let index = 0; index < 12; index++)
      await ask(stack, v1, { model: "mix", prompt_cache_key: "one", ...hello });
    expect(
      new Set(
        stack
          .usage()
          .slice(before)
          .map(({ deployment }) => deployment),
      ).size,
    ).to.equal(1);
  });

  it("are allowed without their deployments, and listed", async () => {
    const { stack } = await start();
    expect((await ask(stack, v1, { model: "smart", ...hello }, "narrow")).status).to.equal(200);
    const refused = await ask(stack, v1, { model: first, ...hello }, "narrow");
    expect([refused.status, refused.json().error!.code]).to.deep.equal([403, "ModelNotAllowed"]);
    expect(refused.json().error!.message).to.include("Smart");
    for (const path of ["/openai/v1/models", "/openai/deployments?api-version=2024-10-21"]) {
      expect((await get(stack, path, "narrow")).data.map(({ id }) => id)).to.deep.equal(["Smart"]);
      expect((await get(stack, path, "team")).data.map(({ id }) => id)).to.include.members([
        first,
        "Smart",
        "mix",
      ]);
    }
    const unknown = await ask(stack, v1, { model: "nothing", ...hello });
    expect(unknown.json().error!.message).to.include("Smart, mix");
  });

  it("go on from a response where it is kept, with a deployment that its account has", async () => {
    const { stack, sent } = await start();
    fail(stack, "ptu", "payg");
    const path = "/openai/v1/responses";
    const made = await ask(stack, path, { model: "smart", input: "hi", max_output_tokens: 40 });
    expect(made.headers.get("x-genai-model")).to.equal(second);
    const { id } = made.json() as unknown as { id: string };
    for (const backend of ["ptu", "payg"]) stack.account(backend).setOutage(undefined);
    const before = sent.length;
    const more = await ask(stack, path, { model: "smart", input: "on", previous_response_id: id });
    expect(more.status, more.text).to.equal(200);
    expect(more.headers.get("x-genai-affinity")).to.equal("pinned");
    expect(more.headers.get("x-genai-model")).to.equal(second);
    const asked = sent.slice(before).filter(({ body }) => body["model"] !== undefined);
    expect(asked.map(({ body }) => [body["model"], body["input"]])).to.deep.equal([[second, "on"]]);
    expect(asked[0]!.text)
      .not.to.include("genai0")
      .and.not.match(/genai[0-9a-f]{32}/);
    expect((asked[0]!.body["metadata"] as Record<string, string>)["genai_backend"]).to.equal("other");
  });

  it("count, before the call, as their dearest member", async () => {
    const { stack } = await start();
    await ask(stack, v1, { model: "smart", stream: true, messages: hello.messages });
    // gpt-5.4 writes 128,000 tokens at most, gpt-4.1 32,768.
    expect(stack.usage()[0]).to.include({ tokensFrom: "estimate", completionBound: 128_000 });
  });
});

describe("a deployment's own timeout", () => {
  it("ends the wait for it, and the next backend is asked", async () => {
    const backends = config.backends.map((backend) =>
      backend.name === "ptu"
        ? { ...backend, deployments: [{ ...backend.deployments[0]!, timeoutSeconds: 5 }] }
        : backend,
    );
    const { stack } = await start({ backends });
    stack.account("ptu").configure(first, { fault: { kind: "hang" } });
    const before = stack.clock.now();
    const answer = await ask(stack, v1, { model: first, ...hello });
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.headers.get("x-gateway-backend")).to.equal("payg");
    expect(stack.clock.now() - before).to.be.within(5_000, 7_000);
  });
});

describe("a stack without aliases", () => {
  it("has not one word of them in its policies", async () => {
    const { stack } = await start({ aliases: [], products: devConfig.products });
    const texts = stack.deployment.resources
      .map(({ inputs }) => JSON.stringify(inputs))
      .filter((text) => /genai-alias|x-genai-model|resolve-alias/.test(text));
    expect(texts).to.deep.equal([]);
  });
});
