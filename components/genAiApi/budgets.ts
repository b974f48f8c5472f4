import type { Budget, ProductConfig } from "../config/schema";
import { includeOf, type EntityNames } from "../policyNames";
import type { Whose } from "./parameters";
import { escapeXml, type TemplateParameters } from "../policyTemplates";
import { secondsOf } from "./periods";

/** C# of the period that `now` is in, of a length of `seconds`: as first-period-start of policies/products/budget.xml has it. */
export const periodStart =
  "new DateTime(2026, 1, 1).AddSeconds(Math.Floor((now - new DateTime(2026, 1, 1)).TotalSeconds / seconds) * seconds)";

/** As far as a counter of API Management may count; it is an int. */
const largestCount = 2_000_000_000;

/**
 * What the counter of a budget counts, to a dollar: millionths, so that the shortest embedding costs what it costs, or
 * as fine a part as the counter has room for.
 */
export function unitsPerDollar(dollars: number): number {
  return [1_000_000, 100_000, 10_000].find((units) => dollars * units <= largestCount) ?? 1_000;
}

/**
 * The parameters of policies/products/budget.xml. Prices are none of them: read-usage has priced the call, see callCost.
 * @param whose whose money it is; part of the counter's key, as the counter's unit is: another unit is another counter
 * @param id a C# expression
 */
export function budgetParameters(money: Budget, whose: Whose, id: string): TemplateParameters {
  const { dollars, period } = money;
  const units = unitsPerDollar(dollars);
  return {
    counterKey: `@("budget:${whose}:" + ${id}${units === 1_000_000 ? "" : ` + ":${units}"`})`,
    calls: Math.round(dollars * units),
    renewalPeriod: secondsOf[period],
    unitsPerDollar: units,
    watched: watchedBudget(money, whose, secondsOf[period]),
  };
}

/**
 * The parameters of policies/products/token-budget.xml, for tiers without quota-by-key: the tokens that the money buys at
 * one price, which is the dearest of all that the product can meet.
 * @param dearest US dollars for a million tokens; above 0
 */
export function tokenBudgetParameters(
  money: Budget,
  whose: Whose,
  id: string,
  dearest: number,
): TemplateParameters & { readonly tokens: number } {
  const { dollars, period } = money;
  const tokens = Math.min(largestCount, Math.floor((dollars * 1_000_000) / dearest));
  return {
    counterKey: `@("budget:${whose}:" + ${id})`,
    tokens,
    period,
    left: money.alerts ? ` remaining-quota-tokens-variable-name="genai-left-budget-${whose}"` : "",
    watched: watchedBudget(money, whose, period, tokens),
  };
}

/** What a budget's policy says of it, for the fragment watch-budgets; nothing where nobody is told. */
function watchedBudget(
  money: { readonly dollars: number; readonly alerts?: { readonly percent: readonly number[] } | undefined },
  kind: Whose,
  period: string | number,
  tokens?: number,
): readonly string[] {
  if (!money.alerts) return [];
  const levels = [...new Set(money.alerts.percent)].sort((one, other) => one - other).join(",");
  const text = `${money.dollars}|${period}|${levels}|${tokens ?? ""}`;
  return [`<set-variable name="genai-watch-${kind}" value="${escapeXml(text)}" />`];
}

/** A product's budgets, whosever they are. */
export function moneyOf({
  budget,
  subscriptionBudget,
  identity,
}: Pick<ProductConfig, "budget" | "subscriptionBudget" | "identity">): readonly Budget[] {
  return [budget, subscriptionBudget, identity?.perUser?.budget].flatMap((money) => money ?? []);
}

/** What the APIs' policy has for products with a budget, where there are any: those of contracts may. */
export function budgetIncludes(
  products: readonly Pick<ProductConfig, "budget" | "subscriptionBudget" | "identity">[],
  names: Pick<EntityNames, "prefix">,
  takesContracts = false,
): { readonly refuseTierInclude: readonly string[]; readonly boundStreamInclude: readonly string[] } {
  const any = takesContracts || products.some((product) => moneyOf(product).length > 0);
  return {
    refuseTierInclude: any ? [includeOf(names, "refuse-tier")] : [],
    boundStreamInclude: any ? [includeOf(names, "bound-stream")] : [],
  };
}
