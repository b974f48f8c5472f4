import { expect } from "chai";
import { header, run, say, withPolicies } from "./runPolicies";

describe("mock-response", () => {
  it("answers with its status in place of the backend", async () => {
    const gateway = withPolicies({
      inbound: '<mock-response status-code="202" content-type="text/plain" />',
    });
    const answer = await say(gateway);
    expect(answer.status).to.equal(202);
    expect(answer.headers.get("Content-Type")).to.equal("text/plain");
    expect(gateway.reached).to.deep.equal([]);
  });

  it("answers 200 unless told otherwise, and ends the pipeline", async () => {
    const answer = await run("<mock-response />", header("x-late", "override", "1"));
    expect([answer.status, answer.headers.has("x-late")]).to.deep.equal([200, false]);
  });

  it("takes no status that is not one", () => {
    expect(() => run('<mock-response status-code="fine" />')).to.throw("status-code");
  });
});
