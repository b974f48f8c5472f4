import type { Problem } from "@azure-genai-gateway/common/problem";
import type { CompiledDocument, CompiledElement } from "@azure-genai-gateway/policy-language/document";
import { unsupported, unsupportedStep } from "../attributes";
import type { PolicyBuildEnvironment, PolicyDefinition, PolicyStep } from "../policy";
import { placeStep } from "../runSteps";

/** Where a document stands; `identity` is unique within the gateway. */
export interface DocumentPlace {
  readonly scope: PolicyBuildEnvironment["scope"];
  /** As LastError.Scope has it; fragments take that of the document that includes them. */
  readonly identity: string;
  readonly problems: Problem[];
}

/** A section's steps with a mark where the parent scope's section goes. */
export type SectionStep = PolicyStep | "base";

/** Turns compiled elements into steps, once per place where they stand. */
export class StepBuilder {
  private readonly definitions: ReadonlyMap<string, PolicyDefinition>;

  constructor(
    definitions: readonly PolicyDefinition[],
    private readonly fragments: (id: string) => CompiledDocument | undefined,
  ) {
    this.definitions = new Map(definitions.map((definition) => [definition.name, definition]));
  }

  /** A section of a document; `<base/>` stands only directly in one. */
  section(
    elements: readonly CompiledElement[],
    section: string,
    place: DocumentPlace,
  ): readonly SectionStep[] {
    const paths = new ElementPaths("");
    return elements.flatMap((element): readonly SectionStep[] =>
      element.name === "base" ? ["base"] : this.build(element, `${place.identity}/${section}`, paths, place),
    );
  }

  /** Steps of a list without `<base/>`, such as a fragment. */
  steps(elements: readonly CompiledElement[], place: DocumentPlace): readonly PolicyStep[] {
    const paths = new ElementPaths("");
    return elements.flatMap((element) => this.build(element, place.identity, paths, place));
  }

  private build(
    element: CompiledElement,
    identity: string,
    siblings: ElementPaths,
    place: DocumentPlace,
  ): readonly PolicyStep[] {
    const path = siblings.of(element);
    const own = `${identity}/${path}`;
    const fragment = element.name === "include-fragment" ? this.included(element, place) : undefined;
    if (fragment) {
      // Spliced: the fragment's steps count and fail as if they stood here.
      const inner = new ElementPaths(`${path}/`);
      const elements = fragment.sections.get("inbound") ?? [];
      return elements.flatMap((child) => this.build(child, identity, inner, place));
    }
    const definition = this.definitions.get(element.name);
    if (!definition) {
      const what = `<${element.name}>`;
      unsupported(element, what, "A call that reaches it fails with a 500", place);
      return [placed(unsupportedStep(element.name, what), element, place, path)];
    }
    const descendants = new ElementPaths(`${path}/`);
    const step = definition.build(element, {
      scope: place.scope,
      identity: own,
      problems: place.problems,
      buildChildren: (children) =>
        children.flatMap((child) => this.build(child, identity, descendants.inside(element, child), place)),
    });
    return [placed(step, element, place, path)];
  }

  private included(element: CompiledElement, place: DocumentPlace): CompiledDocument | undefined {
    const id = element.attributes.get("fragment-id");
    if (id?.kind !== "literal") return undefined;
    const fragment = this.fragments(id.value);
    if (!fragment) {
      place.problems.push({
        code: "POLICY_UNKNOWN_FRAGMENT",
        severity: "error",
        place: id.place,
        message: `There is no policy fragment "${id.value}"`,
        hint: "Declare a PolicyFragment with this id, or correct the id",
        missing: id.value,
      });
    }
    return fragment;
  }
}

function placed(
  step: PolicyStep,
  element: CompiledElement,
  { scope }: DocumentPlace,
  path: string,
): PolicyStep {
  const id = element.attributes.get("id");
  placeStep(step, { scope, path, policyId: id?.kind === "literal" ? id.value : "", at: element.place });
  return step;
}

/** Names elements within their parent: `choose[1]`, `choose[2]`, and through branches `choose[1]/when[2]/set-body[1]`. */
class ElementPaths {
  private readonly counts = new Map<string, number>();
  private readonly branches = new Map<CompiledElement, ElementPaths>();

  constructor(private readonly prefix: string) {}

  of(element: CompiledElement): string {
    const count = (this.counts.get(element.name) ?? 0) + 1;
    this.counts.set(element.name, count);
    return `${this.prefix}${element.name}[${count}]`;
  }

  /** Names for a child that is built for `parent`: its own, or those of the branch (when, otherwise) it stands in. */
  inside(parent: CompiledElement, child: CompiledElement): ElementPaths {
    const branch = parent.children.find((candidate) => candidate.children.includes(child));
    if (!branch || parent.children.includes(child)) return this;
    const known = this.branches.get(branch);
    if (known) return known;
    const alike = parent.children.filter(({ name }) => name === branch.name);
    const made = new ElementPaths(`${this.prefix}${branch.name}[${alike.indexOf(branch) + 1}]/`);
    this.branches.set(branch, made);
    return made;
  }
}
