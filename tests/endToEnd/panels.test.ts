import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { planBackends } from "../../components/backendPlan";
import { requireGatewayConfig } from "../../components/config";
import { panelQuery, queryParameters } from "../../components/operations/queries";
import { Feed } from "../../packages/local-gateway/dashboard/feed";
import { appTraces } from "../kql/appTraces";
import { chosen } from "../kql/chosen";
import { runKql, type Tables } from "../kql/runKql";
import { devConfig } from "./devStack";
import { ask, backends, product, start } from "./pricedStack";

const v1 = "/openai/v1/chat/completions";
const chat = (more: object = {}) => ({
  model: "gpt-5.4",
  messages: [{ role: "user", content: "Hello" }],
  max_completion_tokens: 20,
  ...more,
});

const claude: GatewayConfigInput["backends"][number] = {
  name: "claude",
  provider: "anthropic",
  kind: "external",
  auth: {
    apiKey: { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/anthropic-key" },
  },
  deployments: [{ name: "haiku", model: "claude-haiku-4-5" }],
};

const tight = product({
  name: "tight",
  displayName: "Tight",
  tokensPerMinute: 1_000,
  subscriptions: [{ name: "few" }],
});
const poor = product({
  name: "poor",
  displayName: "Poor",
  subscriptions: [{ name: "cents" }],
  budget: { dollars: 0.01, period: "Daily" },
});
const config = {
  backends: [...backends, claude],
  products: [product({ models: ["gpt-5.4", "haiku"] }), tight, poor],
  usage: { traces: true },
};

describe("the panels of a stack whose events are traced", () => {
  it("are of every API, with the reason of every refusal, on Azure and here alike", async () => {
    const stack = await start({}, config);
    const feed = new Feed(stack.clock);
    for (const stream of [false, true]) await ask(stack, v1, chat({ stream }));
    const message = { model: "haiku", max_tokens: 20, messages: [{ role: "user", content: "Hello" }] };
    await stack.call("/anthropic/v1/messages", message, {
      "x-api-key": stack.key("team"),
      "anthropic-version": "2023-06-01",
    });
    await ask(stack, v1, chat({ model: "gpt-4.1-nano" }));
    for (let call = 0; call < 2; call += 1)
      await ask(stack, v1, chat({ messages: [{ role: "user", content: "word ".repeat(700) }] }), "few");
    for (let call = 0; call < 2; call += 1)
      await ask(stack, v1, chat({ messages: [{ role: "user", content: "word ".repeat(5_000) }] }), "cents");
    await stack.call(v1, chat(), { "api-key": "unknown" });

    const { eventHubEvents, llmLogs, gatewayLogs, traces } = stack.local.recorded;
    for (const event of eventHubEvents) feed.sinks.eventHub(event);
    for (const row of llmLogs) feed.sinks.llmLog(row);
    for (const row of gatewayLogs) feed.sinks.gatewayLog(row);
    const timed = (rows: readonly { readonly TimeGenerated: number }[]) =>
      rows.map((row) => ({ ...row, TimeGenerated: new Date(row.TimeGenerated).toISOString() }));
    const tables: Tables = {
      ApiManagementGatewayLogs: timed(gatewayLogs),
      ApiManagementGatewayLlmLog: timed(llmLogs),
      AppTraces: appTraces(traces),
    };
    expect(
      traces.filter(({ source }) => source === "genai-usage").map(({ message: body }) => body),
    ).to.have.members(eventHubEvents.map(({ body }) => body));

    const whole = requireGatewayConfig({ ...devConfig, ...config });
    const plan = planBackends(whole.backends, { location: whole.location });
    const parameters = queryParameters(whole, plan.breaker, plan);
    const run = (...[name, of]: [Parameters<typeof panelQuery>[0], ReturnType<typeof chosen>]) =>
      runKql(panelQuery(name, parameters, of), tables);
    const { headline, by, refusals } = feed.usage.sums(0);
    const [row] = run("headline", chosen());
    expect([row!["Calls"], row!["PromptTokens"], row!["CompletionTokens"], row!["Micros"]]).to.deep.equal([
      headline.calls,
      headline.promptTokens,
      headline.completionTokens,
      headline.costMicros,
    ]);
    expect([row!["First50"] !== null, row!["Asked"], row!["WentOn"]]).to.deep.equal([
      true,
      headline.asked,
      headline.spilled,
    ]);
    const models = run("usage", chosen({ by: "Model" }));
    expect(models.map(({ Name, Micros }) => [Name, Micros])).to.have.deep.members(
      by.model.map(({ name, costMicros }) => [name, costMicros]),
    );
    // Anthropic's API, of which API Management's log of calls to models has nothing.
    const haiku = models.find(({ Name }) => Name === "claude-haiku-4-5")!;
    expect(haiku["CompletionTokens"]).to.be.greaterThan(0);
    expect(haiku["Micros"]).to.be.greaterThan(0);
    const told = refusals.map(({ status, cause, reason, calls }) => [status, cause, reason, calls]);
    expect(
      run("refusals", chosen()).map(({ Status, Cause, Reason, Calls }) => [Status, Cause, Reason, Calls]),
    ).to.have.deep.members(told);
    expect(told.map(([status, cause]) => `${status} ${cause}`)).to.have.members([
      "403 ModelNotAllowed",
      "429 product_tokens",
      "403 product_budget",
      "401 SubscriptionKeyInvalid",
    ]);
  });

  it("are the logs' where events are not traced, and nothing of the policies differs", async () => {
    const plain = await start({}, { ...config, usage: {} });
    await ask(plain, v1, chat());
    expect(plain.local.recorded.traces.filter(({ source }) => source === "genai-usage")).to.deep.equal([]);
    const text = JSON.stringify(plain.deployment.resources).replaceAll('\\"', '"');
    expect(text).not.to.contain("<trace ");
    expect(text).not.to.contain('made.Add("refusal"');
    const traced = await start({}, config);
    const other = JSON.stringify(traced.deployment.resources).replaceAll('\\"', '"');
    expect(other).to.contain('made.Add("refusal"').and.to.contain('<trace source="genai-usage"');
  });
});
