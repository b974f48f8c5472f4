import type { Catalogue } from "@azure-genai-gateway/catalogue";
import type { BackendPlan } from "../backendPlan";
import type { ProductConfig } from "../config/schema";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { pictureCost } from "./pictures";
import {
  fromConfig,
  highest,
  priceRows,
  tariffOf,
  type DatedPrices,
  type PriceRow,
  type Tariff,
  type TokenPrices,
} from "./tokenPrices";

/** What of a product decides what its calls cost. */
export type PricedProduct = Pick<
  ProductConfig,
  "name" | "budget" | "subscriptionBudget" | "identity" | "chargePtu"
>;

/** A tariff that some products have, and its prices. */
export interface TariffRows {
  /** Empty for the tariff of products that say nothing of their own, and of calls without a product. */
  readonly key: string;
  readonly products: readonly string[];
  readonly rows: readonly PriceRow[];
}

/**
 * The tariffs of a stack, the common one first. Pure.
 * @param more what products that the stack does not know may be charged by
 */
export function tariffsOf(
  plan: Pick<BackendPlan, "models" | "backends" | "providers">,
  products: readonly PricedProduct[],
  catalogue: Catalogue,
  more: readonly Tariff["chargePtu"][] = [],
): readonly TariffRows[] {
  const common: Tariff = { chargePtu: "payg" };
  const found = new Map<string, { readonly tariff: Tariff; readonly products: string[] }>([
    ["", { tariff: common, products: [] }],
  ]);
  for (const product of products) {
    const tariff = tariffOf(product);
    const key = tariffKeyOf(tariff);
    const known = found.get(key) ?? { tariff, products: [] };
    known.products.push(product.name);
    found.set(key, known);
  }
  for (const chargePtu of more) {
    const key = tariffKeyOf({ chargePtu });
    if (!found.has(key)) found.set(key, { tariff: { chargePtu }, products: [] });
  }
  return [...found].map(([key, { tariff, products: names }]) => ({
    key,
    products: names,
    rows: priceRows(plan, catalogue, tariff),
  }));
}

/** Ends in a slash, so that no tariff's key runs on into the name of a deployment. */
export function tariffKeyOf({ promptPerMillion, completionPerMillion, chargePtu }: Tariff): string {
  if (promptPerMillion === undefined && completionPerMillion === undefined && chargePtu === "payg") return "";
  return `${chargePtu},${promptPerMillion ?? ""},${completionPerMillion ?? ""}/`;
}

/**
 * What read-usage is filled with: the one place where a call is priced, from which the usage event and every budget read.
 * Cases of one price stand together, for a fragment has an end.
 */
export function costParameters(tariffs: readonly TariffRows[]): TemplateParameters {
  const all = tariffs.flatMap(({ rows }) => rows.map(({ prices }) => prices));
  const dearest = highest(all.flatMap((prices) => prices ?? []));
  const byPrices = new Map<string, string[]>();
  for (const { key, rows } of tariffs)
    for (const { deployment, backend, prices } of rows) {
      if (!prices) continue;
      const label = `case ${csharpText(`${key}${deployment.toLowerCase()}@${backend}`)}:`;
      const assigned = assignments(prices);
      byPrices.set(assigned, [...(byPrices.get(assigned) ?? []), label]);
    }
  return {
    tariffCases: tariffs.flatMap(({ key, products }) =>
      key === "" || products.length === 0
        ? []
        : [
            escapeXml(
              `${products.map((name) => `case ${csharpText(name)}:`).join(" ")} tariff = ${csharpText(key)}; break;`,
            ),
          ],
    ),
    priceCases: [
      ...[...byPrices].map(([assigned, labels]) => `${labels.join(" ")} ${assigned} break;`),
      // A price that no catalogue has: budgets take the dearest there is, and events say that they know none.
      `default: ${amounts(dearest)} priceFrom = null; break;`,
    ].map(escapeXml),
    ...pictureCost(all),
  };
}

/** C# that sets what the call's tokens cost: `large` is the prompt as it may be, `tier` how the call was processed. */
function assignments(prices: DatedPrices): string {
  const { from, long, tiers } = prices;
  // Of prices that hold for every tier there is none that is not known.
  const all = from === fromConfig && !tiers ? ' tier = "";' : "";
  return [
    amounts(prices),
    ...(long ? [`if (large > ${long.above}) { ${amounts(long)} }`] : []),
    ...Object.entries(tiers ?? {}).map(
      ([tier, own]) => `if (tier == ${csharpText(tier)}) { ${amounts(own)} tier = ""; }`,
    ),
    `priceFrom = ${csharpText(from)};${all}`,
  ].join(" ");
}

const variables = {
  prompt: "input",
  cached: "inCache",
  cacheWrite: "toCache",
  cacheWriteLong: "toCacheLong",
  promptAudio: "heard",
  cachedAudio: "heardInCache",
  promptImage: "seen",
  completion: "output",
  completionAudio: "spoken",
  picture: "each",
} as const satisfies Record<keyof TokenPrices, string>;

function amounts(prices: TokenPrices | undefined): string {
  return Object.entries(variables)
    .filter(([kind]) => kind !== "picture" || (prices?.picture ?? 0) > 0)
    .map(([kind, variable]) => `${variable} = ${prices?.[kind as keyof TokenPrices] ?? 0};`)
    .join(" ");
}
