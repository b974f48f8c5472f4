import type * as pulumi from "@pulumi/pulumi";
import type { EventHubReference } from "./apiManagement";
import { grantsOf } from "./certificateReader";
import type { GatewayConfig } from "./config/schema";
import { UsageEventHub } from "./eventHub";
import { Identity } from "./identity";
import { GatewayKeyVault } from "./keyVault";
import { Monitoring } from "./monitoring";
import type { NameOf } from "./naming";
import { monitorZoneRoles } from "./network/zones";
import type { PrivateAccess } from "./privateEndpoint";
import type { OwnPrivateLinkScope } from "./privateLinkScope";
import type { Site } from "./sites";

export interface FoundationArgs {
  readonly config: GatewayConfig;
  readonly sites: readonly [Site, ...Site[]];
  readonly nameOf: NameOf;
  /** Undefined: as the gateway's own `protect`. */
  readonly protect: boolean | undefined;
}

/** Whom the gateway signs on as. */
export interface SignOn {
  readonly principalId: pulumi.Input<string>;
  /** Absent for the system-assigned identity of a service that is there. */
  readonly clientId?: pulumi.Input<string> | undefined;
  /** Absent where the identity is brought with the service. */
  readonly identity?: Identity | undefined;
}

export interface Foundation {
  readonly signOn: SignOn;
  readonly monitoring: Monitoring;
  readonly keyVault: GatewayKeyVault;
  /** Of each site. */
  readonly eventHubs: readonly UsageEventHub[];
}

/** What a gateway stands on, besides networks: identity, telemetry, vault, Event Hubs. */
export function declareFoundation(
  name: string,
  args: FoundationArgs,
  options: pulumi.CustomResourceOptions,
): Foundation {
  const { config, sites, nameOf, protect } = args;
  const [first] = sites;
  const shared = {
    resourceGroupName: first.resourceGroupName,
    location: config.location,
    tags: config.tags,
  };
  const signOn = declareSignOn(name, args, shared, options);
  const monitoring = new Monitoring(
    `${name}-monitoring`,
    {
      ...shared,
      workspaceName: nameOf("logAnalytics"),
      applicationInsightsName: nameOf("applicationInsights"),
      retentionDays: config.monitoring.retentionDays,
      existingWorkspaceId: config.existing.logAnalyticsWorkspaceId,
      publicNetworkAccessForIngestion: config.monitoring.publicNetworkAccessForIngestion,
      publicNetworkAccessForQuery: config.monitoring.publicNetworkAccessForQuery,
      privateLink: privateLinkOf(args),
      existingPrivateLinkScopeId: config.existing.privateLinkScopeId,
      publisherPrincipalId: signOn.principalId,
      protect,
    },
    options,
  );
  const keyVault = new GatewayKeyVault(
    `${name}-key-vault`,
    {
      ...shared,
      vaultName: nameOf("keyVault"),
      privateAccess: first.network && {
        subnetId: first.network.subnetIds.privateEndpoints,
        privateDnsZoneId: first.network.privateDnsZoneIds.keyVault,
      },
      readerPrincipalId: grantsOf(config).vaultToUserAssigned ? signOn.principalId : undefined,
      logAnalyticsWorkspaceId: monitoring.workspaceId,
      existingVaultId: config.existing.keyVaultId,
      purgeProtection: config.keyVault.purgeProtection,
      protect,
    },
    options,
  );
  const eventHubs = sites.map((site) => declareEventHub(name, args, site, { signOn, monitoring }, options));
  return { signOn, monitoring, keyVault, eventHubs };
}

/** Its zones are there where the config asks for a scope and the stack has a network. */
function privateLinkOf({ config, sites: [first], nameOf }: FoundationArgs): OwnPrivateLinkScope | undefined {
  const { privateLink } = config.monitoring;
  if (!privateLink || !first.network) return undefined;
  const { subnetIds, privateDnsZoneIds } = first.network;
  const [privateDnsZoneId, ...furtherPrivateDnsZoneIds] = monitorZoneRoles.map(
    (role) => privateDnsZoneIds[role]!,
  );
  return {
    ...privateLink,
    scopeName: nameOf("privateLinkScope"),
    access: {
      subnetId: subnetIds.privateEndpoints,
      privateDnsZoneId: privateDnsZoneId!,
      furtherPrivateDnsZoneIds,
    },
  };
}

function declareSignOn(
  name: string,
  { config, nameOf }: FoundationArgs,
  shared: ConstructorParameters<typeof Identity>[1],
  options: pulumi.CustomResourceOptions,
): SignOn {
  const brought = config.existing.apiManagementIdentity;
  if (config.existing.apiManagementId !== undefined && brought) return brought;
  const identity = new Identity(`${name}-identity`, { ...shared, identityName: nameOf("identity") }, options);
  return { principalId: identity.principalId, clientId: identity.clientId, identity };
}

function declareEventHub(
  name: string,
  { config, nameOf, protect }: FoundationArgs,
  site: Site,
  { signOn, monitoring }: { readonly signOn: SignOn; readonly monitoring: Monitoring },
  options: pulumi.CustomResourceOptions,
): UsageEventHub {
  const { capacity, maximumThroughputUnits, retentionDays, partitions, dataReceivers } = config.eventHub;
  const privateAccess: PrivateAccess | undefined = site.network && {
    subnetId: site.network.subnetIds.privateEndpoints,
    privateDnsZoneId: site.network.privateDnsZoneIds.eventHub,
  };
  return new UsageEventHub(
    `${name}-event-hub${site.suffix}`,
    {
      resourceGroupName: site.resourceGroupName,
      location: site.location,
      tags: config.tags,
      namespaceName: nameOf("eventHubNamespace", site.region),
      capacity,
      maximumThroughputUnits,
      retentionDays,
      partitions,
      privateAccess,
      senderPrincipalId: signOn.principalId,
      dataReceivers,
      logAnalyticsWorkspaceId: monitoring.workspaceId,
      protect,
    },
    options,
  );
}

export function hubReference(hub: UsageEventHub): EventHubReference {
  return { endpointAddress: hub.endpointAddress, name: hub.eventHubName };
}
