import { expect } from "chai";
import fc from "fast-check";
import { panelQuery } from "../../components/operations/queries";
import { VirtualClock } from "../../packages/common/clock";
import { seededRandom } from "../../packages/common/random";
import { Feed } from "../../packages/local-gateway/dashboard/feed";
import type { LlmLogRow } from "../../packages/local-gateway/gateway/policy";
import { chosen } from "../kql/chosen";
import { runKql, type Row, type Tables } from "../kql/runKql";
import { eventOf, isLogged, logRowOf, madeCall, spends, trueCost, type Call } from "./traffic";

const parameters = {
  tariffs: '"", ""',
  prices: '"", "", "", 0, 0, 1000000000, 0, 0',
  reasons: '"429", "a limit was met", "502", "no backend"',
  limits: '"product", "chat", "US dollars", 2592000, 5, "subscription", "lab-one", "tokens", 60, 9000000',
};

const statusOf = ({ kind }: Call) => (kind === "refused" ? 429 : kind === "failed" ? 502 : 200);

/** What API Management's log has of a call. */
const gatewayRowOf = (call: Call) => ({
  CorrelationId: call.id,
  Method: "POST",
  Url: "https://gateway.example/openai/v1/chat/completions",
  ResponseCode: statusOf(call),
  BackendId: call.kind === "refused" ? "" : "payg",
  ApiId: "openai-v1",
  OperationId: "chat",
  ProductId: call.product,
  ApimSubscriptionId: `${call.product}-one`,
  TotalTime: Number(call.prompt % 5_000n),
  LastErrorReason: "",
});

/** Of every third call several rows: one with the names, one with the answer's tokens, one of a logged message alone. */
function rowsOf(call: Call): readonly Row[] {
  const row = { ...(logRowOf(call) as Row), DeploymentName: call.model.name };
  if (call.prompt % 3n !== 0n) return [row];
  const unnamed = { ...row, ModelName: "", DeploymentName: "", PromptTokens: null };
  return [
    { ...row, CompletionTokens: null },
    { ...unnamed, SequenceNumber: 1 },
    { ...unnamed, SequenceNumber: 2, CompletionTokens: null },
  ];
}

/** Some calls of which half have no event: what is known of those is in the logs alone, and has no price here. */
function recorded(calls: readonly Call[]) {
  const feed = new Feed(new VirtualClock());
  const iso = (call: Call) => new Date(call.at).toISOString();
  for (const call of calls) {
    feed.sinks.eventHub({
      loggerId: "usage",
      hub: "usage",
      body: JSON.stringify(eventOf(call)),
      at: call.at,
    });
    if (isLogged(call))
      feed.sinks.llmLog({
        ...(logRowOf(call) as unknown as LlmLogRow),
        TimeGenerated: call.at,
        IsStreamCompletion: call.kind === "stream",
      });
    feed.sinks.gatewayLog({ ...gatewayRowOf(call), TimeGenerated: call.at });
  }
  const again = <One>(list: readonly One[]) => [...list, ...list.slice(0, list.length / 4)];
  const tables: Tables = {
    ApiManagementGatewayLogs: calls.map((call) => ({ ...gatewayRowOf(call), TimeGenerated: iso(call) })),
    ApiManagementGatewayLlmLog: again(calls.filter(isLogged)).flatMap(rowsOf),
    AppTraces: again(calls).map((call) => ({
      TimeGenerated: iso(call),
      Message: JSON.stringify(eventOf(call)),
      Properties: null,
    })),
  };
  return { feed, tables };
}

/** By hand: of the calls, and of nothing that has arrived. */
function byHand(calls: readonly Call[]) {
  const sum = (pick: (call: Call) => bigint) => Number(calls.reduce((total, call) => total + pick(call), 0n));
  const many = (kind: Call["kind"]) => calls.filter((call) => call.kind === kind).length;
  return {
    calls: calls.length,
    refused: many("refused"),
    failed: many("failed"),
    // A stream without its row counts at what its event took it for.
    promptTokens: sum((call) =>
      !spends(call) ? 0n : call.kind === "stream" && !call.logged ? call.prompt + 7n : call.prompt,
    ),
    completionTokens: sum((call) =>
      !spends(call) ? 0n : call.kind === "stream" && !call.logged ? 4_000n : call.completion,
    ),
    costMicros: sum((call) => trueCost(call).exact),
    unpriced: 0,
  };
}

const sumsOf = (row: Row) => ({
  calls: row["Calls"],
  refused: row["Refused"],
  failed: row["Failed"],
  promptTokens: row["PromptTokens"],
  completionTokens: row["CompletionTokens"],
  costMicros: row["Micros"],
  unpriced: row["Unpriced"],
});

const keys = {
  product: (call: Call) => call.product,
  subscription: (call: Call) => `${call.product}-one`,
  model: (call: Call) => (call.kind === "refused" ? "" : call.model.name),
  backend: (call: Call) => (call.kind === "refused" ? "" : "payg"),
} as const;

describe("workbook and dashboard", () => {
  const traffic = fc.integer({ min: 1, max: 1e9 }).map((seed) => {
    const random = seededRandom(seed);
    return Array.from({ length: 150 }, (_, index) => madeCall(index, () => random.next()));
  });

  it("say of the same rows what the sum by hand says, by whatever name", () =>
    fc.assert(
      fc.property(traffic, (calls) => {
        const { feed, tables } = recorded(calls);
        const { headline, by } = feed.usage.sums(0);
        const [row] = runKql(panelQuery("headline", parameters, chosen()), tables);
        expect(headline, "dashboard").to.deep.include(byHand(calls));
        expect(sumsOf(row!), "workbook").to.deep.equal(byHand(calls));
        for (const [name, keyOf] of Object.entries(keys)) {
          const column = `${name[0]!.toUpperCase()}${name.slice(1)}`;
          const workbook = runKql(panelQuery("usage", parameters, chosen({ by: column })), tables);
          const hand = [...new Set(calls.map(keyOf))].map((key) => ({
            name: key,
            ...byHand(calls.filter((call) => keyOf(call) === key)),
          }));
          expect(by[name as keyof typeof by], `dashboard by ${name}`).to.have.deep.members(hand);
          expect(
            workbook.map((line) => ({ name: line["Name"], ...sumsOf(line) })),
            `workbook by ${name}`,
          ).to.have.deep.members(hand);
        }
        const ofOne = calls.filter(({ product }) => product === "chat");
        const [one] = runKql(panelQuery("headline", parameters, chosen({ product: "chat" })), tables);
        expect(sumsOf(one!)).to.deep.equal(byHand(ofOne));
        expect(feed.usage.sums(0, "chat").headline).to.deep.include(byHand(ofOne));
      }),
      { numRuns: 4 },
    ));

  it("agree on durations to a hundredth, on refusals and on the list", () =>
    fc.assert(
      fc.property(traffic, (calls) => {
        const { feed, tables } = recorded(calls);
        const run = (...of: Parameters<typeof panelQuery>) => runKql(panelQuery(...of), tables);
        const { headline, refusals } = feed.usage.sums(0);
        const [row] = run("headline", parameters, chosen());
        for (const [name, column] of [
          ["p50", "P50"],
          ["p95", "P95"],
        ] as const)
          expect(headline[name]! / (row![column] as number)).to.be.within(0.99, 1.01);
        const refused = run("refusals", parameters, chosen());
        expect(
          refused.map(
            (one) => `${one["Status"] as number} ${one["Cause"] as string} ${one["Calls"] as number}`,
          ),
        )
          .to.have.members(refusals.map(({ status, cause, calls: many }) => `${status} ${cause} ${many}`))
          .and.have.members(
            [
              ["refused", "429 429"],
              ["failed", "502 502"],
            ].flatMap(([kind, told]) => {
              const many = calls.filter((call) => call.kind === kind).length;
              return many > 0 ? [`${told} ${many}`] : [];
            }),
          );
        const newest = [...calls].sort((one, other) => other.at - one.at).map(({ id }) => id);
        expect(run("requests", parameters, chosen()).map((one) => one["RequestId"])).to.deep.equal(newest);
        const found = run("requests", parameters, chosen({ search: "GPT-4.1-NANO" }));
        expect(found).to.have.length(calls.filter((call) => keys.model(call) === "gpt-4.1-nano").length);
        const [call] = run("one-call", parameters, chosen({ requestId: "call-7" }));
        expect(call!["Micros"]).to.equal(Number(trueCost(calls[7]!).exact));
        const traffic = run("traffic", parameters, chosen());
        expect(traffic.reduce((sum, one) => sum + (one["Calls"] as number), 0)).to.equal(calls.length);
      }),
      { numRuns: 3 },
    ));

  it("know what is left of a budget and of a limit's busiest minute", () => {
    // All within November's period of 30 days that begins on the 27th: 2026-01-01 and eleven times 30 days.
    const at = Date.parse("2026-11-28T10:00:10Z");
    const random = seededRandom(3);
    const calls = Array.from({ length: 80 }, (_, index) => ({
      ...madeCall(index, () => random.next()),
      at: index < 40 ? at : index < 60 ? at + 3_600_000 : Date.parse("2026-11-26T10:00:00Z"),
    }));
    const { tables } = recorded(calls);
    const rows = runKql(panelQuery("near-limits", parameters, chosen()), tables);
    const chat = calls.slice(0, 60).filter(({ product }) => product === "chat");
    const lab = [calls.slice(0, 40), calls.slice(40, 60), calls.slice(60)].map((some) => {
      const { promptTokens, completionTokens } = byHand(some.filter(({ product }) => product === "lab"));
      return promptTokens + completionTokens;
    });
    const money = byHand(chat).costMicros;
    const [budget] = rows.filter(({ Unit }) => Unit === "US dollars");
    expect(Math.round((budget!["Used"] as number) * 1e6)).to.equal(money);
    expect(Math.round((budget!["Left"] as number) * 1e6)).to.equal(Math.max(0, 5_000_000 - money));
    expect(rows.find(({ Unit }) => Unit === "tokens")).to.include({
      Used: Math.max(...lab),
      Most: 9_000_000,
    });
  });

  it("would not agree with any one thing wrong in the query", () => {
    const random = seededRandom(5);
    const calls = Array.from({ length: 200 }, (_, index) => madeCall(index, () => random.next()));
    const { tables } = recorded(calls);
    const query = panelQuery("usage", parameters, chosen({ by: "Model" }));
    const right = JSON.stringify(runKql(query, tables));
    for (const [from, to] of [
      ["| summarize arg_max(Rank, *) by RequestId\n", ""],
      ["max(PromptTokens)", "sum(PromptTokens)"],
      ["by LogId = CorrelationId\n", "by LogId = CorrelationId, RowModel\n"],
      [" + EventVectors", ""],
      ["coalesce(Exact, EventMicros)", "EventMicros"],
      ["LogCompletion * EventCompletionPrice", "LogCompletion * EventPromptPrice"],
      [
        "tolong(ceiling(round(LogPrompt * EventPromptPrice",
        "tolong(round(round(LogPrompt * EventPromptPrice",
      ],
      ["iff(Counted, EventPrompt, LogPrompt)", "EventPrompt"],
      ["tolong(Event.completionBound))", "0)"],
      ['iff(EventAsked, EventModel, "")', "EventModel"],
      ["[-@][0-9]{8}|", ""],
      ["Status != 499, Failed", "Status != 429, Failed"],
      ["Failed = Status >= 500", "Failed = Status > 502"],
      ["kind=leftouter Events", "kind=inner (Events | where Estimated)"],
      ['\\"genai-usage/1\\"', '\\"genai-usage/2\\"'],
    ] as const) {
      expect(query.split(from).length, from).to.be.greaterThan(1);
      const changed = query.replace(from, to);
      let told: string;
      try {
        told = JSON.stringify(runKql(changed, tables));
      } catch (error) {
        told = String(error);
      }
      // The sort at the end is by money and calls, so that equal sums are equal texts.
      expect(told, `${from} => ${to}`).not.to.equal(right);
      expect(told, `${from} => ${to}`).not.to.match(/^Error/);
    }
  });
});
