import { expect } from "chai";
import type { CallTraceRecord } from "../../../../packages/local-gateway/gateway/pipeline/trace";
import { api, apiPolicy, bench, operation, service } from "../support";

function setUp(attributes: string) {
  const traces: CallTraceRecord[] = [];
  const gateway = bench(
    [
      service(),
      api("chat"),
      operation("chat", "ask", "GET", "/"),
      apiPolicy(
        "chat",
        `<policies><inbound><authentication-certificate ${attributes} /></inbound></policies>`,
      ),
    ],
    {},
    { onTrace: (record) => traces.push(record) },
  );
  return { gateway, traces };
}

describe("authentication-certificate", () => {
  it("lets the call through and names the certificate in the trace", async () => {
    const { gateway, traces } = setUp('certificate-id="@(&quot;my-&quot; + &quot;cert&quot;)"');
    expect((await gateway.call("/chat/")).status).to.equal(200);
    expect(JSON.stringify(traces)).to.contain("certificate-id my-cert");
  });

  it("keeps a certificate's bytes and password to itself", async () => {
    const { gateway, traces } = setUp(
      'body="@(&quot;the-&quot; + &quot;bytes&quot;)" password="hidden-word"',
    );
    expect((await gateway.call("/chat/")).status).to.equal(200);
    const texts = traces.flatMap(({ entries }) => entries.map(({ message }) => message)).join();
    expect(texts).to.contain("its body").and.not.to.contain("the-bytes").and.not.to.contain("hidden-word");
  });

  it("takes exactly one way to name it", () => {
    expect(() => setUp("")).to.throw("thumbprint");
    expect(() => setUp('thumbprint="a" certificate-id="b"')).to.throw();
  });

  it("fails the call when what names it throws", async () => {
    const { gateway } = setUp('thumbprint="@((string)context.Variables[&quot;none&quot;])"');
    expect((await gateway.call("/chat/")).status).to.equal(500);
  });
});
