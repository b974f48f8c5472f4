import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import { azureMonitorLogger } from "../policyNames";
import { declareLoggers, type LoggersArgs, type NamedByPolicies } from "./loggers";
import type { GatewayIdentity } from "./service";

export interface ObservabilityArgs extends Omit<LoggersArgs, "identityClientId" | "entityPrefix"> {
  readonly identity: GatewayIdentity;
  readonly logAnalyticsWorkspaceId: pulumi.Input<string>;
}

/** Loggers, and what a service of one's own writes as a whole. */
export function declareObservability(
  name: string,
  args: ObservabilityArgs,
  service: apimanagement.ApiManagementService,
  options: pulumi.CustomResourceOptions,
): NamedByPolicies {
  const reference = { resourceGroupName: args.resourceGroupName, serviceName: args.serviceName };
  const named = declareLoggers(
    name,
    { ...args, ...reference, identityClientId: args.identity.clientId },
    options,
  );
  const toAzureMonitor = new apimanagement.Logger(
    `${name}-azure-monitor`,
    {
      ...reference,
      loggerId: azureMonitorLogger,
      loggerType: apimanagement.LoggerType.AzureMonitor,
      isBuffered: false,
    },
    options,
  );
  new apimanagement.Diagnostic(
    `${name}-diagnostic`,
    { ...reference, ...applicationInsightsDiagnostic(named) },
    options,
  );
  declareLogCategories(name, service, args.logAnalyticsWorkspaceId, options);
  return {
    ...named,
    loggers: new Map([...named.loggers, [azureMonitorLogger, toAzureMonitor]]),
    azureMonitorLoggerId: toAzureMonitor.id,
  };
}

/** Bodies are never logged: that would buffer streams, and prompts are the callers'. */
const noBodies = { request: { body: { bytes: 0 } }, response: { body: { bytes: 0 } } };

/** What the service's own diagnostic and those of its APIs have in common. */
export function applicationInsightsDiagnostic({
  applicationInsightsLoggerId,
  samplingPercentage = 100,
}: Pick<NamedByPolicies, "applicationInsightsLoggerId" | "samplingPercentage">) {
  return {
    diagnosticId: "applicationinsights",
    loggerId: applicationInsightsLoggerId,
    // Without it, emit-metric and llm-emit-token-metric have no effect.
    metrics: true,
    alwaysLog: apimanagement.AlwaysLog.AllErrors,
    sampling: { samplingType: apimanagement.SamplingType.Fixed, percentage: samplingPercentage },
    httpCorrelationProtocol: apimanagement.HttpCorrelationProtocol.W3C,
    verbosity: apimanagement.Verbosity.Information,
    frontend: noBodies,
    backend: noBodies,
  };
}

/** GatewayLlmLogs is named, for the group allLogs has been seen to leave it out. */
function declareLogCategories(
  name: string,
  service: apimanagement.ApiManagementService,
  workspaceId: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  new monitor.DiagnosticSetting(
    `${name}-logs`,
    {
      name: "gateway-logs",
      resourceUri: service.id,
      workspaceId,
      // Tables of their own (ApiManagementGatewayLlmLog), not the shared AzureDiagnostics.
      logAnalyticsDestinationType: "Dedicated",
      logs: ["GatewayLogs", "GatewayLlmLogs"].map((category) => ({ category, enabled: true })),
      metrics: [{ category: "AllMetrics", enabled: true }],
    },
    options,
  );
}
