import { expect } from "chai";
import { header, run, say, withPolicies } from "./runPolicies";

describe("return-response", () => {
  it("ends the pipeline with a response of its own", async () => {
    const answer = await run(
      `<return-response><set-status code="403" reason="No" />${header("x-why", "override", "@(context.Operation.Id)")}<set-body>@(new JObject(new JProperty("a", 1)).ToString(Newtonsoft.Json.Formatting.None))</set-body></return-response>`,
      header("x-outbound", "override", "ran"),
    );
    expect([answer.status, answer.reason, answer.text]).to.deep.equal([403, "No", '{"a":1}']);
    expect(answer.headers.get("x-why")).to.equal("say");
    expect(answer.headers.has("x-outbound")).to.equal(false);
  });

  it("answers 200 without a body unless told otherwise, and calls no backend", async () => {
    const gateway = withPolicies({ inbound: "<return-response />" });
    const answer = await say(gateway);
    expect([answer.status, answer.text]).to.deep.equal([200, ""]);
    expect(gateway.reached).to.deep.equal([]);
  });

  it("copies the response of a variable, which its children change", async () => {
    const send = `<send-request response-variable-name="answer"><set-url>https://side.test/</set-url></send-request>`;
    const copy = `<return-response response-variable-name="answer"><set-status code="202" />${header("x-a", "override", "1")}</return-response>`;
    const answer = await run(send + copy);
    expect([answer.status, answer.headers.get("x-a")]).to.deep.equal([202, "1"]);
    expect(answer.text).to.contain("https://side.test/");
    expect((await run(`<return-response response-variable-name="none" />`)).status).to.equal(200);
  });

  it("replaces the backend's answer in outbound, and fails for a status that is no number", async () => {
    const answer = await run(
      "",
      `<return-response><set-body>mine</set-body></return-response>${header("x-late", "override", "1")}`,
    );
    expect([answer.text, answer.headers.has("x-late")]).to.deep.equal(["mine", false]);
    const wrong = `<return-response><set-status code="@(&quot;many&quot;)" /></return-response>`;
    expect((await run(wrong)).status).to.equal(500);
  });
});
