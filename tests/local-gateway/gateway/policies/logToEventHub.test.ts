import { expect } from "chai";
import { logToEventHub } from "../../../../packages/local-gateway/gateway/policies/logToEventHub";
import { fromText } from "../../../../packages/policy-language/expressions/values/values";
import { build, element } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";

describe("log-to-eventhub", () => {
  const log = (body: string, loggerId = "usage") =>
    build(
      logToEventHub,
      element("log-to-eventhub", { "logger-id": loggerId, "partition-key": "p" }, () => fromText(body)),
    );

  it("sends the message to the logger's hub", async () => {
    const gateway = new FakeGateway();
    await log("hello").run(gateway.call());
    expect(gateway.sinks.eventHubEvents).to.deep.equal([
      {
        hub: "usage-hub",
        namespace: undefined,
        loggerId: "usage",
        body: "hello",
        partitionKey: "p",
        at: gateway.clock.now(),
      },
    ]);
  });

  it("cuts at 200 KB, never within a character", async () => {
    const gateway = new FakeGateway();
    await log("x" + "é".repeat(200_000)).run(gateway.call());
    const { body } = gateway.sinks.eventHubEvents[0]!;
    expect(Buffer.byteLength(body)).to.equal(200 * 1024 - 1);
    expect(body.endsWith("é")).to.equal(true);
  });

  it("fails a call that names an unknown logger, by name", async () => {
    const refused = await refusal(log("hello", "missing"), new FakeGateway().call());
    expect(refused.message).to.contain("missing");
  });
});
