import * as privatedns from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";

export const zoneRoles = ["openAi", "keyVault", "eventHub"] as const;
export type ZoneRole = (typeof zoneRoles)[number];

/** https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
export const zoneNames: Readonly<Record<ZoneRole, string>> = {
  openAi: "privatelink.openai.azure.com",
  keyVault: "privatelink.vaultcore.azure.net",
  eventHub: "privatelink.servicebus.windows.net",
};

export interface ZonesArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly virtualNetworkId: pulumi.Input<string>;
  /** Zones that exist, by role: they are used as they are, and whoever made them has linked them to the network. */
  readonly existing: Partial<Readonly<Record<ZoneRole, string>>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The zones of private endpoints, linked to the network so that its machines resolve them. */
export function declareZones(
  name: string,
  args: ZonesArgs,
  options: pulumi.CustomResourceOptions,
): Readonly<Record<ZoneRole, pulumi.Input<string>>> {
  const entries = zoneRoles.map((role): [ZoneRole, pulumi.Input<string>] => {
    const existing = args.existing[role];
    if (existing !== undefined) return [role, existing];
    const zone = new privatedns.PrivateZone(
      `${name}-zone-${role.toLowerCase()}`,
      {
        resourceGroupName: args.resourceGroupName,
        privateZoneName: zoneNames[role],
        location: "global",
        tags: args.tags,
      },
      options,
    );
    new privatedns.VirtualNetworkLink(
      `${name}-zone-${role.toLowerCase()}-link`,
      {
        resourceGroupName: args.resourceGroupName,
        privateZoneName: zone.name,
        virtualNetworkLinkName: "gateway",
        location: "global",
        registrationEnabled: false,
        virtualNetwork: { id: args.virtualNetworkId },
      },
      options,
    );
    return [role, zone.id];
  });
  return Object.fromEntries(entries) as Record<ZoneRole, pulumi.Input<string>>;
}
