import { expect } from "chai";
import { policyFacts, policyNames } from "../../../packages/policy-language/schema/catalog";
import { compile, documents, found } from "../support";

const inbound = (content: string) => `<policies><inbound>\n${content}\n</inbound></policies>`;
const backend = (content: string) => `<policies><backend>\n${content}\n</backend></policies>`;

/** The one problem of a document. */
function only(text: string): { code: string; message: string; hint?: string } {
  const { problems } = compile(text);
  expect(problems.map(({ code }) => code)).to.have.length(1);
  return problems[0]!;
}

describe("checkDocument", () => {
  for (const [file, text] of documents) {
    it(`finds nothing wrong with ${file}`, () => {
      expect(compile(text, { file }).problems).to.deep.equal([]);
    });
  }

  it("knows every table row's attributes and children", () => {
    for (const name of policyNames) expect(policyFacts(name)?.attributes.has("id")).to.equal(true);
    expect(policyNames).to.have.length.greaterThan(70);
  });

  it("names the policy, what is allowed and what was probably meant", () => {
    expect(only(inbound('<set-varible name="a" value="b" />'))).to.include({
      code: "POLICY_UNKNOWN_ELEMENT",
      message: "There is no policy <set-varible>",
      hint: "did you mean <set-variable>?",
    });
    expect(
      only(inbound('<rate-limit-by-key calls="1" renewal-period="60" counterkey="x" counter-key="y" />')),
    ).to.include({
      code: "POLICY_UNKNOWN_ATTRIBUTE",
      hint: 'did you mean "counter-key"?',
    });
    expect(
      only(inbound('<set-header name="a" exists-action="overide"><value>1</value></set-header>')),
    ).to.include({
      code: "POLICY_BAD_VALUE",
      hint: 'did you mean "override"?',
    });
    expect(only(inbound('<set-header name="a" foo="b" />')).hint).to.equal(
      "allowed there: name, exists-action, id",
    );
  });

  const cases: [what: string, text: string, codes: string[]][] = [
    ["a required attribute", inbound('<set-variable name="a" />'), ["2:1 POLICY_MISSING_ATTRIBUTE"]],
    [
      "one of several attributes",
      inbound('<llm-token-limit counter-key="a" estimate-prompt-tokens="true" />'),
      ["2:1 POLICY_MISSING_ATTRIBUTE"],
    ],
    [
      "a set-backend-service that sets nothing",
      inbound("<set-backend-service />"),
      ["2:1 POLICY_MISSING_ATTRIBUTE"],
    ],
    ["a number that is none", backend('<forward-request timeout="ten" />'), ["2:27 POLICY_BAD_VALUE"]],
    [
      "a retry without end",
      backend('<retry condition="@(true)" count="51" interval="1"><forward-request /></retry>'),
      ["2:35 POLICY_BAD_VALUE"],
    ],
    ["a section's policy in another", inbound("<forward-request />"), ["2:1 POLICY_SECTION"]],
    [
      "the same inside of choose",
      inbound('<choose><when condition="@(true)"><forward-request /></when></choose>'),
      ["2:35 POLICY_SECTION"],
    ],
    [
      "managed identity in backend",
      backend('<authentication-managed-identity resource="r" />'),
      ["2:1 POLICY_SECTION"],
    ],
    [
      "base in choose",
      inbound('<choose><when condition="@(true)"><base /></when></choose>'),
      ["2:35 POLICY_SECTION"],
    ],
    ["base in a fragment", "<fragment><base /></fragment>", ["1:11 POLICY_SECTION"]],
    [
      "a fragment in a fragment",
      '<fragment><include-fragment fragment-id="a" /></fragment>',
      ["1:11 POLICY_FRAGMENT_NESTED"],
    ],
    [
      "two policies in backend",
      backend("<base />\n<forward-request />"),
      ["3:1 POLICY_BACKEND_SINGLE_CHILD"],
    ],
    ["choose without when", inbound("<choose><otherwise /></choose>"), ["2:1 POLICY_MISSING_ELEMENT"]],
    [
      "a second otherwise",
      inbound('<choose><when condition="@(true)" /><otherwise /><otherwise /></choose>'),
      ["2:50 POLICY_REPEATED_ELEMENT"],
    ],
    ["a request without url", inbound("<send-request />"), ["2:1 POLICY_MISSING_ELEMENT"]],
    [
      "a policy in a request",
      inbound('<send-request mode="copy"><trace source="a" /></send-request>'),
      ["2:27 POLICY_UNKNOWN_ELEMENT"],
    ],
    ["text between policies", inbound("oops"), ["2:1 POLICY_UNEXPECTED_TEXT"]],
    ["a section twice", "<policies><inbound /><inbound /></policies>", ["1:22 POLICY_REPEATED_ELEMENT"]],
    ["a policy outside of sections", "<policies><base /></policies>", ["1:11 POLICY_UNKNOWN_ELEMENT"]],
    ["another root", "<policy />", ["1:1 POLICY_ROOT"]],
    [
      "an expression for a fixed value",
      inbound('<limit-concurrency key="a" max-count="@(1)" />'),
      ["2:39 POLICY_EXPRESSION_NOT_ALLOWED"],
    ],
    [
      "a misspelt attribute of __proto__",
      inbound('<set-variable name="a" value="b" __proto__="c" />'),
      ["2:34 POLICY_UNKNOWN_ATTRIBUTE"],
    ],
    ["an element named constructor", inbound("<constructor />"), ["2:1 POLICY_UNKNOWN_ELEMENT"]],
  ];
  for (const [what, text, codes] of cases) {
    it(`reports ${what}`, () => {
      expect(found(text)).to.deep.equal(codes);
    });
  }

  const accepted: [what: string, text: string][] = [
    [
      "retry at once",
      backend('<retry condition="@(true)" count="2" interval="0"><forward-request /></retry>'),
    ],
    ["True as a boolean", inbound('<authentication-managed-identity resource="r" ignore-error="True" />')],
    [
      "managed identity in a request anywhere",
      backend(
        '<send-request><set-url>u</set-url><authentication-managed-identity resource="r" /></send-request>',
      ),
    ],
    ["set-body in return-response", backend("<return-response><set-body>x</set-body></return-response>")],
    [
      "any policy in a fragment",
      '<fragment><forward-request /><set-body>x</set-body><cache-store duration="1" /></fragment>',
    ],
    ["ids", inbound('<set-variable id="i" name="a" value="b" />')],
    [
      "XML in a body",
      inbound('<set-body><s:Envelope xmlns:s="x"><s:Body>1</s:Body></s:Envelope></set-body>'),
    ],
    ["wait without for", inbound('<wait><send-request mode="copy" /></wait>')],
  ];
  for (const [what, text] of accepted) {
    it(`takes ${what}`, () => {
      expect(found(text)).to.deep.equal([]);
    });
  }

  it("says nothing of a value that is still to be put in", () => {
    expect(found(backend('<forward-request timeout="{{timeout}}" />'))).to.deep.equal([]);
    const values = { namedValues: () => "ten" };
    expect(found(backend('<forward-request timeout="{{timeout}}" />'), values)).to.deep.equal([
      "2:27 POLICY_BAD_VALUE",
    ]);
  });
});
