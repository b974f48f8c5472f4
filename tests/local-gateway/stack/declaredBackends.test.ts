import { expect } from "chai";
import { declaredKeys } from "../../../packages/local-gateway/stack/declaredBackends";
import { declared } from "../gateway/support";

const subscription = (name: string, more: Record<string, unknown>) =>
  declared("apimanagement:Subscription", `subscriptions/${name}`, {
    displayName: name,
    primaryKey: `key-${name}`,
    ...more,
  });

describe("keys that the resources declare", () => {
  // https://learn.microsoft.com/rest/api/apimanagement/subscription/create-or-update#subscriptionstate
  for (const state of ["suspended", "expired", "submitted", "rejected", "cancelled"])
    it(`of a subscription that is ${state} => none: API Management answers 401 to them`, () => {
      expect(
        declaredKeys([subscription("team", { state: "active" }), subscription("other", { state })]),
      ).to.deep.equal({ team: "key-team" });
    });

  it("are by the name that people gave, or by the subscription's own", () => {
    expect(
      declaredKeys([
        subscription("one", { state: "active", displayName: "Team one" }),
        subscription("two", { state: "Active", displayName: undefined }),
        subscription("three", { state: "active", primaryKey: undefined }),
      ]),
    ).to.deep.equal({ "Team one": "key-one", two: "key-two" });
  });
});
