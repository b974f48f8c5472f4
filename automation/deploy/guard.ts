import type { Step } from "./steps";

/**
 * What holds data, names or capacity that a new one would not have: half an hour and more to make, a public name, a
 * soft-deleted twin that blocks it, or PTUs that somebody else may have taken meanwhile.
 */
const guardedTypes: Readonly<Record<string, string>> = {
  "azure-native:apimanagement:ApiManagementService": "API Management",
  "azure-native:cognitiveservices:Account": "Azure OpenAI",
  "azure-native:cognitiveservices:Deployment": "Azure OpenAI",
  "azure-native:keyvault:Vault": "Key Vault",
  "azure-native:network:VirtualNetwork": "the network",
  "azure-native:network:Subnet": "the network",
  "azure-native:network:ApplicationGateway": "the network",
  "azure-native:network:PublicIPAddress": "the network",
  "azure-native:trafficmanager:Profile": "the network",
  "azure-native:resources:ResourceGroup": "the resource group",
};

/** A step that is not taken unless its resource is named. */
export interface RefusedStep extends Step {
  readonly service: string;
}

/**
 * Deletes and replacements of what a gateway cannot do without for a moment, except those of the named resources.
 * @param allowed logical names
 */
export function refusedSteps(steps: readonly Step[], allowed: readonly string[]): readonly RefusedStep[] {
  return steps.flatMap((step) => {
    const service = guardedTypes[step.type];
    const destructive = step.op === "delete" || step.op === "replace";
    return service && destructive && !allowed.includes(step.name) ? { ...step, service } : [];
  });
}

/** Resources that carry nothing but policies. */
const policyTypes = new Set([
  "azure-native:apimanagement:ApiPolicy",
  "azure-native:apimanagement:ApiOperationPolicy",
  "azure-native:apimanagement:ProductPolicy",
]);

/** Whether a step is about a policy document or a fragment. */
export function isPolicyStep({ type, name }: Step): boolean {
  return (
    policyTypes.has(type) || (type === "azure-native:resources:Deployment" && name.includes("-fragment-"))
  );
}
