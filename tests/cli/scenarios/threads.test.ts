import { expect } from "chai";
import { scenarioSchema, type Traffic } from "../../../packages/cli/scenarios/model/schema";
import { Threads } from "../../../packages/cli/scenarios/run/threads";

describe("conversations of scenarios", () => {
  const traffic = scenarioSchema.shape.traffic.parse([
    { name: "own", subscriptions: ["a"], users: 1, call: { operation: "responses", followUps: 2 } },
    {
      name: "thief",
      subscriptions: ["b"],
      users: 1,
      call: { operation: "responses", borrow: "own" },
    },
    { name: "plain", subscriptions: ["a"], users: 1 },
  ]);
  const [own, thief, plain] = traffic as [Traffic, Traffic, Traffic];
  const whole = (id: string) => JSON.stringify({ id, object: "response", output: [{ id: "msg_1" }] });
  const stream = (id: string) =>
    `event: response.created\ndata: ${JSON.stringify({ type: "response.created", response: { id } })}\n\n`;

  it("go on so many times, then begin anew; whoever has to wait stays where it is", () => {
    const thread = new Threads(traffic).user(own);
    /** Status and body => what the next call goes on from. */
    const steps: readonly (readonly [number, string, string | undefined])[] = [
      [200, whole("resp_1"), "resp_1"],
      [429, "", "resp_1"],
      [503, "", "resp_1"],
      [0, stream("resp_x"), "resp_1"],
      [200, stream("resp_2"), "resp_2"],
      [200, whole("resp_3"), undefined],
      [200, whole("resp_4"), "resp_4"],
      [404, "", undefined],
    ];
    for (const [status, text, next] of steps) {
      thread.ended(status, "ptu-1", text);
      expect(thread.next()?.id, `${status} ${text}`).to.equal(next);
    }
  });

  it("are borrowed by others with the account that made them, and nobody else reads answers", () => {
    const threads = new Threads(traffic);
    expect(threads.user(thief).next()).to.equal(undefined);
    threads.user(own).ended(200, "payg-1", whole("resp_1"));
    expect(threads.user(thief).next()).to.deep.equal({ id: "resp_1", backend: "payg-1" });
    expect([own, thief, plain].map((group) => threads.user(group).isWatched)).to.deep.equal([
      true,
      false,
      false,
    ]);
  });
});
