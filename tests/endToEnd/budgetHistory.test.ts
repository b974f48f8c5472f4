import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { devConfig, DevStack } from "./devStack";
import { Caller } from "./storedCalls";

const config: GatewayConfigInput = {
  ...devConfig,
  products: [
    {
      name: "paid",
      displayName: "Paid",
      budget: { dollars: 100, streamTokens: 1_000 },
      subscriptions: [{ name: "paid-a" }],
    },
  ],
};
const price = { prompt: 2.5, completion: 15 };
const long = "The gateway asks one backend after another until one has room. ".repeat(800);

/** What an account reads again is part of the prompt, also where no answer has said how much it is. */
describe("budgets, the history that an account keeps", () => {
  let stack: DevStack;
  let caller: Caller;
  before(async () => {
    stack = await DevStack.start(config);
    caller = new Caller(stack, "paid-a");
  });
  const charged = () => stack.local.counters[0]!.list().find(({ key }) => key.includes("budget"))?.used ?? 0;
  const calls = () => ["ptu-1", "payg-1", "payg-2"].flatMap((name) => [...stack.account(name).ledger.calls]);

  /** What one stream is charged, to what the account has truly read and written. */
  async function ratio(more: object): Promise<number> {
    const known = new Set(calls());
    const before = charged();
    const answer = await caller.respond({ stream: true, max_output_tokens: 20, ...more });
    expect(answer.status, answer.text).to.equal(200);
    await stack.clock.advance(60_000);
    const truly = calls()
      .filter((call) => !known.has(call))
      .reduce(
        (sum, call) => sum + call.promptTokens * price.prompt + call.completionTokens * price.completion,
        0,
      );
    expect(truly).to.be.greaterThan(1_000);
    return (charged() - before) / truly;
  }

  const conversation = async (items: readonly object[] = []) => {
    const made = await caller.call("POST", "/conversations", {});
    for (const item of items)
      await caller.call("POST", `/conversations/${made.json.id}/items`, { items: [item] });
    return made.json.id;
  };
  const said = (content: unknown) => ({ type: "message", role: "user", content });

  it("of a conversation => its items, at half a token a byte", async () => {
    const id = await conversation([said(long)]);
    for (let turn = 0; turn < 3; turn++) expect(await ratio({ conversation: id })).to.be.within(1, 4);
    expect(await ratio({ conversation: { id } })).to.be.within(1, 4);
  });

  it("of a conversation in the background", async () => {
    const id = await conversation([said(long)]);
    expect(await ratio({ conversation: id, background: true })).to.be.within(1, 4);
  });

  it("of a conversation of more items than one list has => all that the model reads", async () => {
    const id = await conversation(Array.from({ length: 101 }, () => said("word ".repeat(20))));
    const before = charged();
    await caller.respond({ conversation: id, stream: true, max_output_tokens: 20 });
    expect(charged() - before).to.be.greaterThan(250_000 * price.prompt);
  });

  it("of a response in the background, which nobody has read since", async () => {
    const made = await caller.respond({ input: long, background: true });
    expect(made.json.status).to.equal("queued");
    await stack.clock.advance(60_000);
    expect(await ratio({ previous_response_id: made.json.id })).to.be.within(0.99, 1.1);
    // What it was is known now, and not asked again.
    expect(await ratio({ previous_response_id: made.json.id })).to.be.within(0.99, 1.1);
  });
});
