import type { Problem } from "@azure-genai-gateway/common/problem";
import type { PolicyFiles } from "../policyFiles";
import type { EntityNames } from "../policyNames";
import {
  renderTemplate,
  type PolicyTemplate,
  type RenderedPolicy,
  type TemplateParameters,
} from "../policyTemplates";
import { contractDoorsOf, contractsOff, listingsOf, unlessListing } from "./contractDoors";
import { readDefinition, type Definition } from "./definition";
import type { DocumentMaker, PolicyDocument } from "./documentMaker";

export interface OperationDocument extends PolicyDocument {
  readonly operationId: string;
}

/** What is made from the documents of one API. */
export interface ApiParts {
  /** The API's id in API Management. */
  readonly id: string;
  /** OpenAPI, as text. */
  readonly definition: string;
  readonly policy: PolicyDocument;
  readonly operations: readonly OperationDocument[];
}

/** What all of them are made with. */
export interface ApiInputs {
  readonly files: PolicyFiles;
  readonly maker: DocumentMaker;
  /** Allow lists of products; empty where every product may use all. */
  readonly cases: readonly string[];
  /** Whether contracts are taken. */
  readonly contracts: boolean;
  readonly callers: TemplateParameters;
}

/** What tells APIs apart. */
interface ApiTemplates {
  /** Whether calls may bring tokens. */
  readonly tokens: boolean;
  /** Whether every call begins with who calls. */
  readonly identified: boolean;
  readonly id: string;
  readonly has: Parameters<typeof readDefinition>[1];
  /** Documents under policies/apis/. */
  readonly policy: string;
  readonly refusal: string;
  readonly parameters: (definition: Definition) => TemplateParameters;
  /** What else the end of a refused call brings along. */
  readonly ending: (refuse: RenderedPolicy) => TemplateParameters;
}

/** The documents of an API, filled and checked. */
export function apiParts(
  { files, maker, cases, callers, contracts }: ApiInputs,
  names: EntityNames,
  { id, has, policy, refusal, tokens, identified, ...of }: ApiTemplates,
): ApiParts {
  const found: Problem[] = [];
  const template = files.openApi.get(id) ?? { file: `${id}.json`, text: "" };
  const definition = readDefinition(template, has, new Set(files.operations.keys()), found);
  maker.report(found, `definition of API ${id}`);
  const given = { ...callers, ...of.parameters(definition) };
  const plain = {
    ...given,
    challenge: tokens && refusal === "refuse-provider" ? [providerChallenge(given, files, maker)] : [],
  };
  const refuse = maker.part(files.apis, refusal, plain);
  const identify = identified ? [maker.part(files.apis, "identify", { ...plain, refuse: [refuse] })] : [];
  const off = contractsOff(contracts, maker, files);
  const start = [...(given["cors"] as readonly string[]), ...off, ...identify];
  const listings = listingsOf(definition.operations, files.operations);
  const ending = {
    ...plain,
    refuse: [refuse],
    identify,
    ...of.ending(refuse),
    contractsOff: off,
    ...contractDoorsOf(contracts, refuse, start, listings),
  };
  const forModels = (parts: readonly (string | RenderedPolicy)[]) =>
    unlessListing(contracts, listings, parts);
  const { readRequest } = ending as { readonly readRequest?: readonly (string | RenderedPolicy)[] };
  const parameters = {
    ...ending,
    // A provider's own reading looks for a model in whatever is called.
    ...(readRequest ? { readRequest: forModels(readRequest) } : {}),
    allowedModels:
      cases.length === 0
        ? []
        : forModels([maker.part(files.products, "allowed-models", { ...ending, allowedCases: cases })]),
  };
  return {
    id: `${names.prefix}${id}`,
    definition: definition.text,
    policy: maker.make(`policy of API ${id}`, "api", maker.required(files.apis, policy), parameters),
    operations: definition.operations.flatMap(({ operationId, policy: own }) => {
      const document = own === undefined ? undefined : files.operations.get(own);
      if (!document) return [];
      const subject = `policy of operation ${id}/${operationId}`;
      return { operationId, ...maker.make(subject, "operation", document, parameters) };
    }),
  };
}

/** The same for APIs whose errors have another shape. */
export function providerChallenge(
  parameters: TemplateParameters,
  files: PolicyFiles,
  maker: DocumentMaker,
): RenderedPolicy {
  return challengeOf(
    maker.required(files.apis, "challenge"),
    {
      errorTypeHeader: parameters["errorTypeHeader"]!,
      errorBody: '@((string)context.Variables["genai-error-body"])',
    },
    maker.problems,
  );
}

/** The branch that answers 401 for a token. */
export function challengeOf(
  template: PolicyTemplate,
  parameters: TemplateParameters,
  problems: Problem[],
): RenderedPolicy {
  return renderTemplate(template, parameters, problems);
}
