import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { chat, chatPath, devConfig, DevStack } from "./devStack";

type Balancing = "weighted" | "round-robin" | "latency";

/** The dev stack without its PTU. */
function paygOnly(loadBalancing: Balancing): GatewayConfigInput {
  return {
    ...devConfig,
    backends: devConfig.backends.filter(({ kind }) => kind === "payg"),
    apis: { azureOpenAi: { loadBalancing } },
  };
}

async function shares(stack: DevStack, calls: number): Promise<{ payg1: number; payg2: number }> {
  const before = { payg1: stack.served("payg-1").ok, payg2: stack.served("payg-2").ok };
  for (let call = 0; call < calls; call += 1) {
    const { status } = await stack.call(chatPath, chat(5), { "api-key": stack.key("premium-team") });
    expect(status).to.equal(200);
    await stack.clock.advance(1000);
  }
  return {
    payg1: stack.served("payg-1").ok - before.payg1,
    payg2: stack.served("payg-2").ok - before.payg2,
  };
}

describe("balancing among backends of one priority", function () {
  it("gives weights 2 and 1 exactly two calls to one", async () => {
    expect(await shares(await DevStack.start(paygOnly("weighted")), 300)).to.deep.equal({
      payg1: 200,
      payg2: 100,
    });
  });

  it("takes turns, whatever the weights", async () => {
    expect(await shares(await DevStack.start(paygOnly("round-robin")), 100)).to.deep.equal({
      payg1: 50,
      payg2: 50,
    });
  });

  it("prefers the backend that answers faster, and follows when that changes", async () => {
    const stack = await DevStack.start(paygOnly("latency"));
    const speed = (backend: string, perTokenMs: number) =>
      stack.account(backend).configure("gpt-5.4", { latency: { firstTokenMs: 10, perTokenMs } });
    speed("payg-1", 10);
    speed("payg-2", 100);
    const before = await shares(stack, 120);
    expect(before.payg1 / 120).to.be.greaterThan(0.9);
    // The slow one is asked now and then, or its recovery would never be seen.
    expect(before.payg2).to.be.greaterThan(1);
    speed("payg-1", 100);
    speed("payg-2", 10);
    await shares(stack, 60);
    expect((await shares(stack, 120)).payg2 / 120).to.be.greaterThan(0.9);
  });

  it("keeps to the first priority when spill is off", async () => {
    const stack = await DevStack.start({ ...devConfig, apis: { azureOpenAi: { spillToPayg: false } } });
    stack
      .account("ptu-1")
      .configure("gpt-5.4", { fault: { kind: "status", status: 429, retryAfterMs: 5000 } });
    const { status, headers } = await stack.call(chatPath, chat(5), { "api-key": stack.key("premium-team") });
    expect([status, headers.get("Retry-After")]).to.deep.equal([429, "5"]);
    expect(stack.account("payg-1").ledger.calls).to.have.length(0);
  });
});
