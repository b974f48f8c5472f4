import { findModel, tokenPriceOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { everyPrice, ptuShareOf, tokenPriceSkus, tokenPricesOf } from "../genAiApi/tokenPrices";
import { reachedModels } from "./aliases";
import { pricedSkuOf } from "./declaredModels";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

const prices = ["promptPerMillion", "completionPerMillion"] as const;

/**
 * Budgets need the price of whatever their product may call: the catalogue's, or one of their own. A product has one
 * price of each kind, in whichever of its budgets it stands.
 */
export function budgetChecks(config: SalvagedConfig, report: Report, catalogue: Catalogue): void {
  const unpriced = new Map<string, string>();
  const spoken = new Map<string, string>();
  for (const { deployments } of (config.backends ?? []).flatMap((backend) => backend ?? []))
    for (const { name, model = name } of (deployments ?? []).flatMap((deployment) => deployment ?? [])) {
      if (!name || !model) continue;
      const told = name === model ? name : `${name} (${model})`;
      if (!tokenPriceSkus.some((sku) => tokenPriceOf(catalogue, model, sku)))
        unpriced.set(name.toLowerCase(), told);
      if (findModel(catalogue, model)?.kind === "realtime") spoken.set(name.toLowerCase(), told);
    }
  for (const [index, product] of (config.products ?? []).entries()) {
    pricesDiffer(product, index, report);
    if (product?.chargePtu === "share") shareUnknown(config, product, index, report, catalogue);
    const allowed = reachedModels(config, product);
    const reachedOf = (models: ReadonlyMap<string, string>) =>
      [...models].filter(([name]) => allowed?.has(name) ?? true).map(([, told]) => told);
    const [reached, sessions] = [reachedOf(unpriced), reachedOf(spoken)];
    for (const key of ["budget", "subscriptionBudget"] as const) {
      const budget = product?.[key];
      if (budget && sessions.length > 0)
        report(
          "CONFIG_BUDGET_REALTIME",
          ["products", index, key],
          `Sessions with ${sessions.join(", ")} are not in the budget: what passes in them is seen by no policy`,
          "Leave the deployment out of the product's models, or watch its tokens in the LLM log",
          "warning",
        );
      if (reached.length === 0) continue;
      const missing = prices.filter(
        (price) => (product?.budget?.[price] ?? product?.subscriptionBudget?.[price]) === undefined,
      );
      if (!budget || missing.length === 0) continue;
      report(
        "CONFIG_BUDGET_UNPRICED",
        ["products", index, key],
        `The catalogue has no price of ${reached.join(", ")}, which the product may call`,
        `Write ${missing.join(" and ")} here, add the price to a catalogue.yaml of your own, or leave the deployment out of the product's models`,
      );
    }
  }
}

type Product = NonNullable<SalvagedConfig["products"]>[number];

/** One call has one cost, whichever budget counts it. */
function pricesDiffer(product: Product, index: number, report: Report): void {
  for (const price of prices) {
    const [one, other] = [product?.budget?.[price], product?.subscriptionBudget?.[price]];
    if (one === undefined || other === undefined || one === other) continue;
    report(
      "CONFIG_BUDGET_PRICES_DIFFER",
      ["products", index, "subscriptionBudget", price],
      `The product's budget has the price ${one} for the same tokens, and a call costs one sum`,
      "Write the price once: it holds for both budgets",
    );
  }
}

/** A share of a PTU's hour takes the hour's price, and the tokens that a PTU carries. */
function shareUnknown(
  config: SalvagedConfig,
  product: Product,
  index: number,
  report: Report,
  catalogue: Catalogue,
): void {
  const allowed = reachedModels(config, product);
  const unknown = new Set<string>();
  for (const backend of config.backends ?? []) {
    if (backend?.kind !== "ptu") continue;
    const sku = pricedSkuOf(backend);
    for (const deployment of backend.deployments ?? []) {
      const { name, model = name } = deployment ?? {};
      if (!name || !model || !(allowed?.has(name.toLowerCase()) ?? true)) continue;
      if (!ptuShareOf(catalogue, model, sku)) unknown.add(`${model} under ${sku}`);
    }
  }
  if (unknown.size > 0)
    report(
      "CONFIG_PTU_SHARE_UNKNOWN",
      ["products", index, "chargePtu"],
      `The catalogue does not say what an hour of a PTU costs, or how many tokens it carries, for ${[...unknown].join(", ")}`,
      "Write chargePtu: payg, or add the figures to a catalogue.yaml of your own",
    );
}

/**
 * The best that a tier without quota-by-key can do for a budget, as one would write it: so many tokens as the money buys
 * at the dearest price that the product may meet. It never lets through more than the budget, and less where calls are
 * cheaper than that.
 */
export function quotaInPlaceOf(
  config: SalvagedConfig,
  product: NonNullable<Product>,
  key: "budget" | "subscriptionBudget",
  catalogue: Catalogue,
): string {
  const name = key === "budget" ? "tokenQuota" : "subscriptionTokenQuota";
  const { dollars, period = "Monthly" } = product[key] ?? {};
  const own = prices.map((price) => product.budget?.[price] ?? product.subscriptionBudget?.[price]);
  const allowed = reachedModels(config, product);
  const listed = (config.backends ?? []).flatMap((backend) =>
    (backend?.deployments ?? []).flatMap((deployment) => {
      const { name: deployed, model = deployed, as = model } = deployment ?? {};
      if (!deployed || !model || !(allowed?.has(deployed.toLowerCase()) ?? true)) return [];
      const found = tokenPricesOf(catalogue, model, pricedSkuOf(backend, as));
      return found ? everyPrice(found) : [];
    }),
  );
  const stated = own.flatMap((price) => price ?? []);
  const dearest = Math.max(0, ...stated, ...(stated.length === own.length ? [] : listed));
  if (dollars === undefined || dearest === 0) return `a ${name}`;
  return `${name}: { tokens: ${Math.max(1, Math.floor((dollars * 1_000_000) / dearest))}, period: ${period} }`;
}
