import { expect } from "chai";
import { chatPath, embeddingsPath } from "./devStack";
import { ask, budget, counted, listed, start, yaml } from "./pricedStack";

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
