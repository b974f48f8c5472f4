import { findModel, tokenPricesAnywhere, type Catalogue } from "@azure-genai-gateway/catalogue";
import { ptuShareOf } from "../genAiApi/tokenPrices";
import { providerApiNamesOf, type Providers } from "../providers";
import { reachedModels } from "./aliases";
import { declaredModels, pricedSkuOf } from "./declaredModels";
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
      if (tokenPricesAnywhere(catalogue, model).length === 0) unpriced.set(name.toLowerCase(), told);
      if (findModel(catalogue, model)?.kind === "realtime") spoken.set(name.toLowerCase(), told);
    }
  for (const [index, product] of (config.products ?? []).entries()) {
    pricesDiffer(product, index, report);
    if (product?.chargePtu === "share") shareUnknown(config, product, index, report, catalogue);
    const allowed = reachedModels(config, product);
    const reachedOf = (models: ReadonlyMap<string, string>) =>
      [...models].filter(([name]) => allowed?.has(name) ?? true).map(([, told]) => told);
    const [reached, sessions] = [reachedOf(unpriced), reachedOf(spoken)];
    for (const { path: key, budget } of budgetsOf(product)) {
      if (budget && sessions.length > 0)
        report(
          "CONFIG_BUDGET_REALTIME",
          ["products", index, ...key],
          `Sessions with ${sessions.join(", ")} are not in the budget: what passes in them is seen by no policy`,
          "Leave the deployment out of the product's models, or watch its tokens in the LLM log",
          "warning",
        );
      if (reached.length === 0) continue;
      const missing = prices.filter((price) =>
        budgetsOf(product).every((one) => one.budget?.[price] === undefined),
      );
      if (!budget || missing.length === 0) continue;
      report(
        "CONFIG_BUDGET_UNPRICED",
        ["products", index, ...key],
        `The catalogue has no price of ${reached.join(", ")}, which the product may call`,
        `Write ${missing.join(" and ")} here, add the price to a catalogue.yaml of your own, or leave the deployment out of the product's models`,
      );
    }
  }
}

type Product = NonNullable<SalvagedConfig["products"]>[number];

/** A product's budgets, whosever they are, and where they stand in it. */
export function budgetsOf(product: Product) {
  return [
    { path: ["budget"], budget: product?.budget },
    { path: ["subscriptionBudget"], budget: product?.subscriptionBudget },
    { path: ["identity", "perUser", "budget"], budget: product?.identity?.perUser?.budget },
  ] as const;
}

/** One call has one cost, whichever budget counts it. */
function pricesDiffer(product: Product, index: number, report: Report): void {
  for (const price of prices) {
    const [first, ...others] = budgetsOf(product).flatMap(({ path, budget }) =>
      budget?.[price] === undefined ? [] : [{ path, one: budget[price] }],
    );
    for (const { path, one } of others)
      if (first && one !== first.one)
        report(
          "CONFIG_BUDGET_PRICES_DIFFER",
          ["products", index, ...path, price],
          `The product's ${first.path.join(".")} has the price ${first.one} for the same tokens, and a call costs one sum`,
          "Write the price once: it holds for all of the product's budgets",
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

/** Kinds of models whose tokens llm-token-limit counts. https://learn.microsoft.com/azure/api-management/llm-token-limit-policy */
const countedKinds = new Set<string | undefined>(["chat", "completions", "embeddings", undefined]);

/**
 * What a product may reach that a tier without quota-by-key counts nothing of: a budget there is a quota of tokens, and
 * money would be spent past it. Models of other kinds by their names, and APIs in other providers' formats.
 */
export function uncountedOf(
  config: SalvagedConfig,
  product: NonNullable<Product>,
  catalogue: Catalogue,
  providers: Providers,
): readonly string[] {
  const allowed = reachedModels(config, product);
  const declared = [...declaredModels(config, catalogue, providers)];
  const models = declared
    // No session with a model that talks begins where money is counted.
    .filter(([, { kind }]) => !countedKinds.has(kind) && kind !== "realtime")
    .filter(([name]) => allowed?.has(name) ?? true)
    .map(([, { name }]) => name);
  const formats = new Set<string>(
    declared.filter(([name]) => allowed?.has(name) ?? true).flatMap(([, one]) => [...one.formats]),
  );
  const apis = providerApiNamesOf(providers)
    .filter((name) => formats.has(name) && config.apis?.[name]?.enabled !== false)
    .filter((name) => product.apis === undefined || product.apis.includes(name))
    .map((name) => providers.apis[name].displayName);
  return [...models, ...apis];
}
