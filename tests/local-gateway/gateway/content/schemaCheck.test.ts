import { expect } from "chai";
import { schemaProblems } from "../../../../packages/local-gateway/gateway/content/schemaCheck";

describe("uniqueItems of a schema", () => {
  for (const [items, problems] of [
    [[1, 2, "1"], []],
    [[1, 2, 1], ["the body must NOT have duplicate items"]],
    [
      [
        { a: 1, b: [{ c: 1, d: 2 }] },
        { b: [{ d: 2, c: 1 }], a: 1 },
      ],
      ["the body must NOT have duplicate items"],
    ],
    [
      [
        [1, 2],
        [2, 1],
      ],
      [],
    ],
    [[], []],
    ["no list", []],
  ] as const)
    it(`${JSON.stringify(items)} => ${problems.length}`, () =>
      expect(schemaProblems({ uniqueItems: true }, items)).to.deep.equal(problems));

  it("says nothing where it is false", () => {
    expect(schemaProblems({ uniqueItems: false }, [1, 1])).to.deep.equal([]);
  });

  it("is looked at once for each of 20,000 objects", () => {
    const items = Array.from({ length: 20_000 }, (_, at) => {
      let read = 0;
      return { at, more: { get once() { return ++read; } } }; // prettier-ignore
    });
    expect(schemaProblems({ uniqueItems: true }, items)).to.deep.equal([]);
    expect(items.map(({ more }) => more.once - 1)).to.deep.equal(items.map(() => 1));
  });
});
