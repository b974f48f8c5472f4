import { Monitoring, Operations, planBackends } from "azure-genai-gateway";
import { group, inGroup, location } from "./shared";

const shared = inGroup(group());
const monitoring = new Monitoring("monitoring", {
  ...shared,
  workspaceName: "log-example",
  applicationInsightsName: "appi-example",
  retentionDays: 30,
});
const { breaker } = planBackends(
  [{ name: "payg-1", kind: "payg", weight: 1, deployments: [{ name: "gpt-5.4" }] }],
  { location },
);

/** A workbook, and alerts to an address. */
const operations = new Operations("operations", {
  ...shared,
  workload: "genai",
  environment: "example",
  seed: "example",
  alerts: { emails: ["on-duty@example.com"] },
  products: [{ name: "standard", displayName: "Standard" }],
  breaker,
  workspaceId: monitoring.workspaceId,
});

export const workbookId = operations.workbookId;
