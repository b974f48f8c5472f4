import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import { policyNames, usageLoggerOf } from "../policyNames";
import type { GatewayIdentity } from "./service";

export interface ObservabilityArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly service: apimanagement.ApiManagementService;
  readonly identity: GatewayIdentity;
  /** A component on which the identity has the role Monitoring Metrics Publisher. */
  readonly applicationInsightsId: pulumi.Input<string>;
  /** Of that component: it says where telemetry goes, the identity signs on. */
  readonly applicationInsightsConnectionString: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId: pulumi.Input<string>;
  /** Where usage events go, from the first location. */
  readonly eventHub: EventHubReference;
  /** The same, from each additional location, by region. Default: as from the first. */
  readonly eventHubs?: Readonly<Record<string, EventHubReference>>;
}

export interface EventHubReference {
  /** `NAMESPACE.servicebus.windows.net` */
  readonly endpointAddress: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
}

/** What policies may name; whoever declares a policy waits for these. */
export interface NamedByPolicies {
  readonly namedValues: ReadonlyMap<string, apimanagement.NamedValue>;
  readonly loggers: ReadonlyMap<string, apimanagement.Logger>;
}

export function declareObservability(
  name: string,
  args: ObservabilityArgs,
  options: pulumi.CustomResourceOptions,
): NamedByPolicies {
  const service = { resourceGroupName: args.resourceGroupName, serviceName: args.service.name };
  const clientId = new apimanagement.NamedValue(
    `${name}-identity-client-id`,
    {
      ...service,
      namedValueId: policyNames.identityNamedValue,
      displayName: policyNames.identityNamedValue,
      value: args.identity.clientId,
    },
    options,
  );
  const loggers = declareLoggers(name, args, options);
  declareServiceDiagnostic(name, service, loggers.get(policyNames.applicationInsightsLogger)!, options);
  declareLogCategories(name, args, options);
  return {
    namedValues: new Map([[policyNames.identityNamedValue, clientId]]),
    loggers,
  };
}

function declareLoggers(
  name: string,
  args: ObservabilityArgs,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, apimanagement.Logger> {
  const service = { resourceGroupName: args.resourceGroupName, serviceName: args.service.name };
  return new Map([
    [
      policyNames.applicationInsightsLogger,
      new apimanagement.Logger(
        `${name}-application-insights`,
        {
          ...service,
          loggerId: policyNames.applicationInsightsLogger,
          loggerType: apimanagement.LoggerType.ApplicationInsights,
          resourceId: args.applicationInsightsId,
          // By managed identity: the component takes no keys.
          // https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights
          credentials: {
            connectionString: args.applicationInsightsConnectionString,
            identityClientId: args.identity.clientId,
          },
        },
        options,
      ),
    ],
    ...[
      [policyNames.usageLogger, "", args.eventHub] as const,
      ...Object.entries(args.eventHubs ?? {}).map(
        ([region, hub]) => [usageLoggerOf(region), `-${region}`, hub] as const,
      ),
    ].map(([loggerId, suffix, hub]): [string, apimanagement.Logger] => [
      loggerId,
      // By managed identity: the namespace has no keys to give.
      // https://learn.microsoft.com/azure/api-management/api-management-howto-log-event-hubs
      new apimanagement.Logger(
        `${name}-usage-event-hub${suffix}`,
        {
          ...service,
          loggerId,
          loggerType: apimanagement.LoggerType.AzureEventHub,
          credentials: {
            endpointAddress: hub.endpointAddress,
            identityClientId: args.identity.clientId,
            name: hub.name,
          },
        },
        options,
      ),
    ]),
    [
      policyNames.azureMonitorLogger,
      new apimanagement.Logger(
        `${name}-azure-monitor`,
        {
          ...service,
          loggerId: policyNames.azureMonitorLogger,
          loggerType: apimanagement.LoggerType.AzureMonitor,
          isBuffered: false,
        },
        options,
      ),
    ],
  ]);
}

/** Bodies are never logged: that would buffer streams, and prompts are the callers'. */
const noBodies = { request: { body: { bytes: 0 } }, response: { body: { bytes: 0 } } };

/** What the service's own diagnostic and those of its APIs have in common. */
export function applicationInsightsDiagnostic(logger: apimanagement.Logger) {
  return {
    diagnosticId: "applicationinsights",
    loggerId: logger.id,
    // Without it, emit-metric and llm-emit-token-metric have no effect.
    metrics: true,
    alwaysLog: apimanagement.AlwaysLog.AllErrors,
    sampling: { samplingType: apimanagement.SamplingType.Fixed, percentage: 100 },
    httpCorrelationProtocol: apimanagement.HttpCorrelationProtocol.W3C,
    verbosity: apimanagement.Verbosity.Information,
    frontend: noBodies,
    backend: noBodies,
  };
}

function declareServiceDiagnostic(
  name: string,
  service: { resourceGroupName: pulumi.Input<string>; serviceName: pulumi.Input<string> },
  logger: apimanagement.Logger,
  options: pulumi.CustomResourceOptions,
): void {
  new apimanagement.Diagnostic(
    `${name}-diagnostic`,
    { ...service, ...applicationInsightsDiagnostic(logger) },
    options,
  );
}

/** GatewayLlmLogs is named, for the group allLogs has been seen to leave it out. */
function declareLogCategories(
  name: string,
  args: ObservabilityArgs,
  options: pulumi.CustomResourceOptions,
): void {
  new monitor.DiagnosticSetting(
    `${name}-logs`,
    {
      name: "gateway-logs",
      resourceUri: args.service.id,
      workspaceId: args.logAnalyticsWorkspaceId,
      // Tables of their own (ApiManagementGatewayLlmLog), not the shared AzureDiagnostics.
      logAnalyticsDestinationType: "Dedicated",
      logs: ["GatewayLogs", "GatewayLlmLogs"].map((category) => ({ category, enabled: true })),
      metrics: [{ category: "AllMetrics", enabled: true }],
    },
    options,
  );
}
