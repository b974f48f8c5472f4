import { inputChanges } from "../azure/inputs/changes";
import { evaluateProgram, type EvaluateOptions } from "../engine/evaluateProgram";
import type { CreatedResource, LocalProvider, ResourceRequest } from "../provider";
import type { DeclaredResource, Deployment } from "@azure-genai-gateway/common/resource";
import type { LocalCloud } from "./localCloud";

/** What became of one resource. */
export interface Step {
  readonly kind: "same" | "create" | "update" | "replace" | "delete";
  readonly urn: string;
  /** Inputs that changed. */
  readonly changed?: readonly string[];
}

/** What a stack has after an update, whether or not it went through: the next one goes on from here. */
export interface StackState {
  /** In order of creation. */
  readonly resources: readonly DeclaredResource[];
}

export interface StackUpdate {
  readonly state: StackState;
  readonly steps: readonly Step[];
  /** Absent where the update failed. */
  readonly deployment?: Deployment;
  readonly error?: unknown;
}

export type UpdateOptions = Omit<EvaluateOptions, "provider"> & {
  readonly cloud: LocalCloud;
  readonly before?: StackState;
};

/**
 * What `pulumi up` does, with the embedded engine: what is new is created, what differs updated or replaced, what the
 * program no longer declares deleted, last first. Stops at the first error, and never rejects for one: the state says
 * how far it came.
 */
export async function updateStack({ cloud, before, ...options }: UpdateOptions): Promise<StackUpdate> {
  const stack = new StackProvider(cloud, before ?? { resources: [] });
  try {
    const deployment = await evaluateProgram({ ...options, provider: stack });
    await stack.deleteAllBut(new Set(deployment.resources.map(({ urn }) => urn)));
    return { state: stack.state, steps: stack.steps, deployment };
  } catch (error) {
    return { state: stack.state, steps: stack.steps, error };
  }
}

/** Deletes everything that a state has, last first. */
export async function destroyStack(cloud: LocalCloud, before: StackState): Promise<StackUpdate> {
  const stack = new StackProvider(cloud, before);
  try {
    await stack.deleteAllBut(new Set());
    return { state: stack.state, steps: stack.steps };
  } catch (error) {
    return { state: stack.state, steps: stack.steps, error };
  }
}

class StackProvider implements LocalProvider {
  readonly steps: Step[] = [];
  /** In order: a resource of the state before stays where it was until the program comes to it. */
  private readonly held: Map<string, DeclaredResource>;

  constructor(
    private readonly cloud: LocalCloud,
    before: StackState,
  ) {
    this.held = new Map(before.resources.map((resource) => [resource.urn, resource]));
  }

  get state(): StackState {
    return { resources: [...this.held.values()] };
  }

  async create(request: ResourceRequest): Promise<CreatedResource> {
    const before = this.held.get(request.urn);
    const created = before ? await this.change(before, request) : await this.make("create", request);
    // Set anew, so that the order is that of this run's program.
    this.held.delete(request.urn);
    this.held.set(request.urn, {
      ...request,
      id: created.id,
      outputs: { ...request.inputs, ...created.outputs },
      secretOutputs: created.secretOutputs ?? [],
    });
    return created;
  }

  invoke(token: string, args: Readonly<Record<string, unknown>>) {
    return this.cloud.invoke(token, args);
  }

  async deleteAllBut(urns: ReadonlySet<string>): Promise<void> {
    for (const resource of [...this.held.values()].reverse()) {
      if (urns.has(resource.urn)) continue;
      await this.cloud.delete(resource.id);
      this.held.delete(resource.urn);
      this.steps.push({ kind: "delete", urn: resource.urn });
    }
  }

  private async make(kind: "create" | "replace", request: ResourceRequest): Promise<CreatedResource> {
    const created = await this.cloud.create(request);
    this.steps.push({ kind, urn: request.urn });
    return created;
  }

  private async change(before: DeclaredResource, request: ResourceRequest): Promise<CreatedResource> {
    const { urn } = request;
    const { changed, replaces } = inputChanges(
      request.type,
      before.inputs,
      request.inputs,
      request.ignoreChanges,
    );
    if (changed.length === 0) {
      this.steps.push({ kind: "same", urn });
      const { id, outputs, secretOutputs } = before;
      return { id, outputs, secretOutputs };
    }
    if (replaces.length > 0) {
      await this.cloud.delete(before.id);
      this.held.delete(urn);
      return this.make("replace", request);
    }
    const updated = await this.cloud.update(before.id, request);
    this.steps.push({ kind: "update", urn, changed });
    return updated;
  }
}
