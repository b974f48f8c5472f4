import type { ScenarioInput } from "@azure-genai-gateway/cli/scenarios/model/schema";

const names = Array.from({ length: 1000 }, (_, index) => `team-${String(index + 1).padStart(4, "0")}`);

const scenario: ScenarioInput = {
  name: "thousand-subscriptions",
  description:
    "A thousand subscriptions, each with a limit of its own; one that goes over it disturbs no other",
  duration: 60,
  config: {
    backends: [
      {
        name: "payg-1",
        kind: "payg",
        deployments: [
          { name: "text-embedding-3-small", model: "text-embedding-3-small", version: "1", capacity: 1000 },
        ],
      },
    ],
    products: [
      {
        name: "teams",
        displayName: "Teams",
        priority: "low",
        subscriptionTokensPerMinute: 1000,
        subscriptions: names.map((name) => ({ name })),
      },
    ],
  },
  traffic: [
    {
      name: "everyone",
      subscriptions: names,
      users: names.length,
      think: 30,
      call: { operation: "embeddings", promptTokens: 20 },
    },
    {
      name: "greedy",
      subscriptions: ["team-0001"],
      users: 5,
      think: 1,
      call: { operation: "embeddings", promptTokens: 200 },
    },
  ],
  assert: [
    {
      name: "the others are never refused",
      measure: "calls",
      where: { traffic: "everyone", subscription: names.slice(1), status: 200 },
      per: { measure: "calls", where: { traffic: "everyone", subscription: names.slice(1) } },
      equals: 1,
    },
    {
      name: "the greedy one is held to its limit",
      measure: "totalTokens",
      where: { subscription: "team-0001", to: 60 },
      atMost: 1400,
    },
    { name: "one usage event a call", measure: "usageEvents", per: { measure: "calls" }, equals: 1 },
  ],
};

export default scenario;
