import * as eventhub from "@pulumi/azure-native/eventhub";
import * as pulumi from "@pulumi/pulumi";
import { declareDiagnostics } from "./diagnostics";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Tags } from "./tags";

export interface UsageEventHubArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** 6 to 50 characters, unique in Azure. */
  readonly namespaceName: pulumi.Input<string>;
  /** Throughput units, 1 to 40: each takes 1 MB or 1,000 events a second. */
  readonly capacity: number;
  /** Days that events are kept, 1 to 7. */
  readonly retentionDays: number;
  /** 1 to 32; cannot be changed later. */
  readonly partitions: number;
  /** Of the private endpoint, with zone privatelink.servicebus.windows.net. Default: no endpoint, and public access for identities. */
  readonly privateAccess?: PrivateAccess;
  /** Principal that may send: the gateway's identity. */
  readonly senderPrincipalId: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string>;
  readonly tags?: Tags | undefined;
}

/**
 * The Event Hub that usage events go to: no public access, no keys, a private endpoint, one role.
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas
 */
export class UsageEventHub extends pulumi.ComponentResource {
  readonly namespaceId: pulumi.Output<string>;
  readonly eventHubName: pulumi.Output<string>;
  /** `NAMESPACE.servicebus.windows.net`; waits for the role and the private endpoint. */
  readonly endpointAddress: pulumi.Output<string>;
  /** Absent without private access. */
  readonly privateEndpointId?: pulumi.Output<string>;

  constructor(name: string, args: UsageEventHubArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:UsageEventHub", name, {}, options);
    const own = { parent: this };
    const { resourceGroupName, location, tags } = args;
    const namespace = new eventhub.Namespace(
      name,
      {
        resourceGroupName,
        location,
        namespaceName: args.namespaceName,
        sku: { name: eventhub.SkuName.Standard, tier: eventhub.SkuTier.Standard, capacity: args.capacity },
        disableLocalAuth: true,
        publicNetworkAccess: eventhub.PublicNetworkAccess[args.privateAccess ? "Disabled" : "Enabled"],
        minimumTlsVersion: eventhub.TlsVersion.TlsVersion_1_2,
        tags,
      },
      own,
    );
    const hub = new eventhub.EventHub(
      `${name}-hub`,
      {
        resourceGroupName,
        namespaceName: namespace.name,
        eventHubName: "apim-utilization-reporting",
        messageRetentionInDays: args.retentionDays,
        partitionCount: args.partitions,
      },
      own,
    );
    new eventhub.ConsumerGroup(
      `${name}-usage-readers`,
      {
        resourceGroupName,
        namespaceName: namespace.name,
        eventHubName: hub.name,
        consumerGroupName: "usage",
      },
      own,
    );
    const role = declareRoleAssignment(
      `${name}-sender`,
      { scope: namespace.id, principalId: args.senderPrincipalId, roleId: roleIds.eventHubsDataSender },
      own,
    );
    const endpoint = declarePrivateEndpoint(
      `${name}-endpoint`,
      {
        resourceGroupName,
        location,
        endpointName: pulumi.interpolate`pe-${args.namespaceName}`,
        access: args.privateAccess,
        serviceId: namespace.id,
        group: "namespace",
        tags,
      },
      own,
    );
    declareDiagnostics(name, namespace.id, args.logAnalyticsWorkspaceId, own);
    this.namespaceId = namespace.id;
    this.eventHubName = hub.name;
    this.endpointAddress = pulumi
      .all([namespace.name, role.id, endpoint])
      .apply(([namespaceName]) => `${namespaceName}.servicebus.windows.net`);
    this.privateEndpointId = endpoint;
    this.registerOutputs({ eventHubName: this.eventHubName, privateEndpointId: this.privateEndpointId });
  }
}
