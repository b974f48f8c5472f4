import { expect } from "chai";
import type { HttpRequest } from "../../packages/common/http";
import type { GatewayConfigInput } from "../../components";
import { alertsOf, appTraces, within } from "../kql/appTraces";
import { runKql } from "../kql/runKql";
import { devConfig, DevStack } from "./devStack";
import { ask, backends, counted, product } from "./pricedStack";

const v1 = "/openai/v1/chat/completions";
const chat = (words: number, stream = false) => ({
  model: "gpt-5.4",
  stream,
  messages: [{ role: "user", content: "word ".repeat(words) }],
  max_completion_tokens: 40,
});

const config = (more: Parameters<typeof product>[0] = {}): GatewayConfigInput => ({
  ...devConfig,
  backends,
  alerts: { emails: ["on-duty@example.com"] },
  products: [
    product({
      budget: { dollars: 0.1, period: "Monthly", alerts: {} },
      ...more,
    }),
    product({ name: "two", displayName: "Two", subscriptions: [{ name: "other" }] }),
  ],
});

async function start(stack: GatewayConfigInput) {
  const asked: { query: string; timespan: string }[] = [];
  const onSend = ({ url, body }: HttpRequest) => {
    if (url.startsWith("https://api.loganalytics.azure.com/"))
      asked.push(JSON.parse(Buffer.from(body).toString()) as (typeof asked)[number]);
  };
  return { stack: await DevStack.start(stack, undefined, {}, { onSend }), asked };
}

const told = (stack: DevStack) =>
  stack.local.recorded.traces
    .filter(({ message }) => message === "GenAI budget")
    .map(({ metadata }) => metadata);

/** What the declared rule of that name tells of all that the gateway has traced. */
function alerts(stack: DevStack, rule: string, from: number) {
  const { inputs } = stack.deployment.resources.find(({ name }) => name === rule)!;
  const tables = { AppTraces: appTraces(stack.local.recorded.traces) };
  return alertsOf(inputs, tables, from, stack.clock.now() + 3 * 86_400_000);
}

/** Calls each hour until one is refused. */
async function spendAll(stack: DevStack, key = "team", between = 3_600_000): Promise<number> {
  for (let calls = 0; calls < 200; calls++) {
    const { status } = await ask(stack, v1, chat(500), key);
    if (status === 403) return calls;
    expect(status).to.equal(200);
    await stack.clock.advance(between);
  }
  throw new Error("The budget never ends");
}

describe("who is told of a budget", () => {
  it("at 50, 80 and 100 %, each once in a period, whatever goes on", async () => {
    const { stack, asked } = await start(config());
    const began = stack.clock.now();
    const seen: string[] = [];
    let refused = 0;
    for (let hour = 0; hour < 80; hour++) {
      const { status } = await ask(stack, v1, chat(500));
      if (status === 403) refused += 1;
      else expect(status).to.equal(200);
      for (const { level } of told(stack).slice(seen.length)) {
        seen.push(level!);
        // What the counter has, of which 1 % is 1,000.
        if (level !== "100") expect(counted(stack) / 1000).to.be.within(Number(level), Number(level) + 4);
      }
      await stack.clock.advance(3_600_000);
    }
    expect(refused).to.be.greaterThan(3);
    expect(seen).to.deep.equal(["50", "80", "100"]);
    // Once an hour, and once more for the first that was refused.
    expect(asked.length).to.equal(80);
    const fired = alerts(stack, "genai-operations-alert-budget-level", began);
    expect(fired.map(({ series }) => series.slice(0, 4))).to.deep.equal(
      ["50", "80", "100"].map((level) => ["one", "product one", `${level} %`, "0.1 US dollars"]),
    );
  });

  it("says what KQL says of the same rows", async () => {
    const { stack, asked } = await start(config());
    await spendAll(stack);
    const rows = appTraces(stack.local.recorded.traces);
    const { query, timespan } = asked.at(-1)!;
    const [from, to] = timespan.split("/").map((text) => Date.parse(text));
    expect(to! - from!).to.equal(30 * 86_400_000);
    expect((from! - Date.UTC(2026, 0, 1)) % (30 * 86_400_000)).to.equal(0);
    const [row] = runKql(query, { AppTraces: within(rows, from!, to!) });
    expect(row).to.deep.equal({ Micros: counted(stack), Level: 100 });
    const last = told(stack).at(-1)!;
    expect(last).to.include({ level: "100", spentMicros: String(counted(stack)), whose: "product" });
  });

  it("anew in the next period, and of a budget that was raised", async () => {
    const daily = (dollars: number) => config({ budget: { dollars, period: "Daily", alerts: {} } });
    const { stack } = await start(daily(0.02));
    await stack.clock.advance(86_400_000 - (stack.clock.now() % 86_400_000));
    await spendAll(stack, "team", 960_000);
    expect(told(stack).map(({ level }) => level)).to.deep.equal(["50", "80", "100"]);
    await stack.clock.advance(86_400_000 - (stack.clock.now() % 86_400_000));
    await spendAll(stack, "team", 960_000);
    expect(told(stack).map(({ level }) => level)).to.deep.equal(["50", "80", "100", "50", "80", "100"]);
    const days = new Set(told(stack).map(({ periodFrom }) => periodFrom));
    expect(days.size).to.equal(2);
    const { stack: raised } = await start(daily(0.04));
    await stack.local.swap(raised.deployment);
    await spendAll(stack, "team", 960_000);
    expect(
      told(stack)
        .slice(6)
        .map(({ level, dollars }) => [level, dollars]),
    ).to.deep.equal([
      ["50", "0.04"],
      ["80", "0.04"],
      ["100", "0.04"],
    ]);
  });

  it("whose it is: each subscription's own, and no other product's", async () => {
    const { stack } = await start(
      config({
        budget: undefined,
        subscriptionBudget: { dollars: 0.02, period: "Monthly", alerts: { percent: [100, 60, 60] } },
        subscriptions: [{ name: "team" }, { name: "twin" }],
      }),
    );
    await ask(stack, v1, chat(500), "other");
    await spendAll(stack);
    expect(told(stack).map(({ name, level }) => [name, level])).to.deep.equal([
      ["subscription team", "60"],
      ["subscription team", "100"],
    ]);
    await spendAll(stack, "twin");
    expect(told(stack).map(({ name }) => name)).to.deep.equal([
      ...["subscription team", "subscription team", "subscription twin", "subscription twin"],
    ]);
    const traced = stack.local.recorded.traces.filter(({ message }) => message === "GenAI spent");
    const events = stack.usage().filter(({ costMicros }) => (costMicros ?? 0) > 0);
    expect(traced.map(({ metadata }) => [metadata["request"], Number(metadata["micros"])])).to.deep.equal(
      events.map(({ requestId, costMicros }) => [requestId, costMicros]),
    );
  });

  it("by nothing that a caller sends, and without a prompt in it", async () => {
    const { stack } = await start(config());
    const headers = { "x-product": "two", "genai-watch-product": "1000000|1|50|" };
    const { status } = await stack.call(
      v1,
      { ...chat(500), user: "other" },
      { "api-key": stack.key("team"), ...headers },
    );
    expect(status).to.equal(200);
    const [trace] = stack.local.recorded.traces;
    expect(trace?.metadata).to.include({ product: "one", subscription: "team" });
    expect(JSON.stringify(stack.local.recorded.traces)).to.not.include("word");
  });

  it("costs one question in 15 minutes, however many call, and no call when the log does not answer", async () => {
    const { stack, asked } = await start(config({ budget: { dollars: 100, alerts: {} } }));
    for (let minute = 0; minute < 29; minute++) {
      await ask(stack, v1, chat(20));
      await stack.clock.advance(50_000);
    }
    expect(asked.length).to.equal(2);
    const without = stack.deployment.resources.filter(({ name }) => name !== "genai-usage-reader");
    await stack.local.swap({ ...stack.deployment, resources: without });
    await stack.clock.advance(3_600_000);
    for (let call = 0; call < 3; call++)
      expect((await ask(stack, v1, chat(20))).status, `call ${call}`).to.equal(200);
    expect(asked.length).to.equal(3);
    expect(told(stack)).to.deep.equal([]);
  });

  it("by the quota of tokens that a budget is in the v2 tiers, and by the calendar", async () => {
    const { stack } = await start({
      ...config({ budget: { dollars: 0.5, period: "Daily", alerts: {} }, models: ["gpt-5.4"] }),
      apiManagement: { ...devConfig.apiManagement, sku: "PremiumV2" },
    });
    await stack.clock.advance(86_400_000 - (stack.clock.now() % 86_400_000));
    await spendAll(stack, "team", 960_000);
    expect(told(stack).map(({ level }) => level)).to.deep.equal(["50", "80", "100"]);
    expect(told(stack)[0]!["periodFrom"]).to.equal(
      `${new Date(stack.clock.now()).toISOString().slice(0, 10)}T00:00:00Z`,
    );
  });

  it("goes to the stack's addresses too where one of two budgets names none", async () => {
    const lead = { emails: ["lead@example.com"] };
    const { stack } = await start(
      config({
        budget: { dollars: 5, alerts: {} },
        subscriptionBudget: { dollars: 1, alerts: lead },
      }),
    );
    const { resources } = stack.deployment;
    const told = (rule: string) => {
      const { inputs } = resources.find(({ name }) => name === `genai-operations-alert-${rule}`)!;
      const [id] = (inputs["actions"] as { readonly actionGroups: readonly string[] }).actionGroups;
      const group = resources.find((one) => one.id === id)!;
      const receivers = group.inputs["emailReceivers"] as readonly { readonly emailAddress: string }[];
      return receivers.map(({ emailAddress }) => emailAddress);
    };
    expect(told("budget-level")).to.deep.equal(["on-duty@example.com"]);
    expect(told("budget-level-one")).to.deep.equal(["lead@example.com"]);
  });

  it("is nowhere where nobody asks for it", async () => {
    const plain = await DevStack.start(config({ budget: { dollars: 0.1 } }));
    const text = JSON.stringify(plain.deployment.resources.map(({ inputs }) => inputs));
    for (const word of ["genai-watch", "GenAI spent", "watch-budgets", "usage-workspace"])
      expect(text).to.not.include(word);
    await ask(plain, v1, chat(20));
    expect(plain.local.recorded.traces).to.deep.equal([]);
  });
});
