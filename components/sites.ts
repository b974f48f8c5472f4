import * as resources from "@pulumi/azure-native/resources";
import type * as pulumi from "@pulumi/pulumi";
import { regionName } from "@azure-genai-gateway/common/region";
import { networkTypeOf, skuFacts } from "./apiManagement/skus";
import { kindOf } from "./accountKind";
import { referenceTo } from "./existing";
import type { GatewayConfig } from "./config/schema";
import { guardServices } from "./genAiApi/guards";
import { keepsAnswers } from "./genAiApi/semanticCache";
import type { NameOf } from "./naming";
import { Network } from "./network";
import { declarePeerings } from "./network/peering";
import { planSubnets, type SubnetPlan } from "./subnetPlan";

/** A region that the gateway stands in, as the config has it. */
interface Location {
  readonly location: string;
  readonly capacity: number;
  readonly zones?: readonly string[] | undefined;
  readonly ingressZones: readonly string[];
  readonly addressSpace: string;
  readonly subnets: SubnetPlan;
  readonly spoke: Spoke;
}

/** What the config says of the network as somebody's spoke. */
type Spoke = Pick<GatewayConfig["network"], "routeTableIds" | "dnsServers" | "hub">;

/** A region that the gateway stands in: its part of API Management, Event Hub and ingress go there. */
export interface Site extends Omit<Location, "addressSpace" | "subnets" | "spoke"> {
  /** As Azure's own names are written; absent for the first location, whose resources are named without one. */
  readonly region?: string | undefined;
  /** Of the names of its resources in Pulumi: empty for the first location, else `-REGION`. */
  readonly suffix: string;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Absent where the stack has no private networking. */
  readonly network?: Network | undefined;
  /** The hub's network, where what the stack declares in DNS is to be found from there too. */
  readonly resolvingNetworkId?: pulumi.Input<string> | undefined;
  /** The last of what is declared into networks: it waits for all the rest. */
  readonly lastInNetworks: readonly pulumi.Resource[];
}

/**
 * The first location and the additional ones: a resource group and a network each, every two of them peered.
 * A group each, because the private DNS zone of API Management's host name is there once a region, with another address.
 */
export function declareSites(
  name: string,
  config: GatewayConfig,
  nameOf: NameOf,
  options: pulumi.CustomResourceOptions,
): readonly [Site, ...Site[]] {
  const [first, ...others] = locationsOf(config);
  const group = config.existing.resourceGroupId
    ? referenceTo(
        {
          id: config.existing.resourceGroupId,
          key: "existing.resourceGroupId",
          what: "everything of the first location",
          hint: "write a group of this subscription, or deploy to that one",
        },
        options.parent,
      ).name
    : declareGroup(`${name}-rg`, nameOf("resourceGroup"), config.location, config, options);
  const firstNetwork = config.network.private
    ? declareNetwork(`${name}-network`, group, nameOf("virtualNetwork"), first, config, undefined, options)
    : undefined;
  const sites = others.map((location): Omit<Site, "lastInNetworks"> & Pick<Spoke, "hub"> => {
    const region = regionName(location.location);
    const suffix = `-${region}`;
    const resourceGroupName = declareGroup(
      `${name}-rg${suffix}`,
      nameOf("resourceGroup", region),
      location.location,
      config,
      options,
    );
    const networkName = nameOf("virtualNetwork", region);
    const network =
      firstNetwork &&
      declareNetwork(
        `${name}-network${suffix}`,
        resourceGroupName,
        networkName,
        location,
        config,
        firstNetwork,
        options,
      );
    return { ...location, region, suffix, resourceGroupName, network, hub: location.spoke.hub };
  });
  const { hub } = first.spoke;
  const all = [
    {
      ...first,
      suffix: "",
      resourceGroupName: group,
      network: firstNetwork,
      hub,
      resolvingNetworkId: hub?.linkZones ? hub.virtualNetworkId : undefined,
    },
    ...sites,
  ] as const;
  const lastInNetworks = declarePeerings(
    name,
    all.flatMap(({ location, network, hub: peered }, index) =>
      network
        ? {
            region: regionName(location),
            network,
            hub: peered,
            existingVirtualNetworkId: index === 0 ? config.existing.virtualNetworkId : undefined,
          }
        : [],
    ),
    options,
  );
  const [one, ...rest] = all;
  return [{ ...one, lastInNetworks }, ...rest.map((site): Site => ({ ...site, lastInNetworks }))];
}

function locationsOf(config: GatewayConfig): readonly [Location, ...Location[]] {
  const { capacity, zones } = config.apiManagement;
  const ingressZones = config.ingress.zones;
  const { addressSpace, subnets = {}, routeTableIds, dnsServers, hub } = config.network;
  return [
    {
      location: config.location,
      capacity,
      zones,
      ingressZones,
      addressSpace,
      subnets: planSubnets(addressSpace, subnets, []),
      spoke: { routeTableIds, dnsServers, hub },
    },
    ...config.additionalLocations.map((additional) => ({
      location: additional.location,
      capacity: additional.capacity ?? capacity,
      zones: additional.zones ?? zones,
      ingressZones: additional.ingressZones ?? ingressZones,
      addressSpace: additional.addressSpace,
      subnets: planSubnets(additional.addressSpace, additional.subnets ?? {}, []),
      spoke: additional,
    })),
  ];
}

function declareGroup(
  name: string,
  resourceGroupName: pulumi.Input<string>,
  location: string,
  { tags }: GatewayConfig,
  options: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
  return new resources.ResourceGroup(name, { resourceGroupName, location, tags }, options).name;
}

function declareNetwork(
  name: string,
  resourceGroupName: pulumi.Input<string>,
  virtualNetworkName: pulumi.Input<string>,
  { location, addressSpace, subnets, spoke }: Location,
  config: GatewayConfig,
  first: Network | undefined,
  options: pulumi.CustomResourceOptions,
): Network {
  return new Network(
    name,
    {
      resourceGroupName,
      location,
      tags: config.tags,
      virtualNetworkName,
      addressSpace,
      routeTableIds: spoke.routeTableIds,
      dnsServers: spoke.dnsServers,
      resolvingNetworkId: spoke.hub?.linkZones ? spoke.hub.virtualNetworkId : undefined,
      // Without an ingress nothing stands there, and its security group would let the internet in.
      subnets: {
        ...subnets,
        ...(config.ingress.enabled ? {} : { applicationGateway: undefined }),
        // A service that is there has its own.
        ...(config.existing.apiManagementId === undefined ? {} : { apiManagement: undefined }),
      },
      apiManagementDelegation:
        skuFacts[config.apiManagement.sku].delegation?.[networkTypeOf(config.apiManagement)],
      apiManagementNetworkType: networkTypeOf(config.apiManagement),
      ...(first
        ? { zonesOf: first }
        : {
            foundryZones: config.backends.some((backend) => kindOf(backend) === "AIServices"),
            guardZones: Object.values(guardServices(config)).some(Boolean),
            redisZone: keepsAnswers(config),
            apiManagementZone: config.apiManagement.privateEndpoint,
            monitorZones: config.monitoring.privateLink !== undefined,
            existingVirtualNetworkId: config.existing.virtualNetworkId,
            existingSubnetIds: config.existing.subnetIds,
            existingPrivateDnsZoneIds: config.existing.privateDnsZoneIds,
          }),
    },
    options,
  );
}
