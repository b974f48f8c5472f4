import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { matches } from "../../../packages/policy-language/conformance/compare";
import type { Contexts } from "../../../packages/policy-language/conformance/context";
import type { Outcome, Row } from "../../../packages/policy-language/conformance/rows";
import { runRows } from "../../../packages/policy-language/conformance/run";

type Vector = Row & Outcome & { readonly suite: string };

const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, name), "utf8"));
const vectors = read("vectors.json") as Vector[];
const everyday = read("vectors-2.json") as Vector[];
const contexts = read("contexts.json") as Contexts;

/** Rows of vectors-2.json that are no answer of Azure's: docs/decisions/0051-rows-that-are-no-answer.md. */
const notAzure: Readonly<Record<string, string>> = {
  xn202: "IUser.Groups is documented", xn203: "IUser.Identities is documented", xn339: "IRequest.Certificate is documented",
  xp141: "IDeployment.Certificates is documented", xn277: "SortedDictionary is not on the list",
  xn385: "SortedSet is not on the list", xn348: "Environment is not on the list", xn313: "dynamic is refused",
  xn314: "dynamic is refused",
}; // prettier-ignore
const nameOf = (id: string) => id.split("_")[0]!;

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

  it("answers the expressions that users write, but for those whose rows are no answer of Azure's", () => {
    expect(everyday).to.have.length(917);
    const different = runRows(everyday, contexts).filter((got, index) => !matches(got, everyday[index]!));
    const unexpected = different.filter(({ id }) => !(nameOf(id) in notAzure));
    expect(unexpected).to.deep.equal([]);
    // Each of the others is still another answer: what has become the same is taken off the list.
    expect([...new Set(different.map(({ id }) => nameOf(id)))].sort()).to.deep.equal(
      Object.keys(notAzure).sort(),
    );
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
