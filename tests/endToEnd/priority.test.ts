import { expect } from "chai";
import { chat, chatPath, DevStack } from "./devStack";

describe("limits and priorities, dev stack", function () {
  /** Uses up what low priority may use: 300,000 of 400,000 tokens a minute. */
  async function busy(stack: DevStack): Promise<void> {
    for (let call = 0; call < 5; call += 1)
      await stack.call(chatPath, chat(60_000), { "api-key": stack.key("premium-team") });
  }

  it("refuses low priority while high passes, and lets low pass when high is quiet", async () => {
    const stack = await DevStack.start();
    const low = { "api-key": stack.key("standard-team") };
    const high = { "api-key": stack.key("premium-team") };
    expect((await stack.call(chatPath, chat(5), low)).status).to.equal(200);
    await busy(stack);
    const refused = await stack.call(chatPath, chat(5), low);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get("Retry-After"))).to.be.within(1, 60);
    expect((await stack.call(chatPath, chat(5), high)).status).to.equal(200);
    await stack.clock.advance(61_000);
    expect((await stack.call(chatPath, chat(5), low)).status).to.equal(200);
  });

  it("pays no heed to a priority that a client claims", async () => {
    const stack = await DevStack.start();
    await busy(stack);
    for (const name of ["x-priority", "priority", "x-gateway-priority", "x-product"]) {
      const forged = { "api-key": stack.key("standard-team"), [name]: "high" };
      expect((await stack.call(chatPath, chat(5), forged)).status, name).to.equal(429);
    }
  });

  it("holds a subscription to its tokens per minute, before a backend is asked", async () => {
    const stack = await DevStack.start();
    const trial = { "api-key": stack.key("trial-user") };
    expect((await stack.call(chatPath, chat(200), trial)).status).to.equal(200);
    const over = await stack.call(chatPath, chat(200), trial);
    expect(over.status).to.equal(429);
    expect(over.json().error).to.include({ code: "429" });
    expect(stack.served("ptu-1").ok).to.equal(1);
    await stack.clock.advance(61_000);
    expect((await stack.call(chatPath, chat(200), trial)).status).to.equal(200);
  });
});
