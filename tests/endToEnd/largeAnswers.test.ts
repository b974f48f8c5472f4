import { expect } from "chai";
import { chat, chatPath, devConfig, DevStack, embeddingsPath } from "./devStack";

const streamTokens = 1_000;
const config = {
  ...devConfig,
  products: [
    {
      name: "paid",
      displayName: "Paid",
      budget: { dollars: 100, streamTokens },
      subscriptions: [{ name: "paid-a" }],
    },
  ],
};
const spent = (stack: DevStack) =>
  stack.local.counters[0]!.list().find(({ key }) => key.includes("budget"))?.used ?? 0;

/** An answer is paid for, however large it is: it passes, has its event and is charged. */
describe("answers of millions of values", () => {
  it("embeddings of as many texts as there may be => what they state", async () => {
    const stack = await DevStack.start(config);
    const answer = await stack.call(
      embeddingsPath,
      { input: Array(2_048).fill("word") },
      { "api-key": stack.key("paid-a") },
    );
    expect(answer.status, answer.text.slice(0, 300)).to.equal(200);
    const [event] = stack.usage();
    expect(event).to.include({
      status: 200,
      tokensFrom: "response",
      promptTokens: 2_048,
      totalTokens: 2_048,
    });
    expect(spent(stack)).to.equal(Math.ceil(2_048 * 0.02));
  });

  it("log probabilities => the estimate, and all that may have been written", async () => {
    const probable = { token: "a", logprob: -0.5, bytes: [97], top_logprobs: [] };
    const long = JSON.stringify({
      object: "chat.completion",
      choices: [{ index: 0, logprobs: { content: Array(600_000).fill(probable) } }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
    const stack = await DevStack.start(config, async (_request, ask) => ({
      ...(await ask()),
      body: Buffer.from(long),
    }));
    const answer = await stack.call(chatPath, chat(10), { "api-key": stack.key("paid-a") });
    expect(answer.status, answer.text.slice(0, 300)).to.equal(200);
    expect(stack.usage()).to.have.length(1);
    expect(stack.usage()[0]).to.include({ status: 200, tokensFrom: "estimate", completionBound: 10 });
    expect(spent(stack)).to.be.greaterThan(10 * 15);
  });
});
