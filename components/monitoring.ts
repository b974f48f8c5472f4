import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { declarePrivateLinkScope, type OwnPrivateLinkScope } from "./privateLinkScope";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Tags } from "./tags";

type PublicAccess = "Enabled" | "Disabled";

export interface MonitoringArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** 4 to 63 characters. Not used where a workspace is brought. */
  readonly workspaceName: pulumi.Input<string>;
  /** At most 255 characters. */
  readonly applicationInsightsName: pulumi.Input<string>;
  /** Days that logs are kept, 30 to 730. */
  readonly retentionDays: number;
  /** Id of a Log Analytics workspace to use instead of a new one; nothing of it is changed. */
  readonly existingWorkspaceId?: pulumi.Input<string> | undefined;
  /** Whether telemetry comes in over the internet. Default `Enabled`; a workspace that is brought stays as it is. */
  readonly publicNetworkAccessForIngestion?: PublicAccess | undefined;
  /** Whether logs are asked for over the internet. Default `Enabled`; a workspace that is brought stays as it is. */
  readonly publicNetworkAccessForQuery?: PublicAccess | undefined;
  /** A private link scope of the stack's own, with its endpoint. Default: none. */
  readonly privateLink?: OwnPrivateLinkScope | undefined;
  /** Id of a private link scope to add workspace and component to. Takes the place of `privateLink`. */
  readonly existingPrivateLinkScopeId?: pulumi.Input<string> | undefined;
  /** Principal that may send telemetry: the gateway's identity. Default: nobody, and keys are refused all the same. */
  readonly publisherPrincipalId?: pulumi.Input<string> | undefined;
  /** Refuses deletion of workspace and component, which hold the logs. Default: as the component's own `protect`. */
  readonly protect?: boolean | undefined;
  readonly tags?: Tags | undefined;
}

/**
 * Log Analytics, and Application Insights on top of it with dimensions of custom metrics turned on. Neither takes keys:
 * whoever sends or asks signs on with Microsoft Entra ID. Both are reached over Azure's public endpoints, unless a private
 * link scope is there and those are closed: docs/decisions/0016.
 * https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
 */
export class Monitoring extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;
  /** By which the query API knows the workspace; absent where one is brought. */
  readonly customerId?: pulumi.Output<string> | undefined;
  /** Waits for the opt-in to dimensions and for the publisher's role. */
  readonly applicationInsightsId: pulumi.Output<string>;
  /** Secret, though no key works: it names the component, and waits as the id does. */
  readonly connectionString: pulumi.Output<string>;
  /** Of the private link scope; absent where the stack has none of its own. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;

  constructor(name: string, args: MonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:Monitoring", name, {}, options);
    const own = { parent: this };
    const workspace = args.existingWorkspaceId === undefined ? declareWorkspace(name, args, own) : undefined;
    this.workspaceId = workspace?.id ?? pulumi.output(args.existingWorkspaceId!);
    if (workspace) this.customerId = workspace.customerId;
    const component = describeComponent(args, this.workspaceId);
    const insights = new applicationinsights.Component(
      `${name}-insights`,
      { resourceGroupName: args.resourceGroupName, ...component.azureNative },
      pulumi.mergeOptions(own, {
        protect: args.protect,
        additionalSecretOutputs: ["connectionString", "instrumentationKey"],
      }),
    );
    const dimensions = declareMetricDimensions(name, args, component.template, {
      ...own,
      dependsOn: [insights],
    });
    const role =
      args.publisherPrincipalId === undefined
        ? undefined
        : declareRoleAssignment(
            `${name}-publisher`,
            {
              scope: insights.id,
              principalId: args.publisherPrincipalId,
              roleId: roleIds.monitoringMetricsPublisher,
            },
            own,
          );
    const scope = declarePrivateLinkScope(
      `${name}-scope`,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        own: args.privateLink,
        existingId: args.existingPrivateLinkScopeId,
        linked: { workspace: this.workspaceId, insights: insights.id },
        tags: args.tags,
      },
      own,
    );
    if (scope.privateEndpointId) this.privateEndpointId = scope.privateEndpointId;
    // Metrics that come before the opt-in would lose their dimensions, and those before role and way in would be lost.
    const ready = [dimensions.id, role?.id, ...scope.ready];
    this.applicationInsightsId = pulumi.all([insights.id, ...ready]).apply(([id]) => id!);
    this.connectionString = pulumi.secret(
      pulumi.all([insights.connectionString, ...ready]).apply(([text]) => text!),
    );
    this.registerOutputs({
      workspaceId: this.workspaceId,
      applicationInsightsId: this.applicationInsightsId,
      connectionString: this.connectionString,
    });
  }
}

function declareWorkspace(
  name: string,
  args: MonitoringArgs,
  options: pulumi.CustomResourceOptions,
): operationalinsights.Workspace {
  return new operationalinsights.Workspace(
    `${name}-workspace`,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      workspaceName: args.workspaceName,
      sku: { name: operationalinsights.WorkspaceSkuNameEnum.PerGB2018 },
      retentionInDays: args.retentionDays,
      features: { disableLocalAuth: true },
      // Where nothing is closed, nothing is said: Azure's own is Enabled.
      ...closedAccess(args),
      tags: args.tags,
    },
    pulumi.mergeOptions(options, { protect: args.protect }),
  );
}

function closedAccess({
  publicNetworkAccessForIngestion: ingestion,
  publicNetworkAccessForQuery: query,
}: MonitoringArgs) {
  return ingestion === "Disabled" || query === "Disabled"
    ? {
        publicNetworkAccessForIngestion: ingestion ?? "Enabled",
        publicNetworkAccessForQuery: query ?? "Enabled",
      }
    : {};
}

/**
 * The component as azure-native writes it, and as an ARM template does. Both write one resource, and a write takes away
 * what it does not name: so whatever one says the other says too, from the one list here, and the template, which has the
 * opt-in besides, comes after every change of the other, for each is a change of its own text.
 */
function describeComponent(args: MonitoringArgs, workspaceId: pulumi.Input<string>) {
  const place = { location: args.location, kind: "web", tags: args.tags };
  const applicationType = applicationinsights.ApplicationType.Web;
  const ingestionMode = applicationinsights.IngestionMode.LogAnalytics;
  // azure-native says these two unasked.
  const flowType = applicationinsights.FlowType.Bluefield;
  const requestSource = applicationinsights.RequestSource.Rest;
  const access = {
    disableLocalAuth: true,
    publicNetworkAccessForIngestion: args.publicNetworkAccessForIngestion ?? "Enabled",
    publicNetworkAccessForQuery: args.publicNetworkAccessForQuery ?? "Enabled",
  };
  return {
    azureNative: {
      ...place,
      ...access,
      resourceName: args.applicationInsightsName,
      applicationType,
      flowType,
      requestSource,
      ingestionMode,
      workspaceResourceId: workspaceId,
    },
    template: {
      ...place,
      tags: args.tags ?? {},
      name: args.applicationInsightsName,
      properties: {
        Application_Type: applicationType,
        Flow_Type: flowType,
        Request_Source: requestSource,
        IngestionMode: ingestionMode,
        WorkspaceResourceId: workspaceId,
        DisableLocalAuth: access.disableLocalAuth,
        publicNetworkAccessForIngestion: access.publicNetworkAccessForIngestion,
        publicNetworkAccessForQuery: access.publicNetworkAccessForQuery,
        CustomMetricsOptedInType: "WithDimensions",
      },
    },
  };
}

/**
 * Without this opt-in Application Insights keeps a custom metric's sum and drops its dimensions: tokens, but not whose.
 * The property is not in azure-native's Component, so an ARM deployment sets it on the resource that is there.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#emit-custom-metrics
 */
function declareMetricDimensions(
  name: string,
  args: MonitoringArgs,
  component: ReturnType<typeof describeComponent>["template"],
  options: pulumi.CustomResourceOptions,
): resources.Deployment {
  return new resources.Deployment(
    `${name}-metric-dimensions`,
    {
      resourceGroupName: args.resourceGroupName,
      deploymentName: pulumi
        .output(args.applicationInsightsName)
        .apply((insightsName) => `${insightsName}-dimensions`.slice(0, 64)),
      properties: {
        mode: resources.DeploymentMode.Incremental,
        template: {
          $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          contentVersion: "1.0.0.0",
          resources: [{ type: "Microsoft.Insights/components", apiVersion: "2020-02-02", ...component }],
        },
      },
    },
    options,
  );
}
