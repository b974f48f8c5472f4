import type { GatewayConfig } from "../config/schema";
import { stableUuid } from "../naming";
import { panels, type Panel } from "./panels";
import { panelQuery } from "./queries";

const day = 86_400_000;
const workspaces = { queryType: 0, resourceType: "microsoft.operationalinsights/workspaces" } as const;

/**
 * The workbook: what is chosen at its top holds for every panel below. A row of the list of requests that is clicked puts
 * its id into the parameter RequestId, which the last panel shows; an id that somebody was given can be written there.
 * https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-automate
 */
export function workbookOf(
  products: GatewayConfig["products"],
  parameters: Readonly<Record<string, string>>,
): object {
  return {
    version: "Notebook/1.0",
    items: [chosen(products), ...panels.map((panel) => itemOf(panel, parameters))],
    isLocked: false,
  };
}

function itemOf(panel: Panel, parameters: Readonly<Record<string, string>>): object {
  const { query, title, shows, as, days } = panel;
  return {
    type: 3,
    name: query,
    content: {
      version: "KqlItem/1.0",
      title: `${title}: ${shows}`,
      query: panelQuery(query, parameters),
      size: 0,
      ...(days === undefined
        ? { timeContext: { durationMs: 0 }, timeContextFromParameter: "TimeRange" }
        : { timeContext: { durationMs: days * day } }),
      ...workspaces,
      visualization: as,
      ...(as === "table"
        ? { gridSettings: { filter: true, rowLimit: 1_000 }, exportToExcelOptions: "all" }
        : {}),
      ...(query === "requests" ? { exportFieldName: "RequestId", exportParameterName: "RequestId" } : {}),
    },
    ...(query === "one-call"
      ? { conditionalVisibility: { parameterName: "RequestId", comparison: "isNotEqualTo", value: "" } }
      : {}),
  };
}

/** https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-parameters */
function chosen(products: GatewayConfig["products"]): object {
  const parameter = (name: string, more: object) => ({
    id: stableUuid(`workbook parameter\n${name}`),
    version: "KqlParameterItem/1.0",
    name,
    ...more,
  });
  return {
    type: 9,
    name: "chosen",
    content: {
      version: "KqlParameterItem/1.0",
      parameters: [
        parameter("TimeRange", {
          label: "Time",
          type: 4,
          isRequired: true,
          typeSettings: {
            selectableValues: [1 / 24, 4 / 24, 1, 7, 30].map((days) => ({ durationMs: days * day })),
            allowCustom: true,
          },
          value: { durationMs: day },
        }),
        parameter("Product", {
          type: 2,
          isRequired: true,
          multiSelect: true,
          quote: '"',
          delimiter: ",",
          query: productsQuery(products),
          timeContext: { durationMs: 0 },
          timeContextFromParameter: "TimeRange",
          ...workspaces,
          typeSettings: {
            additionalResourceOptions: ["value::all"],
            selectAllValue: "*",
            showDefault: false,
          },
          value: ["value::all"],
        }),
        parameter("By", {
          label: "Usage by",
          type: 2,
          isRequired: true,
          typeSettings: { additionalResourceOptions: [], showDefault: false },
          jsonData: JSON.stringify(
            ["Product", "Subscription", "Model", "Backend"].map((value) => ({
              value,
              label: value.toLowerCase(),
            })),
          ),
          value: "Product",
        }),
        parameter("Search", { type: 1, value: "", description: "Part of an id, a path, a model, a reason" }),
        parameter("RequestId", { label: "Request id", type: 1, value: "" }),
      ],
      style: "pills",
      ...workspaces,
    },
  };
}

/** The stack's own products, and those of contracts, which the log alone knows. */
export function productsQuery(products: GatewayConfig["products"]): string {
  const own = products.map(({ name }) => JSON.stringify(name)).join(", ") || '""';
  return [
    `union (datatable(Product: string) [${own}]), (ApiManagementGatewayLogs | project Product = ProductId)`,
    "| where isnotempty(Product)",
    "| summarize by Product",
    "| order by Product asc",
  ].join("\n");
}
