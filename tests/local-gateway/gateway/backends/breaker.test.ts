import { expect } from "chai";
import { VirtualClock } from "../../../../packages/common/clock";
import { CircuitBreaker, retryAfterMs } from "../../../../packages/local-gateway/gateway/backends/breaker";
import type { BreakerModel } from "../../../../packages/local-gateway/gateway/model/types";

const rule: BreakerModel = {
  name: "overload",
  count: 3,
  intervalMs: 10_000,
  statusCodeRanges: [
    { min: 429, max: 429 },
    { min: 500, max: 599 },
  ],
  errorReasons: ["Timeout"],
  tripDurationMs: 60_000,
  acceptRetryAfter: true,
};
const status = (code: number, retryAfter?: string) => ({ kind: "status" as const, status: code, retryAfter });

describe("CircuitBreaker", () => {
  it("opens at the count within the interval and closes by itself", async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker(rule, clock);
    breaker.record(status(500));
    breaker.record(status(404));
    breaker.record({ kind: "error", reason: "Timeout" });
    breaker.record({ kind: "error", reason: "BackendConnectionFailure" });
    expect(breaker.open).to.equal(false);
    breaker.record(status(429));
    expect(breaker.open).to.equal(true);
    await clock.advance(59_999);
    expect(breaker.open).to.equal(true);
    await clock.advance(1);
    expect(breaker.open).to.equal(false);
    breaker.record(status(500));
    expect(breaker.open, "counts from nothing after a trip").to.equal(false);
  });

  it("forgets failures that are older than the interval", async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker(rule, clock);
    breaker.record(status(500));
    breaker.record(status(500));
    await clock.advance(10_000);
    breaker.record(status(500));
    expect(breaker.open).to.equal(false);
  });

  it("is neither held open nor opened again by calls that were on their way when it opened", async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker(rule, clock);
    for (let call = 0; call < 3; call++) breaker.record(status(500));
    await clock.advance(59_000);
    for (let call = 0; call < 3; call++) breaker.record(status(500));
    await clock.advance(1000);
    expect(breaker.open, "as long as at first").to.equal(false);
    breaker.record(status(500));
    breaker.record(status(500));
    expect(breaker.open, "counts what came after alone").to.equal(false);
    breaker.record(status(500));
    expect(breaker.open).to.equal(true);
  });

  it("stays open as long as the backend's Retry-After asks", async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker({ ...rule, count: 1 }, clock);
    breaker.record(status(429, "7"));
    await clock.advance(6_999);
    expect(breaker.open).to.equal(true);
    await clock.advance(1);
    expect(breaker.open).to.equal(false);
    const deaf = new CircuitBreaker({ ...rule, count: 1, acceptRetryAfter: false }, clock);
    deaf.record(status(429, "7"));
    await clock.advance(59_999);
    expect(deaf.open).to.equal(true);
  });

  it("opens at a share of calls when the rule gives a percentage", () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker({ ...rule, count: undefined, percentage: 50 }, clock);
    for (const code of [200, 200, 200, 500, 500]) breaker.record(status(code));
    expect(breaker.open).to.equal(false);
    breaker.record(status(500));
    expect(breaker.open).to.equal(true);
  });

  it("reads Retry-After as seconds or as a date", () => {
    const now = Date.UTC(2026, 0, 1);
    expect(retryAfterMs("2.5", now)).to.equal(2500);
    expect(retryAfterMs("Thu, 01 Jan 2026 00:00:09 GMT", now)).to.equal(9000);
    for (const useless of [undefined, "", "soon", "-1", "Wed, 31 Dec 2025 23:59:59 GMT"]) {
      expect(retryAfterMs(useless, now), String(useless)).to.equal(undefined);
    }
  });
});
