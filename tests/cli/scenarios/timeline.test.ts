import { expect } from "chai";
import type { ScenarioInput } from "../../../packages/cli/scenarios/model/schema";
import { timelineOf } from "../../../packages/cli/scenarios/report/timeline";
import { scenario } from "./madeRuns";

const of = (more: Partial<ScenarioInput>) => timelineOf(scenario(more), ["ptu-1", "payg-1"]);
const marksOf = (more: Partial<ScenarioInput>) =>
  of(more).marks.map(({ at, label, text }) => `${at} [${label}] ${text}`);

describe("the timeline of a scenario", () => {
  it("says in words when each kind of fault begins and ends", () => {
    const both = ["ptu-1", "payg-1"];
    type Events = NonNullable<ScenarioInput["events"]>;
    const rows: readonly (readonly [Events[number], string])[] = [
      [
        { at: 5, backends: ["ptu-1"], fault: { kind: "status", status: 503 } },
        "5 [503] fault begins: ptu-1 answers 503",
      ],
      [
        { at: 5, backends: both, fault: { kind: "status", status: 429, retryAfterMs: 4000, share: 0.3 } },
        "5 [429] fault begins: ptu-1, payg-1 answer 429, Retry-After 4 s, 30 % of calls",
      ],
      [
        { at: 5, backends: both, fault: { kind: "hang" } },
        "5 [hangs] fault begins: ptu-1, payg-1 hang without an answer",
      ],
      [
        { at: 5, backends: ["ptu-1"], fault: { kind: "cut" } },
        "5 [breaks off] fault begins: ptu-1 breaks off",
      ],
      [
        { at: 5, backends: ["ptu-1"], fault: { kind: "cut", afterChunks: 2 } },
        "5 [breaks off] fault begins: ptu-1 breaks off after 2 chunks",
      ],
      [
        { at: 5, backends: ["ptu-1"], fault: { kind: "contentFilter" } },
        "5 [content filter] fault begins: ptu-1 refuses prompts by the content filter",
      ],
      [
        { at: 5, backends: ["ptu-1"], latency: { firstTokenMs: 10, perTokenMs: 2 } },
        "5 [pace] pace of ptu-1: first token after 10 ms, then 2 ms a token",
      ],
      [
        { at: 5, backends: ["ptu-1"], answerTokens: { min: 3, max: 4 } },
        "5 [answers] answers of ptu-1: 3 to 4 tokens",
      ],
      [
        { at: 5, region: "swedencentral", state: "lost" },
        "5 [swedencentral lost] fault begins: region swedencentral is lost",
      ],
    ];
    for (const [event, mark] of rows) expect(marksOf({ events: [event] }), mark).to.deep.equal([mark]);
  });

  it("tells a fault that changes from one that begins, and ends only what has begun", () => {
    const status = (code: number) => ({ kind: "status", status: code }) as const;
    const events = [
      { at: 20, backends: ["payg-1", "ptu-1"], fault: "none" as const },
      { at: 5, backends: ["ptu-1"], fault: status(429) },
      { at: 10, backends: ["ptu-1"], fault: status(503) },
      { at: 25, backends: ["ptu-1"], fault: "none" as const },
    ];
    expect(marksOf({ events })).to.deep.equal([
      "5 [429] fault begins: ptu-1 answers 429",
      "10 [503] fault changes: ptu-1 answers 503",
      "20 [fault ends] fault ends: ptu-1",
    ]);
    expect(of({ events }).faults).to.deep.equal([{ from: 5, to: 20 }]);
  });

  it("knows how long anything is broken: overlapping faults, those from the start and those that never end", () => {
    const hang = { kind: "hang" } as const;
    const spans = (more: Partial<ScenarioInput>) => of(more).faults.map(({ from, to }) => [from, to]);
    expect(
      spans({
        events: [
          { at: 5, backends: ["ptu-1"], fault: hang },
          { at: 8, region: "swedencentral", state: "lost" },
          { at: 10, backends: ["ptu-1"], fault: "none" },
          { at: 15, region: "swedencentral", state: "back" },
          { at: 25, backends: ["payg-1"], fault: hang },
        ],
      }),
    ).to.deep.equal([
      [5, 15],
      [25, 30],
    ]);
    const start = of({ behaviour: { fault: hang }, backends: { "payg-1": { fault: "none" } } });
    expect(start.faults).to.deep.equal([{ from: 0, to: 30 }]);
    expect(start.start).to.deep.equal(["fault: ptu-1 hangs without an answer", "load of users: 1 user"]);
    expect(spans({})).to.deep.equal([]);
  });

  it("has the phases of the load, one mark a second for all that happens then", () => {
    const traffic = (name: string, stages: { from: number; users: number }[]) => ({
      ...{ name, subscriptions: ["team"], stages },
    });
    const one = of({
      traffic: [
        traffic("users", [
          { from: 0, users: 2 },
          { from: 10, users: 6 },
          { from: 15, users: 6 },
          { from: 20, users: 1 },
        ]),
      ],
    });
    expect(one.start).to.deep.equal(["load of users: 2 users"]);
    expect(one.marks.map(({ label }) => label)).to.deep.equal(["6 users", "1 user"]);
    expect(one.marks[0]!.text).to.equal("load of users: 6 users, 2 before");
    expect(
      marksOf({
        traffic: [traffic("a", [{ from: 10, users: 2 }]), traffic("b", [{ from: 10, users: 3 }])],
        events: [{ at: 10, backends: ["ptu-1"], fault: { kind: "hang" } }],
      }),
    ).to.deep.equal([
      "10 [hangs, a 2, b 3] fault begins: ptu-1 hangs without an answer; load of a: 2 users, 0 before; load of b: 3 users, 0 before",
    ]);
  });
});
