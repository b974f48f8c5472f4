import { expect } from "chai";
import { answered, sent } from "./converting";

const policy = (more = 'kind="direct" apply="always" consider-accept-header="false"') =>
  `<xml-to-json ${more} />`;

describe("xml-to-json", () => {
  it("makes JSON by Newtonsoft's rules", async () => {
    const xml =
      '<?xml version="1.0" encoding="utf-8"?><order id="7"><item>a</item><item>b</item><note kind="x">text</note><none/></order>';
    const answer = await answered(policy(), xml, "application/xml");
    expect(answer.headers.get("Content-Type")).to.equal("application/json");
    expect(JSON.parse(answer.text)).to.deep.equal({
      "?xml": { "@version": "1.0", "@encoding": "utf-8" },
      order: { "@id": "7", item: ["a", "b"], note: { "@kind": "x", "#text": "text" }, none: null },
    });
  });

  it("is friendlier to JavaScript when told, and makes arrays of single children when told", async () => {
    const friendly = policy('kind="javascript-friendly" apply="always" consider-accept-header="false"');
    expect(JSON.parse((await answered(friendly, '<a b="1"><c>2</c></a>', "text/xml")).text)).to.deep.equal({
      a: { b: "1", c: "2" },
    });
    const arrays = policy(
      'kind="direct" apply="always" consider-accept-header="false" always-array-child-elements="true"',
    );
    expect(JSON.parse((await answered(arrays, "<a><c>2</c></a>", "text/xml")).text)).to.deep.equal({
      a: { c: ["2"] },
    });
  });

  it("applies by the body's type and by what the client accepts", async () => {
    const byType = policy('kind="direct" apply="content-type-xml" consider-accept-header="false"');
    expect((await answered(byType, "<a/>", "text/plain")).text).to.equal("<a/>");
    expect((await answered(byType, "<a/>", "application/atom+xml")).text).to.equal('{"a":null}');
    const byAccept = policy('kind="direct" apply="always"');
    expect((await answered(byAccept, "<a/>", "text/xml")).text).to.equal("<a/>");
    const accepting = { headers: { Accept: "application/json" } };
    expect((await answered(byAccept, "<a/>", "text/xml", accepting)).text).to.equal('{"a":null}');
  });

  it("converts requests, too", async () => {
    const answer = await sent(policy(), "<a>1</a>", "text/xml");
    expect(JSON.parse(answer.text)).to.deep.equal({ body: '{"a":"1"}', type: "application/json" });
  });

  for (const [what, xml] of [
    ["what is not well-formed", "<a><b></a>"],
    ["a DTD", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ["JSON", "{}"],
    ["1,000 elements inside each other", "<a>".repeat(1_000) + "</a>".repeat(1_000)],
  ] as const) {
    it(`fails on ${what}`, async () => {
      expect((await answered(policy(), xml, "text/xml")).status).to.equal(500);
    });
  }

  it("takes an element named __proto__ for one like any other", async () => {
    const { text } = await answered(policy(), "<a><__proto__><x>1</x></__proto__></a>", "text/xml");
    expect(text).to.equal('{"a":{"__proto__":{"x":"1"}}}');
  });
});
