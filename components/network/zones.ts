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

/** A zone that this program declares: whoever adds a network links it. */
export interface DeclaredZone {
  readonly name: pulumi.Input<string>;
  readonly resourceGroupName: pulumi.Input<string>;
}

export interface Zones {
  readonly ids: Readonly<Record<ZoneRole, pulumi.Input<string>>>;
  readonly declared: ReadonlyMap<ZoneRole, DeclaredZone>;
}

export interface ZonesArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Zones that exist, by role: they are used as they are, and whoever made them has linked them to every network. */
  readonly existing: Partial<Readonly<Record<ZoneRole, string>>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The zones of private endpoints. One zone serves all networks, for an endpoint has one address, wherever it is asked for. */
export function declareZones(name: string, args: ZonesArgs, options: pulumi.CustomResourceOptions): Zones {
  const declared = new Map<ZoneRole, DeclaredZone>();
  const ids = zoneRoles.map((role): [ZoneRole, pulumi.Input<string>] => {
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
    declared.set(role, { name: zone.name, resourceGroupName: args.resourceGroupName });
    return [role, zone.id];
  });
  return { ids: Object.fromEntries(ids) as Zones["ids"], declared };
}

/** Links the zones to a network, so that its machines resolve what is in them. */
export function linkZones(
  name: string,
  zones: Zones,
  args: { readonly linkName: pulumi.Input<string>; readonly virtualNetworkId: pulumi.Input<string> },
  options: pulumi.CustomResourceOptions,
): void {
  for (const [role, zone] of zones.declared)
    new privatedns.VirtualNetworkLink(
      `${name}-zone-${role.toLowerCase()}-link`,
      {
        resourceGroupName: zone.resourceGroupName,
        privateZoneName: zone.name,
        virtualNetworkLinkName: args.linkName,
        location: "global",
        registrationEnabled: false,
        virtualNetwork: { id: args.virtualNetworkId },
      },
      options,
    );
}
