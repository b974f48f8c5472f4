import * as pulumi from "@pulumi/pulumi";
import { referenceTo } from "../existing";
import { azureMonitorLogger } from "../policyNames";
import { declareLoggers, type LoggersArgs, type NamedByPolicies } from "./loggers";

export interface ExistingApiManagementArgs extends Omit<LoggersArgs, "resourceGroupName" | "serviceName"> {
  /** Id of the service, in the subscription that the program deploys to. */
  readonly apiManagementId: pulumi.Input<string>;
  /** Keeps our entities from taking the place of others' of the same id. Letters, digits and hyphens. */
  readonly entityPrefix: string;
}

/**
 * What a gateway needs of an API Management service that is there already: loggers and a named value, under ids of their
 * own. Nothing that the service's other APIs would notice is declared: no service-wide diagnostic, policy, setting or
 * identity. Its identity has to have its roles, and whoever runs the service sends its logs somewhere: docs/decisions/0018.
 */
export class ExistingApiManagement extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  /** `https://NAME.azure-api.net` */
  readonly gatewayUrl: pulumi.Output<string>;
  readonly named: NamedByPolicies;

  constructor(name: string, args: ExistingApiManagementArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:ExistingApiManagement", name, {}, options);
    const reference = referenceTo(
      {
        id: args.apiManagementId,
        key: "existing.apiManagementId",
        what: "APIs, products and loggers",
        hint: "deploy to the subscription of the service; accounts of another one can be brought by backends[].existing",
      },
      this,
    );
    this.serviceName = reference.name;
    this.resourceGroupName = reference.resourceGroupName;
    this.gatewayUrl = pulumi.interpolate`https://${this.serviceName}.azure-api.net`;
    this.named = {
      ...declareLoggers(
        name,
        { ...args, serviceName: this.serviceName, resourceGroupName: this.resourceGroupName },
        { parent: this },
      ),
      // API Management makes it with the service; declared here it would go with this gateway.
      azureMonitorLoggerId: pulumi.interpolate`${args.apiManagementId}/loggers/${azureMonitorLogger}`,
    };
    this.registerOutputs({ serviceName: this.serviceName, gatewayUrl: this.gatewayUrl });
  }
}
