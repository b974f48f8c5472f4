import type * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { requireConfigPart } from "../config/part";
import type { GatewayConfigInput } from "../config/schema";
import type { NamedByPolicies } from "./loggers";
import { declarePrivateEndpoint, type PrivateAccess } from "../privateEndpoint";
import { declareObservability, type ObservabilityArgs } from "./observability";
import { declarePrivateDns, type PrivateDnsArgs } from "./privateDns";
import { closePublicAccess, nameOnce } from "./publicAccess";
import { networkTypeOf, skuFacts } from "./skus";
import { declareService, type DeclaredService, type ServiceArgs } from "./service";

export { ExistingApiManagement, type ExistingApiManagementArgs } from "./existing";
export type { EventHubReference, LoggersArgs, NamedByPolicies } from "./loggers";
export type { GatewayIdentity, ServiceLocation, ServiceNetwork } from "./service";

export interface ApiManagementArgs extends Omit<ServiceArgs, "service">, ObservabilityArgs {
  /** Tier, units, publisher, host name: the config's `apiManagement`. */
  readonly service: GatewayConfigInput["apiManagement"];
  /** Where the gateway's private endpoint stands, if `service` asks for one. */
  readonly privateAccess?: PrivateAccess | undefined;
  /** Refuses deletion of the service. Default: as the component's own `protect`. */
  readonly protect?: boolean | undefined;
}

/**
 * API Management inside a virtual network, with identities, loggers, diagnostics, named values and private DNS.
 * Everything else that it needs (network, Event Hub and Application Insights with the identity's roles, access to the
 * certificate of a host name of its own) has to be there first: pass outputs of those resources, or `dependsOn`.
 * Throws a ProblemsError that lists every mistake of `service`.
 */
export class ApiManagement extends pulumi.ComponentResource {
  readonly service: apimanagement.ApiManagementService;
  readonly serviceName: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  /** `https://NAME.azure-api.net`, which resolves inside the virtual network only, unless the service is External. */
  readonly gatewayUrl: pulumi.Output<string>;
  /** Empty where the service stands in no network. */
  readonly privateIpAddress: pulumi.Output<string>;
  /** Principal of the service's own identity, which Azure lets through a vault's firewall. */
  readonly systemPrincipalId: pulumi.Output<string>;
  readonly named: NamedByPolicies;
  /** Of the gateway; absent where it has none. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;

  constructor(name: string, args: ApiManagementArgs, options?: pulumi.ComponentResourceOptions) {
    const { apiManagement: service } = requireConfigPart(["apiManagement"], { apiManagement: args.service });
    super("azure-genai-gateway:index:ApiManagement", name, {}, options);
    const own = { parent: this };
    const declared = declareService(name, { ...args, service }, { ...own, protect: args.protect });
    this.service = declared.service;
    const ready = declareReach(name, { ...args, service }, declared, own);
    if (ready.endpointId) this.privateEndpointId = ready.endpointId;
    this.serviceName = nameOnce(this.service, ready.ids);
    this.named = declareObservability(name, { ...args, serviceName: this.serviceName }, this.service, own);
    const { portals } = skuFacts[service.sku];
    const sites = sitesOf(args);
    // What has a public address is found by public DNS.
    const records =
      sites && networkTypeOf(service) !== "External"
        ? declarePrivateDns(
            name,
            {
              service: this.service,
              serviceName: args.serviceName,
              portals,
              customHostName: service.customDomain?.hostName,
              sites,
              tags: args.tags,
            },
            own,
          )
        : [];
    this.resourceGroupName = pulumi.output(args.resourceGroupName);
    // Whoever calls the gateway has to find it, so the URL waits for its address to be in DNS.
    this.gatewayUrl = pulumi
      .all([this.service.gatewayUrl, args.serviceName, ...records.map((record) => record.id), ...ready.ids])
      // Where a test plays Azure the service may not say.
      .apply(([url, serviceName]) => url ?? `https://${serviceName}.azure-api.net`);
    this.privateIpAddress = this.service.privateIPAddresses.apply((found) => found?.[0] ?? "");
    this.systemPrincipalId = this.service.identity.apply((identity) => identity?.principalId ?? "");
    this.registerOutputs({
      serviceName: this.serviceName,
      gatewayUrl: this.gatewayUrl,
      privateIpAddress: this.privateIpAddress,
      systemPrincipalId: this.systemPrincipalId,
    });
  }
}

/** The gateway's private endpoint, and the end of its public one. */
function declareReach(
  name: string,
  args: ServiceArgs & Pick<ApiManagementArgs, "privateAccess">,
  declared: DeclaredService,
  options: pulumi.CustomResourceOptions,
): { readonly endpointId?: pulumi.Output<string>; readonly ids: readonly pulumi.Output<string>[] } {
  const { resourceGroupName, serviceName, service, privateAccess } = args;
  if (!service.privateEndpoint) return { ids: [] };
  const endpointId = declarePrivateEndpoint(
    `${name}-pe`,
    {
      resourceGroupName,
      location: args.location,
      endpointName: pulumi.interpolate`pe-${serviceName}`,
      access: privateAccess,
      serviceId: declared.service.id,
      group: "Gateway",
      tags: args.tags,
    },
    options,
  );
  if (!endpointId)
    throw new Error(`ApiManagement ${name}: service.privateEndpoint needs privateAccess, where it stands`);
  if (service.publicNetworkAccess !== "Disabled") return { endpointId, ids: [endpointId] };
  const closed = closePublicAccess(name, { resourceGroupName, serviceName, declared, endpointId }, options);
  return { endpointId, ids: [endpointId, closed.id] };
}

/** The networks that resolve the service's names, where it stands in any. */
function sitesOf(args: ApiManagementArgs): PrivateDnsArgs["sites"] | undefined {
  const { resourceGroupName, network } = args;
  if (!network) return undefined;
  return [
    {
      resourceGroupName,
      virtualNetworkId: network.virtualNetworkId,
      resolvingNetworkId: network.resolvingNetworkId,
    },
    ...(args.additionalLocations ?? []).flatMap((additional) =>
      additional.network
        ? {
            region: additional.region,
            resourceGroupName: additional.resourceGroupName,
            virtualNetworkId: additional.network.virtualNetworkId,
          }
        : [],
    ),
  ];
}
