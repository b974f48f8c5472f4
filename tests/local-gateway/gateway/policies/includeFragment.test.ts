import { expect } from "chai";
import { api, apiPolicy, bench, echoed, fragment, operation, service } from "../support";
import { header } from "./runPolicies";

function setUp(inbound: string, content: string) {
  return bench([
    service(),
    fragment("shared", `<fragment>${content}</fragment>`),
    api("chat"),
    operation("chat", "ask", "GET", "/"),
    apiPolicy(
      "chat",
      `<policies><inbound>${inbound}</inbound><backend><forward-request /></backend>
      <on-error>${header("x-path", "override", "@(context.LastError.Path)")}</on-error></policies>`,
    ),
  ]);
}

const include = '<include-fragment fragment-id="shared" />';

describe("include-fragment", () => {
  it("runs the fragment's policies in its place", async () => {
    const gateway = setUp(
      header("x-a", "append", "1") + include + header("x-a", "append", "3"),
      header("x-a", "append", "2"),
    );
    expect(echoed(await gateway.call("/chat/")).headers["x-a"]).to.equal("1,2,3");
  });

  it("runs as often as it is included, also in branches", async () => {
    const branch = `<choose><when condition="@(true)">${include}</when><otherwise>${include}</otherwise></choose>`;
    const gateway = setUp(include + branch, header("x-a", "append", "1"));
    expect(echoed(await gateway.call("/chat/")).headers["x-a"]).to.equal("1,1");
  });

  it("says where in the fragment a call failed", async () => {
    const failing = '<set-variable name="x" value="@((int)context.Variables[&quot;none&quot;])" />';
    const answer = await setUp(include, failing).call("/chat/");
    expect(answer.status).to.equal(500);
    expect(answer.headers.get("x-path")).to.equal("include-fragment[1]/set-variable[1]");
  });

  it("needs a fragment that is declared", () => {
    expect(() => setUp('<include-fragment fragment-id="other" />', "")).to.throw("other");
    expect(() => setUp("<include-fragment />", "")).to.throw("fragment-id");
  });
});
