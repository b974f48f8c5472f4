import { expect } from "chai";
import fc from "fast-check";
import { chosenPages, pagesOf } from "../../../packages/local-gateway/document-intelligence/read";

const pdf = Buffer.from(
  [
    "%PDF-1.4",
    "1 0 obj << /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >> endobj",
    "2 0 obj << /Type /Page >> endobj",
    "3 0 obj << /Type/Page >> endobj",
    "stream\nBT (Total: \\(20\\)) Tj ET\nendstream",
    "stream\nBT (Second) Tj ET\nendstream",
  ].join("\n"),
);

describe("documents that the simulated Document Intelligence reads", () => {
  it("are texts with a page for each form feed, plain PDFs, and pictures", () => {
    expect(pagesOf(Buffer.from("a\fb\fc"))).to.deep.equal(["a", "b", "c"]);
    expect(pagesOf(pdf)).to.deep.equal(["Total: (20)", "Second"]);
    expect(pagesOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 1]))).to.deep.equal([""]);
  });

  it("are nothing where nothing can be read", () => {
    for (const bytes of [Buffer.from(""), Buffer.from("%PDF-1.4\n"), Buffer.from([1, 0, 2])])
      expect(pagesOf(bytes)).to.equal(undefined);
  });

  for (const [asked, expected] of [
    [undefined, [1, 2, 3, 4]],
    ["2", [2]],
    ["1-2", [1, 2]],
    ["3-", [3, 4]],
    ["1, 4", [1, 4]],
    ["9", []],
    ["x", undefined],
    ["1-2-3", undefined],
  ] as const)
    it(`pages ${asked ?? "of no choice"} ⇒ ${JSON.stringify(expected)}`, () => {
      expect(chosenPages(asked, 4)).to.deep.equal(expected);
    });

  it("are chosen in their order, and none twice", () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 20 }),
        (ranges, count) => {
          const chosen = chosenPages(ranges.map(([from, to]) => `${from}-${to}`).join(","), count)!;
          const expected = Array.from({ length: count }, (_, page) => page + 1).filter((page) =>
            ranges.some(([from, to]) => from <= page && page <= to),
          );
          expect(chosen).to.deep.equal(expected);
        },
      ),
    );
  });
});
