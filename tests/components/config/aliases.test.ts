import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { planBackends } from "../../../components/backendPlan";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const deployment = (name: string, model = name) => ({ name, model, version: "1", capacity: 10 });
const backends = [
  {
    name: "one",
    kind: "payg",
    deployments: [
      deployment("gpt-5.4"),
      deployment("gpt-4.1"),
      deployment("text-embedding-3-small"),
      deployment("text-embedding-3-large"),
      deployment("more-vectors", "text-embedding-3-small"),
      deployment("gpt-realtime"),
      deployment("whisper"),
      deployment("ours", "model-of-ours"),
    ],
  },
  {
    name: "claude-direct",
    provider: "anthropic",
    kind: "external",
    auth: { apiKey: { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/key" } },
    deployments: [{ name: "sonnet", model: "claude-sonnet-4-5" }],
  },
  {
    name: "foundry",
    provider: "foundry",
    kind: "payg",
    deployments: [deployment("opus", "claude-opus-4-5")],
  },
  { name: "batches", kind: "payg", sku: "GlobalBatch", deployments: [deployment("nightly", "gpt-4.1")] },
];
const problemsOf = (aliases: unknown, more: object = {}) =>
  parseGatewayConfig({ ...dev, backends, aliases, ...more }).problems.filter(
    ({ code, severity }) => severity === "error" && !code.startsWith("CONFIG_MODEL"),
  );
const codes = (aliases: unknown, more: object = {}) =>
  problemsOf(aliases, more).map(({ code, subject }) => `${code} ${subject}`);

describe("aliases of a config", () => {
  const smart = { name: "smart", models: ["gpt-5.4", "GPT-4.1"] };
  for (const [what, aliases, found] of [
    ["none", [], []],
    ["two of one kind", [smart], []],
    ["weights", [{ ...smart, strategy: "weighted", weights: [3, 1] }], []],
    ["weighted without weights", [{ ...smart, strategy: "weighted" }], []],
    ["a model that nobody knows", [{ name: "smart", models: ["ours", "gpt-5.4"] }], []],
    ["vectors of one model", [{ name: "vectors", models: ["text-embedding-3-small", "more-vectors"] }], []],
    ["the name of a deployment", [{ ...smart, name: "GPT-5.4" }], ["CONFIG_ALIAS_NAME aliases[0].name"]],
    ["a name twice", [smart, { ...smart, name: "SMART" }], ["CONFIG_DUPLICATE_ALIAS aliases[1].name"]],
    [
      "an unknown deployment",
      [{ name: "smart", models: ["gpt-5.4", "gpt-4.2"] }],
      ["CONFIG_UNKNOWN_MODEL aliases[0].models[1]"],
    ],
    [
      "a deployment for batch jobs",
      [{ name: "smart", models: ["nightly"] }],
      ["CONFIG_UNKNOWN_MODEL aliases[0].models[0]"],
    ],
    [
      "a deployment twice",
      [{ name: "smart", models: ["gpt-5.4", "GPT-5.4"] }],
      ["CONFIG_DUPLICATE_MODEL aliases[0].models[1]"],
    ],
    [
      "an alias, and itself",
      [smart, { name: "wise", models: ["smart", "wise"] }],
      ["CONFIG_ALIAS_OF_ALIAS aliases[1].models[0]", "CONFIG_ALIAS_OF_ALIAS aliases[1].models[1]"],
    ],
    [
      "a model that no backend has in OpenAI's form",
      [{ name: "smart", models: ["gpt-5.4", "sonnet", "opus"] }],
      ["CONFIG_ALIAS_FORMAT aliases[0].models"],
    ],
    ["models that are all in Anthropic's form", [{ name: "smart", models: ["sonnet", "opus"] }], []],
    ["weights in an order", [{ ...smart, weights: [3, 1] }], ["CONFIG_ALIAS_WEIGHTS aliases[0].weights"]],
    [
      "too few weights",
      [{ ...smart, strategy: "weighted", weights: [3] }],
      ["CONFIG_ALIAS_WEIGHTS aliases[0].weights"],
    ],
    [
      "kinds that differ",
      [{ name: "smart", models: ["gpt-5.4", "text-embedding-3-small"] }],
      ["CONFIG_ALIAS_KIND aliases[0].models"],
    ],
    [
      "forms and sessions",
      [
        { name: "heard", models: ["whisper"] },
        { name: "said", models: ["gpt-realtime"] },
      ],
      ["CONFIG_ALIAS_KIND aliases[0].models", "CONFIG_ALIAS_KIND aliases[1].models"],
    ],
    [
      "vectors of two models",
      [{ name: "vectors", models: ["text-embedding-3-small", "text-embedding-3-large"] }],
      ["CONFIG_ALIAS_EMBEDDINGS aliases[0].models"],
    ],
  ] as const)
    it(`${what} => ${found.length} problems`, () => expect(codes(aliases)).to.deep.equal(found));

  it("have to name something", () => {
    expect(codes([{ name: "smart", models: [] }]).join()).to.include("aliases[0].models");
    expect(codes([{ name: "smart" }]).join()).to.include("aliases[0]");
  });

  it("may stand in a product's models, and reach their members there", () => {
    const only = (models: string[]) => ({
      products: [{ name: "one", displayName: "One", models, budget: { dollars: 5 } }],
    });
    expect(codes([smart], only(["SMART"]))).to.deep.equal([]);
    expect(codes([{ name: "smart", models: ["gpt-5.4", "ours"] }], only(["smart"]))).to.deep.equal([
      "CONFIG_BUDGET_UNPRICED products[0].budget",
    ]);
    expect(codes([smart], only(["smrt"]))).to.deep.equal(["CONFIG_UNKNOWN_MODEL products[0].models[0]"]);
  });

  it("are tried no more often than API Management tries", () => {
    const many = Array.from({ length: 28 }, (_, index) => ({
      name: `b-${index}`,
      kind: "payg",
      deployments: [deployment("gpt-5.4"), deployment("gpt-4.1")],
    }));
    expect(codes([smart], { backends: many })).to.deep.equal(["CONFIG_ALIAS_TOO_LONG aliases[0].models"]);
    expect(codes([smart], { backends: many.slice(0, 25) })).to.deep.equal([]);
  });

  it("are planned in the spelling of the deployments, and counted among the attempts", () => {
    const { config } = parseGatewayConfig({ ...dev, backends, aliases: [smart] });
    const { aliases, attempts } = planBackends(config!.backends, {
      location: config!.location,
      aliases: config!.aliases,
    });
    expect(aliases).to.deep.equal({
      smart: {
        strategy: "priority",
        members: [
          { deployment: "gpt-5.4", weight: 1 },
          { deployment: "gpt-4.1", weight: 1 },
        ],
      },
    });
    expect(attempts).to.equal(2);
  });
});
