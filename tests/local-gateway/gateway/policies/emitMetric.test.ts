import { expect } from "chai";
import { emitMetric } from "../../../../packages/local-gateway/gateway/policies/emitMetric";
import { build, element } from "../support/elements";
import { FakeGateway } from "../support/fakeGateway";

describe("emit-metric", () => {
  it("counts one into the default namespace unless told otherwise", async () => {
    const gateway = new FakeGateway();
    const dimension = element("dimension", { name: "Gateway ID" });
    await build(emitMetric, element("emit-metric", { name: "Calls" }, dimension)).run(gateway.call());
    expect(gateway.sinks.metrics).to.deep.equal([
      {
        name: "Calls",
        value: 1,
        namespace: "API Management",
        dimensions: { "Gateway ID": "managed" },
        at: gateway.clock.now(),
      },
    ]);
  });
});
