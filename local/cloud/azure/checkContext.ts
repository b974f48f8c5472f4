import type { Problem } from "../../../common/problem";
import type { DeclaredResource } from "../resource";
import type { ArmIdentity } from "./armId";
import { armIdentity } from "./armId";
import { containedEntities } from "./containedEntities";
import { Ordering } from "./ordering";

/** Something that will stand in Azure, and the resource that puts it there. */
export interface Placed {
  readonly resource: DeclaredResource;
  readonly identity: ArmIdentity;
  /** The resource's inputs; for what stands inside a template, its own properties. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the checks share: every Azure resource by id, who waits for whom, and the problems found. */
export class CheckContext {
  readonly placed: readonly Placed[];
  readonly problems: Problem[] = [];
  readonly ordering: Pick<Ordering, "waits" | "ordered">;
  private readonly byId = new Map<string, Placed>();

  /** @param when declared: order is the program's to state; present: everything but the newcomer is there already */
  constructor(
    resources: readonly DeclaredResource[],
    private readonly when: "declared" | "present" = "declared",
  ) {
    this.ordering =
      when === "declared" ? new Ordering(resources) : { waits: () => true, ordered: () => true };
    this.placed = resources.flatMap((resource) => {
      const identity = resource.custom ? armIdentity(resource) : undefined;
      if (!identity) return [];
      return [{ identity, inputs: resource.inputs }, ...containedEntities(resource, identity)].map(
        (entity) => ({
          ...entity,
          resource,
        }),
      );
    });
    for (const placed of this.placed) {
      const key = placed.identity.id.toLowerCase();
      if (!this.byId.has(key)) this.byId.set(key, placed);
    }
  }

  find(id: string): Placed | undefined {
    return this.byId.get(id.toLowerCase());
  }

  ofType(arm: string): readonly Placed[] {
    return this.placed.filter(({ identity }) => identity.type.arm.toLowerCase() === arm.toLowerCase());
  }

  report(code: string, resource: DeclaredResource, message: string, hint: string): void {
    this.problems.push({ code, severity: "error", subject: describe(resource), message, hint });
  }

  /** That `needed` exists, and does so before `resource`; `what` names it in messages. */
  require(resource: DeclaredResource, needed: Placed | undefined, what: string): void {
    if (!needed) {
      this.report(
        "AZURE_NOT_FOUND",
        resource,
        `needs ${what}, which ${this.when === "declared" ? "the program does not declare" : "does not exist"}`,
        "declare it, or correct the name",
      );
    } else if (needed.resource !== resource && !this.ordering.waits(resource, needed.resource)) {
      const hint = `add dependsOn ${describe(needed.resource)}, or pass its output instead of a text`;
      this.report("AZURE_RACE", resource, `race: needs ${what} but may be created before it`, hint);
    }
  }
}

export function describe(resource: DeclaredResource): string {
  return `${resource.name} [${resource.type}]`;
}

/** The id's resource one level up: the service of an API; nothing for a resource without a parent. */
export function parentId(id: string): string | undefined {
  const match = /^(.*\/providers\/[^/]+\/[^/]+\/[^/]+(?:\/[^/]+\/[^/]+)*)\/[^/]+\/[^/]+$/.exec(id);
  return match?.[1];
}
