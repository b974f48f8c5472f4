import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { createLimits } from "../../../packages/local-gateway/openai/limits/admission";
import { chatPath, deployment, virtualAccount } from "./accounts";

const messages = [{ role: "user", content: "Hello there" }];

describe("limits of provisioned deployments", () => {
  // 40 PTUs of gpt-4o at 2,500 input tokens per minute each: 100,000, with an output token weighing 4.
  const ptu = deployment({ model: "gpt-4o", sku: "ProvisionedManaged", capacity: 40 });
  const request = { promptTokens: 400, cachedTokens: 0, maxTokens: 200 };

  it("keeps the rate of the PTUs and refuses the overflow", async () => {
    const clock = new VirtualClock();
    const limits = createLimits(ptu, clock, 10_000);
    let taken = 0;
    let refused = 0;
    // 4 requests of 1,200 (400 + 200 * 4) a second ask for 288,000 a minute.
    for (let second = 0; second < 600; second += 1) {
      for (let index = 0; index < 4; index += 1) {
        const admission = limits.admit(request);
        if (!admission.admitted) refused += 1;
        else {
          taken += 1;
          admission.settle({ promptTokens: 400, cachedTokens: 0, completionTokens: 200 });
        }
      }
      await clock.advance(1_000);
    }
    // Ten minutes at 100,000 / 1,200 a minute, and what the bucket held at first.
    expect(taken).to.be.within(833, 850);
    expect(refused).to.equal(2_400 - taken);
  });

  it("says how full it is and when to come back, and keeps that promise", async () => {
    const { call, clock } = virtualAccount([ptu]);
    let refusal = await call(chatPath, { messages, max_tokens: 8_000 });
    expect(refusal.status).to.equal(200);
    expect(refusal.headers.get("azure-openai-deployment-utilization")).to.match(/^1\d\d\.\d%$/);
    // The first answer was short and gave back what it had not used.
    expect((await call(chatPath, { messages, max_tokens: 100 })).status).to.equal(200);
    for (let index = 0; index < 200 && refusal.status === 200; index += 1)
      refusal = await call(chatPath, { messages: [{ role: "user", content: "word ".repeat(8_000) }] });
    expect(refusal.status).to.equal(429);
    const wait = Number(refusal.headers.get("retry-after-ms"));
    expect(Number(refusal.headers.get("retry-after"))).to.equal(Math.ceil(wait / 1_000));
    await clock.advance(wait - 1);
    expect((await call(chatPath, { messages })).status).to.equal(429);
    await clock.advance(1);
    expect((await call(chatPath, { messages })).status).to.equal(200);
  });

  it("counts cached tokens for nothing", () => {
    const clock = new VirtualClock();
    const limits = createLimits(ptu, clock, 10_000);
    for (let index = 0; index < 1_000; index += 1)
      expect(limits.admit({ promptTokens: 5_000, cachedTokens: 5_000, maxTokens: 0 }).admitted).to.equal(
        true,
      );
  });
});

describe("limits of Standard deployments", () => {
  const standard = deployment({ model: "gpt-4o", sku: "GlobalStandard", capacity: 10 });

  it("refuses tokens beyond the minute's, by estimate, until the minute is over", async () => {
    const { call, clock } = virtualAccount([standard]);
    const big = { messages, max_tokens: 4_900 };
    expect((await call(chatPath, big)).status).to.equal(200);
    const second = await call(chatPath, big);
    expect(second.status).to.equal(200);
    expect(Number(second.headers.get("x-ratelimit-remaining-tokens"))).to.be.within(100, 200);
    const third = await call(chatPath, big);
    expect(third.status).to.equal(429);
    expect(third.json.error.message).to.match(/token rate limit/);
    await clock.advance(Number(third.headers.get("retry-after-ms")));
    expect((await call(chatPath, big)).status).to.equal(200);
  });

  it("refuses requests beyond 6 per 1,000 tokens per minute, over 10 seconds", async () => {
    const { call, clock } = virtualAccount([
      { ...standard, behaviour: { latency: { firstTokenMs: 0, perTokenMs: 0 } } },
    ]);
    const small = { messages, max_tokens: 1 };
    for (let index = 0; index < 10; index += 1) expect((await call(chatPath, small)).status).to.equal(200);
    const refused = await call(chatPath, small);
    expect(refused.status).to.equal(429);
    expect(refused.json.error.message).to.match(/call rate limit/);
    expect(refused.headers.get("retry-after")).to.equal("10");
    expect(refused.headers.get("x-ratelimit-remaining-requests")).to.equal("0");
    await clock.advance(10_000);
    expect((await call(chatPath, small)).status).to.equal(200);
  });
});
