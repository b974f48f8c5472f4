import { expect } from "chai";
import fc from "fast-check";
import { contractCall } from "./contracted";

const policy = '<validate-odata-request max-size="100" />';
const call = (query: string, headers: Record<string, string> = {}, body?: string) =>
  contractCall({ inbound: policy, path: `/orders/orders/5?${query}`, headers, body });

describe("validate-odata-request", () => {
  for (const query of [
    "",
    "$top=5&$skip=10&$count=true",
    "$filter=" + encodeURIComponent("contains(name,'it''s (so)') and price lt 5"),
    "$select=id,kind&other=anything(",
  ]) {
    it(`lets by ?${query}`, async () => {
      expect((await call(query)).status).to.equal(200);
    });
  }

  for (const [query, part] of [
    ["$top=many", "$top is no whole number"],
    ["$count=maybe", "neither true nor false"],
    ["$drop=all", "$drop is not known"],
    ["$filter=" + encodeURIComponent("contains(name,'a'"), "not closed"],
    ["$filter=" + encodeURIComponent("name eq 'a"), "not closed"],
  ] as const) {
    it(`refuses ?${query}`, async () => {
      const answer = await call(query);
      expect(answer.status).to.equal(400);
      expect(answer.headers.get("x-error")).to.contain(part);
    });
  }

  it("refuses versions out of bounds and bodies that are too large", async () => {
    expect((await call("", { "OData-Version": "3.0" })).headers.get("x-error")).to.contain("ODataVersion");
    expect((await call("", { "OData-Version": "soon" })).status).to.equal(400);
    expect((await call("", {}, "x".repeat(101))).headers.get("x-error")).to.contain("SizeLimit");
  });

  it("never fails in any other way, whatever the query", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect((await call(`$filter=${encodeURIComponent(text)}`)).status).to.be.oneOf([200, 400]);
      }),
    );
  });
});
