import { GatewayKeyVault, Identity } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const shared = inGroup(group());
const identity = new Identity("reader", shared);

/** A vault for certificates. With `privateAccess` it is reached from a subnet alone. */
const vault = new GatewayKeyVault("vault", {
  ...shared,
  vaultName: "kv-example-4f2a",
  readerPrincipalId: identity.principalId,
  purgeProtection: false,
});

export const vaultId = vault.vaultId;
