import { expect } from "chai";
import { authenticationManagedIdentity } from "../../../../packages/local-gateway/gateway/policies/authenticationManagedIdentity";
import { toText } from "../../../../packages/policy-language/expressions/values/values";
import { build, element } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";

describe("authentication-managed-identity", () => {
  const step = (more: Record<string, string> = {}) =>
    build(
      authenticationManagedIdentity,
      element("authentication-managed-identity", { resource: "r", ...more }),
    );

  it("signs on in Authorization, or in the named variable only", async () => {
    const call = new FakeGateway().call();
    await step().run(call);
    expect(call.context.request.headers.get("authorization")).to.equal("Bearer token-for-r-as-system");
    const other = new FakeGateway().call();
    await step({ "client-id": "c", "output-token-variable-name": "t" }).run(other);
    expect(other.context.request.headers.has("authorization")).to.equal(false);
    expect(toText(other.context.variables.get("t"))).to.equal("token-for-r-as-c");
  });

  it("fails without an identity, unless errors are ignored", async () => {
    const call = new FakeGateway().call();
    await refusal(step({ "client-id": "unknown" }), call);
    await step({ "client-id": "unknown", "ignore-error": "true" }).run(call);
    expect(call.context.request.headers.has("authorization")).to.equal(false);
  });
});
