import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../components";
import { HttpHeaders, readBody, type HttpRequest } from "../../packages/common/http";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { chat, chatPath, devConfig, DevStack, embeddingsPath, type UsageEvent } from "./devStack";

const v1 = "/openai/v1/chat/completions";
const chatbot: ContractInput = {
  useCase: { businessUnit: "hr", name: "chatbot", environment: "dev", costCenter: "CC-1" },
  grants: [
    { api: "openAiV1", models: ["gpt-5.4"], tokensPerMinute: 2000, requestsPerMinute: 6 },
    { api: "azureOpenAi", models: ["text-embedding-3-small"] },
  ],
  tokensPerMinute: 3000,
};
const search: ContractInput = {
  useCase: { businessUnit: "sales", name: "deep-search", environment: "dev" },
  grants: [{ api: "azureOpenAi" }],
  budget: { dollars: 0.01, period: "Daily" },
  chargePtu: "share",
};

async function start(config: Partial<GatewayConfigInput> = {}, contracts = [chatbot, search]) {
  const gateway = await hubStack({
    ...devConfig,
    contracts: { chargePtu: ["payg", "share"] },
    ...config,
  });
  return DevStack.of(both(gateway, await contractStack(gateway, contracts)));
}

const call = (stack: DevStack, path: string, body: unknown, useCase = "hr/chatbot/dev") =>
  stack.call(path, body, { "api-key": stack.key(useCase) });

async function get(stack: DevStack, path: string, key: string) {
  const request: HttpRequest = {
    method: "GET",
    url: `https://gateway.example${path}`,
    headers: new HttpHeaders({ "api-key": stack.key(key) }),
    body: Buffer.alloc(0),
    clientAddress: "203.0.113.9",
  };
  const answer = await stack.clock.run(stack.local.handle(request));
  const json = JSON.parse(Buffer.from(await readBody(answer.body)).toString()) as {
    readonly data?: readonly { readonly id: string }[];
  };
  return { status: answer.status, names: json.data?.map(({ id }) => id) };
}

interface ContractEvent extends UsageEvent {
  readonly useCase: string | null;
  readonly businessUnit: string | null;
  readonly costCenter: string | null;
}
const events = (stack: DevStack) => stack.usage() as unknown as readonly ContractEvent[];

describe("a use case on board by its contract", () => {
  it("calls what it is granted, API by API, and nothing else", async () => {
    const stack = await start();
    expect((await call(stack, v1, chat(5))).status).to.equal(200);
    const other = await call(stack, v1, chat(5, { model: "text-embedding-3-small" }));
    expect(other.status).to.equal(403);
    expect(other.json().error).to.include({
      code: "ModelNotAllowed",
      message: "This key may not use 'text-embedding-3-small'. It may use: gpt-5.4.",
    });
    expect((await call(stack, chatPath, chat(5))).status).to.equal(403);
    expect((await call(stack, embeddingsPath, { input: "x" })).status).to.equal(200);
    // An API without a grant does not know the key.
    expect((await call(stack, v1, chat(5), "sales/deep-search/dev")).status).to.equal(401);
  });

  it("finds in every list what it may call, and the gateway's own products find theirs", async () => {
    const stack = await start({
      products: [
        ...devConfig.products,
        { name: "one", displayName: "One", models: ["gpt-5.4"], subscriptions: [{ name: "one" }] },
      ],
    });
    const deployment = (name: string) => `/openai/deployments/${name}`;
    const rows = [
      ["hr/chatbot/dev", "/openai/v1/models", 200, ["gpt-5.4"]],
      ["hr/chatbot/dev", "/openai/v1/models/gpt-5.4", 200, undefined],
      ["hr/chatbot/dev", "/openai/v1/models/text-embedding-3-small", 404, undefined],
      ["hr/chatbot/dev", "/openai/deployments", 200, ["text-embedding-3-small"]],
      ["hr/chatbot/dev", deployment("text-embedding-3-small"), 200, undefined],
      ["hr/chatbot/dev", deployment("gpt-5.4"), 404, undefined],
      ["sales/deep-search/dev", "/openai/deployments", 200, ["gpt-5.4", "text-embedding-3-small"]],
      ["premium-team", "/openai/deployments", 200, ["gpt-5.4", "text-embedding-3-small"]],
      ["one", "/openai/deployments", 200, ["gpt-5.4"]],
      ["one", deployment("text-embedding-3-small"), 404, undefined],
    ] as const;
    for (const [key, path, status, names] of rows)
      expect(await get(stack, path, key), `${key} ${path}`).to.deep.equal({ status, names });
    // One event a call, with no attempt at a backend.
    expect(events(stack)).to.have.length(rows.length);
    expect(stack.usage().every(({ attempts }) => attempts === 0)).to.equal(true);
  });

  it("is named in its events, also of calls that end before its product's policy", async () => {
    const stack = await start();
    await call(stack, v1, chat(5));
    await call(stack, v1, "no JSON");
    await call(stack, v1, chat(5, { model: "text-embedding-3-small" }));
    await call(stack, v1, chat(5), "premium-team");
    const named = events(stack).map(({ status, product, useCase, businessUnit, costCenter }) => [
      ...[status, product, useCase, businessUnit, costCenter],
    ]);
    expect(named).to.deep.equal([
      [200, "MULTI-hr-chatbot-dev", "hr/chatbot/dev", "hr", "CC-1"],
      [400, "MULTI-hr-chatbot-dev", "hr/chatbot/dev", "hr", null],
      [403, "MULTI-hr-chatbot-dev", "hr/chatbot/dev", "hr", "CC-1"],
      [200, "premium", null, null, null],
    ]);
  });

  it("has limits by grant and in all, and what one refuses counts for no other", async () => {
    const stack = await start();
    const statuses: number[] = [];
    for (let index = 0; index < 7; index++) statuses.push((await call(stack, v1, chat(5))).status);
    expect(statuses).to.deep.equal([200, 200, 200, 200, 200, 200, 429]);
    const refused = await call(stack, v1, chat(5));
    expect(refused.json().error!.message).to.match(/^The calls a minute that this key has for the model/);
    expect(Number(refused.headers.get("retry-after"))).to.be.within(1, 60);
    // The other grant has no limit of its own.
    expect((await call(stack, embeddingsPath, { input: "x" })).status).to.equal(200);
    const fresh = await start();
    expect((await call(fresh, v1, chat(1900))).status).to.equal(200);
    const grant = await call(fresh, v1, chat(500));
    expect([grant.status, grant.headers.get("x-genai-limit")]).to.deep.equal([429, "grant_tokens"]);
    // Of the 3,000 in all the refused call has taken nothing.
    expect((await call(fresh, embeddingsPath, { input: "word ".repeat(900) })).status).to.equal(200);
    const whole = await call(fresh, embeddingsPath, { input: "word ".repeat(900) });
    expect([whole.status, whole.headers.get("x-genai-limit")]).to.deep.equal([429, "product_tokens"]);
  });

  it("counts each grant for itself", async () => {
    const stack = await start({}, [
      {
        useCase: chatbot.useCase,
        grants: [
          { api: "openAiV1", models: ["gpt-5.4"], tokensPerMinute: 2000 },
          { api: "azureOpenAi", models: ["text-embedding-3-small"], tokensPerMinute: 1000 },
        ],
      },
    ]);
    expect((await call(stack, v1, chat(1900))).status).to.equal(200);
    // What the first grant's calls have used is more than the second has in all.
    expect((await call(stack, embeddingsPath, { input: "word ".repeat(700) })).status).to.equal(200);
    const other = await call(stack, embeddingsPath, { input: "word ".repeat(700) });
    expect([other.status, other.headers.get("x-genai-limit")]).to.deep.equal([429, "grant_tokens"]);
  });

  it("has quotas by grant and in all, which the next minute does not give back", async () => {
    const daily = (tokens: number) => ({ tokens, period: "Daily" as const });
    const stack = await start({}, [
      {
        ...{ useCase: chatbot.useCase, quota: daily(2000) },
        grants: [
          { api: "openAiV1", models: ["gpt-5.4"], quota: daily(1000) },
          { api: "azureOpenAi", models: ["text-embedding-3-small"] },
        ],
      },
    ]);
    const refusal = async (path: string, body: object) => {
      const { status, headers } = await call(stack, path, body);
      return [status, headers.get("x-genai-limit")];
    };
    expect((await call(stack, v1, chat(900))).status).to.equal(200);
    for (const minutes of [0, 2, 60]) {
      await stack.clock.advance(minutes * 60_000);
      expect(await refusal(v1, chat(500)), `${minutes} minutes later`).to.deep.equal([403, "grant_tokens"]);
    }
    const words = { input: "word ".repeat(900) };
    expect((await call(stack, embeddingsPath, words)).status).to.equal(200);
    expect(await refusal(embeddingsPath, words)).to.deep.equal([403, "product_tokens"]);
  });

  it("spends its budget at the tariff of its contract, and then no more", async () => {
    const stack = await start();
    const ask = () =>
      call(stack, chatPath, chat(200, { max_completion_tokens: 16 }), "sales/deep-search/dev");
    let answer = await ask();
    for (let calls = 1; answer.status === 200 && calls < 40; calls++) answer = await ask();
    expect(answer.status).to.equal(403);
    expect(answer.json().error!.message).to.match(/^The budget of the product is spent/);
    const spent = events(stack).filter(({ status }) => status === 200);
    const [first] = spent;
    // A PTU's share, which is another sum than the token's price: 2 dollars an hour by what 2,400 a minute come to.
    const ofProduct = await start();
    await call(ofProduct, chatPath, chat(200, { max_completion_tokens: 16 }), "premium-team");
    expect(first!.costMicros).to.not.equal(events(ofProduct)[0]!.costMicros);
    const sum = spent.reduce((total, { costMicros }) => total + costMicros!, 0);
    expect(sum).to.be.within(10_000, 10_000 + first!.costMicros!);
  });

  it("starts no batch job, whose lines would name any model", async () => {
    const files: GatewayConfigInput["apis"] = { openAiV1: { files: "owned" } };
    const stack = await start({ apis: { ...devConfig.apis, ...files } });
    const job = { input_file_id: "file-1", endpoint: "/v1/chat/completions", completion_window: "24h" };
    const refused = await call(stack, "/openai/v1/batches", job);
    expect([refused.status, refused.json().error!.code]).to.deep.equal([403, "batch_not_allowed"]);
  });

  it("uses either key, and a change of one leaves the other as it was", async () => {
    const raised = { ...chatbot, keys: { generation: { secondary: 2 } } };
    const [before, after] = [await start(), await start({}, [raised, search])];
    const keys = (stack: DevStack) => [stack.key("hr/chatbot/dev"), stack.key("hr/chatbot/dev secondary")];
    expect(keys(after)[0]).to.equal(keys(before)[0]);
    for (const key of ["hr/chatbot/dev", "hr/chatbot/dev secondary"])
      expect((await call(after, v1, chat(5), key)).status).to.equal(200);
  });
});

describe("a guardrail of the gateway's that a contract names", () => {
  const guardrails: GatewayConfigInput["guardrails"] = [
    {
      name: "numbers",
      pii: { mode: "block", categories: [], regex: [{ pattern: "EMP-\\d+", category: "Employee" }] },
    },
    { name: "short", maxPromptTokens: 5 },
  ];
  const ask = { ...chat(5), messages: [{ role: "user", content: "Who is EMP-17?" }] };

  it("is passed by its calls, and by nobody else's", async () => {
    const stack = await start({ guardrails }, [{ ...chatbot, guardrails: "numbers" }, search]);
    const refused = await call(stack, v1, ask);
    expect([refused.status, refused.json().error?.code], refused.text).to.deep.equal([400, "PII_DETECTED"]);
    expect((await call(stack, v1, chat(5))).status).to.equal(200);
    expect((await call(stack, chatPath, ask, "sales/deep-search/dev")).status).to.equal(200);
    expect((await call(stack, v1, ask, "premium-team")).status).to.equal(200);
    expect((stack.usage()[0] as unknown as Record<string, unknown>)["guardrails"]).to.deep.equal({
      Employee: 1,
    });
  });

  it("is none that the gateway does not have", async () => {
    const failure = await start({ guardrails }, [{ ...chatbot, guardrails: "numbres" }]).then(
      () => "taken",
      (error: Error) => error.message,
    );
    expect(failure).to.include("CONTRACT_UNKNOWN_GUARDRAIL").and.include("numbers, short");
  });

  it("lets nothing pass where the gateway has lost it since, and lists go on", async () => {
    const [numbers, short] = guardrails;
    const contracts = await contractStack(await hubStack({ ...devConfig, guardrails }), [
      { ...chatbot, guardrails: "numbers" },
      { ...search, chargePtu: undefined },
    ]);
    for (const now of [[{ ...numbers!, name: "employees" }, short!], []]) {
      const stack = DevStack.of(both(await hubStack({ ...devConfig, guardrails: now }), contracts));
      const refused = await call(stack, v1, chat(5));
      expect([refused.status, refused.json().error?.code]).to.deep.equal([503, "GuardrailUnavailable"]);
      expect((await get(stack, "/openai/v1/models", "hr/chatbot/dev")).names).to.deep.equal(["gpt-5.4"]);
      expect((await call(stack, chatPath, chat(5), "sales/deep-search/dev")).status).to.equal(200);
    }
  });

  it("is asked for where the gateway requires one", async () => {
    const failure = await start({ guardrails, contracts: { requires: ["guardrails"] } }, [chatbot]).then(
      () => "taken",
      (error: Error) => error.message,
    );
    expect(failure).to.include("CONTRACT_REQUIRED guardrails");
  });
});

describe("a gateway that takes no contracts", () => {
  it("does not know their products", async () => {
    const gateway = await hubStack(devConfig);
    const without = await hubStack({ ...devConfig, contracts: { enabled: false } });
    const text = JSON.stringify(without.resources.map(({ inputs }) => inputs));
    expect(text).not.to.match(/genai-tariff|useCase/);
    // Their keys are known where no product's policy would refuse them, and no call of a model has a step for it.
    const knowing = without.resources.filter(({ inputs }) => JSON.stringify(inputs).includes("MULTI-"));
    expect([...new Set(knowing.map(({ type }) => type))]).to.deep.equal([
      "azure-native:apimanagement:ApiOperationPolicy",
    ]);
    expect(knowing.map(({ name }) => name).filter((name) => name.includes("completions"))).to.deep.equal([]);
    expect(without.outputs["hub"]?.value ?? undefined).to.equal(undefined);
    expect(JSON.stringify(gateway.resources.map(({ inputs }) => inputs))).to.match(/MULTI-/);
  });

  it("opens nothing to the keys of those that it once took, whatever its own products have", async () => {
    const contracts = await contractStack(await hubStack(devConfig), [chatbot]);
    const budget = { dollars: 5 };
    for (const products of [devConfig.products, devConfig.products.map((own) => ({ ...own, budget }))]) {
      const gateway = await hubStack({ ...devConfig, products, contracts: { enabled: false } });
      const stack = DevStack.of(both(gateway, contracts));
      for (const model of ["gpt-5.4", "text-embedding-3-small"]) {
        const refused = await call(stack, v1, chat(5, { model }));
        expect([refused.status, refused.json().error?.code]).to.deep.equal([403, "contracts_off"]);
      }
      expect((await call(stack, v1, chat(5), "premium-team")).status).to.equal(200);
    }
  });
});
