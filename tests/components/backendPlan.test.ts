import { expect } from "chai";
import fc from "fast-check";
import { planBackends, type PlannableBackend } from "../../components/backendPlan";
import { equalTurns, weightedTurns } from "../../components/turns";

function backend(name: string, kind: "ptu" | "payg", more: Partial<PlannableBackend> = {}): PlannableBackend {
  return {
    name,
    kind,
    weight: 1,
    deployments: [{ name: "chat" }],
    ...more,
  };
}

const indexOf = (symbol: string) => symbol.charCodeAt(0) - "0".charCodeAt(0);
const countOf = (turns: string, index: number) =>
  [...turns].filter((symbol) => indexOf(symbol) === index).length;

describe("weightedTurns", () => {
  it("spreads 2 to 1 as first, second, first", () => {
    expect(weightedTurns([2, 1])).to.equal("010");
    expect(weightedTurns([100, 50])).to.equal("010");
    expect(weightedTurns([1])).to.equal("0");
    expect(weightedTurns([7, 7, 7])).to.have.length(3);
  });

  it("goes past ten members in the order of character codes", () => {
    expect(equalTurns(12)).to.equal("0123456789:;");
  });

  const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 });

  it("gives each member its exact share of the whole", () => {
    fc.assert(
      fc.property(weights, (each) => {
        const turns = weightedTurns(each);
        const total = each.reduce((sum, weight) => sum + weight, 0);
        each.forEach((weight, index) =>
          expect(countOf(turns, index) * total).to.equal(weight * turns.length),
        );
      }),
    );
  });

  it("keeps each member within one turn of its share at every moment", () => {
    fc.assert(
      fc.property(weights, (each) => {
        const turns = weightedTurns(each);
        const total = each.reduce((sum, weight) => sum + weight, 0);
        const taken = each.map(() => 0);
        [...turns].forEach((symbol, turn) => {
          taken[indexOf(symbol)]!++;
          each.forEach((weight, index) =>
            expect(Math.abs(taken[index]! - ((turn + 1) * weight) / total)).to.be.lessThan(1),
          );
        });
      }),
    );
  });

  it("is as short as the weights allow", () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 9 }), (each, factor) => {
        expect(weightedTurns(each.map((weight) => weight * factor))).to.equal(weightedTurns(each));
      }),
    );
  });
});

describe("planBackends", () => {
  const dev = [
    backend("ptu-1", "ptu"),
    backend("payg-1", "payg", { weight: 2 }),
    backend("payg-2", "payg", { location: "francecentral" }),
  ];

  it("asks PTU first and PAYG next, by weight", () => {
    const plan = planBackends(dev, { location: "swedencentral" });
    expect(plan.routes).to.deep.equal({
      chat: [
        { priority: 1, backends: ["ptu-1"], turns: "0" },
        { priority: 2, backends: ["payg-1", "payg-2"], turns: "010" },
      ],
    });
    expect(plan.roundRobinRoutes["chat"]![1]).to.deep.equal({
      priority: 2,
      backends: ["payg-1", "payg-2"],
      turns: "01",
    });
    expect(plan.attempts).to.equal(3);
    expect(plan.backends.map(({ location }) => location)).to.deep.equal([
      "swedencentral",
      "swedencentral",
      "francecentral",
    ]);
    expect(plan.backends[0]).to.include({ sku: "GlobalProvisionedManaged", host: "ptu-1.openai.azure.com" });
  });

  it("asks the backends near to each gateway before the others of their priority", () => {
    const plan = planBackends([...dev, backend("ptu-2", "ptu", { location: "France Central" })], {
      location: "swedencentral",
      additionalLocations: ["francecentral", "norwayeast"],
    });
    const order = (routes: typeof plan.routes) =>
      routes["chat"]!.map(({ priority, backends }) => `${priority} ${backends.join()}`);
    expect(order(plan.routes)).to.deep.equal(["1 ptu-1", "1 ptu-2", "2 payg-1", "2 payg-2"]);
    expect(order(plan.additionalLocations["francecentral"]!.routes)).to.deep.equal([
      "1 ptu-2",
      "1 ptu-1",
      "2 payg-2",
      "2 payg-1",
    ]);
    // Where no backend is near, weights alone decide.
    expect(order(plan.additionalLocations["norwayeast"]!.routes)).to.deep.equal([
      "1 ptu-1,ptu-2",
      "2 payg-1,payg-2",
    ]);
    expect(order(plan.latencyRoutes)).to.deep.equal(["1 ptu-1,ptu-2", "2 payg-1,payg-2"]);
    expect(plan.additionalLocations["francecentral"]!.pool).to.deep.equal({
      id: "genai-pool-francecentral",
      members: [
        { id: "ptu-1", priority: 2, weight: 1 },
        { id: "payg-1", priority: 4, weight: 2 },
        { id: "payg-2", priority: 3, weight: 1 },
        { id: "ptu-2", priority: 1, weight: 1 },
      ],
    });
  });

  it("gives every region every backend once, in the order of priorities", () => {
    const regions = ["a", "b", "c"];
    const backends = fc.array(
      fc.record({
        location: fc.constantFrom(...regions, "elsewhere"),
        priority: fc.integer({ min: 1, max: 5 }),
        weight: fc.integer({ min: 1, max: 100 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(backends, (drawn) => {
        const configs = drawn.map((more, index) => backend(`b${index}`, "payg", more));
        const plan = planBackends(configs, { location: "a", additionalLocations: ["b", "c"] });
        const all = [plan, ...Object.values(plan.additionalLocations)];
        for (const [index, { routes, pool }] of all.entries()) {
          const groups = routes["chat"]!;
          const priorities = groups.map(({ priority }) => priority);
          expect(priorities).to.deep.equal([...priorities].sort((left, right) => left - right));
          const names = groups.flatMap(({ backends }) => backends);
          expect([...names].sort()).to.deep.equal(configs.map(({ name }) => name).sort());
          // The pool asks in the same order as the route.
          const rank = new Map(pool.members.map(({ id, priority }) => [id, priority]));
          const ranks = names.map((name) => rank.get(name)!);
          expect(ranks).to.deep.equal([...ranks].sort((left, right) => left - right));
          const isNear = (name: string) =>
            configs.find((config) => config.name === name)!.location === regions[index];
          for (const [at, { priority, backends }] of groups.entries()) {
            expect(new Set(backends.map(isNear)).size).to.equal(1);
            if (groups[at - 1]?.priority === priority) expect(backends.some(isNear)).to.equal(false);
          }
        }
      }),
    );
  });

  it("opens no breaker for a 429, of whichever kind", () => {
    const { breaker } = planBackends(dev, { location: "swedencentral" });
    const opens = (status: number) =>
      breaker.statusCodeRanges.some(({ min, max }) => min <= status && status <= max);
    expect([429, 500, 503, 400].map(opens)).to.deep.equal([false, true, true, false]);
    expect(breaker.errorReasons).to.include("Timeout");
  });

  it("takes a deployment named in two spellings for one", () => {
    const plan = planBackends(
      [
        backend("ptu-1", "ptu", {
          deployments: [{ name: "Chat" }],
        }),
        backend("payg-1", "payg"),
      ],
      { location: "x" },
    );
    expect(Object.keys(plan.routes)).to.deep.equal(["Chat"]);
    expect(plan.attempts).to.equal(2);
  });

  const anyBackends = fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,6}$/),
      kind: fc.constantFrom("ptu" as const, "payg" as const),
      priority: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      weight: fc.integer({ min: 1, max: 100 }),
      deployments: fc
        .uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 })
        .map((names) => names.map((name) => ({ name, model: name, version: "1", capacity: 15 }))),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 10 },
  );

  it("routes every deployment to each backend that has it, once, in order of priority", () => {
    fc.assert(
      fc.property(anyBackends, (configs) => {
        const plan = planBackends(configs, { location: "x" });
        const priority = new Map(plan.backends.map((one) => [one.id, one.priority]));
        for (const [deployment, groups] of Object.entries(plan.routes)) {
          const routed = groups.flatMap(({ backends }) => backends);
          const offering = configs.filter(({ deployments }) =>
            deployments.some(({ name }) => name === deployment),
          );
          expect([...routed].sort()).to.deep.equal(offering.map(({ name }) => name).sort());
          const order = routed.map((id) => priority.get(id)!);
          expect(order).to.deep.equal([...order].sort((left, right) => left - right));
          for (const { backends, turns } of groups) {
            expect(new Set(backends.map((id) => priority.get(id))).size).to.equal(1);
            expect(new Set(turns).size).to.equal(backends.length);
          }
          expect(plan.attempts).to.be.at.least(routed.length);
        }
      }),
    );
  });
});
