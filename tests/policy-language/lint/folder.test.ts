import { expect } from "chai";
import { FolderLint } from "../../../packages/policy-language/lint";

const inbound = (text: string) =>
  `<policies><inbound><base />${text}</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`;
const read = `<set-variable name="a" value='@((string)context.Variables["team"])' />`;
const set = '<set-variable name="team" value="x" />';
const include = (id: string) => `<include-fragment fragment-id="${id}" />`;

/** `file CODE` of everything found in a folder. */
function found(files: Readonly<Record<string, string>>, namedValues?: () => undefined): string[] {
  const documents = Object.entries(files).map(([file, text]) => ({ file, text }));
  const lint = new FolderLint(documents);
  return documents.flatMap((one) =>
    lint.check(one, namedValues ? { namedValues } : {}).map(({ code }) => `${one.file} ${code}`),
  );
}

describe("a folder as a whole", () => {
  const cases: [what: string, files: Record<string, string>, codes: string[]][] = [
    ["a variable that nothing sets", { "a.xml": inbound(read) }, ["a.xml LINT_VARIABLE_NEVER_SET"]],
    ["one that another scope sets", { "a.xml": inbound(read), "product.xml": inbound(set) }, []],
    ["one of a fragment", { "a.xml": inbound(include("Team") + read), "team.xml": `<fragment>${set}</fragment>` }, []],
    [
      "one of a fragment in APIOps' layout",
      { "a.xml": inbound(include("team") + read), "policyFragments/team/policy.xml": `<fragment>${set}</fragment>` },
      [],
    ],
    ["a fragment that is elsewhere", { "a.xml": inbound(include("other") + read) }, []],
    [
      "a fragment that sets nothing",
      { "a.xml": inbound(include("team") + read), "team.xml": "<fragment><set-status code='200' /></fragment>" },
      ["a.xml LINT_VARIABLE_NEVER_SET"],
    ],
    ["a fragment that nobody includes", { "f.xml": `<fragment>${read}</fragment>` }, []],
    [
      "a fragment whose documents set nothing",
      { "a.xml": inbound(include("f")), "f.xml": `<fragment>${read}</fragment>` },
      ["f.xml LINT_VARIABLE_NEVER_SET"],
    ],
    ["a fragment whose documents do", { "a.xml": inbound(set + include("f")), "f.xml": `<fragment>${read}</fragment>` }, []],
    ["Terraform's placeholders", { "a.xml": inbound('<rate-limit calls="${var.calls}" renewal-period="${local.period}" />') }, ["a.xml LINT_TEMPLATE"]],
    ["Bicep's, in an expression", { "a.xml": inbound(`<set-variable name="a" value='@("${"$"}{apiName}".Length)' />`) }, ["a.xml LINT_TEMPLATE"]],
    ["a pipeline's tokens", { "a.xml": inbound('<rate-limit calls="#{calls}#" renewal-period="60" />') }, ["a.xml LINT_TEMPLATE"]],
    ["Handlebars'", { "a.xml": inbound('<rate-limit calls="{{ calls }}" renewal-period="60" />') }, ["a.xml LINT_TEMPLATE"]],
    ["this project's own", { "a.xml": inbound('<rate-limit calls="$[calls]" renewal-period="60" />') }, []],
    ["a placeholder where an error is one", { "a.xml": inbound('<rate-limit calls="${var.calls}" renewal-period="400" />') }, ["a.xml LINT_TEMPLATE", "a.xml POLICY_BAD_VALUE"]],
  ]; // prettier-ignore
  for (const [what, files, codes] of cases)
    it(`${what} => ${codes.join(", ") || "nothing"}`, () => {
      expect(found(files)).to.deep.equal(codes);
    });

  it("takes no placeholder for a named value that is missing", () => {
    const text = inbound('<rate-limit calls="$[calls]" renewal-period="{{period}}" />');
    expect(found({ "a.xml": text }, () => undefined)).to.deep.equal(["a.xml POLICY_UNKNOWN_NAMED_VALUE"]);
  });

  it("points at the first placeholder, in a document as long as before", () => {
    const text = "<fragment>\n<set-header name='a'><value>${x.y}</value></set-header></fragment>";
    const [hint] = new FolderLint([]).check({ file: "f.xml", text }, {});
    expect(hint).to.deep.include({ code: "LINT_TEMPLATE", severity: "warning" });
    expect(hint!.place).to.deep.equal({ file: "f.xml", line: 2, column: 29 });
  });
});
