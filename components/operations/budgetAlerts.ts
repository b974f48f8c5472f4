import type * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayConfig } from "../config/schema";
import { moneyOf } from "../genAiApi/budgets";
import type { Tags } from "../tags";
import { declareActionGroup, declareLogAlert, type LogAlertArgs } from "./logAlert";
import { readQuery } from "./queries";

type Products = GatewayConfig["products"];

export interface BudgetAlertsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly workload: string;
  readonly workspaceId: pulumi.Input<string>;
  readonly tags?: Tags | undefined;
  readonly nameOf: (kind: "alert" | "actionGroup", which: string) => pulumi.Input<string>;
}

/** What tells of the levels of some products' budgets. Without what it is named by and whom it goes to. */
export function budgetLevelAlert(
  products: readonly string[],
): Pick<LogAlertArgs, "title" | "description" | "severity" | "query" | "dimensions" | "windowSize"> {
  return {
    title: "A budget has reached a level",
    description:
      "Told once for each level, budget and period. Resolved two days later, which says nothing: the row is out of the window then. docs/operate.md",
    severity: 3,
    query: readQuery("alerts", "budget-level", {
      budgetProducts: products.map((product) => JSON.stringify(product)).join(", "),
    }),
    dimensions: ["Product", "Whose", "Level", "Budget", "Period"],
    // The longest there is: what comes again within it is the same alert.
    windowSize: "P2D",
  };
}

/**
 * Alerts of the budgets that ask for them: one rule for all that go to whoever is on duty, and one for each product with
 * addresses of its own.
 * @param onDuty the group of the stack's `alerts.emails`; products without addresses of their own need it
 */
export function declareBudgetAlerts(
  name: string,
  args: BudgetAlertsArgs,
  products: Products,
  onDuty: monitor.ActionGroup | undefined,
  options: pulumi.CustomResourceOptions,
): void {
  const { resourceGroupName, location, workspaceId, tags, nameOf } = args;
  const asking = products.flatMap((product) => {
    const alerts = moneyOf(product).flatMap((money) => money.alerts ?? []);
    return alerts.length > 0
      ? [
          {
            product: product.name,
            emails: alerts.flatMap(({ emails }) => emails ?? []),
            // Of two budgets one may name addresses, and the other nobody.
            toOnDuty: alerts.some(({ emails }) => emails === undefined),
          },
        ]
      : [];
  });
  const declare = (which: string, of: readonly string[], group: monitor.ActionGroup) =>
    declareLogAlert(
      `${name}-alert-${which}`,
      {
        ...{ resourceGroupName, location, workspaceId, tags, group },
        ...budgetLevelAlert(of),
        ruleName: nameOf("alert", which),
      },
      options,
    );
  const others = asking.filter(({ toOnDuty }) => toOnDuty).map(({ product }) => product);
  if (others.length > 0 && onDuty) declare("budget-level", others, onDuty);
  for (const { product, emails } of asking)
    if (emails.length > 0)
      declare(
        `budget-level-${product}`,
        [product],
        declareActionGroup(
          `${name}-budget-${product}`,
          {
            ...{ resourceGroupName, tags, shortName: args.workload },
            actionGroupName: nameOf("actionGroup", `budget-${product}`),
            emails,
          },
          options,
        ),
      );
}
