import type { Problem } from "../../../common/problem";
import type { DeclaredResource } from "../resource";
import { checkApiManagement, checkNames } from "./checkApiManagement";
import type { Placed } from "./checkContext";
import { CheckContext, describe, parentId } from "./checkContext";
import { resourceGroupRule } from "./resourceTypes";

/** What Azure would refuse, or accept only by luck of timing, among the resources of one program. */
export function checkResources(resources: readonly DeclaredResource[]): readonly Problem[] {
  const context = new CheckContext(resources);
  for (const placed of context.placed) {
    checkName(context, placed);
    checkUnique(context, placed);
    checkParent(context, placed);
  }
  checkAccounts(context);
  checkNetworks(context);
  checkApiManagement(context);
  return context.problems;
}

/** What Azure would refuse about one resource that comes to those that exist; order does not matter any more. */
export function checkArrival(
  existing: readonly DeclaredResource[],
  arriving: DeclaredResource,
): readonly Problem[] {
  const context = new CheckContext([...existing, arriving], "present");
  for (const placed of context.placed.filter(({ resource }) => resource === arriving)) {
    checkName(context, placed);
    checkUnique(context, placed);
    checkParent(context, placed);
    checkNames(context, placed);
  }
  return context.problems;
}

function checkName(context: CheckContext, { resource, identity }: Placed): void {
  const { name, type } = identity;
  const rule = type.arm === "Microsoft.Resources/resourceGroups" ? resourceGroupRule : type.rule;
  if (!rule || (name.length >= rule.min && name.length <= rule.max && rule.pattern.test(name))) return;
  const hint = `${rule.min === rule.max ? rule.max : `${rule.min} to ${rule.max}`} characters: ${rule.text}`;
  context.report("AZURE_NAME", resource, `Azure does not take '${name}' as a name for ${type.arm}`, hint);
}

function checkUnique(context: CheckContext, placed: Placed): void {
  const first = context.find(placed.identity.id);
  if (!first || first === placed) return;
  // A template may set on a resource what its typed declaration cannot, once that one is there.
  if (placed.inputs !== placed.resource.inputs && context.ordering.waits(placed.resource, first.resource))
    return;
  const message = `has the same Azure id as ${describe(first.resource)}: ${placed.identity.id}`;
  context.report("AZURE_DUPLICATE_ID", placed.resource, message, "name one of them differently");
}

/** What a landing zone has before its workloads come, and programs add children to. */
const shared =
  /\/providers\/(microsoft\.keyvault\/vaults|microsoft\.network\/(virtualnetworks|privatednszones))\/[^/]+$/i;

/** Resource groups and what is usually shared are left out: the program may be adding to one that is there already. */
function checkParent(context: CheckContext, { resource, identity }: Placed): void {
  const parent = identity.type.names.length > 1 ? parentId(identity.id) : undefined;
  if (!parent || (shared.test(parent) && !context.find(parent))) return;
  context.require(resource, context.find(parent), `its parent ${shortId(parent)}`);
}

/**
 * An account takes one change at a time: a second deployment, or a private endpoint while one is under way,
 * is answered 409 (https://learn.microsoft.com/azure/ai-services/openai/how-to/create-resource).
 */
function checkAccounts(context: CheckContext): void {
  const deployments = context.ofType("Microsoft.CognitiveServices/accounts/deployments");
  const endpoints = context.ofType("Microsoft.Network/privateEndpoints");
  for (const { identity } of context.ofType("Microsoft.CognitiveServices/accounts")) {
    const own = deployments.filter((placed) => sameId(parentId(placed.identity.id), identity.id));
    requireOrder(context, own, `deployments of account ${identity.name}`);
    for (const { resource } of endpoints.filter((placed) => connectsTo(placed.resource, identity.id))) {
      for (const deployment of own) {
        if (context.ordering.waits(resource, deployment.resource)) continue;
        const message = `race: connects to account ${identity.name} while ${describe(deployment.resource)} may still be under way`;
        context.report(
          "AZURE_RACE",
          resource,
          message,
          "make the endpoint depend on the account's last deployment",
        );
      }
    }
  }
}

/**
 * A network takes one change of its subnets and peerings at a time, and a peering counts at both its ends
 * (https://learn.microsoft.com/azure/networking/troubleshoot-failed-state).
 */
function checkNetworks(context: CheckContext): void {
  const networks = "Microsoft.Network/virtualNetworks";
  const parts = [
    ...context.ofType(`${networks}/subnets`),
    ...context.ofType(`${networks}/virtualNetworkPeerings`),
  ];
  for (const { identity } of context.ofType(networks)) {
    const own = parts.filter(
      (placed) => sameId(parentId(placed.identity.id), identity.id) || leadsTo(placed.resource, identity.id),
    );
    requireOrder(context, own, `subnets and peerings of network ${identity.name}`);
  }
}

function leadsTo({ inputs }: DeclaredResource, id: string): boolean {
  const remote = inputs["remoteVirtualNetwork"] as { id?: unknown } | undefined;
  return typeof remote?.id === "string" && sameId(remote.id, id);
}

/** Reports each resource that does not wait for the one before it in some order of creation. */
export function requireOrder(context: CheckContext, siblings: readonly Placed[], what: string): void {
  siblings.forEach(({ resource }, index) => {
    const rival = siblings
      .slice(0, index)
      .find(
        (earlier) => earlier.resource !== resource && !context.ordering.ordered(resource, earlier.resource),
      );
    if (!rival) return;
    const message = `race: ${what} are changed one at a time, and this one and ${describe(rival.resource)} are not ordered (Azure answers 409)`;
    context.report(
      "AZURE_RACE",
      resource,
      message,
      `add dependsOn ${describe(rival.resource)}, or the other way round`,
    );
  });
}

function connectsTo(endpoint: DeclaredResource, id: string): boolean {
  const connections = endpoint.inputs["privateLinkServiceConnections"];
  if (!Array.isArray(connections)) return false;
  return connections.some((connection: unknown) => {
    const target = (connection as { privateLinkServiceId?: unknown } | null)?.privateLinkServiceId;
    return typeof target === "string" && sameId(target, id);
  });
}

function sameId(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function shortId(id: string): string {
  return id.replace(/^.*\/providers\//, "");
}
