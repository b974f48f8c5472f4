import * as apimanagement from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayConfig, ProductConfig } from "../config/schema";
import { readQuery } from "../operations/queries";
import { priceTables } from "../operations/priceTables";
import type { EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import type { TariffRows } from "./callCost";
import type { ServiceReference } from "./types";

/** Log Analytics' query API, as the audience of its tokens. https://learn.microsoft.com/azure/azure-monitor/logs/api/access-api */
const audience = "https://api.loganalytics.azure.com";

/** Name of the named value that holds the id of the workspace. */
export function usageWorkspaceOf({ prefix }: Pick<EntityNames, "prefix">): string {
  return `${prefix}genai-usage-workspace`;
}

/** What the operation get-usage is filled with. Pure. */
export function ownUsageParameters(
  names: EntityNames,
  userAssigned: boolean,
  products: GatewayConfig["products"],
  tariffs: readonly TariffRows[],
): TemplateParameters {
  const query = readQuery("usage", "own-month", priceTables(tariffs))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("//"))
    .join("\n");
  return {
    usageWorkspace: usageWorkspaceOf(names),
    usageSignOn: `<authentication-managed-identity resource="${audience}"${userAssigned ? ` client-id="{{${names.identityNamedValue}}}"` : ""} />`,
    ownMonth: query,
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

/** The id by which Log Analytics' query API knows the workspace. */
export function declareUsageWorkspace(
  name: string,
  service: ServiceReference,
  names: EntityNames,
  workspace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): apimanagement.NamedValue {
  const id = usageWorkspaceOf(names);
  return new apimanagement.NamedValue(
    `${name}-usage-workspace`,
    { ...service, namedValueId: id, displayName: id, value: workspace, secret: false },
    options,
  );
}
