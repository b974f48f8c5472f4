import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { AzureError } from "./azureError";
import type { StoredResource } from "./localCloud";

const hour = 3_600_000;
const day = 24 * hour;

/** What keeps being known after its deletion, for how long, and what Azure says to whoever wants the name. */
interface Kind {
  readonly milliseconds: (resource: StoredResource) => number;
  /** Whether the name is unique in the world, so that it is taken in every resource group. */
  readonly worldwide: boolean;
  readonly code: string;
  readonly message: (name: string) => string;
  /** Whether the inputs ask for the deleted one back. */
  readonly restores: (inputs: DeclaredResource["inputs"]) => boolean;
}

const properties = (inputs: DeclaredResource["inputs"]) =>
  (inputs["properties"] ?? {}) as Readonly<Record<string, unknown>>;

const kinds: Readonly<Record<string, Kind>> = {
  // https://learn.microsoft.com/azure/api-management/soft-delete
  "microsoft.apimanagement/service": {
    milliseconds: () => 48 * hour,
    worldwide: true,
    code: "ServiceAlreadyExistsInSoftDeletedState",
    message: (name) =>
      `Api service ${name} was soft-deleted. In order to create the new service with the same name, you have to either undelete the service or purge it.`,
    restores: (inputs) => inputs["restore"] === true,
  },
  // https://learn.microsoft.com/azure/ai-services/recover-purge-resources
  "microsoft.cognitiveservices/accounts": {
    milliseconds: () => 48 * hour,
    worldwide: false,
    code: "FlagMustBeSetForRestore",
    message: (name) =>
      `An existing resource with ID '${name}' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.`,
    restores: (inputs) => properties(inputs)["restore"] === true,
  },
  // https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
  "microsoft.keyvault/vaults": {
    milliseconds: ({ inputs }) => Number(properties(inputs)["softDeleteRetentionInDays"] ?? 90) * day,
    worldwide: true,
    code: "ConflictError",
    message: (name) =>
      `A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault: ${name}`,
    restores: (inputs) => properties(inputs)["createMode"] === "recover",
  },
  // Over the data plane; a control plane's write of the same name is refused meanwhile.
  "microsoft.keyvault/vaults/secrets": {
    milliseconds: () => 90 * day,
    worldwide: false,
    code: "Conflict",
    message: (name) =>
      `(ObjectIsDeletedButRecoverable) Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    restores: () => false,
  },
};

interface Held {
  readonly resource: StoredResource;
  /** What stood below it and comes back with it. */
  readonly children: readonly StoredResource[];
  readonly until: number;
}

/** What has been deleted and can be had back: API Management and accounts 48 hours, vaults 7 to 90 days. */
export class SoftDeletion {
  private readonly held = new Map<string, Held>();

  constructor(private readonly now: () => number) {}

  get resources(): readonly StoredResource[] {
    this.forget();
    return [...this.held.values()].map(({ resource }) => resource);
  }

  keep(resource: StoredResource, children: readonly StoredResource[]): void {
    const kind = kinds[resource.arm.toLowerCase()];
    if (kind)
      this.held.set(resource.id.toLowerCase(), {
        resource,
        children,
        until: this.now() + kind.milliseconds(resource),
      });
  }

  /** What comes back where the inputs ask for it; throws where the name is still taken. */
  claim(planned: StoredResource): readonly StoredResource[] {
    this.forget();
    const kind = kinds[planned.arm.toLowerCase()];
    if (!kind) return [];
    for (const { resource, children } of this.held.values()) {
      const same = resource.id.toLowerCase() === planned.id.toLowerCase();
      if (same && kind.restores(planned.inputs)) {
        this.held.delete(resource.id.toLowerCase());
        return children;
      }
      const sameName = resource.arm === planned.arm && kind.worldwide && nameOf(resource) === nameOf(planned);
      if (same || sameName)
        throw new AzureError(409, kind.code, kind.message(kind.worldwide ? nameOf(planned) : planned.id));
      if (
        planned.arm === resource.arm &&
        subdomainOf(planned) !== undefined &&
        subdomainOf(planned) === subdomainOf(resource)
      )
        throw new AzureError(
          409,
          "CustomDomainInUse",
          `Please pick a different name. The subdomain name '${subdomainOf(planned)}' is not available as it's already used by a resource.`,
        );
    }
    if (kind.restores(planned.inputs))
      throw new AzureError(
        404,
        planned.arm === "Microsoft.ApiManagement/service"
          ? "ServiceNotFound"
          : "CanNotRestoreANonDeletedResource",
        `${planned.id} is not deleted softly, so nothing can be restored`,
      );
    return [];
  }

  /** Purges one resource, as `az ... purge` does; without an id, ends every soft deletion, as time does. */
  purge(id?: string): void {
    if (id === undefined) return this.held.clear();
    const { resource } = this.find(id);
    if (isPurgeProtected(resource))
      throw new AzureError(
        405,
        "MethodNotAllowed",
        'Operation "purge" is not allowed because purge protection is enabled for this vault.',
      );
    this.held.delete(id.toLowerCase());
  }

  /** Brings back what was deleted softly, as it was. */
  recover(id: string): readonly StoredResource[] {
    const { resource, children } = this.find(id);
    this.held.delete(id.toLowerCase());
    return [resource, ...children];
  }

  private find(id: string): Held {
    this.forget();
    const held = this.held.get(id.toLowerCase());
    if (!held) throw new AzureError(404, "ResourceNotFound", `${id} is not deleted softly`);
    return held;
  }

  private forget(): void {
    for (const [key, { until }] of this.held) if (until <= this.now()) this.held.delete(key);
  }
}

/** https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection */
export function isPurgeProtected({ inputs }: Pick<DeclaredResource, "inputs">): boolean {
  return properties(inputs)["enablePurgeProtection"] === true;
}

function nameOf({ id }: StoredResource): string {
  return id.slice(id.lastIndexOf("/") + 1).toLowerCase();
}

function subdomainOf({ inputs }: StoredResource): string | undefined {
  const name = properties(inputs)["customSubDomainName"];
  return typeof name === "string" ? name.toLowerCase() : undefined;
}
