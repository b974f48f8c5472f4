import type { Catalogue } from "@azure-genai-gateway/catalogue";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { BackendPlan } from "../backendPlan";
import type { ProductConfig } from "../config/schema";
import { tokenBudgetParameters } from "./budgets";
import { dearestOf, priceRows, tariffOf } from "./tokenPrices";

type Budgeted = Pick<ProductConfig, "name" | "models" | "budget" | "subscriptionBudget" | "chargePtu">;

/**
 * The dearest token that a product with a budget can meet, in US dollars for a million, where budgets are quotas of tokens
 * (docs/decisions/0073); undefined for a product without one, or whose tokens are free.
 */
export function dearestFor(
  product: Budgeted,
  plan: Pick<BackendPlan, "models" | "backends" | "providers" | "aliases">,
  catalogue: Catalogue,
): number | undefined {
  if (!product.budget && !product.subscriptionBudget) return undefined;
  const named = product.models?.map((name) => name.toLowerCase());
  const members = Object.entries(plan.aliases)
    .filter(([alias]) => named?.includes(alias.toLowerCase()))
    .flatMap(([, alias]) => alias.members.map(({ deployment }) => deployment.toLowerCase()));
  const reached = named && new Set([...named, ...members]);
  const rows = priceRows(plan, catalogue, tariffOf(product)).filter(
    ({ deployment }) => reached?.has(deployment.toLowerCase()) ?? true,
  );
  return dearestOf(rows.map(({ prices }) => prices)) || undefined;
}

/** Says at preview what a budget is in such a tier. */
export function budgetWarnings(product: Budgeted, dearest: number): readonly Problem[] {
  return (["budget", "subscriptionBudget"] as const).flatMap((key) => {
    const money = product[key];
    if (!money) return [];
    const whose = key === "budget" ? "product" : "subscription";
    const { tokens } = tokenBudgetParameters(money, whose, "", dearest);
    return [
      {
        code: "BUDGET_IN_TOKENS",
        severity: "warning" as const,
        message: `This tier has no quota-by-key, so ${key} of ${money.dollars} dollars is one quota of ${tokens} tokens (${money.period}), whatever model and kind of token: at ${dearest} dollars a million, the dearest that the product can meet. It ends before the money where tokens are cheaper. A caller who leaves is counted by the prompt alone`,
        hint: "Give models of very different prices products of their own; for budgets to the millionth take a classic tier",
      },
    ];
  });
}
