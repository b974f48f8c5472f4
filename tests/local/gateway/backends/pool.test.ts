import { expect } from "chai";
import fc from "fast-check";
import { PoolBalancer } from "../../../../local/gateway/backends/pool";

const pool = (members: readonly { backendId: string; priority: number; weight: number }[]) =>
  new PoolBalancer({ kind: "pool", id: "pool", members });
const all = () => true;

describe("PoolBalancer", () => {
  it("spreads weights evenly within a round", () => {
    const balancer = pool([
      { backendId: "a", priority: 1, weight: 5 },
      { backendId: "b", priority: 1, weight: 1 },
      { backendId: "c", priority: 1, weight: 1 },
    ]);
    expect(Array.from({ length: 7 }, () => balancer.choose(all)).join("")).to.equal("aabacaa");
  });

  it("gives every member exactly its weight in each round", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (weights, rounds) => {
          const balancer = pool(
            weights.map((weight, index) => ({ backendId: `${index}`, priority: 1, weight })),
          );
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const counts = weights.map(() => 0);
          for (let turn = 0; turn < total * rounds; turn++) counts[Number(balancer.choose(all))]!++;
          expect(counts).to.deep.equal(weights.map((weight) => weight * rounds));
        },
      ),
    );
  });

  it("turns to a lower group only when nothing in the higher ones is left", () => {
    const balancer = pool([
      { backendId: "ptu-1", priority: 1, weight: 1 },
      { backendId: "payg", priority: 2, weight: 1 },
      { backendId: "ptu-2", priority: 1, weight: 1 },
    ]);
    const tripped = new Set(["ptu-1"]);
    const available = (id: string) => !tripped.has(id);
    expect([1, 2, 3].map(() => balancer.choose(available))).to.deep.equal(["ptu-2", "ptu-2", "ptu-2"]);
    tripped.add("ptu-2");
    expect(balancer.choose(available)).to.equal("payg");
    tripped.add("payg");
    expect(balancer.choose(available)).to.equal(undefined);
    tripped.delete("ptu-1");
    expect(balancer.choose(available)).to.equal("ptu-1");
  });

  it("lets members without weight take turns only among themselves", () => {
    const mixed = pool([
      { backendId: "a", priority: 1, weight: 0 },
      { backendId: "b", priority: 1, weight: 2 },
    ]);
    expect([1, 2, 3].map(() => mixed.choose(all)).join("")).to.equal("bbb");
    const equal = pool([
      { backendId: "a", priority: 1, weight: 0 },
      { backendId: "b", priority: 1, weight: 0 },
    ]);
    expect([1, 2, 3, 4].map(() => equal.choose(all)).join("")).to.equal("abab");
  });
});
