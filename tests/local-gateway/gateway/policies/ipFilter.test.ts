import { expect } from "chai";
import fc from "fast-check";
import { ipFilter } from "../../../../packages/local-gateway/gateway/policies/ipFilter";
import { build, element } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";
import { run } from "./runPolicies";

describe("ip-filter", () => {
  const range = element("address-range", { from: "10.0.0.1", to: "10.0.0.9" });
  it("lets in what is listed, or keeps it out", async () => {
    const gateway = new FakeGateway();
    const allow = build(ipFilter, element("ip-filter", { action: "allow" }, range));
    await allow.run(gateway.call());
    await allow.run(gateway.call({ clientAddress: "::ffff:10.0.0.9" }));
    const refused = await refusal(allow, gateway.call({ clientAddress: "10.0.0.10" }));
    expect([refused.status, refused.error.reason]).to.deep.equal([403, "CallerIpNotAllowed"]);
    const forbid = build(ipFilter, element("ip-filter", { action: "forbid" }, range));
    expect((await refusal(forbid, gateway.call())).error.reason).to.equal("CallerIpBlocked");
    await forbid.run(gateway.call({ clientAddress: "2001:db8::1" }));
  });

  it("finds nobody in a range that runs backwards, and goes on", async () => {
    for (const [from, to, clientAddress] of [
      ["10.0.0.9", "10.0.0.1", "10.0.0.5"],
      ["2001:db8::9", "2001:db8::1", "2001:db8::5"],
    ] as const) {
      const backwards = element("address-range", { from, to });
      const allow = build(ipFilter, element("ip-filter", { action: "allow" }, backwards, range));
      const gateway = new FakeGateway();
      await allow.run(gateway.call({ clientAddress: "10.0.0.2" }));
      await refusal(
        build(ipFilter, element("ip-filter", { action: "allow" }, backwards)),
        gateway.call({ clientAddress }),
      );
    }
  });

  it("takes single addresses of both families", async () => {
    const addresses = ["10.1.1.1", "2001:db8::7"].map((address) => element("address", {}, address));
    const allow = build(ipFilter, element("ip-filter", { action: "allow" }, ...addresses));
    const gateway = new FakeGateway();
    for (const clientAddress of ["10.1.1.1", "2001:DB8:0::7"])
      await allow.run(gateway.call({ clientAddress }));
    await refusal(allow, gateway.call({ clientAddress: "2001:db8::8" }));
  });

  it("refuses a caller whose address it cannot read, whatever the action", async () => {
    for (const action of ["allow", "forbid"]) {
      const step = build(ipFilter, element("ip-filter", { action }, range));
      for (const clientAddress of ["", "unknown", "10.0.0", "10.0.0.256"]) {
        const refused = await refusal(step, new FakeGateway().call({ clientAddress }));
        expect([refused.status, refused.error.reason]).to.deep.equal([403, "FailedToParseCallerIP"]);
      }
    }
  });

  it("lets in just the addresses between the ends of a range, these included", () => {
    const end = fc.integer({ min: 0, max: 0xffffffff });
    const address = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
    return fc.assert(
      fc.asyncProperty(end, end, end, async (a, b, caller) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const wide = element("address-range", { from: address(from), to: address(to) });
        const step = build(ipFilter, element("ip-filter", { action: "allow" }, wide));
        const call = new FakeGateway().call({ clientAddress: address(caller) });
        const passed = await Promise.resolve()
          .then(() => step.run(call))
          .then(
            () => true,
            () => false,
          );
        expect(passed).to.equal(caller >= from && caller <= to);
      }),
    );
  });

  it("allows where it has no action", async () => {
    const refused = await run("<ip-filter><address>10.9.9.9</address></ip-filter>");
    expect(refused.status).to.equal(403);
  });
});
