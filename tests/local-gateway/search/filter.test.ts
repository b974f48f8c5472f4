import { expect } from "chai";
import fc from "fast-check";
import { Refusal } from "../../../packages/local-gateway/ai-services/account";
import { fieldsOf, matchesFilter } from "../../../packages/local-gateway/search/filter";

const document = { id: "1", name: "O'Brien and sons", rating: 4.2, open: true, city: null };

describe("filters of the simulated search service", () => {
  for (const [filter, expected] of [
    ["", true],
    ["name eq 'O''Brien and sons'", true],
    ["name eq 'O''Brien and sons' and rating gt 4", true],
    ["rating gt 4 and name eq 'x and y'", false],
    ["rating ge 4.2 and rating le 4.2", true],
    ["rating lt 4.2", false],
    ["open eq true", true],
    ["open ne true", false],
    ["city eq null", true],
    ["nothing eq null", true],
    ["rating gt 'a'", false],
  ] as const)
    it(`${filter || "none"} ⇒ ${expected}`, () =>
      void expect(matchesFilter(document, filter)).to.equal(expected));

  for (const filter of [
    "rating gt 4 or open",
    "not open",
    "search.in(name, 'a')",
    "rating gt",
    "(rating gt 4)",
  ])
    it(`refuses ${filter}, and never answers as if it were met`, () => {
      expect(() => matchesFilter(document, filter)).to.throw(Refusal, "comparisons");
    });

  it("finds a text by itself, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (own, other) => {
        const written = (text: string) => `name eq '${text.replaceAll("'", "''")}' and rank eq 1`;
        expect(matchesFilter({ name: own, rank: 1 }, written(own))).to.equal(true);
        expect(matchesFilter({ name: own, rank: 1 }, written(other))).to.equal(own === other);
      }),
    );
  });

  it("gives the fields that are asked for", () => {
    expect(fieldsOf(document, "id, rating")).to.deep.equal({ id: "1", rating: 4.2 });
    expect(fieldsOf(document, undefined)).to.equal(document);
  });
});
