import type { GatewayConfig, ProductConfig } from "../config/schema";
import { secondsOf } from "../genAiApi/periods";

type Row = readonly [kind: string, owner: string, unit: string, seconds: number, most: number];

/**
 * The limits of products and of their subscriptions, as rows of KQL. KQL takes no empty table, so there is a row that
 * nobody has.
 */
export function limitTable(products: GatewayConfig["products"]): string {
  const rows = products.flatMap((product) => [
    ...limitsOf("product", product.name, product.tokensPerMinute, product.tokenQuota, product.budget),
    ...product.subscriptions.flatMap(({ name }) =>
      limitsOf(
        "subscription",
        name,
        product.subscriptionTokensPerMinute,
        product.subscriptionTokenQuota,
        product.subscriptionBudget,
      ),
    ),
  ]);
  return (rows.length > 0 ? rows : [["", "", "", 60, 1] as const])
    .map((row) => `  ${row.map((cell) => JSON.stringify(cell)).join(", ")}`)
    .join(",\n");
}

function limitsOf(
  kind: string,
  owner: string,
  tokensPerMinute: number | undefined,
  quota: ProductConfig["tokenQuota"],
  budget: ProductConfig["budget"],
): readonly Row[] {
  return [
    ...(tokensPerMinute === undefined ? [] : [[kind, owner, "tokens", 60, tokensPerMinute] as const]),
    ...(quota ? [[kind, owner, "tokens", secondsOf[quota.period], quota.tokens] as const] : []),
    ...(budget ? [[kind, owner, "US dollars", secondsOf[budget.period], budget.dollars] as const] : []),
  ];
}
