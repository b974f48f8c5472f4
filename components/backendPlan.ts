import type * as pulumi from "@pulumi/pulumi";
import { regionName } from "@azure-genai-gateway/common/region";
import { aliasGroups, planAliases, type Aliases, type PlannedAlias } from "./aliases";
import type { AliasConfig, BackendConfig } from "./config/schema";
import {
  azureDoor,
  defaultPriority,
  deploymentsBy,
  planProviderBackends,
  providerModels,
  timeoutsOf,
  type ApiRoutes,
  type ProviderBackend,
  type ProviderPlan,
} from "./providerPlan";
import { providerApiNamesOf, type ProviderDefinition, type Providers } from "./providers";
import { providersWith } from "./providers/own";
import { defaultSku, isBatchSku } from "./skus";
import { equalTurns, weightedTurns } from "./turns";

/** One backend of API Management: one Azure OpenAI account. */
export interface PlannedBackend {
  /** The backend's id in API Management; the name in the config. */
  readonly id: string;
  /** Host of the account's endpoint. */
  readonly host: pulumi.Input<string>;
  readonly kind: "ptu" | "payg" | "external";
  readonly location: string;
  readonly sku: string;
  /** 1 is asked first. */
  readonly priority: number;
  readonly weight: number;
  readonly deployments: readonly string[];
  /** Seconds to wait for the beginning of an answer, by deployment, where the config says so. */
  readonly timeouts?: Readonly<Record<string, number>>;
}

/**
 * Backends of one priority that have a deployment; where the gateway stands in several regions, those near to it and
 * those that are not are groups of their own.
 */
export interface RouteGroup {
  readonly priority: number;
  /** Names of the backends. */
  readonly backends: readonly string[];
  /** Their turns; see {@link weightedTurns}. */
  readonly turns: string;
}

/** Deployment to its groups, in order of priority. */
export type Routes = Readonly<Record<string, readonly RouteGroup[]>>;

export interface PlannedPool {
  readonly id: string;
  readonly members: readonly { readonly id: string; readonly priority: number; readonly weight: number }[];
}

/**
 * When API Management stops asking a backend for a while. Durations are ISO 8601.
 * https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
 */
export interface PlannedBreaker {
  readonly name: string;
  readonly count: number;
  readonly interval: string;
  readonly tripDuration: string;
  readonly statusCodeRanges: readonly { readonly min: number; readonly max: number }[];
  readonly errorReasons: readonly string[];
  /** A Retry-After of the backend takes the place of tripDuration. */
  readonly acceptRetryAfter: boolean;
}

/** What stands behind a deployment's name. */
export interface PlannedModel {
  readonly model: string;
  readonly version: string;
  /** Of the backends that are asked first. */
  readonly sku: string;
  /** Of all deployments of that SKU among them: PTUs, or thousands of tokens per minute. */
  readonly capacity: number;
  /** Who publishes it, in the words of Foundry's catalogue, where the config says so. */
  readonly format?: string;
  /** Whose it is, where it is not in an account of Azure OpenAI. */
  readonly provider?: BackendConfig["provider"];
}

/** How a gateway finds a backend. */
export interface RegionPlan {
  /** For calls that any backend can answer, such as listing models. */
  readonly pool: PlannedPool;
  /** Turns by weight. */
  readonly routes: Routes;
  /** Turns one after another, whatever the weights. */
  readonly roundRobinRoutes: Routes;
}

/** The plan of the first location's gateway, and what differs elsewhere. */
export interface BackendPlan extends RegionPlan {
  readonly backends: readonly PlannedBackend[];
  /** By deployment, in the spelling of the routes. */
  readonly models: Readonly<Record<string, PlannedModel>>;
  /** Names that stand for several deployments. */
  readonly aliases: Aliases;
  readonly breaker: PlannedBreaker;
  /** For those who measure which backend is fast, near or not: every backend of one priority together. */
  readonly latencyRoutes: Routes;
  /** By region name, such as `francecentral`: the plans of gateways in additional locations. */
  readonly additionalLocations: Readonly<Record<string, RegionPlan>>;
  /** The largest number of backends that any deployment or alias has: no call needs more attempts. */
  readonly attempts: number;
  /** Backends in other wire formats and outside Azure; all else in a plan is of Azure OpenAI. Absent where there are none. */
  readonly providers?: ProviderPlan | undefined;
}

/** What a plan reads of a backend's config. */
export type PlannableBackend = Pick<
  BackendConfig,
  "name" | "kind" | "location" | "sku" | "priority" | "weight"
> & {
  /** Default azure-openai. */
  readonly provider?: BackendConfig["provider"];
  readonly endpoint?: string | undefined;
  readonly auth?: BackendConfig["auth"];
  readonly deployments: readonly {
    readonly name: string;
    /** Default: the deployment's name. */
    readonly model?: string;
    readonly version?: string | undefined;
    readonly capacity?: number | undefined;
    readonly timeoutSeconds?: number | undefined;
    readonly as?: string | undefined;
    readonly format?: string | undefined;
  }[];
};

export interface PlanOptions {
  /** The gateway's first location, and that of backends that name none of their own. */
  readonly location: string;
  /** Where else the gateway stands. Default nowhere; then nearness counts for nothing. */
  readonly additionalLocations?: readonly string[] | undefined;
  /** Id of the pool of all backends; those of additional locations add their region. Default `genai-pool`. */
  readonly poolId?: string | undefined;
  /** Names that stand for several deployments. Default none. */
  readonly aliases?: readonly AliasConfig[] | undefined;
  /** A program's own providers, which a backend may name beside the package's. Default none. */
  readonly providers?: readonly ProviderDefinition[] | undefined;
  /** Host of a backend's account; default NAME.openai.azure.com. */
  readonly hostOf?: (backend: PlannableBackend) => pulumi.Input<string>;
}

/**
 * Paid capacity first: PTU has priority 1, PAYG 2, where the config says nothing else. Of one priority, a gateway in
 * several regions asks the backends of its own region before the others: so idle PTUs far away go before PAYG nearby.
 * A 429 opens no breaker, of neither kind: the policy asks the next backend itself, and has to hear every Retry-After.
 * Pure.
 */
export function planBackends(all: readonly PlannableBackend[], options: PlanOptions): BackendPlan {
  const hostOf = options.hostOf ?? (({ name }) => `${name}.openai.azure.com`);
  const known = providersWith(options.providers);
  const configs = all.flatMap((config) => {
    const door = azureDoor(config, known);
    const deployments = door ? deploymentsBy(door, config.deployments) : [];
    return deployments.length > 0 ? [{ ...config, deployments }] : [];
  });
  const backends = configs.map((config): PlannedBackend => ({
    id: config.name,
    host: hostOf(config),
    kind: config.kind,
    location: config.location ?? options.location,
    sku: config.sku ?? defaultSku(config.kind),
    priority: config.priority ?? defaultPriority(config.kind),
    weight: config.weight,
    deployments: config.deployments.map(({ name }) => name),
    ...timeoutsOf(config.deployments),
  }));
  const called = backends.filter(({ sku }) => !isBatchSku(sku));
  const elsewhere = (options.additionalLocations ?? []).map(regionName);
  const latencyRoutes = planRoutes(called, everywhere, inTurn);
  const { poolId = "genai-pool" } = options;
  const first = elsewhere.length > 0 ? isIn(options.location) : everywhere;
  const providers = planProviders(
    planProviderBackends(all, options.location, hostOf, known),
    known,
    called,
    first,
    elsewhere,
  );
  // Under the v1 API a model of another provider may take an account's place.
  const aliasRoutes = providers?.routes.openAiV1?.latencyRoutes ?? latencyRoutes;
  const routesByBody = Object.fromEntries(
    Object.values(providers?.apis ?? {})
      .filter(({ modelInPath }) => modelInPath === undefined)
      .map(({ name }) => [name, providers!.routes[name]!.latencyRoutes]),
  );
  const aliases = planAliases(options.aliases ?? [], aliasRoutes, routesByBody);
  const routesOf = ({ api }: PlannedAlias) => (api === undefined ? aliasRoutes : routesByBody[api]!);
  return {
    backends,
    models: planModels(configs, backends, Object.keys(latencyRoutes)),
    aliases,
    breaker: {
      name: "unavailable",
      count: 3,
      interval: "PT30S",
      tripDuration: "PT30S",
      statusCodeRanges: [{ min: 500, max: 599 }],
      errorReasons: ["BackendConnectionFailure", "Timeout"],
      acceptRetryAfter: true,
    },
    ...planRegion(poolId, called, first),
    latencyRoutes,
    additionalLocations: Object.fromEntries(
      elsewhere.map((region) => [region, planRegion(`${poolId}-${region}`, called, isIn(region))]),
    ),
    attempts: Math.max(
      1,
      ...[
        ...[
          latencyRoutes,
          ...Object.values(providers?.routes ?? {}).map((routes) => routes.latencyRoutes),
        ].flatMap((routes) => Object.values(routes)),
        ...Object.values(aliases).map((alias) => aliasGroups(alias, routesOf(alias))),
      ].map((groups) => groups.reduce((sum, group) => sum + group.backends.length, 0)),
    ),
    ...(providers ? { providers } : {}),
  };
}

/** @param azure the accounts that answer in OpenAI's form, which are asked under its v1 API beside the others */
function planProviders(
  backends: readonly ProviderBackend[],
  known: Providers,
  azure: readonly PlannedBackend[],
  first: IsNear,
  elsewhere: readonly string[],
): ProviderPlan | undefined {
  if (backends.length === 0) return undefined;
  const routesOf = (members: readonly Routable[]): ApiRoutes => {
    const near = (isNear: IsNear) => ({
      routes: planRoutes(members, isNear, byWeight),
      roundRobinRoutes: planRoutes(members, isNear, inTurn),
    });
    return {
      ...near(first),
      latencyRoutes: planRoutes(members, everywhere, inTurn),
      additionalLocations: Object.fromEntries(elsewhere.map((region) => [region, near(isIn(region))])),
    };
  };
  const of = (format: ProviderBackend["format"]) => backends.filter((backend) => backend.format === format);
  const v1 = of("openAiV1");
  const spoken = providerApiNamesOf(known).filter((name) => of(name).length > 0);
  return {
    backends,
    apis: Object.fromEntries(spoken.map((name) => [name, known.apis[name]])),
    models: providerModels(backends),
    routes: {
      ...(v1.length > 0 ? { openAiV1: routesOf([...azure, ...v1]) } : {}),
      ...Object.fromEntries(spoken.map((name) => [name, routesOf(of(name))])),
    },
  };
}

/** What routes are made from. */
type Routable = Pick<PlannedBackend, "id" | "location" | "priority" | "weight" | "deployments">;
type IsNear = (backend: Routable) => boolean;
type TurnsOf = (members: readonly Routable[]) => string;

const everywhere: IsNear = () => true;
const isIn = (location: string): IsNear => {
  const region = regionName(location);
  // What is outside Azure is as far from every region.
  return (backend) => backend.location === "" || regionName(backend.location) === region;
};
const byWeight: TurnsOf = (members) => weightedTurns(members.map(({ weight }) => weight));
const inTurn: TurnsOf = (members) => equalTurns(members.length);

function planRegion(poolId: string, backends: readonly PlannedBackend[], isNear: IsNear): RegionPlan {
  const isSplit = !backends.every(isNear);
  return {
    pool: {
      id: poolId,
      members: backends.map((backend) => ({
        id: backend.id,
        // Room for those far away between one priority and the next.
        priority: isSplit ? 2 * backend.priority - (isNear(backend) ? 1 : 0) : backend.priority,
        weight: backend.weight,
      })),
    },
    routes: planRoutes(backends, isNear, byWeight),
    roundRobinRoutes: planRoutes(backends, isNear, inTurn),
  };
}

function planModels(
  configs: readonly PlannableBackend[],
  backends: readonly PlannedBackend[],
  names: readonly string[],
): BackendPlan["models"] {
  return Object.fromEntries(
    names.map((name) => {
      const all = configs
        .flatMap(({ deployments }, index) =>
          deployments
            .filter((deployment) => deployment.name.toLowerCase() === name.toLowerCase())
            .map((deployment) => ({ ...deployment, backend: backends[index]! })),
        )
        .sort((left, right) => left.backend.priority - right.backend.priority);
      const [first] = all;
      const { sku, priority } = first!.backend;
      const capacity = all
        .filter(({ backend }) => backend.sku === sku && backend.priority === priority)
        .reduce((sum, one) => sum + (one.capacity ?? 0), 0);
      const { model = name, version = "", format } = first!;
      return [name, { model, version, sku, capacity, ...(format === undefined ? {} : { format }) }];
    }),
  );
}

/** The pools of all regions, the first region's first; none without an account of Azure OpenAI. */
export function poolsOf(plan: BackendPlan): readonly PlannedPool[] {
  return [plan.pool, ...Object.values(plan.additionalLocations).map(({ pool }) => pool)].filter(
    ({ members }) => members.length > 0,
  );
}

function planRoutes(backends: readonly Routable[], isNear: IsNear, turnsOf: TurnsOf): Routes {
  // Deployment names compare without case; the first spelling is the one that shows.
  const spellings = new Map<string, string>();
  for (const name of backends.flatMap(({ deployments }) => deployments))
    if (!spellings.has(name.toLowerCase())) spellings.set(name.toLowerCase(), name);
  return Object.fromEntries(
    [...spellings].map(([key, name]) => {
      const offering = backends.filter(({ deployments }) =>
        deployments.some((deployment) => deployment.toLowerCase() === key),
      );
      const priorities = [...new Set(offering.map(({ priority }) => priority))].sort((a, b) => a - b);
      return [
        name,
        priorities.flatMap((priority) => {
          const members = offering.filter((backend) => backend.priority === priority);
          return [members.filter(isNear), members.filter((backend) => !isNear(backend))]
            .filter((group) => group.length > 0)
            .map((group): RouteGroup => ({
              priority,
              backends: group.map(({ id }) => id),
              turns: turnsOf(group),
            }));
        }),
      ];
    }),
  );
}
