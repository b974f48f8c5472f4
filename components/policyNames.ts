/** Ids of what the policies name, beside the backends'. */
export const policyNames = {
  identityNamedValue: "genai-identity-client-id",
  usageLogger: "usage-event-hub",
  applicationInsightsLogger: "application-insights",
  azureMonitorLogger: "azuremonitor",
} as const;

/** The logger of the Event Hub in an additional location. */
export function usageLoggerOf(region: string): string {
  return `${policyNames.usageLogger}-${region}`;
}
