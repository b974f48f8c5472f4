import { expect } from "chai";
import fc from "fast-check";
import {
  quotaWindow,
  tokenQuotaPeriod,
} from "../../../../packages/local-gateway/gateway/policies/tokenQuotaPeriod";

const periods = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"] as const;

describe("token quota periods", () => {
  it("are windows in UTC that hold the time they are asked for, one beside the other", () => {
    const times = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(times, fc.constantFrom(...periods), (now, period) => {
        const { start, end } = quotaWindow(period, now);
        expect(start).to.be.at.most(now);
        expect(end).to.be.above(now);
        expect(quotaWindow(period, end).start).to.equal(end);
        expect(quotaWindow(period, end - 1)).to.deep.equal({ start, end });
      }),
    );
  });

  it("follow the calendar", () => {
    const now = Date.UTC(2028, 1, 29, 13, 5);
    expect(quotaWindow("Monthly", now).end).to.equal(Date.UTC(2028, 2, 1));
    expect(quotaWindow("Yearly", now).start).to.equal(Date.UTC(2028, 0, 1));
    expect(tokenQuotaPeriod(" monthly ")).to.equal("Monthly");
    expect(tokenQuotaPeriod("Fortnightly")).to.equal(undefined);
  });
});
