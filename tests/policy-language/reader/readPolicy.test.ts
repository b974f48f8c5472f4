import { expect } from "chai";
import { readPolicy } from "../../../packages/policy-language/reader";
import { policyCodes } from "../../../packages/policy-language/reader/problemCodes";

function read(text: string, namedValues?: Record<string, string>, format?: "rawxml" | "xml") {
  const lookup = namedValues && ((name: string) => namedValues[name]);
  return readPolicy(text, { file: "p.xml", format, namedValues: lookup });
}

/** The text of the root, as `kind value`. */
function text(document: string, namedValues?: Record<string, string>, format?: "rawxml" | "xml"): string {
  const { root, problems } = read(document, namedValues, format);
  expect(problems).to.deep.equal([]);
  return `${root?.text?.kind} ${root?.text?.value}`;
}

function attribute(
  document: string,
  namedValues?: Record<string, string>,
  format?: "rawxml" | "xml",
): string {
  const { root, problems } = read(document, namedValues, format);
  expect(problems).to.deep.equal([]);
  const value = root!.attributes[0]!.value;
  return `${value.kind} ${value.value}`;
}

describe("readPolicy", () => {
  it("takes raw <, & and quotes inside of expressions", () => {
    expect(attribute('<a b="@(x["k"] < 1 && y > "</a>")" />')).to.equal(
      'expression @(x["k"] < 1 && y > "</a>")',
    );
    expect(text("<a>\n @{ return a<b && c > 2; }\n</a>")).to.equal("expression @{ return a<b && c > 2; }");
  });

  it("decodes entities in expressions once", () => {
    expect(attribute('<a b="@(x &amp;&amp; "&amp;lt;" == y)" />')).to.equal('expression @(x && "&lt;" == y)');
    expect(attribute("<a b='@(x == &quot;)&quot;)' />")).to.equal('expression @(x == ")")');
    expect(text("<a>&lt;&#65;&#x42;</a>")).to.equal("literal <AB");
  });

  it("takes single quotes, CDATA, comments with --, a byte order mark and CRLF", () => {
    expect(attribute("<a b='@(x == 'c')'/>")).to.equal("expression @(x == 'c')");
    expect(text('<a><![CDATA[ @(a < "&amp;") ]]></a>')).to.equal('expression @(a < "&amp;")');
    expect(text("\uFEFF<!-- a -- b --->\r\n<a>@{\r\nreturn 1;\r\n}<!-- < -- > --></a>\r\n")).to.equal(
      "expression @{\nreturn 1;\n}",
    );
  });

  it("keeps line breaks in a raw expression and makes spaces of them in a literal", () => {
    expect(attribute('<a b="@{ // x\n return 1; }" />')).to.equal("expression @{ // x\n return 1; }");
    expect(attribute('<a b="x\r\ny\tz" />')).to.equal("literal x y z");
    expect(attribute('<a b="@{ return\n1; }" />', undefined, "xml")).to.equal("expression @{ return 1; }");
  });

  it("is strict in format xml", () => {
    expect(attribute('<a b="@(x &lt; &quot;)&quot;)" />', undefined, "xml")).to.equal(
      'expression @(x < ")")',
    );
    expect(read('<a b="@(x < 1)" />', undefined, "xml").problems[0]?.code).to.equal(policyCodes.xml);
    expect(read("<!-- a -- b --><a/>", undefined, "xml").problems[0]?.code).to.equal(policyCodes.xml);
  });

  describe("named values", () => {
    const values = { n: "3", text: 'say "hi"', whole: "@(1 + 2)", amp: "a&lt;b" };

    it("stand as text in literals, in strings and as C#", () => {
      expect(attribute('<a b="x-{{n}}-{{amp}}" />', values)).to.equal("literal x-3-a&lt;b");
      expect(attribute('<a b="@(x > {{n}} ? "{{n}}" : "")" />', values)).to.equal(
        'expression @(x > 3 ? "3" : "")',
      );
    });

    it("may be a whole expression", () => {
      expect(attribute('<a b=" {{whole}} " />', values)).to.equal("expression @(1 + 2)");
      expect(text("<a>{{whole}}</a>", values)).to.equal("expression @(1 + 2)");
    });

    it("stay as they are when unknown, and are listed with their place", () => {
      const { root } = read('<a\n  b="{{x}} {{n}}" />', values);
      const { value, namedValues } = root!.attributes[0]!.value;
      expect(value).to.equal("{{x}} 3");
      expect(namedValues).to.deep.equal([
        { name: "x", resolved: false, place: { file: "p.xml", line: 2, column: 6 } },
        { name: "n", resolved: true, place: { file: "p.xml", line: 2, column: 12 } },
      ]);
    });

    it("are not what C# escapes in an interpolated string", () => {
      expect(attribute('<a b="@($"{{{n}}}")" />', values)).to.equal('expression @($"{{{n}}}")');
    });
  });

  it("places every node and every character in the original text", () => {
    const document = '\uFEFF<p>\r\n  <a\r\n    x="@(&quot;{{n}}&quot; == &amp;BAD)">\r\n <b/></a></p>';
    const { root } = read(document, { n: "a long value" });
    const a = root!.children[0]!;
    expect(root!.place).to.include({ line: 1, column: 1 });
    expect(a.place).to.include({ line: 2, column: 3 });
    expect(a.children[0]!.place).to.include({ line: 4, column: 2 });
    const { place, value } = a.attributes[0]!;
    expect(place).to.include({ line: 3, column: 5 });
    expect(value.place).to.include({ line: 3, column: 8 });
    const column = (part: string) => value.locate(value.value.indexOf(part)).column;
    expect(column('"a')).to.equal(10);
    expect(column("long")).to.equal(16);
    expect(column("==")).to.equal(28);
    expect(column("BAD")).to.equal(36);
    expect(value.locate(value.value.length).column).to.equal(40);
  });

  describe("what does not read", () => {
    const cases: [string, string, string][] = [
      ["", "1:1", "The document is empty"],
      ["<a>\n <b>\n", "2:2", "<b> is not closed before the document ends"],
      ["<a><b></a>", "1:4", "<b> is not closed before </a>"],
      ["<a><b></c></a>", "1:7", "</c> closes no open element; the open one is <b>"],
      ["<a></a\ud800", "1:7", "A character stands here that XML does not allow in a literal value"],
      ["  </a>\n<b />", "1:6", "</a> closes no open element"],
      ["<a><b", "1:5", "The document ends in the middle of a tag"],
      ["<a b />", "1:6", "An attribute has no value"],
      ["<a b=c />", "1:6", "An attribute's value has no quotes"],
      ["<a b='1' b='2' />", "1:17", "An attribute stands twice"],
      ['<a b="x & y" />', "1:9", "An & that starts no entity"],
      ["<a>&nbsp;</a>", "1:4", "An & that starts no entity"],
      ["<a /><b />", "1:8", "A second root element"],
      ['<a b="@(f(x)" />', "1:7", "The expression that starts here has no end"],
      ["<a>@{ return 1; </a>", "1:4", "The expression that starts here has no end"],
      ['<a b="@(1) text" />', "1:12", "Something follows the end of the expression"],
    ];
    for (const [document, place, message] of cases) {
      it(`${JSON.stringify(document)}: ${message}`, () => {
        const { problems } = read(document);
        const problem = problems.find((one) => one.message.startsWith(message));
        expect(problem, JSON.stringify(problems)).to.not.equal(undefined);
        expect(`${problem?.place?.line}:${problem?.place?.column}`).to.equal(place);
      });
    }

    it("goes on past what it can", () => {
      const document = '<p>\n<a b="@(f(" />\n<c d="x & y" />\n<e f="1" f="2" />\n<g>@(1) x</g>\n</p>';
      const { root, problems } = read(document);
      expect(problems.map(({ place }) => place?.line).sort()).to.deep.equal([2, 3, 4, 5]);
      expect(root?.children.map(({ name }) => name)).to.deep.equal(["a", "c", "e", "g"]);
    });

    it("refuses nesting that no document has", () => {
      const { problems } = read("<a>".repeat(5000) + "</a>".repeat(5000));
      expect(problems.map(({ code }) => code)).to.deep.equal([policyCodes.tooDeep]);
    });
  });
});

describe("a document that is read again", () => {
  const document = '<a b="{{x}}" c="{{y}}"><!-- {{z}} -->@(1 < 2) {{x}}</a>';
  const readings = (values: Record<string, string> | undefined) => {
    const { root, problems } = read(document, values);
    return {
      attributes: root!.attributes.map(({ value }) => value.value),
      text: root!.text!.value,
      raw: root!.rawText,
      missing: problems.length,
    };
  };

  it("has the named values of now, whatever it had before", () => {
    const table: readonly (readonly [Record<string, string> | undefined, string, string, string])[] = [
      [{ x: "1", y: "2", z: "3" }, "1", "2", "3"],
      [{ x: "1", y: "2", z: "4" }, "1", "2", "4"],
      [{ x: "1", y: "5", z: "4" }, "1", "5", "4"],
      [undefined, "{{x}}", "{{y}}", "{{z}}"],
      [{ x: "1", y: "5", z: "4" }, "1", "5", "4"],
    ];
    for (const [values, x, y, z] of table)
      for (let again = 0; again < 2; again++)
        expect(readings(values), JSON.stringify(values))
          .to.include({
            text: `@(1 < 2) ${x}`,
            raw: `<!-- ${z} -->@(1 < 2) ${x}`,
          })
          .and.to.have.property("attributes")
          .that.deep.equals([x, y]);
  });

  it("keeps the values that it was read with, also in what is asked for later", () => {
    const values: Record<string, string> = { x: "1", y: "2", z: "3" };
    const { root } = read(document, values);
    values["z"] = values["x"] = "other";
    expect(root!.rawText).to.equal("<!-- 3 -->@(1 < 2) 1");
    expect(readings(values).raw).to.equal("<!-- other -->@(1 < 2) other");
  });

  it("tells each time of what is missing, and of the file that it is in", () => {
    const problemsIn = (file: string) =>
      readPolicy("<a b='{{x}}'><", { file, namedValues: () => undefined }).problems;
    const [one, again, other] = [problemsIn("one.xml"), problemsIn("one.xml"), problemsIn("other.xml")];
    expect(one).to.not.be.empty;
    expect(again).to.deep.equal(one);
    expect(new Set(other.map(({ place }) => place!.file))).to.deep.equal(new Set(["other.xml"]));
  });
});
