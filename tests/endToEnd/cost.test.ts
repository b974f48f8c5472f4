import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import type { GatewayConfigInput } from "../../components";
import { planBackends } from "../../components/backendPlan";
import { requireGatewayConfig } from "../../components/config";
import { queryParameters, readQuery } from "../../components/operations/queries";
import { Feed } from "../../packages/local-gateway/dashboard/feed";
import { chatPath, devConfig, DevStack, embeddingsPath } from "./devStack";

/** The catalogue's own file, read by nothing of the project's. */
const yaml = parse(readFileSync(resolve("packages/catalogue/catalogue.yaml"), "utf8")) as {
  readonly tokens: {
    readonly asOf: string;
    readonly entries: Readonly<
      Record<string, Readonly<Record<string, { input: number; cachedInput?: number; output?: number }>>>
    >;
  };
};
const listed = (model: string, sku = "GlobalStandard") => yaml.tokens.entries[model]![sku]!;

type Product = GatewayConfigInput["products"][number];

const deployment = (model: string, version: string) => ({ name: model, model, version, capacity: 900_000 });
const backends: GatewayConfigInput["backends"] = [
  {
    name: "ptu",
    kind: "ptu",
    deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 100_000 }],
  },
  {
    name: "zone",
    kind: "payg",
    sku: "DataZoneStandard",
    deployments: [deployment("gpt-5.4", "2026-03-05"), deployment("gpt-4.1-mini", "2025-04-14")],
  },
  {
    name: "payg",
    kind: "payg",
    priority: 3,
    deployments: [
      deployment("gpt-4.1-nano", "2025-04-14"),
      deployment("text-embedding-3-small", "1"),
      deployment("whisper", "1"),
    ],
  },
];
const product = (more: Partial<Product> = {}): Product => ({
  name: "one",
  displayName: "One",
  models: ["gpt-5.4", "gpt-4.1-mini", "gpt-4.1-nano", "text-embedding-3-small"],
  subscriptions: [{ name: "team" }],
  ...more,
});
const budget = { dollars: 100, period: "Daily" } as const;

async function start(
  more: Partial<Product> = {},
  config: Partial<GatewayConfigInput> = {},
): Promise<DevStack> {
  return DevStack.start({ ...devConfig, backends, products: [product(more)], ...config });
}

const ask = (stack: DevStack, path: string, body: unknown, key = "team") =>
  stack.call(path, body, { "api-key": stack.key(key) });
const counted = (stack: DevStack) =>
  stack.local.counters[0]!.list().find(({ key }) => key.includes("budget:product"))?.used ?? 0;
const hello = { messages: [{ role: "user", content: "Hello" }], max_completion_tokens: 20 };
const v1 = "/openai/v1/chat/completions";

describe("the cost of a call", () => {
  it("of embeddings and chats of one product is each model's own, to the last digit", async () => {
    const stack = await start({ budget });
    await ask(stack, embeddingsPath, { input: "word ".repeat(1_249).trim() });
    await ask(stack, v1, { model: "gpt-4.1-mini", ...hello });
    const [embedded, chat] = stack.usage();
    const { input } = listed("text-embedding-3-small");
    // One price for all would be 125 times as much.
    expect(listed("gpt-5.4").input / input).to.equal(125);
    expect(embedded).to.deep.include({
      costMicros: Math.ceil(embedded!.promptTokens * input),
      cost: { prompt: Math.round(embedded!.promptTokens * input * 1e6) / 1e6 },
      priceFrom: yaml.tokens.asOf,
    });
    const zone = listed("gpt-4.1-mini", "DataZoneStandard");
    const parts = [chat!.promptTokens * zone.input, chat!.completionTokens! * zone.output!];
    expect(chat!.costMicros).to.equal(Math.ceil(Math.round((parts[0]! + parts[1]!) * 1e6) / 1e6));
    expect(chat!.cost!["prompt"]).to.be.closeTo(parts[0]!, 1e-6);
    expect(chat!.cost!["output"]).to.be.closeTo(parts[1]!, 1e-6);
    expect(counted(stack)).to.equal(embedded!.costMicros! + chat!.costMicros!);
  });

  it("tells what was cached from the rest of the prompt", async () => {
    const stack = await start({ budget });
    const long = { model: "gpt-4.1-nano", messages: [{ role: "user", content: "word ".repeat(3_000) }] };
    for (const _ of [1, 2]) await ask(stack, v1, { ...long, max_completion_tokens: 5 });
    const [, again] = stack.usage();
    const { input, cachedInput, output } = listed("gpt-4.1-nano");
    expect(again!.cachedTokens).to.be.greaterThan(1_000);
    expect(again!.cost).to.deep.equal({
      prompt: Math.round((again!.promptTokens - again!.cachedTokens) * input * 1e6) / 1e6,
      cached: Math.round(again!.cachedTokens * cachedInput! * 1e6) / 1e6,
      output: Math.round(again!.completionTokens! * output! * 1e6) / 1e6,
    });
  });

  // PTU hours 1 dollar, 2,400 tokens a minute, answers at six times: 6.944444 dollars for a million of prompts.
  for (const [chargePtu, prompt, completion, from] of [
    ["payg", 2.5, 15, yaml.tokens.asOf],
    ["free", 0, 0, "config"],
    ["share", 6.944444, 41.666664, "2026-05-21"],
  ] as const)
    it(`on a PTU is charged as ${chargePtu}`, async () => {
      const stack = await start({ chargePtu, budget });
      await ask(stack, chatPath, hello);
      const [event] = stack.usage();
      expect(event).to.include({ backend: "ptu", priceFrom: from });
      const micros = event!.promptTokens * prompt + event!.completionTokens! * completion;
      expect(event!.costMicros).to.equal(Math.ceil(Math.round(micros * 1e6) / 1e6));
      expect(counted(stack)).to.equal(event!.costMicros);
    });

  it("takes prices of a budget for both budgets of the product, and says that the config has them", async () => {
    const own = { promptPerMillion: 100, completionPerMillion: 1_000 };
    const stack = await start({ budget: { ...budget, ...own }, subscriptionBudget: budget });
    await ask(stack, chatPath, hello);
    const [event] = stack.usage();
    expect(event).to.deep.include({
      costMicros: event!.promptTokens * 100 + event!.completionTokens! * 1_000,
      priceFrom: "config",
    });
    const counters = stack.local.counters[0]!.list().filter(({ key }) => key.includes("budget:"));
    expect(counters.map(({ used }) => used)).to.deep.equal([event!.costMicros, event!.costMicros]);
  });

  it("of a refused call is nothing, and of a model without a price is unknown", async () => {
    const stack = await start(
      { models: undefined },
      {
        backends: [
          {
            name: "payg",
            kind: "payg",
            deployments: [{ name: "ours", model: "model-of-ours", version: "1", capacity: 9_000 }],
          },
        ],
      },
    );
    await ask(stack, v1, { model: "nothing", ...hello });
    await ask(stack, v1, { model: "ours", ...hello });
    expect(
      stack.usage().map(({ status, costMicros, priceFrom }) => [status, costMicros, priceFrom]),
    ).to.deep.equal([
      [404, 0, null],
      [200, null, null],
    ]);
  });

  it("of a stream is the most it can be, with the prices that make it exact later", async () => {
    const stack = await start({ budget });
    await ask(stack, v1, { model: "gpt-4.1-nano", stream: true, ...hello });
    const [event] = stack.usage();
    const { input, output } = listed("gpt-4.1-nano");
    expect(event).to.deep.include({
      tokensFrom: "estimate",
      completionBound: 20,
      costMicros: Math.ceil(Math.round((event!.promptTokens * input + 20 * output!) * 1e6) / 1e6),
      prices: { prompt: input, completion: output },
    });
    expect(counted(stack)).to.equal(event!.costMicros);
  });
});

/** A line `| extend NAME = ...` of a query, as a function of its columns: the four operations mean the same in both. */
function kqlExtend(query: string, name: string): (row: Readonly<Record<string, number>>) => number {
  const expression = new RegExp(`^\\| extend ${name} = (.*)$`, "m").exec(query)![1]!;
  return (row) => {
    const names = Object.keys(row);
    const ceiling = Math.ceil;
    const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the arithmetic of our own query
    const evaluate = new Function("ceiling", "round", ...names, `return ${expression};`) as (
      ...values: unknown[]
    ) => number;
    return evaluate(ceiling, round, ...names.map((one) => row[one]));
  };
}

describe("one sum, wherever it is read", () => {
  const call = fc.record({
    model: fc.constantFrom("gpt-5.4", "gpt-4.1-mini", "gpt-4.1-nano", "text-embedding-3-small"),
    words: fc.integer({ min: 1, max: 400 }),
    most: fc.integer({ min: 16, max: 300 }),
    stream: fc.constantFrom(false, false, true),
  });

  it("in budgets, events, dashboard and KQL is the sum by hand, to a millionth of a dollar", async () => {
    const config = requireGatewayConfig({
      ...devConfig,
      backends,
      products: [product({ budget })],
    });
    const plan = planBackends(config.backends, { location: config.location });
    const query = readQuery("workbook", "cost-by-product", queryParameters(config, plan.breaker, plan));
    const priceTable = /let prices = datatable\([^)]*\) \[\n([\s\S]*?)\n\];/.exec(query)![1]!;
    const kqlPrices = JSON.parse(`[${priceTable}]`) as (string | number)[];
    const micros = kqlExtend(query, "Micros");
    const exact = kqlExtend(readQuery("usage", "exact-cost", {}), "Exact");
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 40, maxLength: 40 }), async (calls) => {
        const stack = await start({ budget });
        const feed = new Feed(stack.clock);
        for (const [index, { model, words, most, stream }] of calls.entries()) {
          const text = `${index} ${"word ".repeat(words)}`;
          if (model.startsWith("text")) await ask(stack, "/openai/v1/embeddings", { model, input: text });
          else
            await ask(stack, v1, {
              model,
              stream,
              messages: [{ role: "user", content: text }],
              max_completion_tokens: most,
            });
        }
        const { eventHubEvents, llmLogs, gatewayLogs } = stack.local.recorded;
        for (const event of eventHubEvents) feed.sinks.eventHub(event);
        for (const row of llmLogs) feed.sinks.llmLog(row);
        for (const row of gatewayLogs) feed.sinks.gatewayLog(row);
        const events = stack.usage();
        expect(events.map(({ status }) => status)).to.deep.equal(calls.map(() => 200));

        // What the accounts have truly written, at the yaml's prices: the exact cost.
        const sku = { ptu: "GlobalStandard", zone: "DataZoneStandard", payg: "GlobalStandard" } as const;
        let [byHand, byEvents, byLog, byJoin, unexact] = [0, 0, 0, 0, 0];
        for (const event of events) {
          const { input, output = 0 } = listed(event.deployment, sku[event.backend as keyof typeof sku]);
          const row = llmLogs.find(({ CorrelationId }) => CorrelationId === event.requestId)!;
          expect(event.cachedTokens).to.equal(0);
          const truth = row.PromptTokens * input + row.CompletionTokens * output;
          byHand += Math.ceil(Math.round(truth * 1e6) / 1e6);
          byEvents += event.costMicros!;
          const at = kqlPrices.findIndex(
            (_, index) =>
              index % 5 === 0 &&
              kqlPrices[index + 1] === event.deployment &&
              kqlPrices[index + 2] === event.backend,
          );
          byLog += micros({
            Prompt: row.PromptTokens,
            Completion: row.CompletionTokens,
            PromptPerMillion: kqlPrices[at + 3] as number,
            CompletionPerMillion: kqlPrices[at + 4] as number,
          });
          if (event.tokensFrom === "estimate") {
            const joined = exact({
              LogPrompt: row.PromptTokens,
              LogCompletion: row.CompletionTokens,
              PromptPerMillion: event.prices!.prompt,
              CompletionPerMillion: event.prices!.completion,
            });
            byJoin += joined;
            unexact += event.costMicros! - joined;
            expect(joined).to.be.at.most(event.costMicros!);
          } else byJoin += event.costMicros!;
        }
        expect(byLog, "workbook").to.equal(byHand);
        expect(byJoin, "events joined with the log").to.equal(byHand);
        expect(byEvents - unexact, "events").to.equal(byHand);
        expect(counted(stack), "budget").to.equal(byEvents);
        const shown = feed.requests().reduce((sum, { costMicros = 0 }) => sum + costMicros, 0);
        expect(shown, "dashboard, by line").to.equal(byEvents);
        const told = ["ptu", "zone", "payg"].reduce((sum, id) => sum + feed.costs(id).micros, 0);
        expect(told, "dashboard, by backend").to.equal(byEvents);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
