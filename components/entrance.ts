import * as pulumi from "@pulumi/pulumi";
import { regionName } from "../common/region";
import type { GatewayConfig } from "./config/schema";
import { Ingress } from "./ingress";
import type { NameOf } from "./naming";
import type { Site } from "./sites";
import { TrafficManager } from "./trafficManager";

export interface EntranceArgs {
  readonly config: GatewayConfig;
  readonly sites: readonly Site[];
  readonly nameOf: NameOf;
  /** Identity that reads the certificate from Key Vault. */
  readonly identityId: pulumi.Input<string>;
  /** Host name of API Management, which each region's network resolves to its own gateway. */
  readonly apiManagementHost: pulumi.Input<string>;
  /** Seconds; see IngressArgs. */
  readonly answerTimeoutSeconds: number;
  readonly apiPaths: readonly string[];
  readonly logAnalyticsWorkspaceId: pulumi.Input<string>;
}

/** Where clients come in. */
export interface Entrance {
  /** Without a trailing slash; waits for everything that answers there. */
  readonly url: pulumi.Output<string>;
  /** What a host name of one's own has to be a CNAME of. */
  readonly publicName: pulumi.Output<string>;
}

/**
 * An ingress in every region that has a network, and Traffic Manager in front of them where there are several.
 * Undefined where no region has a network.
 */
export function declareEntrance(
  name: string,
  args: EntranceArgs,
  options: pulumi.CustomResourceOptions,
): Entrance | undefined {
  const { config, nameOf } = args;
  const { hostName, certificateSecretId } = config.ingress;
  const several = args.sites.length > 1;
  const ingresses = args.sites.flatMap((site) =>
    site.network
      ? {
          site,
          ingress: new Ingress(
            `${name}-ingress${site.suffix}`,
            {
              resourceGroupName: site.resourceGroupName,
              location: site.location,
              tags: config.tags,
              gatewayName: nameOf("applicationGateway", site.region),
              subnetId: site.network.subnetIds.applicationGateway,
              capacity: config.ingress.capacity,
              zones: site.ingressZones,
              hostName,
              certificateSecretId,
              identityId: args.identityId,
              apiManagementHost: args.apiManagementHost,
              answerTimeoutSeconds: args.answerTimeoutSeconds,
              apiPaths: args.apiPaths,
              showsStatus: several,
              logAnalyticsWorkspaceId: args.logAnalyticsWorkspaceId,
            },
            options,
          ),
        }
      : [],
  );
  const [first] = ingresses;
  if (!first) return undefined;
  if (!several) return { url: first.ingress.url, publicName: first.ingress.fqdn };
  const trafficManager = new TrafficManager(
    `${name}-traffic-manager`,
    {
      resourceGroupName: first.site.resourceGroupName,
      tags: config.tags,
      profileName: nameOf("trafficManager"),
      routing: config.trafficManager.routing,
      dnsTtlSeconds: config.trafficManager.dnsTtlSeconds,
      endpoints: ingresses.map(({ site, ingress }) => ({
        name: regionName(site.location),
        publicIpId: ingress.publicIpId,
      })),
      hostName,
      logAnalyticsWorkspaceId: args.logAnalyticsWorkspaceId,
    },
    options,
  );
  const scheme = certificateSecretId ? "https" : "http";
  return {
    url: pulumi
      .all([trafficManager.fqdn, ...ingresses.map(({ ingress }) => ingress.applicationGatewayId)])
      .apply(([fqdn]) => `${scheme}://${hostName ?? fqdn}`),
    publicName: trafficManager.fqdn,
  };
}
