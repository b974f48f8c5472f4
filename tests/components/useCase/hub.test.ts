import { expect } from "chai";
import type { ContractInput, GatewayConfigInput, GivenHub } from "../../../components";
import type { Problem } from "../../../packages/common/problem";
import { requireContract } from "../../../components/useCase/contract/read";
import { agree } from "../../../components/useCase/hubChecks";
import { devConfig } from "../../endToEnd/devStack";
import { knowledge, papers } from "../../endToEnd/services/serviceStack";
import { contractStack, hubOf, hubStack } from "./onBoard";

const useCase = { businessUnit: "hr", name: "chatbot", environment: "dev" };
const contract = (more: Partial<ContractInput> = {}): ContractInput => ({
  useCase,
  grants: [{ api: "openAiV1", models: ["gpt-5.4"] }],
  ...more,
});

describe("what a gateway tells contracts of itself", () => {
  it("is its APIs, and what each model has room for", async () => {
    const hub = hubOf(await hubStack(devConfig));
    expect(hub.format).to.equal("genai-hub/1");
    expect(hub.serviceId).to.match(/\/providers\/Microsoft\.ApiManagement\/service\/apim-genai-/);
    expect(Object.keys(hub.apis)).to.have.members(["azureOpenAi", "openAiV1"]);
    // 45 PTUs carry 2,400 tokens a minute each, as the comment in Pulumi.ptu.yaml says; and 200 + 100 thousands.
    expect(hub.models["gpt-5.4"]!.tokensPerMinute).to.equal(108_000 + 300_000);
  });

  it("is its services, but for those of some products only, and where it says so those alone", async () => {
    const services: GatewayConfigInput["services"] = [
      { ...knowledge, callsPerMinute: 60 },
      papers,
      { ...knowledge, name: "inside", products: ["premium", "trial"] },
    ];
    expect(hubOf(await hubStack({ ...devConfig, services })).services).to.deep.equal({
      knowledge: {
        ...{ id: "service-knowledge", kind: "search", path: "knowledge", priced: true },
        ...{ offered: ["hotels", "rooms"], callsPerMinute: 60 },
      },
      papers: {
        ...{ id: "service-papers", kind: "documentIntelligence", path: "", priced: true },
        offered: papers.models,
      },
    });
    const named = hubOf(
      await hubStack({ ...devConfig, services, contracts: { services: ["inside"] } }),
    ).services;
    expect(Object.keys(named)).to.deep.equal(["inside"]);
  });

  it("is only what contracts may ask for", async () => {
    const hub = hubOf(
      await hubStack({ ...devConfig, contracts: { models: ["GPT-5.4"], apis: ["openAiV1"] } }),
    );
    expect(Object.keys(hub.apis)).to.deep.equal(["openAiV1"]);
    expect(Object.keys(hub.models)).to.deep.equal(["gpt-5.4"]);
  });
});

describe("a contract that the gateway cannot take", () => {
  const hub: GivenHub = {
    format: "genai-hub/1",
    serviceId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim",
    gatewayUrl: "https://gateway.example",
    entityPrefix: "",
    quotaByKey: false,
    apis: {
      openAiV1: {
        id: "openai-v1",
        path: "v1",
        keyHeader: "api-key",
        models: ["small", "big"],
        counted: true,
      },
      anthropic: { id: "anthropic", path: "a", keyHeader: "x-api-key", models: ["haiku"], counted: false },
    },
    models: {
      small: {
        model: "s",
        version: "",
        format: "OpenAI",
        tokensPerMinute: 1000,
        priced: true,
        dearest: { payg: 1 },
      },
      big: { model: "b", version: "", format: "OpenAI", tokensPerMinute: 500, priced: false, dearest: {} },
      haiku: { model: "h", version: "", format: "Anthropic", priced: true, dearest: { payg: 5 } },
    },
    mcpServers: {
      orders: { id: "mcp-orders", path: "orders/mcp", tools: ["list", "get"], denied: [] },
      search: { id: "mcp-search", path: "search/mcp", denied: ["Reindex"] },
    },
    agents: { travel: { id: "a2a-travel", path: "travel/a2a" } },
    services: {
      knowledge: {
        ...{ id: "service-knowledge", kind: "search", path: "knowledge", priced: true },
        ...{ offered: ["hotels", "rooms"], callsPerMinute: 60 },
      },
      papers: {
        ...{ id: "service-papers", kind: "documentIntelligence", path: "", priced: false },
        offered: ["prebuilt-read"],
      },
    },
    ownView: false,
    contracts: {
      alerts: false,
      highPriority: false,
      chargePtu: ["payg"],
      mostTokensPerMinute: 1200,
      mostDollars: 300,
      guardrails: [],
      requires: ["budget", "costCenter"],
    },
  };
  const sound: ContractInput = {
    grants: [{ api: "openAiV1", models: ["small"] }],
    useCase: { ...useCase, costCenter: "1" },
    tokensPerMinute: 800,
    budget: { dollars: 300 },
  };
  const rows: readonly (readonly [what: string, more: Partial<ContractInput>, codes: readonly string[]])[] = [
    ["what is within everything", { grants: [{ api: "openAiV1", models: ["SMALL"] }] }, []],
    [
      "alerts that the gateway counts nothing for",
      {
        useCase: { ...useCase, costCenter: "1", owner: "a@example.com" },
        grants: [{ api: "openAiV1", models: ["small"] }],
        budget: { dollars: 300, alerts: {} },
        alerts: {},
      },
      ["CONTRACT_ALERTS budget.alerts", "CONTRACT_ALERTS alerts"],
    ],
    [
      "an API and a model that are not there",
      { grants: [{ api: "openAIV1" }, { api: "openAiV1", models: ["smal"] }] },
      ["CONTRACT_UNKNOWN_API grants[0].api", "CONTRACT_UNKNOWN_MODEL grants[1].models[0]"],
    ],
    [
      "more than the models have room for",
      {
        tokensPerMinute: 1100,
        grants: [{ api: "openAiV1", models: ["small"], tokensPerMinute: 1001 }],
      },
      ["CONTRACT_ABOVE_CAPACITY grants[0].tokensPerMinute", "CONTRACT_ABOVE_CAPACITY tokensPerMinute"],
    ],
    [
      "more than one contract may have",
      { tokensPerMinute: 1201, grants: [{ api: "anthropic" }], budget: { dollars: 11, period: "Daily" } },
      [
        "CONTRACT_ABOVE_FLOOR tokensPerMinute",
        "CONTRACT_ABOVE_FLOOR budget.dollars",
        "CONTRACT_BUDGET_UNCOUNTED budget",
      ],
    ],
    [
      "no limit where there has to be one",
      { tokensPerMinute: undefined, grants: [{ api: "openAiV1", models: ["small"] }] },
      ["CONTRACT_ABOVE_FLOOR grants"],
    ],
    [
      "neither budget nor cost center",
      { useCase, budget: undefined, grants: [{ api: "openAiV1", models: ["small"] }] },
      ["CONTRACT_REQUIRED budget", "CONTRACT_REQUIRED useCase.costCenter"],
    ],
    [
      "high priority, and PTUs for nothing",
      { priority: "high", chargePtu: "free", grants: [{ api: "openAiV1", models: ["small"] }] },
      ["CONTRACT_PRIORITY priority", "CONTRACT_CHARGE chargePtu"],
    ],
    [
      "a budget for what has no price",
      { grants: [{ api: "openAiV1" }] },
      ["CONTRACT_BUDGET_UNPRICED budget"],
    ],
    [
      "quotas that the tier does not count",
      {
        budget: { dollars: 1 },
        quota: { tokens: 5, period: "Daily" },
        grants: [{ api: "anthropic", quota: { tokens: 5, period: "Daily" } }],
      },
      [
        "CONTRACT_BUDGET_UNCOUNTED budget",
        "CONTRACT_QUOTA_UNCOUNTED quota",
        "CONTRACT_QUOTA_UNCOUNTED grants[0].quota",
      ],
    ],
    [
      "tools and agents that are there",
      {
        grants: undefined,
        mcpServers: [
          { name: "orders", tools: ["get"], callsPerMinute: 5, perTool: { get: 1 } },
          { name: "search", tools: ["find"], perTool: { find: 1 } },
        ],
        agents: [{ name: "travel" }],
      },
      [],
    ],
    [
      "servers, tools and agents that are not there",
      {
        mcpServers: [
          { name: "order" },
          { name: "orders", tools: ["get", "Get", "drop"], perTool: { list: 1, drop: 2 } },
          { name: "search", tools: ["reindex"] },
        ],
        agents: [{ name: "hotel" }],
      },
      [
        "CONTRACT_UNKNOWN_SERVER mcpServers[0].name",
        "CONTRACT_UNKNOWN_TOOL mcpServers[1].tools[1]",
        "CONTRACT_UNKNOWN_TOOL mcpServers[1].tools[2]",
        "CONTRACT_UNKNOWN_TOOL mcpServers[1].perTool.list",
        "CONTRACT_UNKNOWN_TOOL mcpServers[1].perTool.drop",
        "CONTRACT_UNKNOWN_TOOL mcpServers[2].tools[0]",
        "CONTRACT_UNKNOWN_AGENT agents[0].name",
      ],
    ],
    [
      "services that are there",
      {
        grants: undefined,
        budget: undefined,
        services: [{ name: "knowledge", indexes: ["rooms"], callsPerMinute: 60 }, { name: "papers" }],
      },
      ["CONTRACT_REQUIRED budget"],
    ],
    [
      "services that are not there, and more of others than they have",
      {
        services: [
          { name: "knowledg" },
          { name: "knowledge", indexes: ["hotels", "hotel"], models: ["prebuilt-read"], callsPerMinute: 61 },
          { name: "papers", models: ["Prebuilt-read", "prebuilt-layout"] },
        ],
      },
      [
        "CONTRACT_UNKNOWN_SERVICE services[0].name",
        "CONTRACT_LIMIT_ABOVE services[1].callsPerMinute",
        "CONTRACT_SERVICE_KEY services[1].models",
        "CONTRACT_SERVICE_UNKNOWN services[1].indexes[1]",
        "CONTRACT_SERVICE_UNKNOWN services[2].models[0]",
        "CONTRACT_SERVICE_UNKNOWN services[2].models[1]",
        "CONTRACT_BUDGET_UNPRICED budget",
        "CONTRACT_BUDGET_UNCOUNTED budget",
      ],
    ],
    [
      "a grant of what others leave, with the limit that another has",
      {
        grants: [
          { api: "openAiV1", models: ["small"], tokensPerMinute: 700 },
          { api: "openAiV1", tokensPerMinute: 700 },
        ],
        budget: undefined,
      },
      ["CONTRACT_REQUIRED budget", "CONTRACT_ABOVE_CAPACITY grants[1].tokensPerMinute"],
    ],
    [
      "Foundry, which has no token to send",
      {
        identity: { mode: "both", roles: ["Models.Read"] },
        publish: {
          foundries: [
            {
              projectId:
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/projects/p",
            },
          ],
        },
      },
      ["CONTRACT_IDENTITY_NO_ENTRA identity.mode", "CONTRACT_FOUNDRY_IDENTITY publish.foundries"],
    ],
    [
      "a grant of what is left, of which nothing is",
      { grants: [{ api: "anthropic", models: ["haiku"] }, { api: "anthropic" }], budget: undefined },
      ["CONTRACT_NO_MODEL grants[1].api", "CONTRACT_REQUIRED budget"],
    ],
  ];
  for (const [what, more, codes] of rows)
    it(`${what}: ${codes.length === 0 ? "taken" : codes.join(", ")}`, () => {
      const problems: Problem[] = [];
      agree(requireContract({ ...sound, ...more }), hub, problems);
      expect(problems.map(({ code, subject }) => `${code} ${subject}`)).to.deep.equal(codes);
      for (const { hint } of problems) expect(hint).to.match(/\S/);
    });

  it("has a budget where money has a bound, but for tools alone", () => {
    const bound: GivenHub = { ...hub, contracts: { ...hub.contracts, requires: [] } };
    const codes = (more: Partial<ContractInput>) => {
      const problems: Problem[] = [];
      agree(requireContract({ ...sound, budget: undefined, ...more }), bound, problems);
      return problems.map(({ code, subject }) => `${code} ${subject}`);
    };
    expect(codes({})).to.deep.equal(["CONTRACT_ABOVE_FLOOR budget"]);
    expect(codes({ budget: { dollars: 300 } })).to.deep.equal([]);
    expect(codes({ grants: [], agents: [{ name: "travel" }] })).to.deep.equal([]);
  });

  it("says whom to ask where the gateway has no tools, agents and services for contracts at all", () => {
    const problems: Problem[] = [];
    const more = { mcpServers: [{ name: "orders" }], agents: [{ name: "a" }], services: [{ name: "s" }] };
    const none = { ...hub, mcpServers: {}, agents: {}, services: {} };
    agree(requireContract({ ...sound, ...more }), none, problems);
    for (const key of ["mcpServers", "agents", "services"])
      expect(problems.find(({ subject }) => subject === `${key}[0].name`)?.hint).to.match(
        new RegExp(`^There are none for contracts: .* contracts\\.${key}$`),
      );
  });

  it("is refused at preview, all reasons at once, before anything is declared", async () => {
    const gateway = await hubStack(devConfig);
    const asked = contract({ grants: [{ api: "openAiV2" }], priority: "high" });
    const failure = await contractStack(gateway, [asked]).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).to.match(/CONTRACT_UNKNOWN_API .*CONTRACT_PRIORITY/s);
  });
});

describe("what a contract declares", () => {
  it("stands beside the gateway's own, and Azure would take it", async () => {
    const { resources } = await contractStack(await hubStack(devConfig), [contract()]);
    const ids = resources
      .filter(({ type }) => type.startsWith("azure-native:"))
      .map(({ id }) => id.split("/service/")[1]!);
    expect(ids.map((id) => id.replace(/^[^/]+/, "")).sort()).to.deep.equal([
      "/products/MULTI-hr-chatbot-dev",
      "/products/MULTI-hr-chatbot-dev/apis/openai-v1",
      "/products/MULTI-hr-chatbot-dev/policies/policy",
      "/subscriptions/MULTI-hr-chatbot-dev-SUB-01",
    ]);
  });

  it("keeps its keys secret", async () => {
    const stack = await contractStack(await hubStack(devConfig), [contract()]);
    const subscription = stack.resources.find(({ type }) => type.endsWith(":Subscription"))!;
    expect(subscription.secretInputs).to.have.members(["primaryKey", "secondaryKey"]);
    expect(stack.outputs["hr/chatbot/dev"]!.secret).to.equal(true);
  });

  it("says nothing of other contracts: with one less, all others declare what they did", async () => {
    const gateway = await hubStack(devConfig);
    const [one, two, three] = ["a", "b", "c"].map((name) => contract({ useCase: { ...useCase, name } }));
    const all = await contractStack(gateway, [one!, two!, three!]);
    const less = await contractStack(gateway, [one!, three!]);
    // What an engine compares; who waits for whom is no difference to it.
    const compared = ({ resources }: typeof all, without: RegExp) =>
      resources
        .filter(({ type, name }) => type !== "pulumi:pulumi:Stack" && !without.test(name))
        .map(({ urn, inputs, id }) => JSON.stringify({ urn, id, inputs }))
        .sort();
    expect(compared(less, /^$/)).to.deep.equal(compared(all, /^hr-b-dev/));
  });

  it("is seven resources a contract, of 100 contracts too, which Azure would not race over", async () => {
    const gateway = await hubStack(devConfig);
    const many = Array.from({ length: 100 }, (_, index) =>
      contract({ useCase: { ...useCase, name: `case-${index}` } }),
    );
    const { resources } = await contractStack(gateway, many);
    // The stack and the provider of the service's subscription are all that they have in common.
    expect(resources.filter(({ type }) => !/^pulumi:/.test(type))).to.have.length(100 * 7);
  });
});
