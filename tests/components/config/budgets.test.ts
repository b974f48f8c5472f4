import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const deployment = (name: string, model = name) => ({ name, model, version: "1", capacity: 10 });
const budget = { dollars: 10, period: "Daily" };
const prices = { promptPerMillion: 1, completionPerMillion: 2 };
const product = (more: object) => ({ name: "one", displayName: "One", ...more });

const found = (deployments: object[], products: object[], kind = "payg") =>
  parseGatewayConfig({ ...dev, backends: [{ name: "one", kind, deployments }], products })
    .problems.filter(({ code }) => code.startsWith("CONFIG_BUDGET") || code.startsWith("CONFIG_PTU_SHARE"))
    .map(({ severity, code, subject, message }) => `${severity} ${code} ${subject}: ${message}`);

describe("prices for budgets", () => {
  const own = deployment("own", "model-of-ours");
  const unpriced = (subject: string) =>
    `error CONFIG_BUDGET_UNPRICED ${subject}: The catalogue has no price of own (model-of-ours), which the product may call`;
  const rows: readonly (readonly [string, object[], object[], string[]])[] = [
    ["models that the catalogue prices", [deployment("gpt-5.4")], [product({ budget })], []],
    ["no budget", [own], [product({})], []],
    ["an unknown model", [own], [product({ budget })], [unpriced("products[0].budget")]],
    ["prices of the budget's own", [own], [product({ budget: { ...budget, ...prices } })], []],
    [
      "one of the two prices",
      [own],
      [product({ subscriptionBudget: { ...budget, promptPerMillion: 1 } })],
      [unpriced("products[0].subscriptionBudget")],
    ],
    [
      "a product that may not call it",
      [own, deployment("gpt-5.4")],
      [product({ budget, models: ["GPT-5.4"] })],
      [],
    ],
    [
      "one that may",
      [own, deployment("gpt-5.4")],
      [product({ budget, models: ["OWN"] })],
      [unpriced("products[0].budget")],
    ],
    [
      "speech by the character",
      [deployment("tts")],
      [product({ budget })],
      [
        "error CONFIG_BUDGET_UNPRICED products[0].budget: The catalogue has no price of tts, which the product may call",
      ],
    ],
    [
      "sessions",
      [deployment("voice", "gpt-realtime")],
      [product({ budget })],
      [
        "warning CONFIG_BUDGET_REALTIME products[0].budget: Sessions with voice (gpt-realtime) are not in the budget: what passes in them is seen by no policy",
      ],
    ],
  ];
  for (const [what, deployments, products, problems] of rows)
    it(`${what} => ${problems.length}`, () => expect(found(deployments, products)).to.deep.equal(problems));

  it("are one for both budgets: each may stand in either, and two that differ are refused", () => {
    const halves = {
      budget: { ...budget, promptPerMillion: 1 },
      subscriptionBudget: { ...budget, completionPerMillion: 2 },
    };
    expect(found([own], [product(halves)])).to.deep.equal([]);
    const both = {
      budget: { ...budget, ...prices },
      subscriptionBudget: { ...budget, ...prices, promptPerMillion: 3 },
    };
    expect(found([own], [product(both)])).to.deep.equal([
      "error CONFIG_BUDGET_PRICES_DIFFER products[0].subscriptionBudget.promptPerMillion: The product's budget has the price 1 for the same tokens, and a call costs one sum",
    ]);
  });

  // A million dollars' millionths by the dearest token: gpt-5.4 answers at 30 where a call asks for priority, embeddings at 0.02.
  for (const [what, more, hint] of [
    ["at the dearest price", { budget }, "tokenQuota: { tokens: 333333, period: Daily }"],
    [
      "of the models that the product may use",
      { budget, models: ["text-embedding-3-small"] },
      "tokenQuota: { tokens: 500000000, period: Daily }",
    ],
    [
      "at prices of its own",
      { subscriptionBudget: { dollars: 10, ...prices } },
      "subscriptionTokenQuota: { tokens: 5000000, period: Monthly }",
    ],
  ] as const)
    it(`are a token quota in the v2 tiers, ${what}`, () => {
      const deployments = [deployment("gpt-5.4"), deployment("text-embedding-3-small")];
      const { problems } = parseGatewayConfig({
        ...dev,
        apiManagement: { sku: "PremiumV2", publisherName: "A", publisherEmail: "a@example.com" },
        backends: [{ name: "one", kind: "payg", deployments }],
        products: [product(more)],
      });
      const { severity, hint: told } = problems.find(({ code }) => code === "CONFIG_BUDGET_SKU")!;
      expect([severity, told]).to.deep.equal(["error", `Write ${hint} instead, or take a classic SKU`]);
    });

  // [deployments, models that the product may use, kind of backend, problems]
  for (const [what, deployments, models, kind, count] of [
    ["a PTU of a known model", [deployment("gpt-5.4")], undefined, "ptu", 0],
    ["a PTU of an unknown one", [own], undefined, "ptu", 1],
    ["one that the product may not use", [own, deployment("gpt-5.4")], ["gpt-5.4"], "ptu", 0],
    ["no PTU", [own], undefined, "payg", 0],
  ] as const)
    it(`shares of ${what} => ${count}`, () => {
      const shared = product({ chargePtu: "share", ...(models ? { models } : {}) });
      const codes = found([...deployments], [shared], kind).map((text) => text.split(" ")[1]);
      expect(codes).to.deep.equal(Array.from({ length: count }, () => "CONFIG_PTU_SHARE_UNKNOWN"));
    });
});
