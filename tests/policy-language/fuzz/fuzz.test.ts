import { expect } from "chai";
import fc from "fast-check";
import { checkDocument, checkExpression } from "./checks";
import { mutated, mutation } from "./mutate";
import { documents, expressions } from "./seeds";

const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

/** `npm run fuzz` does the same 100,000 times. */
describe("mutated policies", () => {
  it("never break reading, compiling, linting or formatting", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        mutations,
        fc.constantFrom(...documents),
        (text, changes, other) => checkDocument(mutated(text, changes, other)),
      ),
      { numRuns: 150, seed: 5 },
    );
  });

  it("never break compiling or running an expression", () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...expressions),
        mutations,
        fc.constantFrom(...expressions),
        (code, changes, other) => {
          outcomes.add(checkExpression(`@(${mutated(code.slice(2, -1), changes, other)})`));
          outcomes.add(checkExpression(`@{${mutated(`return ${code.slice(2, -1)};`, changes, other)}}`));
        },
      ),
      { numRuns: 400, seed: 5 },
    );
    expect(outcomes, "some mutants still compile").to.have.length(2);
  });
});
