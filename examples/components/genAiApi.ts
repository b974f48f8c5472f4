import {
  ExistingApiManagement,
  GenAiApi,
  Monitoring,
  planBackends,
  UsageEventHub,
} from "azure-genai-gateway";
import { group, inGroup, location } from "./shared";

/** Object id of the system-assigned identity of the service below. */
const principalId = "11111111-1111-4111-8111-111111111111";
const shared = inGroup(group());
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
const service = new ExistingApiManagement("apim", {
  apiManagementId:
    "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-platform/providers/Microsoft.ApiManagement/service/apim-platform",
  entityPrefix: "example-",
  applicationInsightsId: monitoring.applicationInsightsId,
  applicationInsightsConnectionString: monitoring.connectionString,
  eventHub: { endpointAddress: hub.endpointAddress, name: hub.eventHubName },
});
const plan = planBackends([{ name: "payg-1", kind: "payg", weight: 1, deployments: [{ name: "gpt-5.4" }] }], {
  location,
  poolId: "example-genai-pool",
  hostOf: () => "oai-platform.openai.azure.com",
});

/** The APIs, policies and products on a service, in front of accounts, that are there already. */
const api = new GenAiApi("api", {
  resourceGroupName: service.resourceGroupName,
  serviceName: service.serviceName,
  plan,
  named: service.named,
  products: [{ name: "standard", displayName: "Standard", subscriptions: [{ name: "team" }] }],
});

export const keys = api.subscriptionKeys;
