import type { Catalogue } from "@azure-genai-gateway/catalogue";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { skuFacts } from "../apiManagement/skus";
import { moneyOf } from "../genAiApi/budgets";
import { serviceKinds } from "../services/plan";
import { pricesOf, unitPrice } from "../services/prices";
import { isLater } from "./later";
import { checkProduct, checkProducts, list } from "./mcpChecks";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import type { ProductConfig, ServiceConfig } from "./schema";
import type { ConfigPath } from "./source";

type Service = NonNullable<NonNullable<SalvagedConfig["services"]>[number]>;

/** Services of Azure AI: where they are, what of them may be asked, by whom, and whether budgets can count it. */
export function aiServiceChecks(config: SalvagedConfig, report: Report, catalogue: Catalogue): void {
  for (const [index, service] of list(config.services)) {
    const path = ["services", index];
    checkPlace(service, path, report);
    checkKeys(service, path, report);
    checkProducts(config, service.products, [...path, "products"], report);
    for (const [key, map] of [
      ["productIndexes", service.productIndexes],
      ["productModels", service.productModels],
      ["productCallsPerMinute", service.productCallsPerMinute],
    ] as const)
      for (const product of Object.keys(map ?? {}))
        checkProduct(config, product, [...path, key, product], report, service.products);
    for (const [at, product] of (service.writers ?? []).entries())
      if (product !== undefined)
        checkProduct(config, product, [...path, "writers", at], report, service.products);
    checkBudgets(config, service, path, report, catalogue);
  }
}

function checkPlace({ kind, resourceId, endpoint }: Service, path: ConfigPath, report: Report): void {
  if (kind === undefined) return;
  const { title, resourceType, domain } = serviceKinds[kind];
  if (resourceId === undefined && endpoint === undefined)
    report(
      "CONFIG_SERVICE_PLACE",
      path,
      "Nobody says where the service is",
      `Write resourceId, the id of its resource, or endpoint: https://NAME.${domain}`,
    );
  if (
    typeof resourceId === "string" &&
    !isLater(resourceId) &&
    !resourceId.toLowerCase().includes(`/${resourceType}/`)
  )
    report(
      "CONFIG_SERVICE_PLACE",
      [...path, "resourceId"],
      `This is no resource of ${title}`,
      kind === "search"
        ? "Write the id of a search service: .../Microsoft.Search/searchServices/NAME"
        : "Write the id of an account: .../Microsoft.CognitiveServices/accounts/NAME",
    );
}

/** Keys that are one kind's alone, and the one that each kind needs. */
function checkKeys(service: Service, path: ConfigPath, report: Report): void {
  const { kind } = service;
  if (kind === undefined) return;
  const [own, other] =
    kind === "search" ? (["indexes", "models"] as const) : (["models", "indexes"] as const);
  const others =
    kind === "search"
      ? (["models", "productModels", "urlHosts"] as const)
      : (["indexes", "productIndexes", "writers"] as const);
  for (const key of others) {
    const value = service[key];
    if (value !== undefined && (Array.isArray(value) ? value.length : Object.keys(value).length) > 0)
      report(
        "CONFIG_SERVICE_KEY",
        [...path, key],
        `A service of kind ${kind} has no ${key}`,
        key === other ? `Write ${own}` : "Take the key out",
      );
  }
  const allowed = service[own] as readonly (string | undefined)[] | undefined;
  if (allowed === undefined) {
    report(
      "CONFIG_SERVICE_OPEN",
      path,
      `Nobody says which ${own} may be asked, and all that the service has would stand open`,
      `Write ${own}`,
    );
    return;
  }
  const known = allowed.flatMap((name) => name ?? []);
  // What is misspelled there is told already.
  if (known.length < allowed.length) return;
  const perProduct = (kind === "search" ? service.productIndexes : service.productModels) ?? {};
  for (const [product, names] of Object.entries(perProduct))
    for (const [at, name] of (names ?? []).entries())
      if (name !== undefined && !known.includes(name))
        report(
          "CONFIG_SERVICE_UNKNOWN",
          [...path, kind === "search" ? "productIndexes" : "productModels", product, at],
          `"${name}" is none of the service's ${own}`,
          nearestWord(name, known) === undefined
            ? `Write one of: ${known.join(", ")}`
            : `Did you mean ${nearestWord(name, known)}?`,
        );
}

/** A product that pays by the call may not call what nobody counts. */
function checkBudgets(
  { products, apiManagement }: SalvagedConfig,
  service: Service,
  path: ConfigPath,
  report: Report,
  catalogue: Catalogue,
): void {
  if (service.kind === undefined) return;
  const paying = (products ?? []).flatMap((product) =>
    product?.name !== undefined &&
    (service.products?.includes(product.name) ?? true) &&
    moneyOf(product as ProductConfig).length > 0
      ? [product.name]
      : [],
  );
  if (paying.length === 0) return;
  const at = service.products === undefined ? path : [...path, "products"];
  if (apiManagement?.sku && !skuFacts[apiManagement.sku].quotaByKey)
    report(
      "CONFIG_SERVICE_BUDGET",
      at,
      `${apiManagement.sku} has no quota-by-key: budgets are quotas of tokens there, which count nothing of this service. With a budget: ${paying.join(", ")}`,
      "Write products, without those",
    );
  else if (pricesOf(service as ServiceConfig).some((entry) => unitPrice(catalogue, entry) === undefined))
    report(
      "CONFIG_SERVICE_BUDGET",
      at,
      `The catalogue lacks a price of this service, so a budget would count nothing. With a budget: ${paying.join(", ")}`,
      "Write products, without those, or the prices into catalogue.yaml",
    );
}
