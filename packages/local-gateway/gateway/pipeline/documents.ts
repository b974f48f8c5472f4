import { formatProblem, type Problem } from "@azure-genai-gateway/common/problem";
import {
  type CompiledDocument,
  compilePolicy,
  type PolicyCompilation,
  type PolicyScope,
  type PolicySection,
  type ReadPolicyOptions,
} from "@azure-genai-gateway/policy-language/document";
import type { PolicySource, ServiceModel } from "../model/types";
import type { PolicyDefinition, PolicyStep } from "../policy";
import { type SectionStep, StepBuilder } from "./stepBuilder";

/** Reads one document; a parameter of the gateway so that its own tests need no policy reader. */
export type PolicyCompiler = (text: string, options: ReadPolicyOptions) => PolicyCompilation;

/** A scope's document as steps; a section that the document does not have is absent. */
export type DocumentSteps = ReadonlyMap<PolicySection, readonly SectionStep[]>;

/** All documents of a service as steps, each built once however many operations run it. */
export interface ServiceDocuments {
  readonly global?: DocumentSteps;
  product(id: string): DocumentSteps | undefined;
  api(id: string): DocumentSteps | undefined;
  operation(apiId: string, operationId: string): DocumentSteps | undefined;
  fragment(id: string): readonly PolicyStep[] | undefined;
}

/** Compiles everything, and reports everything that is wrong with any document, each problem with its resource. */
export function readDocuments(
  service: ServiceModel,
  definitions: readonly PolicyDefinition[],
  problems: Problem[],
  compile: PolicyCompiler = compilePolicy,
): ServiceDocuments {
  const known = {
    fragments: new Set(service.fragments.keys()),
    backends: new Set([...service.backends.values()].map(({ id }) => id)),
    loggers: new Set([...service.loggers.values()].map(({ id }) => id)),
  };
  const read = (
    source: PolicySource,
    root: "policies" | "fragment",
    webSocket = false,
    scope?: PolicyScope,
  ): CompiledDocument | undefined => {
    const compilation = compile(source.text, {
      file: source.file,
      format: source.format,
      root,
      api: webSocket ? "websocket" : "http",
      scope: source.anyScope ? undefined : scope,
      known,
      namedValues: (name) => service.namedValues.get(name)?.value,
    });
    problems.push(...compilation.problems.map((problem) => ({ ...problem, subject: source.subject })));
    return compilation.document;
  };

  const fragments = new Map<string, CompiledDocument>();
  for (const [id, source] of service.fragments) {
    const document = read(source, "fragment");
    if (document) fragments.set(id.toLowerCase(), document);
  }
  const broken = new Set(
    [...service.fragments.keys()].map((id) => id.toLowerCase()).filter((id) => !fragments.has(id)),
  );
  const builder = new StepBuilder(definitions, (id) =>
    // A fragment that does not compile has been reported already, once.
    broken.has(id.toLowerCase()) ? emptyFragment : fragments.get(id.toLowerCase()),
  );

  // A fragment's steps are built wherever it is included; what is wrong with them belongs to the fragment, once.
  const building: Problem[] = [];
  const subjectOf = (problem: Problem) =>
    [...service.fragments.values()].find(({ file }) => file === problem.place?.file)?.subject;
  const build = (
    source: PolicySource | undefined,
    scope: "global" | "product" | "api" | "operation",
    identity: string,
    webSocket = false,
  ): DocumentSteps | undefined => {
    const document = source && read(source, "policies", webSocket, scope);
    if (!source || !document) return undefined;
    const own: Problem[] = [];
    const sections = new Map(
      [...document.sections].map(([section, elements]) => [
        section,
        builder.section(elements, section, { scope, identity, problems: own }),
      ]),
    );
    building.push(...own.map((problem) => ({ ...problem, subject: subjectOf(problem) ?? source.subject })));
    return sections;
  };

  const products = new Map(
    service.products.map((product) => [
      product.id,
      build(product.policy, "product", `product:${product.id}`),
    ]),
  );
  const apis = new Map(
    service.apis.map((api) => [api.key, build(api.policy, "api", `api:${api.key}`, api.webSocket)]),
  );
  const operations = new Map(
    service.apis.flatMap((api) =>
      api.operations.map((operation) => {
        const name = `${api.key}/${operation.id}`;
        return [name, build(operation.policy, "operation", `operation:${name}`, api.webSocket)] as const;
      }),
    ),
  );
  const global = build(service.policy, "global", "global");
  problems.push(...distinct(building));

  const fragmentSteps = new Map<string, readonly PolicyStep[]>();
  return {
    global,
    product: (id) => products.get(id),
    api: (id) => apis.get(id),
    operation: (apiId, operationId) => operations.get(`${apiId}/${operationId}`),
    fragment(id) {
      const key = id.toLowerCase();
      const document = fragments.get(key);
      if (!document) return undefined;
      const steps =
        fragmentSteps.get(key) ??
        builder.steps(document.sections.get("inbound") ?? [], {
          scope: "global",
          identity: `fragment:${id}`,
          problems: [],
        });
      fragmentSteps.set(key, steps);
      return steps;
    },
  };
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

const emptyFragment: CompiledDocument = {
  kind: "fragment",
  sections: new Map(),
  references: { fragments: [], namedValues: [], backends: [], loggers: [] },
};
