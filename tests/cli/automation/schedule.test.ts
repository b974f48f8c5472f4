import { expect } from "chai";
import fc from "fast-check";
import { schedule, type Task } from "../../../packages/cli/automation/plan/schedule";

const task = (name: string, duration: number, ...waitsFor: string[]): Task => ({ name, duration, waitsFor });

/** Tasks that wait only for earlier ones, so that there is no circle. */
const tasks = fc
  .array(
    fc.record({ duration: fc.integer({ min: 0, max: 100 }), waits: fc.array(fc.nat(30), { maxLength: 4 }) }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((items) =>
    items.map(({ duration, waits }, index) =>
      task(String(index), duration, ...waits.filter((other) => other < index).map(String)),
    ),
  );

describe("the schedule of a deployment", () => {
  it("finds the longest chain and what it holds", () => {
    const plan = schedule([task("a", 3), task("b", 5, "a"), task("c", 4, "a"), task("d", 1, "b", "c")], 10);
    expect(plan).to.deep.include({ makespan: 9, critical: 9, total: 13 });
    expect(plan.criticalPath.map(({ name }) => name)).to.deep.equal(["a", "b", "d"]);
    expect(
      schedule([task("a", 3), task("b", 5, "a"), task("c", 4, "a"), task("d", 1, "b", "c")], 1).makespan,
    ).to.equal(13);
  });

  it("lies between the longest chain and everything in turn, and more workers than tasks need no longer than the chain", () => {
    fc.assert(
      fc.property(tasks, fc.integer({ min: 1, max: 8 }), (list, parallel) => {
        const { makespan, critical, total } = schedule(list, parallel);
        expect(makespan).to.be.within(critical, total);
        expect(schedule(list, list.length).makespan).to.equal(critical);
        // Graham's bound for any order of a list.
        expect(makespan).to.be.at.most(total / parallel + critical);
      }),
    );
  });

  it("refuses tasks that wait for each other in a circle, and overlooks what is not among them", () => {
    expect(() => schedule([task("a", 1, "b"), task("b", 1, "a")], 2)).to.throw("waits for itself");
    expect(schedule([task("a", 1, "elsewhere")], 2).makespan).to.equal(1);
    expect(schedule([], 2)).to.deep.include({ makespan: 0, critical: 0, criticalPath: [] });
  });
});
