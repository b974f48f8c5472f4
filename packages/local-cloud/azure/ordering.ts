import type { DeclaredResource } from "@azure-genai-gateway/common/resource";

/** Who waits for whom: through dependencies, and through parents, whose URN a child needs. */
export class Ordering {
  private readonly byUrn: ReadonlyMap<string, DeclaredResource>;
  private readonly closures = new Map<string, ReadonlySet<string>>();

  constructor(resources: readonly DeclaredResource[]) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  /** Whether `later` is created only once `earlier` exists. */
  waits(later: DeclaredResource, earlier: DeclaredResource): boolean {
    return this.closure(later.urn).has(earlier.urn);
  }

  /** Whether one of the two waits for the other. */
  ordered(one: DeclaredResource, other: DeclaredResource): boolean {
    return this.waits(one, other) || this.waits(other, one);
  }

  private closure(urn: string): ReadonlySet<string> {
    const known = this.closures.get(urn);
    if (known) return known;
    const found = new Set<string>();
    this.closures.set(urn, found);
    const resource = this.byUrn.get(urn);
    const direct = resource ? [...resource.dependencies, ...(resource.parent ? [resource.parent] : [])] : [];
    for (const next of direct) {
      found.add(next);
      for (const further of this.closure(next)) found.add(further);
    }
    return found;
  }
}
