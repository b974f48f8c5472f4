import type { GatewayConfig, ProductConfig } from "../config/schema";
import { priceTables } from "../operations/priceTables";
import type { EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import type { TariffRows } from "./callCost";
import { bareQuery, logQueryParameters } from "./logQuery";

/** What the operation get-usage is filled with. Pure. */
export function ownUsageParameters(
  names: EntityNames,
  userAssigned: boolean,
  products: GatewayConfig["products"],
  tariffs: readonly TariffRows[],
): TemplateParameters {
  return {
    ...logQueryParameters(names, userAssigned),
    ownMonth: bareQuery("own-month", priceTables(tariffs)),
    ownLimitCases: products.flatMap((product) => {
      const limits = limitsOf(product);
      const text = JSON.stringify(limits).replaceAll('"', "'");
      return Object.keys(limits).length === 0
        ? []
        : [escapeXml(`case ${csharpText(product.name)}: limits = ${csharpText(text)}; break;`)];
    }),
  };
}

/** As the config has them: of the product, and of each of its subscriptions. */
function limitsOf(product: ProductConfig): Readonly<Record<string, unknown>> {
  const { tokensPerMinute, subscriptionTokensPerMinute, budget, subscriptionBudget } = product;
  const money = (of: ProductConfig["budget"]) => of && { dollars: of.dollars, period: of.period };
  return Object.fromEntries(
    Object.entries({
      product_tokens_per_minute: tokensPerMinute,
      subscription_tokens_per_minute: subscriptionTokensPerMinute,
      product_budget: money(budget),
      subscription_budget: money(subscriptionBudget),
    }).filter(([, value]) => value !== undefined),
  );
}
