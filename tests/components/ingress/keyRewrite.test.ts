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

  for (const header of ["api-key", "x-api-key", "x-goog-api-key"])
    it(`applies to no call that has ${header}, and never two rules to one`, () => {
      const rules = keyRewriteRules(header);
      for (const { conditions } of rules)
        expect(conditions).to.deep.include({
          variable: `http_req_${header}`,
          pattern: ".+",
          ignoreCase: true,
          negate: true,
        });
      const values = ["", "key", "Bearer key", "Bearer a.b.c", "openai-insecure-api-key.key"];
      const names = [...new Set(rules.flatMap((rule) => rule.conditions.map(({ variable }) => variable)))];
      const every = names.reduce<Record<string, string>[]>(
        (all, name) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
        [{}],
      );
      for (const request of every) {
        const applied = rules.filter(({ conditions }) =>
          conditions.every(
            ({ variable, pattern, negate }) => new RegExp(pattern, "i").test(request[variable]!) !== negate,
          ),
        );
        expect(applied.length, JSON.stringify(request)).to.be.at.most(1);
      }
    });
});
