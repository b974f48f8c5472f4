import { expect } from "chai";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import type { Problem } from "../../packages/common/problem";
import {
  canonicalText,
  escapeCsharpString,
  escapeXml,
  renderTemplate,
  type TemplateParameters,
} from "../../components/policyTemplates";

function render(text: string, parameters: TemplateParameters = {}) {
  const problems: Problem[] = [];
  return { ...renderTemplate({ file: "policies/x.xml", text }, parameters, problems), problems };
}

function attributeOf(xml: string): string {
  let value = "";
  const parser = new SaxesParser();
  parser.on("opentag", (tag) => (value = String(tag.attributes["v"])));
  parser.write(xml).close();
  return value;
}

/** A regular C# string literal's value: the escapes that escapeCsharpString writes, and no others. */
function csharpValue(literal: string): string {
  return literal.replace(/\\(u[0-9a-f]{4}|.)/g, (_, escape: string) =>
    escape.startsWith("u")
      ? String.fromCharCode(parseInt(escape.slice(1), 16))
      : ({ n: "\n", r: "\r", t: "\t", "0": "\0" }[escape] ?? escape),
  );
}

describe("renderTemplate", () => {
  it("escapes a value for XML, and for a C# string inside XML", () => {
    const { text } = render('<a v="$[name]" w="@("$[cs:name]")" />', { name: 'a "b" <c> & \\d' });
    expect(text).to.equal(
      '<a v="a &quot;b&quot; &lt;c&gt; &amp; \\d" w="@("a \\&quot;b\\&quot; &lt;c&gt; &amp; \\\\d")" />',
    );
  });

  it("leaves named values and C# indexers alone", () => {
    const text = '<a v="{{name}}" w="@(context.Variables["x"])" />\n';
    expect(render(text).text).to.equal(text);
  });

  it("puts lists in with the placeholder's indentation, and takes an empty one out with its line", () => {
    const template = "<a>\n    $[xml:many]\n    $[xml:none]\n    <end />\n</a>\n";
    const { text } = render(template, { many: ["<b />", "<c />"], none: [] });
    expect(text).to.equal("<a>\n    <b />\n    <c />\n    <end />\n</a>\n");
  });

  it("keeps a rendered part's own lines, indented", () => {
    const part = renderTemplate({ file: "policies/part.xml", text: "<b>\n    <c />\n</b>\n" }, {}, []);
    expect(render("<a>\n  $[xml:part]\n</a>", { part }).text).to.equal(
      "<a>\n  <b>\n      <c />\n  </b>\n</a>",
    );
  });

  it("reports every placeholder it cannot fill, each with its place", () => {
    const { problems } = render("<a>\n  $[nmae]\n  $[js:name] $[xml2]</a>", { name: "x" });
    expect(problems.map(({ code, place }) => [code, place!.line, place!.column])).to.deep.equal([
      ["TEMPLATE_UNKNOWN_PARAMETER", 2, 3],
      ["TEMPLATE_UNKNOWN_KIND", 3, 3],
      ["TEMPLATE_UNKNOWN_PARAMETER", 3, 14],
    ]);
    expect(problems[0]!.place!.file).to.equal("policies/x.xml");
  });

  it("refuses XML where a value has to stand", () => {
    expect(render('<a v="$[list]" />', { list: ["<b />"] }).problems[0]!.code).to.equal(
      "TEMPLATE_WRONG_KIND",
    );
  });

  it("does not take an inherited property for a parameter", () => {
    expect(render("$[constructor]").problems[0]!.code).to.equal("TEMPLATE_UNKNOWN_PARAMETER");
  });

  it("does not fill what a value brings in", () => {
    expect(render("$[outer]", { outer: "$[inner]", inner: "no" }).text).to.equal("$[inner]");
  });

  it("gives the same text for every kind of line end", () => {
    expect(canonicalText("\uFEFFa\r\nb\rc\n")).to.equal("a\nb\nc\n");
  });

  it("finds the place in the template of a place in the text", () => {
    const part = renderTemplate({ file: "policies/part.xml", text: "<b>\n    <wrong />\n</b>\n" }, {}, []);
    const rendered = render('<a>\n  $[xml:none]\n  $[xml:part]\n  <after w="$[long]" x="1" />\n</a>', {
      none: [],
      part,
      long: "a long value",
    });
    const whereIs = (text: string) => {
      const offset = rendered.text.indexOf(text);
      const before = rendered.text.slice(0, offset);
      return rendered.locate(before.split("\n").length, offset - before.lastIndexOf("\n"));
    };
    expect(whereIs("<wrong />")).to.deep.equal({ file: "policies/part.xml", line: 2, column: 5 });
    expect(whereIs("<after")).to.deep.equal({ file: "policies/x.xml", line: 4, column: 3 });
    expect(whereIs("long value")).to.deep.equal({ file: "policies/x.xml", line: 4, column: 13 });
    expect(whereIs('x="1"')).to.deep.equal({ file: "policies/x.xml", line: 4, column: 22 });
  });
});

describe("escaping", () => {
  // Characters that XML 1.0 has no way to write are no policy text.
  const xmlText = fc
    .string({ unit: "grapheme" })
    .filter((text) => !/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text));

  it("of XML comes back from an XML reader", () => {
    fc.assert(
      fc.property(
        xmlText.filter((text) => !/[\t\n\r]/.test(text)),
        (text) => {
          expect(attributeOf(`<a v="${escapeXml(text)}"/>`)).to.equal(text);
        },
      ),
    );
  });

  it("of C# strings comes back from the literal, and holds nothing that XML or API Management would take amiss", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const literal = escapeCsharpString(text);
        expect(csharpValue(literal)).to.equal(text);
        expect(literal).to.not.match(/[\n\r\0]|\{\{|(^|[^\\])(\\\\)*"/);
      }),
    );
  });

  it("of both comes back through both", () => {
    fc.assert(
      fc.property(xmlText, (text) => {
        expect(csharpValue(attributeOf(`<a v="${escapeXml(escapeCsharpString(text))}"/>`))).to.equal(text);
      }),
    );
  });
});
