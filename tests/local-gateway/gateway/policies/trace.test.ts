import { expect } from "chai";
import { api, apiPolicy, bench, operation, service } from "../support";
import { say, withPolicies } from "./runPolicies";

describe("trace", () => {
  it("writes traces with metadata", async () => {
    const gateway = bench([
      service(),
      api("chat"),
      operation("chat", "say", "GET", "/"),
      apiPolicy(
        "chat",
        `<policies><inbound><trace source="mine" severity="error"><message>@("at " + context.Api.Id)</message><metadata name="k" value="v" /></trace></inbound></policies>`,
      ),
    ]);
    await gateway.call("/chat/");
    expect(gateway.recorded.traces[0]).to.deep.include({
      source: "mine",
      severity: "error",
      message: "at chat",
      metadata: { k: "v" },
    });
  });

  it("is verbose unless told otherwise, and says nothing where there is no message", async () => {
    const gateway = withPolicies({ inbound: '<trace source="mine" />' });
    await say(gateway);
    expect(gateway.recorded.traces[0]).to.deep.include({ severity: "verbose", message: "", metadata: {} });
  });

  it("needs a source", () => {
    expect(() => withPolicies({ inbound: "<trace><message>a</message></trace>" })).to.throw("source");
  });
});
