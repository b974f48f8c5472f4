import { expect } from "chai";
import type { CompiledElement, PolicyBinding } from "../../packages/policy-language/document";
import { compilePolicyWith } from "../../packages/policy-language/compilePolicy";
import type { CompileResult, ExpressionSource } from "../../packages/policy-language/expressions/compile";
import { compile, documents, found, stubCompiler } from "./support";

const values = (name: string) => (name === "retries" ? "3" : "v");

function value(binding: PolicyBinding | undefined): string | undefined {
  return binding?.kind === "literal" ? binding.value : binding?.code;
}

function outbound(content: string) {
  return `<policies><outbound>${content}</outbound></policies>`;
}

describe("compilePolicy", () => {
  it("gives the elements of every section with their bindings", () => {
    const { document } = compile(documents.get("priority-spill.xml")!, { namedValues: values });
    expect(document?.kind).to.equal("policies");
    expect([...document!.sections.keys()]).to.deep.equal(["inbound", "backend", "outbound", "on-error"]);
    const retry = document!.sections.get("backend")![0]!;
    expect(value(retry.attributes.get("count"))).to.equal("3");
    expect(retry.attributes.get("condition")?.kind).to.equal("expression");
    expect(retry.children.map(({ name }) => name)).to.deep.equal(["choose", "forward-request"]);
    expect(retry.place).to.include({ file: "p.xml", line: 41, column: 9 });
  });

  it("puts a fragment's elements under inbound", () => {
    const { document } = compile(documents.get("usage-fragment.xml")!, { root: "fragment" });
    expect(document?.kind).to.equal("fragment");
    expect(document?.sections.get("inbound")).to.have.length(4);
  });

  it("gives text trimmed and the content as it stands", () => {
    const body = (content: string): CompiledElement =>
      compile(outbound(`<set-body>${content}</set-body>`), { namedValues: values }).document!.sections.get(
        "outbound",
      )![0]!;
    expect(value(body(" a &lt; {{b}}\n").text)).to.equal("a < v");
    expect(body(" a &lt; {{b}}\n").rawText).to.equal(" a &lt; v\n");
    const xml = body("\n<x a='1'>{{b}}</x> ");
    expect(value(xml.text)).to.equal("<x a='1'>v</x>");
    expect(xml.children).to.deep.equal([]);
    expect(body("  ").text).to.equal(undefined);
  });

  it("reports problems of form, schema, expressions and references together, in order of place", () => {
    const text = [
      "<policies><inbound>",
      '  <set-variable name="a" value="@(BAD1)" />',
      '  <set-varible name="b" value="@( 1 + BAD)" />',
      '  <include-fragment fragment-id="usge" />',
      '  <set-backend-service backend-id="x" backnd="y" />',
      '  <trace source="a & b" />',
      '  <set-variable name="c" value="@(f(" />',
      '  <log-to-eventhub logger-id="l">@(BAD &lt; {{unknown}})</log-to-eventhub>',
      "</inbound></policies>",
    ].join("\n");
    const known = { fragments: new Set(["usage"]), backends: new Set<string>(), loggers: new Set(["l"]) };
    expect(found(text, { known, namedValues: () => undefined })).to.deep.equal([
      "2:35 CS0103",
      "3:3 POLICY_UNKNOWN_ELEMENT",
      "3:39 CS0103",
      "4:34 POLICY_UNKNOWN_FRAGMENT",
      "5:36 POLICY_UNKNOWN_BACKEND",
      "5:39 POLICY_UNKNOWN_ATTRIBUTE",
      "6:20 POLICY_XML",
      "7:33 POLICY_EXPRESSION_UNCLOSED",
      "8:45 POLICY_UNKNOWN_NAMED_VALUE",
    ]);
    const fragment = compile(text, { known }).problems.find(({ code }) => code === "POLICY_UNKNOWN_FRAGMENT");
    expect(fragment?.hint).to.equal('did you mean "usage"?');
  });

  it("reports nothing past the place where the form breaks", () => {
    const text = "<policies><inbound>\n<nope />\n</inbond>\n<also-nope /></policies>";
    expect(found(text)).to.deep.equal(["2:1 POLICY_UNKNOWN_ELEMENT", "3:1 POLICY_XML"]);
  });

  it("warns without refusing the document", () => {
    const { document, problems } = compile(
      '<policies><inbound><limit-concurrency key="a" max-count="@(1)" /></inbound></policies>',
    );
    expect(problems.map(({ severity }) => severity)).to.deep.equal(["warning"]);
    expect(document).to.not.equal(undefined);
  });

  it("refuses a document of more than 256 KiB, and a fragment of more than 512", () => {
    const body = (length: number) => `<set-body>${"x".repeat(length)}</set-body>`;
    expect(found(outbound(body(262_000)))).to.deep.equal([]);
    expect(found(outbound(body(262_200)))).to.deep.equal(["1:1 POLICY_TOO_LARGE"]);
    expect(found(`<fragment>${body(524_000)}</fragment>`)).to.deep.equal([]);
    expect(found(`<fragment>${body(524_300)}</fragment>`)).to.deep.equal(["1:1 POLICY_TOO_LARGE"]);
  });

  it("knows what a WebSocket API does not take", () => {
    const text = outbound("<set-body>a</set-body><return-response><set-body>a</set-body></return-response>");
    expect(found(text, { api: "websocket" }).map((line) => line.split(" ")[1])).to.deep.equal([
      "POLICY_WEBSOCKET",
    ]);
    expect(found(text, { api: "http" })).to.deep.equal([]);
  });

  it("compares ids as Azure does, whatever their case", () => {
    const known = { fragments: new Set(["Usage"]) };
    expect(found(outbound('<include-fragment fragment-id="usage" />'), { known })).to.deep.equal([]);
  });

  const liquid: [what: string, template: string, codes: string[]][] = [
    ["members of what is there", "{{body.a}} {{m.role}} {{context}}", []],
    [
      "variables that the template makes",
      "{% assign a = 1 %}{% for m in body.x %}{{a}}{{m}}{% endfor %}",
      [],
    ],
    ["a captured text", "{% capture all %}x{% endcapture %}{{all}}", []],
    ["a named value that is not there", "{{absent}}", ["POLICY_UNKNOWN_NAMED_VALUE"]],
  ];
  for (const [what, template, codes] of liquid)
    it(`knows in Liquid ${what}`, () => {
      const text = outbound(`<set-body template="liquid">${template}</set-body>`);
      const namedValues = () => undefined;
      expect(found(text, { namedValues }).map((line) => line.split(" ")[1])).to.deep.equal(codes);
    });

  it("compiles around unknown named values with a stand-in", () => {
    const text = outbound('<set-variable name="a" value="@({{flag}} ? "{{text}}" : "")" />');
    const { document, problems } = compile(text);
    expect(problems).to.deep.equal([]);
    expect(value(document!.sections.get("outbound")![0]!.attributes.get("value"))).to.contain("{{flag}}");
  });

  it("still reports what is wrong whatever the unknown value is", () => {
    const text = outbound('<set-variable name="a" value="@("{{text}}" + BAD)" />');
    // The stub's message quotes the code, so the stand-ins' messages differ and nothing is certain.
    expect(found(text)).to.deep.equal([]);
    const plain = (source: ExpressionSource): CompileResult => {
      const { problems, expression } = stubCompiler(source);
      return { expression, problems: problems.map((problem) => ({ ...problem, message: "No such name" })) };
    };
    const { problems } = compilePolicyWith(plain, text, { file: "p.xml" });
    expect(problems.map(({ place }) => place?.column)).to.deep.equal([66]);
  });

  it("never shows a named value in a message", () => {
    const text = outbound('<set-variable name="a" value="@(BAD + "{{secret}}")" />');
    const [problem] = compile(text, { namedValues: () => "hunter2-hunter2" }).problems;
    expect(problem?.message).to.equal('No name in @(BAD + "{{secret}}")');
  });

  it("takes Liquid's braces in a template, and no unknown name elsewhere", () => {
    const body = (attributes: string) => outbound(`<set-body ${attributes}>{{body.a}}</set-body>`);
    expect(found(body('template="liquid"'), { namedValues: () => undefined })).to.deep.equal([]);
    expect(found(body(""), { namedValues: () => undefined })).to.deep.equal([
      "1:32 POLICY_UNKNOWN_NAMED_VALUE",
    ]);
  });
});
