import { expect } from "chai";
import { Lately } from "../../packages/common/lately";

describe("what was made lately", () => {
  const texts = ["aaaa", "bbbb", "cccc", "dddd", "eeee"] as const;
  const filled = (lately: Lately<number>, ...which: readonly string[]) =>
    which.forEach((text, index) => lately.set(text, index));
  const known = (lately: Lately<number>) => texts.filter((text) => lately.get(text) !== undefined);

  it("is kept as long as there is room, and goes in the order in which it was asked for", () => {
    const lately = new Lately<number>(16);
    filled(lately, "aaaa", "bbbb", "cccc", "dddd");
    expect(known(lately)).to.deep.equal(["aaaa", "bbbb", "cccc", "dddd"]);
    expect(lately.get("aaaa")).to.equal(0);
    lately.set("eeee", 4);
    expect(known(lately)).to.deep.equal(["aaaa", "cccc", "dddd", "eeee"]);
  });

  it("takes no more room when it is set again, and has its last value then", () => {
    const lately = new Lately<number>(16);
    filled(lately, "aaaa", "bbbb", "cccc", "aaaa", "aaaa", "dddd");
    expect(known(lately)).to.deep.equal(["aaaa", "bbbb", "cccc", "dddd"]);
    expect(lately.get("aaaa")).to.equal(4);
  });

  it("is not what would drive everything else out", () => {
    const lately = new Lately<number>(16);
    filled(lately, "aaaa", "too long");
    expect(lately.get("too long")).to.equal(undefined);
    expect(known(lately)).to.deep.equal(["aaaa"]);
  });
});
