import { expect } from "chai";
import fc from "fast-check";
import { textWindows } from "../../../../packages/local-gateway/gateway/policies/textWindows";

describe("text windows", () => {
  it("overlap by as many characters as they are told to", () => {
    expect(textWindows("abcdefg", 4, 2)).to.deep.equal(["abcd", "cdef", "efg"]);
    expect(textWindows("abcdef", 3)).to.deep.equal(["abc", "def"]);
    expect(textWindows("abc", 3, 2)).to.deep.equal(["abc"]);
    expect(textWindows("", 3)).to.deep.equal([]);
  });

  it("never cut a character in two", () => {
    expect(textWindows("\u{1F600}\u{1F601}\u{1F602}", 2)).to.deep.equal(["\u{1F600}\u{1F601}", "\u{1F602}"]);
  });

  it("end, whatever the sizes", () => {
    expect(textWindows("abcd", 0, 5)).to.deep.equal(["a", "b", "c", "d"]);
    expect(textWindows("abcd", 2, 2)).to.deep.equal(["ab", "bc", "cd"]);
    expect(textWindows("abcd", -3, -1)).to.have.length(4);
  });

  it("hold every piece of the text that is no longer than the overlap and one", () => {
    const text = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" });
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 19 }),
        (one, size, overlap) => {
          const windows = textWindows(one, size, overlap);
          const points = Array.from(one);
          const length = Math.min(overlap + 1, size, points.length);
          for (const window of windows) expect(Array.from(window).length).to.be.at.most(size);
          for (let start = 0; start + length <= points.length; start++) {
            const piece = points.slice(start, start + length).join("");
            expect(windows.some((window) => window.includes(piece))).to.equal(true);
          }
        },
      ),
    );
  });
});
