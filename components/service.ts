import * as pulumi from "@pulumi/pulumi";
import {
  ApiManagement,
  ExistingApiManagement,
  type NamedByPolicies,
  type ServiceNetwork,
} from "./apiManagement";
import { certificateIdentity, grantsOf } from "./certificateReader";
import type { GatewayConfig } from "./config/schema";
import { hubReference, type Foundation } from "./foundation";
import type { NameOf } from "./naming";
import { entityNames } from "./policyNames";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Site } from "./sites";

export interface GatewayServiceArgs {
  readonly config: GatewayConfig;
  readonly sites: readonly [Site, ...Site[]];
  readonly nameOf: NameOf;
  readonly foundation: Foundation;
  /** Undefined: as the gateway's own `protect`. */
  readonly protect: boolean | undefined;
}

/** The API Management that the gateway's entities go onto. */
export interface GatewayService {
  readonly serviceId: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  readonly gatewayUrl: pulumi.Output<string>;
  readonly named: NamedByPolicies;
  /** Of the gateway's private endpoint; absent where there is none. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;
  /** Absent where the service is there already. */
  readonly declared?: ApiManagement | undefined;
  /** All that is declared here, for whoever has to come after it. */
  readonly resources: readonly pulumi.Resource[];
}

/** Keeps the entities of a gateway apart from others' on a service that is there already. */
export function entityPrefixOf({ existing, workload, environment }: GatewayConfig): string {
  return existing.apiManagementId === undefined ? "" : `${workload}-${environment}-`;
}

export function poolIdOf(config: GatewayConfig): string {
  return entityNames(entityPrefixOf(config)).pool;
}

/** Declares the service, or what the gateway needs of one that is there. */
export function declareGatewayService(
  name: string,
  args: GatewayServiceArgs,
  options: pulumi.CustomResourceOptions,
): GatewayService {
  const { config, foundation } = args;
  const [, ...others] = args.sites;
  const [firstHub, ...otherHubs] = foundation.eventHubs;
  const telemetry = {
    applicationInsightsId: foundation.monitoring.applicationInsightsId,
    applicationInsightsConnectionString: foundation.monitoring.connectionString,
    samplingPercentage: config.monitoring.samplingPercentage,
    eventHub: hubReference(firstHub!),
    eventHubs: Object.fromEntries(
      others.map(({ region }, index) => [region!, hubReference(otherHubs[index]!)]),
    ),
  };
  const { apiManagementId } = config.existing;
  if (apiManagementId !== undefined) {
    const existing = new ExistingApiManagement(
      `${name}-apim`,
      {
        ...telemetry,
        apiManagementId,
        identityClientId: foundation.signOn.clientId,
        entityPrefix: entityPrefixOf(config),
      },
      options,
    );
    const { serviceName, resourceGroupName, named } = existing;
    const serviceId = pulumi.output(apiManagementId);
    const privateEndpointId = declareEndpointTo(name, serviceId, args, options);
    // Its public name leads to the endpoint once that is in DNS.
    const gatewayUrl = pulumi.all([existing.gatewayUrl, privateEndpointId]).apply(([url]) => url);
    const resources = [existing];
    return { serviceId, serviceName, resourceGroupName, gatewayUrl, privateEndpointId, named, resources };
  }
  const declared = declareApiManagement(name, args, telemetry, options);
  const vaultReader = grantsOf(config).ownVaultToSystemAssigned
    ? declareRoleAssignment(
        `${name}-apim-vault-reader`,
        {
          scope: foundation.keyVault.vaultId,
          principalId: declared.systemPrincipalId,
          roleId: roleIds.keyVaultSecretsUser,
        },
        options,
      )
    : undefined;
  const { serviceName, resourceGroupName, gatewayUrl, privateEndpointId, named } = declared;
  const resources = [declared, ...(vaultReader ? [vaultReader] : [])];
  const serviceId = declared.service.id;
  return {
    serviceId,
    serviceName,
    resourceGroupName,
    gatewayUrl,
    privateEndpointId,
    named,
    declared,
    resources,
  };
}

/** An endpoint of this stack's network to a service that is there; whoever runs that may have to approve it. */
function declareEndpointTo(
  name: string,
  serviceId: pulumi.Output<string>,
  { config, sites: [first], nameOf }: GatewayServiceArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> | undefined {
  if (!config.apiManagement.privateEndpoint) return undefined;
  return declarePrivateEndpoint(
    `${name}-apim-pe`,
    {
      resourceGroupName: first.resourceGroupName,
      location: first.location,
      endpointName: pulumi.interpolate`pe-${nameOf("apiManagement")}`,
      access: endpointPlace(first),
      serviceId,
      group: "Gateway",
      tags: config.tags,
    },
    options,
  );
}

/** Where API Management's private endpoint stands; the zone is there where the config asks for an endpoint. */
function endpointPlace({ network }: Site): PrivateAccess | undefined {
  const zone = network?.privateDnsZoneIds.apiManagement;
  return network && zone && { subnetId: network.subnetIds.privateEndpoints, privateDnsZoneId: zone };
}

function declareApiManagement(
  name: string,
  { config, sites, nameOf, foundation, protect }: GatewayServiceArgs,
  telemetry: Pick<
    ConstructorParameters<typeof ApiManagement>[1],
    | "applicationInsightsId"
    | "applicationInsightsConnectionString"
    | "samplingPercentage"
    | "eventHub"
    | "eventHubs"
  >,
  options: pulumi.CustomResourceOptions,
): ApiManagement {
  const [first, ...others] = sites;
  const { customDomain } = config.apiManagement;
  const { identity } = foundation.signOn;
  const thirdVault = grantsOf(config).thirdVaultToUserAssigned;
  const reader =
    thirdVault === undefined
      ? undefined
      : declareRoleAssignment(
          `${name}-apim-certificate-reader`,
          {
            scope: thirdVault,
            principalId: foundation.signOn.principalId,
            roleId: roleIds.keyVaultSecretsUser,
          },
          options,
        );
  return new ApiManagement(
    `${name}-apim`,
    {
      ...telemetry,
      resourceGroupName: first.resourceGroupName,
      location: config.location,
      tags: config.tags,
      serviceName: nameOf("apiManagement"),
      service: {
        ...config.apiManagement,
        customDomain: customDomain && { ...customDomain, certificateIdentity: certificateIdentity(config) },
      },
      identity: {
        id: identity!.identityId,
        principalId: identity!.principalId,
        clientId: identity!.clientId,
      },
      network: networkOf(first),
      privateAccess: endpointPlace(first),
      additionalLocations: others.map((site) => ({
        ...site,
        region: site.region!,
        network: networkOf(site),
      })),
      logAnalyticsWorkspaceId: foundation.monitoring.workspaceId,
      protect,
    },
    // The service is the longest wait of all, so it begins with the network. What it logs to comes in by outputs that
    // wait for roles and endpoints; a certificate is read as the service is made.
    { ...options, dependsOn: customDomain ? [foundation.keyVault, ...(reader ? [reader] : [])] : [] },
  );
}

function networkOf({ network, resolvingNetworkId }: Site): ServiceNetwork | undefined {
  return (
    network && {
      subnetId: network.subnetIds.apiManagement,
      virtualNetworkId: network.virtualNetworkId,
      resolvingNetworkId,
    }
  );
}
