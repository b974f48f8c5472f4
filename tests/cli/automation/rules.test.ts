import { expect } from "chai";
import {
  checkRules,
  isProduction,
  rules,
  type CheckedResource,
} from "../../../packages/cli/automation/rules/rules";
import { evaluated } from "../../components/evaluated";

/** The prod stack with some inputs of one type changed. */
async function prodWith(type: string, change: (resource: CheckedResource) => Partial<CheckedResource>) {
  const { deployment } = await evaluated("prod");
  return deployment.resources.map((resource): CheckedResource =>
    resource.type === `azure-native:${type}` ? { ...resource, ...change(resource) } : resource,
  );
}
const inputs = (more: object) => (resource: CheckedResource) => ({ inputs: { ...resource.inputs, ...more } });
const properties = (more: object) => (resource: CheckedResource) => ({
  inputs: { ...resource.inputs, properties: { ...(resource.inputs["properties"] as object), ...more } },
});
const codes = (stack: string, resources: readonly CheckedResource[]) => [
  ...new Set(checkRules(stack, resources).map(({ code }) => code)),
];

describe("the rules for what a stack may have", () => {
  for (const stack of ["dev", "test", "ptu", "prod"])
    it(`find nothing in stack ${stack}`, async () => {
      const { deployment } = await evaluated(stack);
      expect(checkRules(stack, deployment.resources)).to.be.empty;
    });

  const tls10 = "Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10";
  const breaches: Record<
    string,
    readonly [type: string, change: (resource: CheckedResource) => Partial<CheckedResource>]
  > = {
    RULE_PUBLIC_ACCESS: ["cognitiveservices:Account", properties({ publicNetworkAccess: "Enabled" })],
    RULE_LOCAL_AUTH: ["eventhub:Namespace", inputs({ disableLocalAuth: undefined })],
    RULE_KEY_VAULT_ACCESS: ["keyvault:Vault", properties({ enableRbacAuthorization: false })],
    RULE_PURGE_PROTECTION: ["keyvault:Vault", properties({ enablePurgeProtection: undefined })],
    RULE_TLS: ["apimanagement:ApiManagementService", inputs({ customProperties: { [tls10]: "True" } })],
    RULE_FIREWALL: [
      "network:ApplicationGateway",
      ({ inputs: { firewallPolicy: _, ...rest } }) => ({ inputs: rest }),
    ],
    RULE_DIAGNOSTICS: ["monitor:DiagnosticSetting", () => ({ type: "azure-native:monitor:Other" })],
    RULE_PROTECTED: ["keyvault:Vault", () => ({ protect: false })],
    RULE_HTTPS: ["network:ApplicationGateway", inputs({ httpListeners: [{ protocol: "Http" }] })],
  };

  it("are each broken by something", () => {
    expect(Object.keys(breaches).sort()).to.deep.equal(rules.map(({ code }) => code).sort());
  });
  for (const [code, [type, change]] of Object.entries(breaches))
    it(`${code} is broken by a change of ${type}, and by it alone`, async () => {
      expect(codes("prod", await prodWith(type, change))).to.deep.equal([code]);
    });

  for (const { code, scope } of rules)
    it(`${code} counts for ${scope}`, async () => {
      const [type, change] = breaches[code]!;
      // The scope that is read here has to be the one that this table says, not the rule's own word.
      const everywhere = !["RULE_PROTECTED", "RULE_PURGE_PROTECTION"].includes(code);
      expect(codes("dev", await prodWith(type, change))).to.deep.equal(everywhere ? [code] : []);
    });

  it("of production count for stacks of that name alone", async () => {
    const unprotected = await prodWith("keyvault:Vault", () => ({ protect: false }));
    expect(codes("dev", unprotected)).to.be.empty;
    expect(["prod", "prod-eu", "eu-production", "prod2"].map(isProduction)).to.not.include(false);
    expect(["dev", "product-team", "nonprod"].map(isProduction)).to.not.include(true);
  });
});
