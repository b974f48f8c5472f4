import { expect } from "chai";
import { contractCall, shown } from "./contracted";

const policy = (content = "", unspecified = "prevent") =>
  `<validate-headers specified-header-action="prevent" unspecified-header-action="${unspecified}" errors-variable-name="errors">${content}</validate-headers>`;

describe("validate-headers", () => {
  it("lets by what the definition of the status says", async () => {
    const answer = await contractCall({ outbound: policy(), answer: { headers: { "x-left": "3" } } });
    expect(answer.status).to.equal(200);
  });

  for (const [what, headers, part] of [
    ["a header that is missing", {}, "Required header x-left is missing"],
    ["a header of another type", { "x-left": "few" }, "must be integer"],
    ["a header that is unknown", { "x-left": "3", "x-secret": "1" }, "Unspecified header x-secret"],
  ] as const) {
    it(`refuses an answer with ${what} by 502`, async () => {
      const answer = await contractCall({ outbound: policy(), answer: { headers } });
      expect(answer.status).to.equal(502);
      expect(answer.headers.get("x-error")).to.contain(part);
    });
  }

  it("takes a header's own action over that of all", async () => {
    const answer = await contractCall({
      outbound: policy('<header name="X-Secret" action="detect" />') + shown("errors"),
      answer: { headers: { "x-left": "3", "x-secret": "1" } },
    });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("x-errors")).to.contain("UnspecifiedHeader");
  });
});
