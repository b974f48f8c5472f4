import { formatProblem } from "@azure-genai-gateway/common/problem";
import { armIdentity } from "../azure/armId";
import { checkArrival } from "../azure/checkResources";
import { computedOutputs } from "../azure/computedOutputs";
import { typicalDuration } from "../azure/durations";
import { inPlaceRefusals } from "../azure/inPlaceChanges";
import { inputProblems } from "../azure/inputs/problems";
import { invokeAzure } from "../azure/invokeAzure";
import { createRandom } from "../azure/randomProvider";
import type { CreatedResource, InvokeResult, ResourceRequest } from "../provider";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { AzureError } from "./azureError";
import { immediately, type Operation, type Operations } from "./operations";
import { deleteRefusal, locksOver } from "../azure/rules/deletes";
import { type Lock, locksOf } from "../azure/rules/locks";
import { type Subject, subjectsOf } from "../azure/rules/subject";
import { SoftDeletion } from "./softDeletion";

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
  /** Milliseconds; what soft deletions run out by. Default: a clock that stands still but for `letPass`. */
  readonly now?: () => number;
}

export { isPurgeProtected } from "./softDeletion";

/**
 * An Azure subscription (and the random provider) that remembers: what was made exists until it is deleted, by whichever
 * engine. It refuses what Azure refuses, in ARM's words: parents and references that are not there, names that do not
 * fit, deletes of what is in use, two writers of one API, names of what is only softly deleted.
 */
export class LocalCloud {
  private readonly byId = new Map<string, StoredResource>();
  private readonly deleted = new SoftDeletion(() => this.now);
  private passed = 0;
  private readonly locked = new Map<string, { readonly holder: string; readonly lock: Lock }>();
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
      // azure-native reads before it creates, and asks for an import rather than to overwrite.
      if (this.byId.has(key))
        throw new AzureError(
          409,
          "Conflict",
          `cannot create already existing resource: ${planned.id} exists already; import it, or choose another name`,
        );
      const restored = this.deleted.claim(planned);
      this.refuse(planned, false);
      this.byId.set(key, planned);
      for (const child of restored) this.byId.set(child.id.toLowerCase(), child);
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
      this.refuseLocked(planned);
      this.refuse(planned, true);
      this.byId.set(id.toLowerCase(), planned);
      return this.createdOf(planned);
    });
  }

  /** What does not exist is deleted already. */
  async delete(id: string): Promise<void> {
    const existing = this.find(id);
    if (!existing) return;
    await this.change("delete", existing, () => {
      const [subject] = subjectsOf(existing);
      const refusal = subject && deleteRefusal(subject, this.othersThan(existing));
      if (refusal) throw new AzureError(refusal.status, refusal.code, refusal.message);
      const key = existing.id.toLowerCase();
      const below = this.resources.filter((other) => other.id.toLowerCase().startsWith(`${key}/`));
      for (const child of below) {
        this.byId.delete(child.id.toLowerCase());
        // A resource group takes everything along, and some of it softly.
        if (existing.arm === "Microsoft.Resources/resourceGroups") this.deleted.keep(child, []);
      }
      this.byId.delete(key);
      this.deleted.keep(
        existing,
        below.filter((child) => !/\/providers\/microsoft\.(insights|authorization)\//i.test(child.id)),
      );
    });
  }

  /** What has been deleted softly and not been purged. */
  get softDeleted(): readonly StoredResource[] {
    return this.deleted.resources;
  }

  /** Purges one resource, as `az ... purge` does; without an id, ends every soft deletion, as time does. */
  purge(id?: string): void {
    this.deleted.purge(id);
  }

  /** Brings back what was deleted softly, as it was. */
  recover(id: string): void {
    for (const resource of this.deleted.recover(id)) this.byId.set(resource.id.toLowerCase(), resource);
  }

  /** Lets time go by, for what runs out: 48 hours of a service, the days of a vault. */
  letPass(time: { readonly days?: number; readonly hours?: number }): void {
    this.passed += ((time.days ?? 0) * 24 + (time.hours ?? 0)) * 3_600_000;
  }

  private get now(): number {
    return (this.options.now?.() ?? 0) + this.passed;
  }

  /**
   * Puts into the cloud what others have made, or another cloud holds: it is there as it is, unchecked, in no time, and in
   * nobody's state.
   */
  hold(...resources: readonly StoredResource[]): void {
    for (const resource of resources) this.byId.set(resource.id.toLowerCase(), resource);
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

  private othersThan(existing: StoredResource): readonly Subject[] {
    return this.resources.filter((resource) => resource !== existing).flatMap(subjectsOf);
  }

  /** A ReadOnly lock keeps what is there from being changed, too. */
  private refuseLocked(planned: StoredResource): void {
    const [subject] = subjectsOf(planned);
    const lock =
      subject &&
      locksOver(subject, this.resources.flatMap(subjectsOf)).find(
        (other) => other.text("level") === "ReadOnly",
      );
    if (lock)
      throw new AzureError(
        409,
        "ScopeLocked",
        `The scope '${planned.id}' cannot perform write operation because following scope(s) are locked: '${lock.text("scope")}'. Please remove the lock and try again.`,
      );
  }

  private refuse(planned: StoredResource, isChange: boolean): void {
    const others = this.resources.filter(({ id }) => id.toLowerCase() !== planned.id.toLowerCase());
    const [input] = inputProblems([planned]);
    if (input) throw new AzureError(400, "InvalidRequestContent", formatProblem(input));
    const refusal = checkArrival(others, planned, isChange);
    if (refusal) throw new AzureError(refusal.status, refusal.code, formatProblem(refusal.problem));
  }

  /** Locks, the time it takes, the fault that was asked for, the change itself. */
  private async change<T>(kind: Operation["kind"], resource: StoredResource, make: () => T): Promise<T> {
    const { id, arm, inputs } = resource;
    const operation: Operation = { kind, id, type: arm, duration: typicalDuration(arm, kind, inputs) };
    const locks = locksOf(arm, id, inputs);
    const rival = locks.map(({ key }) => this.locked.get(key)).find((held) => held !== undefined);
    if (rival !== undefined) {
      const { status, code } = rival.lock.rule;
      throw new AzureError(status, code, `${id} cannot be changed while ${rival.holder} is being changed`);
    }
    for (const lock of locks) this.locked.set(lock.key, { holder: id, lock });
    try {
      this.options.fault?.(operation, "before");
      await this.operations.run(operation);
      const made = make();
      this.options.fault?.(operation, "after");
      return made;
    } finally {
      for (const lock of locks) this.locked.delete(lock.key);
    }
  }
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
