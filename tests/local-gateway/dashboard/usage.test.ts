import { expect } from "chai";
import fc from "fast-check";
import { VirtualClock } from "../../../packages/common/clock";
import {
  dimensions,
  LINES,
  others,
  ranges,
  Usage,
  type CountedCall,
} from "../../../packages/local-gateway/dashboard/usage";

const call: fc.Arbitrary<CountedCall> = fc.record(
  {
    product: fc.constantFrom("a", "b", ""),
    subscription: fc.constantFrom("a-one", "a-two", "b-one"),
    model: fc.constantFrom("gpt-5.4", "sonnet", ""),
    backend: fc.constantFrom("ptu", "payg", ""),
    status: fc.constantFrom(200, 200, 200, 403, 429, 499, 502),
    ms: fc.integer({ min: 0, max: 200_000 }),
    firstMs: fc.integer({ min: 0, max: 20_000 }),
    spilled: fc.boolean(),
    promptTokens: fc.integer({ min: 0, max: 2_000_000 }),
    completionTokens: fc.integer({ min: 0, max: 200_000 }),
    costMicros: fc.integer({ min: 0, max: 2 ** 40 }),
    refusal: fc.constantFrom("", "ModelNotAllowed", "product_tokens"),
    error: fc.constantFrom("", "TokenLimitExceeded"),
  },
  {
    requiredKeys: [
      ...([...dimensions, "status", "ms", "spilled"] as const),
      ...(["promptTokens", "completionTokens", "refusal", "error"] as const),
    ],
  },
);

/** The same sums, written again from what they are said to be, over all calls and in big numbers. */
function byHand(calls: readonly CountedCall[]) {
  const total = (pick: (one: CountedCall) => number) =>
    Number(calls.reduce((sum, one) => sum + BigInt(pick(one)), 0n));
  const many = (is: (one: CountedCall) => boolean) => calls.filter(is).length;
  return {
    calls: calls.length,
    refused: many(({ status }) => [400, 401, 403, 404, 429].includes(status)),
    failed: many(({ status }) => status === 502),
    promptTokens: total(({ promptTokens }) => promptTokens),
    completionTokens: total(({ completionTokens }) => completionTokens),
    costMicros: total(({ costMicros = 0 }) => costMicros),
    unpriced: many(
      ({ costMicros, promptTokens, completionTokens }) =>
        costMicros === undefined && (promptTokens > 0 || completionTokens > 0),
    ),
  };
}

describe("the dashboard's sums", () => {
  it("are the sums by hand, in every range, of every product and by every name", async () => {
    const timed = fc.array(fc.tuple(call, fc.integer({ min: 0, max: 3_000_000 })), { maxLength: 60 });
    const products = fc.constantFrom(undefined, "a", "b", "");
    await fc.assert(
      fc.asyncProperty(timed, products, async (list, product) => {
        const clock = new VirtualClock();
        const usage = new Usage(clock);
        const told: { readonly at: number; readonly call: CountedCall }[] = [];
        for (const [one, wait] of list) {
          await clock.advance(wait);
          told.push({ at: clock.now(), call: one });
          usage.add(one);
        }
        for (const range of ranges) {
          const unit = range === 86_400 ? 3_600_000 : 60_000;
          const first = range === 0 ? 0 : Math.floor(clock.now() / unit) * unit - range * 1_000 + unit;
          const within = told
            .filter(({ at, call: { product: own } }) => at >= first && (product ?? own) === own)
            .map((one) => one.call);
          const { headline, by, refusals } = usage.sums(range, product);
          expect(headline).to.deep.include(byHand(within));
          expect(headline.asked).to.equal(within.filter(({ backend }) => backend).length);
          expect(headline.spilled).to.equal(within.filter(({ spilled }) => spilled).length);
          for (const name of dimensions) {
            const names = [...new Set(within.map((one) => one[name]))];
            expect(by[name]).to.have.deep.members(
              names.map((value) => ({ name: value, ...byHand(within.filter((one) => one[name] === value)) })),
            );
          }
          const refused = within.filter(({ status }) => status >= 400 && status !== 499);
          expect(refusals.reduce((sum, { calls }) => sum + calls, 0)).to.equal(refused.length);
          const limited = refused.filter(({ refusal, error }) => refusal === "" && error !== "");
          const shown = refusals.filter(({ cause }) => cause === "TokenLimitExceeded");
          expect(shown.reduce((sum, { calls }) => sum + calls, 0)).to.equal(limited.length);
        }
      }),
    );
  });

  it("have percentiles that are right to a hundredth", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 200 }),
        (all) => {
          const usage = new Usage(new VirtualClock());
          for (const ms of all) usage.add({ ...plain, ms });
          const sorted = [...all].sort((one, other) => one - other);
          const { p50, p95 } = usage.sums(0).headline;
          for (const [share, found] of [
            [0.5, p50],
            [0.95, p95],
          ] as const) {
            const truth = sorted[Math.ceil(sorted.length * share) - 1]!;
            expect(found! / truth).to.be.within(0.99, 1.01);
          }
        },
      ),
    ));

  it("keep a bounded number of lines, and lose no call", () => {
    const usage = new Usage(new VirtualClock());
    const many = LINES * 3;
    for (let index = 0; index < many; index += 1) usage.add({ ...plain, subscription: `team-${index}` });
    const { headline, by } = usage.sums(0);
    expect(headline.calls).to.equal(many);
    expect(by.subscription).to.have.length(LINES + 1);
    expect(by.subscription.find(({ name }) => name === others)!.calls).to.equal(many - LINES);
  });
});

const plain: CountedCall = {
  ...{ product: "a", subscription: "a-one", model: "gpt-5.4", backend: "payg", status: 200, ms: 1 },
  ...{ spilled: false, promptTokens: 1, completionTokens: 1, refusal: "", error: "" },
};
