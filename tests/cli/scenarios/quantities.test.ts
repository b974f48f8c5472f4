import { expect } from "chai";
import fc from "fast-check";
import { scenarioSchema, type Quantity } from "../../../packages/cli/scenarios/model/schema";
import { checkAssertions } from "../../../packages/cli/scenarios/run/assertions";
import { statisticOf, valueOf } from "../../../packages/cli/scenarios/run/quantities";
import { call, records, served } from "./madeRuns";

const quantity = (
  measure: Quantity["measure"],
  where: Quantity["where"] = {},
  more: Partial<Quantity> = {},
) => ({
  measure,
  where,
  ...more,
});

const prices = { ptuPerHour: 2, promptPerMillion: 10, cachedPerMillion: 1, completionPerMillion: 100 };

describe("quantities of a run", () => {
  it("counts what the filter lets through", () => {
    const run = records([
      call({ at: 1 }),
      call({ at: 5, backend: "payg-1", spilled: true }),
      call({ at: 9.9, status: 429, backend: "" }),
      call({ at: 10, traffic: "others" }),
    ]);
    const count = (where: Quantity["where"]) => valueOf(quantity("calls", where), run, undefined);
    expect(count({})).to.equal(4);
    expect(count({ status: [429, 500] })).to.equal(1);
    expect(count({ kind: "ptu" })).to.equal(2);
    expect(count({ spilled: true })).to.equal(1);
    const followUps = records([
      call({}),
      call({ follows: "ptu-1" }),
      call({ follows: "payg-1" }),
      call({ follows: "payg-1", backend: "" }),
    ]);
    expect(valueOf(quantity("calls", { followUp: true }), followUps, undefined)).to.equal(3);
    expect(valueOf(quantity("calls", { strayed: true }), followUps, undefined)).to.equal(1);
    expect(count({ from: 5, to: 10 })).to.equal(2);
    expect(count({ traffic: "others", backend: ["payg-1", "ptu-1"] })).to.equal(1);
  });

  it("counts by window, empty windows included and half ones left out", () => {
    const run = records([call({ at: 0 }), call({ at: 3 }), call({ at: 25 })]);
    const per10s = (where: Quantity["where"], statistic: Quantity["statistic"]) =>
      valueOf(quantity("callsPer10s", where, { statistic }), run, undefined);
    expect(per10s({}, "mean")).to.equal(1);
    expect(per10s({}, "min")).to.equal(0);
    expect(per10s({}, "max")).to.equal(2);
    expect(per10s({ from: 15 }, "mean")).to.equal(0);
    expect(per10s({ from: 25 }, "mean")).to.equal(undefined);
  });

  it("bills PTUs by the hour and pay-as-you-go by what it served", () => {
    const run = records(
      [],
      [
        served({ promptTokens: 1_000_000, cachedTokens: 400_000, completionTokens: 10_000 }),
        served({ promptTokens: 1_000_000, status: 429 }),
        served({ backend: "ptu-1", promptTokens: 1_000_000 }),
      ],
    );
    expect(valueOf(quantity("cost", { kind: "ptu" }), run, prices)).to.be.closeTo((50 * 2 * 30) / 3600, 1e-9);
    expect(valueOf(quantity("cost", { kind: "payg" }), run, prices)).to.be.closeTo(6 + 0.4 + 1, 1e-9);
    const free = { promptPerMillion: 0, completionPerMillion: 0 };
    const backends = Object.fromEntries(run.backends.map(({ id }) => [id, free]));
    expect(valueOf(quantity("cost", { kind: "payg" }), run, { ...prices, backends })).to.equal(0);
    expect(valueOf(quantity("cost"), run, undefined)).to.equal(undefined);
  });

  it("takes percentiles that did occur, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const taken = (["min", "p50", "p95", "p99", "max"] as const).map((which) =>
          statisticOf(values, which)!,
        );
        expect(values).to.include.members(taken);
        expect(taken).to.deep.equal([...taken].sort((left, right) => left - right));
        expect(taken[0]).to.equal(Math.min(...values));
        expect(taken.at(-1)).to.equal(Math.max(...values));
      }),
    );
  });
});

describe("assertions", () => {
  const scenarioWith = (assert: readonly unknown[]) =>
    scenarioSchema.parse({
      name: "a",
      description: "b",
      duration: 30,
      traffic: [{ name: "users", subscriptions: ["team"], users: 1 }],
      assert,
    });

  it("checks all of them, and fails where there is nothing to measure", () => {
    const results = checkAssertions(
      scenarioWith([
        { name: "half", measure: "calls", where: { status: 200 }, per: { measure: "calls" }, equals: 0.5 },
        { name: "too many", measure: "calls", atMost: 1 },
        { name: "no latency", measure: "latencyMs", where: { status: 500 }, atMost: 1 },
        {
          name: "by nothing",
          measure: "calls",
          per: { measure: "calls", where: { status: 500 } },
          atLeast: 0,
        },
      ]),
      records([call({}), call({ status: 429 })]),
    );
    expect(results.map(({ passed, actual }) => [passed, actual])).to.deep.equal([
      [true, 0.5],
      [false, 2],
      [false, undefined],
      [false, undefined],
    ]);
    expect(results[1]).to.include({ expected: "at most 1", what: "calls" });
  });
});
