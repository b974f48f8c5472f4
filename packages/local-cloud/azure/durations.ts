/**
 * Seconds that Azure typically takes, by ARM type: create, update, delete. Orders of magnitude from the services'
 * documentation and from deployments; what counts is which of them are long. Anything else takes a few seconds.
 */
const typical: Readonly<Record<string, readonly [create: number, update: number, remove: number]>> = {
  // "It can take between 30 and 40 minutes": https://learn.microsoft.com/azure/api-management/get-started-create-service-instance
  "microsoft.apimanagement/service": [2400, 1800, 1800],
  "microsoft.apimanagement/service/apis": [20, 20, 5],
  "microsoft.apimanagement/service/backends": [5, 5, 5],
  "microsoft.apimanagement/service/policyfragments": [5, 5, 5],
  "microsoft.network/applicationgateways": [420, 240, 240],
  "microsoft.network/virtualnetworks": [8, 8, 12],
  "microsoft.network/virtualnetworks/subnets": [5, 5, 12],
  "microsoft.network/virtualnetworks/virtualnetworkpeerings": [15, 15, 12],
  "microsoft.network/privateendpoints": [70, 45, 30],
  "microsoft.network/privateendpoints/privatednszonegroups": [15, 15, 15],
  "microsoft.network/privatednszones": [35, 35, 35],
  "microsoft.network/privatednszones/virtualnetworklinks": [35, 35, 35],
  "microsoft.cognitiveservices/accounts": [40, 15, 30],
  "microsoft.cognitiveservices/accounts/deployments": [30, 30, 15],
  "microsoft.eventhub/namespaces": [75, 30, 30],
  "microsoft.eventhub/namespaces/eventhubs": [10, 10, 5],
  "microsoft.keyvault/vaults": [30, 10, 10],
  "microsoft.operationalinsights/workspaces": [30, 10, 10],
  "microsoft.insights/components": [15, 5, 5],
  "microsoft.authorization/roleassignments": [15, 5, 5],
  "microsoft.resources/resourcegroups": [3, 3, 60],
  "microsoft.resources/deployments": [12, 12, 2],
  "microsoft.cdn/profiles": [20, 20, 30],
  "microsoft.cdn/profiles/afdendpoints": [20, 20, 30],
  "microsoft.cdn/profiles/afdendpoints/routes": [60, 60, 30],
};

/** Seconds; 5 for a type that is not in the table, nothing for what has no Azure type. */
export function typicalDuration(
  arm: string,
  kind: "create" | "update" | "delete",
  inputs: Readonly<Record<string, unknown>> = {},
): number {
  const sku = (inputs["sku"] as { readonly name?: unknown } | undefined)?.name;
  const isV2 = arm === "Microsoft.ApiManagement/service" && typeof sku === "string" && sku.endsWith("V2");
  // https://learn.microsoft.com/azure/api-management/v2-service-tiers-overview: ready "in minutes".
  if (isV2) return 600;
  const row = typical[arm.toLowerCase()];
  if (!row) return arm === "" ? 0 : 5;
  const one = row[kind === "create" ? 0 : kind === "update" ? 1 : 2];
  // "Expect longer times": https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region; how much is a guess.
  return inputs["additionalLocations"] ? one + 900 : one;
}
