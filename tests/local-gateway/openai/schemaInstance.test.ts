import { expect } from "chai";
import { schemaInstance } from "../../../packages/common/schemaInstance";

describe("schema instance", () => {
  const cases: [string, unknown, unknown][] = [
    [
      "objects with their required properties",
      {
        type: "object",
        properties: { city: { type: "string" }, days: { type: "integer", minimum: 3 }, note: {} },
        required: ["city", "days"],
      },
      { city: "text", days: 3 },
    ],
    ["the first value of an enum", { enum: ["low", "high"] }, "low"],
    ["references", { $ref: "#/$defs/a", $defs: { a: { type: "boolean" } } }, true],
    ["arrays of the least length", { type: "array", items: { const: 1 }, minItems: 2 }, [1, 1]],
    ["nullable types", { type: ["null", "number"] }, 0],
    ["alternatives", { anyOf: [{ type: "string", maxLength: 2 }, { type: "null" }] }, "te"],
    ["formats", { type: "string", format: "date" }, "2026-01-01"],
    [
      "all of several",
      { allOf: [{ properties: { a: {} } }, { properties: { b: { const: 2 } } }] },
      { a: "text", b: 2 },
    ],
    ["numbers in bounds", { type: "number", minimum: -5, maximum: -2 }, -2],
    ["multiples", { type: "integer", minimum: 5, multipleOf: 4 }, 8],
  ];
  for (const [what, schema, expected] of cases)
    it(`makes ${what}`, () => expect(schemaInstance(schema)).to.deep.equal(expected));

  it("ends for recursive schemas", () => {
    const tree = {
      $ref: "#/$defs/node",
      $defs: {
        node: {
          type: "object",
          properties: { next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] } },
          required: ["next"],
        },
      },
    };
    expect(JSON.stringify(schemaInstance(tree))).to.match(/^\{"next".*null\}+$/);
  });
});
