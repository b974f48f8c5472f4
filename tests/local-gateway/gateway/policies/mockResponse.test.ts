import { expect } from "chai";
import { contractCall } from "./contracted";
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

describe("mock-response with a definition", () => {
  const mock = (attributes = "", headers: Record<string, string> = {}) =>
    contractCall({ inbound: `<mock-response ${attributes} />`, headers });

  it("gives the example of the type that the client accepts, or of the first", async () => {
    const first = await mock();
    expect([first.headers.get("Content-Type"), first.text]).to.deep.equal([
      "application/json",
      '{"id":7,"kind":"gift"}',
    ]);
    expect((await mock("", { Accept: "text/plain" })).text).to.equal("an order");
    expect((await mock('content-type="text/plain"')).text).to.equal("an order");
    expect((await mock('index="2"')).text).to.equal("an order");
  });

  it("makes one from the schema where there is no example", async () => {
    const answer = await mock('status-code="404"');
    expect([answer.status, JSON.parse(answer.text)]).to.deep.equal([404, { id: 1 }]);
  });

  it("has no body where nothing is defined, and does nothing when it is switched off", async () => {
    expect((await mock('status-code="418"')).text).to.equal("");
    expect((await mock('enabled="false"')).text).to.equal('{"id":1}');
  });
});
