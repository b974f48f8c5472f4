import { expect } from "chai";
import { echoed } from "../support";
import { header, run } from "./runPolicies";

describe("set-body", () => {
  it("replaces the request's body by literal text or by what an expression gives", async () => {
    expect(echoed(await run("<set-body>plain</set-body>")).body).to.equal("plain");
    const upper =
      "<set-body>@(context.Request.Body.As&lt;string&gt;(preserveContent: true).ToUpper())</set-body>";
    expect(echoed(await run(upper)).body).to.equal("HELLO");
    expect(echoed(await run("<set-body>@((string)null)</set-body>")).body).to.equal("");
  });

  it("replaces the response's body in outbound, which it may read first", async () => {
    const answer = await run(
      "",
      `<set-body>@((string)context.Response.Body.As<JObject>()["body"])</set-body>${header("x-out", "override", "1")}`,
    );
    expect(answer.text).to.equal("hello");
    expect(answer.headers.get("Content-Length")).to.equal(undefined);
  });

  it("refuses templates when the document is loaded", () => {
    expect(() => run('<set-body template="liquid">{{body}}</set-body>')).to.throw("POLICY_NOT_SIMULATED");
  });
});
