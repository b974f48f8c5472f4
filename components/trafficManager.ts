import * as trafficmanager from "@pulumi/azure-native/trafficmanager";
import * as pulumi from "@pulumi/pulumi";
import { declareDiagnostics } from "./diagnostics";
import { statusPath } from "./ingress/parts";
import type { Tags } from "./tags";

export interface TrafficManagerArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Also the profile's DNS name, unique in Azure. */
  readonly profileName: pulumi.Input<string>;
  /** `Performance`: each client goes to the region nearest to it. `Priority`: all go to the first that is well. */
  readonly routing: "Performance" | "Priority";
  /** Seconds that clients may keep an answer: how long some go on to a region that is lost. */
  readonly dnsTtlSeconds: number;
  /** The ingress of each region, in order of priority. */
  readonly endpoints: readonly { readonly name: string; readonly publicIpId: pulumi.Input<string> }[];
  /** How endpoints are probed; certificates are not looked at. Default HTTPS. */
  readonly scheme?: "http" | "https" | undefined;
  /** The only name that the endpoints' listeners answer to; default any. */
  readonly hostName?: string | undefined;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string> | undefined;
  readonly tags?: Tags | undefined;
}

/**
 * Traffic Manager in front of the ingress of every region. It answers DNS alone, so it neither buffers streams nor sees
 * prompts. A region is left out once three probes in a row, ten seconds apart, find that its ingress or its API
 * Management does not answer.
 * https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring
 */
export class TrafficManager extends pulumi.ComponentResource {
  /** `PROFILE.trafficmanager.net`: what a host name of one's own has to be a CNAME of. */
  readonly fqdn: pulumi.Output<string>;
  readonly profileId: pulumi.Output<string>;

  constructor(name: string, args: TrafficManagerArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:TrafficManager", name, {}, options);
    const own = { parent: this };
    const { resourceGroupName, hostName, scheme = "https" } = args;
    const profile = new trafficmanager.Profile(
      name,
      {
        resourceGroupName,
        profileName: args.profileName,
        location: "global",
        trafficRoutingMethod: args.routing,
        dnsConfig: { relativeName: args.profileName, ttl: args.dnsTtlSeconds },
        monitorConfig: {
          protocol: scheme === "https" ? "HTTPS" : "HTTP",
          port: scheme === "https" ? 443 : 80,
          path: statusPath,
          // The listener is found by its name.
          ...(hostName ? { customHeaders: [{ name: "Host", value: hostName }] } : {}),
          expectedStatusCodeRanges: [{ min: 200, max: 200 }],
          intervalInSeconds: 10,
          timeoutInSeconds: 5,
          toleratedNumberOfFailures: 2,
        },
        tags: args.tags,
      },
      own,
    );
    args.endpoints.forEach(
      (endpoint, index) =>
        new trafficmanager.Endpoint(
          `${name}-${endpoint.name}`,
          {
            resourceGroupName,
            // Pulumi's type says that it may be missing; the one given is never.
            profileName: pulumi.all([profile.name, args.profileName]).apply(([made, given]) => made ?? given),
            endpointType: "AzureEndpoints",
            endpointName: endpoint.name,
            targetResourceId: endpoint.publicIpId,
            endpointStatus: "Enabled",
            priority: index + 1,
          },
          own,
        ),
    );
    declareDiagnostics(name, profile.id, args.logAnalyticsWorkspaceId, own);
    this.profileId = profile.id;
    // Where Azure has not spoken yet, as in a preview, the name is still known.
    this.fqdn = pulumi
      .all([profile.dnsConfig, trafficManagerHost(args.profileName)])
      .apply(([dns, host]) => dns?.fqdn ?? host);
    this.registerOutputs({ fqdn: this.fqdn, profileId: this.profileId });
  }
}

/** The name that a profile will have. */
export function trafficManagerHost(profileName: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`${profileName}.trafficmanager.net`;
}
