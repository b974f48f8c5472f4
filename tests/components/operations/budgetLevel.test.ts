import { expect } from "chai";
import fc from "fast-check";
import { readQuery } from "../../../components/operations/queries";
import { budgetLevelAlert } from "../../../components/operations/budgetAlerts";
import { budgetSpent, readBudget } from "../../../packages/local-gateway/log-analytics/budget";
import type { TraceEvent } from "../../../packages/local-gateway/gateway/sinks";
import { appTraces, within } from "../../kql/appTraces";
import { kqlMistakes } from "../../kql/parseKql";
import { runKql } from "../../kql/runKql";

const columns =
  "(TimeGenerated: datetime, Message: string, SeverityLevel: int, Properties: dynamic, OperationId: string, ItemCount: int)";

const query = (whose: string, product: string, dollars: string, subscription = "", user = "") =>
  readQuery("usage", "budget", {})
    .replace("PRODUCT-ID", product)
    .replaceAll("SUBSCRIPTION-ID", subscription)
    .replaceAll("USER-ID", user)
    .replace("WHOSE", whose)
    .replace("DOLLARS", dollars);

const at = (time: string) => Date.parse(`${time}Z`);
const trace = (time: string, message: string, metadata: Record<string, string>): TraceEvent => ({
  ...{ source: "genai-gateway", severity: "information", message, metadata },
  ...{ requestId: metadata["request"] ?? "", at: at(time) },
});
const spent = (time: string, request: string, micros: number, more: Record<string, string> = {}) =>
  trace(time, "GenAI spent", {
    ...{ request, product: "one", subscription: "team", user: "none", micros: String(micros) },
    ...more,
  });
const level = (
  time: string,
  request: string,
  of: number,
  dollars = "10",
  more: Record<string, string> = {},
) =>
  trace(time, "GenAI budget", {
    ...{ request, product: "one", subscription: "team", user: "none", whose: "product", dollars },
    ...{ level: String(of), name: "product one", periodFrom: "F", periodTo: "T", ...more },
  });

/** The answers are written by hand. Periods of 30 days begin at 2026-01-01, so one ends with 2026-11-26. */
const period = [at("2026-10-28T00:00:00"), at("2026-11-27T00:00:00")] as const;
const rows: readonly (readonly [
  string,
  readonly TraceEvent[],
  { readonly Micros: number; readonly Level: number | null },
  string?,
])[] = [
  ["nothing yet", [], { Micros: 0, Level: null }],
  [
    "calls of the period, to the last moment of it",
    [
      spent("2026-10-27T23:59:59.999", "a", 1_000_000),
      spent("2026-10-28T00:00:00.000", "b", 3),
      spent("2026-11-26T23:59:59.999", "c", 40),
      spent("2026-11-27T00:00:00.000", "d", 500),
    ],
    { Micros: 43, Level: 0 },
  ],
  [
    "the end of a calendar month is none of the period",
    [spent("2026-10-31T23:59:59.999", "a", 1), spent("2026-11-01T00:00:00", "b", 2)],
    { Micros: 3, Level: 0 },
  ],
  [
    "rows that come late and twice",
    [
      spent("2026-11-20T10:00:00", "b", 20),
      spent("2026-11-02T10:00:00", "a", 7),
      spent("2026-11-20T10:00:01", "b", 20),
      spent("2026-11-02T10:00:00", "a", 7),
    ],
    { Micros: 27, Level: 0 },
  ],
  [
    "another product's calls, and what else is traced",
    [
      spent("2026-11-02T10:00:00", "a", 7),
      spent("2026-11-02T10:00:00", "b", 900, { product: "two" }),
      trace("2026-11-02T10:00:00", "something else", { request: "c", product: "one", micros: "900" }),
    ],
    { Micros: 7, Level: 0 },
  ],
  [
    "levels that were told, the call that told them among the sums",
    [
      spent("2026-11-02T10:00:00", "a", 5_000_000),
      level("2026-11-02T10:20:00", "b", 50),
      spent("2026-11-02T10:20:00", "b", 11),
      level("2026-11-03T10:20:00", "c", 80),
    ],
    { Micros: 5_000_011, Level: 80 },
  ],
  [
    "a level of the last period",
    [level("2026-10-27T10:00:00", "a", 100), spent("2026-11-02T10:00:00", "b", 9)],
    { Micros: 9, Level: 0 },
  ],
  [
    "a budget raised in its period: its levels are told anew, and its money goes on",
    [spent("2026-11-02T10:00:00", "a", 8_000_000), level("2026-11-02T10:20:00", "b", 80)],
    { Micros: 8_000_000, Level: 0 },
    query("product", "one", "16"),
  ],
  [
    "the budget of one subscription",
    [
      spent("2026-11-02T10:00:00", "a", 5),
      spent("2026-11-02T10:00:00", "b", 60, { subscription: "twin" }),
      level("2026-11-02T10:20:00", "c", 100),
      level("2026-11-02T10:20:00", "d", 50, "10", { whose: "subscription", subscription: "twin" }),
    ],
    { Micros: 60, Level: 50 },
    query("subscription", "one", "10", "twin"),
  ],
  [
    "the budget of one person",
    [
      spent("2026-11-02T10:00:00", "a", 5, { user: "aa" }),
      spent("2026-11-02T10:00:00", "b", 60, { user: "bb" }),
      level("2026-11-02T10:20:00", "c", 50, "10", { whose: "user", user: "bb" }),
    ],
    { Micros: 5, Level: 0 },
    query("user", "one", "10", "", "aa"),
  ],
];

describe("what a budget has spent", () => {
  it("asks for columns that AppTraces has, and answers whole numbers", () => {
    const tables = { AppTraces: columns };
    expect(kqlMistakes(query("product", "one", "10"), tables)).to.deep.equal([]);
    expect(kqlMistakes(budgetLevelAlert(["one", 'a"b']).query, tables)).to.deep.equal([]);
    expect(kqlMistakes(query("product", "one", "10").replace("Message", "Mesage"), tables)).to.have.length(1);
  });

  for (const [name, traces, answer, asked = query("product", "one", "10")] of rows)
    it(`by KQL and by the local gateway: ${name}`, () => {
      const own = within(appTraces(traces), ...period);
      expect(runKql(asked, { AppTraces: own })).to.deep.equal([answer]);
      const local = budgetSpent(readBudget(asked, ...period)!, traces);
      expect(local).to.deep.equal([[answer.Micros, answer.Level]]);
    });

  it("is one sum, whoever adds it up, in any order and however often a row comes", () => {
    const call = fc.record({
      request: fc.nat(20).map(String),
      product: fc.constantFrom("one", "two"),
      subscription: fc.constantFrom("team", "twin"),
      hour: fc.integer({ min: -30, max: 24 * 30 + 30 }),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), fc.constantFrom("", "twin"), (calls, subscription) => {
        // All deliveries of one call say the same.
        const known = new Map(calls.map((one) => [one.request, one]));
        const microsOf = (request: string) => 17 * Number(request) + 1;
        const traces = calls.map(({ request }) => {
          const { product, subscription: of, hour } = known.get(request)!;
          const time = new Date(period[0] + hour * 3_600_000).toISOString().slice(0, -1);
          return spent(time, request, microsOf(request), { product, subscription: of });
        });
        const mine = [...known.values()].filter(
          (one) =>
            one.product === "one" &&
            (subscription === "" || one.subscription === subscription) &&
            one.hour >= 0 &&
            one.hour < 24 * 30,
        );
        const sum = mine.reduce((total, { request }) => total + microsOf(request), 0);
        const whose = subscription === "" ? "product" : "subscription";
        const asked = query(whose, "one", "10", subscription);
        const [row] = runKql(asked, { AppTraces: within(appTraces(traces), ...period) });
        expect(row!["Micros"]).to.equal(sum);
        expect(budgetSpent(readBudget(asked, ...period)!, traces)[0]![0]).to.equal(sum);
      }),
    );
  });
});
