import * as apimanagement from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { entityNames, usageLoggerOf } from "../policyNames";

/** An Event Hub that usage events go to. */
export interface EventHubReference {
  /** `NAMESPACE.servicebus.windows.net` */
  readonly endpointAddress: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
}

/** Where telemetry goes, and as whom. */
export interface LoggersArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly serviceName: pulumi.Input<string>;
  /** Client id of the user-assigned identity that the service signs on as. Default: its system-assigned one. */
  readonly identityClientId?: pulumi.Input<string> | undefined;
  /** A component on which the identity has the role Monitoring Metrics Publisher. */
  readonly applicationInsightsId: pulumi.Input<string>;
  /** Of that component: it says where telemetry goes, the identity signs on. */
  readonly applicationInsightsConnectionString: pulumi.Input<string>;
  /** Where usage events go, from the first location. */
  readonly eventHub: EventHubReference;
  /** The same, from each additional location, by region. Default: as from the first. */
  readonly eventHubs?: Readonly<Record<string, EventHubReference>> | undefined;
  /** Share of calls that Application Insights gets requests of, above 0 to 100. Default 100. */
  readonly samplingPercentage?: number | undefined;
  /** Stands in front of the ids of what is declared. Letters, digits and hyphens; default none. */
  readonly entityPrefix?: string | undefined;
}

/** What policies may name; whoever declares a policy waits for these. */
export interface NamedByPolicies {
  /** Stands in front of the ids of entities: of these, and of what is declared with them. */
  readonly entityPrefix: string;
  /** Whether policies sign on as a user-assigned identity, whose client id is a named value, or as the service's own. */
  readonly userAssigned: boolean;
  readonly namedValues: ReadonlyMap<string, pulumi.Resource>;
  readonly loggers: ReadonlyMap<string, pulumi.Resource>;
  /** For the APIs' diagnostics. */
  readonly applicationInsightsLoggerId: pulumi.Input<string>;
  /** For the APIs' diagnostics. Default 100. */
  readonly samplingPercentage?: number | undefined;
  /** For the APIs' LLM log. */
  readonly azureMonitorLoggerId: pulumi.Input<string>;
}

/** Named value and loggers, without the service's one logger to Azure Monitor. */
export function declareLoggers(
  name: string,
  args: LoggersArgs,
  options: pulumi.CustomResourceOptions,
): Omit<NamedByPolicies, "azureMonitorLoggerId"> {
  const names = entityNames(args.entityPrefix);
  const service = { resourceGroupName: args.resourceGroupName, serviceName: args.serviceName };
  // By managed identity: neither component nor namespace has keys to give.
  const identityClientId = args.identityClientId ?? "SystemAssigned";
  // https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights
  const applicationInsights = new apimanagement.Logger(
    `${name}-application-insights`,
    {
      ...service,
      loggerId: names.applicationInsightsLogger,
      loggerType: apimanagement.LoggerType.ApplicationInsights,
      resourceId: args.applicationInsightsId,
      credentials: { connectionString: args.applicationInsightsConnectionString, identityClientId },
    },
    options,
  );
  const usage = [
    [names.usageLogger, "", args.eventHub] as const,
    ...Object.entries(args.eventHubs ?? {}).map(
      ([region, hub]) => [usageLoggerOf(names, region), `-${region}`, hub] as const,
    ),
  ].map(([loggerId, suffix, hub]): [string, apimanagement.Logger] => [
    loggerId,
    // https://learn.microsoft.com/azure/api-management/api-management-howto-log-event-hubs
    new apimanagement.Logger(
      `${name}-usage-event-hub${suffix}`,
      {
        ...service,
        loggerId,
        loggerType: apimanagement.LoggerType.AzureEventHub,
        credentials: { endpointAddress: hub.endpointAddress, identityClientId, name: hub.name },
      },
      options,
    ),
  ]);
  return {
    entityPrefix: names.prefix,
    userAssigned: args.identityClientId !== undefined,
    namedValues:
      args.identityClientId === undefined
        ? new Map()
        : new Map([
            [
              names.identityNamedValue,
              new apimanagement.NamedValue(
                `${name}-identity-client-id`,
                {
                  ...service,
                  namedValueId: names.identityNamedValue,
                  displayName: names.identityNamedValue,
                  value: args.identityClientId,
                },
                options,
              ),
            ],
          ]),
    loggers: new Map([[names.applicationInsightsLogger, applicationInsights], ...usage]),
    applicationInsightsLoggerId: applicationInsights.id,
    samplingPercentage: args.samplingPercentage,
  };
}
