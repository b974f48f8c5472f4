import * as network from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";

export interface PrivateEndpointArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly endpointName: string;
  readonly subnetId: pulumi.Input<string>;
  readonly serviceId: pulumi.Input<string>;
  /** The part of the service that is reached: `account`, `namespace`, `vault`. */
  readonly group: string;
  readonly zoneId: pulumi.Input<string>;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A private endpoint with its zone group: the group writes the DNS record and takes it away again.
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export function declarePrivateEndpoint(
  name: string,
  args: PrivateEndpointArgs,
  options: pulumi.CustomResourceOptions,
): network.PrivateEndpoint {
  const endpoint = new network.PrivateEndpoint(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      privateEndpointName: args.endpointName,
      subnet: { id: args.subnetId },
      customNetworkInterfaceName: `${args.endpointName}-nic`,
      privateLinkServiceConnections: [
        { name: args.group, privateLinkServiceId: args.serviceId, groupIds: [args.group] },
      ],
      tags: args.tags,
    },
    options,
  );
  new network.PrivateDnsZoneGroup(
    `${name}-dns`,
    {
      resourceGroupName: args.resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: args.group, privateDnsZoneId: args.zoneId }],
    },
    options,
  );
  return endpoint;
}
