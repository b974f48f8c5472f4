import type { StepEventMetadata } from "@pulumi/pulumi/automation";
import { azureTypeName } from "@azure-genai-gateway/local-cloud/azure/resourceTypes";
import { ask, ArmError, type ArmAccess } from "../azure/arm";

/** Something that Azure keeps after it has been deleted, and whose name stays taken until it is purged. */
export interface SoftDeleted {
  readonly name: string;
  /** Type token. */
  readonly type: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** Purge protection is on: only time frees the name, and only recovering brings it back. */
  readonly isProtected: boolean;
  /** Command that frees the name; of what is protected, the one that recovers it. */
  readonly purge: string;
}

type Named = Pick<SoftDeleted, "name" | "location" | "resourceGroup">;

interface Kind {
  readonly nameInput: string;
  readonly purge: (named: Named) => string;
  /** Absent where Azure's command line has none. */
  readonly recover?: (named: Named) => string;
  /** Path and method of the purge below the subscription. */
  readonly call: (named: Named) => {
    readonly method: "POST" | "DELETE";
    readonly path: string;
    readonly deleted: string;
  };
}

/**
 * azure-native purges nothing when it deletes (pulumi-azure-native #2529 and #1174, both open; its custom resources have
 * no delete of their own for these three).
 * https://learn.microsoft.com/azure/api-management/soft-delete
 * https://learn.microsoft.com/azure/ai-services/recover-purge-resources
 * https://learn.microsoft.com/azure/key-vault/general/key-vault-recovery
 */
const kinds: Readonly<Record<string, Kind>> = {
  "apimanagement:ApiManagementService": {
    nameInput: "serviceName",
    purge: ({ name, location }) =>
      `az apim deletedservice purge --service-name ${name} --location ${location}`,
    call: ({ name, location }) => {
      const deleted = `/providers/Microsoft.ApiManagement/locations/${location}/deletedservices/${name}?api-version=2024-05-01`;
      return { method: "DELETE", path: deleted, deleted };
    },
  },
  "cognitiveservices:Account": {
    nameInput: "accountName",
    purge: (named) => `az cognitiveservices account purge ${account(named)}`,
    recover: (named) => `az cognitiveservices account recover ${account(named)}`,
    call: ({ name, location, resourceGroup }) => {
      const holder = `/providers/Microsoft.CognitiveServices/locations/${location}/resourceGroups/${resourceGroup}`;
      const deleted = `${holder}/deletedAccounts/${name}?api-version=2024-10-01`;
      return { method: "DELETE", path: deleted, deleted };
    },
  },
  "keyvault:Vault": {
    nameInput: "vaultName",
    purge: ({ name, location }) => `az keyvault purge --name ${name} --location ${location}`,
    recover: ({ name, location }) => `az keyvault recover --name ${name} --location ${location}`,
    call: ({ name, location }) => {
      const deleted = `/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`;
      const version = "?api-version=2023-07-01";
      return { method: "POST", path: `${deleted}/purge${version}`, deleted: `${deleted}${version}` };
    },
  },
};

const account = ({ name, resourceGroup, location }: Named) =>
  `--name ${name} --resource-group ${resourceGroup} --location ${location}`;

/** Of what Pulumi deleted, what Azure keeps. */
export function softDeletedOf(deleted: readonly StepEventMetadata[]): readonly SoftDeleted[] {
  return deleted.flatMap(({ type, old }) => {
    const kind = kindOf(type);
    if (!kind) return [];
    const inputs = (old?.inputs ?? {}) as Record<string, unknown>;
    const text = (key: string) => (typeof inputs[key] === "string" ? inputs[key] : "");
    const properties = inputs["properties"] as { readonly enablePurgeProtection?: unknown } | undefined;
    const isProtected = properties?.enablePurgeProtection === true;
    const named = {
      name: text(kind.nameInput),
      location: text("location"),
      resourceGroup: text("resourceGroupName"),
    };
    const purge = isProtected
      ? `${kind.recover?.(named) ?? ""}   (purge protection is on: it cannot be purged for 90 days)`
      : kind.purge(named);
    return { ...named, type, isProtected, purge };
  });
}

export function purgeCommand(type: string, named: Named): string {
  return kindOf(type)?.purge(named) ?? "";
}

/** Nothing where Azure's command line cannot bring such a thing back. */
export function recoverCommand(type: string, named: Named): string | undefined {
  return kindOf(type)?.recover?.(named);
}

/**
 * Purges, and waits until the name is free. Rejects with Azure's answer.
 * @param wait passes the time between two looks; ten minutes at most
 */
export async function purge(arm: ArmAccess, one: SoftDeleted, wait: () => Promise<void>): Promise<void> {
  const kind = kindOf(one.type);
  if (!kind) return;
  const { method, path, deleted } = kind.call(one);
  const subscription = `/subscriptions/${arm.subscriptionId}`;
  await ask(arm, method, subscription + path).catch((error: unknown) => {
    // Somebody else was faster.
    if (!(error instanceof ArmError && error.answer.status === 404)) throw error;
  });
  for (let look = 0; look < 120; look++) {
    const { status } = await arm.request("GET", subscription + deleted);
    if (status === 404 || status === 204) return;
    await wait();
  }
  throw new Error("Azure has accepted the purge and not ended it in ten minutes");
}

function kindOf(type: string): Kind | undefined {
  const name = azureTypeName(type);
  return name === undefined ? undefined : kinds[name];
}
