import { expect } from "chai";
import fc from "fast-check";
import { configJsonSchema } from "../../../components/config/schema/jsonSchema";
import { contractFileSchema } from "../../../packaging/schema/contract";
import { shareRepeated } from "../../../packaging/schema/shareRepeated";
import { stackSchema } from "../../../packaging/schema/stackSchema";

type Json = Readonly<Record<string, unknown>>;

/** Every reference replaced by what it stands for, wherever it is. */
function writtenOut(value: unknown, root: Json): unknown {
  return JSON.parse(JSON.stringify(value), (_, one: unknown) => {
    const at = (one as Json | null)?.$ref;
    if (typeof at !== "string") return one;
    const found = (root.definitions as Json)[at.replace("#/definitions/", "")];
    expect(found, at).to.be.an("object");
    return writtenOut(found, root);
  }) as unknown;
}
const without = ({ definitions, ...rest }: Json): Json => (void definitions, rest);
const expanded = (schema: Json) => writtenOut(without(schema), schema);

describe("a JSON Schema with what is repeated written once", () => {
  for (const [what, schema] of [
    ["of stack files", stackSchema(configJsonSchema(), "azure-genai-gateway")],
    ["of contracts", contractFileSchema()],
  ] as const)
    it(`${what} says what it said, in fewer words`, () => {
      const shared = shareRepeated(schema);
      expect(expanded(shared)).to.deep.equal(expanded(schema));
      expect(JSON.stringify(shared).length).to.be.below(0.9 * JSON.stringify(schema).length);
    });

  it("says what it said, whatever the schema", () => {
    const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
      schema: fc.oneof(
        { depthSize: "small" },
        fc.record({ description: fc.constantFrom("a".repeat(400), "b".repeat(301), "short") }),
        fc.record({
          properties: fc.dictionary(fc.constantFrom("one", "two", "secure", "x:y"), tie("schema")),
          additionalProperties: fc.constantFrom(true, false),
        }),
        fc.record({ items: tie("schema"), default: fc.constant({ description: "a".repeat(400) }) }),
        fc.record({ anyOf: fc.array(tie("schema"), { maxLength: 3 }) }),
      ),
    }));
    fc.assert(
      fc.property(schema, (one) => {
        const root = { properties: { one, again: one }, definitions: { secure: { type: "object" } } };
        expect(expanded(shareRepeated(root))).to.deep.equal(expanded(root));
      }),
    );
  });
});
