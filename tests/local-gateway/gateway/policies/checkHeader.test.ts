import { expect } from "chai";
import { HttpHeaders } from "../../../../packages/common/http";
import { checkHeader } from "../../../../packages/local-gateway/gateway/policies/checkHeader";
import { build, element } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";
import { run } from "./runPolicies";

describe("check-header", () => {
  const attributes = {
    name: "x-a",
    "failed-check-httpcode": "401",
    "failed-check-error-message": "No",
    "ignore-case": "true",
  };
  const step = build(checkHeader, element("check-header", attributes, element("value", {}, "One")));

  it("asks for the header and one of its values", async () => {
    const gateway = new FakeGateway();
    const missing = await refusal(step, gateway.call());
    expect([missing.status, missing.error.reason]).to.deep.equal([401, "HeaderNotFound"]);
    expect(missing.body).to.deep.equal({ statusCode: 401, message: "No" });
    const wrong = await refusal(step, gateway.call({ headers: new HttpHeaders({ "x-a": "two" }) }));
    expect(wrong.error.reason).to.equal("HeaderValueNotAllowed");
    await step.run(gateway.call({ headers: new HttpHeaders({ "x-a": "one" }) }));
  });

  it("minds the case of values unless told otherwise, and takes any value where none is listed", async () => {
    const check = (attributes: string, values: string) =>
      run(`<check-header name="X-OLD" failed-check-httpcode="418" ${attributes}>${values}</check-header>`);
    expect((await check("", "")).status).to.equal(200);
    expect((await check("", "<value>1</value>")).status).to.equal(200);
    const refused = await check("", "<value>@(&quot;o&quot; + &quot;ne&quot;)</value>");
    expect(refused.status).to.equal(418);
    expect(JSON.parse(refused.text)).to.deep.equal({
      statusCode: 418,
      message: "Header X-OLD value of 1 is not allowed. Access denied.",
    });
    const strict = build(checkHeader, element("check-header", { name: "x-a" }, element("value", {}, "One")));
    await refusal(strict, new FakeGateway().call({ headers: new HttpHeaders({ "x-a": "one" }) }));
  });

  it("takes an empty header for none, and needs a name", async () => {
    const empty = new FakeGateway().call({ headers: new HttpHeaders({ "x-a": "" }) });
    expect((await refusal(step, empty)).error.reason).to.equal("HeaderNotFound");
    expect(() => run('<check-header failed-check-httpcode="401" />')).to.throw("name");
  });
});
