import type { Catalogue } from "@azure-genai-gateway/catalogue";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { BackendPlan } from "../backendPlan";
import type { ProductConfig } from "../config/schema";
import { moneyOf, tokenBudgetParameters } from "./budgets";
import { dearestOf, priceRows, tariffOf } from "./tokenPrices";

type Budgeted = Pick<
  ProductConfig,
  "name" | "models" | "budget" | "subscriptionBudget" | "identity" | "chargePtu"
>;

/**
 * The dearest token that a product with a budget can meet, in US dollars for a million, where budgets are quotas of tokens
 * (docs/decisions/0073); undefined for a product without one, or whose tokens are free.
 */
export function dearestFor(
  product: Budgeted,
  plan: Pick<BackendPlan, "models" | "backends" | "providers" | "aliases">,
  catalogue: Catalogue,
): number | undefined {
  if (moneyOf(product).length === 0) return undefined;
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
  const all = [
    { key: "budget", money: product.budget, whose: "product" },
    { key: "subscriptionBudget", money: product.subscriptionBudget, whose: "subscription" },
    { key: "identity.perUser.budget", money: product.identity?.perUser?.budget, whose: "user" },
  ] as const;
  return all.flatMap(({ key, money, whose }) => {
    if (!money) return [];
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
