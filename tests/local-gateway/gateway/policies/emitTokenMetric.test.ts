import { expect } from "chai";
import { llmEmitTokenMetric } from "../../../../packages/local-gateway/gateway/policies/emitTokenMetric";
import { fromText } from "../../../../packages/policy-language/expressions/values/values";
import { build, element } from "../support/elements";
import { FakeGateway, finish, usage } from "../support/fakeGateway";

describe("llm-emit-token-metric", () => {
  const step = build(
    llmEmitTokenMetric,
    element(
      "llm-emit-token-metric",
      { namespace: "genai" },
      element("dimension", { name: "Location" }),
      element("dimension", { name: "Backend ID" }),
      element("dimension", { name: "Deployment", value: () => fromText("gpt") }),
    ),
  );

  it("gives three metrics once the answer has passed, with what is known then", async () => {
    const gateway = new FakeGateway();
    const call = gateway.call({ body: { prompt: "a b c" } });
    await step.run(call);
    expect(gateway.sinks.metrics).to.be.empty;
    call.backend = { backendId: "ptu" };
    finish(call, { completion: { usage: usage(10, 5) } });
    expect(gateway.sinks.metrics.map(({ name, value }) => [name, value])).to.deep.equal([
      ["Total Tokens", 15],
      ["Prompt Tokens", 10],
      ["Completion Tokens", 5],
    ]);
    expect(gateway.sinks.metrics[0]).to.include({ namespace: "genai" });
    const dimensions = { Location: "Sweden Central", "Backend ID": "ptu", Deployment: "gpt" };
    expect(gateway.sinks.metrics[0]!.dimensions).to.deep.equal(dimensions);
  });

  it("estimates streamed calls and leaves failed ones out", async () => {
    const gateway = new FakeGateway();
    const streamed = gateway.call({ body: { prompt: "a b c", stream: true } });
    await step.run(streamed);
    finish(streamed, { completion: { completionText: "two words", usage: usage(99, 99) } });
    expect(gateway.sinks.metrics.map(({ value }) => value)).to.deep.equal([5, 3, 2]);
    gateway.sinks.clear();
    const failed = gateway.call({ body: { prompt: "a b c", stream: true } });
    await step.run(failed);
    finish(failed, { status: 429 });
    expect(gateway.sinks.metrics).to.be.empty;
  });
});
