import { expect } from "chai";
import fc from "fast-check";
import { Regex } from "../../../../packages/policy-language/expressions/library/regex/regex";
import { answer } from "../support";

/** Texts of a, b and digits, in which short patterns match often. */
const texts = fc.string({ unit: fc.constantFrom("a", "b", "1", "2", " "), maxLength: 12 });

const atom = fc.constantFrom("a", "b", "1", ".", "\\d", "\\w", "[ab]", "[^1]", "\\b");
const repeated = fc
  .tuple(
    fc.constantFrom("a", "b", ".", "\\d", "[ab]", "(?:ab|b1)"),
    fc.constantFrom("*", "+", "?", "*?", "+?", "{1,2}"),
  )
  .map(([one, many]) => one + many);
const piece = fc.oneof(atom, repeated);
const sequence = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
const captured = sequence.map((inner) => `(${inner})`);
const alternatives = fc.tuple(sequence, sequence).map(([one, other]) => `(?:${one}|${other})`);
const inner = fc
  .array(
    fc.oneof(
      piece,
      captured,
      alternatives,
      sequence.map((ahead) => `(?=${ahead})`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join(""));
const pattern = fc
  .tuple(
    fc.option(sequence, { nil: "" }),
    fc.constantFrom("<=", "<!"),
    inner,
    fc.option(sequence, { nil: "" }),
  )
  .map(([before, kind, body, behind]) => `${before}(?${kind}${body})${behind}`);

describe("what stands behind", () => {
  it("is read from right to left, as JavaScript's own expressions read it, captures too", () => {
    fc.assert(
      fc.property(pattern, texts, (source, text) => {
        const theirs = new RegExp(source, "u").exec(text);
        const ours = new Regex(source, 0).match(text);
        expect(ours.success, `${source} in "${text}"`).to.equal(theirs !== null);
        if (!theirs) return;
        expect([ours.index, ours.value], `${source} in "${text}"`).to.deep.equal([theirs.index, theirs[0]]);
        const groups = theirs.slice(1).map((one: string | undefined) => one ?? null);
        const own = groups.map((_, index) => {
          const group = ours.group(index + 1);
          return group.success ? group.value : null;
        });
        expect(own, `${source} in "${text}"`).to.deep.equal(groups);
      }),
      { numRuns: 3_000 },
    );
  });

  it("takes no more steps in a long text than in a short one", () => {
    const found = (expression: string, most = 200_000) =>
      answer(`@(Regex.Matches(new string('a', ${most}) + " 17", ${expression}).Count)`);
    expect(found(String.raw`@"(?<!\d)\d{2}(?!\d)"`)).to.equal("int 1");
    expect(found(String.raw`@"(?<=\s)1"`)).to.equal("int 1");
    expect(found(String.raw`@"(?<=a{3,5})\s"`)).to.equal("int 1");
    expect(found(String.raw`@"(?<=\bEMP-\d{0,6})1"`)).to.equal("int 0");
  });

  it("has captures in .NET's order", () => {
    // The page on grouping constructs has no such example; ECMAScript's and .NET's orders are one.
    expect(answer(String.raw`@(Regex.Match("1053", @"(?<=(\d+)(\d+))$").Groups[1].Value)`)).to.equal(
      "string 1",
    );
    expect(answer(String.raw`@(Regex.Match("1053", @"(?<=(\d+)(\d+))$").Groups[2].Value)`)).to.equal(
      "string 053",
    );
  });
});
