import type { StepEventMetadata } from "@pulumi/pulumi/automation";

/** Something that Azure keeps after it has been deleted, and whose name stays taken until it is purged. */
export interface SoftDeleted {
  readonly name: string;
  readonly type: string;
  /** What ends it. */
  readonly purge: string;
}

/**
 * https://learn.microsoft.com/azure/api-management/soft-delete
 * https://learn.microsoft.com/azure/ai-services/recover-purge-resources
 * https://learn.microsoft.com/azure/key-vault/general/key-vault-recovery
 */
export function softDeletedOf(deleted: readonly StepEventMetadata[]): readonly SoftDeleted[] {
  return deleted.flatMap(({ type, old }) => {
    const inputs = (old?.inputs ?? {}) as Record<string, unknown>;
    const text = (key: string) => (typeof inputs[key] === "string" ? inputs[key] : "");
    const location = text("location");
    switch (type) {
      case "azure-native:apimanagement:ApiManagementService": {
        const name = text("serviceName");
        return {
          name,
          type,
          purge: `az apim deletedservice purge --service-name ${name} --location ${location}`,
        };
      }
      case "azure-native:cognitiveservices:Account": {
        const name = text("accountName");
        const group = text("resourceGroupName");
        return {
          name,
          type,
          purge: `az cognitiveservices account purge --name ${name} --resource-group ${group} --location ${location}`,
        };
      }
      case "azure-native:keyvault:Vault": {
        const name = text("vaultName");
        return {
          name,
          type,
          purge: `az keyvault recover --name ${name} --location ${location}   (purge protection is on: it cannot be purged for 90 days)`,
        };
      }
      default:
        return [];
    }
  });
}
