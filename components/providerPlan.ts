import * as pulumi from "@pulumi/pulumi";
import type { Aliases } from "./aliases";
import type { PlannableBackend, PlannedModel, RegionPlan, Routes } from "./backendPlan";
import {
  apiNames,
  isInAzure,
  packageProviders,
  type AuthKind,
  type Door,
  type OpenAiApiName,
  type ProviderApiFacts,
  type ProviderApiName,
  type ProviderName,
  type Providers,
  type WireFormat,
} from "./providers";
import { defaultSku } from "./skus";

/** How the gateway signs on to a backend that is not asked in OpenAI's form by its managed identity. */
export type PlannedAuth =
  | { readonly kind: "managedIdentity" }
  | { readonly kind: "none" }
  | {
      readonly kind: "apiKey";
      readonly secretId: string;
      readonly header: string;
      readonly prefix: "" | "Bearer ";
    }
  | {
      readonly kind: "sigv4";
      readonly region: string;
      readonly accessKeyIdSecret: string;
      readonly secretKeySecret: string;
      /** Of temporary keys. */
      readonly sessionTokenSecret?: string;
    };

/** A model that a provider's backend has. */
export interface ProviderOffer {
  /** What clients call it. */
  readonly name: string;
  /** In the catalogue. */
  readonly model: string;
  /** What the provider calls it. */
  readonly as: string;
  /** What stands in the path of its calls, where that is neither. */
  readonly inPath?: string;
  /** Under which SKU the catalogue has its prices. */
  readonly sku: string;
}

/** A backend of API Management in another wire format than Azure OpenAI's, or outside Azure. */
export interface ProviderBackend {
  /** Its id in API Management. */
  readonly id: string;
  /** Name of the backend in the config; another one than the id where a provider is called in several ways. */
  readonly source: string;
  readonly provider: ProviderName;
  /** The provider as people write it. */
  readonly title: string;
  readonly format: WireFormat;
  readonly kind: "ptu" | "payg" | "external";
  readonly host: pulumi.Input<string>;
  /** What calls are added to: of an account in Azure the path only, behind its endpoint. */
  readonly url: string;
  readonly location: string;
  readonly priority: number;
  readonly weight: number;
  readonly auth: PlannedAuth;
  /** Of its answers: what is no caller's business. */
  readonly accountHeaders: readonly string[];
  /** Names of {@link offers}. */
  readonly deployments: readonly string[];
  readonly offers: readonly ProviderOffer[];
  /** Seconds to wait for the beginning of an answer, by deployment, where the config says so. */
  readonly timeouts?: Readonly<Record<string, number>>;
}

/** The routes of one API, as {@link RegionPlan} has them for OpenAI's. */
export interface ApiRoutes extends Pick<RegionPlan, "routes" | "roundRobinRoutes"> {
  readonly latencyRoutes: Routes;
  readonly additionalLocations: Readonly<Record<string, Pick<RegionPlan, "routes" | "roundRobinRoutes">>>;
}

/** What a plan has besides, where a backend is not Azure OpenAI's. */
export interface ProviderPlan {
  readonly backends: readonly ProviderBackend[];
  /** By API. `openAiV1` is there where that API has other backends than `azureOpenAi`. */
  readonly routes: Readonly<Partial<Record<"openAiV1" | ProviderApiName, ApiRoutes>>>;
  /** In other wire formats than OpenAI's: those that some backend speaks. */
  readonly apis: Readonly<Partial<Record<ProviderApiName, ProviderApiFacts>>>;
  /** What stands behind the names of {@link backends}' models. */
  readonly models: Readonly<Record<string, PlannedModel>>;
}

/** Whether a backend of a config is planned as one of Azure OpenAI's, for those of its deployments that are. */
export function azureDoor(
  backend: Pick<PlannableBackend, "provider">,
  { facts }: Providers,
): Door | undefined {
  return facts[backend.provider ?? "azure-openai"].doors.find(({ format }) => format === "azureOpenAi");
}

/** The deployments of a config's backend that go by one of its provider's doors. */
export function deploymentsBy<Deployment extends PlannableBackend["deployments"][number]>(
  door: Door,
  deployments: readonly Deployment[],
): readonly Deployment[] {
  return deployments.filter(({ name, model = name, format }) => door.serves?.({ model, format }) ?? true);
}

/** Whether some backend of a config answers in a wire format. */
export function speaks(
  { facts }: Providers,
  backends: readonly Pick<PlannableBackend, "provider" | "deployments">[],
  format: WireFormat,
): boolean {
  return backends.some(({ provider = "azure-openai", deployments }) =>
    facts[provider].doors.some(
      (door) => door.format === format && deploymentsBy(door, deployments).length > 0,
    ),
  );
}

/** The parameter of a wire format's paths that the model stands in; undefined where the body has it. */
export function modelInPathOf(format: WireFormat, { apis }: Pick<ProviderPlan, "apis">): string | undefined {
  return isOpenAi(format) ? undefined : apis[format]?.modelInPath;
}

export function isOpenAi(format: WireFormat): format is OpenAiApiName {
  return (apiNames as readonly WireFormat[]).includes(format);
}

/** The backends of a config that {@link azureDoor} has nothing to say of. Pure. */
export function planProviderBackends(
  configs: readonly PlannableBackend[],
  location: string,
  hostOf: (backend: PlannableBackend) => pulumi.Input<string>,
  providers: Providers = packageProviders,
): readonly ProviderBackend[] {
  return configs.flatMap((config) => {
    const { provider = "azure-openai" } = config;
    const facts = providers.facts[provider];
    return facts.doors
      .filter(({ format }) => format !== "azureOpenAi")
      .flatMap((door): ProviderBackend[] => {
        const own = deploymentsBy(door, config.deployments);
        if (own.length === 0) return [];
        const endpoint = endpointOf(config, providers);
        return [
          {
            id: `${config.name}${door.suffix}`,
            source: config.name,
            provider,
            title: facts.title,
            format: door.format,
            kind: config.kind,
            host: endpoint === undefined ? servicesHost(hostOf(config)) : new URL(endpoint).host,
            url: `${endpoint ?? ""}${door.path}`,
            location: config.kind === "external" ? "" : (config.location ?? location),
            priority: config.priority ?? defaultPriority(config.kind),
            weight: config.weight,
            auth: authOf(config, door, facts.auth[0]!),
            accountHeaders: facts.accountHeaders,
            ...timeoutsOf(own),
            deployments: own.map(({ name }) => name),
            offers: own.map(({ name, model = name, as }) => ({
              name,
              model,
              // In Azure clients and account know a deployment by one name.
              as: as ?? (config.kind === "external" ? model : name),
              ...(door.pathOf ? { inPath: door.pathOf(model) } : {}),
              sku: pricedSku(config, as ?? model),
            })),
          },
        ];
      });
  });
}

/** Of those that state one. */
export function timeoutsOf(deployments: PlannableBackend["deployments"]): {
  readonly timeouts?: Readonly<Record<string, number>>;
} {
  const stated = deployments.flatMap(({ name, timeoutSeconds }): [string, number][] =>
    timeoutSeconds === undefined ? [] : [[name, timeoutSeconds]],
  );
  return stated.length === 0 ? {} : { timeouts: Object.fromEntries(stated) };
}

/** The host that an account serves models of other publishers at. */
function servicesHost(host: pulumi.Input<string>): pulumi.Input<string> {
  return typeof host === "string" ? servicesName(host) : pulumi.output(host).apply(servicesName);
}

/** https://learn.microsoft.com/azure/foundry/foundry-models/concepts/endpoints */
export function servicesName(text: string): string {
  return text.replace(/\.(openai|cognitiveservices)\.azure\.com/, ".services.ai.azure.com");
}

/** Paid capacity first, the company's own accounts before anybody else's. */
export function defaultPriority(kind: PlannableBackend["kind"]): number {
  return { ptu: 1, payg: 2, external: 3 }[kind];
}

/** The URL that calls are added to, without a slash at its end; undefined in Azure, where the account says it. */
export function endpointOf(
  { provider = "azure-openai", endpoint, auth }: Pick<PlannableBackend, "provider" | "endpoint" | "auth">,
  { facts }: Providers,
): string | undefined {
  const region = auth?.sigv4?.region;
  const known = facts[provider];
  const own =
    endpoint ?? known.endpoint ?? (region === undefined ? undefined : known.regionalEndpoint?.(region));
  return own === undefined ? undefined : plainUrl(own);
}

/** As everybody who reads it has it in the end: what is signed and what is sent have to be one text. */
function plainUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

function authOf({ auth }: PlannableBackend, door: Door, usual: AuthKind): PlannedAuth {
  if (auth?.apiKey)
    return {
      kind: "apiKey",
      secretId: auth.apiKey.keyVaultSecretId,
      header: auth.apiKey.header ?? door.keyHeader,
      prefix: auth.apiKey.header === undefined ? door.keyPrefix : prefixIn(auth.apiKey.header),
    };
  if (auth?.sigv4)
    return {
      kind: "sigv4",
      region: auth.sigv4.region,
      accessKeyIdSecret: auth.sigv4.accessKeyId.keyVaultSecretId,
      secretKeySecret: auth.sigv4.secretKey.keyVaultSecretId,
      ...(auth.sigv4.sessionToken ? { sessionTokenSecret: auth.sigv4.sessionToken.keyVaultSecretId } : {}),
    };
  return { kind: usual === "managedIdentity" ? "managedIdentity" : "none" };
}

/** `Authorization` names its scheme, and keys are bearer tokens; any other header has the key alone. */
function prefixIn(header: string): "" | "Bearer " {
  return header.toLowerCase() === "authorization" ? "Bearer " : "";
}

/** What each name stands for: of several backends the first by priority. */
export function providerModels(backends: readonly ProviderBackend[]): ProviderPlan["models"] {
  const models: Record<string, PlannedModel> = {};
  for (const { offers, provider } of [...backends].sort((left, right) => left.priority - right.priority))
    for (const { name, model, sku } of offers)
      if (!Object.keys(models).some((known) => known.toLowerCase() === name.toLowerCase()))
        models[name] = { model, version: "", sku, capacity: 0, provider };
  return models;
}

/**
 * Under which SKU the catalogue has the prices of a backend's model. Bedrock's models are dearer by any other name than
 * that of a global profile, from Claude 4.5 on. https://aws.amazon.com/bedrock/pricing/
 * @param as what the provider calls the model
 */
export function pricedSku(
  {
    provider = "azure-openai",
    kind,
    sku = defaultSku(kind),
  }: Pick<PlannableBackend, "provider" | "kind" | "sku">,
  as: string,
): string {
  if (isInAzure(provider)) return kind === "external" ? "GlobalStandard" : sku;
  return provider === "bedrock" && !as.startsWith("global.") ? "bedrock-regional" : provider;
}

/**
 * Where a v1 endpoint does not end in /v1, the path of a call to it has none either: names of the models that are so.
 */
export function withoutV1(plan: {
  readonly providers?: ProviderPlan | undefined;
  readonly aliases?: Aliases;
}): readonly string[] {
  const names = (plan.providers?.backends ?? [])
    .filter(({ format, url }) => format === "openAiV1" && !endsInV1(url))
    .flatMap(({ deployments }) => deployments);
  const without = new Set(names.map((name) => name.toLowerCase()));
  // Members of an alias are all of one kind: config checks say so.
  const aliases = Object.entries(plan.aliases ?? {})
    .filter(
      ([, { api, members }]) =>
        api === undefined && members.some(({ deployment }) => without.has(deployment.toLowerCase())),
    )
    .map(([name]) => name);
  return [...names, ...aliases];
}

export function endsInV1(url: string): boolean {
  return /\/v1$/.test(url);
}
