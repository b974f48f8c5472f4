import type { Catalogue } from "@azure-genai-gateway/catalogue";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { alertChecks } from "./alertChecks";
import { aliasChecks } from "./aliasChecks";
import { aiServiceChecks } from "./aiServiceChecks";
import { backendChecks } from "./backendChecks";
import { cacheChecks } from "./cacheChecks";
import { budgetChecks, budgetsOf, uncountedOf } from "./budgetChecks";
import { skuFacts } from "../apiManagement/skus";
import { contractChecks } from "./contractChecks";
import { guardChecks } from "./guardChecks";
import { entranceChecks } from "./entranceChecks";
import { existingChecks } from "./existingChecks";
import { identityChecks } from "./identityChecks";
import { locationChecks } from "./locationChecks";
import { mcpChecks } from "./mcpChecks";
import { networkChecks } from "./networkChecks";
import { privateLinkChecks } from "./privateLinkChecks";
import { productChecks } from "./productChecks";
import type { Providers } from "../providers";
import { providerChecks } from "./providerChecks";
import { providerNameChecks } from "./providerNameChecks";
import { reachChecks } from "./reachChecks";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import { spokeChecks } from "./spokeChecks";
import { stackChecks } from "./stackChecks";
import { keyName, type Locate } from "./source";

/** What takes more than one value to see. Works on the sound part of a config, so that it finds its share at once. */
export function crossChecks(
  config: SalvagedConfig,
  locate: Locate,
  catalogue: Catalogue,
  providers: Providers,
): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (code, path, message, hint, severity = "error") =>
    void problems.push({
      code,
      severity,
      subject: keyName(path),
      message,
      hint,
      place: locate(path, "value"),
    });
  for (const check of [
    backendChecks,
    providerChecks,
    providerNameChecks,
    aliasChecks,
    productChecks,
    contractChecks,
    identityChecks,
    mcpChecks,
    aiServiceChecks,
    budgetChecks,
    alertChecks,
    guardChecks,
    cacheChecks,
    reachChecks,
    networkChecks,
    privateLinkChecks,
    spokeChecks,
    locationChecks,
    existingChecks,
    stackChecks,
    serviceChecks,
    entranceChecks,
  ])
    check(config, report, catalogue, providers);
  return problems;
}

/** https://learn.microsoft.com/azure/api-management/api-management-features */
function serviceChecks(
  config: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
  providers: Providers,
): void {
  const { apiManagement, products } = config;
  if (!apiManagement?.sku) return;
  const { sku, zones, capacity = 1 } = apiManagement;
  const facts = skuFacts[sku];
  if (!facts.zones && zones)
    report(
      "CONFIG_ZONES_SKU",
      ["apiManagement", "zones"],
      `The ${sku} SKU has no availability zones to choose`,
      "Take the key out, or write sku: Premium",
    );
  if (capacity > facts.longestCapacity)
    report(
      "CONFIG_CAPACITY_SKU",
      ["apiManagement", "capacity"],
      facts.longestCapacity === 1
        ? `The ${sku} SKU has one unit`
        : `The ${sku} SKU has at most ${facts.longestCapacity} units`,
      facts.longestCapacity === 1 ? "Write 1, or sku: Premium" : `Write ${facts.longestCapacity} or less`,
    );
  if (facts.zones && zones && capacity % zones.length !== 0)
    report(
      "CONFIG_ZONES_CAPACITY",
      ["apiManagement", "capacity"],
      `${capacity} units cannot be spread evenly over ${zones.length} zones`,
      `Write a multiple of ${zones.length}`,
    );
  if (zones && new Set(zones).size !== zones.length)
    report(
      "CONFIG_DUPLICATE_ZONE",
      ["apiManagement", "zones"],
      "A zone is named twice",
      "Name each zone once",
    );
  if (facts.network === "External" && apiManagement.publicNetworkAccess !== "Disabled")
    report(
      "CONFIG_PUBLIC_GATEWAY",
      ["apiManagement", "sku"],
      `A ${sku} service keeps a public address, where calls can pass by the ingress and its firewall`,
      "Write privateEndpoint: true and publicNetworkAccess: Disabled, or sku: PremiumV2 or Premium, where that is not wanted",
      "warning",
    );
  if (facts.quotaByKey) return;
  for (const [index, product] of (products ?? []).entries())
    for (const { path: key, budget } of budgetsOf(product)) {
      const uncounted = product && budget ? uncountedOf(config, product, catalogue, providers) : [];
      if (uncounted.length > 0)
        report(
          "CONFIG_BUDGET_SKU",
          ["products", index, ...key],
          `In the ${sku} SKU a budget is a quota of tokens, for it has no quota-by-key policy, and llm-token-limit counts nothing of ${uncounted.join(", ")}`,
          "Leave them out of the product (models, apis), or take a classic SKU",
        );
    }
}
