import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { configOf, devStack } from "../components/config/stackFile";
import { chatPath, DevStack } from "./devStack";

describe("budgets in money, dev stack", function () {
  const price = { promptPerMillion: 100, completionPerMillion: 1_000 };

  /** The dev stack whose trial subscription has some dollars a day and no other limit. */
  async function withBudget(dollars: number): Promise<DevStack> {
    const config = configOf(devStack) as unknown as GatewayConfigInput;
    return DevStack.start({
      ...config,
      products: config.products.map((product) =>
        product.name === "trial"
          ? {
              name: "trial",
              displayName: "Trial",
              subscriptions: [{ name: "trial-user" }],
              subscriptionBudget: { dollars, period: "Daily" as const, ...price },
            }
          : product,
      ),
    });
  }

  const spent = (stack: DevStack) =>
    stack.local.counters[0]!.list().find(({ key }) => key.includes("budget:subscription"))?.used ?? 0;
  const ask = (stack: DevStack, more: object) =>
    stack.call(
      chatPath,
      { messages: [{ role: "user", content: "Hello" }], ...more },
      { "api-key": stack.key("trial-user") },
    );

  it("takes what an answer states it has used", async () => {
    const stack = await withBudget(10);
    const answer = await ask(stack, { max_completion_tokens: 20 });
    const { prompt_tokens: prompt, completion_tokens: completion } = (
      answer.json() as unknown as { usage: { prompt_tokens: number; completion_tokens: number } }
    ).usage;
    expect(spent(stack)).to.equal(Math.ceil((prompt * 100 + completion * 1_000) / 100));
  });

  it("takes a stream's estimate: its prompt, and all the tokens it may have", async () => {
    const stack = await withBudget(10);
    await ask(stack, { max_completion_tokens: 50, stream: true });
    expect(spent(stack)).to.be.within(500, 520);
    await ask(stack, { stream: true });
    expect(spent(stack)).to.be.within(10_500, 10_550);
  });

  it("refuses with 403 in OpenAI's shape once it is spent, and lets in again the next day", async () => {
    const stack = await withBudget(0.05);
    const before = await ask(stack, { max_completion_tokens: 60 });
    expect(before.status).to.equal(200);
    const refused = await ask(stack, { max_completion_tokens: 1 });
    expect(refused.status).to.equal(403);
    expect(refused.json().error!.message).to.match(/quota/i);
    expect(stack.usage().map(({ status }) => status)).to.deep.equal([200, 403]);
    await stack.clock.advance(86_400_000);
    expect((await ask(stack, { max_completion_tokens: 1 })).status).to.equal(200);
  });

  it("costs nothing where the call failed", async () => {
    const stack = await withBudget(10);
    expect((await ask(stack, { messages: "none" })).status).to.equal(400);
    expect(spent(stack)).to.equal(0);
  });
});
