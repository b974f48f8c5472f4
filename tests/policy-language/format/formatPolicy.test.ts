import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { formatPolicy } from "../../../packages/policy-language/format";
import { withoutPlaceholders } from "../../../packages/policy-language/lint";
import { readPolicy } from "../../../packages/policy-language/reader/readPolicy";
import type { PolicyNode, PolicyText } from "../../../packages/policy-language/reader/tree";
import { hasRawContent } from "../../../packages/policy-language/schema/content";

/** All of a document that has a meaning: everything but places and the white space between elements. */
function meaning(node: PolicyNode): unknown {
  const text = (value: PolicyText | undefined) =>
    value && [value.kind, value.value, value.namedValues.length];
  return {
    name: node.name,
    attributes: node.attributes.map(({ name, value }) => [name, text(value)]),
    text: text(node.text),
    raw: hasRawContent(node.name) || node.text ? node.rawText : "",
    children: node.children.map(meaning),
  };
}

function format(text: string): string {
  const { text: formatted, problems } = formatPolicy(text, { file: "p.xml" });
  expect(problems).to.deep.equal([]);
  return formatted!;
}

const read = (text: string) => meaning(readPolicy(text, { file: "p.xml" }).root!);
const policies = resolve(__dirname, "../../../policies");
const documents = readdirSync(policies, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".xml"))
  .map((name) => withoutPlaceholders(readFileSync(join(policies, name), "utf8")))
  .filter((text) => readPolicy(text, { file: "p.xml" }).problems.length === 0);

/** White space and line ends put between tags at random: the document means the same. */
function shaken(text: string, blanks: readonly string[]): string {
  let index = 0;
  return text.replace(/(?<=[>"] ?\/?>)\s*(?=<(?!!\[))/g, (whole) => blanks[index++ % blanks.length] ?? whole);
}

describe("fmt", () => {
  it("indents elements, keeps comments and one blank line, closes what is empty", () => {
    const text = '<!-- a -->\n\n\n<policies><inbound><base/>\n\n\n\n<!-- b\n  c --><set-variable  name="x"   value=\'@("y")\'></set-variable></inbound></policies>';
    expect(format(text)).to.equal(`<!-- a -->

<policies>
    <inbound>
        <base />

        <!-- b
  c -->
        <set-variable name="x" value='@("y")' />
    </inbound>
</policies>
`);
  });

  it("gives each attribute of a long tag a line", () => {
    const long = "x".repeat(60);
    expect(format(`<fragment><trace source="${long}" severity="error" id="${long}" /></fragment>`)).to.equal(
      `<fragment>\n    <trace\n        source="${long}"\n        severity="error"\n        id="${long}" />\n</fragment>\n`,
    );
  });

  it("leaves code, texts, CDATA and the content of set-body alone", () => {
    const inside = '<set-body>\n  { "a":   1 }\n</set-body><set-header name="h" exists-action="override"><value> a  b </value></set-header><set-url><![CDATA[@("<x>")]]></set-url>';
    const text = format(`<fragment>${inside}<set-variable name="c" value="@{\n  var a = @"x\n   y";\nreturn a; }" /></fragment>`);
    for (const part of ['<set-body>\n  { "a":   1 }\n</set-body>', "<value> a  b </value>", '<set-url><![CDATA[@("<x>")]]></set-url>', '"@{\n  var a = @"x\n   y";\nreturn a; }"'])
      expect(text).to.include(part);
  });

  it("lays out whatever stands around a text, and the text alone stays", () => {
    const text = '<policies><inbound><set-header name="h"><value>a</value><!-- c --><value><![CDATA[b]]></value></set-header><set-body>{}</set-body><base/></inbound></policies>';
    expect(format(text)).to.equal(`<policies>
    <inbound>
        <set-header name="h">
            <value>a</value>
            <!-- c -->
            <value><![CDATA[b]]></value>
        </set-header>
        <set-body>{}</set-body>
        <base />
    </inbound>
</policies>
`);
  });

  it("keeps CRLF and a byte order mark", () => {
    expect(format("\ufeff<fragment>\r\n<base/></fragment>")).to.equal("\ufeff<fragment>\r\n    <base />\r\n</fragment>\r\n");
  });

  it("does not touch what does not read", () => {
    const { text, problems } = formatPolicy("<fragment><base>", { file: "p.xml" });
    expect(text).to.equal(undefined);
    expect(problems[0]).to.deep.include({ code: "POLICY_XML" });
  });

  it("never changes what a document means, however it was laid out, and is content with its own work", () => {
    const blank = fc.constantFrom("", " ", "\n", "\n\n\n", "\t", "\r\n  ");
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.array(blank, { minLength: 1, maxLength: 7 }), (document, blanks) => {
        const text = shaken(document, blanks);
        const once = format(text);
        expect(read(once)).to.deep.equal(read(text));
        expect(format(once)).to.equal(once);
      }),
      { numRuns: 60 },
    );
  });
}); // prettier-ignore
