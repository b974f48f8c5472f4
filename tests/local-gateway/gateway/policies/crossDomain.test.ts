import { expect } from "chai";
import { api, bench, globalPolicy, operation, service } from "../support";

describe("cross-domain", () => {
  it("answers for the file, and lets everything else by", async () => {
    const gateway = bench([
      service(),
      api("chat"),
      operation("chat", "any", "GET", "/*"),
      globalPolicy(
        `<policies><inbound><cross-domain><cross-domain-policy><allow-http-request-headers-from domain="*" headers="*" /></cross-domain-policy></cross-domain></inbound>
        <backend><forward-request /></backend></policies>`,
      ),
    ]);
    const answer = await gateway.call("/chat/crossdomain.xml");
    expect(answer.text).to.match(/^<\?xml version="1.0"\?>\n<cross-domain-policy>.*domain="\*"/s);
    expect(answer.headers.get("Content-Type")).to.equal("text/x-cross-domain-policy");
    expect(gateway.reached).to.deep.equal([]);
    await gateway.call("/chat/other");
    expect(gateway.reached).to.have.length(1);
  });
});
