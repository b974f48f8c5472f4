import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const deployment = (name: string, model = name) => ({ name, model, version: "1", capacity: 10 });
const budget = { dollars: 10, period: "Daily" };
const prices = { promptPerMillion: 1, completionPerMillion: 2 };
const product = (more: object) => ({ name: "one", displayName: "One", ...more });

const found = (deployments: object[], products: object[]) =>
  parseGatewayConfig({ ...dev, backends: [{ name: "payg", kind: "payg", deployments }], products })
    .problems.filter(({ code }) => code.startsWith("CONFIG_BUDGET"))
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
});
