import { expect } from "chai";
import type { Problem } from "../../../../common/problem";
import { quota, quotaByKey } from "../../../../local/gateway/policies/quota";
import { build, element } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";

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

  it("says that it does not count bandwidth", () => {
    const problems: Problem[] = [];
    build(quota, element("quota", { calls: "1", "renewal-period": "86400", bandwidth: "5" }), problems);
    expect(problems.map(({ code }) => code)).to.deep.equal(["POLICY_NOT_SIMULATED"]);
  });
});
