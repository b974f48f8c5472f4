/** Ids of what the policies name, beside the backends'. */
export const policyNames = {
  identityNamedValue: "genai-identity-client-id",
  connectionStringNamedValue: "genai-application-insights",
  usageLogger: "usage-event-hub",
  applicationInsightsLogger: "application-insights",
  azureMonitorLogger: "azuremonitor",
} as const;
