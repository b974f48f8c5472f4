import { expect } from "chai";
import fc from "fast-check";
import { seededRandom } from "../../../packages/common/random";
import { answerPieces, splitText } from "../../../packages/local-gateway/answers/answerText";
import { tokens } from "../openai/accounts";

describe("answer text", () => {
  it("has exactly as many tokens as were asked for, under both encodings", () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer(), (count, seed) => {
        const text = answerPieces(count, seededRandom(seed)).join("");
        expect(tokens.count(text, "gpt-4.1")).to.equal(count);
        expect(tokens.count(text, "gpt-4")).to.equal(count);
      }),
      { numRuns: 60 },
    );
  });

  it("ends in a full stop, whatever the length", () => {
    for (let seed = 1; seed < 40; seed++)
      for (let count = 3; count < 60; count++)
        expect(answerPieces(count, seededRandom(seed)).at(-1), `${seed}, ${count}`).to.equal(".");
  });

  it("splits any text without losing a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(splitText(text).join("")).to.equal(text);
      }),
    );
  });
});
