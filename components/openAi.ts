import * as cognitiveservices from "@pulumi/azure-native/cognitiveservices";
import * as pulumi from "@pulumi/pulumi";
import { declareDiagnostics } from "./diagnostics";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Tags } from "./tags";

export interface ModelDeploymentArgs {
  /** What calls name. */
  readonly name: string;
  readonly model: string;
  readonly version: string;
  /** PTUs for a provisioned SKU, thousands of tokens per minute for the others. */
  readonly capacity: number;
}

export interface OpenAiAccountArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Of the private endpoint: that of its virtual network. */
  readonly location: pulumi.Input<string>;
  /** Also the account's subdomain, unique in Azure. */
  readonly accountName: pulumi.Input<string>;
  /** Of the account; default `location`. A private endpoint may lead to another region. */
  readonly accountLocation?: pulumi.Input<string>;
  /** Of every deployment: GlobalStandard, Standard, DataZoneStandard, or their ProvisionedManaged kin. */
  readonly sku: string;
  readonly deployments: readonly ModelDeploymentArgs[];
  /** Of the private endpoint, with zone privatelink.openai.azure.com. Default: no endpoint, and public access for identities. */
  readonly privateAccess?: PrivateAccess;
  /** Principal that may call the models: the gateway's identity. */
  readonly userPrincipalId: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string>;
  /** Refuses deletion of account and deployments. Default false. */
  readonly protect?: boolean;
  readonly tags?: Tags | undefined;
}

/** Provisioned capacity can take long to be found. */
const deploymentTimeouts = { create: "2h", update: "2h", delete: "1h" };

/**
 * An Azure OpenAI account that only the gateway can reach: no public access, no keys, a private endpoint, one role.
 * Azure changes one deployment of an account at a time, and no account while an endpoint is being made for it, so
 * deployments come one after another and the private endpoint after the last.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/deployment-types
 */
export class OpenAiAccount extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  /** `https://ACCOUNT.openai.azure.com/` */
  readonly endpoint: pulumi.Output<string>;
  /** Absent without private access. */
  readonly privateEndpointId?: pulumi.Output<string>;

  constructor(name: string, args: OpenAiAccountArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:OpenAiAccount", name, {}, options);
    const own = { parent: this };
    const account = new cognitiveservices.Account(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.accountLocation ?? args.location,
        accountName: args.accountName,
        kind: "OpenAI",
        sku: { name: "S0" },
        identity: { type: cognitiveservices.ResourceIdentityType.SystemAssigned },
        properties: {
          customSubDomainName: args.accountName,
          disableLocalAuth: true,
          publicNetworkAccess:
            cognitiveservices.PublicNetworkAccess[args.privateAccess ? "Disabled" : "Enabled"],
          networkAcls: {
            defaultAction: cognitiveservices.NetworkRuleAction[args.privateAccess ? "Deny" : "Allow"],
          },
        },
        tags: args.tags,
      },
      { ...own, protect: args.protect, customTimeouts: { create: "1h", update: "1h", delete: "1h" } },
    );
    const lastDeployment = declareDeployments(name, args, account, own);
    const role = declareRoleAssignment(
      `${name}-user`,
      { scope: account.id, principalId: args.userPrincipalId, roleId: roleIds.cognitiveServicesOpenAiUser },
      own,
    );
    const endpoint = declarePrivateEndpoint(
      `${name}-endpoint`,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        endpointName: pulumi.interpolate`pe-${args.accountName}`,
        access: args.privateAccess,
        serviceId: account.id,
        group: "account",
        tags: args.tags,
      },
      { ...own, dependsOn: lastDeployment ? [lastDeployment] : [] },
    );
    declareDiagnostics(name, account.id, args.logAnalyticsWorkspaceId, own);
    this.accountId = account.id;
    this.privateEndpointId = endpoint;
    // Whoever calls the account needs its deployments, its role and its endpoint: the output waits for all of them.
    this.endpoint = pulumi
      .all([account.properties, endpoint, role.id, lastDeployment?.id])
      .apply(([properties]) => properties.endpoint);
    this.registerOutputs({
      accountId: this.accountId,
      endpoint: this.endpoint,
      privateEndpointId: this.privateEndpointId,
    });
  }
}

function declareDeployments(
  name: string,
  args: OpenAiAccountArgs,
  account: cognitiveservices.Account,
  options: pulumi.CustomResourceOptions,
): cognitiveservices.Deployment | undefined {
  let previous: cognitiveservices.Deployment | undefined;
  for (const { name: deploymentName, model, version, capacity } of args.deployments) {
    previous = new cognitiveservices.Deployment(
      `${name}-${deploymentName}`,
      {
        resourceGroupName: args.resourceGroupName,
        accountName: account.name,
        deploymentName,
        sku: { name: args.sku, capacity },
        properties: {
          model: { format: "OpenAI", name: model, version },
          // The version is the config's: Azure must not change what answers without a deployment of ours.
          versionUpgradeOption: cognitiveservices.DeploymentModelVersionUpgradeOption.NoAutoUpgrade,
          raiPolicyName: "Microsoft.DefaultV2",
        },
      },
      pulumi.mergeOptions(options, {
        protect: args.protect,
        customTimeouts: deploymentTimeouts,
        dependsOn: previous ? [previous] : [],
      }),
    );
  }
  return previous;
}
