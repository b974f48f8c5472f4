import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadCatalogue } from "@azure-genai-gateway/catalogue";
import type { BackendPlan, PlannedBreaker } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import { tariffsOf } from "../genAiApi/callCost";
import { refusals } from "@azure-genai-gateway/common/refusals";
import { limitTable } from "./limitTable";
import type { WorkbookQuery } from "./panels";
import { priceTables } from "./priceTables";

export const alertQueries = ["refused", "spilled", "breaker-open", "budget-used", "slow-gateway"] as const;
/** Of alerts that are there only where they are asked for, with what they have in beside the common parameters. */
export const askedAlertQueries = ["budget-level", "category"] as const;
/** A part of all queries of the workbook: queries/workbook/calls.kql. */
export const sharedPart = "calls";

/** For a database that the events of usage are read into, beside API Management's log. */
export const usageQueries = ["budget", "exact-cost", "own-month", "table", "total"] as const;

export type AlertQuery = (typeof alertQueries)[number];
export type AskedAlertQuery = (typeof askedAlertQueries)[number];
export type UsageQuery = (typeof usageQueries)[number];

/** Whose calls own-month adds up, as callers are known: by the subscription of their key, or by their token alone. */
export const ownCalls = {
  byKey:
    'ApiManagementGatewayLogs | where ApimSubscriptionId == "SUBSCRIPTION-ID" | summarize take_any(*) by CorrelationId | project CorrelationId, Product = ProductId, Backend = BackendId',
  // The log names the open product that all such calls come in by, and nobody; the gateway's own trace has both.
  byToken:
    'AppTraces | where Message == "GenAI spent" and tostring(Properties.caller) == "CALLER-ID" | extend CorrelationId = tostring(Properties.request), Product = tostring(Properties.product), Backend = tostring(Properties.backend) | summarize take_any(*) by CorrelationId | project CorrelationId, Product, Backend',
} as const;

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
    ownCalls: ownCalls.byKey,
    breakerCount: String(breaker.count),
    breakerSeconds: String(secondsOf(breaker.interval)),
    ...priceTables(plan ? tariffsOf(plan, config.products, loadCatalogue()) : []),
    reasons: Object.entries(refusals)
      .map((row) => `  ${row.map((text) => JSON.stringify(text)).join(", ")}`)
      .join(",\n"),
    limits: limitTable(config.products),
  };
}

/** What is chosen in the workbook, as it writes that into a query: parameters of the workbook's own. */
export const chosenThere: Readonly<Record<string, string>> = {
  product: "{Product}",
  by: "{By}",
  grain: "{TimeRange:grain}",
  search: "{Search}",
  requestId: "{RequestId}",
};

/** The KQL of a panel. */
export function panelQuery(
  name: WorkbookQuery,
  parameters: Readonly<Record<string, string>>,
  chosen: Readonly<Record<string, string>> = chosenThere,
): string {
  const all = { ...parameters, ...chosen };
  return readQuery("workbook", name, { ...all, calls: readQuery("workbook", sharedPart, all).trimEnd() });
}

/** The KQL of one file under queries/, with its parameters put in. Throws for a parameter that there is none of. */
export function readQuery(
  folder: "alerts" | "workbook" | "usage",
  name: AlertQuery | AskedAlertQuery | WorkbookQuery | typeof sharedPart | UsageQuery,
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

/** The queries/ of this package, whether it runs from source or as built. */
function packageQueries(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "queries");
    if (existsSync(join(candidate, "alerts"))) return candidate;
    if (dirname(folder) === folder) throw new Error(`The package has no queries/ folder above ${__dirname}`);
  }
}
