import { expect } from "chai";
import { readStylesheet } from "../../../../packages/local-gateway/gateway/content/xslt/stylesheet";
import { transform } from "../../../../packages/local-gateway/gateway/content/xslt/transform";

const orders =
  '<orders day="1"><order id="1" paid="yes">10</order><order id="2" paid="no">2.5</order><order id="3" paid="yes">7</order></orders>';

function run(
  content: string,
  body = orders,
  { output = 'omit-xml-declaration="yes"', parameters = {} } = {},
): string {
  const text = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:m="urn:m"
    exclude-result-prefixes="m"><xsl:output ${output} />${content}</xsl:stylesheet>`;
  return transform(readStylesheet(text), body, new Map(Object.entries(parameters)));
}

const atRoot = (content: string) => `<xsl:template match="/">${content}</xsl:template>`;
const value = (select: string) => atRoot(`<xsl:value-of select="${select}" />`);

describe("XSLT", () => {
  // prettier-ignore
  const expressions: readonly (readonly [string, string])[] = [
    ["1 + 2 * 3", "7"], ["10 div 4", "2.5"], ["-7 mod 3", "-1"], ["1 div 0", "Infinity"], ["0 div 0", "NaN"],
    ["- - 2", "2"], ["1 &lt; 2 and 2 &lt; 1", "false"], ["'a' = 'b' or true()", "true"],
    ["count(//order)", "3"], ["count(//@paid)", "3"], ["/orders/order[2]/@id", "2"], ["//order[last()]", "7"],
    ["//order[@paid='yes'][2]/@id", "3"], ["(//order)[position() &gt; 1][1]/@id", "2"], ["//order[. &gt; 5][1]", "10"],
    ["sum(//order)", "19.5"], ["//order[3]/preceding-sibling::order[1]/@id", "2"],
    ["//order[3]/preceding::*[last()]/@id", "1"], ["//order[1]/following::*[1]/@id", "2"],
    ["name(//order[1]/..)", "orders"], ["//order[2]/ancestor-or-self::*[last()]/@day", "1"],
    ["count(//order[1] | //order[1] | /*)", "2"], ["//order/@paid = 'no'", "true"], ["//order/@paid != 'no'", "true"],
    ["concat('a', 1, true())", "a1true"], ["substring('12345', 2, 3)", "234"], ["substring('12345', 1.5, 2.6)", "234"],
    ["substring('12345', 0 div 0, 3)", ""], ["substring('12345', -42, 1 div 0)", "12345"],
    ["substring-before('1999/04', '/')", "1999"], ["substring-after('1999/04', '/')", "04"], ["substring-before('a', 'b')", ""],
    ["normalize-space('  a   b ')", "a b"], ["translate('bar', 'abc', 'AB')", "BAr"], ["translate('--aaa--', 'abc-', 'ABC')", "AAA"],
    ["string-length('äö😀')", "3"], ["starts-with('abc', 'ab')", "true"], ["contains('abc', '')", "true"],
    ["boolean(//none)", "false"], ["not(0)", "true"], ["number('1e3')", "NaN"], ["number(' 12 ')", "12"], ["string(0.000001)", "0.000001"],
    ["1000000000000000000000 * 10", "10000000000000000000000"], ["round(-2.5)", "-2"], ["floor(-1.5)", "-2"], ["ceiling(1.2)", "2"],
    ["format-number(1234567.891, '#,##0.00')", "1,234,567.89"], ["format-number(0.5, '0%')", "50%"],
    ["format-number(-3, '0;(0)')", "(3)"], ["format-number(5, '000')", "005"], ["format-number(0.1, '#.##')", ".1"],
    ["system-property('xsl:version')", "1"], ["function-available('key')", "true"], ["element-available('xsl:if')", "true"],
    ["local-name(/*/@*)", "day"], ["count(/node())", "1"], ["self::node() = /", "true"], ["//order[@id = current()/*/@day]", "10"],
    ["* /order[1] * 2", "20"], ["//order[div]", ""], ["count(//*[self::order or self::orders])", "4"],
  ];
  for (const [expression, expected] of expressions) {
    it(`${expression} ⇒ ${expected}`, () => {
      expect(run(value(expression), orders, { output: 'method="text"' })).to.equal(expected);
    });
  }

  // prettier-ignore
  const sheets: readonly (readonly [string, string, string])[] = [
    ["the built-in rules copy the text", "", "102.57"],
    ["a literal element with values in braces", atRoot('<a n="{count(//order)}{{x}}"/>'), '<a n="3{x}" />'],
    ["for-each, sorted by number, downwards", atRoot('<xsl:for-each select="//order"><xsl:sort select="." data-type="number" order="descending"/><i p="{position()}"><xsl:value-of select="@id"/></i></xsl:for-each>'), '<i p="1">1</i><i p="2">3</i><i p="3">2</i>'],
    ["choose", '<xsl:template match="order"><xsl:choose><xsl:when test="@paid=\'yes\'">y</xsl:when><xsl:otherwise>n</xsl:otherwise></xsl:choose></xsl:template>', "yny"],
    ["modes", '<xsl:template match="/"><xsl:apply-templates select="//order" mode="m"/></xsl:template><xsl:template match="order" mode="m">[<xsl:value-of select="@id"/>]</xsl:template><xsl:template match="order">!</xsl:template>', "[1][2][3]"],
    ["priorities", '<xsl:template match="order[@id=2]">two</xsl:template><xsl:template match="order">one</xsl:template><xsl:template match="*"><xsl:apply-templates/></xsl:template>', "onetwoone"],
    ["the last template of one priority", '<xsl:template match="order">a</xsl:template><xsl:template match="order">b</xsl:template>', "bbb"],
    ["named templates and parameters", '<xsl:template match="/"><xsl:call-template name="t"><xsl:with-param name="n" select="3"/></xsl:call-template></xsl:template><xsl:template name="t"><xsl:param name="n" select="1"/><xsl:param name="o">x</xsl:param><xsl:if test="$n &gt; 0"><xsl:value-of select="concat($n, $o)"/><xsl:call-template name="t"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></xsl:if></xsl:template>', "3x2x1x"],
    ["variables of trees", `<xsl:variable name="v"><a>1</a><a>2</a></xsl:variable>${atRoot('<xsl:copy-of select="$v"/><xsl:value-of select="$w"/>')}<xsl:variable name="w" select="string($v)"/>`, "<a>1</a><a>2</a>12"],
    ["the identity transformation", '<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template><xsl:template match="@paid"/>', '<orders day="1"><order id="1">10</order><order id="2">2.5</order><order id="3">7</order></orders>'],
    ["elements and attributes by name", atRoot('<xsl:element name="{name(/*)}x"><xsl:attribute name="a&#10;">1</xsl:attribute></xsl:element>').replace("a&#10;", "a"), '<ordersx a="1" />'],
    ["keys", `<xsl:key name="paid" match="order" use="@paid"/>${value("count(key('paid', 'yes'))")}`, "2"],
    ["numbers", '<xsl:template match="order"><xsl:number format="i. "/></xsl:template>', "i. ii. iii. "],
    ["patterns of several steps", '<xsl:template match="/orders/order">y</xsl:template><xsl:template match="orders//order[2]">x</xsl:template>', "yxy"],
    ["comments and instructions", atRoot("<xsl:comment>a--b</xsl:comment><xsl:processing-instruction name='p'>q</xsl:processing-instruction>"), "<!--a- -b--><?p q?>"],
    ["escaped text", atRoot('<a b="&lt;&quot;&amp;">&lt;&amp;&gt;</a>'), '<a b="&lt;&quot;&amp;">&lt;&amp;&gt;</a>'],
    ["namespaces, each declared once", atRoot('<m:a><m:b c="1"/></m:a>'), '<m:a xmlns:m="urn:m"><m:b c="1" /></m:a>'],
    ["attribute sets", `<xsl:attribute-set name="s"><xsl:attribute name="k">v</xsl:attribute></xsl:attribute-set>${atRoot('<a xsl:use-attribute-sets="s"/>')}`, '<a k="v" />'],
  ];
  for (const [name, content, expected] of sheets) {
    it(`${name} ⇒ ${expected}`, () => {
      expect(run(content)).to.equal(expected);
    });
  }

  it("writes as xsl:output says", () => {
    const page = atRoot("<html><br/><p>1 &lt; 2</p><script>a &lt; b</script></html>");
    expect(run(page, orders, { output: 'method="html"' })).to.equal(
      "<html><br><p>1 &lt; 2</p><script>a < b</script></html>",
    );
    expect(run(atRoot("<a><b/></a>"), orders, { output: 'indent="yes"' })).to.equal(
      '<?xml version="1.0" encoding="utf-8"?><a>\n  <b />\n</a>',
    );
    expect(run(value("1"), orders, { output: 'method="text"' })).to.equal("1");
  });

  it("takes parameters from outside, and their defaults", () => {
    const content = `<xsl:param name="who" select="'nobody'"/>${value("$who")}`;
    expect(run(content, orders, { parameters: { who: "me" } })).to.equal("me");
    expect(run(content)).to.equal("nobody");
  });

  // prettier-ignore
  const mistakes: readonly (readonly [string, string])[] = [
    ['<xsl:import href="http://127.0.0.1:9/x.xsl"/>', "reads another document"],
    ['<xsl:include href="file:///etc/passwd"/>', "reads another document"],
    [value("1 +"), "no XPath"], [value("nope(1)"), "does not exist"], [value("concat('a')"), "does not exist"],
    [value("//order["), "no XPath"], [value("x:y"), "prefix 'x'"], [value("$".repeat(3)), "no XPath"],
    [atRoot('<xsl:call-template name="none"/>'), "no template named"], [atRoot("<xsl:foo/>"), "no instruction"],
    [atRoot('<a b="{1"/>'), "brace"], [value(`${"(".repeat(500)}1${")".repeat(500)}`), "too deep"],
  ];
  for (const [content, message] of mistakes) {
    it(`refuses ${content.slice(0, 70)} when it is read`, () => {
      expect(() => run(content)).to.throw(message);
    });
  }

  // prettier-ignore
  const hostile: readonly (readonly [string, string])[] = [
    ["calls itself for ever", '<xsl:template match="/"><xsl:call-template name="t"/></xsl:template><xsl:template name="t"><xsl:call-template name="t"/></xsl:template>'],
    ["applies itself for ever", '<xsl:template match="/"><xsl:apply-templates select="/"/></xsl:template>'],
    ["calls itself twice each time", '<xsl:template match="/"><xsl:call-template name="t"><xsl:with-param name="n" select="60"/></xsl:call-template></xsl:template><xsl:template name="t"><xsl:param name="n"/><xsl:if test="$n &gt; 0"><xsl:call-template name="t"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template><xsl:call-template name="t"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></xsl:if></xsl:template>'],
    ["doubles a text", '<xsl:template match="/"><xsl:call-template name="t"><xsl:with-param name="s" select="\'ab\'"/></xsl:call-template></xsl:template><xsl:template name="t"><xsl:param name="s"/><xsl:call-template name="t"><xsl:with-param name="s" select="concat($s, $s)"/></xsl:call-template></xsl:template>'],
    ["loops in loops", atRoot(`${'<xsl:for-each select="//node()">'.repeat(12)}x${"</xsl:for-each>".repeat(12)}`)],
    ["searches in searches", value("count(//*[count(//*[count(//*[count(//*[count(//*[count(//*[count(//*[count(//*)])])])])])])])")],
    ["copies the document in each of its nodes", '<xsl:template match="*"><xsl:copy><xsl:for-each select="//*"><xsl:for-each select="//*"><xsl:for-each select="//*"><xsl:copy-of select="/"/></xsl:for-each></xsl:for-each></xsl:for-each></xsl:copy></xsl:template>'],
    ["uses itself as a set of attributes", `<xsl:attribute-set name="s" use-attribute-sets="s"/>${atRoot('<a xsl:use-attribute-sets="s"/>')}`],
    ["opens another document", value("document('http://127.0.0.1:9/')")],
    ["ends with a message", atRoot('<xsl:message terminate="yes">no</xsl:message>')],
  ];
  const wide = `<o>${"<i>1</i>".repeat(40)}</o>`;
  for (const [name, content] of hostile) {
    it(`stops a stylesheet that ${name}`, () => {
      expect(() => run(content, wide)).to.throw(Error);
    });
  }

  it("transforms a large body", () => {
    const body = `<o>${"<i a='1'>x</i>".repeat(20_000)}</o>`;
    const content = '<xsl:template match="i"><j><xsl:value-of select="@a"/></j></xsl:template>';
    expect(run(content, body)).to.have.length(20_000 * "<j>1</j>".length);
  });
});
