import { expect } from "chai";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";
import { header, run } from "./runPolicies";

describe("choose", () => {
  const branch = (name: string) => header("x-branch", "override", name);
  const chosen = async (...conditions: string[]) => {
    const whens = conditions.map(
      (condition, index) => `<when condition="${condition}">${branch(`when ${index + 1}`)}</when>`,
    );
    return echoed(
      await run(`<choose>${whens.join("")}<otherwise>${branch("otherwise")}</otherwise></choose>`),
    ).headers["x-branch"];
  };

  it("runs the first branch that holds and no other", async () => {
    expect(await chosen("@(1 &gt; 2)", "@(true)", "@(true)")).to.equal("when 2");
    expect(await chosen("@(false)", "False")).to.equal("otherwise");
    expect(await chosen("true")).to.equal("when 1");
  });

  it("does not evaluate what stands behind the branch that holds", async () => {
    expect(await chosen("@(true)", "@((bool)context.Variables[&quot;none&quot;])")).to.equal("when 1");
  });

  it("runs nothing where nothing holds", async () => {
    const { headers } = echoed(
      await run(`<choose><when condition="@(false)">${branch("when")}</when></choose>`),
    );
    expect(headers).not.to.have.property("x-branch");
  });

  it("fails the call for a condition that is no boolean", async () => {
    const answer = await run(`<choose><when condition="@((object)1)">${branch("when")}</when></choose>`);
    expect(answer.status).to.equal(500);
  });

  it("fails with API Management's reason when an expression throws", async () => {
    const onError = header("x-reason", "override", "@(context.LastError.Reason)");
    const where = header(
      "x-where",
      "override",
      "@(context.LastError.Source + &quot; &quot; + context.LastError.Scope + &quot; &quot; + context.LastError.Section + &quot; &quot; + context.LastError.Path)",
    );
    const gateway = bench([
      service(),
      api("chat"),
      operation("chat", "say", "GET", "/"),
      apiPolicy(
        "chat",
        `<policies><inbound>
          <choose><when condition="@(false)" /><when condition="@(true)">
            <set-variable name="a" value="1" />
            <set-variable name="x" value="@((int)context.Variables[&quot;a&quot;])" />
          </when></choose>
        </inbound><backend /><outbound /><on-error>${onError}${where}</on-error></policies>`,
      ),
    ]);
    const answer = await gateway.call("/chat/");
    expect(answer.status).to.equal(500);
    expect(answer.headers.get("x-reason")).to.equal("ExpressionValueEvaluationFailure");
    expect(answer.headers.get("x-where")).to.equal(
      "set-variable api inbound choose[1]/when[2]/set-variable[2]",
    );
  });
});
