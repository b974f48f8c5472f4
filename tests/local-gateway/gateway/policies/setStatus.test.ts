import { expect } from "chai";
import { echoed } from "../support";
import { header, run, say, withPolicies } from "./runPolicies";

describe("set-status", () => {
  it("changes the answer's status and reason in outbound", async () => {
    const answer = await run("", '<set-status code="418" reason="Short and stout" />');
    expect([answer.status, answer.reason]).to.deep.equal([418, "Short and stout"]);
    expect(echoed(answer).body).to.equal("hello");
  });

  it("takes the usual reason where none is given, and expressions for both", async () => {
    const plain = await run("", '<set-status code="404" />');
    expect([plain.status, plain.reason]).to.deep.equal([404, "Not Found"]);
    const made = await run(
      "",
      `<set-status code="@(context.Response.StatusCode + 1)" reason="@(context.Operation.Id)" />`,
    );
    expect([made.status, made.reason]).to.deep.equal([201, "say"]);
  });

  it("does nothing where there is no answer yet", async () => {
    expect((await run('<set-status code="404" />')).status).to.equal(200);
  });

  it("changes what a failed call is answered with", async () => {
    const gateway = withPolicies({
      inbound: header("x-a", "override", "@((string)context.Variables[&quot;none&quot;])"),
      onError: '<set-status code="503" reason="Later" />',
    });
    const answer = await say(gateway);
    expect([answer.status, answer.reason]).to.deep.equal([503, "Later"]);
  });

  it("needs a code that is one", async () => {
    expect(() => run("", "<set-status />")).to.throw("code");
    expect(() => run("", '<set-status code="fine" />')).to.throw("code");
    expect((await run("", '<set-status code="@(&quot;fine&quot;)" />')).status).to.equal(500);
  });
});
