import { expect } from "chai";
import { contractCall, shown } from "./contracted";

const policy = (content: string, more = "") =>
  `<validate-content unspecified-content-type-action="prevent" max-size="200" size-exceeded-action="prevent" errors-variable-name="errors" ${more}>${content}</validate-content>`;
const json = policy('<content type="application/json" validate-as="json" action="prevent" />');

describe("validate-content", () => {
  it("lets a body by that its schema allows", async () => {
    expect((await contractCall({ inbound: json })).status).to.equal(200);
  });

  for (const [what, body, part] of [
    ["a missing property", "{}", "required property 'id'"],
    ["a wrong type", '{"id":"5"}', "id must be integer"],
    ["a value that is not listed", '{"id":5,"kind":"loan"}', "gift, sale"],
    ["a property too many", '{"id":5,"more":1}', "additional properties: more"],
    ["what is no JSON", "{", "no JSON"],
  ] as const) {
    it(`refuses ${what} with 400 and says where`, async () => {
      const answer = await contractCall({ inbound: json, body });
      expect(answer.status).to.equal(400);
      expect(answer.headers.get("x-error"))
        .to.match(/^IncorrectMessage: /)
        .and.contain(part);
    });
  }

  it("reports every error of a body at once, and goes on where it only detects", async () => {
    const detects = policy('<content type="application/json" validate-as="json" action="detect" />');
    const answer = await contractCall({
      inbound: detects,
      outbound: shown("errors"),
      body: '{"kind":"loan","more":1}',
    });
    expect(answer.status).to.equal(200);
    const errors = JSON.parse(answer.headers.get("x-errors")!) as Record<string, string>[];
    expect(errors).to.have.length(3);
    expect(errors[0]).to.include({
      Type: "RequestBody",
      ValidationRule: "IncorrectMessage",
      Action: "detect",
    });
  });

  it("refuses what is too large, and types that nothing is said about", async () => {
    const large = await contractCall({
      inbound: json,
      body: JSON.stringify({ id: 5, kind: "x".repeat(300) }),
    });
    expect([large.status, large.headers.get("x-error")!.split(":")[0]]).to.deep.equal([400, "SizeLimit"]);
    const other = await contractCall({ inbound: json, headers: { "Content-Type": "text/csv" } });
    expect([other.status, other.headers.get("x-error")!.split(":")[0]]).to.deep.equal([
      400,
      "UnspecifiedContentType",
    ]);
  });

  it("maps content types before it looks", async () => {
    const mapped = policy(
      '<content-type-map><type from="text/csv" to="application/json" /></content-type-map><content type="application/json" validate-as="json" action="prevent" />',
    );
    const answer = await contractCall({
      inbound: mapped,
      headers: { "Content-Type": "text/csv" },
      body: "{}",
    });
    expect(answer.status).to.equal(400);
  });

  it("goes by a schema of the API when one is named", async () => {
    const named = policy(
      '<content type="application/json" validate-as="json" action="prevent" schema-id="own" schema-ref="#/components/schemas/Small" />',
    );
    expect((await contractCall({ inbound: named, body: '{"a":1}' })).status).to.equal(200);
    expect((await contractCall({ inbound: named, body: '{"a":1,"b":2}' })).status).to.equal(400);
    const unknown = named.replace('"own"', '"none"');
    expect((await contractCall({ inbound: unknown })).headers.get("x-error")).to.contain("no schema none");
  });

  it("refuses an answer with 502", async () => {
    const answer = await contractCall({ outbound: json, answer: { body: '{"id":0}' } });
    expect(answer.status).to.equal(502);
    expect(answer.headers.get("x-error")).to.contain("id must be >= 1");
  });

  it("checks XML to be well-formed", async () => {
    const xml = policy('<content type="application/xml" validate-as="xml" action="prevent" />');
    const headers = { "Content-Type": "application/xml" };
    expect((await contractCall({ inbound: xml, headers, body: "<a/>" })).status).to.equal(200);
    expect((await contractCall({ inbound: xml, headers, body: "<a>" })).status).to.equal(400);
  });
});
