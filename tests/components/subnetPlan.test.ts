import { expect } from "chai";
import fc from "fast-check";
import type { Problem } from "../../packages/common/problem";
import { contains, overlaps, parseRange } from "../../components/ipv4";
import { planSubnets, subnetRoles } from "../../components/subnetPlan";

function plan(space: string, given = {}) {
  const problems: Problem[] = [];
  return { plan: planSubnets(space, given, problems), problems };
}

describe("planSubnets", () => {
  it("gives a /16 the subnets that the landing zone has", () => {
    expect(plan("10.2.0.0/16")).to.deep.equal({
      plan: {
        applicationGateway: "10.2.4.0/24",
        privateEndpoints: "10.2.5.0/24",
        apiManagement: "10.2.7.0/24",
      },
      problems: [],
    });
  });

  it("has a subnet for whoever deploys only where the config gives it a range", () => {
    expect(plan("10.2.0.0/16", { deploy: "10.2.8.0/28" }).plan.deploy).to.equal("10.2.8.0/28");
    expect(plan("no range").plan).to.not.have.property("deploy");
  });

  it("places every default inside the space and apart from the others, in any space that has room", () => {
    const spaces = fc
      .tuple(
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 8, max: 22 }),
      )
      .map(([second, third, prefix]) => {
        const start = 10 * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8;
        const aligned = start - (start % 2 ** (32 - prefix));
        return `${[24, 16, 8, 0].map((shift) => Math.floor(aligned / 2 ** shift) % 256).join(".")}/${prefix}`;
      });
    fc.assert(
      fc.property(spaces, (space) => {
        const made = plan(space).plan;
        const ranges = subnetRoles.flatMap((role) => parseRange(made[role] ?? "") ?? []);
        expect(ranges).to.have.length(3);
        const whole = parseRange(space)!;
        for (const [index, range] of ranges.entries()) {
          expect(contains(whole, range), `${range.text} in ${space}`).to.equal(true);
          for (const other of ranges.slice(0, index)) expect(overlaps(range, other)).to.equal(false);
        }
      }),
    );
  });

  it("reports every mistake at once", () => {
    const { problems } = plan("10.2.0.0/16", {
      applicationGateway: "10.2.4.0/24",
      privateEndpoints: "10.2.4.128/25",
      apiManagement: "10.9.0.0/24",
      deploy: "10.2.8.0/31",
    });
    expect(problems.map(({ code, subject }) => [code, subject])).to.deep.equal([
      ["SUBNETS_OVERLAP", "network.subnets.privateEndpoints"],
      ["SUBNET_OUTSIDE", "network.subnets.apiManagement"],
      ["SUBNET_TOO_SMALL", "network.subnets.deploy"],
    ]);
  });
});
