import { expect } from "chai";
import { fanOut, RecordingSinks } from "../../../../packages/local-gateway/gateway/sinks";
import type { MessageEvent } from "../../../../packages/local-gateway/gateway/policy";

const message = (body: string): MessageEvent => ({
  service: "serviceBus",
  target: "orders",
  body,
  properties: {},
  at: 0,
});

describe("the sink of messages", () => {
  it("keeps them in order, the newest where there is a capacity, until it is cleared", () => {
    const sinks = new RecordingSinks(2);
    for (const body of ["1", "2", "3", "4"]) sinks.message(message(body));
    expect(sinks.messages.map(({ body }) => body)).to.deep.equal(["3", "4"]);
    sinks.clear();
    expect(sinks.messages).to.deep.equal([]);
  });

  it("is passed on to every sink that has one", () => {
    const [one, other] = [new RecordingSinks(), new RecordingSinks()];
    fanOut(one, {}, other).message?.(message("a"));
    expect(one.messages).to.deep.equal([message("a")]);
    expect(other.messages).to.deep.equal([message("a")]);
  });
});
