import { expect } from "chai";
import { nearest } from "../../../packages/policy-language/schema/nearest";

describe("nearest", () => {
  const names = ["set-header", "set-body", "choose", "retry"];
  const cases: [string, string | undefined][] = [
    ["set-haeder", "set-header"],
    ["SetHeader", "set-header"],
    ["chose", "choose"],
    ["rety", "retry"],
    ["forward-request", undefined],
    ["x", undefined],
    ["x".repeat(100_000), undefined],
  ];
  for (const [name, expected] of cases) {
    it(`finds ${expected ?? "nothing"} for ${name.slice(0, 20)}`, () => {
      expect(nearest(name, names)).to.equal(expected);
    });
  }
});
