import type { BackendConfig } from "./config/schema";
import { equalTurns, weightedTurns } from "./turns";

/** One backend of API Management: one Azure OpenAI account. */
export interface PlannedBackend {
  /** The backend's id in API Management; the name in the config. */
  readonly id: string;
  /** Host of the account's endpoint. */
  readonly host: string;
  readonly kind: "ptu" | "payg";
  readonly location: string;
  readonly sku: string;
  /** 1 is asked first. */
  readonly priority: number;
  readonly weight: number;
  readonly deployments: readonly string[];
}

/** The backends of one priority that have a deployment. Short names, for the policies carry them as JSON. */
export interface RouteGroup {
  /** Names of the backends. */
  readonly m: readonly string[];
  /** Their turns; see {@link weightedTurns}. */
  readonly s: string;
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

export interface BackendPlan {
  readonly backends: readonly PlannedBackend[];
  readonly breaker: PlannedBreaker;
  /** For calls that any backend can answer, such as listing models. */
  readonly pool: PlannedPool;
  /** Turns by weight. */
  readonly routes: Routes;
  /** Turns one after another, whatever the weights. */
  readonly roundRobinRoutes: Routes;
  /** The largest number of backends that any deployment has: no call needs more attempts. */
  readonly attempts: number;
}

export interface PlanOptions {
  /** Where a backend names no location of its own. */
  readonly location: string;
  /** Host of a backend's account; default NAME.openai.azure.com. */
  readonly hostOf?: (backend: BackendConfig) => string;
}

/**
 * Paid capacity first: PTU has priority 1, PAYG 2, where the config says nothing else. Pure.
 * A 429 opens no breaker, of neither kind: the policy asks the next backend itself, and has to hear every Retry-After.
 */
export function planBackends(configs: readonly BackendConfig[], options: PlanOptions): BackendPlan {
  const hostOf = options.hostOf ?? (({ name }) => `${name}.openai.azure.com`);
  const backends = configs.map((config): PlannedBackend => ({
    id: config.name,
    host: hostOf(config),
    kind: config.kind,
    location: config.location ?? options.location,
    sku: config.sku ?? defaultSku(config.kind),
    priority: config.priority ?? (config.kind === "ptu" ? 1 : 2),
    weight: config.weight,
    deployments: config.deployments.map(({ name }) => name),
  }));
  const routes = planRoutes(backends, (members) => weightedTurns(members.map(({ weight }) => weight)));
  return {
    backends,
    breaker: {
      name: "unavailable",
      count: 3,
      interval: "PT30S",
      tripDuration: "PT30S",
      statusCodeRanges: [{ min: 500, max: 599 }],
      errorReasons: ["BackendConnectionFailure", "Timeout"],
      acceptRetryAfter: true,
    },
    pool: {
      id: "genai-pool",
      members: backends.map(({ id, priority, weight }) => ({ id, priority, weight })),
    },
    routes,
    roundRobinRoutes: planRoutes(backends, (members) => equalTurns(members.length)),
    attempts: Math.max(
      1,
      ...Object.values(routes).map((groups) => groups.reduce((sum, { m }) => sum + m.length, 0)),
    ),
  };
}

export function defaultSku(kind: BackendConfig["kind"]): string {
  return kind === "ptu" ? "GlobalProvisionedManaged" : "GlobalStandard";
}

function planRoutes(
  backends: readonly PlannedBackend[],
  turnsOf: (members: readonly PlannedBackend[]) => string,
): Routes {
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
        priorities.map((priority): RouteGroup => {
          const members = offering.filter((backend) => backend.priority === priority);
          return { m: members.map(({ id }) => id), s: turnsOf(members) };
        }),
      ];
    }),
  );
}
