import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadCatalogue } from "@azure-genai-gateway/catalogue";
import type { BackendPlan, PlannedBreaker } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import { tariffsOf, type TariffRows } from "../genAiApi/callCost";

export const alertQueries = ["refused", "spilled", "breaker-open", "budget-used", "slow-gateway"] as const;
export const workbookQueries = [
  "calls-by-product",
  "tokens-by-product",
  "cost-by-product",
  "spill-by-hour",
] as const;

/** For a database that the events of usage are read into, beside API Management's log. */
export const usageQueries = ["exact-cost", "table", "total"] as const;

export type AlertQuery = (typeof alertQueries)[number];
export type WorkbookQuery = (typeof workbookQueries)[number];
export type UsageQuery = (typeof usageQueries)[number];

/** What the queries take from the config, by the name in `$[...]`. */
export function queryParameters(
  config: Pick<GatewayConfig, "alerts" | "products">,
  breaker: PlannedBreaker,
  plan?: Pick<BackendPlan, "models" | "backends">,
): Readonly<Record<string, string>> {
  const { refusedShare, spilledShare, gatewayMilliseconds } = config.alerts;
  return {
    refusedShare: String(refusedShare),
    spilledShare: String(spilledShare),
    gatewayMilliseconds: String(gatewayMilliseconds),
    breakerCount: String(breaker.count),
    breakerSeconds: String(secondsOf(breaker.interval)),
    ...priceTables(plan ? tariffsOf(plan, config.products, loadCatalogue()) : []),
  };
}

/** The KQL of one file under queries/, with its parameters put in. Throws for a parameter that there is none of. */
export function readQuery(
  folder: "alerts" | "workbook" | "usage",
  name: AlertQuery | WorkbookQuery | UsageQuery,
  parameters: Readonly<Record<string, string>>,
): string {
  const text = readFileSync(join(packageQueries(), folder, `${name}.kql`), "utf8").replaceAll("\r\n", "\n");
  return text.replace(/\$\[(\w+)\]/g, (_all, parameter: string) => {
    const value = parameters[parameter];
    if (value === undefined)
      throw new Error(`queries/${folder}/${name}.kql asks for ${parameter}, which there is none of`);
    return value;
  });
}

/** Tokens that no prompt has: where a model has no prices for long ones. */
const longest = 1_000_000_000;

/** Of `PT30S` and the like. */
function secondsOf(duration: string): number {
  const [, minutes = "0", seconds = "0"] = /^PT(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/**
 * The prices that events and budgets have, as rows of KQL: which products have a tariff of their own, and what tokens cost
 * under each by deployment, in lower case, and backend. KQL takes no empty table, so there is a row that no call has.
 */
function priceTables(tariffs: readonly TariffRows[]): { readonly tariffs: string; readonly prices: string } {
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

/** The queries/ of this package, whether it runs from source or as built. */
function packageQueries(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "queries");
    if (existsSync(join(candidate, "alerts"))) return candidate;
    if (dirname(folder) === folder) throw new Error(`The package has no queries/ folder above ${__dirname}`);
  }
}
