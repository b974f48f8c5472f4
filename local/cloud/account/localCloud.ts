import { formatProblem } from "../../../common/problem";
import { armIdentity } from "../azure/armId";
import { checkArrival } from "../azure/checkResources";
import { computedOutputs } from "../azure/computedOutputs";
import { typicalDuration } from "../azure/durations";
import { inPlaceRefusals } from "../azure/inPlaceChanges";
import { invokeAzure } from "../azure/invokeAzure";
import { createRandom } from "../azure/randomProvider";
import type { CreatedResource, InvokeResult, ResourceRequest } from "../provider";
import type { DeclaredResource } from "../resource";
import { AzureError } from "./azureError";
import { immediately, type Operation, type Operations } from "./operations";
import { danglingReferences, heldInUse, locksOf } from "./rules";

/** Something that exists in the cloud. */
export interface StoredResource extends DeclaredResource {
  /** ARM type; empty for random values, which exist nowhere. */
  readonly arm: string;
}

export interface LocalCloudOptions {
  /** Default: everything takes no time. */
  readonly operations?: Operations;
  /** Called before a change is made and again when it has been; what it throws is the provider's answer. */
  readonly fault?: (operation: Operation, moment: "before" | "after") => void;
}

/** What is kept of a deleted resource until somebody purges it; its name cannot be used meanwhile. */
const softDeleted: ReadonlySet<string> = new Set([
  "microsoft.apimanagement/service",
  "microsoft.cognitiveservices/accounts",
  "microsoft.keyvault/vaults",
]);

/**
 * An Azure subscription (and the random provider) that remembers: what was made exists until it is deleted, by whichever
 * engine. It refuses what Azure refuses, in ARM's words: parents and references that are not there, names that do not
 * fit, deletes of what is in use, two writers of one API, names of what is only softly deleted.
 */
export class LocalCloud {
  private readonly byId = new Map<string, StoredResource>();
  private readonly deleted = new Map<string, StoredResource>();
  private readonly locked = new Map<string, string>();
  private operations: Operations;

  constructor(private readonly options: LocalCloudOptions = {}) {
    this.operations = options.operations ?? immediately;
  }

  /** How changes pass the time from now on; default at once. */
  setOperations(operations: Operations = immediately): void {
    this.operations = operations;
  }

  get resources(): readonly StoredResource[] {
    return [...this.byId.values()];
  }

  find(id: string): StoredResource | undefined {
    return this.byId.get(id.toLowerCase());
  }

  async create(request: ResourceRequest): Promise<CreatedResource> {
    const planned = place(request);
    if (planned.arm === "") return this.createdOf(planned);
    return this.change("create", planned, () => {
      const key = planned.id.toLowerCase();
      if (this.byId.has(key))
        throw new AzureError(
          409,
          "Conflict",
          `${planned.id} exists already; import it, or choose another name`,
        );
      if (this.deleted.has(key))
        throw new AzureError(
          409,
          "FlagMustBeSetForRestore",
          `${planned.id} has been deleted softly; purge or restore it before a resource of its name is made`,
        );
      this.refuse(planned);
      this.byId.set(key, planned);
      return this.createdOf(planned);
    });
  }

  async update(id: string, request: ResourceRequest): Promise<CreatedResource> {
    const planned = place(request);
    if (planned.arm === "") return this.createdOf(planned);
    return this.change("update", planned, () => {
      const existing = this.find(id);
      if (!existing) throw new AzureError(404, "ResourceNotFound", `${id} does not exist`);
      const [refusal] = inPlaceRefusals({
        id,
        type: existing.type,
        before: existing.inputs,
        after: planned.inputs,
        others: this.resources.filter((resource) => resource !== existing),
      });
      if (refusal)
        throw new AzureError(
          refusal.rule.status,
          refusal.rule.code,
          `${refusal.property}: ${refusal.rule.message}`,
        );
      this.refuse(planned);
      this.byId.set(id.toLowerCase(), planned);
      return this.createdOf(planned);
    });
  }

  /** What does not exist is deleted already. */
  async delete(id: string): Promise<void> {
    const existing = this.find(id);
    if (!existing) return;
    await this.change("delete", existing, () => {
      const others = this.resources.filter((resource) => resource !== existing);
      const held = heldInUse(existing, others);
      if (held) throw new AzureError(409, held.code, `${existing.id} is in use by ${held.by.id}`);
      const key = existing.id.toLowerCase();
      for (const child of [...this.byId.keys()].filter((other) => other.startsWith(`${key}/`)))
        this.byId.delete(child);
      this.byId.delete(key);
      if (softDeleted.has(existing.arm.toLowerCase())) this.deleted.set(key, existing);
    });
  }

  /** What has been deleted softly and not been purged. */
  get softDeleted(): readonly StoredResource[] {
    return [...this.deleted.values()];
  }

  /** Purges one resource, as `az ... purge` does; without an id, ends every soft deletion, as time does. */
  purge(id?: string): void {
    if (id === undefined) return this.deleted.clear();
    const held = this.deleted.get(id.toLowerCase());
    if (!held) throw new AzureError(404, "ResourceNotFound", `${id} is not deleted softly`);
    if (isPurgeProtected(held))
      throw new AzureError(
        405,
        "MethodNotAllowed",
        'Operation "purge" is not allowed because purge protection is enabled for this vault.',
      );
    this.deleted.delete(id.toLowerCase());
  }

  /** Brings back what was deleted softly, as it was. */
  recover(id: string): void {
    const held = this.deleted.get(id.toLowerCase());
    if (!held) throw new AzureError(404, "ResourceNotFound", `${id} is not deleted softly`);
    this.deleted.delete(id.toLowerCase());
    this.byId.set(id.toLowerCase(), held);
  }

  /** Changes what exists behind the engine's back, as somebody in the portal might. */
  drift(id: string, inputs: Readonly<Record<string, unknown>>): void {
    const existing = this.find(id);
    if (!existing) throw new AzureError(404, "ResourceNotFound", `${id} does not exist`);
    this.byId.set(id.toLowerCase(), {
      ...existing,
      inputs: { ...existing.inputs, ...inputs },
      outputs: { ...existing.outputs, ...inputs },
    });
  }

  invoke(token: string, args: Readonly<Record<string, unknown>>): InvokeResult {
    return invokeAzure(token, args, this.resources);
  }

  private createdOf({ id, outputs, secretOutputs }: StoredResource): CreatedResource {
    return { id, outputs, secretOutputs };
  }

  private refuse(planned: StoredResource): void {
    const others = this.resources.filter(({ id }) => id.toLowerCase() !== planned.id.toLowerCase());
    const [problem] = checkArrival(others, planned);
    if (problem) throw new AzureError(400, problem.code, formatProblem(problem));
    const [dangling] = danglingReferences(planned.id, planned.inputs, (id) =>
      this.byId.has(id.toLowerCase()),
    );
    if (dangling)
      throw new AzureError(
        400,
        "InvalidResourceReference",
        `${dangling.path} leads to ${dangling.id}, which does not exist`,
      );
  }

  /** Locks, the time it takes, the fault that was asked for, the change itself. */
  private async change<T>(kind: Operation["kind"], resource: StoredResource, make: () => T): Promise<T> {
    const { id, arm, inputs } = resource;
    const operation: Operation = { kind, id, type: arm, duration: typicalDuration(arm, kind, inputs) };
    const locks = locksOf(arm, id, inputs);
    const rival = locks.map((lock) => this.locked.get(lock)).find((holder) => holder !== undefined);
    if (rival !== undefined)
      throw new AzureError(
        409,
        arm.startsWith("Microsoft.ApiManagement") ? "PessimisticConcurrencyConflict" : "RequestConflict",
        `${id} cannot be changed while ${rival} is being changed`,
      );
    for (const lock of locks) this.locked.set(lock, id);
    try {
      this.options.fault?.(operation, "before");
      await this.operations.run(operation);
      const made = make();
      this.options.fault?.(operation, "after");
      return made;
    } finally {
      for (const lock of locks) this.locked.delete(lock);
    }
  }
}

/** https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection */
export function isPurgeProtected({ inputs }: DeclaredResource): boolean {
  const properties = inputs["properties"] as { readonly enablePurgeProtection?: unknown } | undefined;
  return properties?.enablePurgeProtection === true;
}

function place(request: ResourceRequest): StoredResource {
  const identity = armIdentity(request);
  if (identity) {
    const { outputs, secretOutputs = [] } = computedOutputs(request, identity);
    return {
      ...request,
      id: identity.id,
      arm: identity.type.arm,
      outputs: { ...request.inputs, ...outputs },
      secretOutputs: [...new Set([...request.secretInputs, ...secretOutputs])],
    };
  }
  if (!request.type.startsWith("random:"))
    throw new Error(`the local cloud knows azure-native and random, not ${request.type}`);
  const { id, outputs, secretOutputs = [] } = createRandom(request);
  return { ...request, id, arm: "", outputs: { ...request.inputs, ...outputs }, secretOutputs };
}
