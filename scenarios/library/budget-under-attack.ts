import type { ScenarioInput } from "@azure-genai-gateway/cli/scenarios/model/schema";

/** A schema that Newtonsoft, as API Management has it, does not read. */
interface Nested {
  [key: string]: string | Nested;
}
const nested = (levels: number): Nested =>
  levels === 0 ? { type: "string" } : { type: "object", properties: { of: nested(levels - 1) } };
const attacker = { subscriptions: ["frugal-team"], users: 1 };
const frugal = ["many", "unbounded", "negative", "foreign", "nested", "leaving", "forged"];

const scenario: ScenarioInput = {
  name: "budget-under-attack",
  description:
    "Callers who try to have more than their product's money pays for get no further, and every call leaves its event",
  duration: 120,
  config: {
    backends: [
      {
        name: "payg-1",
        kind: "payg",
        deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 10_000 }],
      },
    ],
    products: [
      {
        name: "frugal",
        displayName: "Frugal",
        // 15 dollars for a million tokens of answers: some 66,000 tokens, charged for or had.
        budget: { dollars: 1, period: "Daily", streamTokens: 1_000 },
        subscriptions: [{ name: "frugal-team" }],
      },
      { name: "premium", displayName: "Premium", subscriptions: [{ name: "premium-team" }] },
    ],
  },
  behaviour: { latency: { firstTokenMs: 20, perTokenMs: 1 }, answerTokens: { min: 400, max: 800 } },
  traffic: [
    { ...attacker, name: "many", call: { stream: true, maxTokens: 300, body: { n: 4 } } },
    { ...attacker, name: "unbounded", call: { stream: true, body: { max_completion_tokens: null } } },
    { ...attacker, name: "negative", call: { stream: true, body: { max_completion_tokens: -99_999_999 } } },
    {
      ...attacker,
      name: "foreign",
      call: { operation: "responses", stream: true, body: { max_completion_tokens: -99_999_999 } },
    },
    {
      ...attacker,
      name: "nested",
      call: {
        stream: true,
        body: { tools: [{ type: "function", function: { name: "a", parameters: nested(40) } }] },
      },
    },
    { ...attacker, name: "leaving", call: { maxTokens: 300, leaveAfter: 0.1 } },
    {
      ...attacker,
      name: "forged",
      call: { maxTokens: 300, headers: { "x-genai-product": "premium", "genai-spent": "0" } },
    },
    { name: "premium", subscriptions: ["premium-team"], users: 1, call: { maxTokens: 100 } },
  ],
  assert: [
    {
      name: "the first minute's calls are answered",
      measure: "calls",
      where: { product: "frugal", status: 200 },
      atLeast: 20,
    },
    {
      name: "nobody writes more than the dollar pays for, and the calls under way",
      measure: "completionTokens",
      where: { traffic: frugal },
      atMost: 67_000 + 6 * 1_200,
    },
    {
      name: "then the product is refused",
      measure: "calls",
      where: { traffic: ["many", "unbounded"], status: 200, from: 60 },
      equals: 0,
    },
    {
      name: "what cannot be read is refused, and not taken for an empty body",
      measure: "calls",
      where: { traffic: "nested", status: 400 },
      per: { measure: "calls", where: { traffic: "nested" } },
      equals: 1,
    },
    {
      name: "the other product goes on",
      measure: "calls",
      where: { traffic: "premium", status: 200 },
      per: { measure: "calls", where: { traffic: "premium" } },
      equals: 1,
    },
    { name: "one usage event a call", measure: "usageEvents", per: { measure: "calls" }, equals: 1 },
  ],
};

export default scenario;
