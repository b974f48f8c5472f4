import { resolve } from "node:path";
import {
  azureProvider,
  evaluateProgram,
  type InlineProgram,
  readStackConfig,
} from "../../packages/local-cloud";
import type { DeclaredResource, Deployment } from "../../packages/common/resource";

const evaluations = new Map<string, Promise<Evaluated>>();

/** What the program declares for a stack; evaluated once per test run. */
export function evaluated(stack: string): Promise<Evaluated> {
  let evaluation = evaluations.get(stack);
  if (!evaluation) {
    evaluation = evaluateProgram({
      ...readStackConfig(resolve("."), stack),
      provider: azureProvider,
    }).then((deployment) => new Evaluated(deployment));
    evaluations.set(stack, evaluation);
  }
  return evaluation;
}

/** What a program other than index.ts declares. */
export async function evaluatedProgram(program: InlineProgram): Promise<Evaluated> {
  const config = readStackConfig(resolve("."), "ptu");
  return new Evaluated(await evaluateProgram({ ...config, program, provider: azureProvider }));
}

type Json = Readonly<Record<string, unknown>>;

/** The declared resources, by what tests ask of them. */
export class Evaluated {
  private readonly byUrn: ReadonlyMap<string, DeclaredResource>;

  constructor(readonly deployment: Deployment) {
    this.byUrn = new Map(deployment.resources.map((resource) => [resource.urn, resource]));
  }

  /** Resources of `apimanagement:Api` and the like. */
  all(type: string): readonly DeclaredResource[] {
    return this.deployment.resources.filter((resource) => resource.type === `azure-native:${type}`);
  }

  /** The one resource of a type. */
  one(type: string): DeclaredResource {
    const found = this.all(type);
    if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
    return found[0]!;
  }

  /** Policy fragments by id, with the deployment that declares each. */
  fragments(): ReadonlyMap<string, { readonly text: string; readonly resource: DeclaredResource }> {
    return new Map(
      this.all("resources:Deployment").flatMap((resource) => {
        const { template } = resource.inputs["properties"] as { template: { resources: Json[] } };
        return template.resources
          .filter(({ type }) => type === "Microsoft.ApiManagement/service/policyFragments")
          .map(({ name, properties }) => [
            String(name).split("/")[1]!,
            { text: (properties as { value: string }).value, resource },
          ]);
      }),
    );
  }

  /** Texts of the policies of a kind: `Api`, `ApiOperation`, `Product`. */
  policies(kind: string): readonly string[] {
    return this.all(`apimanagement:${kind}Policy`).map((resource) => String(resource.inputs["value"]));
  }

  /** Every policy text that would be deployed. */
  allPolicies(): readonly string[] {
    return [
      ...["Api", "ApiOperation", "Product"].flatMap((kind) => this.policies(kind)),
      ...[...this.fragments().values()].map(({ text }) => text),
    ];
  }

  /** Whether a resource is created only after another. */
  waits(resource: DeclaredResource, other: DeclaredResource): boolean {
    const seen = new Set<string>();
    const open = [...resource.dependencies];
    for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
      if (urn === other.urn) return true;
      if (seen.has(urn)) continue;
      seen.add(urn);
      open.push(...(this.byUrn.get(urn)?.dependencies ?? []));
    }
    return false;
  }
}

/** Walks `a.b.c` through a resource's inputs. */
export function input(resource: DeclaredResource, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Json | undefined)?.[key], resource.inputs);
}
