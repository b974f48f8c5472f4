import * as eventhub from "@pulumi/azure-native/eventhub";
import * as pulumi from "@pulumi/pulumi";
import { declareDiagnostics } from "./diagnostics";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import { declareRoleAssignment, roleIds, type PrincipalType } from "./roleAssignment";
import type { Tags } from "./tags";

/** Somebody who may read usage events. */
export interface DataReceiver {
  readonly principalId: pulumi.Input<string>;
  /** Default `ServicePrincipal`, which a managed identity is too. */
  readonly principalType?: PrincipalType | undefined;
}

export interface UsageEventHubArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** 6 to 50 characters, unique in Azure. */
  readonly namespaceName: pulumi.Input<string>;
  /** Throughput units, 1 to 40: each takes 1 MB or 1,000 events a second. */
  readonly capacity: number;
  /** Throughput units that Azure may add up to when they are needed, `capacity` to 40. Default: it adds none. */
  readonly maximumThroughputUnits?: number | undefined;
  /** Days that events are kept, 1 to 7. */
  readonly retentionDays: number;
  /** 1 to 32. Azure refuses another number for a hub that is there; a hub of another name loses its events. */
  readonly partitions: number;
  /** Of the private endpoint, with zone privatelink.servicebus.windows.net. Default: no endpoint, and public access for identities. */
  readonly privateAccess?: PrivateAccess | undefined;
  /** Principal that may send: the gateway's identity. */
  readonly senderPrincipalId: pulumi.Input<string>;
  /**
   * Who may read, in every consumer group. Default nobody. Principals that are outputs are told apart by their place.
   * https://learn.microsoft.com/azure/event-hubs/authorize-access-azure-active-directory
   */
  readonly dataReceivers?: readonly DataReceiver[] | undefined;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string> | undefined;
  /** Refuses deletion of namespace and hub, which hold the events. Default: as the component's own `protect`. */
  readonly protect?: boolean | undefined;
  readonly tags?: Tags | undefined;
}

/**
 * The Event Hub that usage events go to: no public access, no keys, a private endpoint, a role for who sends and for who
 * reads.
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas
 */
export class UsageEventHub extends pulumi.ComponentResource {
  readonly namespaceId: pulumi.Output<string>;
  readonly eventHubName: pulumi.Output<string>;
  /** `NAMESPACE.servicebus.windows.net`; waits for the role and the private endpoint. */
  readonly endpointAddress: pulumi.Output<string>;
  /** Absent without private access. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;

  constructor(name: string, args: UsageEventHubArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:UsageEventHub", name, {}, options);
    const own = { parent: this };
    const { resourceGroupName, location, tags } = args;
    const namespace = declareNamespace(name, args, own);
    const hub = declareHub(name, args, namespace, own);
    const role = declareRoleAssignment(
      `${name}-sender`,
      { scope: namespace.id, principalId: args.senderPrincipalId, roleId: roleIds.eventHubsDataSender },
      own,
    );
    for (const [index, { principalId, principalType }] of (args.dataReceivers ?? []).entries())
      declareRoleAssignment(
        // By principal: taking one off the list must not move the others' assignments.
        `${name}-receiver-${typeof principalId === "string" ? principalId : index}`,
        { scope: namespace.id, principalId, principalType, roleId: roleIds.eventHubsDataReceiver },
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
      .all([namespace.name as pulumi.Output<string | undefined>, args.namespaceName, role.id, endpoint])
      // Pulumi's mocks answer with inputs alone, and `name` is none.
      .apply(([made, given]) => `${made ?? given}.servicebus.windows.net`);
    if (endpoint) this.privateEndpointId = endpoint;
    this.registerOutputs({
      namespaceId: this.namespaceId,
      eventHubName: this.eventHubName,
      endpointAddress: this.endpointAddress,
      privateEndpointId: endpoint,
    });
  }
}

function declareNamespace(
  name: string,
  args: UsageEventHubArgs,
  options: pulumi.CustomResourceOptions,
): eventhub.Namespace {
  const { maximumThroughputUnits } = args;
  return new eventhub.Namespace(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      namespaceName: args.namespaceName,
      sku: { name: eventhub.SkuName.Standard, tier: eventhub.SkuTier.Standard, capacity: args.capacity },
      // https://learn.microsoft.com/azure/event-hubs/event-hubs-auto-inflate
      ...(maximumThroughputUnits === undefined ? {} : { isAutoInflateEnabled: true, maximumThroughputUnits }),
      disableLocalAuth: true,
      publicNetworkAccess: eventhub.PublicNetworkAccess[args.privateAccess ? "Disabled" : "Enabled"],
      minimumTlsVersion: eventhub.TlsVersion.TlsVersion_1_2,
      tags: args.tags,
    },
    pulumi.mergeOptions(options, { protect: args.protect }),
  );
}

function declareHub(
  name: string,
  args: UsageEventHubArgs,
  namespace: eventhub.Namespace,
  options: pulumi.CustomResourceOptions,
): eventhub.EventHub {
  const { resourceGroupName } = args;
  const hub = new eventhub.EventHub(
    `${name}-hub`,
    {
      resourceGroupName,
      namespaceName: namespace.name,
      eventHubName: "apim-utilization-reporting",
      messageRetentionInDays: args.retentionDays,
      partitionCount: args.partitions,
    },
    pulumi.mergeOptions(options, { protect: args.protect }),
  );
  new eventhub.ConsumerGroup(
    `${name}-usage-readers`,
    { resourceGroupName, namespaceName: namespace.name, eventHubName: hub.name, consumerGroupName: "usage" },
    options,
  );
  return hub;
}
