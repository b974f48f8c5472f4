import type * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { serviceTimeouts, type DeclaredService } from "./service";

export interface PublicAccessArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly serviceName: pulumi.Input<string>;
  readonly declared: DeclaredService;
  /** Of the private endpoint that the gateway is left with. */
  readonly endpointId: pulumi.Input<string>;
}

/**
 * Takes the gateway off the internet. Azure refuses a service that is made closed, and one that has no approved endpoint
 * yet, so this is a second write of the same service, as a template: docs/decisions/0090. It says all of the service, for
 * a write takes away what it does not name, and so it comes anew with each change of the service.
 * https://learn.microsoft.com/azure/api-management/private-endpoint#optionally-disable-public-network-access
 */
export function closePublicAccess(
  name: string,
  args: PublicAccessArgs,
  options: pulumi.CustomResourceOptions,
): resources.Deployment {
  const { service, template } = args.declared;
  const { properties, ...place } = template;
  const description = {
    type: "Microsoft.ApiManagement/service",
    // As azure-native writes it.
    apiVersion: "2024-05-01",
    ...place,
    properties: { ...(properties as object), publicNetworkAccess: "Disabled" },
  };
  return new resources.Deployment(
    `${name}-public-access`,
    {
      resourceGroupName: args.resourceGroupName,
      deploymentName: pulumi
        .output(args.serviceName)
        .apply((serviceName) => `${serviceName}-public-access`.slice(0, 64)),
      properties: {
        mode: resources.DeploymentMode.Incremental,
        template: {
          $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          contentVersion: "1.0.0.0",
          // A service that is made anew under its name is open again: nothing else in the text would change.
          metadata: { endpoint: args.endpointId, madeAt: service.createdAtUtc },
          resources: [description],
        },
      },
    },
    pulumi.mergeOptions(options, { dependsOn: [service], customTimeouts: serviceTimeouts }),
  );
}

/** The service's name, for all that is written into it: Azure refuses a second write of a service under way. */
export function nameOnce(
  service: apimanagement.ApiManagementService,
  ready: readonly pulumi.Input<string>[],
): pulumi.Output<string> {
  return ready.length === 0 ? service.name : pulumi.all([service.name, ...ready]).apply(([name]) => name!);
}
