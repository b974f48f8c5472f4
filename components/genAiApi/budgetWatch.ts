import type { Problem } from "@azure-genai-gateway/common/problem";
import type { GatewayConfig, ProductConfig } from "../config/schema";
import type { PolicyFiles } from "../policyFiles";
import { countsAlerts } from "../operations/alertCategories";
import { includeOf, type EntityNames } from "../policyNames";
import { renderTemplate, type RenderedPolicy, type TemplateParameters } from "../policyTemplates";
import { moneyOf, periodStart } from "./budgets";
import { hasTokenProducts } from "./callers";
import { bareQuery } from "./logQuery";
import type { Whose } from "./parameters";

/**
 * Budgets that somebody is told of at 50, 80 and 100 %, docs/decisions/0078: the products' policies name the budgets of a
 * call, and the APIs' look after them. A stack without any has none of it. Pure.
 */

/** How often Log Analytics is asked after one budget, at most. */
export const budgetSeconds = 900;

/** How long the one call waits that asks. */
const budgetTimeoutSeconds = 3;

type Watched = Pick<GatewayConfig, "products"> & Partial<Pick<GatewayConfig, "contracts" | "entra">>;
type Money = Pick<ProductConfig, "budget" | "subscriptionBudget" | "identity">;

const watchedOf = ({ budget, subscriptionBudget, identity }: Money): readonly Whose[] => [
  ...(budget?.alerts ? (["product"] as const) : []),
  ...(subscriptionBudget?.alerts ? (["subscription"] as const) : []),
  ...(identity?.perUser?.budget?.alerts ? (["user"] as const) : []),
];

/** Whose budgets are looked after anywhere in the stack; those of contracts are their products'. */
function watchedKinds({ products, contracts, entra }: Watched): readonly Whose[] {
  const found = new Set<Whose>([
    ...products.flatMap(watchedOf),
    ...(contracts?.enabled && contracts.alerts ? (["product"] as const) : []),
    // Budgets of persons are for who sends tokens.
    ...(contracts?.enabled && contracts.alerts && entra ? (["user"] as const) : []),
  ]);
  return [...found].sort();
}

export function watchesBudgets(config: Watched): boolean {
  return watchedKinds(config).length > 0;
}

/** Whether some policy asks Log Analytics: then the gateway's identity has to be a reader of the workspace. */
export function asksTheLog(config: Watched & Partial<Pick<GatewayConfig, "usage">>): boolean {
  return config.usage?.ownView === true || watchesBudgets(config);
}

/**
 * Whether calls leave a trace of what they have cost: for the levels of budgets, and for the own view of who has one, or
 * calls by token alone.
 */
function tracesSpending(config: Watched & Partial<Pick<GatewayConfig, "usage">>): boolean {
  const { usage, products, contracts } = config;
  const isAsked =
    hasTokenProducts(products) || products.some((one) => moneyOf(one).length > 0) || contracts?.enabled;
  return watchesBudgets(config) || (usage?.ownView === true && isAsked === true);
}

/** The include that counts what goes wrong, where somebody asks. */
export function alertIncludes(
  config: Watched & Partial<Pick<GatewayConfig, "alerts">>,
  names: Pick<EntityNames, "prefix">,
): readonly string[] {
  return countsAlerts(config) ? [includeOf(names, "usage-alerts")] : [];
}

/** The parameters of an API's policy, with what alerts need where usage is told. */
export function withAlerts(
  parameters: TemplateParameters,
  config: Watched & Partial<Pick<GatewayConfig, "alerts" | "usage">>,
  names: Pick<EntityNames, "prefix">,
): TemplateParameters {
  const told = parameters["usageOutcomeIncludes"] as readonly string[];
  const more = [
    ...(tracesSpending(config) ? ["usage-spent"] : []),
    ...(watchesBudgets(config) ? ["watch-budgets"] : []),
  ].map((fragment) => includeOf(names, fragment));
  return { ...parameters, usageOutcomeIncludes: [...told, ...alertIncludes(config, names), ...more] };
}

/** What the fragment watch-budgets is filled with. */
export function budgetWatches(
  config: Watched,
  files: PolicyFiles,
  parameters: TemplateParameters,
  problems: Problem[],
): readonly RenderedPolicy[] {
  const kinds = watchedKinds(config);
  const template = files.apis.get("watch-budget");
  if (kinds.length === 0 || !template) return [];
  const common = {
    ...{ ...parameters, periodStart, budgetSeconds, budgetTimeoutSeconds },
    budgetQuery: bareQuery("budget"),
  };
  return kinds.map((kind) => renderTemplate(template, { ...common, kind }, problems));
}
