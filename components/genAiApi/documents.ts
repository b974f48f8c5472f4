import { packageCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import type { Problem } from "@azure-genai-gateway/common/problem";
import {
  compilePolicy,
  policyReferences,
  type PolicyReferences,
  type ReadPolicyOptions,
} from "@azure-genai-gateway/policy-language/document";
import { reviewPolicy } from "@azure-genai-gateway/policy-language/lint";
import { poolsOf, type BackendPlan } from "../backendPlan";
import { apiNames, type ApiConfig, type ApiName, type GatewayConfig } from "../config/schema";
import type { PolicyFiles } from "../policyFiles";
import { entityNames, usageLoggerOf } from "../policyNames";
import { renderTemplate, type PolicyTemplate, type RenderedPolicy } from "../policyTemplates";
import { withoutAccountHeaders } from "./accountHeaders";
import { budgetIncludes } from "./budgets";
import { readDefinition } from "./definition";
import { modelFactCases } from "./modelFacts";
import { planModelLists } from "./modelList";
import { apiFacts, apiParameters, commonParameters, tokenLimits, type PolicySetting } from "./parameters";
import { realtimeDeployments, realtimeId, realtimeParameters, type RealtimeDocuments } from "./realtime";
import { storedNamedValues } from "./stored";
import { allowedCases, modelParameters, needsMet, surfaceParameters, uncountedCases } from "./surface";
import { tokenPrices } from "./tokenPrices";

/** One policy document, ready to deploy, with the names it uses. */
export interface PolicyDocument {
  readonly rendered: RenderedPolicy;
  readonly references: PolicyReferences;
}

export interface OperationDocument extends PolicyDocument {
  readonly operationId: string;
}

export interface ApiDocuments {
  readonly name: ApiName;
  /** The API's id in API Management. */
  readonly id: string;
  /** OpenAPI, as text. */
  readonly definition: string;
  readonly policy: PolicyDocument;
  readonly operations: readonly OperationDocument[];
  /** Where a deployment is of a model that talks, and the config does not turn it off. */
  readonly realtime?: RealtimeDocuments | undefined;
}

/** Everything under policies/ that a config puts to use. */
export interface GatewayDocuments {
  /** By the name of the file; only those that some document includes. */
  readonly fragments: ReadonlyMap<string, PolicyDocument>;
  readonly apis: readonly ApiDocuments[];
  /** By product name. */
  readonly products: ReadonlyMap<string, PolicyDocument>;
}

/**
 * Renders and checks the policies of a config. Pure.
 * @param config the keys of a checked config that policies are made from
 * @param problems gets all that is wrong, with the template's file, line and column, named by the resource it is for
 * @param catalogue what the models are. Default: the package's own
 */
export function planDocuments(
  config: Pick<GatewayConfig, "apis" | "products">,
  plan: BackendPlan,
  files: PolicyFiles,
  problems: Problem[],
  setting: PolicySetting = { names: entityNames(), userAssigned: true },
  catalogue: Catalogue = packageCatalogue(),
): GatewayDocuments {
  const { names } = setting;
  const common = {
    ...commonParameters(plan, setting),
    ...modelParameters(planModelLists(plan, config.products, catalogue)),
    ...modelFactCases(plan, catalogue),
    withoutAccountHeaders,
  };
  const cases = allowedCases(plan, config.products);
  const prices = tokenPrices(plan, catalogue);
  problems.push(...unknownModels(plan, config.products));
  const known: KnownNames = {
    fragments: new Set([...files.fragments.keys()].map((id) => `${names.prefix}${id}`)),
    backends: new Set([...poolsOf(plan).map(({ id }) => id), ...plan.backends.map(({ id }) => id)]),
    loggers: new Set<string>([
      names.usageLogger,
      ...Object.keys(plan.additionalLocations).map((region) => usageLoggerOf(names, region)),
    ]),
    identityNamedValue: names.identityNamedValue,
    namedValues: storedNamedValues(plan, names),
  };
  const make = (
    subject: string,
    root: "policies" | "fragment",
    template: PolicyTemplate,
    parameters: Parameters<typeof renderTemplate>[1],
    api: "http" | "websocket" = "http",
  ): PolicyDocument => {
    const found: Problem[] = [];
    const own = prefixIncludes(template, names.prefix, files);
    const rendered = renderTemplate(own, { ...common, ...parameters }, found);
    // What a template lacks would only show again as broken XML or C#.
    if (found.length === 0) found.push(...check(rendered, root, known, api));
    problems.push(...found.map((problem) => ({ ...problem, subject })));
    return { rendered, references: policyReferences(rendered.text, template.file) };
  };
  const required = (folder: ReadonlyMap<string, PolicyTemplate>, name: string): PolicyTemplate => {
    const template = folder.get(name);
    if (template) return template;
    problems.push({
      code: "TEMPLATE_MISSING",
      severity: "error",
      message: `policies/ has no document "${name}"`,
      hint: "Put the file back",
    });
    return { file: `${name}.xml`, text: "<policies />" };
  };

  const talking = realtimeDeployments(plan, catalogue);
  const realtimeOf = (name: ApiName, api: ApiConfig): RealtimeDocuments | undefined => {
    if (!api.realtime || talking.length === 0) return undefined;
    const id = realtimeId(name);
    const parameters = realtimeParameters(name, api, plan, config.products, talking, names);
    const policy = make(
      `policy of API ${id}`,
      "policies",
      required(files.apis, "realtime"),
      parameters,
      "websocket",
    );
    return { id: `${names.prefix}${id}`, policy };
  };
  const apis = apiNames
    .filter((name) => config.apis[name].enabled)
    .map((name): ApiDocuments => {
      const { id } = apiFacts[name];
      const api = config.apis[name];
      const found: Problem[] = [];
      const definition = readDefinition(
        files.openApi.get(id) ?? { file: `${id}.json`, text: "" },
        needsMet(api),
        new Set(files.operations.keys()),
        found,
      );
      problems.push(...found.map((problem) => ({ ...problem, subject: `definition of API ${id}` })));
      const plain = {
        ...apiParameters(name, api, names),
        ...surfaceParameters(api, definition),
        ...budgetIncludes(config.products, names),
        uncountedCases: uncountedCases(config.products),
      };
      const refuse = renderTemplate(required(files.apis, "refuse"), plain, problems);
      const ending = { ...plain, refuse: [refuse] };
      const allowing = cases.length > 0 ? [required(files.products, "allowed-models")] : [];
      const parameters = {
        ...ending,
        allowedModels: allowing.map((template) =>
          renderTemplate(template, { ...ending, allowedCases: cases }, problems),
        ),
      };
      return {
        name,
        id: `${names.prefix}${id}`,
        definition: definition.text,
        policy: make(`policy of API ${id}`, "policies", required(files.apis, "genai-api"), parameters),
        operations: definition.operations.flatMap(({ operationId, policy }) => {
          const template = policy === undefined ? undefined : files.operations.get(policy);
          if (!template) return [];
          const subject = `policy of operation ${id}/${operationId}`;
          return { operationId, ...make(subject, "policies", template, parameters) };
        }),
        realtime: realtimeOf(name, api),
      };
    });
  const products = new Map(
    config.products.map((product) => {
      const found: Problem[] = [];
      const limits = tokenLimits(product, config.apis, files, found, prices);
      // A product without limits has no empty `when`.
      const around =
        limits.length > 0 ? [renderTemplate(required(files.products, "limits"), { limits }, found)] : [];
      const subject = `policy of product ${product.name}`;
      problems.push(...found.map((problem) => ({ ...problem, subject })));
      return [
        product.name,
        make(subject, "policies", required(files.products, "product"), { tokenLimits: around }),
      ];
    }),
  );
  const included = new Set(
    [
      ...apis.flatMap((api) => [
        api.policy,
        ...api.operations,
        ...(api.realtime ? [api.realtime.policy] : []),
      ]),
      ...products.values(),
    ].flatMap(({ references }) => references.fragments.map(({ name }) => name)),
  );
  const fragments = new Map(
    [...files.fragments]
      .filter(([id]) => included.has(`${names.prefix}${id}`))
      .map(([id, template]) => [id, make(`fragment ${id}`, "fragment", template, {})]),
  );
  return { fragments, apis, products };
}

/** A config's check says it with its place; a list that names nothing must not mean all. */
function unknownModels(plan: BackendPlan, products: GatewayConfig["products"]): Problem[] {
  const names = Object.keys(plan.models);
  const known = new Set(names.map((name) => name.toLowerCase()));
  return products.flatMap(({ name, models = [] }) =>
    models
      .filter((model) => !known.has(model.toLowerCase()))
      .map((model) => ({
        code: "CONFIG_UNKNOWN_MODEL",
        severity: "error" as const,
        subject: `product ${name}`,
        message: `No backend has a deployment "${model}"`,
        hint: `Deployments: ${names.join(", ")}`,
      })),
  );
}

interface KnownNames {
  readonly fragments: Set<string>;
  readonly backends: Set<string>;
  readonly loggers: Set<string>;
  readonly identityNamedValue: string;
  /** Others, by name, with a value of the form that the real one will have. */
  readonly namedValues: ReadonlyMap<string, string>;
}

/** The document with the names that its fragments have on a service that others use too; others' are left as they are. */
function prefixIncludes(template: PolicyTemplate, prefix: string, files: PolicyFiles): PolicyTemplate {
  if (prefix === "") return template;
  const text = template.text.replace(
    /(<include-fragment\s+fragment-id=")([^"]+)/g,
    (all, start: string, id: string) => (files.fragments.has(id) ? `${start}${prefix}${id}` : all),
  );
  return { ...template, text };
}

function check(
  rendered: RenderedPolicy,
  root: "policies" | "fragment",
  known: KnownNames,
  api: "http" | "websocket",
): Problem[] {
  const options: ReadPolicyOptions = {
    file: rendered.file,
    root,
    api,
    known,
    // The value is known only once the identity is there; any client id has this form.
    namedValues: (name) =>
      name === known.identityNamedValue
        ? "00000000-0000-0000-0000-000000000000"
        : known.namedValues.get(name),
  };
  const { problems, document } = compilePolicy(rendered.text, options);
  return [...problems, ...reviewPolicy(rendered.text, options, document)].map((problem) =>
    problem.place
      ? { ...problem, place: rendered.locate(problem.place.line, problem.place.column) }
      : problem,
  );
}
