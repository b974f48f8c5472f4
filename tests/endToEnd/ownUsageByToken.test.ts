import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { appTraces } from "../kql/appTraces";
import { kqlMistakes } from "../kql/parseKql";
import { runKql, type Tables } from "../kql/runKql";
import { ask } from "./ask";
import { chat, devConfig, DevStack } from "./devStack";
import { apps, people, startTokens, tokenConfig, type Issuer } from "./tokenStack";

const v1 = "/openai/v1/chat/completions";
const usage = "GET /openai/v1/genai/usage";

interface Own {
  readonly product: string;
  readonly calls: number;
  readonly prompt_tokens: number;
  readonly cost_micros: number;
  readonly budget?: { readonly of: string; readonly spent_micros: number; readonly left_micros: number };
  readonly limits?: Readonly<Record<string, unknown>>;
}

const config: GatewayConfigInput = {
  ...tokenConfig,
  usage: { ownView: true },
  products: [
    {
      ...{ name: "agents", displayName: "Agents", tokensPerMinute: 90_000 },
      budget: { dollars: 50 },
      identity: {
        mode: "entra",
        applications: [apps.chat, apps.batch],
        perUser: { budget: { dollars: 1, period: "Daily" } },
      },
      chargePtu: "free",
    },
    { name: "other", displayName: "Other", identity: { mode: "entra", applications: [apps.coding] } },
    {
      ...{ name: "both", displayName: "Both", subscriptionBudget: { dollars: 3 } },
      identity: { mode: "both", applications: [apps.both] },
      subscriptions: [{ name: "both-team" }],
    },
  ],
};

describe("one's own usage, by token alone", () => {
  let stack: DevStack;
  let issuer: Issuer;
  beforeEach(async () => {
    ({ stack, issuer } = await startTokens(config));
    // Not at what the product's PTU costs, which is nothing.
    stack.account("ptu-1").configure("gpt-5.4", { fault: { kind: "status", status: 500 } });
  });
  const bearer = async (claims: Record<string, unknown>, more: Record<string, string> = {}) => ({
    Authorization: `Bearer ${await issuer.token(stack, claims)}`,
    ...more,
  });
  const call = async (claims: Record<string, unknown>, words: number, more: Record<string, string> = {}) => {
    const answer = await stack.call(v1, chat(words), await bearer(claims, more));
    expect(answer.status, answer.text).to.equal(200);
  };
  const own = async (claims: Record<string, unknown>, more: Record<string, string> = {}, query = "") => {
    const answer = await ask(stack, `${usage}${query}`, await bearer(claims, more));
    expect(answer.status, answer.message).to.equal(200);
    return answer.json as unknown as Own;
  };
  const ann = { azp: apps.chat, oid: people.ann };
  const others = [
    ["another person", { azp: apps.chat, oid: people.bob }],
    ["another application for the same person", { azp: apps.batch, oid: people.ann }],
    ["another product", { azp: apps.coding, oid: people.ann }],
  ] as const;

  it("is that of product, application and person, and nobody else's of the same product", async () => {
    await call(ann, 50);
    for (const [index, [, claims]] of others.entries()) await call(claims, 300 + index);
    const mine = await own(ann);
    const events = stack.usage();
    expect(mine).to.include({ product: "agents", calls: 1, prompt_tokens: events[0]!.promptTokens });
    expect(mine.cost_micros).to.equal(events[0]!.costMicros).and.greaterThan(0);
    expect(mine.limits).to.deep.equal({
      product_tokens_per_minute: 90_000,
      product_budget: { dollars: 50, period: "Monthly" },
      user_budget: { dollars: 1, period: "Daily" },
    });
    for (const [index, [who, claims]] of others.entries())
      expect(await own(claims), who).to.include({ calls: 1, prompt_tokens: events[index + 1]!.promptTokens });
  });

  it("tells what is left of the person's budget, and nothing of the product's, which all share", async () => {
    await call(ann, 50);
    await call({ ...ann, azp: apps.batch }, 70);
    await call(others[0][1], 900);
    const { budget } = await own(ann);
    const [first, second] = stack.usage();
    // A person has one budget in a product, whichever application calls.
    const spent = first!.costMicros! + second!.costMicros!;
    expect(budget).to.include({ of: "user", spent_micros: spent, left_micros: 1_000_000 - spent });
  });

  it("says what KQL says of the same rows", async () => {
    await call(ann, 50);
    await call(others[0][1], 300);
    const { llmLogs, traces } = stack.local.recorded;
    const caller = traces[0]!.metadata["caller"]!;
    const text = ownQuery(stack).replace("CALLER-ID", caller);
    const tables = { ApiManagementGatewayLlmLog: llmLogs, AppTraces: appTraces(traces) };
    const rows = runKql(text, tables as unknown as Tables);
    const mine = await own(ann);
    expect(rows.map(({ Calls, Micros }) => [Calls, Micros])).to.deep.equal([[mine.calls, mine.cost_micros]]);
    const columns = {
      ApiManagementGatewayLlmLog:
        "(CorrelationId: string, SequenceNumber: int, DeploymentName: string, PromptTokens: int, CompletionTokens: int)",
      AppTraces: "(TimeGenerated: datetime, Message: string, Properties: dynamic)",
    };
    expect(kqlMistakes(text, columns)).to.deep.equal([]);
  });

  it("is nobody else's, whatever is written beside the token", async () => {
    await call(others[0][1], 300);
    const [{ metadata } = { metadata: {} as Record<string, string> }] = stack.local.recorded.traces;
    for (const [more, query] of [
      [{ "genai-whose": metadata["caller"]!, "x-user": metadata["user"]! }, ""],
      [{}, `?caller=${encodeURIComponent(metadata["caller"]!)}&user=${metadata["user"]}`],
      [{ "Ocp-Apim-Subscription-Id": "both-team" }, "?subscription=both-team"],
    ] as const)
      expect(await own(ann, more, query)).to.include({ calls: 0, cost_micros: 0 });
    // Names of another in the token's own claims of no meaning.
    expect(await own({ ...ann, user: metadata["user"], sub: people.bob })).to.include({ calls: 0 });
    const stranger = await ask(stack, usage, await bearer({ azp: apps.stranger }));
    expect(stranger.status).to.equal(403);
    const forged = `${(await issuer.token(stack, ann)).slice(0, -6)}AAAAAA`;
    expect((await ask(stack, usage, { Authorization: `Bearer ${forged}` })).status).to.equal(401);
    expect((await ask(stack, usage)).status).to.equal(401);
  });

  it("of a key with a token is the key's, and of the budget that it has alone", async () => {
    const key = { "api-key": stack.key("both-team") };
    await call({ azp: apps.both, oid: people.ann }, 50, key);
    await call({ azp: apps.both, oid: people.bob }, 90, key);
    await call(ann, 50);
    const mine = await own({ azp: apps.both, oid: people.ann }, key);
    const spent = stack
      .usage()
      .slice(0, 2)
      .reduce((sum, { costMicros }) => sum + costMicros!, 0);
    expect(mine).to.include({ product: "both", calls: 2 });
    expect(mine.budget).to.include({ of: "subscription", spent_micros: spent });
  });
});

/** What the operation's policy asks of a call by token, out of what is declared. */
function ownQuery(stack: DevStack): string {
  const policy = stack.deployment.resources
    .map(({ inputs }) => JSON.stringify(inputs))
    .find((text) => text.includes("CALLER-ID"))!;
  const value = /"value":("(?:[^"\\]|\\.)*CALLER-ID(?:[^"\\]|\\.)*")/.exec(policy)![1]!;
  const xml = JSON.parse(value) as string;
  const text =
    /== &quot;&quot; \? &quot;(.*?)&quot;\.Replace\(&quot;CALLER-ID|== "" \? "(.*?)"\.Replace\("CALLER-ID/s.exec(
      xml,
    )!;
  return (text[1] ?? text[2]!)
    .replaceAll("\\n", "\n")
    .replaceAll("\\&quot;", '"')
    .replaceAll('\\"', '"')
    .replaceAll("&quot;", '"')
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<");
}

describe("a use case's own month", () => {
  it("tells what is left of its contract's budget", async () => {
    const gateway = await hubStack({ ...devConfig, usage: { ownView: true } });
    const contract = (name: string) => ({
      useCase: { businessUnit: "hr", name, environment: "dev" },
      grants: [{ api: "openAiV1" as const }],
      budget: { dollars: 2 },
    });
    const stack = DevStack.of(
      both(gateway, await contractStack(gateway, [contract("one"), contract("two")])),
    );
    const key = (of: string) => ({ "api-key": stack.key(`hr/${of}/dev`) });
    await stack.call(v1, chat(90), key("one"));
    await stack.call(v1, chat(900), key("two"));
    const { json, status } = await ask(stack, usage, key("one"));
    expect(status).to.equal(200);
    const spent = stack.usage()[0]!.costMicros!;
    expect((json as unknown as Own).budget).to.include({
      ...{ of: "product", spent_micros: spent, left_micros: 2_000_000 - spent },
    });
  });
});
