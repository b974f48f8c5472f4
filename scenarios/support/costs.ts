import type { ScenarioInput } from "@azure-genai-gateway/cli/scenarios/model/schema";

const withoutSpill = { azureOpenAi: { spillToPayg: false }, openAiV1: { spillToPayg: false } };

type Backend = { name: string; kind: "ptu" | "payg"; capacity: number };

/**
 * One load, bought in different ways: two users all along and six for a minute. The prices are examples in the order
 * of magnitude of list prices (PTUs reserved for a year); put your own contract's in their place.
 */
export function costScenario(
  name: string,
  description: string,
  backends: readonly Backend[],
  assert: ScenarioInput["assert"],
): ScenarioInput {
  return {
    name,
    description,
    duration: 360,
    config: {
      ...(backends.some(({ kind }) => kind === "payg") ? {} : { apis: withoutSpill }),
      backends: backends.map(({ name, kind, capacity }) => ({
        name,
        kind,
        deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity }],
      })),
    },
    behaviour: { latency: { firstTokenMs: 20, perTokenMs: 10 }, answerTokens: { min: 90, max: 110 } },
    traffic: [
      {
        name: "users",
        subscriptions: ["premium-team"],
        stages: [
          { from: 0, users: 2 },
          { from: 240, users: 6 },
          { from: 300, users: 2 },
        ],
        call: { promptTokens: 950, maxTokens: 110 },
      },
    ],
    prices: { ptuPerHour: 0.3, promptPerMillion: 2.5, completionPerMillion: 15 },
    assert: [
      {
        name: "no call is lost",
        measure: "calls",
        where: { status: 200 },
        per: { measure: "calls" },
        equals: 1,
      },
      ...assert,
    ],
  };
}
