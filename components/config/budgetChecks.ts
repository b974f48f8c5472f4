import { findModel, tokenPriceOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { tokenPriceSkus } from "../genAiApi/tokenPrices";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** Budgets need the price of whatever their product may call: the catalogue's, or one of their own. */
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
    const allowed = product?.models?.map((name) => name?.toLowerCase());
    const reachedOf = (models: ReadonlyMap<string, string>) =>
      [...models].filter(([name]) => allowed?.includes(name) ?? true).map(([, told]) => told);
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
      const missing = (["promptPerMillion", "completionPerMillion"] as const).filter(
        (price) => budget?.[price] === undefined,
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
