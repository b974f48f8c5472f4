import { expect } from "chai";
import fc from "fast-check";
import { TimerHeap, type Timer } from "../../packages/common/timerHeap";

describe("timers of the virtual clock", () => {
  it("come in order of due time, then of creation, whatever is taken back", () => {
    const change = fc.oneof(
      fc.record({ due: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ back: fc.nat(30) }),
      fc.constant("fire" as const),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const heap = new TimerHeap();
        const made: Timer[] = [];
        let expected: Timer[] = [];
        for (const one of changes) {
          if (one === "fire") {
            if (heap.first) heap.remove(heap.first);
            expected.shift();
          } else if ("due" in one) {
            const timer: Timer = { due: one.due, order: made.length, action: () => undefined, place: -1 };
            made.push(timer);
            heap.add(timer);
            expected = [...expected, timer].sort((a, b) => a.due - b.due || a.order - b.order);
          } else {
            const timer = made[one.back];
            if (timer) heap.remove(timer);
            expected = expected.filter((other) => other !== timer);
          }
          expect(heap.first).to.equal(expected[0]);
        }
        const rest: Timer[] = [];
        for (let first = heap.first; first; first = heap.first) {
          rest.push(first);
          heap.remove(first);
        }
        expect(rest).to.deep.equal(expected);
      }),
    );
  });
});
