import { expect } from "chai";
import { ProblemsError } from "../../packages/common/problem";
import type { GatewayConfigInput } from "../../components/config";
import { GenAiGateway, Ingress } from "../../components";
import { checkRules } from "../../packages/cli/automation/rules/rules";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import type { DeclaredResource } from "../../packages/common/resource";
import { evaluatedProgram, input, type Evaluated } from "./evaluated";
import { saidOf, smallConfig } from "./smallConfig";

type Json = Readonly<Record<string, unknown>>;

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-there/providers";
const vaultId = (name: string) => `${subscription}/Microsoft.KeyVault/vaults/${name}`;

const config = (more: object = {}) => smallConfig("Developer", more);
const service = (more: object) => ({ ...config().apiManagement, ...more });
const external = config({
  apiManagement: service({ virtualNetworkType: "External" }),
  ingress: { enabled: false },
});
const gateway = (given: GatewayConfigInput) =>
  evaluatedProgram(() => void new GenAiGateway("genai", { config: given }));
const problems = saidOf;

/**
 * https://learn.microsoft.com/azure/api-management/virtual-network-reference#required-ports as of June 2025, line by line:
 * direction, source tag, destination tag, ports, whether the page says that it is required, network types. Port 80 stands
 * in brackets there, so it is optional. Rows within the network are left out: Azure's default rules allow those.
 */
const requiredPorts = `
  Inbound | Internet | VirtualNetwork | 443 | required | External
  Inbound | ApiManagement | VirtualNetwork | 3443 | required | External & Internal
  Outbound | VirtualNetwork | Internet | 80 | required | External & Internal
  Outbound | VirtualNetwork | Storage | 443 | required | External & Internal
  Outbound | VirtualNetwork | AzureActiveDirectory | 443 | optional | External & Internal
  Outbound | VirtualNetwork | AzureConnectors | 443 | optional | External & Internal
  Outbound | VirtualNetwork | Sql | 1433 | required | External & Internal
  Outbound | VirtualNetwork | AzureKeyVault | 443 | required | External & Internal
  Outbound | VirtualNetwork | EventHub | 5671, 5672, 443 | optional | External & Internal
  Outbound | VirtualNetwork | AzureMonitor | 1886, 443 | required | External & Internal
  Inbound | AzureLoadBalancer | VirtualNetwork | 6390 | required | External & Internal
  Inbound | AzureTrafficManager | VirtualNetwork | 443 | required | External
  Inbound | AzureLoadBalancer | VirtualNetwork | 6391 | optional | External & Internal`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(" | "))
  .map(([direction, source, destination, ports, need, types]) => ({
    row: [direction, source, destination, ports].join(" | "),
    required: need === "required",
    types: types!.split(" & "),
  }));

function rowsOf(stack: Evaluated): readonly string[] {
  const group = stack
    .all("network:NetworkSecurityGroup")
    .find(({ name }) => name.endsWith("api-management"))!;
  const rules = group.inputs["securityRules"] as readonly Json[];
  expect(
    new Set(rules.map(({ direction, priority }) => `${String(direction)} ${String(priority)}`)).size,
  ).to.equal(rules.length);
  return rules.map(({ direction, sourceAddressPrefix, destinationAddressPrefix, ...rule }) => {
    const ports = rule["destinationPortRange"] ?? (rule["destinationPortRanges"] as string[]).join(", ");
    return [direction, sourceAddressPrefix, destinationAddressPrefix, ports].join(" | ");
  });
}

function publicAddresses(stack: Evaluated): readonly string[] {
  return stack.all("network:PublicIPAddress").map(({ name }) => name);
}

const ingressOf = (stack: Evaluated): DeclaredResource => stack.one("network:ApplicationGateway");

describe("the network of API Management", function () {
  for (const type of ["Internal", "External"] as const)
    it(`${type}: lets through what the documentation requires, and nothing that it does not know`, async () => {
      const given = config({
        apiManagement: service({ virtualNetworkType: type }),
        ingress: { enabled: false },
      });
      const rows = rowsOf(await gateway(given));
      const known = requiredPorts.filter(({ types }) => types.includes(type));
      expect(rows).to.include.members(known.filter(({ required }) => required).map(({ row }) => row));
      expect(known.map(({ row }) => row)).to.include.members([...rows]);
    });

  it("External: has a public gateway, and everything behind it stays private", async () => {
    const stack = await gateway(external);
    const declared = stack.one("apimanagement:ApiManagementService");
    expect(declared.inputs).to.include({ virtualNetworkType: "External" });
    expect(declared.inputs["virtualNetworkConfiguration"]).to.have.property("subnetResourceId");
    expect(publicAddresses(stack)).to.deep.equal(["genai-apim-ip"]);
    const zones = stack.all("privatedns:PrivateZone").map((zone) => String(zone.inputs["privateZoneName"]));
    expect(zones.every((zone) => zone.startsWith("privatelink."))).to.equal(true);
    expect(stack.all("network:PrivateEndpoint")).to.have.length(3);
    expect(input(stack.one("cognitiveservices:Account"), "properties.publicNetworkAccess")).to.equal(
      "Disabled",
    );
    expect(stack.one("eventhub:Namespace").inputs["publicNetworkAccess"]).to.equal("Disabled");
    expect(stack.all("network:Subnet").map(({ name }) => name.split("snet-")[1])).to.have.members([
      "private-endpoints",
      "api-management",
    ]);
    expect(checkRules("dev", stack.deployment.resources)).to.be.empty;
    for (const resource of stack.deployment.resources)
      expect(checkInputs(resource.type, resource.inputs), resource.name).to.be.empty;
  });

  it("is told what a config means for its clients", () => {
    const noIngress = { enabled: false };
    const table: readonly (readonly [given: object, expected: readonly string[]])[] = [
      [{}, []],
      [external, ["warning CONFIG_KEY_AS_API_KEY ingress.enabled"]],
      [
        { ingress: noIngress },
        ["warning CONFIG_KEY_AS_API_KEY ingress.enabled", "warning CONFIG_INSIDE_ONLY ingress.enabled"],
      ],
      [
        { apiManagement: service({ virtualNetworkType: "External" }) },
        ["warning CONFIG_PUBLIC_GATEWAY apiManagement.virtualNetworkType"],
      ],
      [
        { apiManagement: service({ sku: "StandardV2", virtualNetworkType: "Internal" }) },
        [
          "error CONFIG_NETWORK_TYPE_SKU apiManagement.virtualNetworkType",
          "warning CONFIG_PUBLIC_GATEWAY apiManagement.sku",
        ],
      ],
      [
        { apiManagement: service({ sku: "PremiumV2", virtualNetworkType: "External" }) },
        ["warning CONFIG_PUBLIC_GATEWAY apiManagement.virtualNetworkType"],
      ],
      [
        { ...external, network: { private: false } },
        [
          "error CONFIG_WITHOUT_NETWORK apiManagement.virtualNetworkType",
          "warning CONFIG_KEY_AS_API_KEY ingress.enabled",
          "warning CONFIG_PUBLIC_ACCESS network.private",
        ],
      ],
      [{ location: "ukwest" }, ["error CONFIG_ZONES_REGION ingress.zones"]],
      [{ location: "UK West", ingress: { zones: [] } }, []],
      [{ ingress: { plainHttp: true } }, ["warning CONFIG_PLAIN_HTTP ingress.plainHttp"]],
      [{ ingress: { hostName: "a.example.com" } }, ["warning CONFIG_CERTIFICATE_MISSING ingress.hostName"]],
      [
        { ingress: { plainHttp: true, certificateSecretId: "https://kv.vault.azure.net/secrets/c" } },
        ["error CONFIG_PLAIN_HTTP_CERTIFICATE ingress.plainHttp"],
      ],
      [
        {
          ingress: {
            certificateSecretId: "https://kv.vault.azure.net/secrets/c",
            certificateVaultId: vaultId("other"),
          },
        },
        ["error CONFIG_CERTIFICATE_VAULT ingress.certificateVaultId"],
      ],
      [
        { ingress: { certificateVaultId: vaultId("kv") } },
        ["error CONFIG_VAULT_WITHOUT_CERTIFICATE ingress.certificateVaultId"],
      ],
    ];
    // What is sold in a region is the catalogue's to say, in tests of its own.
    const ofNetwork = (given: object) =>
      problems(config(given)).filter((problem) => !problem.includes("CONFIG_MODEL_"));
    for (const [given, expected] of table)
      expect(ofNetwork(given), JSON.stringify(given)).to.have.members([...expected]);
  });
});

describe("the ingress", function () {
  it("speaks HTTPS with a certificate of its own, kept secret, and nothing but a redirect on port 80", async () => {
    const stack = await gateway(config({ ingress: { hostName: "genai.example.com" } }));
    const found = ingressOf(stack);
    const [certificate, ...others] = found.inputs["sslCertificates"] as readonly Json[];
    expect(others).to.be.empty;
    expect(Object.keys(certificate!)).to.have.members(["name", "data", "password"]);
    expect(found.secretInputs).to.have.members(["sslCertificates[0].data", "sslCertificates[0].password"]);
    expect(found.secretOutputs).to.include("sslCertificates");
    expect(found.inputs).to.not.have.property("identity");
    const listeners = found.inputs["httpListeners"] as readonly Json[];
    expect(listeners.map(({ protocol }) => protocol)).to.deep.equal(["Http", "Https"]);
    const rules = found.inputs["requestRoutingRules"] as readonly Json[];
    const ofHttp = rules.filter((rule) => /\/http$/.test((rule["httpListener"] as { id: string }).id));
    expect(ofHttp).to.have.length(1);
    expect(ofHttp[0]).to.have.property("redirectConfiguration").and.to.be.an("object");
    expect(checkRules("dev", stack.deployment.resources)).to.be.empty;
    const text = JSON.stringify(stack.deployment.outputs);
    expect(text).to.not.include(String(certificate!["password"]));
  });

  it("declares the same bytes at every run", async () => {
    const certificates = async () => ingressOf(await gateway(config())).inputs["sslCertificates"];
    expect(await certificates()).to.deep.equal(await certificates());
  });

  it("has one certificate in all regions, for every name that leads there", async () => {
    const stack = await gateway(
      config({
        apiManagement: service({ sku: "Premium" }),
        additionalLocations: [{ location: "francecentral", addressSpace: "10.3.0.0/16" }],
      }),
    );
    const [one, other] = stack.all("network:ApplicationGateway");
    expect(one!.inputs["sslCertificates"]).to.deep.equal(other!.inputs["sslCertificates"]);
    const { monitorConfig } = stack.one("trafficmanager:Profile").inputs as { monitorConfig: Json };
    expect(monitorConfig).to.include({ protocol: "HTTPS", port: 443 });
  });

  it("speaks plain HTTP only where that is asked for, against a rule of every stack", async () => {
    const stack = await gateway(config({ ingress: { plainHttp: true } }));
    expect(ingressOf(stack).inputs["sslCertificates"]).to.deep.equal([]);
    expect(checkRules("dev", stack.deployment.resources).map(({ code }) => code)).to.deep.equal([
      "RULE_HTTPS",
    ]);
  });

  it("reads a certificate as an identity of its own, which has its role before Azure makes the gateway", async () => {
    const ingress = {
      certificateSecretId: "https://kv-there.vault.azure.net/secrets/c",
      certificateVaultId: vaultId("kv-there"),
    };
    const stack = await gateway(config({ ingress }));
    const found = ingressOf(stack);
    const [reader] = input(found, "identity.userAssignedIdentities") as readonly string[];
    const identity = stack.all("managedidentity:UserAssignedIdentity").find(({ id }) => id === reader)!;
    const users = stack.deployment.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(reader!));
    expect(users.map(({ type }) => type)).to.deep.equal([found.type]);
    const roles = stack
      .all("authorization:RoleAssignment")
      .filter(({ inputs }) => inputs["principalId"] === identity.outputs["principalId"]);
    expect(roles).to.have.length(1);
    // Key Vault Secrets User: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security
    expect(roles[0]!.inputs["roleDefinitionId"]).to.match(/\/4633458b-17de-408a-b874-0445c86b69e6$/);
    expect(roles[0]!.inputs["scope"]).to.equal(vaultId("kv-there"));
    expect(stack.waits(found, roles[0]!)).to.equal(true);

    const ungranted = await gateway(config({ ingress: { ...ingress, grantCertificateAccess: false } }));
    expect(ungranted.all("authorization:RoleAssignment").filter(({ name }) => /ingress/.test(name))).to.be
      .empty;
    expect(ingressOf(ungranted).inputs).to.have.property("identity");
  });

  it("is not declared with a role on a vault where the certificate is not", async () => {
    const ingress = { certificateSecretId: "https://kv-elsewhere.vault.azure.net/secrets/c" };
    const error: unknown = await gateway(config({ ingress })).catch((reason: unknown) => reason);
    expect(String((error as Error).message)).to.include("INGRESS_CERTIFICATE_VAULT");
    expect(String((error as Error).message)).to.include("ingress.certificateVaultId");
    expect(error).to.be.instanceOf(ProblemsError);
  });

  it("stands alone, with a certificate of its own", async () => {
    const stack = await evaluatedProgram(() => {
      const { certificate, url } = new Ingress("alone", {
        resourceGroupName: "rg-there",
        location: "westeurope",
        gatewayName: "agw-alone",
        capacity: { min: 0, max: 2 },
        zones: [],
        subnetId: `${subscription}/Microsoft.Network/virtualNetworks/v/subnets/s`,
        apiManagementHost: "apim.azure-api.net",
        answerTimeoutSeconds: 240,
        apiPaths: ["openai"],
      });
      return { certificate, url };
    });
    expect(stack.deployment.outputs["certificate"]!.value).to.match(/^-----BEGIN CERTIFICATE-----/);
    expect(stack.deployment.outputs["url"]!.value).to.equal(
      "https://agw-alone.westeurope.cloudapp.azure.com",
    );
  });
});

/**
 * https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-crs-rulegroups-rules and
 * application-gateway-waf-configuration; PSRule's Azure.AppGwWAF.RuleGroups asks for the same two sets.
 */
describe("the firewall", function () {
  it("has the current rule sets, prevents, reads no bodies, and leaves out what carries keys", async () => {
    const { inputs } = (await gateway(config())).one("network:WebApplicationFirewallPolicy");
    const { managedRuleSets, exclusions } = inputs["managedRules"] as Record<string, readonly Json[]>;
    expect(
      managedRuleSets!.map((set) => `${String(set["ruleSetType"])} ${String(set["ruleSetVersion"])}`),
    ).to.deep.equal(["Microsoft_DefaultRuleSet 2.2", "Microsoft_BotManagerRuleSet 1.1"]);
    expect(inputs["policySettings"]).to.include({
      mode: "Prevention",
      state: "Enabled",
      requestBodyCheck: false,
    });
    // The forms in which docs/decisions/0002 says that keys come.
    expect(
      exclusions!.map(({ matchVariable, selectorMatchOperator, selector }) =>
        [matchVariable, selectorMatchOperator, selector].join(" "),
      ),
    ).to.have.members([
      "RequestHeaderValues Equals api-key",
      "RequestHeaderValues Equals Authorization",
      "RequestHeaderValues Equals Ocp-Apim-Subscription-Key",
      "RequestArgValues Equals subscription-key",
    ]);
  });

  it("speaks no TLS without forward secrecy", async () => {
    const stack = await gateway(config());
    expect(input(ingressOf(stack), "sslPolicy.policyName")).to.equal("AppGwSslPolicy20220101S");
    const { customProperties } = stack.one("apimanagement:ApiManagementService").inputs as {
      customProperties: Record<string, string>;
    };
    const off = Object.entries(customProperties)
      .filter(([, value]) => value === "false")
      .map(([key]) => key.split(".").at(-1));
    // Of Azure Verified Modules' avm/res/api-management/service, example "waf-aligned".
    expect(off).to.include.members([
      "TripleDes168",
      "TLS_RSA_WITH_AES_128_CBC_SHA",
      "TLS_RSA_WITH_AES_256_CBC_SHA",
      "TLS_RSA_WITH_AES_128_CBC_SHA256",
      "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
      "TLS_RSA_WITH_AES_256_CBC_SHA256",
      "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
      "TLS_RSA_WITH_AES_128_GCM_SHA256",
    ]);
  });
});
