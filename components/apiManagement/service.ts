import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import type { GatewayConfig } from "../config/schema";
import { networkTypeOf, skuFacts } from "./skus";
import type { Tags } from "../tags";

/** The user-assigned identity that the gateway signs on as. */
export interface GatewayIdentity {
  readonly id: pulumi.Input<string>;
  readonly principalId: pulumi.Input<string>;
  readonly clientId: pulumi.Input<string>;
}

/** A network that the service stands in. */
export interface ServiceNetwork {
  /** Delegated as the SKU asks (see skus), with the network security rules that API Management needs. */
  readonly subnetId: pulumi.Input<string>;
  /** Whose machines resolve the service's host names. */
  readonly virtualNetworkId: pulumi.Input<string>;
  /** Another network that resolves them: a hub's. Looked at for the first location alone. */
  readonly resolvingNetworkId?: pulumi.Input<string> | undefined;
}

/** Another region in which the service answers calls. */
export interface ServiceLocation {
  readonly location: string;
  /** As it stands in Azure's names, `francecentral`. */
  readonly region: string;
  /** Of address and private DNS zones there; not that of another location. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly capacity: number;
  readonly zones?: readonly string[] | undefined;
  readonly network?: ServiceNetwork | undefined;
}

export interface ServiceArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** Unique in Azure: it is the host name's first part. */
  readonly serviceName: pulumi.Input<string>;
  readonly service: GatewayConfig["apiManagement"];
  readonly identity: GatewayIdentity;
  /** Default: a service on the internet, as the tier comes. */
  readonly network?: ServiceNetwork | undefined;
  /** https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region; Premium only. */
  readonly additionalLocations?: readonly ServiceLocation[] | undefined;
  readonly tags?: Tags | undefined;
}

/**
 * Old protocols that API Management would still speak, towards clients and towards backends, and ciphers without forward
 * secrecy or with CBC. What is left is ECDHE with GCM, which every client of TLS 1.2 has.
 * https://learn.microsoft.com/rest/api/apimanagement/api-management-service/create-or-update, customProperties; the list
 * is the one that Azure Verified Modules' avm/res/api-management/service switches off.
 */
const securityProperties: Readonly<Record<string, string>> = Object.fromEntries([
  ...["Protocols.Tls10", "Protocols.Tls11", "Protocols.Ssl30"].flatMap((protocol): [string, string][] => [
    [`Microsoft.WindowsAzure.ApiManagement.Gateway.Security.${protocol}`, "false"],
    [`Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.${protocol}`, "false"],
  ]),
  ...[
    "TripleDes168",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
  ].map((cipher): [string, string] => [
    `Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Ciphers.${cipher}`,
    "false",
  ]),
  ["Microsoft.WindowsAzure.ApiManagement.Gateway.Protocols.Server.Http2", "true"] as [string, string],
]);

/** Creation and updates of the service take 30 to 90 minutes. */
export const serviceTimeouts = { create: "3h", update: "3h", delete: "2h" };

/** The service, and the same as a template's resource: whoever changes it in a second write has to say all of it. */
export interface DeclaredService {
  readonly service: apimanagement.ApiManagementService;
  readonly template: Readonly<Record<string, unknown>>;
}

/**
 * The service inside the virtual network. `Internal`: without a gateway endpoint on the internet; its public address is
 * for the management plane alone. `External`: the gateway answers at that address too.
 * https://learn.microsoft.com/azure/api-management/api-management-using-with-internal-vnet
 */
export function declareService(
  name: string,
  args: ServiceArgs,
  options: pulumi.CustomResourceOptions,
): DeclaredService {
  const { service } = args;
  const facts = skuFacts[service.sku];
  const closes = service.publicNetworkAccess === "Disabled";
  const { parent } = options;
  const { location, resourceGroupName } = args;
  const address =
    facts.classic && args.network
      ? declareAddress(`${name}-ip`, args, { location, resourceGroupName, zones: service.zones }, parent)
      : undefined;
  const additionalLocations = (args.additionalLocations ?? []).map((additional) => ({
    location: additional.location,
    sku: { name: service.sku, capacity: additional.capacity },
    zones: zonesOf(additional),
    disableGateway: false,
    ...(additional.network
      ? {
          virtualNetworkConfiguration: { subnetResourceId: additional.network.subnetId },
          publicIpAddressId: declareAddress(`${name}-ip-${additional.region}`, args, additional, parent).id,
        }
      : {}),
  }));
  const place = {
    location: args.location,
    sku: { name: service.sku, capacity: service.capacity },
    zones: zonesOf(service),
    identity: {
      // The user-assigned one signs on to models, hub and telemetry: it has its roles before the service is there.
      // The other is the only one that Azure lets through a vault's firewall.
      type: apimanagement.ApimIdentityType.SystemAssigned_UserAssigned,
      userAssignedIdentities: pulumi.output(args.identity.id).apply((id) => ({ [id]: {} })),
    },
  };
  const properties = {
    publisherName: service.publisherName,
    publisherEmail: service.publisherEmail,
    notificationSenderEmail: service.notificationSenderEmail,
    virtualNetworkType: args.network ? networkTypeOf(service) : "None",
    virtualNetworkConfiguration: args.network && { subnetResourceId: args.network.subnetId },
    publicIpAddressId: address?.id,
    additionalLocations: additionalLocations.length > 0 ? additionalLocations : undefined,
    // Older management API versions list secrets without being asked.
    apiVersionConstraint: { minApiVersion: "2021-08-01" },
    // A v2 service speaks TLS 1.2 and later, and has nothing to switch off.
    customProperties: facts.classic ? { ...securityProperties } : undefined,
    hostnameConfigurations: hostNames(args),
    // azure-native says these unasked, and whoever writes the service a second time has to say the same.
    developerPortalStatus: apimanagement.DeveloperPortalStatus.Enabled,
    legacyPortalStatus: apimanagement.LegacyPortalStatus.Enabled,
    natGatewayState: apimanagement.NatGatewayState.Disabled,
    disableGateway: false,
    enableClientCertificate: false,
    restore: false,
    // Said only where it can have been another: that a service which was closed is to be open again.
    publicNetworkAccess: service.privateEndpoint && !closes ? "Enabled" : undefined,
  };
  return {
    service: new apimanagement.ApiManagementService(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        serviceName: args.serviceName,
        ...place,
        ...properties,
        tags: args.tags,
      },
      pulumi.mergeOptions(
        {
          customTimeouts: serviceTimeouts,
          // Closed by a second write; a refresh would take that for a drift, and the next update would open it again.
          ...(closes ? { ignoreChanges: ["publicNetworkAccess"] } : {}),
        },
        options,
      ),
    ),
    template: { ...place, name: args.serviceName, tags: args.tags ?? {}, properties },
  };
}

function hostNames({ service: { customDomain }, identity }: ServiceArgs) {
  if (!customDomain) return undefined;
  return [
    {
      type: apimanagement.HostnameType.Proxy,
      hostName: customDomain.hostName,
      certificateSource: apimanagement.CertificateSource.KeyVault,
      keyVaultId: customDomain.keyVaultSecretId,
      // Without a client id the system-assigned identity reads it: docs/decisions/0017.
      ...(customDomain.certificateIdentity === "SystemAssigned"
        ? {}
        : { identityClientId: identity.clientId }),
      defaultSslBinding: true,
    },
  ];
}

/** For the management plane of a classic service: https://learn.microsoft.com/azure/api-management/api-management-using-with-internal-vnet */
function declareAddress(
  name: string,
  args: ServiceArgs,
  place: {
    readonly location: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly zones?: readonly string[] | undefined;
  },
  parent: pulumi.Resource | undefined,
): network.PublicIPAddress {
  return new network.PublicIPAddress(
    name,
    {
      resourceGroupName: place.resourceGroupName,
      publicIpAddressName: pulumi.interpolate`pip-${args.serviceName}`,
      location: place.location,
      sku: { name: network.PublicIPAddressSkuName.Standard },
      publicIPAllocationMethod: network.IPAllocationMethod.Static,
      // The stv2 platform asks for a DNS label, which is unique within a region.
      dnsSettings: { domainNameLabel: args.serviceName },
      zones: zonesOf(place),
      tags: args.tags,
    },
    { parent },
  );
}

/** Azure takes no empty list. */
function zonesOf({ zones }: { readonly zones?: readonly string[] }): string[] | undefined {
  return zones && zones.length > 0 ? [...zones] : undefined;
}
