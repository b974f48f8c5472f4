import { anthropic } from "./anthropic";
import { azureOpenAi } from "./azure";
import { bedrock } from "./bedrock";
import { flux } from "./flux";
import { foundry } from "./foundry";
import { gemini } from "./gemini";
import { mai } from "./mai";
import { openAi, openAiCompatible } from "./openaiCompatible";
import type {
  DoorOf,
  OpenAiApiName,
  ProviderApiFactsOf,
  ProviderDefinition,
  ProviderFactsOf,
  WireFormatOf,
} from "./types";

export type { AuthKind, OpenAiApiName, ProviderApiDefinition, ProviderDefinition } from "./types";

/**
 * The package's providers with wire formats of their own. All else follows from this list: what the config takes, its API's
 * defaults, the checks, the reference page. To add one: docs/extend.md.
 */
const withOwnFormat = [anthropic, gemini, bedrock] as const;

/** Wire formats that an account of Foundry has besides, and nobody else: no backend has one of these as its provider. */
const ofFoundry = [mai, flux] as const;

type OwnFormatName = (typeof withOwnFormat)[number]["name"];
/** The APIs in the wire formats of other providers. A program's own providers have names beside these. */
export type ProviderApiName = OwnFormatName | (typeof ofFoundry)[number]["name"];
export type ProviderName =
  OwnFormatName | (typeof azureOpenAi | typeof foundry | typeof openAi | typeof openAiCompatible)["name"];
export type AnyApiName = OpenAiApiName | ProviderApiName;
export type WireFormat = WireFormatOf<ProviderApiName>;
export type Door = DoorOf<WireFormat>;
export type ProviderFacts = ProviderFactsOf<ProviderName, WireFormat>;
export type ProviderApiFacts = ProviderApiFactsOf<ProviderApiName>;

/** The APIs in OpenAI's wire format. */
export const apiNames: readonly OpenAiApiName[] = ["azureOpenAi", "openAiV1"];

/** The providers that a config may name, in the order that the reference has them. */
export interface Providers {
  readonly facts: Readonly<Record<ProviderName, ProviderFacts>>;
  readonly apis: Readonly<Record<ProviderApiName, ProviderApiFacts>>;
}

/** A provider of one wire format, which is its own. */
function factsOf({ name, api, keyHeader, keyPrefix = "", ...more }: ProviderDefinition): {
  readonly facts: ProviderFacts;
  readonly api: ProviderApiFacts;
} {
  // Types know the package's names; a program's own are as good wherever a name is looked up.
  const own = name as OwnFormatName;
  return {
    facts: {
      name: own,
      doors: [{ format: own, suffix: "", path: "", keyHeader, keyPrefix }],
      title: more.title,
      endpoint: more.endpoint,
      regionalEndpoint: more.regionalEndpoint,
      auth: more.auth,
      accountHeaders: more.accountHeaders ?? [],
      ownPaths: more.ownPaths,
      names: more.names,
      page: more.page,
    },
    api: {
      name: own,
      id: name,
      path: name,
      displayName: api.displayName,
      about: api.about ?? `${more.title}'s own API.`,
      key: api.key,
      secretHeaders: api.secretHeaders ?? [],
      modelInPath: api.modelInPath,
      borrowed: api.borrowed,
      errorTypeHeader: api.errorTypeHeader,
      countedInV2: api.countedInV2 ?? false,
    },
  };
}

const ownFormats = withOwnFormat.map(factsOf);

/** What the package brings. */
export const packageProviders: Providers = {
  facts: {
    "azure-openai": azureOpenAi,
    foundry,
    openai: openAi,
    ...byName<OwnFormatName, ProviderFacts>(ownFormats.map(({ facts }) => facts)),
    "openai-compatible": openAiCompatible,
  },
  apis: byName<ProviderApiName, ProviderApiFacts>([...ownFormats.map(({ api }) => api), ...ofFoundry]),
};

/** The package's providers and a program's own, which are taken to be sound. */
export function packageProvidersAnd(definitions: readonly ProviderDefinition[]): Providers {
  const own = definitions.map(factsOf);
  return {
    facts: {
      ...packageProviders.facts,
      ...byName<OwnFormatName, ProviderFacts>(own.map(({ facts }) => facts)),
    },
    apis: {
      ...packageProviders.apis,
      ...byName<ProviderApiName, ProviderApiFacts>(own.map(({ api }) => api)),
    },
  };
}

function byName<Name extends string, One extends { readonly name: string }>(all: readonly One[]) {
  return Object.fromEntries(all.map((one) => [one.name, one])) as Readonly<Record<Name, One>>;
}

export function providerNamesOf({ facts }: Providers): readonly ProviderName[] {
  return Object.keys(facts) as ProviderName[];
}

export function providerApiNamesOf({ apis }: Providers): readonly ProviderApiName[] {
  return Object.keys(apis) as ProviderApiName[];
}

export function anyApiNamesOf(providers: Providers): readonly AnyApiName[] {
  return [...apiNames, ...providerApiNamesOf(providers)];
}

/** Whether a provider's models run in accounts of Azure's, which a stack declares or brings. */
export function isInAzure(provider: ProviderName): boolean {
  return provider === "azure-openai" || provider === "foundry";
}
