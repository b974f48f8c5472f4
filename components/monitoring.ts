import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";

export interface MonitoringArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly workspaceName: string;
  readonly applicationInsightsName: string;
  /** Days that logs are kept, 30 to 730. */
  readonly retentionDays: number;
  /** Id of a Log Analytics workspace to use instead of a new one; its retention is not touched. */
  readonly existingWorkspaceId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Log Analytics, and Application Insights on top of it with dimensions of custom metrics turned on. */
export class Monitoring extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;
  readonly applicationInsightsId: pulumi.Output<string>;
  /** Secret. */
  readonly connectionString: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:Monitoring", name, {}, options);
    const own = { parent: this };
    this.workspaceId = args.existingWorkspaceId
      ? pulumi.output(args.existingWorkspaceId)
      : declareWorkspace(name, args, own).id;
    const insights = new applicationinsights.Component(
      `${name}-insights`,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        resourceName: args.applicationInsightsName,
        kind: "web",
        applicationType: applicationinsights.ApplicationType.Web,
        ingestionMode: applicationinsights.IngestionMode.LogAnalytics,
        workspaceResourceId: this.workspaceId,
        tags: args.tags,
      },
      { ...own, additionalSecretOutputs: ["connectionString", "instrumentationKey"] },
    );
    const dimensions = declareMetricDimensions(name, args, insights, own);
    // Metrics that come before the opt-in would lose their dimensions.
    this.applicationInsightsId = pulumi.all([insights.id, dimensions.id]).apply(([id]) => id);
    this.connectionString = pulumi.secret(insights.connectionString);
    this.registerOutputs({
      workspaceId: this.workspaceId,
      applicationInsightsId: this.applicationInsightsId,
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
      tags: args.tags,
    },
    options,
  );
}

/**
 * Without this opt-in Application Insights keeps a custom metric's sum and drops its dimensions: tokens, but not whose.
 * The property is not in azure-native's Component, so an ARM deployment sets it on the resource that is there.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#emit-custom-metrics
 */
function declareMetricDimensions(
  name: string,
  args: MonitoringArgs,
  insights: applicationinsights.Component,
  options: pulumi.CustomResourceOptions,
): resources.Deployment {
  return new resources.Deployment(
    `${name}-metric-dimensions`,
    {
      resourceGroupName: args.resourceGroupName,
      deploymentName: `${args.applicationInsightsName}-dimensions`.slice(0, 64),
      properties: {
        mode: resources.DeploymentMode.Incremental,
        template: {
          $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          contentVersion: "1.0.0.0",
          resources: [
            {
              type: "Microsoft.Insights/components",
              apiVersion: "2020-02-02",
              name: args.applicationInsightsName,
              location: args.location,
              kind: "web",
              tags: args.tags ?? {},
              properties: {
                Application_Type: "web",
                IngestionMode: "LogAnalytics",
                WorkspaceResourceId: workspaceOf(insights),
                CustomMetricsOptedInType: "WithDimensions",
              },
            },
          ],
        },
      },
    },
    pulumi.mergeOptions(options, { dependsOn: [insights] }),
  );
}

/** The workspace as the component has it, so that setting the opt-in cannot move the component to another one. */
function workspaceOf(insights: applicationinsights.Component): pulumi.Output<string> {
  return insights.workspaceResourceId.apply((id) => id ?? "");
}
