import { expect } from "chai";
import fc from "fast-check";
import { VirtualClock } from "../../../../packages/common/clock";
import { GatewayCounters } from "../../../../packages/local-gateway/gateway/state/counters";

const windowSeconds = 60;
const arrivals = fc.array(fc.record({ wait: fc.nat(40_000), amount: fc.integer({ min: 1, max: 120 }) }), {
  minLength: 1,
  maxLength: 60,
});

describe("sliding window counters", () => {
  it("never let more than the limit pass within any window", async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 300 }), async (calls, limit) => {
        const clock = new VirtualClock(0);
        const counters = new GatewayCounters(clock);
        const passed: { at: number; amount: number }[] = [];
        for (const { wait, amount } of calls) {
          await clock.advance(wait);
          if (counters.slidingPeek("key", windowSeconds, limit, amount).retryAfterMs > 0) continue;
          counters.slidingAdd("key", windowSeconds, amount);
          passed.push({ at: clock.now(), amount });
        }
        for (const { at } of passed) {
          const within = passed.filter((one) => one.at > at - windowSeconds * 1000 && one.at <= at);
          expect(within.reduce((sum, one) => sum + one.amount, 0)).to.be.at.most(limit);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("say exactly when an amount fits: not one millisecond sooner", async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 120, max: 300 }), async (calls, limit) => {
        const clock = new VirtualClock(0);
        const counters = new GatewayCounters(clock);
        const wait = (amount: number) =>
          counters.slidingPeek("key", windowSeconds, limit, amount).retryAfterMs;
        for (const call of calls) {
          await clock.advance(call.wait);
          const retryAfter = wait(call.amount);
          if (retryAfter > 0) {
            await clock.advance(retryAfter - 1);
            expect(wait(call.amount)).to.equal(1);
            await clock.advance(1);
            expect(wait(call.amount)).to.equal(0);
          }
          counters.slidingAdd("key", windowSeconds, call.amount);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("take back what was counted too much at the time it was counted", async () => {
    const clock = new VirtualClock(0);
    const counters = new GatewayCounters(clock);
    counters.slidingAdd("key", 60, 100);
    await clock.advance(10_000);
    counters.slidingAdd("key", 60, 5);
    counters.slidingAdd("key", 60, -40, 0);
    expect(counters.slidingPeek("key", 60, 1000, 0).used).to.equal(65);
    await clock.advance(50_000);
    expect(counters.slidingPeek("key", 60, 1000, 0).used).to.equal(5);
    counters.slidingAdd("key", 60, -40, 0);
    expect(counters.slidingPeek("key", 60, 1000, 0).used).to.equal(5);
  });

  it("answer a whole window for an amount that never fits", () => {
    const counters = new GatewayCounters(new VirtualClock());
    expect(counters.slidingPeek("key", 60, 10, 11).retryAfterMs).to.equal(60_000);
  });

  it("keep keys apart", () => {
    const counters = new GatewayCounters(new VirtualClock());
    counters.slidingAdd("one", 60, 10);
    expect(counters.slidingPeek("other", 60, 10, 10).retryAfterMs).to.equal(0);
  });
});

describe("fixed window counters", () => {
  it("start anew with each window and ignore late corrections of an old one", () => {
    const counters = new GatewayCounters(new VirtualClock());
    counters.fixedAdd("key", 0, 100, 7);
    counters.fixedAdd("key", 0, 100, -2);
    expect(counters.fixedPeek("key", 0)).to.equal(5);
    expect(counters.fixedPeek("key", 100)).to.equal(0);
    counters.fixedAdd("key", 100, 200, 3);
    counters.fixedAdd("key", 0, 100, 50);
    expect(counters.fixedPeek("key", 100)).to.equal(3);
  });

  it("lists what is counted now, with what it was compared with", async () => {
    const clock = new VirtualClock();
    const counters = new GatewayCounters(clock);
    counters.slidingAdd("tokens:a", 60, 5);
    counters.slidingPeek("tokens:a", 60, 100, 1);
    counters.fixedAdd("quota:a", 0, clock.now() + 90_000, 7);
    counters.fixedPeek("quota:a", 0, 50);
    const [sliding, fixed] = counters.list();
    expect(sliding).to.deep.equal({ key: "tokens:a", windowSeconds: 60, used: 5, limit: 100 });
    expect(fixed).to.include({ key: "quota:a", used: 7, limit: 50 });
    await clock.advance(60_000);
    expect(counters.list().map(({ key }) => key)).to.deep.equal(["quota:a"]);
    await clock.advance(60_000);
    expect(counters.list()).to.deep.equal([]);
  });
});

describe("counters of clients long gone", () => {
  it("are forgotten, and nobody else's", async () => {
    const clock = new VirtualClock(0);
    const counters = new GatewayCounters(clock);
    const count = () => counters["sliding"].size + counters["fixed"].size;
    counters.slidingAdd("gone", 60, 1);
    counters.fixedAdd("gone", 0, 60_000, 1);
    await clock.advance(60_000);
    counters.slidingAdd("here", 60, 7);
    counters.fixedAdd("here", 60_000, 120_000, 7);
    expect(count()).to.equal(4);
    for (let addition = 0; addition < 5000; addition++) counters.slidingAdd("busy", 60, 1);
    expect(count()).to.equal(3);
    expect(counters.slidingPeek("here", 60, 100, 1).used).to.equal(7);
    expect(counters.fixedPeek("here", 60_000)).to.equal(7);
  });
});
