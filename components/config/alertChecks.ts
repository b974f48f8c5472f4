import { budgetsOf } from "./budgetChecks";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import type { ConfigPath } from "./source";

/** Who asks to be told has to be somebody. */
export function alertChecks({ apiManagement, products, alerts }: SalvagedConfig, report: Report): void {
  // A component that gets a part of the config knows nobody.
  if (apiManagement === undefined) return;
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
