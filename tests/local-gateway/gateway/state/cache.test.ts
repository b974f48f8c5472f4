import { expect } from "chai";
import { VirtualClock } from "../../../../packages/common/clock";
import { GatewayCache } from "../../../../packages/local-gateway/gateway/state/cache";

describe("the gateway's cache", () => {
  it("gives a value until its duration has passed", async () => {
    const clock = new VirtualClock();
    const cache = new GatewayCache(clock);
    cache.set("key", "value", 10);
    await clock.advance(9_999);
    expect(cache.get("key")).to.equal("value");
    await clock.advance(1);
    expect(cache.get("key")).to.equal(undefined);
  });

  it("forgets what is removed", () => {
    const cache = new GatewayCache(new VirtualClock());
    cache.set("key", "value", 10);
    cache.delete("key");
    expect(cache.get("key")).to.equal(undefined);
  });
});
