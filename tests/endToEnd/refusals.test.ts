import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { chat, chatPath, devConfig, DevStack, type CallResult } from "./devStack";

const responsesPath = "/openai/v1/responses";
const model = "gpt-5.4";

type Product = GatewayConfigInput["products"][number];

/** The ptu stack with one product of these limits. */
function limited(product: Partial<Product>, apis: GatewayConfigInput["apis"] = {}): GatewayConfigInput {
  const subscriptions = [{ name: "team" }];
  return { ...devConfig, apis, products: [{ name: "only", displayName: "Only", ...product, subscriptions }] };
}

async function started(config: GatewayConfigInput) {
  const stack = await DevStack.start(config);
  const key = { "api-key": stack.key("team") };
  return { stack, call: (body: unknown, path = chatPath) => stack.call(path, body, key) };
}

const errorOf = ({ text }: CallResult) =>
  (JSON.parse(text) as { error: { message: string; type: string; code: string } }).error;

describe("refusals say which limit refused", () => {
  const priority = {
    azureOpenAi: { priority: { capacityTokensPerMinute: 1_000, reservedTokensPerMinute: 500 } },
  };
  const budget = { dollars: 0.01, promptPerMillion: 1_000, completionPerMillion: 1_000 };
  /** Limits of the product => status and limit of the second call. */
  const table: readonly (readonly [Partial<Product>, GatewayConfigInput["apis"], number, string])[] = [
    [{ tokensPerMinute: 300 }, {}, 429, "product_tokens"],
    [{ subscriptionTokensPerMinute: 300 }, {}, 429, "subscription_tokens"],
    [{ tokenQuota: { tokens: 300, period: "Daily" } }, {}, 403, "product_tokens"],
    [{ subscriptionTokenQuota: { tokens: 300, period: "Daily" } }, {}, 403, "subscription_tokens"],
    [{ budget }, {}, 403, "product_budget"],
    [{ subscriptionBudget: budget }, {}, 403, "subscription_budget"],
    [{}, priority, 429, "shared_capacity"],
    // The first limit that is passed over is the one that is told.
    [{ tokensPerMinute: 900, subscriptionTokensPerMinute: 300 }, {}, 429, "subscription_tokens"],
    [{ tokensPerMinute: 100_000, budget }, {}, 403, "product_budget"],
  ];
  for (const [product, apis, status, limit] of table)
    it(`${status} ${limit}: ${Object.keys({ ...product, ...apis }).join(", ")}`, async () => {
      const { call } = await started(limited(product, apis));
      const size = limit === "shared_capacity" ? 400 : 250;
      expect((await call(chat(size))).status).to.equal(200);
      const refused = await call(chat(size));
      expect(refused.status).to.equal(status);
      expect(refused.headers.get("x-genai-limit")).to.equal(limit);
      expect(errorOf(refused).type).to.equal(limit);
      expect(errorOf(refused).message).to.match(/again in \d+ s\.$/);
      expect(Number(refused.headers.get("Retry-After"))).to.be.greaterThan(0);
    });

  it("429 backends: none has room", async () => {
    const { stack, call } = await started(limited({}));
    for (const name of ["ptu-1", "payg-1", "payg-2"])
      stack.account(name).configure(model, { fault: { kind: "status", status: 429, retryAfterMs: 7_000 } });
    const refused = await call(chat(5));
    expect([refused.status, refused.headers.get("x-genai-limit")]).to.deep.equal([429, "backends"]);
    expect(errorOf(refused).type).to.equal("backends");
  });

  /** Limits of the product => which of them can never be met by a prompt of 700 tokens. */
  const never: readonly (readonly [Partial<Product>, GatewayConfigInput["apis"]])[] = [
    [{ tokensPerMinute: 300 }, {}],
    [{ subscriptionTokensPerMinute: 300 }, {}],
    [{}, priority],
  ];
  for (const [product, apis] of never)
    it(`400 for a prompt above ${Object.keys({ ...product, ...apis }).join()}, however long it waits`, async () => {
      const { stack, call } = await started(limited(product, apis));
      const refused = await call(chat(700));
      expect(refused.status).to.equal(400);
      expect(errorOf(refused).code).to.equal("PromptExceedsLimit");
      expect(refused.headers.get("Retry-After")).to.equal(undefined);
      expect((await call(chat(100))).status).to.equal(200);
      expect(stack.usage().map(({ status }) => status)).to.deep.equal([400, 200]);
    });
});

describe("limits in the headers of answers", () => {
  const accountsOwn =
    /^(x-ratelimit-(limit|reset|remaining-requests)|azure-openai-deployment-utilization$|x-ms-(?!region$))/i;

  it("are the product's own, for whole answers, streams and refusals of an account", async () => {
    const { call } = await started(limited({ tokensPerMinute: 10_000, subscriptionTokensPerMinute: 5_000 }));
    let before = 5_000;
    for (const body of [chat(50), chat(50, { stream: true }), chat(50, { temperature: 99 })]) {
      const answer = await call(body);
      expect(
        [...answer.headers].map(([name]) => name).filter((name) => accountsOwn.test(name)),
      ).to.deep.equal([]);
      const left = Number(answer.headers.get("x-ratelimit-remaining-tokens"));
      expect(left).to.be.within(0, before - 1);
      before = left;
    }
  });

  it("are in refusals of the limit too, the lower of two", async () => {
    const { call } = await started(limited({ tokensPerMinute: 10_000, subscriptionTokensPerMinute: 300 }));
    await call(chat(250));
    const refused = await call(chat(250));
    expect(refused.headers.get("x-genai-limit")).to.equal("subscription_tokens");
    expect(Number(refused.headers.get("x-ratelimit-remaining-tokens"))).to.be.within(0, 50);
  });

  it("come without what would send a caller elsewhere, whose client would take the key along", async () => {
    const stack = await DevStack.start(limited({}), async (_request, go) => {
      const answer = await go();
      answer.headers.set("Location", "https://elsewhere.example.com/");
      answer.headers.set("Set-Cookie", "theirs=1");
      return answer;
    });
    for (const stream of [false, true]) {
      const { status, headers } = await stack.call(chatPath, chat(50, { stream }), {
        "api-key": stack.key("team"),
      });
      expect([status, headers.has("Location"), headers.has("Set-Cookie")]).to.deep.equal([200, false, false]);
    }
  });

  it("are not there where the product has no limit", async () => {
    const { call } = await started(limited({}));
    const answer = await call(chat(50));
    expect(
      [...answer.headers].map(([name]) => name).filter((name) => /^x-ratelimit/i.test(name)),
    ).to.deep.equal([]);
  });
});

describe("sealed items and the account that made them", () => {
  const asked = (more: object = {}) => ({
    model,
    input: "Think",
    store: false,
    include: ["reasoning.encrypted_content"],
    reasoning: { effort: "medium" },
    ...more,
  });

  async function begun() {
    const started_ = await started(limited({}));
    const first = await started_.call(asked(), responsesPath);
    const output = (JSON.parse(first.text) as { output: { encrypted_content?: string }[] }).output;
    expect(output.some((item) => item.encrypted_content)).to.equal(true);
    const next = asked({
      input: [{ role: "user", content: "Think" }, ...output, { role: "user", content: "On" }],
    });
    return { ...started_, next };
  }

  it("finds it wherever it stands in the order", async () => {
    const { stack, call, next } = await begun();
    // Another one comes first now: a new order, as after a change of priorities.
    const { status, text } = await call(next, responsesPath);
    expect(status, text).to.equal(200);
    stack.account("ptu-1").configure(model, { fault: { kind: "status", status: 429, retryAfterMs: 2_500 } });
    const spilled = await call(asked(), responsesPath);
    const output = (JSON.parse(spilled.text) as { output: object[] }).output;
    expect(spilled.headers.get("x-gateway-backend")).to.match(/^payg/);
    stack.account("ptu-1").configure(model, { fault: undefined });
    // The PTU has room again, but cannot read what a PAYG account has sealed.
    const on = await call(asked({ input: [...output, { role: "user", content: "On" }] }), responsesPath);
    expect(on.status, on.text).to.equal(200);
    expect(on.headers.get("x-gateway-backend")).to.equal(spilled.headers.get("x-gateway-backend"));
  });

  it("gives back the wait of a holder that is full", async () => {
    const { stack, call, next } = await begun();
    stack.account("ptu-1").configure(model, { fault: { kind: "status", status: 429, retryAfterMs: 2_500 } });
    const full = await call(next, responsesPath);
    expect([full.status, full.headers.get("Retry-After")]).to.deep.equal([429, "3"]);
  });

  it("says what is lost when the holder is gone", async () => {
    const { stack, call, next } = await begun();
    stack.account("ptu-1").configure(model, { fault: { kind: "cut" } });
    const gone = await call(next, responsesPath);
    expect(gone.status).to.equal(503);
    expect(errorOf(gone).code).to.equal("encrypted_content_unavailable");
  });

  it("passes on the refusal of what nobody has sealed", async () => {
    const { call } = await started(limited({}));
    const item = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAAABnonsense" };
    const refused = await call(asked({ input: [item, { role: "user", content: "On" }] }), responsesPath);
    expect(refused.status).to.equal(400);
    expect(errorOf(refused).code).to.equal("invalid_encrypted_content");
  });
});

describe("a prompt cache that the client names", () => {
  it("keeps to one backend of a group, and the keys are shared out by weight", async () => {
    const backends = devConfig.backends.filter(({ kind }) => kind === "payg");
    const { stack, call } = await started({ ...limited({}), backends });
    const firsts = new Map<string, number>();
    for (let key = 0; key < 120; key += 1) {
      const asked = () => call(chat(5, { prompt_cache_key: `conversation-${key}` }));
      const [one, two] = [await asked(), await asked()].map(({ headers }) =>
        headers.get("x-gateway-backend")!,
      );
      expect(one).to.equal(two);
      firsts.set(one!, (firsts.get(one!) ?? 0) + 1);
      await stack.clock.advance(10_000);
    }
    // Weights 2 and 1: 80 of 120, give or take four standard deviations.
    expect(firsts.get("payg-1")).to.be.within(60, 100);
    expect(stack.served("payg-2").ok).to.be.greaterThan(0);
  });

  it("goes on to the others when that one has no room", async () => {
    const backends = devConfig.backends.filter(({ kind }) => kind === "payg");
    const { stack, call } = await started({ ...limited({}), backends });
    const body = chat(5, { prompt_cache_key: "one" });
    const home = (await call(body)).headers.get("x-gateway-backend")!;
    stack.account(home).configure(model, { fault: { kind: "status", status: 429, retryAfterMs: 1_000 } });
    const away = await call(body);
    expect(away.status).to.equal(200);
    expect(away.headers.get("x-gateway-backend")).not.to.equal(home);
  });
});
