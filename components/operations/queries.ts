import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadCatalogue } from "@azure-genai-gateway/catalogue";
import type { BackendPlan, PlannedBreaker } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import { tokenPrices, type TokenPrices } from "../genAiApi/tokenPrices";

export const alertQueries = ["refused", "spilled", "breaker-open", "budget-used", "slow-gateway"] as const;
export const workbookQueries = [
  "calls-by-product",
  "tokens-by-product",
  "cost-by-product",
  "spill-by-hour",
] as const;

export type AlertQuery = (typeof alertQueries)[number];
export type WorkbookQuery = (typeof workbookQueries)[number];

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
    prices: priceRows(config, plan ? tokenPrices(plan, loadCatalogue()) : {}),
  };
}

/** The KQL of one file under queries/, with its parameters put in. Throws for a parameter that there is none of. */
export function readQuery(
  folder: "alerts" | "workbook",
  name: AlertQuery | WorkbookQuery,
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

/** Of `PT30S` and the like. */
function secondsOf(duration: string): number {
  const [, minutes = "0", seconds = "0"] = /^PT(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/**
 * By product with a budget and deployment, in lower case: the budget's own prices, else the catalogue's. KQL takes no empty
 * table, so where no product has a budget there is a row that no call has.
 */
function priceRows(
  { products }: Pick<GatewayConfig, "products">,
  prices: Readonly<Record<string, TokenPrices | undefined>>,
): string {
  const rows = products.flatMap(({ name, budget, subscriptionBudget }) => {
    const own = budget ?? subscriptionBudget;
    if (!own) return [];
    return Object.entries(prices).map(([deployment, listed]) => {
      const each = [
        own.promptPerMillion ?? listed?.prompt ?? 0,
        own.completionPerMillion ?? listed?.completion ?? 0,
      ];
      return `  ${JSON.stringify(name)}, ${JSON.stringify(deployment.toLowerCase())}, ${each.join(", ")}`;
    });
  });
  return rows.length > 0 ? rows.join(",\n") : '  "", "", 0, 0';
}

/** The queries/ of this package, whether it runs from source or as built. */
function packageQueries(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "queries");
    if (existsSync(join(candidate, "alerts"))) return candidate;
    if (dirname(folder) === folder) throw new Error(`The package has no queries/ folder above ${__dirname}`);
  }
}
