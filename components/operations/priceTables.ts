import type { TariffRows } from "../genAiApi/callCost";

/** Tokens that no prompt has: where a model has no prices for long ones. */
const longest = 1_000_000_000;

/**
 * The prices that events and budgets have, as rows of KQL: which products have a tariff of their own, and what tokens cost
 * under each by deployment, in lower case, and backend. KQL takes no empty table, so there is a row that no call has.
 */
export function priceTables(tariffs: readonly TariffRows[]): {
  readonly tariffs: string;
  readonly prices: string;
} {
  const list = (rows: readonly string[], none: string) =>
    rows.length > 0 ? rows.map((row) => `  ${row}`).join(",\n") : `  ${none}`;
  const named = tariffs.flatMap(({ key, products }) =>
    key === "" ? [] : products.map((product) => `${JSON.stringify(product)}, ${JSON.stringify(key)}`),
  );
  const rows = tariffs.flatMap(({ key, rows: all }) =>
    all.flatMap(({ deployment, backend, prices }) =>
      prices
        ? [
            [
              ...[key, deployment.toLowerCase(), backend].map((text) => JSON.stringify(text)),
              prices.prompt,
              prices.completion,
              ...(prices.long
                ? [prices.long.above, prices.long.prompt, prices.long.completion]
                : [longest, prices.prompt, prices.completion]),
            ].join(", "),
          ]
        : [],
    ),
  );
  return { tariffs: list(named, '"", ""'), prices: list(rows, `"", "", "", 0, 0, ${longest}, 0, 0`) };
}
