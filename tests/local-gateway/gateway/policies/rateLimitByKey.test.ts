import { expect } from "chai";
import { rateLimitByKey } from "../../../../packages/local-gateway/gateway/policies/rateLimitByKey";
import { fromBool, fromText } from "../../../../packages/policy-language/expressions/values/values";
import { build, element, type Written } from "../support/elements";
import { FakeGateway, finish, refusal } from "../support/fakeGateway";

describe("rate-limit-by-key", () => {
  const limit = (more: Record<string, Written> = {}) =>
    build(
      rateLimitByKey,
      element("rate-limit-by-key", {
        calls: "2",
        "renewal-period": "10",
        "counter-key": ({ request }) => fromText(request.ipAddress),
        "remaining-calls-header-name": "x-left",
        "total-calls-header-name": "x-total",
        ...more,
      }),
    );

  it("slides: each call frees its place when the period has passed", async () => {
    const gateway = new FakeGateway();
    const step = limit();
    const first = gateway.call();
    await step.run(first);
    expect(finish(first).headers.get("x-left")).to.equal("1");
    await gateway.clock.advance(4_000);
    await step.run(gateway.call());
    const refused = await refusal(step, gateway.call());
    expect(refused.status).to.equal(429);
    expect(refused.error).to.deep.equal({
      source: "rate-limit-by-key",
      reason: "RateLimitExceeded",
      message: "Rate limit is exceeded",
    });
    expect(refused.headers).to.deep.equal({ "Retry-After": "6", "x-left": "0", "x-total": "2" });
    expect(refused.body).to.deep.equal({
      statusCode: 429,
      message: "Rate limit is exceeded. Try again in 6 seconds.",
    });
    await step.run(gateway.call({ clientAddress: "10.0.0.8" }));
    await gateway.clock.advance(6_000);
    await step.run(gateway.call());
    await refusal(step, gateway.call());
  });

  it("counts by an expression only once policies have ended", async () => {
    const gateway = new FakeGateway();
    const condition: Written = ({ response }) => fromBool(response?.statusCode === 200);
    const step = limit({ "increment-condition": condition });
    for (const status of [500, 200, 500, 200]) {
      const call = gateway.call();
      await step.run(call);
      finish(call, { status });
    }
    expect((await refusal(step, gateway.call())).status).to.equal(429);
  });
});
