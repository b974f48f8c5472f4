import type { GatewayConfig } from "../config/schema";
import { alertCategoryFacts, alertCategoryNames, type AlertCategory } from "../config/schema/alertCategories";
import type { LogAlertArgs } from "./logAlert";
import { readQuery } from "./queries";

type Told = Readonly<Partial<Record<AlertCategory, boolean | undefined>>>;
type Alerts = Partial<Pick<GatewayConfig["alerts"], "categories">> | undefined;
type Products = readonly Pick<GatewayConfig["products"][number], "name" | "alertCategories">[];

/** A category of one product, as the query compares it. */
const wordOf = (product: string, category: AlertCategory) =>
  `${product} ${alertCategoryFacts[category].type}`;

export function categoriesOf(product: string, told: Told): readonly string[] {
  return alertCategoryNames.filter((name) => told[name] === true).map((name) => wordOf(product, name));
}

/** What is told of a stack's own products; calls without a product, by a wrong key for one, count as the stack has it. */
export function toldCategories(alerts: Alerts, products: Products): readonly string[] {
  const all = alerts?.categories;
  return [
    ...products.flatMap(({ name, alertCategories: own }) =>
      categoriesOf(
        name,
        Object.fromEntries(
          alertCategoryNames.map((category) => [category, own?.[category] ?? all?.[category]]),
        ),
      ),
    ),
    ...(all?.authFailure ? [wordOf("none", "authFailure"), wordOf("", "authFailure")] : []),
  ];
}

/** Whether the gateway has to count what goes wrong. */
export function countsAlerts(
  config: Pick<GatewayConfig, "products"> & {
    readonly alerts?: Alerts;
    readonly contracts?: GatewayConfig["contracts"] | undefined;
  },
): boolean {
  const { alerts, products, contracts } = config;
  return (contracts?.enabled && contracts.alerts) === true || toldCategories(alerts, products).length > 0;
}

/** @param told what {@link categoriesOf} names */
export function categoryAlert(
  told: readonly string[],
): Pick<LogAlertArgs, "title" | "description" | "severity" | "query" | "dimensions"> {
  return {
    title: "Calls go wrong",
    description: "Each kind by product, model, backend and status is an alert of its own. docs/operate.md",
    severity: 2,
    query: readQuery("alerts", "category", {
      toldCategories: told.map((word) => JSON.stringify(word)).join(", "),
    }),
    dimensions: ["Type", "Product", "Model", "Backend", "Status"],
  };
}
