import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";

/**
 * Switches on API Management's own count of tokens, exact for streams too, as rows of ApiManagementGatewayLlmLog.
 * An ARM template, because the API version that azure-native deploys with does not know largeLanguageModel.
 * Prompts and completions themselves are not logged.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-llm-logs
 */
export function declareLlmLog(
  name: string,
  args: {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    readonly apiId: string;
    readonly loggerId: pulumi.Input<string>;
  },
  options: pulumi.CustomResourceOptions,
): resources.Deployment {
  return new resources.Deployment(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      deploymentName: pulumi.interpolate`${args.serviceName}-${args.apiId}-llm-log`,
      properties: {
        mode: resources.DeploymentMode.Incremental,
        template: {
          $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          contentVersion: "1.0.0.0",
          resources: [
            {
              type: "Microsoft.ApiManagement/service/apis/diagnostics",
              apiVersion: "2024-06-01-preview",
              name: pulumi.interpolate`${args.serviceName}/${args.apiId}/azuremonitor`,
              properties: {
                loggerId: args.loggerId,
                alwaysLog: "allErrors",
                verbosity: "information",
                sampling: { samplingType: "fixed", percentage: 100 },
                largeLanguageModel: { logs: "enabled" },
              },
            },
          ],
        },
      },
    },
    options,
  );
}
