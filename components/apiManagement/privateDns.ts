import type * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";
import { regionName } from "@azure-genai-gateway/common/region";
import type { Tags } from "../tags";

/** A region in which the service has an address. */
export interface PrivateDnsSite {
  /** Absent for the first location. */
  readonly region?: string | undefined;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly virtualNetworkId: pulumi.Input<string>;
  /** Another network whose resolver is to find the service's names. */
  readonly resolvingNetworkId?: pulumi.Input<string> | undefined;
}

export interface PrivateDnsArgs {
  readonly service: apimanagement.ApiManagementService;
  readonly serviceName: pulumi.Input<string>;
  /** Whether the service has portals and a management endpoint of its own. */
  readonly portals: boolean;
  readonly customHostName?: string | undefined;
  /** The first location first. */
  readonly sites: readonly [PrivateDnsSite, ...PrivateDnsSite[]];
  readonly tags?: Tags | undefined;
}

/**
 * The service's host names, resolved to its private addresses inside the networks. One zone per host name, never
 * azure-api.net itself: that would hide every other service of that domain from the network.
 * The gateway's names lead to the gateway of the network's own region, so there is a zone of each in every region;
 * portals and management are in the first location alone, so their zones are linked to all networks.
 * https://learn.microsoft.com/azure/api-management/api-management-using-with-internal-vnet#dns-configuration
 * @returns the records, so that whoever calls the service can wait for them
 */
export function declarePrivateDns(
  name: string,
  args: PrivateDnsArgs,
  options: pulumi.CustomResourceOptions,
): readonly privatedns.PrivateRecordSet[] {
  const { serviceName, service, sites } = args;
  const [first] = sites;
  const portals = args.portals ? ["developer", "portal", "management", "scm"] : [];
  const records = portals.map((label) =>
    declareHost(
      `${name}-dns-${label}`,
      {
        host: pulumi.interpolate`${serviceName}.${label}.azure-api.net`,
        label,
        resourceGroupName: first.resourceGroupName,
        address: addressIn(service, undefined),
        networks: [...sites, ...resolving(first)],
        tags: args.tags,
      },
      options,
    ),
  );
  const gatewayHosts: readonly (readonly [label: string, host: pulumi.Input<string> | undefined])[] = [
    ["gateway", pulumi.interpolate`${serviceName}.azure-api.net`],
    ["custom", args.customHostName],
  ];
  for (const site of sites)
    for (const [label, host] of gatewayHosts)
      if (host !== undefined)
        records.push(
          declareHost(
            `${name}-dns-${label}${site.region ? `-${site.region}` : ""}`,
            {
              host,
              label,
              resourceGroupName: site.resourceGroupName,
              address: addressIn(service, site.region),
              networks: [{ ...site, region: undefined }, ...resolving(site)],
              tags: args.tags,
            },
            options,
          ),
        );
  return records;
}

/** One zone of a name can be linked to a network, so the hub finds the first location's. */
function resolving({ resolvingNetworkId }: PrivateDnsSite): HostArgs["networks"] {
  return resolvingNetworkId === undefined ? [] : [{ region: "hub", virtualNetworkId: resolvingNetworkId }];
}

/** The private address of the service in a region; undefined is the first location. */
function addressIn(
  service: apimanagement.ApiManagementService,
  region: string | undefined,
): pulumi.Output<string> {
  if (region === undefined) return service.privateIPAddresses.apply((found) => found?.[0] ?? "");
  return service.additionalLocations.apply(
    (locations) =>
      locations?.find(({ location }) => regionName(location) === region)?.privateIPAddresses?.[0] ?? "",
  );
}

interface HostArgs {
  readonly host: pulumi.Input<string>;
  readonly label: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly address: pulumi.Input<string>;
  readonly networks: readonly Omit<PrivateDnsSite, "resourceGroupName">[];
  readonly tags?: Tags | undefined;
}

function declareHost(
  name: string,
  args: HostArgs,
  options: pulumi.CustomResourceOptions,
): privatedns.PrivateRecordSet {
  const { resourceGroupName } = args;
  const zone = new privatedns.PrivateZone(
    name,
    { resourceGroupName, privateZoneName: args.host, location: "global", tags: args.tags },
    options,
  );
  for (const { region, virtualNetworkId } of args.networks) {
    const suffix = region ? `-${region}` : "";
    new privatedns.VirtualNetworkLink(
      `${name}-link${suffix}`,
      {
        resourceGroupName,
        privateZoneName: zone.name,
        virtualNetworkLinkName: `link-${args.label}${suffix}`,
        location: "global",
        registrationEnabled: false,
        virtualNetwork: { id: virtualNetworkId },
      },
      options,
    );
  }
  return new privatedns.PrivateRecordSet(
    `${name}-record`,
    {
      resourceGroupName,
      privateZoneName: zone.name,
      recordType: "A",
      relativeRecordSetName: "@",
      ttl: 300,
      aRecords: [{ ipv4Address: args.address }],
    },
    options,
  );
}
