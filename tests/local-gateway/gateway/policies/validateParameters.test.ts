import { expect } from "chai";
import { contractCall, shown } from "./contracted";

const policy = (content = "", specified = "prevent", unspecified = "prevent") =>
  `<validate-parameters specified-parameter-action="${specified}" unspecified-parameter-action="${unspecified}" errors-variable-name="errors">${content}</validate-parameters>`;

describe("validate-parameters", () => {
  it("lets by what the definition says", async () => {
    expect((await contractCall({ inbound: policy() })).status).to.equal(200);
  });

  for (const [what, call, part] of [
    ["a header that is missing", { headers: { "x-tenant": "" } }, "x-tenant"],
    ["a header of another pattern", { headers: { "x-tenant": "none" } }, "pattern"],
    ["a query parameter of another type", { path: "/orders/orders/5?count=many" }, "must be integer"],
    ["a query parameter out of bounds", { path: "/orders/orders/5?count=11" }, "must be <= 10"],
    [
      "a query parameter that is unknown",
      { path: "/orders/orders/5?colour=red" },
      "Unspecified query parameter colour",
    ],
    ["a header that is unknown", { headers: { "x-other": "1" } }, "Unspecified header parameter x-other"],
    ["a path parameter of another type", { path: "/orders/orders/five" }, "path parameter id"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await contractCall({ inbound: policy(), ...call });
      expect(answer.status).to.equal(400);
      expect(answer.headers.get("x-error")).to.contain(part);
    });
  }

  it("takes actions by group and by name over those of all", async () => {
    const own = policy(
      '<headers specified-parameter-action="ignore"><parameter name="x-other" action="detect" /></headers><query unspecified-parameter-action="ignore" />',
    );
    const answer = await contractCall({
      inbound: own,
      outbound: shown("errors"),
      path: "/orders/orders/5?colour=red",
      headers: { "x-tenant": "none", "x-other": "1" },
    });
    expect(answer.status).to.equal(200);
    expect(JSON.parse(answer.headers.get("x-errors")!)).to.deep.equal([
      {
        Name: "x-other",
        Type: "RequestHeader",
        ValidationRule: "UnspecifiedParameter",
        Details: "Unspecified header parameter x-other is not allowed.",
        Action: "detect",
      },
    ]);
  });

  it("reports everything at once", async () => {
    const answer = await contractCall({
      inbound: policy(),
      path: "/orders/orders/five?count=11&colour=red",
    });
    for (const name of ["id", "count", "colour"]) expect(answer.headers.get("x-error")).to.contain(name);
  });
});
