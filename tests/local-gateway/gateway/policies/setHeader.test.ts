import { expect } from "chai";
import { echoed } from "../support";
import { header, run } from "./runPolicies";

describe("set-header", () => {
  it("overrides, appends, skips and deletes, with values that expressions give", async () => {
    const { headers } = echoed(
      await run(
        header("x-old", "append", "2", "@(context.Request.Method)") +
          header("x-new", "skip", "new") +
          header("X-OLD", "skip", "no") +
          header("x-gone", "delete") +
          header("@(&quot;x-&quot; + &quot;made&quot;)", "override", "@(1 + 1)"),
      ),
    );
    expect(headers).to.include({ "x-old": "1,2,POST", "x-new": "new", "x-made": "2" });
    expect(headers).not.to.have.property("x-gone");
  });

  it("overrides where no action is named, also with several values or none", async () => {
    const { headers } = echoed(
      await run(
        `<set-header name="x-old"><value>a</value><value>b</value></set-header><set-header name="x-gone" />`,
      ),
    );
    expect(headers["x-old"]).to.equal("a,b");
    expect(headers["x-gone"] ?? "").to.equal("");
  });

  it("changes the response in outbound", async () => {
    const answer = await run(
      "",
      header("Content-Type", "override", "text/plain") + header("x-out", "append", "1", "2"),
    );
    expect([answer.headers.get("Content-Type"), answer.headers.get("x-out")]).to.deep.equal([
      "text/plain",
      "1,2",
    ]);
  });

  it("needs a name, and fails the call for a value that throws", async () => {
    expect(() => run("<set-header><value>a</value></set-header>")).to.throw("name");
    expect(
      (await run(header("x-a", "override", "@((string)context.Variables[&quot;none&quot;])"))).status,
    ).to.equal(500);
  });
});
