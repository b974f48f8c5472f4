import { expect } from "chai";
import { quota, quotaByKey } from "../../../../packages/local-gateway/gateway/policies/quota";
import { build, element } from "../support/elements";
import { FakeGateway, finish, refusal } from "../support/fakeGateway";

describe("quota-by-key", () => {
  it("refuses with 403 until the fixed window ends", async () => {
    const gateway = new FakeGateway();
    const step = build(
      quotaByKey,
      element("quota-by-key", {
        calls: "1",
        "renewal-period": "3600",
        "counter-key": "key",
        "first-period-start": "2025-12-31T23:30:00Z",
      }),
    );
    await step.run(gateway.call());
    const refused = await refusal(step, gateway.call());
    expect(refused.status).to.equal(403);
    expect(refused.headers).to.deep.equal({ "Retry-After": "1800" });
    expect(refused.body).to.deep.equal({
      statusCode: 403,
      message: "Out of call volume quota. Quota will be replenished in 00:30:00.",
    });
    await gateway.clock.advance(1_800_000);
    await step.run(gateway.call());
  });
});

describe("quota", () => {
  it("limits calls with a subscription only", async () => {
    const gateway = new FakeGateway();
    const step = build(quota, element("quota", { calls: "1", "renewal-period": "86400" }));
    await step.run(gateway.call());
    await step.run(gateway.call());
    const subscribed = () => {
      const call = gateway.call();
      call.context.subscription = { id: "s", name: "s", key: "k", primaryKey: "k", secondaryKey: "l" };
      return call;
    };
    await step.run(subscribed());
    expect((await refusal(step, subscribed())).error.reason).to.equal("QuotaExceeded");
  });

  it("gives a part without a period that of the whole", async () => {
    const gateway = new FakeGateway();
    const inner = element("api", { id: "chat", calls: "1" });
    const step = build(quota, element("quota", { calls: "9", "renewal-period": "86400" }, inner));
    const call = () => {
      const one = gateway.call();
      one.context.subscription = { id: "s", name: "s", key: "k", primaryKey: "k", secondaryKey: "l" };
      Object.assign(one.context, { api: { id: "chat", name: "Chat" } });
      return one;
    };
    await step.run(call());
    expect((await refusal(step, call())).headers).to.have.property("Retry-After");
  });
});

describe("bandwidth of a quota", () => {
  const limited = { bandwidth: "2", "renewal-period": "3600", "counter-key": "key" };

  it("counts the bodies of requests and answers, in kilobytes", async () => {
    const gateway = new FakeGateway();
    const step = build(quotaByKey, element("quota-by-key", limited));
    const spend = async (sent: number, answered: number) => {
      const call = gateway.call({ body: "x".repeat(sent) });
      await step.run(call);
      finish(call, { completion: { bytes: answered } });
    };
    await spend(1000, 1000);
    await spend(47, 0);
    // 2,047 of 2,048 bytes: this one is let in, whatever it moves.
    await spend(0, 5000);
    const refused = await refusal(step, gateway.call());
    expect(refused.status).to.equal(403);
    expect(refused.error.message).to.match(
      /^Out of bandwidth quota\. Quota will be replenished in 01:00:00\.$/,
    );
    await gateway.clock.advance(3_600_000);
    await spend(0, 0);
  });
});

describe("periods of quota-by-key", () => {
  // The virtual clock begins at 2026-01-01; `Retry-After` in days.
  const cases: [period: string, first: string | undefined, days: number][] = [
    ["86400", undefined, 1],
    ["P1M", "2025-12-01T00:00:00Z", 31],
    ["P0Y4M0DT0H0M0S", "2025-11-01T00:00:00Z", 59],
    ["P1Y", "2024-03-01T00:00:00Z", 59],
    ["P1W", "2025-12-31T00:00:00Z", 6],
    ["0", undefined, 0],
    ["Infinite", undefined, 0],
  ];
  for (const [period, first, days] of cases)
    it(`${period} from ${first ?? "year 1"} => ${days} days`, async () => {
      const gateway = new FakeGateway();
      const attributes = { calls: "1", "renewal-period": period, "counter-key": "key" };
      const step = build(
        quotaByKey,
        element("quota-by-key", first ? { ...attributes, "first-period-start": first } : attributes),
      );
      await step.run(gateway.call());
      const refused = await refusal(step, gateway.call());
      expect(Number(refused.headers["Retry-After"]) / 86_400).to.equal(days);
    });
});
