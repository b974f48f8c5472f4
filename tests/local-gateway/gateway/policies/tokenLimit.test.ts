import { expect } from "chai";
import fc from "fast-check";
import { toNumber } from "../../../../packages/policy-language/expressions/values/values";
import {
  azureOpenAiTokenLimit,
  llmTokenLimit,
} from "../../../../packages/local-gateway/gateway/policies/tokenLimit";
import type { PolicyStep } from "../../../../packages/local-gateway/gateway/policy";
import { build, element } from "../support/elements";
import { FakeGateway, finish, refusal, usage } from "../support/fakeGateway";

const prompt = (words: number, more = {}) => ({ prompt: Array(words).fill("word").join(" "), ...more });

function limit(attributes: Record<string, string>, name = "llm-token-limit"): PolicyStep {
  const definition = name === "llm-token-limit" ? llmTokenLimit : azureOpenAiTokenLimit;
  return build(
    definition,
    element(name, { "counter-key": "key", "estimate-prompt-tokens": "true", ...attributes }),
  );
}

describe("llm-token-limit", () => {
  it("lets prompts in up to the limit and refuses the next with 429 until exactly a minute has passed", async () => {
    const gateway = new FakeGateway();
    const step = limit({ "tokens-per-minute": "100" });
    await step.run(gateway.call({ body: prompt(60) }));
    await gateway.clock.advance(10_000);
    await step.run(gateway.call({ body: prompt(40) }));
    const refused = await refusal(step, gateway.call({ body: prompt(1) }));
    expect(refused.status).to.equal(429);
    expect(refused.error.source).to.equal("llm-token-limit");
    expect(refused.headers).to.deep.equal({ "Retry-After": "50" });
    await gateway.clock.advance(49_999);
    expect((await refusal(step, gateway.call({ body: prompt(1) }))).headers["Retry-After"]).to.equal("1");
    await gateway.clock.advance(1);
    await step.run(gateway.call({ body: prompt(60) }));
  });

  it("corrects the estimate by the usage that the answer states, at the time of the estimate", async () => {
    const gateway = new FakeGateway();
    const step = limit({ "tokens-per-minute": "100" });
    const call = gateway.call({ body: prompt(50) });
    await step.run(call);
    await gateway.clock.advance(5_000);
    finish(call, { completion: { usage: usage(30, 20) } });
    const peek = () => gateway.counters.slidingPeek("tokens:key", 60, 100, 0).used;
    expect(peek()).to.equal(50);
    await gateway.clock.advance(55_000);
    expect(peek()).to.equal(20);
  });

  it("counts a refused call for nothing, also where a later policy or the backend refused it", async () => {
    const gateway = new FakeGateway();
    const step = limit({ "tokens-per-minute": "100" });
    for (const status of [429, 403, 500]) {
      const call = gateway.call({ body: prompt(90) });
      await step.run(call);
      finish(call, { status });
    }
    await refusal(step, gateway.call({ body: prompt(101) }));
    expect(gateway.counters.slidingPeek("tokens:key", 60, 100, 0).used).to.equal(0);
  });

  it("without estimates lets calls in until answers have used the limit up", async () => {
    const gateway = new FakeGateway();
    const step = limit({ "tokens-per-minute": "100", "estimate-prompt-tokens": "false" });
    const call = gateway.call({ body: prompt(500) });
    await step.run(call);
    await step.run(gateway.call({ body: prompt(500) }));
    finish(call, { completion: { usage: usage(90, 10) } });
    expect((await refusal(step, gateway.call({ body: prompt(1) }))).status).to.equal(429);
  });

  it("always estimates streamed calls, whatever usage the stream states", async () => {
    const gateway = new FakeGateway();
    const step = limit({ "tokens-per-minute": "100", "estimate-prompt-tokens": "false" });
    const call = gateway.call({ body: prompt(30, { stream: true }) });
    await step.run(call);
    const peek = () => gateway.counters.slidingPeek("tokens:key", 60, 100, 0).used;
    expect(peek()).to.equal(30);
    finish(call, { completion: { usage: usage(1, 1), completionText: "four words of text" } });
    expect(peek()).to.equal(34);
  });

  it("shares one counter between policies that name the key, each against its own limit", async () => {
    const gateway = new FakeGateway();
    const high = limit({ "tokens-per-minute": "100" }, "azure-openai-token-limit");
    const low = limit({ "tokens-per-minute": "60" });
    await high.run(gateway.call({ body: prompt(50) }));
    expect((await refusal(low, gateway.call({ body: prompt(20) }))).status).to.equal(429);
    await high.run(gateway.call({ body: prompt(20) }));
  });

  it("counts a call once that two policies with one key let in", async () => {
    const gateway = new FakeGateway();
    const call = gateway.call({ body: prompt(50) });
    await limit({ "tokens-per-minute": "100" }).run(call);
    await limit({ "tokens-per-minute": "60" }).run(call);
    expect(gateway.counters.slidingPeek("tokens:key", 60, 100, 0).used).to.equal(50);
    finish(call, { completion: { usage: usage(50, 25) } });
    expect(gateway.counters.slidingPeek("tokens:key", 60, 100, 0).used).to.equal(75);
  });

  it("refuses with 403 until the quota's window ends in UTC", async () => {
    const gateway = new FakeGateway();
    const step = limit({ "token-quota": "100", "token-quota-period": "Hourly" });
    await gateway.clock.advance(59 * 60_000);
    const call = gateway.call({ body: prompt(50) });
    await step.run(call);
    finish(call, { completion: { usage: usage(50, 50) } });
    const refused = await refusal(step, gateway.call({ body: prompt(1) }));
    expect(refused.status).to.equal(403);
    expect(refused.headers).to.deep.equal({ "Retry-After": "60" });
    await gateway.clock.advance(60_000);
    await step.run(gateway.call({ body: prompt(100) }));
  });

  it("fills in the headers and variables that it names", async () => {
    const gateway = new FakeGateway();
    const step = limit({
      "tokens-per-minute": "100",
      "token-quota": "1000",
      "token-quota-period": "Monthly",
      "retry-after-header-name": "x-retry",
      "retry-after-variable-name": "retry",
      "remaining-tokens-header-name": "x-left",
      "remaining-tokens-variable-name": "left",
      "remaining-quota-tokens-header-name": "x-quota-left",
      "remaining-quota-tokens-variable-name": "quotaLeft",
      "tokens-consumed-header-name": "x-used",
      "tokens-consumed-variable-name": "used",
    });
    const call = gateway.call({ body: prompt(40) });
    await step.run(call);
    const variable = (name: string) => toNumber(call.context.variables.get(name));
    expect(["left", "quotaLeft", "used"].map(variable)).to.deep.equal([60, 960, 40]);
    const body = { usage: { prompt_tokens: 35, completion_tokens: 15, total_tokens: 50 } };
    const response = finish(call, { body, completion: { usage: usage(35, 15) } });
    expect(["x-left", "x-quota-left", "x-used"].map((name) => response.headers.get(name))).to.deep.equal([
      "50",
      "950",
      "50",
    ]);
    expect(variable("used")).to.equal(50);
    const second = gateway.call({ body: prompt(60) });
    const refused = await refusal(step, second);
    expect(refused.headers).to.deep.equal({ "x-left": "50", "x-retry": "60" });
    expect(toNumber(second.context.variables.get("retry"))).to.equal(60);
  });

  it("never lets in more estimated tokens than the limit within any minute", async () => {
    const arrivals = fc.array(fc.record({ wait: fc.nat(30_000), words: fc.integer({ min: 1, max: 80 }) }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(arrivals, async (calls) => {
        const gateway = new FakeGateway();
        const step = limit({ "tokens-per-minute": "100" });
        const passed: { at: number; words: number }[] = [];
        for (const { wait, words } of calls) {
          await gateway.clock.advance(wait);
          const call = gateway.call({ body: prompt(words) });
          try {
            await step.run(call);
          } catch {
            continue;
          }
          passed.push({ at: gateway.clock.now(), words });
        }
        for (const { at } of passed) {
          const within = passed.filter((one) => one.at > at - 60_000 && one.at <= at);
          expect(within.reduce((sum, { words }) => sum + words, 0)).to.be.at.most(100);
        }
      }),
      { numRuns: 25 },
    );
  });
});
