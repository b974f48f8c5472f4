import { expect } from "chai";
import { AzureError } from "../../packages/local-cloud/account/azureError";
import { LocalCloud } from "../../packages/local-cloud/account/localCloud";
import { inPlaceRefusals, inPlaceRules } from "../../packages/local-cloud/azure/inPlaceChanges";
import { inputChanges } from "../../packages/local-cloud/azure/inputs/changes";
import { checkInputs, unknownValue } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { request } from "./request";

type Json = Readonly<Record<string, unknown>>;
const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers";
const network = `${group}/Microsoft.Network/virtualNetworks/v`;
const subnet = `${network}/subnets/s`;
const hubs = `${group}/Microsoft.EventHub/namespaces/n`;
const existing = (type: string, id: string, inputs: Json) => ({ type: `azure-native:${type}`, id, inputs });
const inSubnet = [
  existing("network:Subnet", subnet, { addressPrefix: "10.2.5.0/24" }),
  existing("network:PrivateEndpoint", `${group}/Microsoft.Network/privateEndpoints/e`, {
    subnet: { id: subnet },
  }),
];
const letIn = existing("keyvault:Vault", `${group}/Microsoft.KeyVault/vaults/k`, {
  properties: { networkAcls: { virtualNetworkRules: [{ id: subnet }] } },
});
const tier = (name: string) => [existing("eventhub:Namespace", hubs, { sku: { name } })];

/** type, before, after => Azure's code; `-` where Azure makes the change. */
const table: readonly (readonly [string, Json, Json, string, ReturnType<typeof existing>[]?, string?])[] = [
  ["keyvault:Vault", { location: "westeurope" }, { location: "northeurope" }, "InvalidResourceLocation"],
  ["keyvault:Vault", { location: "West Europe" }, { location: "westeurope" }, "-"],
  ["keyvault:Vault", { location: "westeurope" }, { location: unknownValue }, "-"],
  [
    "network:VirtualNetwork",
    space("10.2.0.0/16"),
    space("10.3.0.0/16"),
    "InUsePrefixCannotBeDeleted",
    inSubnet,
    network,
  ],
  ["network:VirtualNetwork", space("10.2.0.0/16"), space("10.2.0.0/17"), "-", inSubnet, network],
  [
    "network:VirtualNetwork",
    space("10.2.0.0/16"),
    space("10.2.0.0/22"),
    "InUsePrefixCannotBeDeleted",
    inSubnet,
    network,
  ],
  [
    "network:VirtualNetwork",
    space("10.2.0.0/16"),
    space("10.2.0.0/16", "10.9.0.0/16"),
    "-",
    inSubnet,
    network,
  ],
  ["network:VirtualNetwork", space("10.2.0.0/16"), space("10.3.0.0/16"), "-", [], network],
  [
    "network:Subnet",
    { addressPrefix: "10.2.5.0/24" },
    { addressPrefix: "10.2.6.0/24" },
    "InUsePrefixCannotBeDeleted",
    inSubnet,
    subnet,
  ],
  [
    "network:Subnet",
    { addressPrefix: "10.2.5.0/24" },
    { addressPrefix: "10.2.6.0/24" },
    "-",
    [letIn],
    subnet,
  ],
  [
    "network:Subnet",
    { addressPrefixes: ["10.2.5.0/24"] },
    { addressPrefixes: ["10.2.5.0/24", "10.2.6.0/24"] },
    "-",
    inSubnet,
    subnet,
  ],
  [
    "network:Subnet",
    {},
    { delegations: [{ name: "web" }] },
    "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
    inSubnet,
    subnet,
  ],
  ["network:Subnet", {}, { delegations: [{ name: "web" }] }, "-", [], subnet],
  ["network:PublicIPAddress", { zones: ["1", "2", "3"] }, {}, "ResourceAvailabilityZonesCannotBeModified"],
  [
    "network:ApplicationGateway",
    { zones: ["1"] },
    { zones: ["1", "2"] },
    "ResourceAvailabilityZonesCannotBeModified",
  ],
  ["network:ApplicationGateway", { sku: { tier: "WAF_v2" } }, { sku: { tier: "Standard_v2" } }, "-"],
  [
    "network:ApplicationGateway",
    { sku: { tier: "WAF_v2" } },
    { sku: { tier: "WAF" } },
    "ApplicationGatewaySkuTierCannotBeChanged",
  ],
  ["network:PrivateEndpoint", link("a"), link("b"), "PrivateEndpointCannotBeUpdated"],
  ["network:PrivateEndpoint", link("a", "x"), link("a", "y"), "-"],
  [
    "authorization:RoleAssignment",
    { roleDefinitionId: "a" },
    { roleDefinitionId: "b" },
    "RoleAssignmentUpdateNotPermitted",
  ],
  [
    "eventhub:EventHub",
    { partitionCount: 4 },
    { partitionCount: 8 },
    "BadRequest",
    tier("Standard"),
    `${hubs}/eventhubs/h`,
  ],
  [
    "eventhub:EventHub",
    { partitionCount: 4 },
    { partitionCount: 8 },
    "-",
    tier("Premium"),
    `${hubs}/eventhubs/h`,
  ],
  [
    "eventhub:EventHub",
    { partitionCount: 8 },
    { partitionCount: 4 },
    "BadRequest",
    tier("Premium"),
    `${hubs}/eventhubs/h`,
  ],
  ["eventhub:Namespace", { sku: { name: "Standard" } }, { sku: { name: "Basic" } }, "BadRequest"],
  [
    "eventhub:Namespace",
    { sku: { name: "Standard", capacity: 1 } },
    { sku: { name: "Standard", capacity: 2 } },
    "-",
  ],
  ["keyvault:Vault", protection(true), protection(false), "BadRequest"],
  ["keyvault:Vault", protection(true), protection(undefined), "-"],
  ["keyvault:Vault", protection(undefined), protection(true), "-"],
  ["cognitiveservices:Account", { kind: "OpenAI" }, { kind: "AIServices" }, "-"],
  ["cognitiveservices:Account", { kind: "OpenAI" }, { kind: "ContentSafety" }, "BadRequest"],
  [
    "cognitiveservices:Account",
    { properties: { customSubDomainName: "a" } },
    { properties: { customSubDomainName: "b" } },
    "BadRequest",
  ],
  ["cognitiveservices:Account", { properties: {} }, { properties: { customSubDomainName: "b" } }, "-"],
  ["cognitiveservices:Deployment", model("gpt-5.4", "1"), model("gpt-5.4", "2"), "-"],
  [
    "cognitiveservices:Deployment",
    model("gpt-5.4", "1"),
    model("gpt-5.4-mini", "1"),
    "CannotChangeDeploymentModel",
  ],
  ["cognitiveservices:Deployment", { sku: { name: "Standard" } }, { sku: { name: "GlobalStandard" } }, "-"],
  [
    "cognitiveservices:Deployment",
    { sku: { name: "GlobalStandard" } },
    { sku: { name: "GlobalProvisionedManaged" } },
    "InvalidResourceProperties",
  ],
  ["apimanagement:ApiManagementService", { sku: { name: "Developer" } }, { sku: { name: "Premium" } }, "-"],
  [
    "apimanagement:ApiManagementService",
    { sku: { name: "Developer" } },
    { sku: { name: "StandardV2" } },
    "ServiceSkuUpgradeNotSupported",
  ],
  [
    "apimanagement:ApiManagementService",
    { sku: { name: "StandardV2" } },
    { sku: { name: "PremiumV2" } },
    "ServiceSkuUpgradeNotSupported",
  ],
  ["apimanagement:ApiManagementService", { sku: { name: "BasicV2" } }, { sku: { name: "StandardV2" } }, "-"],
];

function space(...addressPrefixes: string[]): Json {
  return { addressSpace: { addressPrefixes } };
}
function link(target: string, requestMessage = ""): Json {
  return {
    privateLinkServiceConnections: [{ privateLinkServiceId: target, groupIds: ["account"], requestMessage }],
  };
}
function protection(enablePurgeProtection: boolean | undefined): Json {
  return { properties: { enablePurgeProtection } };
}
function model(name: string, version: string): Json {
  return { properties: { model: { name, version } } };
}

describe("changes that Azure does not make in place", () => {
  for (const [type, before, after, code, others = [], id = `${group}/x`] of table)
    it(`${type} ${JSON.stringify(before)} to ${JSON.stringify(after)} => ${code}`, () => {
      const refused = inPlaceRefusals({ type: `azure-native:${type}`, id, before, after, others });
      expect(refused.map(({ rule }) => rule.code).join() || "-").to.equal(code);
    });

  it("names properties that azure-native has, and that it does not replace the resource for", () => {
    for (const { type, property } of inPlaceRules.filter(({ type }) => type !== "*")) {
      // A list is changed in its items; a name that no type has is a fault at the name.
      const strange = checkInputs(`azure-native:${type}`, nest(property, unknownValue)).filter(({ reason }) =>
        reason.includes("is not a property of"),
      );
      expect(strange, `${type} ${property}`).to.be.empty;
      const before = nest(property, "before");
      const { replaces } = inputChanges(`azure-native:${type}`, before, nest(property, "after"));
      expect(replaces, `${type} ${property}`).to.be.empty;
    }
  });

  it("are refused by the local cloud with Azure's error, and nothing is changed", async () => {
    const cloud = new LocalCloud();
    const group = request("resources:ResourceGroup", { resourceGroupName: "g", location: "westeurope" });
    await cloud.create(group);
    const address = { resourceGroupName: "g", publicIpAddressName: "a", location: "westeurope" };
    const standard = { sku: { name: "Standard" }, publicIPAllocationMethod: "Static" };
    const { id } = await cloud.create(
      request("network:PublicIPAddress", { ...address, ...standard, zones: ["1"] }),
    );
    const error: unknown = await cloud
      .update(id, request("network:PublicIPAddress", { ...address, ...standard }))
      .catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(AzureError);
    expect((error as AzureError).code).to.equal("ResourceAvailabilityZonesCannotBeModified");
    expect(cloud.find(id)!.inputs["zones"]).to.deep.equal(["1"]);
  });
});

function nest(path: string, value: unknown): Json {
  return path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Json;
}
