import { ApiManagement, Identity, Monitoring, UsageEventHub } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const shared = inGroup(group());
const identity = new Identity("gateway", shared);
const { principalId } = identity;
const monitoring = new Monitoring("monitoring", {
  ...shared,
  workspaceName: "log-example",
  applicationInsightsName: "appi-example",
  retentionDays: 30,
  publisherPrincipalId: principalId,
});
const hub = new UsageEventHub("usage", {
  ...shared,
  namespaceName: "evhns-example-4f2a",
  capacity: 1,
  retentionDays: 7,
  partitions: 4,
  senderPrincipalId: principalId,
});

/** API Management that signs on as an identity, with loggers to Event Hub, Application Insights and Log Analytics. */
const apiManagement = new ApiManagement("apim", {
  ...shared,
  serviceName: "apim-example-4f2a",
  service: { sku: "Developer", publisherName: "Example", publisherEmail: "platform@example.com" },
  identity: { id: identity.identityId, principalId, clientId: identity.clientId },
  applicationInsightsId: monitoring.applicationInsightsId,
  applicationInsightsConnectionString: monitoring.connectionString,
  logAnalyticsWorkspaceId: monitoring.workspaceId,
  eventHub: { endpointAddress: hub.endpointAddress, name: hub.eventHubName },
});

export const url = apiManagement.gatewayUrl;
