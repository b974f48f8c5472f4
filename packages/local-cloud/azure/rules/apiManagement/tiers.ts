import type { RuleContext } from "../context";
import type { Subject } from "../subject";

export const service = "microsoft.apimanagement/service";

/** What a tier of API Management has (https://learn.microsoft.com/azure/api-management/api-management-features). */
export interface Tier {
  readonly units: readonly [min: number, max: number];
  readonly v2: boolean;
  /** Into which kinds of network it goes: injected whole, or the gateway's calls alone. */
  readonly networks: readonly ("Internal" | "External")[];
  /** What its subnet has to be delegated to; nothing for the classic tiers, whose subnet must not be. */
  readonly delegation?: Readonly<Partial<Record<"Internal" | "External", string>>>;
  readonly zones: boolean;
  readonly regions: boolean;
  readonly selfHosted: boolean;
  readonly privateEndpoints: boolean;
  /** Custom host names of the gateway. */
  readonly hostNames: number;
  /** The column of the policy reference's tables. */
  readonly gateway: "classic" | "v2" | "consumption";
}

const classic = {
  v2: false,
  networks: [],
  zones: false,
  regions: false,
  selfHosted: false,
  gateway: "classic",
} as const;
const injected = ["Internal", "External"] as const;
const farms = "Microsoft.Web/serverFarms";

export const tiers: Readonly<Record<string, Tier>> = {
  Consumption: {
    ...classic,
    units: [0, 0],
    privateEndpoints: false,
    hostNames: 1,
    gateway: "consumption",
  },
  Developer: {
    ...classic,
    units: [1, 1],
    networks: injected,
    selfHosted: true,
    privateEndpoints: true,
    hostNames: 20,
  },
  Basic: { ...classic, units: [1, 2], privateEndpoints: true, hostNames: 1 },
  Standard: { ...classic, units: [1, 4], privateEndpoints: true, hostNames: 1 },
  Premium: {
    ...classic,
    units: [1, 31],
    networks: injected,
    zones: true,
    regions: true,
    selfHosted: true,
    privateEndpoints: true,
    hostNames: 20,
  },
  BasicV2: { ...classic, v2: true, gateway: "v2", units: [1, 10], privateEndpoints: false, hostNames: 1 },
  StandardV2: {
    ...classic,
    v2: true,
    gateway: "v2",
    units: [1, 10],
    networks: ["External"],
    delegation: { External: farms },
    privateEndpoints: true,
    hostNames: 1,
  },
  PremiumV2: {
    ...classic,
    v2: true,
    gateway: "v2",
    units: [1, 30],
    networks: injected,
    delegation: { External: farms, Internal: "Microsoft.Web/hostingEnvironments" },
    zones: true,
    privateEndpoints: true,
    hostNames: 1,
  },
};

export function tierOf(subject: Subject | undefined): Tier | undefined {
  return tiers[subject?.text("sku.name") ?? ""];
}

/** The service that an entity stands in; nothing where it was there before the program. */
export function serviceOf(subject: Subject, context: RuleContext): Subject | undefined {
  return context.find(serviceId(subject.id));
}

export function serviceId(id: string): string {
  return /^.*\/providers\/Microsoft\.ApiManagement\/service\/[^/]+/i.exec(id)?.[0] ?? id;
}

/** Entities of the same kind in the same service, before this one. */
export function earlierInService(subject: Subject, context: RuleContext): readonly Subject[] {
  const own = serviceId(subject.id).toLowerCase();
  return context.earlier(subject).filter((other) => serviceId(other.id).toLowerCase() === own);
}

export const emailPattern =
  /^[^@\s<>()[\],;:\\"]+@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;
export const hostPattern = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;
