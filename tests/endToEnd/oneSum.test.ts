import { expect } from "chai";
import fc from "fast-check";
import { planBackends } from "../../components/backendPlan";
import { requireGatewayConfig } from "../../components/config";
import { panelQuery, queryParameters, readQuery } from "../../components/operations/queries";
import { Feed } from "../../packages/local-gateway/dashboard/feed";
import { chosen } from "../kql/chosen";
import { runKql, type Tables } from "../kql/runKql";
import { devConfig } from "./devStack";
import { ask, backends, budget, counted, listed, product, start } from "./pricedStack";

const v1 = "/openai/v1/chat/completions";

/** The queries with one thing wrong in each; none of them may give the sum by hand. */
function mutants(byProduct: string, exact: string): readonly (readonly [string, string])[] {
  const changes: readonly (readonly [query: string, from: string, to: string])[] = [
    [byProduct, "sum(Micros)", "sum(Prompt)"],
    [byProduct, "sum(Micros)", "sum(Completion)"],
    [byProduct, "LogCompletion * CompletionPrice", "LogCompletion * PromptPrice"],
    [byProduct, "on Tariff, Deployment, Backend", "on Tariff, Deployment"],
    [byProduct, "on Tariff, Deployment, Backend", "on Deployment"],
    [byProduct, "kind=leftouter Tariffs", "kind=inner Tariffs"],
    [byProduct, "EventMicros), ByTable)", "EventMicros), EventMicros)"],
    [exact, "| summarize take_any(*) by requestId\n", ""],
    [exact, "take_any(*) by requestId", "take_any(*) by deployment"],
    [exact, "sum(Micros)", "sum(costMicros)"],
    [exact, "sum(Micros)", "sum(Exact)"],
    [exact, 'tokensFrom == "estimate"', 'tokensFrom == "response"'],
    [exact, "coalesce(Exact, toreal(costMicros))", "toreal(costMicros)"],
    [exact, "kind=leftouter", "kind=inner"],
    [exact, "LogCompletion * CompletionPerMillion", "LogCompletion * PromptPerMillion"],
    [exact, "prices.completion", "prices.prompt"],
    [exact, "$right.CorrelationId", "$right.LogPrompt"],
    [exact, 'schema == "genai-usage/1"', 'schema == "genai-usage/2"'],
  ];
  return changes.map(([query, from, to]) => {
    expect(query.split(from).length, from).to.be.greaterThan(1);
    return [`${from} => ${to}`, query.replace(from, to)];
  });
}

describe("one sum, wherever it is read", () => {
  const call = fc.record({
    model: fc.constantFrom("gpt-5.4", "gpt-4.1-mini", "gpt-4.1-nano", "text-embedding-3-small"),
    words: fc.integer({ min: 1, max: 400 }),
    most: fc.integer({ min: 16, max: 300 }),
    stream: fc.constantFrom(false, false, true),
  });

  it("in budgets, events, dashboard and KQL is the sum by hand, to a millionth of a dollar", async () => {
    const config = requireGatewayConfig({
      ...devConfig,
      backends,
      products: [product({ budget })],
    });
    const plan = planBackends(config.backends, { location: config.location });
    const byProduct = panelQuery("usage", queryParameters(config, plan.breaker, plan), chosen());
    const exact = readQuery("usage", "exact-cost", {});
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 40, maxLength: 40 }), async (calls) => {
        const stack = await start({ budget });
        const feed = new Feed(stack.clock);
        for (const [index, { model, words, most, stream }] of calls.entries()) {
          const text = `${index} ${"word ".repeat(words)}`;
          if (model.startsWith("text")) await ask(stack, "/openai/v1/embeddings", { model, input: text });
          else
            await ask(stack, v1, {
              model,
              stream,
              messages: [{ role: "user", content: text }],
              max_completion_tokens: most,
            });
        }
        const { eventHubEvents, llmLogs, gatewayLogs } = stack.local.recorded;
        for (const event of eventHubEvents) feed.sinks.eventHub(event);
        for (const row of llmLogs) feed.sinks.llmLog(row);
        for (const row of gatewayLogs) feed.sinks.gatewayLog(row);
        const events = stack.usage();
        expect(events.map(({ status }) => status)).to.deep.equal(calls.map(() => 200));

        // What the accounts have truly written, at the yaml's prices: the exact cost.
        const sku = { ptu: "GlobalStandard", zone: "DataZoneStandard", payg: "GlobalStandard" } as const;
        let [byHand, byEvents, unexact] = [0, 0, 0];
        for (const event of events) {
          const { input, output = 0 } = listed(event.deployment, sku[event.backend as keyof typeof sku]);
          const row = llmLogs.find(({ CorrelationId }) => CorrelationId === event.requestId)!;
          expect(event.cachedTokens).to.equal(0);
          const truth = row.PromptTokens * input + row.CompletionTokens * output;
          const whole = Math.ceil(Math.round(truth * 1e6) / 1e6);
          byHand += whole;
          byEvents += event.costMicros!;
          expect(event.costMicros).to.be.at.least(whole);
          if (event.tokensFrom === "estimate") unexact += event.costMicros! - whole;
        }
        // Event Hubs deliver some events again, and an estimate's cost is not the last word on it.
        const again = events.filter((_, index) => index % 3 === 0);
        const priced = [...events, ...again].map((event) => ({ prices: null, ...event }));
        // Nothing of a call whose answer stated its usage hangs on a row of the log.
        const stated = events.find(({ tokensFrom }) => tokensFrom === "response")!.requestId;
        // A stack whose events are not traced: the workbook has the logs alone.
        const byLogOf = {
          ApiManagementGatewayLlmLog: llmLogs,
          ApiManagementGatewayLogs: gatewayLogs,
          AppTraces: [],
        };
        const byJoinOf = {
          GenAiUsage: priced,
          ApiManagementGatewayLlmLog: llmLogs.filter(({ CorrelationId }) => CorrelationId !== stated),
        };
        const micros = (query: string) => {
          const tables = query.includes("GenAiUsage") ? byJoinOf : byLogOf;
          const rows = runKql(query, tables as unknown as Tables);
          return rows.reduce((sum, row) => sum + Number(row["Dollars"]), 0) * 1e6;
        };
        expect(micros(byProduct), "workbook").to.be.closeTo(byHand, 1e-3);
        expect(micros(exact), "events joined with the log").to.be.closeTo(byHand, 1e-3);
        for (const [changed, query] of mutants(byProduct, exact))
          expect(Math.abs(micros(query) - byHand), changed).to.be.above(0.5);
        expect(byEvents - unexact, "events").to.equal(byHand);
        expect(counted(stack), "budget").to.equal(byEvents);
        const shown = feed.requests().reduce((sum, { costMicros = 0 }) => sum + costMicros, 0);
        expect(shown, "dashboard, by line").to.equal(byHand);
        const told = ["ptu", "zone", "payg"].reduce((sum, id) => sum + feed.costs(id).micros, 0);
        expect(told, "dashboard, by backend").to.equal(byHand);
        const { headline, by } = feed.usage.sums(0);
        expect(headline.costMicros, "dashboard, headline").to.equal(byHand);
        for (const lines of Object.values(by))
          expect(lines.reduce((sum, { costMicros }) => sum + costMicros, 0)).to.equal(byHand);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  // Data zone prices of gpt-5.4: 2.75 and 16.5, above 272,000 tokens twice and one and a half times that.
  for (const [prompt, completion, micros] of [
    [272_000, 10, 272_000 * 2.75 + 165],
    [272_001, 10, 272_001 * 5.5 + 247.5],
  ] as const)
    it(`of a prompt of ${prompt} tokens is at its own price in the workbook`, () => {
      const config = requireGatewayConfig({ ...devConfig, backends, products: [product({ budget })] });
      const plan = planBackends(config.backends, { location: config.location });
      const query = panelQuery("usage", queryParameters(config, plan.breaker, plan), chosen());
      const rows = runKql(query, {
        AppTraces: [],
        ApiManagementGatewayLlmLog: [
          {
            ...{ CorrelationId: "1", SequenceNumber: 0, ModelName: "gpt-5.4-2026-03-05" },
            ...{ DeploymentName: "GPT-5.4", PromptTokens: prompt, CompletionTokens: completion },
          },
        ],
        ApiManagementGatewayLogs: [
          {
            ...{ TimeGenerated: "2026-11-30T00:00:00.000Z", CorrelationId: "1", Method: "POST", Url: "" },
            ...{ ProductId: "one", BackendId: "zone", ApimSubscriptionId: "team", ResponseCode: 200 },
            ...{ TotalTime: 1, LastErrorReason: "" },
          },
        ],
      });
      expect(rows).to.deep.equal([
        {
          ...{ Name: "one", Calls: 1, Refused: 0, Failed: 0, Unpriced: 0 },
          ...{ PromptTokens: prompt, CompletionTokens: completion },
          ...{ Micros: Math.ceil(micros), Dollars: Math.ceil(micros) / 1e6 },
        },
      ]);
    });
});
