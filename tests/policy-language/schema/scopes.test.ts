import { expect } from "chai";
import { compilePolicy, type PolicyScope } from "../../../packages/policy-language/document";
import { FolderLint } from "../../../packages/policy-language/lint/lintFolder";
import { scopeOfFile } from "../../../packages/policy-language/policyFiles";

const scopes: readonly PolicyScope[] = ["global", "workspace", "product", "api", "operation"];
const inbound = (policy: string) => `<policies><inbound><base />${policy}</inbound></policies>`;

describe("scopes of policies", () => {
  const taken: readonly (readonly [policy: string, scopes: readonly PolicyScope[]])[] = [
    ["<cross-domain />", ["global"]],
    ['<quota calls="10" renewal-period="300" />', ["product"]],
    ['<rate-limit calls="10" renewal-period="60" />', ["product", "api", "operation"]],
    [
      '<choose><when condition="@(true)"><quota calls="10" renewal-period="300" /></when></choose>',
      ["product"],
    ],
    ['<quota-by-key calls="10" renewal-period="300" counter-key="a" />', scopes],
  ];
  for (const [policy, expected] of taken)
    it(`${policy} => ${expected.join(", ")}`, () => {
      const sound = scopes.filter(
        (scope) => compilePolicy(inbound(policy), { file: "a.xml", scope }).problems.length === 0,
      );
      expect(sound).to.deep.equal(expected);
      expect(compilePolicy(inbound(policy), { file: "a.xml" }).problems).to.deep.equal([]);
    });

  it("says where it stands and what takes it", () => {
    const text = inbound('<quota calls="10" renewal-period="300" />');
    const [problem] = compilePolicy(text, { file: "a.xml", scope: "api" }).problems;
    expect(problem).to.include({
      code: "POLICY_SCOPE",
      severity: "error",
      message: "<quota> cannot stand in the policy of an API",
      hint: "it stands in the policy of a product",
    });
    expect(problem!.place).to.deep.equal({ file: "a.xml", line: 1, column: 28 });
  });

  it("does not matter in a fragment, which any document may include", () => {
    const text = '<fragment><quota calls="10" renewal-period="300" /></fragment>';
    for (const scope of scopes)
      expect(compilePolicy(text, { file: "a.xml", scope }).problems).to.deep.equal([]);
  });

  const files: readonly (readonly [file: string, scope: PolicyScope | undefined])[] = [
    ["artifacts/products/starter/policy.xml", "product"],
    ["apis/orders/policy.xml", "api"],
    ["apis\\orders\\operations\\list\\policy.xml", "operation"],
    ["policyFragments/limits/policy.xml", undefined],
    ["policy.xml", undefined],
    ["apis/orders/outbound.xml", undefined],
    ["products/starter/operations/list/policy.xml", undefined],
  ];
  for (const [file, scope] of files)
    it(`${file} => ${scope ?? "nobody knows"}`, () => expect(scopeOfFile(file)).to.equal(scope));

  it("is known of a folder in APIOps' layout", () => {
    const text = inbound('<quota calls="10" renewal-period="300" />');
    const documents = ["products/a/policy.xml", "apis/b/policy.xml"].map((file) => ({ file, text }));
    const lint = new FolderLint(documents);
    expect(
      documents.map((one) =>
        lint
          .check(one, {})
          .map(({ code }) => code)
          .filter((code) => code === "POLICY_SCOPE"),
      ),
    ).to.deep.equal([[], ["POLICY_SCOPE"]]);
  });
});
