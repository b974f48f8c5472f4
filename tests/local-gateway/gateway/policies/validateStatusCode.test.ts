import { expect } from "chai";
import { contractCall, shown } from "./contracted";

const policy = (content = "") =>
  `<validate-status-code unspecified-status-code-action="prevent" errors-variable-name="errors">${content}</validate-status-code>`;

describe("validate-status-code", () => {
  it("lets by what is defined, and refuses the rest with 502", async () => {
    expect((await contractCall({ outbound: policy() })).status).to.equal(200);
    expect((await contractCall({ outbound: policy(), answer: { status: 404 } })).status).to.equal(404);
    const answer = await contractCall({ outbound: policy(), answer: { status: 418 } });
    expect(answer.status).to.equal(502);
    expect(answer.headers.get("x-error")).to.equal(
      "UnspecifiedStatusCode: Response status code 418 is not allowed.",
    );
  });

  it("takes a code's own action over that of all", async () => {
    const answer = await contractCall({
      outbound: policy('<status-code code="418" action="detect" />') + shown("errors"),
      answer: { status: 418 },
    });
    expect(answer.status).to.equal(418);
    expect(answer.headers.get("x-errors")).to.contain('"Name":"418"');
  });
});
