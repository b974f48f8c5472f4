import { parseRange } from "../ipv4";
import { planSubnets } from "../subnetPlan";
import { networkTypeOf, skuFacts, takesPrivateEndpoint } from "../apiManagement/skus";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** What Azure asks for before a service is reached by a private endpoint. */
export function privateLinkChecks(config: SalvagedConfig, report: Report): void {
  gatewayChecks(config, report);
  telemetryChecks(config, report);
}

/** https://learn.microsoft.com/azure/api-management/private-endpoint */
function gatewayChecks({ apiManagement, existing, network }: SalvagedConfig, report: Report): void {
  if (!apiManagement) return;
  const { sku, virtualNetworkType, privateEndpoint, publicNetworkAccess } = apiManagement;
  if (publicNetworkAccess === "Disabled" && !privateEndpoint && existing?.apiManagementId === undefined)
    report(
      "CONFIG_CLOSED_WITHOUT_ENDPOINT",
      ["apiManagement", "publicNetworkAccess"],
      "Azure closes a gateway only once it has a private endpoint, and without one nobody would reach it",
      "Add apiManagement.privateEndpoint: true, or take the key out",
    );
  if (!privateEndpoint) return;
  const path = ["apiManagement", "privateEndpoint"];
  if (network?.private === false)
    return report(
      "CONFIG_WITHOUT_NETWORK",
      path,
      "This stack has no virtual network",
      "Take the key out, or network.private: false",
    );
  // Of a service that is there, the tier is known and the network is not: Azure tells.
  if (!sku || existing?.apiManagementId !== undefined || takesPrivateEndpoint({ sku, virtualNetworkType }))
    return;
  report(
    "CONFIG_PRIVATE_ENDPOINT_SKU",
    path,
    skuFacts[sku].classic
      ? `A ${sku} service that stands in a network takes no private endpoint`
      : `A ${sku} service that stands inside the network has a private address of its own`,
    skuFacts[sku].classic
      ? "Take the key out: the service has an address in the network; or write sku: StandardV2 or PremiumV2"
      : "Take the key out, or write virtualNetworkType: External",
  );
}

/** https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design */
function telemetryChecks(config: SalvagedConfig, report: Report): void {
  const { monitoring = {}, existing, network } = config;
  const scoped = monitoring.privateLink !== undefined || existing?.privateLinkScopeId !== undefined;
  const path = ["monitoring", "privateLink"];
  if (monitoring.privateLink !== undefined) {
    if (existing?.privateLinkScopeId !== undefined)
      report(
        "CONFIG_EXISTING_SCOPE",
        path,
        "A private link scope is brought, and its access modes and its endpoint are left as they are",
        "Take the key out, or existing.privateLinkScopeId",
      );
    if (network?.private === false)
      report(
        "CONFIG_WITHOUT_NETWORK",
        path,
        "This stack has no virtual network",
        "Take the key out, or network.private: false",
      );
    else endpointRoom(config, report);
  }
  const closed = (["publicNetworkAccessForIngestion", "publicNetworkAccessForQuery"] as const).filter(
    (key) => monitoring[key] === "Disabled",
  );
  for (const key of closed)
    if (!scoped)
      report(
        "CONFIG_CLOSED_WITHOUT_SCOPE",
        ["monitoring", key],
        key === "publicNetworkAccessForIngestion"
          ? "Metrics and requests get to Application Insights over a private link scope alone, and this stack is in none that it knows of"
          : "Logs are asked for over a private link scope alone, and this stack is in none that it knows of",
        "Add monitoring.privateLink or existing.privateLinkScopeId; or have whoever runs the scope of your network add workspace and Application Insights",
        "warning",
      );
  unprovenChecks(config, closed, report);
}

/** Where Azure's pages do not say that API Management takes the private way. */
function unprovenChecks(
  { apiManagement, usage }: SalvagedConfig,
  closed: readonly string[],
  report: Report,
): void {
  const sku = apiManagement?.sku;
  if (
    closed.includes("publicNetworkAccessForIngestion") &&
    sku &&
    !skuFacts[sku].classic &&
    networkTypeOf({ sku, virtualNetworkType: apiManagement.virtualNetworkType }) === "External"
  )
    report(
      "CONFIG_INGESTION_UNPROVEN",
      ["monitoring", "publicNetworkAccessForIngestion"],
      `No page of Azure's says that a ${sku} service outside of the network sends its telemetry through it`,
      "Leave it Enabled until metrics have arrived over the scope",
      "warning",
    );
  if (closed.includes("publicNetworkAccessForQuery") && usage?.ownView)
    report(
      "CONFIG_OWN_VIEW_CLOSED",
      ["monitoring", "publicNetworkAccessForQuery"],
      "A team's own month (usage.ownView) asks the query API from API Management, which then has to find it in the network",
      "Try GET /openai/v1/genai/usage after up; it answers 503 where the name does not lead to the scope",
      "warning",
    );
}

/** Eleven addresses for one scope, where Azure keeps five of each subnet. */
function endpointRoom({ network, existing }: SalvagedConfig, report: Report): void {
  if (existing?.subnetIds?.privateEndpoints !== undefined) return;
  const plan = planSubnets(network?.addressSpace ?? "10.2.0.0/16", network?.subnets ?? {}, []);
  const range = parseRange(plan.privateEndpoints);
  if (range && range.prefix > 27)
    report(
      "CONFIG_SUBNET_TOO_SMALL",
      ["network", "subnets", "privateEndpoints"],
      `${range.text} has too few addresses for a private link scope, which takes eleven`,
      "Write a range of /27 or larger",
    );
}
