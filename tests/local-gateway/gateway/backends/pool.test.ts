import { expect } from "chai";
import fc from "fast-check";
import { PoolBalancer, sessionOf } from "../../../../packages/local-gateway/gateway/backends/pool";
import { api, apiPolicy, backend, bench, operation, service, serviceId } from "../support";

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

describe("session affinity", () => {
  const affine = () =>
    bench([
      service(),
      api("chat"),
      operation("chat", "get", "GET", "/"),
      backend("one"),
      backend("two"),
      backend("both", {
        url: undefined,
        type: "Pool",
        pool: {
          services: ["one", "two"].map((id) => ({ id: `${serviceId}/backends/${id}` })),
          sessionAffinity: { sessionId: { source: "cookie", name: "SessionId" } },
        },
      }),
      apiPolicy(
        "chat",
        '<policies><inbound><set-backend-service backend-id="both" /></inbound><backend><forward-request /></backend></policies>',
      ),
    ]);

  it("keeps a client at the member whose cookie it brings, and others take turns", async () => {
    const gateway = affine();
    const first = await gateway.call("/chat/");
    const cookie = first.headers.get("Set-Cookie")!;
    expect(cookie).to.match(/^SessionId=[0-9a-f]{32}; Path=\/; HttpOnly$/);
    const [host] = gateway.reached[0]!.split(" ");
    for (let turn = 0; turn < 4; turn += 1) {
      const again = await gateway.call("/chat/", { headers: { Cookie: `a=b; ${cookie.split(";")[0]}` } });
      expect(again.headers.has("Set-Cookie")).to.equal(false);
    }
    expect(gateway.reached.slice(1).every((one) => one.startsWith(host!))).to.equal(true);
    for (let turn = 0; turn < 4; turn += 1) await gateway.call("/chat/");
    expect(new Set(gateway.reached.slice(5).map((one) => one.split(" ")[0])).size).to.equal(2);
  });

  it("gives a client with an invented cookie a member and a cookie of its own", async () => {
    const answer = await affine().call("/chat/", { headers: { Cookie: "SessionId=invented" } });
    expect([answer.status, answer.headers.has("Set-Cookie")]).to.deep.equal([200, true]);
  });

  it("leaves a member that is not available", () => {
    const balancer = pool([
      { backendId: "a", priority: 1, weight: 1 },
      { backendId: "b", priority: 1, weight: 1 },
    ]);
    expect(balancer.choose((id) => id !== "a", sessionOf("a"))).to.equal("b");
    expect(balancer.choose(all, sessionOf("a"))).to.equal("a");
  });
});
