import { expect } from "chai";
import type { CallTraceRecord } from "../../../../packages/local-gateway/gateway/pipeline/trace";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";

function setUp(attributes: string) {
  const traces: CallTraceRecord[] = [];
  const gateway = bench(
    [
      service(),
      api("chat"),
      operation("chat", "ask", "GET", "/"),
      apiPolicy("chat", `<policies><inbound><proxy ${attributes} /></inbound></policies>`),
    ],
    {},
    { onTrace: (record) => traces.push(record) },
  );
  return { gateway, traces };
}

describe("proxy", () => {
  it("lets the call through and tells the trace of the proxy, not of its password", async () => {
    const { gateway, traces } = setUp(
      'url="@(&quot;http://10.0.0.4:&quot; + 3128)" username="me" password="hidden-word"',
    );
    expect(echoed(await gateway.call("/chat/")).url).to.equal("https://backend.test/base/");
    const text = JSON.stringify(traces);
    expect(text).to.contain("http://10.0.0.4:3128").and.not.to.contain("hidden-word");
  });

  it("takes no other URL than that of an HTTP proxy", async () => {
    for (const url of ["https://proxy.test:8080", "proxy.test", "http://", "http://proxy.test/path"]) {
      expect(() => setUp(`url="${url}"`)).to.throw("POLICY_BAD_VALUE");
      expect((await setUp(`url="@(&quot;${url}&quot;)"`).gateway.call("/chat/")).status).to.equal(500);
    }
    expect(() => setUp("")).to.throw("url");
  });
});
