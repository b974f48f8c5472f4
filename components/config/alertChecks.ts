import { budgetsOf } from "./budgetChecks";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import type { ConfigPath } from "./source";

/** Who asks to be told has to be somebody. */
export function alertChecks(config: SalvagedConfig, report: Report): void {
  const { apiManagement, products, alerts } = config;
  // A component that gets a part of the config knows nobody.
  if (apiManagement === undefined) return;
  sampledSums(config, report);
  if ((alerts?.emails ?? []).length > 0) return;
  const nobody = (path: ConfigPath) =>
    report(
      "CONFIG_ALERT_CATEGORIES_NOBODY",
      path,
      "Nobody is named whom these alerts go to",
      "Write alerts.emails",
    );
  if (alerts?.categories) nobody(["alerts", "categories"]);
  for (const [index, product] of (products ?? []).entries()) {
    if (Object.values(product?.alertCategories ?? {}).includes(true))
      nobody(["products", index, "alertCategories"]);
    const asking = budgetsOf(product).filter(({ budget }) => budget?.alerts);
    // Of several budgets of a product one address is enough: all of them go there.
    if (asking.some(({ budget }) => (budget?.alerts?.emails ?? []).length > 0)) continue;
    for (const { path } of asking)
      report(
        "CONFIG_BUDGET_ALERTS_NOBODY",
        ["products", index, ...path, "alerts"],
        "Nobody is named whom the alerts of this budget go to",
        "Write emails here, or alerts.emails for the whole stack",
      );
  }
}

/** What calls have cost is added up from traces, of which Application Insights would get a share. */
function sampledSums({ products, contracts, usage, monitoring }: SalvagedConfig, report: Report): void {
  if ((monitoring?.samplingPercentage ?? 100) >= 100) return;
  const money = (products ?? []).flatMap((product) =>
    budgetsOf(product).flatMap(({ budget }) => budget ?? []),
  );
  const byToken = (products ?? []).some((product) => product?.identity?.mode === "entra");
  const refuse = (what: string) =>
    report(
      "CONFIG_SUMS_SAMPLED",
      ["monitoring", "samplingPercentage"],
      `${what} adds up what calls have cost from traces in Application Insights, which would have a share of them`,
      "Write 100, or take what adds up out",
    );
  if (money.some(({ alerts }) => alerts)) refuse("budget.alerts");
  if (contracts?.enabled && contracts.alerts) refuse("contracts.alerts");
  if (usage?.ownView && (money.length > 0 || byToken || contracts?.enabled)) refuse("usage.ownView");
}
