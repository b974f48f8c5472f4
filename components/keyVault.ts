import * as keyvault from "@pulumi/azure-native/keyvault";
import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { declareDiagnostics } from "./diagnostics";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Tags } from "./tags";

export interface GatewayKeyVaultArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** 3 to 24 characters, unique in Azure. */
  readonly vaultName: pulumi.Input<string>;
  /** Of the private endpoint, with zone privatelink.vaultcore.azure.net. Default: no endpoint, and public access for identities. */
  readonly privateAccess?: PrivateAccess | undefined;
  /** Principal that may read secrets: the gateway's identity. Default: nobody. */
  readonly readerPrincipalId?: pulumi.Input<string> | undefined;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string> | undefined;
  /** Id of a vault to use instead of a new one. It must use Azure role-based access control. */
  readonly existingVaultId?: pulumi.Input<string> | undefined;
  /**
   * Keeps what is deleted, the vault and its name too, for 90 days, whatever anybody does. Cannot be switched off again.
   * Default true; false: the vault can be purged, and is kept for 7 days unless it is.
   */
  readonly purgeProtection?: boolean | undefined;
  /** Refuses deletion of the vault. Default: as the component's own `protect`. */
  readonly protect?: boolean | undefined;
  readonly tags?: Tags | undefined;
}

/**
 * Key Vault without public access: role-based access, soft delete, purge protection, a private endpoint. For
 * certificates, and for whatever policies of one's own need: the gateway itself has no secrets.
 * https://learn.microsoft.com/azure/key-vault/general/best-practices
 */
export class GatewayKeyVault extends pulumi.ComponentResource {
  /** Waits for the private endpoint and the reader's role. */
  readonly vaultId: pulumi.Output<string>;
  /** Absent without private access. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;

  constructor(name: string, args: GatewayKeyVaultArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:GatewayKeyVault", name, {}, options);
    const own = { parent: this };
    const { existingVaultId } = args;
    const vaultId =
      existingVaultId === undefined ? declareVault(name, args, own).id : pulumi.output(existingVaultId);
    const reader =
      args.readerPrincipalId === undefined
        ? undefined
        : declareRoleAssignment(
            `${name}-reader`,
            { scope: vaultId, principalId: args.readerPrincipalId, roleId: roleIds.keyVaultSecretsUser },
            own,
          );
    const endpoint = declarePrivateEndpoint(
      `${name}-endpoint`,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        endpointName: pulumi.interpolate`pe-${args.vaultName}`,
        access: args.privateAccess,
        serviceId: vaultId,
        group: "vault",
        tags: args.tags,
      },
      own,
    );
    if (existingVaultId === undefined) declareDiagnostics(name, vaultId, args.logAnalyticsWorkspaceId, own);
    this.vaultId = pulumi.all([vaultId, reader?.id, endpoint]).apply(([id]) => id);
    if (endpoint) this.privateEndpointId = endpoint;
    this.registerOutputs({ vaultId: this.vaultId, privateEndpointId: endpoint });
  }
}

function declareVault(
  name: string,
  args: GatewayKeyVaultArgs,
  options: pulumi.CustomResourceOptions,
): keyvault.Vault {
  const purgeProtection = args.purgeProtection ?? true;
  return new keyvault.Vault(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      vaultName: args.vaultName,
      properties: {
        tenantId: authorization.getClientConfigOutput({ parent: options.parent }).tenantId,
        sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        // Azure takes true or nothing: a protection that could be taken off would be none.
        ...(purgeProtection ? { enablePurgeProtection: true } : { softDeleteRetentionInDays: 7 }),
        publicNetworkAccess: args.privateAccess ? "Disabled" : "Enabled",
        networkAcls: {
          // Lets API Management read certificates as its system-assigned identity; nobody else from outside.
          bypass: keyvault.NetworkRuleBypassOptions.AzureServices,
          defaultAction: keyvault.NetworkRuleAction[args.privateAccess ? "Deny" : "Allow"],
        },
      },
      tags: args.tags,
    },
    pulumi.mergeOptions(options, { protect: args.protect }),
  );
}
