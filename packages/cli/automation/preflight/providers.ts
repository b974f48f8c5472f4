import type { Problem } from "@azure-genai-gateway/common/problem";
import { list } from "../azure/arm";
import { problem, type PreflightCheck } from "./checks";
import { knownText, namespaceOf, type PlannedResource } from "./planned";

/**
 * Whether the subscription has the resource providers registered: a deployment by template registers them, a single PUT
 * such as azure-native's is answered with MissingSubscriptionRegistration.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export const providersCheck: PreflightCheck = {
  label: "whether the resource providers are registered",
  applies: (planned) => planned.some(({ made }) => made),
  run: async ({ arm, planned }) => {
    const path = `/subscriptions/${arm.subscriptionId}/providers?api-version=2021-04-01&$select=namespace,registrationState`;
    const states = new Map(
      (await list(arm, path)).map(({ namespace, registrationState }) => [
        String(namespace).toLowerCase(),
        String(registrationState),
      ]),
    );
    return [...neededProviders(planned)].flatMap(([namespace, subject]): readonly Problem[] => {
      const state = states.get(namespace.toLowerCase());
      // What Azure does not list it does not know, or does not let everybody see.
      if (state === undefined || state === "Registered") return [];
      const hint = `\`az provider register --namespace ${namespace} --wait\``;
      if (state === "Registering")
        return [
          problem(
            "PREFLIGHT_PROVIDER",
            "warning",
            subject,
            `the provider ${namespace} is being registered`,
            hint,
          ),
        ];
      return [
        problem("PREFLIGHT_PROVIDER", "error", subject, `the provider ${namespace} is not registered`, hint),
      ];
    });
  },
};

/** Registered in every subscription. */
const always = new Set(["Microsoft.Resources", "Microsoft.Authorization"]);

/** Namespaces that the stack needs, each with the first resource that does. */
export function neededProviders(planned: readonly PlannedResource[]): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  for (const one of planned) {
    if (!one.made) continue;
    const namespace = namespaceOf(one);
    if (!always.has(namespace) && !needed.has(namespace)) needed.set(namespace, one.name);
    // A subnet can be delegated only to a provider that the subscription knows: the v2 tiers ask for Microsoft.Web.
    // https://learn.microsoft.com/azure/api-management/integrate-vnet-outbound#subnet-delegation
    for (const delegated of delegations(one)) if (!needed.has(delegated)) needed.set(delegated, one.name);
  }
  return needed;
}

function delegations({ type, inputs }: PlannedResource): readonly string[] {
  const list = inputs["delegations"];
  if (type !== "network:Subnet" || !Array.isArray(list)) return [];
  return list.flatMap(
    (one) => knownText(one as Record<string, unknown>, "serviceName")?.replace(/\/.*$/, "") ?? [],
  );
}
