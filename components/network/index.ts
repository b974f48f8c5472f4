import * as azureNetwork from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { armName, armResourceGroup } from "../armId";
import { referenceTo, type ExistingReference } from "../existing";
import type { NetworkType } from "../apiManagement/skus";
import { subnetRoles, type BySubnet, type SubnetRole } from "../subnetPlan";
import { rulesOf } from "./securityRules";
import { declareZones, linkZones, type FurtherZoneRole, type Zones, type ZonesArgs } from "./zones";
import type { Tags } from "../tags";

export interface NetworkArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly virtualNetworkName: pulumi.Input<string>;
  /** An IPv4 range, such as 10.2.0.0/16. */
  readonly addressSpace: string;
  /** Ranges by role; a role that is left out, here and among the existing subnets, gets no subnet. */
  readonly subnets: Readonly<Partial<Record<SubnetRole, string | undefined>>>;
  /** Ids of route tables by role, for subnets that are declared here. Default: Azure's own routes. */
  readonly routeTableIds?:
    Readonly<Partial<Record<SubnetRole, pulumi.Input<string> | undefined>>> | undefined;
  /** IPv4 addresses of DNS servers of a network that is declared here. Default: Azure's own. */
  readonly dnsServers?: readonly string[] | undefined;
  /** Id of another network, whose resolver is to find what stands in the zones that are declared here. */
  readonly resolvingNetworkId?: pulumi.Input<string> | undefined;
  /** Id of a virtual network to use instead of a new one; its address space is not touched. */
  readonly existingVirtualNetworkId?: pulumi.Input<string> | undefined;
  /** Subnets of that network to use as they are; for roles left out a subnet is added to it. */
  readonly existingSubnetIds?:
    Readonly<Partial<Record<SubnetRole, pulumi.Input<string> | undefined>>> | undefined;
  readonly existingPrivateDnsZoneIds?: ZonesArgs["existing"] | undefined;
  /** Whether accounts of kind AIServices are reached, which have names in two further zones. Default false. */
  readonly foundryZones?: boolean | undefined;
  /** Whether accounts of Content Safety or Language are reached, which have names in one of these zones. Default false. */
  readonly guardZones?: boolean | undefined;
  /** Whether an Azure Managed Redis is reached. Default false. */
  readonly redisZone?: boolean | undefined;
  /** Whether API Management is reached by a private endpoint. Default false. */
  readonly apiManagementZone?: boolean | undefined;
  /** Whether a private link scope of Azure Monitor is reached, which has names in five zones. Default false. */
  readonly monitorZones?: boolean | undefined;
  /** A network in another region, whose private DNS zones are this one's too. Default: zones of its own. */
  readonly zonesOf?: Network | undefined;
  /** API Management's tier decides what its subnet is delegated to and which rules it needs. Default: a classic tier. */
  readonly apiManagementDelegation?: string | undefined;
  /** Whether API Management's gateway answers on the internet. Default `Internal`: it does not. */
  readonly apiManagementNetworkType?: NetworkType | undefined;
  readonly tags?: Tags | undefined;
}

/**
 * The virtual network: a subnet and a security group per role, and the private DNS zones of what is reached through
 * private endpoints. Subnets are written one after another, for Azure refuses two writes to one network at a time.
 */
export class Network extends pulumi.ComponentResource {
  readonly virtualNetworkId: pulumi.Output<string>;
  readonly virtualNetworkName: pulumi.Output<string>;
  /** Of the virtual network: another one's where the network is brought. */
  readonly resourceGroupName: pulumi.Output<string>;
  readonly subnetIds: BySubnet<pulumi.Output<string>>;
  /** Those of Foundry's names are there with {@link NetworkArgs.foundryZones}. */
  readonly privateDnsZoneIds: Readonly<
    Record<"openAi" | "keyVault" | "eventHub", pulumi.Output<string>> &
      Partial<Record<FurtherZoneRole, pulumi.Output<string>>>
  >;
  private readonly zones: Zones;

  constructor(name: string, args: NetworkArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:Network", name, {}, options);
    const own = { parent: this };
    const virtualNetwork = declareVirtualNetwork(name, args, own);
    this.virtualNetworkId = pulumi.output(virtualNetwork.id);
    this.virtualNetworkName = pulumi.output(virtualNetwork.name);
    this.resourceGroupName = pulumi.output(virtualNetwork.resourceGroupName);
    this.subnetIds = declareSubnets(name, args, virtualNetwork, own);
    this.zones =
      args.zonesOf?.zones ??
      declareZones(
        name,
        {
          resourceGroupName: args.resourceGroupName,
          existing: args.existingPrivateDnsZoneIds ?? {},
          foundry: args.foundryZones,
          guards: args.guardZones,
          redis: args.redisZone,
          apiManagement: args.apiManagementZone,
          monitor: args.monitorZones,
          tags: args.tags,
        },
        own,
      );
    // Names of links are unique within a zone.
    const linkName = args.zonesOf ? args.virtualNetworkName : "gateway";
    linkZones(name, this.zones, { linkName, virtualNetworkId: virtualNetwork.id }, own);
    // Zones are those of the first network, and so is the link to whoever resolves for it.
    if (args.resolvingNetworkId !== undefined && !args.zonesOf)
      linkZones(
        `${name}-hub`,
        this.zones,
        { linkName: "hub", virtualNetworkId: args.resolvingNetworkId },
        own,
      );
    this.privateDnsZoneIds = Object.fromEntries(
      Object.entries(this.zones.ids).map(([role, id]) => [role, pulumi.output(id)]),
    ) as Network["privateDnsZoneIds"];
    this.registerOutputs({ virtualNetworkId: this.virtualNetworkId, subnetIds: this.subnetIds });
  }
}

interface VirtualNetworkReference {
  readonly id: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
  readonly resourceGroupName: pulumi.Input<string>;
}

function declareVirtualNetwork(
  name: string,
  args: NetworkArgs,
  options: pulumi.CustomResourceOptions,
): VirtualNetworkReference {
  const existing = args.existingVirtualNetworkId;
  if (existing !== undefined) {
    const id = pulumi.output(existing);
    return { id, name: id.apply(armName), resourceGroupName: id.apply(armResourceGroup) };
  }
  const created = new azureNetwork.VirtualNetwork(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      virtualNetworkName: args.virtualNetworkName,
      addressSpace: { addressPrefixes: [args.addressSpace] },
      ...(args.dnsServers ? { dhcpOptions: { dnsServers: [...args.dnsServers] } } : {}),
      tags: args.tags,
    },
    // The subnets are resources of their own; without this, an update of the network would take them away.
    pulumi.mergeOptions(options, { ignoreChanges: ["subnets"] }),
  );
  return { id: created.id, name: created.name, resourceGroupName: args.resourceGroupName };
}

/** A network that is brought, as parts of it are declared with; undefined for one of the program's own. */
export function parentOf(
  existingVirtualNetworkId: pulumi.Input<string> | undefined,
  what: string,
  { parent }: pulumi.CustomResourceOptions,
): ExistingReference | undefined {
  if (existingVirtualNetworkId === undefined) return undefined;
  return referenceTo(
    {
      id: existingVirtualNetworkId,
      key: "existing.virtualNetworkId",
      what,
      hint: "bring a network of this subscription, or one that needs nothing added: name every subnet in existing.subnetIds",
    },
    parent,
  );
}

function declareSubnets(
  name: string,
  args: NetworkArgs,
  virtualNetwork: VirtualNetworkReference,
  options: pulumi.CustomResourceOptions,
): BySubnet<pulumi.Output<string>> {
  let previous: azureNetwork.Subnet | undefined;
  let into: Pick<VirtualNetworkReference, "name" | "resourceGroupName"> | undefined;
  // Of a network that is brought, the subnets may be made in this program too: they come first, for the same reason.
  const brought = Object.values(args.existingSubnetIds ?? {}).filter((id) => id !== undefined);
  const entries = subnetRoles.flatMap((role): readonly (readonly [SubnetRole, pulumi.Output<string>])[] => {
    const existing = args.existingSubnetIds?.[role];
    if (existing !== undefined) return [[role, pulumi.output(existing)]];
    const addressPrefix = args.subnets[role];
    if (addressPrefix === undefined) return [];
    const label = role.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    into ??= parentOf(args.existingVirtualNetworkId, "subnets", options) ?? virtualNetwork;
    const routeTableId = args.routeTableIds?.[role];
    const group = declareSecurityGroup(`${name}-nsg-${label}`, args, role, label, options);
    const subnet = new azureNetwork.Subnet(
      `${name}-snet-${label}`,
      {
        resourceGroupName: into.resourceGroupName,
        virtualNetworkName: into.name,
        subnetName: `snet-${label}`,
        addressPrefix,
        networkSecurityGroup: { id: group.id },
        ...(routeTableId === undefined ? {} : { routeTable: { id: routeTableId } }),
        privateEndpointNetworkPolicies:
          brought.length > 0 ? pulumi.all(brought).apply(() => "Disabled") : "Disabled",
        ...(role === "apiManagement" && args.apiManagementDelegation
          ? { delegations: [{ name: "api-management", serviceName: args.apiManagementDelegation }] }
          : {}),
      },
      pulumi.mergeOptions(options, { dependsOn: previous ? [previous] : [] }),
    );
    previous = subnet;
    return [[role, subnet.id]];
  });
  return Object.fromEntries(entries) as unknown as BySubnet<pulumi.Output<string>>;
}

function declareSecurityGroup(
  name: string,
  args: NetworkArgs,
  role: SubnetRole,
  label: string,
  options: pulumi.CustomResourceOptions,
): azureNetwork.NetworkSecurityGroup {
  return new azureNetwork.NetworkSecurityGroup(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      networkSecurityGroupName: pulumi.interpolate`nsg-${args.virtualNetworkName}-${label}`,
      securityRules: rulesOf(role, {
        isV2: args.apiManagementDelegation !== undefined,
        networkType: args.apiManagementNetworkType ?? "Internal",
      }).map((rule) => ({
        name: rule.name,
        priority: rule.priority,
        direction: rule.direction,
        access: "Allow",
        protocol: rule.protocol,
        sourceAddressPrefix: rule.source,
        sourcePortRange: "*",
        destinationAddressPrefix: rule.destination,
        ...(rule.ports.length === 1
          ? { destinationPortRange: rule.ports[0] }
          : { destinationPortRanges: [...rule.ports] }),
      })),
      tags: args.tags,
    },
    options,
  );
}
