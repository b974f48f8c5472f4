import { expect } from "chai";
import fc from "fast-check";
import { compare } from "../../../packages/cli/scenarios/report/comparison";
import { renderComparison } from "../../../packages/cli/scenarios/report/comparisonTable";
import { formatDifference, formatMeasure } from "../../../packages/cli/scenarios/report/figures";
import { measuresOf, rowsOf, totalsOf, type Unit } from "../../../packages/cli/scenarios/report/measures";
import { recorded } from "../../../packages/cli/scenarios/report/recordsFile";
import { call, records, resultOf, served } from "./madeRuns";

const good = records(
  [
    call({ costMicros: 250_000, latencyMs: 100 }),
    call({ costMicros: 500_000, latencyMs: 300, backend: "payg-1", spilled: true }),
  ],
  [served({ backend: "ptu-1" }), served({ backend: "ptu-1", status: 429 }), served({})],
);
const bad = records(
  [
    call({ costMicros: 250_000, latencyMs: 100 }),
    call({ status: 429, backend: "", promptTokens: 0, completionTokens: 0 }),
  ],
  [served({ backend: "ptu-1" }), served({ backend: "ptu-1", status: 429 })],
);
const run = (of: typeof good, name = "one") => recorded(resultOf({ name }, of));

describe("figures of runs", () => {
  const named = (of: typeof good) =>
    Object.fromEntries(measuresOf(of, rowsOf(good, bad)).map((one) => [one.name, formatMeasure(one)]));

  it("are calls by answer, shares, tokens, money, latencies and backends", () => {
    expect(named(good)).to.deep.equal({
      calls: "2",
      "answers 200": "2",
      "answers 429": "0",
      "answers broken off": "0",
      answered: "100 %",
      spilled: "50 %",
      "prompt tokens": "20",
      "completion tokens": "10",
      charged: "$0.75",
      "usage events": "2",
      "LLM log rows": "2",
      "latency p50": "100 ms",
      "latency p95": "300 ms",
      "first byte p50": "50 ms",
      "first byte p95": "50 ms",
      "attempts at backends": "3",
      "attempts refused with 429": "1",
      "served by ptu-1": "1",
      "served by payg-1": "1",
    });
  });

  it("say where a price is missing, where a scenario has its own, and what broke off", () => {
    const odd = {
      ...records([
        call({ costMicros: undefined }),
        call({ status: 0, backend: "" }),
        call({ complete: false }),
      ]),
      prices: { ptuPerHour: 2, promptPerMillion: 10, completionPerMillion: 100 },
    };
    const figures = measuresOf(odd, rowsOf(odd)).map((one) => [one.name, formatMeasure(one)]);
    expect(figures).to.deep.include.members([
      ["broken off before an answer", "1"],
      ["answers broken off", "1"],
      ["charged", "–"],
      ["with tokens but no price", "3"],
      ["cost by the scenario's prices", "0.833333"],
    ]);
  });

  it("are the same for runs together as for all their calls in one", () => {
    const some = fc.array(
      fc.record({
        status: fc.constantFrom(0, 200, 429, 503),
        complete: fc.boolean(),
        spilled: fc.boolean(),
        backend: fc.constantFrom("", "ptu-1"),
        promptTokens: fc.nat(1000),
        costMicros: fc.option(fc.nat(1000), { nil: undefined }),
      }),
    );
    fc.assert(
      fc.property(some, some, (one, other) => {
        const [first, second] = [records(one.map(call)), records(other.map(call))];
        const whole = records([...one, ...other].map(call));
        const rows = rowsOf(whole);
        expect(totalsOf([first, second], rows)).to.deep.equal(totalsOf([whole], rows));
        const counted = totalsOf([whole], rows).filter(({ name }) =>
          /^answers \d|before an answer/.test(name),
        );
        expect(counted.reduce((sum, { value }) => sum + value!, 0)).to.equal(whole.calls.length);
      }),
    );
  });

  it("differ by an amount and a share; what is not shown is no difference", () => {
    const rows: readonly (readonly [Unit, number | undefined, number | undefined, string])[] = [
      ["count", 200, 210, "+10 (+5 %)"],
      ["count", 2000, 1000, "-1,000 (-50 %)"],
      ["count", 0, 3, "+3"],
      ["count", 3, 3, "0"],
      ["ms", 100, 150, "+50 ms (+50 %)"],
      ["percent", 100, 38.57, "-61.4 points"],
      ["dollars", 1, 1.5, "+$0.5 (+50 %)"],
      ["dollars", 0.1 + 0.2, 0.3, "0"],
      ["ms", undefined, 10, "–"],
      ["ms", undefined, undefined, "0"],
    ];
    for (const [unit, was, is, text] of rows) expect(formatDifference(unit, was, is), text).to.equal(text);
  });
});

describe("two runs beside each other", () => {
  it("show first what went from passed to failed, then every measure", () => {
    const text = renderComparison(compare("before.json", [run(good)], [run(bad)]));
    expect(text.split("\n").slice(0, 3)).to.deep.equal([
      "compared with before.json",
      "  passed before, fails now (1):",
      "    one: all are answered: 1 -> 0.5 (equals 1)",
    ]);
    expect(text)
      .to.match(/^ +answers 429 +0 +1 +\+1$/m)
      .and.match(/^ +charged +\$0\.75 +\$0\.25 +-\$0\.5 \(-66\.7 %\)$/m)
      .and.match(/^ +served by payg-1 +1 +0 +-1 \(-100 %\)$/m);
  });

  it("say where nothing differs, in a line", () => {
    expect(renderComparison(compare("before.json", [run(good)], [run(good)]))).to.equal(
      "compared with before.json\n  one: every measure is the same",
    );
  });

  it("name scenarios that stand on one side alone, and pair twice the same with twice the same", () => {
    const comparison = compare(
      "before.json",
      [run(good, "a"), run(good, "twice"), run(bad, "twice"), run(good, "b")],
      [run(good, "c"), run(good, "twice"), run(bad, "twice")],
    );
    expect(comparison.onlyBefore).to.deep.equal(["a", "b"]);
    expect(comparison.onlyNow).to.deep.equal(["c"]);
    expect(comparison.runs.map(({ index }) => index)).to.deep.equal([1, 2]);
    expect(renderComparison(comparison))
      .to.contain("not compared, in before.json alone: a, b")
      .and.contain("not compared, not in before.json: c")
      .and.contain("2 scenarios together")
      .and.not.contain("passed before");
  });

  it("know what became of each assertion", () => {
    const check = (name: string, equals: number) => ({ name, measure: "calls" as const, equals });
    const asked = (assert: ReturnType<typeof check>[]) => recorded(resultOf({ assert }, good));
    const [compared] = compare(
      "before.json",
      [
        asked([
          check("holding", 2),
          check("mended", 1),
          check("gone", 2),
          check("broken", 2),
          check("failing", 1),
        ]),
      ],
      [
        asked([
          check("new", 2),
          check("holding", 2),
          check("mended", 2),
          check("broken", 1),
          check("failing", 1),
        ]),
      ],
    ).runs;
    expect(compared!.assertions.map(({ name, fate }) => [name, fate])).to.deep.equal(
      ["broken", "gone", "failing", "mended", "new", "holding"].map((fate) => [fate, fate]),
    );
  });

  it("say where the load was another, so that a change is not blamed for it", () => {
    const traffic = [{ name: "users", subscriptions: ["team"], users: 2 }];
    const [compared] = compare(
      "before.json",
      [recorded(resultOf({}, good))],
      [recorded(resultOf({ seed: 2, traffic, config: { budgets: [] } }, good))],
    ).runs;
    expect(compared!.unlike).to.deep.equal(["seed was 1 and is 2", "`traffic` of the scenario has changed"]);
  });
});
