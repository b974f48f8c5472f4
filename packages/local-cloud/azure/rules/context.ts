import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { Ordering } from "../ordering";
import type { Finding } from "./rule";
import { type Subject, subjectsOf } from "./subject";

/**
 * What rules share: everything in Azure by id and type, and who waits for whom. Declared: the resources of one program,
 * whose order is the program's to state. Present: everything but the newcomer is there already.
 */
export class RuleContext {
  readonly subjects: readonly Subject[];
  private readonly ordering: Pick<Ordering, "waits" | "ordered">;
  private readonly byKey = new Map<string, Subject>();
  private readonly byType = new Map<string, Subject[]>();
  private readonly places = new Map<Subject, number>();

  constructor(
    resources: readonly DeclaredResource[],
    readonly when: "declared" | "present" = "declared",
    /** Whether the newcomer is a change of what is there already. */
    readonly isChange = false,
  ) {
    this.ordering =
      when === "declared" ? new Ordering(resources) : { waits: () => true, ordered: () => true };
    this.subjects = resources.flatMap(subjectsOf);
    this.subjects.forEach((subject, index) => {
      this.places.set(subject, index);
      if (!this.byKey.has(subject.key)) this.byKey.set(subject.key, subject);
      const siblings = this.byType.get(subject.type);
      if (siblings) siblings.push(subject);
      else this.byType.set(subject.type, [subject]);
    });
  }

  find(id: string | undefined): Subject | undefined {
    return id === undefined ? undefined : this.byKey.get(id.toLowerCase());
  }

  /** @param type in lower case */
  ofType(type: string): readonly Subject[] {
    return this.byType.get(type) ?? [];
  }

  /** Those of the subject's type before it: what it comes second to. */
  earlier(subject: Subject): readonly Subject[] {
    const place = this.places.get(subject) ?? 0;
    return this.ofType(subject.type).filter(
      (other) => (this.places.get(other) ?? 0) < place && other.key !== subject.key,
    );
  }

  /** Children of a type: `childrenOf(service, "apis")`. */
  childrenOf(id: string, segment: string): readonly Subject[] {
    const prefix = `${id.toLowerCase()}/${segment.toLowerCase()}/`;
    return this.subjects.filter(
      ({ key }) => key.startsWith(prefix) && !key.slice(prefix.length).includes("/"),
    );
  }

  /** Whether the id's resource group is the program's (or the cloud's) own: what is not in it does not exist. */
  holds(id: string): boolean {
    return this.byKey.has(id.toLowerCase().replace(/\/providers\/.*$/, ""));
  }

  /** Whether `later` is made only once `earlier` is there. */
  waits(later: DeclaredResource, earlier: DeclaredResource): boolean {
    return later === earlier || this.ordering.waits(later, earlier);
  }

  ordered(one: DeclaredResource, other: DeclaredResource): boolean {
    return one === other || this.ordering.ordered(one, other);
  }

  /** That `needed` exists, and does so before the subject; `what` names it in messages. */
  *need(subject: Subject, needed: Subject | undefined, what: string): Generator<Finding> {
    if (!needed) {
      const declared = this.when === "declared";
      yield {
        ...(declared ? { code: "AZURE_NOT_FOUND" } : {}),
        message: `needs ${what}, which ${declared ? "the program does not declare" : "does not exist"}`,
        hint: "declare it, or correct the name",
      };
    } else if (!this.waits(subject.resource, needed.resource)) {
      yield {
        code: "AZURE_RACE",
        message: `race: needs ${what} but may be created before it`,
        hint: `add dependsOn ${describe(needed.resource)}, or pass its output instead of a text`,
      };
    }
  }
}

export function describe(resource: DeclaredResource): string {
  return `${resource.name} [${resource.type}]`;
}
