import { expect } from "chai";
import fc from "fast-check";
import { findExpressionEnd } from "../../../packages/policy-language/reader/expressionEnd";

describe("findExpressionEnd", () => {
  const whole = [
    '@("a)b")',
    '@("\\")")',
    '@(@"c:\\")',
    '@(@"a"")b")',
    "@(x == ')')",
    "@(x == '\\'')",
    "@(x == '\\u0029' + ')')",
    "@{ // it's }\n return 1; }",
    "@{ /* } ' \" */ return 1; }",
    '@($"{d["k)"]} }} {{ )")',
    '@($"{$"{x)}"}")'.replace("x)", "f(x)"),
    '@($@"{a}\n"")")',
    '@(@$"\\{a}")',
    "@($\"{now:yyyy'T'HH}\")",
    '@($"{(a ? "x)" : "y)")}")',
    "@(new { a = 1 }[0])",
    "@{ if (a < b) { return ')'; } return '}'; }",
  ];
  for (const code of whole) {
    it(`takes all of ${code}`, () => {
      expect(findExpressionEnd(`${code})} "`, 0, false)).to.equal(code.length);
    });
  }

  it("takes entities as the characters they stand for", () => {
    const code = "@(a == &quot;)&quot; &amp;&amp; b)";
    expect(findExpressionEnd(`${code})`, 0, true)).to.equal(code.length);
    expect(findExpressionEnd(code, 0, false)).to.equal(code.indexOf(")") + 1);
  });

  for (const code of ["@(a", '@("a)', '@("a\n")', "@{ { }", '@($"{a")', "@( /* )", '@(@"a)']) {
    it(`finds no end of ${JSON.stringify(code)}`, () => {
      expect(findExpressionEnd(code, 0, false)).to.equal(undefined);
    });
  }

  it("finds the end of any string written as a C# literal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const regular = `@(${JSON.stringify(text).replace(/[\u2028\u2029]/g, "")})`;
        const verbatim = `@{ return @"${text.replaceAll('"', '""')}"; }`;
        expect(findExpressionEnd(regular, 0, false)).to.equal(regular.length);
        expect(findExpressionEnd(verbatim, 0, false)).to.equal(verbatim.length);
      }),
    );
  });

  it("survives nesting of any depth", () => {
    const deep = `@(${'$"{'.repeat(50_000)}`;
    expect(findExpressionEnd(deep, 0, false)).to.equal(undefined);
  });
});
