import { isDeepStrictEqual } from "node:util";
import {
  at,
  grows,
  hasUnknown,
  inUse,
  isClassic,
  isProvisioned,
  isV2,
  leavesSubnetsOut,
  listed,
  namespaceTier,
  region,
  subnetIds,
  targets,
  type InPlaceChange,
} from "./inPlaceConditions";
import { azureTypeName } from "./resourceTypes";

/**
 * A change that azure-native sends as an update and that Azure does not make. What azure-native replaces by itself is in
 * inputs/changes.ts.
 */
export interface InPlaceRule {
  /** `module:Type`; `*` is every type. */
  readonly type: string;
  /** Path among the inputs; covers what is below it. */
  readonly property: string;
  /** Whether this change of the property is one that is refused. Default: every change is. */
  readonly when?: (before: unknown, after: unknown, change: InPlaceChange) => boolean;
  readonly status: number;
  /** Azure's error code. */
  readonly code: string;
  /** Azure's sentence, in short. */
  readonly message: string;
  /** The next step. */
  readonly instead: string;
  /** A documentation page, or a public issue in which Azure's answer stands. */
  readonly source: string;
  /** The page says that it cannot be changed; how Azure words its refusal was not found. */
  readonly inferred?: true;
}

export interface InPlaceRefusal {
  readonly property: string;
  readonly rule: InPlaceRule;
}

const anew = "give it another name, so that a new one is made beside it, and remove the old one afterwards";
const learn = "https://learn.microsoft.com/azure";

export const inPlaceRules: readonly InPlaceRule[] = [
  {
    type: "*",
    property: "location",
    when: (before, after) => region(before) !== region(after),
    status: 409,
    code: "InvalidResourceLocation",
    message: "the resource exists in another location already",
    instead: anew,
    source: `${learn}/azure-resource-manager/troubleshooting/error-invalid-resource-location`,
  },
  {
    type: "network:VirtualNetwork",
    property: "addressSpace.addressPrefixes",
    when: leavesSubnetsOut,
    status: 400,
    code: "InUsePrefixCannotBeDeleted",
    message: "the prefix has subnets with active allocations",
    instead: "keep the prefix and add another beside it, or move what is in it first",
    source: `${learn}/virtual-network/manage-virtual-network#add-or-remove-an-address-range`,
  },
  {
    type: "network:Subnet",
    property: "addressPrefix",
    when: (_before, _after, change) => inUse(change),
    status: 400,
    code: "InUsePrefixCannotBeDeleted",
    message: "the prefix of the subnet has active allocations and cannot be deleted",
    instead: "declare a second subnet, move into it what is in this one, then remove this one",
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/11211",
  },
  {
    type: "network:Subnet",
    property: "addressPrefixes",
    when: (before, after, change) =>
      inUse(change) && listed(before).some((one) => !listed(after).includes(one)),
    status: 400,
    code: "InUsePrefixCannotBeDeleted",
    message: "the prefix of the subnet has active allocations and cannot be deleted",
    instead: "keep the prefix and add another beside it",
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/11211",
  },
  {
    type: "network:Subnet",
    property: "delegations",
    when: (_before, _after, change) => inUse(change),
    status: 400,
    code: "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
    message: "the delegations of a subnet cannot change while resources use it",
    instead: "declare a second subnet with the delegation and move into it what is in this one",
    source: `${learn}/virtual-network/subnet-delegation-overview`,
  },
  ...["network:PublicIPAddress", "network:ApplicationGateway"].map((type): InPlaceRule => ({
    type,
    property: "zones",
    status: 400,
    code: "ResourceAvailabilityZonesCannotBeModified",
    message: "zones cannot be added, updated or removed once the resource is created",
    instead: anew,
    source: "https://github.com/Azure/AzOps/issues/701",
  })),
  {
    type: "network:PublicIPAddress",
    property: "publicIPAllocationMethod",
    status: 400,
    code: "PublicIPAddressAllocationMethodCannotBeChanged",
    message: "the allocation method of a Standard address is Static",
    instead: anew,
    source: `${learn}/virtual-network/ip-services/public-ip-addresses#sku`,
    inferred: true,
  },
  {
    type: "network:ApplicationGateway",
    property: "sku.tier",
    when: (before, after) => isV2(before) !== isV2(after),
    status: 400,
    code: "ApplicationGatewaySkuTierCannotBeChanged",
    message: "a gateway cannot change between v1 and v2",
    instead: anew,
    source: `${learn}/application-gateway/migrate-v1-v2`,
    inferred: true,
  },
  {
    type: "network:ApplicationGateway",
    property: "gatewayIPConfigurations",
    when: (before, after) => subnetIds(before).join() !== subnetIds(after).join(),
    status: 400,
    code: "ApplicationGatewaySubnetCannotBeChanged",
    message: "a running gateway cannot change its subnet",
    instead: `stop it with \`az network application-gateway stop\` first, or ${anew}`,
    source: `${learn}/application-gateway/configuration-infrastructure#virtual-network-and-dedicated-subnet`,
    inferred: true,
  },
  ...["customNetworkInterfaceName", "privateLinkServiceConnections"].map((property): InPlaceRule => ({
    type: "network:PrivateEndpoint",
    property,
    // Its description and the message to the approver can be changed.
    when: (before, after) => !isDeepStrictEqual(targets(before), targets(after)),
    status: 400,
    code: "PrivateEndpointCannotBeUpdated",
    message: "what a private endpoint leads to, and its network interface, are fixed",
    instead: anew,
    source: `${learn}/private-link/manage-private-endpoint`,
    inferred: true,
  })),
  {
    type: "privatedns:VirtualNetworkLink",
    property: "virtualNetwork",
    status: 400,
    code: "BadRequest",
    message: "the virtual network of a link cannot be changed",
    instead: "declare a link of another name to the other network",
    source: `${learn}/dns/private-dns-virtual-network-links`,
    inferred: true,
  },
  {
    type: "trafficmanager:Profile",
    property: "dnsConfig.relativeName",
    status: 400,
    code: "BadRequest",
    message: "the DNS name of a profile cannot be changed",
    instead: anew,
    source: `${learn}/traffic-manager/traffic-manager-faqs`,
    inferred: true,
  },
  ...["roleDefinitionId", "principalType"].map((property): InPlaceRule => ({
    type: "authorization:RoleAssignment",
    property,
    status: 400,
    code: "RoleAssignmentUpdateNotPermitted",
    message: "tenant, application, principal, role and scope of an assignment are not allowed to be updated",
    instead:
      "make the assignment's name from scope, principal and role, so that another role is another assignment",
    source: `${learn}/role-based-access-control/troubleshooting`,
  })),
  {
    type: "eventhub:EventHub",
    property: "partitionCount",
    when: (before, after, change) => !(grows(before, after) && namespaceTier(change) === "Premium"),
    status: 400,
    code: "BadRequest",
    message: "SubCode=40000. PartitionCount cannot be changed for EventHub",
    instead:
      "declare a second hub with as many, lead writers and readers to it, and remove this one when it is read",
    source: "https://github.com/hashicorp/terraform/issues/19029",
  },
  {
    type: "eventhub:Namespace",
    property: "sku.name",
    when: (before, after) => !(before === "Basic" && after === "Standard"),
    status: 400,
    code: "BadRequest",
    message: "a namespace cannot change between these tiers",
    instead: anew,
    source: `${learn}/event-hubs/compare-tiers`,
    inferred: true,
  },
  {
    type: "eventhub:Namespace",
    property: "zoneRedundant",
    status: 400,
    code: "BadRequest",
    message: "ZoneRedundant can be set only when the namespace is created",
    instead: anew,
    source: `${learn}/reliability/reliability-event-hubs`,
    inferred: true,
  },
  {
    type: "keyvault:Vault",
    property: "properties.enablePurgeProtection",
    // Left out, it stays as it is; Azure refuses only that it be set to false.
    when: (before, after) => before === true && after === false,
    status: 400,
    code: "BadRequest",
    message: 'the property "enablePurgeProtection" cannot be set to false: purge protection is irreversible',
    instead:
      "leave keyVault.purgeProtection on, or let another vault be made: another name, the old one retained",
    source: `${learn}/key-vault/general/soft-delete-overview#purge-protection`,
  },
  {
    type: "keyvault:Vault",
    property: "properties.softDeleteRetentionInDays",
    when: (before, after) => before !== undefined && after !== undefined,
    status: 400,
    code: "BadRequest",
    message: 'the property "softDeleteRetentionInDays" has been set already and it can\'t be modified',
    instead: "leave it as it is",
    source: `${learn}/key-vault/general/soft-delete-overview`,
  },
  {
    type: "cognitiveservices:Account",
    property: "kind",
    // An Azure OpenAI account can become a Foundry one, and go back.
    when: (before, after) => ![before, after].every((kind) => kind === "OpenAI" || kind === "AIServices"),
    status: 400,
    code: "BadRequest",
    message: "the kind of an account cannot be changed",
    instead: anew,
    source: `${learn}/ai-foundry/how-to/upgrade-azure-openai`,
    inferred: true,
  },
  {
    type: "cognitiveservices:Account",
    property: "properties.customSubDomainName",
    when: (before) => before !== undefined,
    status: 400,
    code: "BadRequest",
    message: "the subdomain of an account cannot be changed once it is set",
    instead: anew,
    source: `${learn}/ai-services/cognitive-services-custom-subdomains`,
    inferred: true,
  },
  {
    type: "cognitiveservices:Deployment",
    property: "properties.model.name",
    status: 400,
    code: "CannotChangeDeploymentModel",
    message: "the model of deployment cannot be changed",
    instead: "declare a deployment of another name with the model; versions of one model change in place",
    source: "https://github.com/Azure-Samples/azure-search-openai-demo/issues/1330",
  },
  {
    type: "cognitiveservices:Deployment",
    property: "sku.name",
    // Between provisioned types, and between standard ones, a deployment moves in place.
    when: (before, after) => isProvisioned(before) !== isProvisioned(after),
    status: 400,
    code: "InvalidResourceProperties",
    message: "a deployment cannot change between pay-as-you-go and provisioned throughput",
    instead: "declare a backend of the other kind, and remove this one afterwards",
    source: `${learn}/ai-services/openai/how-to/provisioned-throughput-onboarding`,
    inferred: true,
  },
  {
    type: "apimanagement:ApiManagementService",
    property: "sku.name",
    // The classic tiers lead to one another, and Basic v2 to Standard v2; nothing else does.
    when: (before, after) =>
      !(isClassic(before) && isClassic(after)) && !(before === "BasicV2" && after === "StandardV2"),
    status: 400,
    code: "ServiceSkuUpgradeNotSupported",
    message: "API Management cannot change between these tiers",
    instead:
      "let a second gateway be made under another workload name, move clients to it, and destroy this one",
    source: `${learn}/api-management/upgrade-and-scale`,
    inferred: true,
  },
  {
    type: "apimanagement:ApiManagementService",
    property: "virtualNetworkType",
    when: (_before, _after, { after }) => at(after, "sku.name") === "PremiumV2",
    status: 400,
    code: "VirtualNetworkTypeCannotBeChanged",
    message: "injection into a network is chosen when a Premium v2 service is made",
    instead:
      "let a second gateway be made under another workload name, move clients to it, and destroy this one",
    source: `${learn}/api-management/inject-vnet-v2`,
    inferred: true,
  },
  {
    type: "apimanagement:Api",
    property: "apiType",
    status: 400,
    code: "ValidationError",
    message: "the type of an API cannot be changed",
    instead: "declare an API of another name",
    source: `${learn}/api-management/import-api-from-oas`,
    inferred: true,
  },
  {
    type: "apimanagement:Logger",
    property: "loggerType",
    status: 400,
    code: "ValidationError",
    message: "the type of a logger cannot be changed",
    instead: "declare a logger of another name",
    source: "https://learn.microsoft.com/rest/api/apimanagement/logger/create-or-update",
    inferred: true,
  },
];

/** What of a change Azure would refuse. Pure; a value that is not known yet is taken to be right. */
export function inPlaceRefusals(change: InPlaceChange): readonly InPlaceRefusal[] {
  const name = azureTypeName(change.type);
  if (name === undefined) return [];
  return inPlaceRules.flatMap((rule) => {
    if (rule.type !== "*" && rule.type !== name) return [];
    const [before, after] = [at(change.before, rule.property), at(change.after, rule.property)];
    if (hasUnknown(before) || hasUnknown(after)) return [];
    if (isDeepStrictEqual(before ?? undefined, after ?? undefined)) return [];
    if (rule.when && !rule.when(before ?? undefined, after ?? undefined, change)) return [];
    return { property: rule.property, rule };
  });
}
