import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags";

/** Where private endpoints stand; without it a service is reached over its public address. */
export interface PrivateAccess {
  readonly subnetId: pulumi.Input<string>;
  /** The zone that the service's private name is in. */
  readonly privateDnsZoneId: pulumi.Input<string>;
  /** Zones of further names of the service: an account of kind AIServices has three. Default none. */
  readonly furtherPrivateDnsZoneIds?: readonly pulumi.Input<string>[] | undefined;
}

export interface PrivateEndpointArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** 2 to 76 characters: its network interface is named after it. */
  readonly endpointName: pulumi.Input<string>;
  /** Absent: no endpoint. */
  readonly access?: PrivateAccess | undefined;
  readonly serviceId: pulumi.Input<string>;
  /** The part of the service that is reached: `account`, `namespace`, `vault`. */
  readonly group: string;
  readonly tags?: Tags | undefined;
}

/**
 * A private endpoint with its zone group: the group writes the DNS record and takes it away again. The id that is
 * returned is there once both are: before, the name leads to the public address, which is closed.
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export function declarePrivateEndpoint(
  name: string,
  args: PrivateEndpointArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> | undefined {
  const { access } = args;
  if (!access) return undefined;
  const endpoint = new network.PrivateEndpoint(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      privateEndpointName: args.endpointName,
      subnet: { id: access.subnetId },
      customNetworkInterfaceName: pulumi.interpolate`${args.endpointName}-nic`,
      privateLinkServiceConnections: [
        { name: args.group, privateLinkServiceId: args.serviceId, groupIds: [args.group] },
      ],
      tags: args.tags,
    },
    options,
  );
  const zones = [access.privateDnsZoneId, ...(access.furtherPrivateDnsZoneIds ?? [])];
  const group = new network.PrivateDnsZoneGroup(
    `${name}-dns`,
    {
      resourceGroupName: args.resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: zones.map((privateDnsZoneId, index) => ({
        name: index === 0 ? args.group : `${args.group}-${index + 1}`,
        privateDnsZoneId,
      })),
    },
    options,
  );
  return pulumi.all([endpoint.id, group.id]).apply(([id]) => id);
}
