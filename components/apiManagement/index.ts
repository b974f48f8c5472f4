import type * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { declareObservability, type NamedByPolicies, type ObservabilityArgs } from "./observability";
import { declarePrivateDns, type PrivateDnsArgs } from "./privateDns";
import { networkTypeOf, skuFacts } from "./skus";
import { declareService, type ServiceArgs } from "./service";

export type { EventHubReference, NamedByPolicies } from "./observability";
export type { GatewayIdentity, ServiceLocation, ServiceNetwork } from "./service";

export interface ApiManagementArgs extends ServiceArgs, Omit<ObservabilityArgs, "service"> {
  /** Refuses deletion of the service. Default false. */
  readonly protect?: boolean;
}

/**
 * API Management inside a virtual network, with identity, loggers, diagnostics, named values and private DNS.
 * Everything else that it needs (network, Key Vault secret with access for the identity, Event Hub with the sender
 * role) has to be there first: pass outputs of those resources, or `dependsOn`.
 */
export class ApiManagement extends pulumi.ComponentResource {
  readonly service: apimanagement.ApiManagementService;
  readonly serviceName: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  /** `https://NAME.azure-api.net`, which resolves inside the virtual network only, unless the service is External. */
  readonly gatewayUrl: pulumi.Output<string>;
  readonly privateIpAddress: pulumi.Output<string>;
  readonly named: NamedByPolicies;

  constructor(name: string, args: ApiManagementArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:ApiManagement", name, {}, options);
    const own = { parent: this };
    this.service = declareService(name, args, { ...own, protect: args.protect });
    // Children of a service that is protected can still be replaced.
    const children = { parent: this, protect: false };
    this.named = declareObservability(name, { ...args, service: this.service }, children);
    const { portals } = skuFacts[args.service.sku];
    const sites = sitesOf(args);
    // What has a public address is found by public DNS.
    const records =
      sites && networkTypeOf(args.service) !== "External"
        ? declarePrivateDns(
            name,
            {
              service: this.service,
              serviceName: args.serviceName,
              portals,
              customHostName: args.service.customDomain?.hostName,
              sites,
              tags: args.tags,
            },
            own,
          )
        : [];
    this.serviceName = this.service.name;
    this.resourceGroupName = pulumi.output(args.resourceGroupName);
    // Whoever calls the gateway has to find it, so the URL waits for its address to be in DNS.
    this.gatewayUrl = pulumi
      .all([this.service.gatewayUrl, ...records.map((record) => record.id)])
      .apply(([url]) => url!);
    this.privateIpAddress = this.service.privateIPAddresses.apply((found) => found?.[0] ?? "");
    this.registerOutputs({ gatewayUrl: this.gatewayUrl, privateIpAddress: this.privateIpAddress });
  }
}

/** The networks that resolve the service's names, where it stands in any. */
function sitesOf(args: ApiManagementArgs): PrivateDnsArgs["sites"] | undefined {
  const { resourceGroupName, network } = args;
  if (!network) return undefined;
  return [
    { resourceGroupName, virtualNetworkId: network.virtualNetworkId },
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
