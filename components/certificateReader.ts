import type { GatewayConfig } from "./config/schema";

/** Which identity of API Management reads the certificate of its own host name. */
export function certificateIdentity(
  config: Pick<GatewayConfig, "apiManagement" | "existing" | "network">,
): "UserAssigned" | "SystemAssigned" | undefined {
  const { customDomain } = config.apiManagement;
  if (!customDomain) return undefined;
  const isOwnVault =
    customDomain.certificateVaultId === undefined && config.existing.keyVaultId === undefined;
  return (
    customDomain.certificateIdentity ??
    (isOwnVault && config.network.private ? "SystemAssigned" : "UserAssigned")
  );
}

/**
 * Who gets Key Vault Secrets User, and where. The system-assigned identity has it on the stack's own vault from the
 * first `up` on, before there is a certificate in it: when a later `up` puts the host name on, the role is there. On vaults
 * that are brought nobody gets a role that nothing needs. docs/decisions/0017.
 */
export function grantsOf(config: Pick<GatewayConfig, "apiManagement" | "existing" | "network">) {
  const { customDomain } = config.apiManagement;
  const identity = certificateIdentity(config);
  const isOwnVault = config.existing.keyVaultId === undefined;
  const declaresService = config.existing.apiManagementId === undefined;
  const granted = customDomain?.grantCertificateAccess === true && identity === "UserAssigned";
  const elsewhere = customDomain?.certificateVaultId;
  return {
    /** On the stack's own vault. */
    ownVaultToSystemAssigned: declaresService && isOwnVault,
    /** On the stack's own vault, or the one that is brought in its place. */
    vaultToUserAssigned:
      declaresService && ((granted && elsewhere === undefined) || (isOwnVault && !config.network.private)),
    /** On a third vault, which is named with the certificate. */
    thirdVaultToUserAssigned: declaresService && granted ? elsewhere : undefined,
  };
}
