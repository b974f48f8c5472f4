import { expect } from "chai";
import { packageCatalogue } from "@azure-genai-gateway/catalogue";
import type { GatewayConfigInput } from "../../components";
import { planBackends } from "../../components/backendPlan";
import { requireGatewayConfig } from "../../components/config";
import { budgetWarnings, dearestFor } from "../../components/genAiApi/tokenBudgets";
import { devConfig, DevStack } from "./devStack";

type Product = GatewayConfigInput["products"][number];

const deployment = (model: string, version: string) => ({ name: model, model, version, capacity: 900_000 });
const config = (more: Partial<Product>): GatewayConfigInput => ({
  ...devConfig,
  apiManagement: { ...devConfig.apiManagement, sku: "PremiumV2" },
  backends: [
    {
      name: "payg",
      kind: "payg",
      deployments: [
        deployment("gpt-5.4", "2026-03-05"),
        deployment("gpt-4.1-nano", "2025-04-14"),
        deployment("text-embedding-3-small", "1"),
      ],
    },
  ],
  aliases: [{ name: "small", models: ["gpt-4.1-nano"] }],
  products: [{ name: "one", displayName: "One", subscriptions: [{ name: "team" }], ...more }],
});

describe("a budget in a tier without quota-by-key", () => {
  // The dearest token of each: gpt-5.4 answers long prompts at 22.5, gpt-4.1-nano at 0.4 (0.1 to read), embeddings are read at 0.02.
  for (const [what, more, dearest, tokens] of [
    ["all models", {}, 22.5, 444_444],
    ["a cheap one", { models: ["text-embedding-3-small"] }, 0.02, 500_000_000],
    ["an alias's members", { models: ["small"] }, 0.4, 25_000_000],
    ["prices of its own", { own: { promptPerMillion: 1, completionPerMillion: 2 } }, 2, 5_000_000],
  ] as const)
    it(`of ${what} is ${tokens} tokens for ten dollars, and the preview says so`, () => {
      const { own = {}, ...rest } = more as { own?: object; models?: readonly string[] };
      const budget = { dollars: 10, period: "Daily" as const, ...own };
      const read = requireGatewayConfig(
        config({ budget, ...(rest.models ? { models: [...rest.models] } : {}) }),
      );
      const plan = planBackends(read.backends, { location: read.location, aliases: read.aliases });
      const found = dearestFor(read.products[0]!, plan, packageCatalogue());
      expect(found).to.equal(dearest);
      const [warning, ...others] = budgetWarnings(read.products[0]!, found!);
      expect(others).to.be.empty;
      expect(warning!.message)
        .to.contain(`one quota of ${tokens} tokens (Daily)`)
        .and.contain(`${dearest} dollars`);
    });

  it("ends before the money does, for every key alike, and begins again with the period", async () => {
    const dollars = 0.05;
    const stack = await DevStack.start(config({ budget: { dollars, period: "Daily" } }));
    const send = (stream: boolean) =>
      stack.call(
        "/openai/v1/chat/completions",
        {
          model: "gpt-5.4",
          stream,
          messages: [{ role: "user", content: "word ".repeat(60) }],
          max_completion_tokens: 200,
        },
        { "api-key": stack.key("team") },
      );
    const statuses: number[] = [];
    for (let call = 0; call < 40 && statuses.at(-1) !== 403; call++)
      statuses.push((await send(call % 2 === 0)).status);
    expect(statuses.at(-1)).to.equal(403);
    expect(statuses.length).to.be.greaterThan(3);
    // What the account has truly served, by hand; the last call may have begun just below the quota.
    const served = stack.account("payg").ledger.calls.filter(({ status }) => status === 200);
    const micros = served.map((one) => one.promptTokens * 2.5 + one.completionTokens * 15);
    const before = micros.slice(0, -1).reduce((sum, one) => sum + one, 0);
    expect(before).to.be.at.most(dollars * 1e6);
    const refused = await send(false);
    expect(refused.json().error).to.include({ type: "product_budget" });
    await stack.clock.advance(86_400_000);
    expect((await send(false)).status).to.equal(200);
  });

  it("takes no response in the background, which nobody counts, and no dearer processing", async () => {
    const stack = await DevStack.start(config({ subscriptionBudget: { dollars: 1 } }));
    for (const [more, param] of [
      [{ background: true }, "background"],
      [{ service_tier: "priority" }, "service_tier"],
    ] as const) {
      const body = { model: "gpt-5.4", input: "hi", ...more };
      const { status, json } = await stack.call("/openai/v1/responses", body, {
        "api-key": stack.key("team"),
      });
      expect(status).to.equal(400);
      expect(json().error).to.include({ code: "unsupported_value", param });
    }
    expect(stack.account("payg").ledger.calls).to.be.empty;
  });
});
