import { skuFacts, takesPrivateEndpoint } from "../apiManagement/skus";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** What Azure asks for before a service is reached by a private endpoint. */
export function privateLinkChecks(config: SalvagedConfig, report: Report): void {
  gatewayChecks(config, report);
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
