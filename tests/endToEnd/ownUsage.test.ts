import { expect } from "chai";
import { HttpHeaders, readBody, type HttpRequest } from "../../packages/common/http";
import type { GatewayConfigInput } from "../../components";
import { ownCalls, readQuery } from "../../components/operations/queries";
import { runKql, type Tables } from "../kql/runKql";
import { devConfig, DevStack } from "./devStack";
import { ask, backends, budget, counted, product } from "./pricedStack";

const v1 = "/openai/v1/chat/completions";

interface Own {
  readonly subscription: string;
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cost_micros: number;
  readonly calls_without_price: number;
  readonly models: readonly {
    readonly model: string;
    readonly calls: number;
    readonly cost_micros: number;
  }[];
  readonly limits?: object;
  readonly budget?: {
    readonly of: string;
    readonly dollars: number;
    readonly from: string;
    readonly to: string;
    readonly spent_micros: number;
    readonly left_micros: number;
  };
}

const config: GatewayConfigInput = {
  ...devConfig,
  backends,
  usage: { ownView: true },
  products: [
    product({
      subscriptionBudget: budget,
      tokensPerMinute: 90_000,
      subscriptions: [{ name: "team" }, { name: "twin" }],
    }),
    product({ name: "two", displayName: "Two", subscriptions: [{ name: "other" }] }),
  ],
};

async function own(stack: DevStack, key: string, more: Record<string, string> = {}, query = "") {
  const headers = { "api-key": stack.key(key), ...more };
  const answer = await stack.clock.run(
    (async () => {
      const response = await stack.local.handle({
        method: "GET",
        url: `https://gateway.example/openai/v1/genai/usage${query}`,
        headers: new HttpHeaders(headers),
        body: Buffer.alloc(0),
        clientAddress: "203.0.113.9",
      });
      return { status: response.status, text: Buffer.from(await readBody(response.body)).toString() };
    })(),
  );
  return { status: answer.status, body: JSON.parse(answer.text) as Own & { error?: { code: string } } };
}

const chat = (model: string, words: number, stream = false) => ({
  model,
  stream,
  messages: [{ role: "user", content: "word ".repeat(words) }],
  max_completion_tokens: 40,
});

describe("one's own usage", () => {
  let stack: DevStack;
  let asked: { query: string; timespan: string }[];
  beforeEach(async () => {
    asked = [];
    const onSend = ({ url, body }: HttpRequest) => {
      if (url.startsWith("https://api.loganalytics.azure.com/"))
        asked.push(JSON.parse(Buffer.from(body).toString()) as (typeof asked)[number]);
    };
    stack = await DevStack.start(config, undefined, {}, { onSend });
  });

  it("is the month of the call's own key, by model, and nobody else's", async () => {
    await ask(stack, v1, chat("gpt-5.4", 50));
    await ask(stack, v1, chat("gpt-4.1-nano", 30, true));
    await ask(stack, v1, chat("gpt-5.4", 400), "twin");
    await ask(stack, v1, chat("gpt-5.4", 999), "other");
    const { status, body } = await own(stack, "team");
    expect(status).to.equal(200);
    const { llmLogs, gatewayLogs } = stack.local.recorded;
    const mine = gatewayLogs.filter(({ ApimSubscriptionId }) => ApimSubscriptionId === "team");
    const rows = llmLogs.filter(({ CorrelationId }) =>
      mine.some((row) => row.CorrelationId === CorrelationId),
    );
    expect(rows.length).to.equal(2);
    expect(body).to.deep.include({
      subscription: "team",
      calls: 2,
      prompt_tokens: rows.reduce((sum, row) => sum + row.PromptTokens, 0),
      completion_tokens: rows.reduce((sum, row) => sum + row.CompletionTokens, 0),
      calls_without_price: 0,
      limits: { product_tokens_per_minute: 90_000, subscription_budget: budget },
    });
    expect(body.models.map(({ model, calls }) => [model, calls])).to.have.deep.members([
      ["gpt-5.4", 1],
      ["gpt-4.1-nano", 1],
    ]);
    for (const [key, calls] of [
      ["twin", 1],
      ["other", 1],
    ] as const) {
      const { body: others } = await own(stack, key);
      expect(others).to.include({ subscription: key, calls });
      expect(JSON.stringify(others)).to.not.include("team");
    }
  });

  it("asks what KQL answers over the same rows", async () => {
    await ask(stack, v1, chat("gpt-5.4", 50));
    await ask(stack, v1, chat("gpt-4.1-mini", 77, true));
    await ask(stack, v1, chat("gpt-5.4", 400), "other");
    const { body } = await own(stack, "team");
    // One for the month, and one for what the budget of the key has spent.
    expect(asked.length).to.equal(2);
    expect(asked[0]!.timespan).to.equal(`${body.from}T00:00:00Z/${body.to}T00:00:00Z`);
    const { llmLogs, gatewayLogs } = stack.local.recorded;
    const tables = { ApiManagementGatewayLlmLog: llmLogs, ApiManagementGatewayLogs: gatewayLogs };
    const rows = runKql(asked[0]!.query, tables as unknown as Tables);
    expect(rows.map(({ Deployment, Calls, Micros }) => [Deployment, Calls, Micros])).to.have.deep.members(
      body.models.map(({ model, calls, cost_micros: micros }) => [model, calls, micros]),
    );
    expect(body.cost_micros).to.be.greaterThan(0);
    expect(asked[0]!.query).to.include('ApimSubscriptionId == "team"').and.not.include("//");
    expect(readQuery("usage", "own-month", { tariffs: "", prices: "", ownCalls: ownCalls.byKey })).to.include(
      "SUBSCRIPTION-ID",
    );
  });

  it("is kept for five minutes under that key alone", async () => {
    await ask(stack, v1, chat("gpt-5.4", 50));
    expect((await own(stack, "team")).body.calls).to.equal(1);
    await ask(stack, v1, chat("gpt-5.4", 50));
    expect((await own(stack, "team")).body.calls).to.equal(1);
    expect((await own(stack, "twin")).body.calls).to.equal(0);
    await stack.clock.advance(301_000);
    expect((await own(stack, "team")).body.calls).to.equal(2);
  });

  it("is another one in the first minute of a month, and so is what is left of a day's budget", async () => {
    await stack.clock.advance(Date.UTC(2026, 0, 31, 23, 57) - stack.clock.now());
    await ask(stack, v1, chat("gpt-5.4", 50));
    const { body: old } = await own(stack, "team");
    expect(old).to.include({ from: "2026-01-01", calls: 1 });
    expect(old.budget!.spent_micros).to.be.greaterThan(0);
    await stack.clock.advance(Date.UTC(2026, 1, 1) - stack.clock.now());
    const { body } = await own(stack, "team");
    expect(body).to.include({ from: "2026-02-01", calls: 0, cost_micros: 0 });
    expect(body.budget).to.include({ from: "2026-02-01T00:00:00Z", spent_micros: 0 });
    // A day later too, where the month goes on.
    await stack.clock.advance(Date.UTC(2026, 1, 1, 23, 57) - stack.clock.now());
    await ask(stack, v1, chat("gpt-5.4", 50));
    expect((await own(stack, "team")).body.budget!.spent_micros).to.be.greaterThan(0);
    await stack.clock.advance(Date.UTC(2026, 1, 2) - stack.clock.now());
    const { body: next } = await own(stack, "team");
    expect([next.from, next.calls, next.budget!.spent_micros]).to.deep.equal(["2026-02-01", 1, 0]);
  });

  it("is nobody else's, whatever a caller sends", async () => {
    await ask(stack, v1, chat("gpt-5.4", 50), "other");
    for (const [more, query] of [
      [{ "x-subscription-id": "other", "Ocp-Apim-Subscription-Id": "other" }, ""],
      [{}, "?subscription=other&query=ApiManagementGatewayLogs"],
      [{ "x-genai-own": "{}", "Cache-Control": "no-cache" }, "?subscription-id=other"],
    ] as const) {
      const { status, body } = await own(stack, "team", more, query);
      expect(status).to.equal(200);
      expect(body).to.include({ subscription: "team", calls: 0, cost_micros: 0 });
    }
    const { status } = await own(stack, "team", { "api-key": "0".repeat(32) });
    expect(status).to.equal(401);
  });

  it("says 503 while the log does not answer, and keeps nothing of it", async () => {
    const { deployment } = stack;
    const without = {
      ...deployment,
      resources: deployment.resources.filter(({ name }) => name !== "genai-usage-reader"),
    };
    expect(without.resources.length).to.equal(deployment.resources.length - 1);
    await stack.local.swap(without);
    const { status, body } = await own(stack, "team");
    expect(status).to.equal(503);
    expect(body.error?.code).to.equal("UsageUnavailable");
    await stack.local.swap(deployment);
    expect((await own(stack, "team")).status).to.equal(200);
  });

  it("is not there where the config does not ask for it", async () => {
    const plain = await DevStack.start({ ...config, usage: undefined });
    expect((await own(plain, "team")).status).to.equal(404);
    const names = plain.deployment.resources.map(({ name }) => name);
    expect(names).to.not.include("genai-usage-reader");
    expect(names.filter((name) => name.includes("usage-workspace"))).to.deep.equal([]);
  });
});

describe("what is left of one's own budget", () => {
  it("is what its counter has not counted, of a subscription's own", async () => {
    const stack = await DevStack.start(config);
    await ask(stack, v1, chat("gpt-5.4", 50));
    await ask(stack, v1, chat("gpt-4.1-nano", 30, true));
    await ask(stack, v1, chat("gpt-5.4", 400), "twin");
    const used = (key: string) =>
      stack.local.counters[0]!.list().find((one) => one.key.includes(`budget:subscription:${key}`))!.used;
    for (const key of ["team", "twin"]) {
      const { body } = await own(stack, key);
      expect(used(key)).to.be.greaterThan(0);
      expect(body.budget).to.deep.include({
        ...{ of: "subscription", dollars: 100, spent_micros: used(key) },
        left_micros: 100_000_000 - used(key),
      });
      const [from, to] = [Date.parse(body.budget!.from), Date.parse(body.budget!.to)];
      expect(to - from).to.equal(86_400_000);
      expect(stack.clock.now()).to.be.within(from, to);
    }
  });

  it("is not told of a budget that others spend from", async () => {
    const stack = await DevStack.start({
      ...config,
      products: [
        product({ budget, subscriptions: [{ name: "team" }, { name: "twin" }] }),
        product({ name: "two", displayName: "Two", budget, subscriptions: [{ name: "other" }] }),
      ],
    });
    await ask(stack, v1, chat("gpt-5.4", 400), "twin");
    await ask(stack, v1, chat("gpt-5.4", 400), "other");
    expect((await own(stack, "team")).body.budget).to.equal(undefined);
    expect((await own(stack, "team")).body.limits).to.deep.equal({ product_budget: budget });
    const { body } = await own(stack, "other");
    expect(body.budget).to.include({ of: "product", spent_micros: counted(stack, "two") });
  });
});
