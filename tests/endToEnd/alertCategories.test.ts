import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { kqlMistakes } from "../kql/parseKql";
import { alertsOf, appMetrics } from "../kql/appTraces";
import { chat, chatPath, devConfig, DevStack } from "./devStack";

const config: GatewayConfigInput = {
  ...devConfig,
  alerts: { emails: ["on-duty@example.com"], categories: {} },
  guardrails: [{ name: "private", pii: { mode: "mask" } }],
  products: [
    {
      ...{ name: "one", displayName: "One", budget: { dollars: 0.01 } },
      subscriptionTokensPerMinute: 1500,
      subscriptions: [{ name: "one" }],
    },
    {
      ...{ name: "two", displayName: "Two", models: ["gpt-5.4"], guardrails: "private" },
      alertCategories: { backendFailure: false, authFailure: true, guardrails: true },
      subscriptions: [{ name: "two" }],
    },
  ],
};

const rule = (stack: DevStack) =>
  stack.deployment.resources.find(({ name }) => name === "genai-operations-alert-category")!.inputs;

describe("alerts by category", () => {
  it("name what went wrong, product, model, backend and status, as stack and product switch them", async () => {
    const stack = await DevStack.start(config);
    const from = stack.clock.now();
    const call = async (key: string, status: number, body: unknown = chat(600), path = chatPath) => {
      const answer = await stack.call(path, body, { "api-key": key === "" ? "none" : stack.key(key) });
      expect(answer.status, answer.text).to.equal(status);
    };
    await call("one", 200);
    await call("one", 200);
    await call("one", 429);
    for (let minute = 0; minute < 2; minute++) {
      await stack.clock.advance(60_000);
      await call("one", 200);
      await call("one", 200);
    }
    await stack.clock.advance(60_000);
    await call("one", 403, chat(5));
    const embeddings = "/openai/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21";
    await call("two", 403, { input: "a" }, embeddings);
    await call("two", 200, chat(5, { messages: [{ role: "user", content: "I am ann@example.com" }] }));
    await call("", 401);
    for (const name of ["ptu-1", "payg-1", "payg-2"])
      stack.account(name).configure("gpt-5.4", { fault: { kind: "status", status: 500 } });
    await call("two", 500, chat(5));
    const { metrics } = stack.local.recorded;
    const counted = metrics.filter(({ name }) => name === "GenAI Alerts");
    expect(
      counted.map(({ dimensions }) => `${dimensions["Type"]} ${dimensions["Product ID"]}`),
    ).to.deep.equal([
      "throttling one",
      "quota-exceeded one",
      "auth-failure two",
      "guardrails two",
      "auth-failure ",
      "backend-failure two",
    ]);
    const fired = alertsOf(rule(stack), { AppMetrics: appMetrics(metrics) }, from, from + 3_600_000);
    expect(fired.map(({ series }) => series)).to.deep.equal([
      ["throttling", "one", "none", "none", "429"],
      ["quota-exceeded", "one", "none", "none", "403"],
      ["auth-failure", "two", "none", "none", "403"],
      ["guardrails", "two", "gpt-5.4", "ptu-1", "200"],
    ]);
  });

  it("ask for columns that AppMetrics has", async () => {
    const stack = await DevStack.start(config);
    const { criteria } = rule(stack) as { criteria: { allOf: { query: string }[] } };
    const AppMetrics =
      "(TimeGenerated: datetime, Name: string, Sum: real, ItemCount: int, Properties: dynamic)";
    expect(kqlMistakes(criteria.allOf[0]!.query, { AppMetrics })).to.deep.equal([]);
  });

  it("are nowhere where nobody asks for them", async () => {
    const plain = await DevStack.start({
      ...config,
      alerts: { emails: ["on-duty@example.com"] },
      products: config.products.map(({ alertCategories: _, ...product }) => product),
    });
    expect(JSON.stringify(plain.deployment.resources)).to.not.include("GenAI Alerts");
  });

  it("of one product alone are its own switches", async () => {
    const stack = await DevStack.start({ ...config, alerts: { emails: ["on-duty@example.com"] } });
    const { criteria } = rule(stack) as { criteria: { allOf: { query: string }[] } };
    const told = /in \((.*)\)/.exec(criteria.allOf[0]!.query)![1];
    expect(told).to.equal('"two auth-failure", "two guardrails"');
  });
});
