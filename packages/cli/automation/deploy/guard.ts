import { azureTypeName } from "@azure-genai-gateway/local-cloud/azure/resourceTypes";
import type { Step } from "./steps";

/**
 * What holds data, keys, names, grants or capacity that a new one would not have. In brackets what is not guarded, and
 * why: role assignments and private endpoints (a new one is as good after a minute), consumer groups (Event Hubs keeps
 * no offsets in them: readers keep theirs in a storage account), APIs, backends and policies (text, which the program
 * has).
 */
const guardedTypes: Readonly<Record<string, string>> = {
  // Half an hour and more to make, a public name, and every key and portal user in it.
  "apimanagement:ApiManagementService": "API Management",
  // The subscriptions to a product go with it, those made in the portal too.
  "apimanagement:Product": "clients' subscriptions",
  "apimanagement:Subscription": "clients' keys",
  // Public names, soft-deleted twins that block them, and PTUs that somebody else may have taken meanwhile.
  "cognitiveservices:Account": "Azure OpenAI",
  "cognitiveservices:Deployment": "Azure OpenAI",
  "keyvault:Vault": "Key Vault",
  "keyvault:Secret": "Key Vault",
  "keyvault:Key": "Key Vault",
  // Events that nobody has read yet.
  "eventhub:Namespace": "usage events",
  "eventhub:EventHub": "usage events",
  // Logs and metrics of months.
  "operationalinsights:Workspace": "logs",
  "applicationinsights:Component": "logs",
  // Whatever others have granted it: the vault of a certificate, for instance.
  "managedidentity:UserAssignedIdentity": "the identity's grants",
  // What it locks can be deleted from then on.
  "authorization:ManagementLockByScope": "a lock",
  "authorization:ManagementLockAtResourceGroupLevel": "a lock",
  "authorization:ManagementLockAtResourceLevel": "a lock",
  "network:VirtualNetwork": "the network",
  "network:Subnet": "the network",
  "network:ApplicationGateway": "the network",
  // Addresses and names that clients and other people's DNS lead to.
  "network:PublicIPAddress": "the network",
  "network:PublicIPPrefix": "the network",
  "trafficmanager:Profile": "the network",
  // Without its zone nobody in the network finds the services, and records of others may stand in it.
  "privatedns:PrivateZone": "private DNS",
  "resources:ResourceGroup": "the resource group",
};

/** Modules of azure-native whose every resource holds data, for programs that declare more than the gateway. */
const dataModules: ReadonlySet<string> = new Set([
  "cosmosdb",
  "dbformysql",
  "dbforpostgresql",
  "documentdb",
  "redis",
  "redisenterprise",
  "search",
  "sql",
  "storage",
]);

/** A step that is not taken unless its resource is named. */
export interface RefusedStep extends Step {
  /** What would be lost, in words. */
  readonly service: string;
}

/** What a step would take away that a new one does not bring back; nothing where it takes nothing. */
export function guardedBy({ op, type, retained, causes, changed }: Step): string | undefined {
  if ((op !== "delete" && op !== "replace") || retained) return undefined;
  if (type.startsWith("random:")) {
    // Other keepers are how a program asks for another value, such as keyGeneration for another key.
    const why = causes ?? changed ?? [];
    const asked = op === "replace" && why.length > 0 && why.every((property) => /^keepers\b/.test(property));
    return asked ? undefined : "a key or name made of it";
  }
  const name = azureTypeName(type);
  if (name === undefined) return undefined;
  return guardedTypes[name] ?? (dataModules.has(name.split(":")[0]!) ? "data" : undefined);
}

/**
 * Deletes and replacements of what a gateway cannot do without for a moment, except those of the named resources.
 * @param allowed logical names
 */
export function refusedSteps(steps: readonly Step[], allowed: readonly string[]): readonly RefusedStep[] {
  return steps.flatMap((step) => {
    const service = guardedBy(step);
    return service && !allowed.includes(step.name) ? { ...step, service } : [];
  });
}

/** Resources that carry nothing but policies. */
const policyTypes = new Set([
  "apimanagement:ApiPolicy",
  "apimanagement:ApiOperationPolicy",
  "apimanagement:ProductPolicy",
]);

/** Whether a step is about a policy document or a fragment. */
export function isPolicyStep({ type, name }: Step): boolean {
  const azureType = azureTypeName(type);
  return (
    (azureType !== undefined && policyTypes.has(azureType)) ||
    (azureType === "resources:Deployment" && name.includes("-fragment-"))
  );
}
