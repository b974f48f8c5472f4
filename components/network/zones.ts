import * as privatedns from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags";

/** Zones that every network of a gateway needs. */
export const zoneRoles = ["openAi", "keyVault", "eventHub"] as const;
/** Zones of the other names of an account of kind AIServices. */
export const foundryZoneRoles = ["cognitiveServices", "aiServices"] as const;
/** Zones of a private link scope of Azure Monitor, the first one first. */
export const monitorZoneRoles = ["monitor", "oms", "ods", "agentSvc", "blob"] as const;
/** Zones that some gateways need. */
export type FurtherZoneRole =
  (typeof foundryZoneRoles)[number] | (typeof monitorZoneRoles)[number] | "redis" | "apiManagement";
export type ZoneRole = (typeof zoneRoles)[number] | FurtherZoneRole;

/** https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
export const zoneNames: Readonly<Record<ZoneRole, string>> = {
  openAi: "privatelink.openai.azure.com",
  cognitiveServices: "privatelink.cognitiveservices.azure.com",
  aiServices: "privatelink.services.ai.azure.com",
  keyVault: "privatelink.vaultcore.azure.net",
  eventHub: "privatelink.servicebus.windows.net",
  redis: "privatelink.redis.azure.net",
  apiManagement: "privatelink.azure-api.net",
  monitor: "privatelink.monitor.azure.com",
  oms: "privatelink.oms.opinsights.azure.com",
  ods: "privatelink.ods.opinsights.azure.com",
  agentSvc: "privatelink.agentsvc.azure-automation.net",
  blob: "privatelink.blob.core.windows.net",
};

/** A zone that this program declares: whoever adds a network links it. */
export interface DeclaredZone {
  readonly name: pulumi.Input<string>;
  readonly resourceGroupName: pulumi.Input<string>;
}

export interface Zones {
  readonly ids: Readonly<
    Record<(typeof zoneRoles)[number], pulumi.Input<string>> &
      Partial<Record<FurtherZoneRole, pulumi.Input<string>>>
  >;
  readonly declared: ReadonlyMap<ZoneRole, DeclaredZone>;
}

export interface ZonesArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Zones that exist, by role: they are used as they are, and whoever made them has linked them to every network. */
  readonly existing: Readonly<Partial<Record<ZoneRole, pulumi.Input<string> | undefined>>>;
  /** Whether the zones of accounts of kind AIServices are there too. Default false. */
  readonly foundry?: boolean | undefined;
  /** Whether the zone of Content Safety and Language is there. Default false. */
  readonly guards?: boolean | undefined;
  /** Whether the zone of Azure Managed Redis is there. Default false. */
  readonly redis?: boolean | undefined;
  /** Whether the zone of API Management's private endpoints is there. Default false. */
  readonly apiManagement?: boolean | undefined;
  /** Whether the zones of a private link scope are there. Default false. */
  readonly monitor?: boolean | undefined;
  readonly tags?: Tags | undefined;
}

/** The zones of private endpoints. One zone serves all networks, for an endpoint has one address, wherever it is asked for. */
export function declareZones(name: string, args: ZonesArgs, options: pulumi.CustomResourceOptions): Zones {
  const declared = new Map<ZoneRole, DeclaredZone>();
  const further: readonly FurtherZoneRole[] = [
    ...(args.foundry ? foundryZoneRoles : args.guards ? (["cognitiveServices"] as const) : []),
    ...(args.redis ? (["redis"] as const) : []),
    ...(args.apiManagement ? (["apiManagement"] as const) : []),
    ...(args.monitor ? monitorZoneRoles : []),
  ];
  const ids = [...zoneRoles, ...further].map((role): [ZoneRole, pulumi.Input<string>] => {
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
