import { expect } from "chai";
import { lintPolicy } from "../../../packages/policy-language/lint";

describe("lint of what is nested very deep", () => {
  it("finds an expression of thousands of terms too complex, and goes on", () => {
    const sum = `${"1+".repeat(20_000)}1`;
    const text = `<policies><inbound><base /><set-variable name="a" value="@(${sum})" /></inbound></policies>`;
    expect(lintPolicy(text, { file: "a.xml" }).map(({ code }) => code)).to.include("CS8078");
  });
});
