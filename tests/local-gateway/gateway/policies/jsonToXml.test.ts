import { expect } from "chai";
import fc from "fast-check";
import { jsonOfXml, xmlOfJson } from "../../../../packages/local-gateway/gateway/content/xmlJson";
import { parseXmlTree, writeXml } from "../../../../packages/local-gateway/gateway/content/xmlTree";
import { answered } from "./converting";

const policy = (more = "") => `<json-to-xml apply="always" consider-accept-header="false" ${more}/>`;
const xmlOf = async (value: unknown, more?: string) =>
  (await answered(policy(more), JSON.stringify(value), "application/json")).text;

describe("json-to-xml", () => {
  it("makes elements of members, and one of each item", async () => {
    const answer = await answered(
      policy(),
      '{"order":{"id":7,"item":["a","b"],"ok":true,"none":null}}',
      "application/json",
    );
    expect(answer.headers.get("Content-Type")).to.equal("text/xml");
    expect(answer.text).to.equal(
      "<order><id>7</id><item>a</item><item>b</item><ok>true</ok><none /></order>",
    );
  });

  it("has namespaces and attributes as the documentation's example", async () => {
    const soap = {
      "soapenv:Envelope": {
        "xmlns:soapenv": "http://schemas.xmlsoap.org/soap/envelope/",
        "soapenv:Body": { "v1:Query": { "#attrs": { name: "test" }, "v1:Item": "dummy" } },
      },
    };
    expect(await xmlOf(soap, 'attribute-block-name="#attrs"')).to.equal(
      '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
        '<v1:Query name="test"><v1:Item>dummy</v1:Item></v1:Query></soapenv:Body></soapenv:Envelope>',
    );
  });

  it("wraps what has no single root", async () => {
    expect(await xmlOf({ a: 1, b: 2 })).to.equal("<Document><a>1</a><b>2</b></Document>");
    expect(await xmlOf([1, 2])).to.equal("<Document><Document>1</Document><Document>2</Document></Document>");
    expect(await xmlOf("text")).to.equal("<Document>text</Document>");
  });

  it("makes legal names and texts of any", async () => {
    expect(await xmlOf({ root: { "1 & 2": "<x>", "": "\u0001y" } })).to.equal(
      "<root><_1___2>&lt;x&gt;</_1___2><_>y</_></root>",
    );
  });

  it("fails on what is no JSON", async () => {
    expect((await answered(policy(), "<a/>", "application/json")).status).to.equal(500);
  });

  it("makes XML that can be read again, of any JSON", () => {
    const options = {
      attributePrefix: "@",
      namespaceSeparator: ":",
      namespacePrefix: "xmlns",
      replacement: "_",
    };
    fc.assert(
      fc.property(fc.json(), (json) => {
        parseXmlTree(writeXml(xmlOfJson(JSON.parse(json) as never, options)));
      }),
    );
  });

  it("comes back as it was for elements, texts and attributes", () => {
    const name = fc.stringMatching(/^[a-z]{1,6}$/);
    const text = fc.stringMatching(/^[a-z <>&"']{1,8}$/).filter((one) => one.trim() !== "");
    const element = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, text, fc.dictionary(name, tie("node"), { minKeys: 1, maxKeys: 3 })),
    })).node;
    const options = {
      attributePrefix: "@",
      namespaceSeparator: ":",
      namespacePrefix: "xmlns",
      replacement: "_",
    };
    fc.assert(
      fc.property(name, element, (root, value) => {
        const xml = writeXml(xmlOfJson({ [root]: value as never }, options));
        const back = jsonOfXml(parseXmlTree(xml), { friendly: false, alwaysArrays: false });
        expect(JSON.parse(JSON.stringify(back))).to.deep.equal(JSON.parse(JSON.stringify({ [root]: value })));
      }),
    );
  });
});
