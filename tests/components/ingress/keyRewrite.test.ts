import { expect } from "chai";
import fc from "fast-check";
import { bearerKeyPattern, keyRewriteRules } from "../../../components/ingress/keyRewrite";

const bearer = new RegExp(bearerKeyPattern, "i");

describe("key rewrite", () => {
  it("takes the key out of any Bearer value without a dot", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/=_-]{1,256}$/), (key) => {
        expect(bearer.exec(`Bearer ${key}`)?.[1]).to.equal(key);
      }),
    );
  });

  it("leaves JSON Web Tokens and other schemes alone", () => {
    for (const value of ["Bearer eyJh.eyJz.c2ln", "Basic dXNlcjpwYXNz", "Bearer ", "Bearer two words", ""])
      expect(bearer.test(value), value).to.equal(false);
  });

  it("applies to no call that has an api-key", () => {
    for (const rule of keyRewriteRules)
      expect(rule.conditions).to.deep.include({
        variable: "http_req_api-key",
        pattern: ".+",
        ignoreCase: true,
        negate: true,
      });
  });
});
