import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { matches } from "../../../policy-language/conformance/compare";
import type { Contexts } from "../../../policy-language/conformance/context";
import type { Outcome, Row } from "../../../policy-language/conformance/rows";
import { runRows } from "../../../policy-language/conformance/run";

type Vector = Row & Outcome & { readonly suite: string };

const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, name), "utf8"));
const vectors = read("vectors.json") as Vector[];
const contexts = read("contexts.json") as Contexts;

describe("conformance to .NET", () => {
  it("has all the rows", () => {
    expect(vectors).to.have.length(811);
  });

  const suites = [...new Set(vectors.map((row) => row.suite))];
  const ways = [
    { way: "", writtenAfter: Infinity },
    { way: ", written out as JavaScript", writtenAfter: 0 },
  ];
  for (const { suite, way, writtenAfter } of suites.flatMap((one) =>
    ways.map((other) => ({ suite: one, ...other })),
  ))
    it(`answers the rows about ${suite} as .NET does${way}`, () => {
      const rows = vectors.filter((row) => row.suite === suite);
      const different = runRows(rows, contexts, { writtenAfter }).flatMap((got, index) => {
        const { id, expression, result, throws, compileErrors } = rows[index]!;
        const expected = compileErrors ? { compileErrors } : throws !== undefined ? { throws } : { result };
        return matches(got, rows[index]!) ? [] : [{ id, expression, expected, got }];
      });
      expect(different).to.deep.equal([]);
    });

  it("goes on after a row that is none", () => {
    const [bad, missing, good] = runRows(
      [null, { id: "b", expression: "@(1)", context: "nowhere" }, { id: "c", expression: "@(1 + 1)" }],
      contexts,
    );
    expect(bad).to.have.property("throws").that.includes("internal");
    expect(missing).to.have.property("throws").that.includes("'nowhere'");
    expect(good).to.deep.equal({ id: "c", result: { type: "int", value: "2" } });
  });

  it("takes variables of every type of its rows, added to the context's own", () => {
    const given = {
      JObject: '{"a":1}', JArray: "[1,2]", "string[]": '["x"]', "List<string>": '["x"]', "Dictionary<string,string>": '{"k":"v"}',
      int: "5", long: "6", double: "1.5", decimal: "2.50", bool: "true", guid: "0f8fad5b-d9cb-469f-a165-70867728950e",
      datetime: "2026-03-14T15:09:26.5350000Z", string: "text", IResponse: '{"statusCode":418,"statusReason":"x","headers":{},"body":""}',
    }; // prettier-ignore
    for (const [type, value] of Object.entries(given)) {
      const code =
        type === "IResponse"
          ? '@(((IResponse)context.Variables["v"]).StatusCode)'
          : '@(context.Variables["v"])';
      const [row] = runRows([{ id: "a", expression: code, variables: { v: { type, value } } }], contexts);
      expect(row, type).to.have.property("result").that.is.an("object");
    }
  });
});
