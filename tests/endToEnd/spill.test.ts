import { expect } from "chai";
import { chat, chatPath, DevStack } from "./devStack";

describe("spill from PTU to pay-as-you-go, dev stack", function () {
  const minute = 60_000;
  const load = (stack: DevStack) => ({
    path: chatPath,
    body: chat(600),
    headers: { "api-key": stack.key("premium-team") },
  });

  it("keeps two clients within the PTU, and sends the PTU's overflow alone to pay-as-you-go for six", async () => {
    const calm = await DevStack.start();
    const calmStatuses = await calm.users(2, 3 * minute, load(calm));
    const within = { ptu: calm.served("ptu-1"), payg1: calm.served("payg-1"), payg2: calm.served("payg-2") };
    expect([...calmStatuses.keys()]).to.deep.equal([200]);
    expect(within.ptu.ok).to.be.greaterThan(200);
    expect([within.payg1.ok, within.payg2.ok]).to.deep.equal([0, 0]);

    const spike = await DevStack.start();
    const spikeStatuses = await spike.users(6, 3 * minute, load(spike));
    const over = { ptu: spike.served("ptu-1"), payg1: spike.served("payg-1"), payg2: spike.served("payg-2") };
    console.log(
      `      2 clients: PTU ${within.ptu.ok}, PAYG 0. 6 clients: PTU ${over.ptu.ok}, PAYG ${over.payg1.ok} + ${over.payg2.ok}`,
    );
    expect([...spikeStatuses.keys()]).to.deep.equal([200]);
    // The PTU stays full: it serves more than two clients ever asked of it, and each refusal spilled one call.
    expect(over.ptu.ok).to.be.greaterThan(within.ptu.ok);
    expect(over.payg1.ok + over.payg2.ok).to.equal(over.ptu.refused);
    expect(over.payg1.ok + over.payg2.ok).to.be.greaterThan(100);
    const spilled = spike.usage().filter((event) => event.spilled);
    expect(spilled).to.have.length(over.ptu.refused);
    expect(new Set(spilled.map(({ backendKind }) => backendKind))).to.deep.equal(new Set(["payg"]));
  });

  it("shares the overflow by weight, 2:1 within one per cent", async () => {
    const stack = await DevStack.start();
    await stack.users(6, 3 * minute, load(stack));
    const { payg1, payg2 } = { payg1: stack.served("payg-1").ok, payg2: stack.served("payg-2").ok };
    expect(payg1 / (payg1 + payg2)).to.be.closeTo(2 / 3, 0.01);
  });

  it("answers 429 with the lowest wait only when every backend has refused, in OpenAI's shape", async () => {
    const stack = await DevStack.start();
    for (const [backend, seconds] of [
      ["ptu-1", 9],
      ["payg-1", 30],
      ["payg-2", 4],
    ] as const)
      stack
        .account(backend)
        .configure("gpt-5.4", { fault: { kind: "status", status: 429, retryAfterMs: seconds * 1000 } });
    const { status, headers, json } = await stack.call(chatPath, chat(5), {
      "api-key": stack.key("premium-team"),
    });
    expect(status).to.equal(429);
    expect(headers.get("Retry-After")).to.equal("4");
    expect(headers.get("retry-after-ms")).to.equal("4000");
    expect(json().error?.code).to.equal("429");
    const [event] = stack.usage();
    expect(event).to.include({ status: 429, attempts: 3, tokensFrom: "none", totalTokens: 0 });
  });

  it("goes on to the next backend when one breaks down, and asks none twice", async () => {
    const stack = await DevStack.start();
    stack.account("ptu-1").configure("gpt-5.4", { fault: { kind: "status", status: 503 } });
    stack.account("payg-1").configure("gpt-5.4", { fault: { kind: "status", status: 500 } });
    const { status, headers } = await stack.call(chatPath, chat(5), { "api-key": stack.key("premium-team") });
    expect(status).to.equal(200);
    expect(headers.get("x-gateway-backend")).to.equal("payg-2");
    for (const backend of ["ptu-1", "payg-1", "payg-2"])
      expect(stack.account(backend).ledger.calls.length, backend).to.be.at.most(1);
  });

  // The gateway has checked caller and deployment, so what one backend says of them is that backend's fault.
  for (const status of [401, 403, 404, 408, 500, 503])
    it(`asks the next backend after a ${status} of the PTU`, async () => {
      const stack = await DevStack.start();
      stack.account("ptu-1").configure("gpt-5.4", { fault: { kind: "status", status } });
      const answer = await stack.call(chatPath, chat(50), { "api-key": stack.key("premium-team") });
      expect(answer.status).to.equal(200);
      expect(stack.usage()[0]).to.include({ status: 200, backendKind: "payg", attempts: 2, spilled: true });
    });
});
