import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { TRACES_PER_SECOND, TraceTurns } from "../../../packages/local-gateway/dashboard/traceTurns";

const traced = (turns: TraceTurns, operation: string, calls: number) =>
  Array.from({ length: calls }, () => turns.take(operation)).filter(Boolean).length;

describe("which calls are traced", () => {
  it("takes all that a person makes, and some of a crowd", async () => {
    const clock = new VirtualClock();
    const turns = new TraceTurns(clock);
    expect(traced(turns, "chat", TRACES_PER_SECOND)).to.equal(TRACES_PER_SECOND);
    expect(traced(turns, "chat", 1_000)).to.equal(0);
    await clock.advance(1_000);
    expect(traced(turns, "chat", 1_000)).to.equal(TRACES_PER_SECOND);
  });

  it("sees a rare operation in the crowd of another", () => {
    const turns = new TraceTurns(new VirtualClock());
    traced(turns, "chat", 1_000);
    expect(traced(turns, "images", 3)).to.equal(3);
  });

  it("makes up for calls that failed unseen, of their operation, not without end", () => {
    const turns = new TraceTurns(new VirtualClock());
    traced(turns, "chat", 1_000);
    turns.failedUnseen("images");
    expect(traced(turns, "chat", 10)).to.equal(0);
    turns.failedUnseen("chat");
    expect(traced(turns, "chat", 10)).to.equal(1);
    let seen = 1;
    for (let call = 0; call < 1_000; call += 1) {
      turns.failedUnseen("chat");
      if (turns.take("chat")) seen += 1;
    }
    expect(seen).to.equal(TRACES_PER_SECOND);
  });
});
