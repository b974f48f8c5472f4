import * as azureNetwork from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import { parentOf, type Network } from ".";

export interface PeeredNetwork {
  /** Stands in the names of peerings that lead here. */
  readonly region: string;
  readonly network: Network;
  /** A network of somebody else's that this one is a spoke of. */
  readonly hub?:
    { readonly virtualNetworkId: pulumi.Input<string>; readonly useRemoteGateways: boolean } | undefined;
  /** Where the network is brought. */
  readonly existingVirtualNetworkId?: pulumi.Input<string> | undefined;
}

/**
 * Peers every two networks, in both directions, and each with its hub, in the direction that is its own, so that a gateway reaches the accounts of every region.
 * Azure refuses a change to a network while one to it or to its peer is under way, so peerings come one after another,
 * after all subnets. Returns the last, or the networks where there is none. https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export function declarePeerings(
  name: string,
  networks: readonly PeeredNetwork[],
  options: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  let previous: readonly pulumi.Resource[] = networks.map(({ network }) => network);
  for (const [index, one] of networks.entries())
    for (const other of networks.slice(index + 1))
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        const into = parentOf(from.existingVirtualNetworkId, "peerings", options);
        previous = [
          new azureNetwork.VirtualNetworkPeering(
            `${name}-peering-${from.region}-${to.region}`,
            {
              resourceGroupName: into?.resourceGroupName ?? from.network.resourceGroupName,
              virtualNetworkName: into?.name ?? from.network.virtualNetworkName,
              virtualNetworkPeeringName: `to-${to.region}`,
              remoteVirtualNetwork: { id: to.network.virtualNetworkId },
              allowVirtualNetworkAccess: true,
              allowForwardedTraffic: false,
            },
            { ...options, dependsOn: [...previous] },
          ),
        ];
      }
  for (const { hub, network, region } of networks) {
    if (!hub) continue;
    previous = [
      new azureNetwork.VirtualNetworkPeering(
        `${name}-peering-${region}-hub`,
        {
          resourceGroupName: network.resourceGroupName,
          virtualNetworkName: network.virtualNetworkName,
          virtualNetworkPeeringName: "to-hub",
          remoteVirtualNetwork: { id: hub.virtualNetworkId },
          allowVirtualNetworkAccess: true,
          // What the hub's firewall sends on comes from networks behind it.
          allowForwardedTraffic: true,
          useRemoteGateways: hub.useRemoteGateways,
        },
        { ...options, dependsOn: [...previous] },
      ),
    ];
  }
  return previous;
}
