import { expect } from "chai";
import fc from "fast-check";
import { printPolicy, readPolicy } from "../../../packages/policy-language/reader";
import { compile, documents, shape } from "../support";

const texts = [...documents.values()];
const pieces = [
  "<",
  ">",
  '"',
  "'",
  "&",
  "@(",
  "@{",
  ")",
  "}",
  "{{a}}",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "\r",
  '$"{',
  "\0",
  "</a>",
  "<?",
  "\ud800",
];

/** A document of the fixtures with a few stretches cut out, doubled or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.oneof(fc.constantFrom(...pieces), fc.string())), {
      maxLength: 6,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((current, [at, length, piece]) => {
      const start = at % (current.length + 1);
      return current.slice(0, start) + piece + current.slice(start + length);
    }, text),
  );

describe("reading any text", () => {
  it("gives a result, and places that lie in the text", () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom("rawxml" as const, "xml" as const), (text, format) => {
        const lines = text.split(/\r\n|\r|\n/).length;
        const { document, problems } = compile(text, { format, namedValues: () => "@(1" });
        expect(document !== undefined || problems.length > 0).to.equal(true);
        for (const { place, message, hint } of problems) {
          expect(message).to.not.equal("");
          if (hint !== undefined) expect(hint).to.not.equal("");
          expect(place!.line).to.be.within(1, lines);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same tree once printed", () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const first = readPolicy(text, { file: "p.xml" });
        fc.pre(first.problems.length === 0);
        const printed = printPolicy(first.root!);
        const second = readPolicy(printed, { file: "p.xml" });
        expect(second.problems).to.deep.equal([]);
        expect(shape(second.root!)).to.deep.equal(shape(first.root!));
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    );
  });

  for (const [file, text] of documents) {
    it(`prints ${file} so that it reads the same`, () => {
      const first = readPolicy(text, { file });
      expect(first.problems).to.deep.equal([]);
      const second = readPolicy(printPolicy(first.root!), { file });
      expect(shape(second.root!)).to.deep.equal(shape(first.root!));
    });
  }
});

describe("reading large texts", () => {
  const units = [
    '<a b="@(',
    '<a b="@("x',
    "<a>",
    '<a b="@(1)">@{ return 1; }</a>',
    "@(",
    '<a b="',
    "<!--",
    "&amp;",
    '$"{',
    "{{a}}",
    "& ",
    "' ",
    '"\t\t',
    "<a b=' @{'/>",
  ];
  for (const unit of units) {
    // Quadratic work on a million characters takes minutes, so mocha's limit tells it from linear work on any machine.
    it(`takes time in proportion: ${unit}`, () => {
      const text = `<policies>${unit.repeat(1_000_000 / unit.length)}`;
      expect(readPolicy(text, { file: "p.xml" }).problems).to.not.be.empty;
    });
  }
});
