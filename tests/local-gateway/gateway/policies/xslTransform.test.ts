import { expect } from "chai";
import { answered } from "./converting";

const stylesheet = (template: string) => `<xsl-transform>
  <parameter name="who">@(context.Request.Method)</parameter>
  <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
    <xsl:output method="xml" omit-xml-declaration="yes" />
    <xsl:param name="who" />
    ${template}
  </xsl:stylesheet></xsl-transform>`;
const orders = `<xsl:template match="/orders"><list by="{$who}"><xsl:for-each select="order[@paid='yes']"><id><xsl:value-of select="@id" /></id></xsl:for-each></list></xsl:template>`;

describe("xsl-transform", () => {
  it("transforms a body, with parameters from expressions", async () => {
    const body =
      '<orders><order id="1" paid="yes"/><order id="2" paid="no"/><order id="3" paid="yes"/></orders>';
    const { text } = await answered(stylesheet(orders), body, "text/xml");
    expect(text.replace(/\s+/g, " ").trim()).to.equal('<list by="GET"><id>1</id><id>3</id></list>');
  });

  it("fails on a body that is no XML", async () => {
    expect((await answered(stylesheet(orders), "{}", "text/xml")).status).to.equal(500);
    expect((await answered(stylesheet(orders), "<!DOCTYPE a><a/>", "text/xml")).status).to.equal(500);
  });

  it("reports a stylesheet that is missing when the document is loaded", () => {
    expect(() => answered("<xsl-transform><a /></xsl-transform>", "<a/>", "text/xml")).to.throw(
      "POLICY_STYLESHEET",
    );
  });

  it("starts with a stylesheet that is not simulated, and fails the calls that reach it", async () => {
    const answer = await answered(stylesheet('<xsl:import href="other.xsl" />'), "<orders/>", "text/xml");
    expect(answer.status).to.equal(500);
  });
});
