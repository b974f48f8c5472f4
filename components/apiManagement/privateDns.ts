import type * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateDnsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly service: apimanagement.ApiManagementService;
  readonly serviceName: string;
  /** Whether the service has portals and a management endpoint of its own. */
  readonly portals: boolean;
  readonly customHostName?: string;
  readonly virtualNetworkId: pulumi.Input<string>;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * In internal mode nothing resolves the service's names but what we declare. One zone per host name and not one for
 * azure-api.net, which would make every other API Management service in the world unreachable from the network.
 * https://learn.microsoft.com/azure/api-management/api-management-using-with-internal-vnet#dns-configuration
 */
export function declarePrivateDns(
  name: string,
  args: PrivateDnsArgs,
  options: pulumi.CustomResourceOptions,
): readonly privatedns.PrivateRecordSet[] {
  const hosts: [string, string][] = [
    ["gateway", `${args.serviceName}.azure-api.net`],
    ...(args.portals
      ? ["developer", "portal", "management", "scm"].map((label): [string, string] => [
          label,
          `${args.serviceName}.${label}.azure-api.net`,
        ])
      : []),
    ...(args.customHostName ? [["custom", args.customHostName] as [string, string]] : []),
  ];
  return hosts.map(([label, host]) => {
    const zone = new privatedns.PrivateZone(
      `${name}-dns-${label}`,
      {
        resourceGroupName: args.resourceGroupName,
        privateZoneName: host,
        location: "global",
        tags: args.tags,
      },
      options,
    );
    new privatedns.VirtualNetworkLink(
      `${name}-dns-${label}-link`,
      {
        resourceGroupName: args.resourceGroupName,
        privateZoneName: zone.name,
        virtualNetworkLinkName: `link-${label}`,
        location: "global",
        registrationEnabled: false,
        virtualNetwork: { id: args.virtualNetworkId },
      },
      options,
    );
    return new privatedns.PrivateRecordSet(
      `${name}-dns-${label}-record`,
      {
        resourceGroupName: args.resourceGroupName,
        privateZoneName: zone.name,
        recordType: "A",
        relativeRecordSetName: "@",
        ttl: 300,
        aRecords: [
          { ipv4Address: pulumi.output(args.service.privateIPAddresses).apply((found) => found[0] ?? "") },
        ],
      },
      options,
    );
  });
}
