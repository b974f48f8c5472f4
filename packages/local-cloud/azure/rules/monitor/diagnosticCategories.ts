/** What can be logged of a resource type (https://learn.microsoft.com/azure/azure-monitor/reference/logs-index). */
export interface Categories {
  readonly logs: readonly string[];
  /** `allLogs`, `audit`; empty where the type has no groups. */
  readonly groups: readonly string[];
  readonly metrics: boolean;
}

const row = (logs: string, groups = "allLogs", metrics = true): Categories => ({
  logs: logs.split(" ").filter((name) => name !== ""),
  groups: groups.split(" ").filter((name) => name !== ""),
  metrics,
});

export const categoriesByType: Readonly<Record<string, Categories>> = {
  "microsoft.apimanagement/service": row(
    "GatewayLogs WebSocketConnectionLogs DeveloperPortalAuditLogs GatewayLlmLogs GatewayMCPLogs",
    "allLogs audit",
  ),
  "microsoft.cognitiveservices/accounts": row(
    "Audit RequestResponse Trace AzureOpenAIRequestUsage",
    "allLogs audit",
  ),
  "microsoft.eventhub/namespaces": row(
    "ArchiveLogs OperationalLogs AutoScaleLogs KafkaCoordinatorLogs KafkaUserErrorLogs EventHubVNetConnectionEvent CustomerManagedKeyUserLogs RuntimeAuditLogs ApplicationMetricsLogs DiagnosticErrorLogs DataDRLogs",
    "allLogs audit",
  ),
  "microsoft.keyvault/vaults": row("AuditEvent AzurePolicyEvaluationDetails", "allLogs audit"),
  "microsoft.network/applicationgateways": row(
    "ApplicationGatewayAccessLog ApplicationGatewayPerformanceLog ApplicationGatewayFirewallLog",
  ),
  "microsoft.network/networksecuritygroups": row(
    "NetworkSecurityGroupEvent NetworkSecurityGroupRuleCounter",
    "allLogs",
    false,
  ),
  "microsoft.network/publicipaddresses": row(
    "DDoSProtectionNotifications DDoSMitigationFlowLogs DDoSMitigationReports",
  ),
  "microsoft.network/trafficmanagerprofiles": row("ProbeHealthStatusEvents"),
  "microsoft.network/virtualnetworks": row("VMProtectionAlerts"),
  "microsoft.operationalinsights/workspaces": row("Audit SummaryLogs Jobs", "allLogs audit"),
  "microsoft.insights/components": row(
    "AppAvailabilityResults AppBrowserTimings AppEvents AppMetrics AppDependencies AppExceptions AppPageViews AppPerformanceCounters AppRequests AppSystemEvents AppTraces OTelLogs OTelSpans OTelResources OTelEvents",
  ),
  "microsoft.storage/storageaccounts": row("", ""),
  "microsoft.search/searchservices": row("OperationLogs", "allLogs audit"),
  "microsoft.web/sites": row(
    "AppServiceHTTPLogs AppServiceConsoleLogs AppServiceAppLogs AppServiceAuditLogs AppServiceIPSecAuditLogs AppServicePlatformLogs AppServiceAuthenticationLogs FunctionAppLogs AppServiceFileAuditLogs AppServiceAntivirusScanAuditLogs WorkflowRuntime",
  ),
};

/** Types of this project's that have no diagnostic settings. */
export const withoutDiagnostics: ReadonlySet<string> = new Set([
  "microsoft.resources/resourcegroups",
  "microsoft.managedidentity/userassignedidentities",
  "microsoft.network/privatednszones",
  "microsoft.network/virtualnetworks/subnets",
  "microsoft.network/applicationgatewaywebapplicationfirewallpolicies",
  "microsoft.insights/actiongroups",
  "microsoft.insights/metricalerts",
  "microsoft.insights/scheduledqueryrules",
  "microsoft.insights/workbooks",
  "microsoft.apimanagement/service/apis",
  "microsoft.cognitiveservices/accounts/deployments",
  "microsoft.eventhub/namespaces/eventhubs",
]);
