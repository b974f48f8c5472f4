import * as cognitiveservices from "@pulumi/azure-native/cognitiveservices";
import * as pulumi from "@pulumi/pulumi";
import { armName } from "./armId";
import type { DeploymentConfig } from "./config/schema";
import { declareDiagnostics } from "./diagnostics";
import { referenceTo, type ExistingReference } from "./existing";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import { formatOf } from "./providers/foundry";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Tags } from "./tags";

export interface ModelDeploymentArgs {
  /** What calls name. */
  readonly name: string;
  readonly model: string;
  /** Needed where the deployment is declared, as its capacity is. */
  readonly version?: string | undefined;
  /** PTUs for a provisioned SKU, thousands of tokens per minute for the others. */
  readonly capacity?: number | undefined;
  /** Who publishes the model. Default: by its name, {@link formatOf}. */
  readonly format?: string | undefined;
  /**
   * What Azure does with the version. Default `OnceCurrentVersionExpired`: it stays until it retires. With
   * `NoAutoUpgrade` calls fail from that day on.
   */
  readonly versionUpgradeOption?: DeploymentConfig["versionUpgradeOption"] | undefined;
}

/** An account that is there already, perhaps in another subscription of the same tenant. */
export interface ExistingAccountArgs {
  readonly accountId: pulumi.Input<string>;
  /** Default `https://NAME.openai.azure.com/`. */
  readonly endpoint?: pulumi.Input<string> | undefined;
  /** Whether the deployments are declared into it, which its subscription must be the program's for. Default false. */
  readonly declaresDeployments?: boolean | undefined;
  /** Whether the principal gets its role on it. Default true. */
  readonly grantsAccess?: boolean | undefined;
}

export interface OpenAiAccountArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Of the private endpoint: that of its virtual network. */
  readonly location: pulumi.Input<string>;
  /** Also the account's subdomain, unique in Azure; 2 to 63 characters. Of an existing account, what its endpoint is named after. */
  readonly accountName: pulumi.Input<string>;
  /** Of the account; default `location`. A private endpoint may lead to another region. */
  readonly accountLocation?: pulumi.Input<string> | undefined;
  /** `AIServices` is a Foundry resource, which serves models of other providers besides. Default `OpenAI`. */
  readonly kind?: "OpenAI" | "AIServices" | undefined;
  /** Whether the principal also calls models that are not in OpenAI's form, which takes a wider role. Default false. */
  readonly callsAllModels?: boolean | undefined;
  /** Of every deployment: GlobalStandard, Standard, DataZoneStandard, or their ProvisionedManaged kin. */
  readonly sku: string;
  readonly deployments: readonly ModelDeploymentArgs[];
  /** Use this account instead of declaring one. */
  readonly existing?: ExistingAccountArgs | undefined;
  /**
   * Of the private endpoint, with zone privatelink.openai.azure.com, and for kind AIServices those of
   * cognitiveservices.azure.com and services.ai.azure.com. Default: no endpoint, and public access for identities.
   */
  readonly privateAccess?: PrivateAccess | undefined;
  /** Principal that may call the models: the gateway's identity. */
  readonly userPrincipalId: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string> | undefined;
  /** Refuses deletion of account and deployments. Default: as the component's own `protect`. */
  readonly protect?: boolean | undefined;
  readonly tags?: Tags | undefined;
}

/** Provisioned capacity can take long to be found. */
const deploymentTimeouts = { create: "2h", update: "2h", delete: "1h" };
const accountTimeouts = { create: "1h", update: "1h", delete: "1h" };

/** Where an account's deployments are called, whichever kind it is. */
export function openAiHost(accountName: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`${accountName}.openai.azure.com`;
}

/**
 * An Azure OpenAI or Foundry account that only the gateway can reach: no public access, no keys, a private endpoint, one
 * role. Of an account that is there nothing is changed; it gets the endpoint and the role.
 * Azure changes one deployment of an account at a time, and no account while an endpoint is being made for it, so
 * deployments come one after another and the private endpoint after the last.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/deployment-types
 */
export class OpenAiAccount extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  /** `https://ACCOUNT.openai.azure.com/`; waits for deployments, role and private endpoint. */
  readonly endpoint: pulumi.Output<string>;
  /** Absent without private access. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;

  constructor(name: string, args: OpenAiAccountArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:OpenAiAccount", name, {}, options);
    const own = { parent: this };
    const { existing } = args;
    const account = existing ? accountThere(existing) : declareAccount(name, args, own);
    const lastDeployment =
      !existing || existing.declaresDeployments
        ? declareDeployments(name, args, account.asParent(this), own)
        : undefined;
    const role =
      existing?.grantsAccess === false
        ? undefined
        : declareRoleAssignment(
            `${name}-user`,
            {
              scope: account.id,
              principalId: args.userPrincipalId,
              // OpenAI User may call what is below /openai, and nothing else.
              roleId: args.callsAllModels
                ? roleIds.cognitiveServicesUser
                : roleIds.cognitiveServicesOpenAiUser,
            },
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
    if (!existing) declareDiagnostics(name, account.id, args.logAnalyticsWorkspaceId, own);
    this.accountId = account.id;
    if (endpoint) this.privateEndpointId = endpoint;
    // Whoever calls the account needs its deployments, its role and its endpoint: the output waits for all of them.
    this.endpoint = pulumi
      .all([account.endpoint, endpoint, role?.id, lastDeployment?.id])
      .apply(([url]) => url);
    this.registerOutputs({
      accountId: this.accountId,
      endpoint: this.endpoint,
      privateEndpointId: endpoint,
    });
  }
}

interface AccountReference {
  readonly id: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** For deployments. */
  asParent(component: pulumi.Resource): {
    readonly name: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
  };
}

function accountThere(existing: ExistingAccountArgs): AccountReference {
  const id = pulumi.output(existing.accountId);
  return {
    id,
    endpoint:
      existing.endpoint === undefined
        ? pulumi.interpolate`https://${openAiHost(id.apply(armName))}/`
        : pulumi.output(existing.endpoint),
    asParent: (component): ExistingReference =>
      referenceTo(
        {
          id,
          key: "existing.accountId",
          what: "deployments",
          hint: "make them in a stack of that subscription and name them here, without declaring them",
        },
        component,
      ),
  };
}

function declareAccount(
  name: string,
  args: OpenAiAccountArgs,
  options: pulumi.CustomResourceOptions,
): AccountReference {
  const account = new cognitiveservices.Account(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.accountLocation ?? args.location,
      accountName: args.accountName,
      kind: args.kind ?? "OpenAI",
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
    pulumi.mergeOptions(options, { protect: args.protect, customTimeouts: accountTimeouts }),
  );
  return {
    id: account.id,
    // A Foundry resource says another name of its own first; this one it has too.
    endpoint:
      args.kind === "AIServices"
        ? pulumi.interpolate`https://${openAiHost(account.name)}/`
        : // Where a test plays Azure the account may not say.
          pulumi
            .all([account.properties as pulumi.Output<{ endpoint?: string } | undefined>, args.accountName])
            .apply(([properties, ownName]) => properties?.endpoint ?? `https://${ownName}.openai.azure.com/`),
    asParent: () => ({ name: account.name, resourceGroupName: args.resourceGroupName }),
  };
}

function declareDeployments(
  name: string,
  args: OpenAiAccountArgs,
  account: ReturnType<AccountReference["asParent"]>,
  options: pulumi.CustomResourceOptions,
): cognitiveservices.Deployment | undefined {
  let previous: cognitiveservices.Deployment | undefined;
  for (const deployment of args.deployments) {
    const { name: deploymentName, model, version, capacity, versionUpgradeOption, format } = deployment;
    previous = new cognitiveservices.Deployment(
      `${name}-${deploymentName}`,
      {
        resourceGroupName: account.resourceGroupName,
        accountName: account.name,
        deploymentName,
        sku: { name: args.sku, capacity },
        properties: {
          model: { format: format ?? formatOf(model), name: model, version },
          versionUpgradeOption: versionUpgradeOption ?? "OnceCurrentVersionExpired",
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
