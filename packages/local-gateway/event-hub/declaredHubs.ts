import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment } from "../resources/armId";
import { azureType, numberOf, property, textOf } from "../resources/inputs";
import type { HubOptions } from "./hub";

/** A declared event hub, and the namespace that it belongs to. */
export interface DeclaredHub extends HubOptions {
  readonly namespace: string;
}

const HOUR = 60 * 60 * 1_000;
/** What Azure takes where a template says nothing. */
const DEFAULTS = { partitionCount: 4, retentionMs: 7 * 24 * HOUR };

/**
 * The event hubs that a program declared, with their consumer groups.
 * https://learn.microsoft.com/azure/templates/microsoft.eventhub/namespaces/eventhubs
 */
export function declaredHubs(resources: readonly DeclaredResource[]): readonly DeclaredHub[] {
  return resources.flatMap((resource) => {
    if (azureType(resource) !== "eventhub:EventHub") return [];
    const namespace = namespaceOf(resource);
    const name = hubNameOf(resource);
    if (namespace === undefined || name === undefined) return [];
    const sameHub = (group: DeclaredResource) =>
      azureType(group) === "eventhub:ConsumerGroup" &&
      namespaceOf(group)?.toLowerCase() === namespace.toLowerCase() &&
      hubNameOf(group)?.toLowerCase() === name.toLowerCase();
    return {
      namespace,
      name,
      partitionCount: numberOf(property(resource, "partitionCount")) ?? DEFAULTS.partitionCount,
      retentionMs: retentionOf(resource),
      consumerGroups: resources.filter(sameHub).map(({ id }) => armName(id)),
    };
  });
}

function namespaceOf(resource: DeclaredResource): string | undefined {
  return armSegment(resource.id, "namespaces") ?? textOf(resource.inputs["namespaceName"]);
}

function hubNameOf(resource: DeclaredResource): string | undefined {
  return armSegment(resource.id, "eventhubs") ?? textOf(resource.inputs["eventHubName"]);
}

function retentionOf(resource: DeclaredResource): number {
  const hours = numberOf(property(resource, "retentionDescription.retentionTimeInHours"));
  if (hours !== undefined) return hours * HOUR;
  const days = numberOf(property(resource, "messageRetentionInDays"));
  return days === undefined ? DEFAULTS.retentionMs : days * 24 * HOUR;
}
