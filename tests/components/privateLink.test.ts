import { expect } from "chai";
import { GenAiGateway } from "../../components";
import { parseGatewayConfig, type GatewayConfigInput } from "../../components/config";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { checkResources } from "../../packages/local-cloud/azure/checkResources";
import type { DeclaredResource } from "../../packages/common/resource";
import { evaluatedProgram, input, type Evaluated } from "./evaluated";

type Json = Readonly<Record<string, unknown>>;

const config = (more: object = {}): GatewayConfigInput => ({
  location: "westeurope",
  environment: "dev",
  workload: "genai",
  apiManagement: { sku: "StandardV2", publisherName: "A", publisherEmail: "a@example.com" },
  backends: [
    {
      name: "a",
      kind: "payg",
      deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
    },
  ],
  products: [{ name: "p", displayName: "P", tokensPerMinute: 1000 }],
  ...more,
});
const service = (more: object) => ({ ...config().apiManagement, ...more });
const gateway = (given: GatewayConfigInput) =>
  evaluatedProgram(() => void new GenAiGateway("genai", { config: given }));
const problems = (more: object) =>
  parseGatewayConfig(config(more)).problems.map(
    ({ code, severity, subject }) => `${severity} ${code} ${subject}`,
  );

/** Azure's own types, and the rules of its services. */
function expectSound(stack: Evaluated): void {
  for (const resource of stack.deployment.resources)
    expect(checkInputs(resource.type, resource.inputs), resource.name).to.be.empty;
  expect(checkResources(stack.deployment.resources)).to.be.empty;
}

const named = (stack: Evaluated, type: string, end: string): DeclaredResource =>
  stack.all(type).find(({ name }) => name.endsWith(end))!;
const zonesOf = (stack: Evaluated) =>
  stack.all("privatedns:PrivateZone").map((zone) => String(zone.inputs["privateZoneName"]));

describe("the private endpoint of API Management", function () {
  const closed = { privateEndpoint: true, publicNetworkAccess: "Disabled" };
  for (const more of [{ sku: "StandardV2" }, { sku: "PremiumV2", virtualNetworkType: "External" }])
    it(`${more.sku}: is there before the gateway is closed, and the gateway before anything is on it`, async () => {
      const stack = await gateway(config({ apiManagement: service({ ...more, ...closed }) }));
      expectSound(stack);
      const endpoint = named(stack, "network:PrivateEndpoint", "apim-pe");
      expect(input(endpoint, "privateLinkServiceConnections.0.groupIds")).to.deep.equal(["Gateway"]);
      const group = named(stack, "network:PrivateDnsZoneGroup", "apim-pe-dns");
      expect(String(input(group, "privateDnsZoneConfigs.0.privateDnsZoneId"))).to.match(
        /\/privateDnsZones\/privatelink\.azure-api\.net$/,
      );
      // The name itself would hide every other service of the domain from the network.
      expect(zonesOf(stack).filter((zone) => zone.endsWith("azure-api.net"))).to.deep.equal([
        "privatelink.azure-api.net",
      ]);
      const declared = stack.one("apimanagement:ApiManagementService");
      expect(declared.inputs).not.to.have.property("publicNetworkAccess");
      const closing = named(stack, "resources:Deployment", "apim-public-access");
      for (const earlier of [declared, endpoint, group]) expect(stack.waits(closing, earlier)).to.equal(true);
      const entities = stack.deployment.resources.filter(
        ({ type }) =>
          type.startsWith("azure-native:apimanagement:") && !type.endsWith(":ApiManagementService"),
      );
      expect(entities.length).to.be.greaterThan(20);
      for (const entity of [...entities, stack.one("network:ApplicationGateway")])
        expect(stack.waits(entity, closing), entity.name).to.equal(true);
    });

  it("the second write says all that the first one said", async () => {
    const stack = await gateway(
      config({
        apiManagement: service({
          ...closed,
          capacity: 2,
          notificationSenderEmail: "b@example.com",
          customDomain: {
            hostName: "genai.example.com",
            keyVaultSecretId: "https://kv-there.vault.azure.net/secrets/genai",
            grantCertificateAccess: false,
          },
        }),
        tags: { team: "genai" },
      }),
    );
    const {
      resourceGroupName: _group,
      serviceName,
      ...first
    } = stack.one("apimanagement:ApiManagementService").inputs;
    const [second] = input(
      named(stack, "resources:Deployment", "apim-public-access"),
      "properties.template.resources",
    ) as readonly Json[];
    const { name, type, apiVersion: _version, properties, ...rest } = second!;
    expect({ name, type }).to.deep.equal({ name: serviceName, type: "Microsoft.ApiManagement/service" });
    const { publicNetworkAccess, ...same } = properties as Json;
    expect(publicNetworkAccess).to.equal("Disabled");
    expect({ ...rest, ...same }).to.deep.equal(first);
  });

  it("open as well: says so, that a closed one can be opened again", async () => {
    const stack = await gateway(config({ apiManagement: service({ privateEndpoint: true }) }));
    expectSound(stack);
    expect(stack.one("apimanagement:ApiManagementService").inputs).to.include({
      publicNetworkAccess: "Enabled",
    });
    expect(named(stack, "resources:Deployment", "apim-public-access")).to.equal(undefined);
  });

  it("a zone that is there is used, in whatever subscription, and none is declared", async () => {
    const id =
      "/subscriptions/00000000-0000-0000-0000-0000000000ff/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.azure-api.net";
    const stack = await gateway(
      config({
        apiManagement: service(closed),
        existing: { privateDnsZoneIds: { apiManagement: id } },
      }),
    );
    expect(zonesOf(stack)).not.to.include("privatelink.azure-api.net");
    const group = named(stack, "network:PrivateDnsZoneGroup", "apim-pe-dns");
    expect(input(group, "privateDnsZoneConfigs.0.privateDnsZoneId")).to.equal(id);
  });

  it("leads to a service that is there, whose settings are left alone", async () => {
    const group = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-there/providers";
    const network = `${group}/Microsoft.Network/virtualNetworks/vnet`;
    const there = `${group}/Microsoft.ApiManagement/service/apim-there`;
    const stack = await gateway(
      config({
        apiManagement: service({ privateEndpoint: true }),
        existing: {
          apiManagementId: there,
          apiManagementIdentity: { principalId: "11111111-1111-1111-1111-111111111111" },
          virtualNetworkId: network,
          subnetIds: { privateEndpoints: `${network}/subnets/endpoints` },
        },
        ingress: { enabled: false },
      }),
    );
    const endpoint = named(stack, "network:PrivateEndpoint", "apim-pe");
    expect(input(endpoint, "privateLinkServiceConnections.0.privateLinkServiceId")).to.equal(there);
    expect(stack.all("apimanagement:ApiManagementService")).to.be.empty;
    expect(named(stack, "resources:Deployment", "apim-public-access")).to.equal(undefined);
  });

  const sku = (name: string, more: object = {}) => ({ apiManagement: service({ sku: name, ...more }) });
  const rows: readonly (readonly [what: string, more: object, expected: readonly string[]])[] = [
    ["closed behind the ingress", sku("StandardV2", closed), []],
    [
      "closed, without an ingress",
      { ...sku("StandardV2", closed), ingress: { enabled: false } },
      ["warning CONFIG_KEY_AS_API_KEY ingress.enabled", "warning CONFIG_INSIDE_ONLY ingress.enabled"],
    ],
    [
      "open beside the ingress",
      sku("StandardV2", { privateEndpoint: true }),
      ["warning CONFIG_PUBLIC_GATEWAY apiManagement.sku"],
    ],
    [
      "closed without an endpoint",
      sku("StandardV2", { publicNetworkAccess: "Disabled" }),
      ["error CONFIG_CLOSED_WITHOUT_ENDPOINT apiManagement.publicNetworkAccess"],
    ],
    [
      "Developer, which stands in the network",
      sku("Developer", closed),
      ["error CONFIG_PRIVATE_ENDPOINT_SKU apiManagement.privateEndpoint"],
    ],
    [
      "Premium, External",
      sku("Premium", { ...closed, virtualNetworkType: "External" }),
      ["error CONFIG_PRIVATE_ENDPOINT_SKU apiManagement.privateEndpoint"],
    ],
    [
      "PremiumV2 inside of the network",
      sku("PremiumV2", closed),
      ["error CONFIG_PRIVATE_ENDPOINT_SKU apiManagement.privateEndpoint"],
    ],
    [
      "no network",
      { ...sku("StandardV2", closed), network: { private: false }, ingress: { enabled: false } },
      [
        "error CONFIG_WITHOUT_NETWORK apiManagement.privateEndpoint",
        "warning CONFIG_KEY_AS_API_KEY ingress.enabled",
        "warning CONFIG_PUBLIC_ACCESS network.private",
      ],
    ],
  ];
  for (const [what, more, expected] of rows)
    it(`is told: ${what}`, () => expect(problems(more)).to.have.members([...expected]));
});
