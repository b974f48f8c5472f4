import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import { type DeclaredResource, withoutOptions } from "@azure-genai-gateway/common/resource";
import { declaredFromArm } from "../gateway/model/armResource";
import { localScope } from "../arm-template/resourceIds";
import type { Json } from "../resources/inputs";

/** How somebody keeps an API Management service outside Azure. */
export type EstateForm =
  | "policy document"
  | "folder of policy documents"
  | "APIOps folder"
  | "ARM template"
  | "list of resources"
  | "Terraform"
  | "simulator configuration";

/** What a file or folder declares, in Azure's own terms. */
export interface Estate {
  readonly form: EstateForm;
  readonly resources: readonly DeclaredResource[];
  /** What could not be read, or is not served; those of severity error are to be mended before it runs. */
  readonly problems: readonly Problem[];
  /** Types that the local gateway has nothing to do with, and how many there are of each. */
  readonly notServed: ReadonlyMap<string, number>;
  /** Files it was read from. */
  readonly files: readonly string[];
  /** Brings a problem's place inside a document that stands in another file to that file. */
  locate(problem: Problem): Problem;
}

/** From a line and a column of a document (counted from 1) to where that stands in a file. */
export type PlaceMap = (line: number, column: number) => { readonly line: number; readonly column: number };

/** Where resources stand that nobody gives a place. */
export const groupProviders = `/subscriptions/${localScope.subscriptionId}/resourceGroups/${localScope.group}/providers`;

/** Id of the service that is made up where none is declared. */
export const localService = serviceIdOf("local");

export function serviceIdOf(name: string): string {
  return `${groupProviders}/Microsoft.ApiManagement/service/${name}`;
}

/** Gathers an estate while it is read. */
export class EstateBuilder {
  readonly problems: Problem[] = [];
  readonly files = new Set<string>();
  private readonly byId = new Map<string, DeclaredResource>();
  private readonly notServed = new Map<string, number>();
  private readonly maps = new Map<string, { readonly file: string; readonly map: PlaceMap | Place }>();

  /**
   * @param type in full: `Microsoft.ApiManagement/service/apis`
   * @param body as Azure's API has it, `properties` among the rest
   * @param sourceFile where it stands, or the document of a policy does, for its problems
   */
  add(type: string, id: string, body: Json, sourceFile?: string): void {
    const declared = declaredFromArm({ type, id, body }, envelope(id, sourceFile));
    if (declared) this.addDeclared(declared);
    else this.leaveOut(type);
  }

  /** Of two that have one id the later counts, as it would in Azure. */
  addDeclared(resource: DeclaredResource): void {
    const key = `${resource.type} ${resource.id.toLowerCase()}`;
    this.byId.delete(key);
    this.byId.set(key, resource);
  }

  leaveOut(type: string): void {
    if (type !== "") this.notServed.set(type, (this.notServed.get(type) ?? 0) + 1);
  }

  /**
   * Says where something stands that has no file of its own.
   * @param map of a document's lines and columns, or the one place that is known
   */
  place(sourceFile: string, file: string, map: PlaceMap | Place): void {
    this.maps.set(sourceFile, { file, map });
  }

  problem(problem: Problem): void {
    this.problems.push(problem);
  }

  build(form: EstateForm): Estate {
    const { problems, notServed, files, maps } = this;
    return {
      form,
      resources: [...this.byId.values()],
      problems,
      notServed,
      files: [...files],
      locate(problem) {
        const { place } = problem;
        const embedded = place && maps.get(place.file);
        if (!embedded) return problem;
        const { line, column } = place;
        if (typeof embedded.map !== "function" && line === 1 && column === 1)
          return { ...problem, place: embedded.map };
        return {
          ...problem,
          message: `${problem.message} (line ${line}, column ${column} of the document)`,
          place:
            typeof embedded.map === "function"
              ? { file: embedded.file, ...embedded.map(line, column) }
              : embedded.map,
        };
      },
    };
  }
}

/** What a declared resource has besides its type and properties; nothing of it means anything here. */
function envelope(id: string, sourceFile: string | undefined) {
  // By its path below the service: the last part of a policy's id is "policy", whatever it belongs to.
  const name = id
    .replace(/^.*\/providers\/[^/]+\/(?:service\/[^/]+\/)?/i, "")
    .replace(/\/policies\/policy$/i, "");
  return {
    ...withoutOptions,
    urn: `urn:pulumi:local::estate::${id}`,
    name,
    secretOutputs: [],
    ...(sourceFile === undefined ? {} : { sourceFile }),
  };
}
