import { Identity, Monitoring } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const shared = inGroup(group());
const identity = new Identity("sender", shared);

/** Log Analytics and Application Insights that take no keys, and an identity that may send. */
const monitoring = new Monitoring("monitoring", {
  ...shared,
  workspaceName: "log-example",
  applicationInsightsName: "appi-example",
  retentionDays: 30,
  publisherPrincipalId: identity.principalId,
});

export const workspaceId = monitoring.workspaceId;
