import * as keyvault from "@pulumi/azure-native/keyvault";
import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { armName, armResourceGroup } from "./armId";
import { declareDiagnostics } from "./diagnostics";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import { declareRoleAssignment, roleIds } from "./roleAssignment";

export interface GatewayKeyVaultArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** 3 to 24 characters, unique in Azure. */
  readonly vaultName: string;
  /** Of the private endpoint, with zone privatelink.vaultcore.azure.net. Default: no endpoint, and public access for identities. */
  readonly privateAccess?: PrivateAccess;
  /** Principal that may read secrets: the gateway's identity. */
  readonly readerPrincipalId: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string>;
  /** Id of a vault to use instead of a new one. It must use Azure role-based access control. */
  readonly existingVaultId?: string;
  /** Refuses deletion of the vault. Default false. */
  readonly protect?: boolean;
  /** Secrets to write, by name. */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Key Vault without public access: role-based access, purge protection, a private endpoint.
 * https://learn.microsoft.com/azure/key-vault/general/best-practices
 */
export class GatewayKeyVault extends pulumi.ComponentResource {
  readonly vaultId: pulumi.Output<string>;
  /** Absent without private access. */
  readonly privateEndpointId?: pulumi.Output<string>;
  /** Ids of the written secrets without a version, by name: whoever reads one gets its newest version. */
  readonly secretIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: GatewayKeyVaultArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:GatewayKeyVault", name, {}, options);
    const own = { parent: this };
    const vault = declareVault(name, args, own);
    this.vaultId = pulumi.output(vault.id);
    const reader = declareRoleAssignment(
      `${name}-reader`,
      { scope: vault.id, principalId: args.readerPrincipalId, roleId: roleIds.keyVaultSecretsUser },
      own,
    );
    this.privateEndpointId = declarePrivateEndpoint(
      `${name}-endpoint`,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        endpointName: `pe-${args.vaultName}`,
        access: args.privateAccess,
        serviceId: vault.id,
        group: "vault",
        tags: args.tags,
      },
      own,
    );
    if (!args.existingVaultId) declareDiagnostics(name, vault.id, args.logAnalyticsWorkspaceId, own);
    this.secretIds = Object.fromEntries(
      Object.entries(args.secrets ?? {}).map(([secretName, value]) => {
        const secret = new keyvault.Secret(
          `${name}-secret-${secretName}`,
          {
            resourceGroupName: vault.resourceGroupName,
            vaultName: vault.name,
            secretName,
            properties: { value: pulumi.secret(value) },
          },
          // Written through Azure Resource Manager, so no public access is needed. Whoever reads it has its role by then.
          { ...own, dependsOn: [reader], additionalSecretOutputs: ["properties.value"] },
        );
        // Whoever reads the secret does so through the private endpoint.
        const readable = pulumi.all([secret.properties, this.privateEndpointId]);
        return [secretName, readable.apply(([properties]) => properties.secretUri)];
      }),
    );
    this.registerOutputs({ vaultId: this.vaultId, privateEndpointId: this.privateEndpointId });
  }
}

interface VaultReference {
  readonly id: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
  readonly resourceGroupName: pulumi.Input<string>;
}

function declareVault(
  name: string,
  args: GatewayKeyVaultArgs,
  options: pulumi.CustomResourceOptions,
): VaultReference {
  const existing = args.existingVaultId;
  if (existing)
    return { id: existing, name: armName(existing), resourceGroupName: armResourceGroup(existing) };
  const vault = new keyvault.Vault(
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
        enablePurgeProtection: true,
        publicNetworkAccess: args.privateAccess ? "Disabled" : "Enabled",
        networkAcls: {
          // Lets Azure Resource Manager write secrets and API Management read them; nobody else from outside.
          bypass: keyvault.NetworkRuleBypassOptions.AzureServices,
          defaultAction: keyvault.NetworkRuleAction[args.privateAccess ? "Deny" : "Allow"],
        },
      },
      tags: args.tags,
    },
    pulumi.mergeOptions(options, { protect: args.protect }),
  );
  return { id: vault.id, name: vault.name, resourceGroupName: args.resourceGroupName };
}
