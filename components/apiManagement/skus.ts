import type { GatewayConfig } from "../config/schema";

export type ServiceSku = GatewayConfig["apiManagement"]["sku"];

/**
 * `Internal`: the gateway's only address is in the network. `External`: it has a public one, and reaches into the
 * network for its backends (what v2 calls integration).
 */
export type NetworkType = "Internal" | "External";

/** What differs between tiers, as far as a gateway of this kind is concerned. */
export interface SkuFacts {
  /** Where the config does not choose; see {@link networkTypeOf}. */
  readonly network: NetworkType;
  /** What the config may choose from. */
  readonly networks: readonly NetworkType[];
  /** The service that the subnet has to be delegated to, by type; classic tiers take none that is delegated. */
  readonly delegation?: Readonly<Partial<Record<NetworkType, string>>> | undefined;
  /** Smallest subnet, as a prefix length. */
  readonly longestPrefix: number;
  readonly longestCapacity: number;
  readonly zones: boolean;
  /** Gateways in additional locations: https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region */
  readonly regions: boolean;
  /** Host names besides the gateway's own that the service has: of portals, and of management without Resource Manager. */
  readonly portals: boolean;
  /** quota-by-key, which budgets in money are made of: https://learn.microsoft.com/azure/api-management/quota-by-key-policy */
  readonly quotaByKey: boolean;
  /** A public address of its own, and protocols and ciphers that can be switched off. */
  readonly classic: boolean;
}

const classic = {
  network: "Internal",
  networks: ["Internal", "External"],
  longestPrefix: 29,
  portals: true,
  quotaByKey: true,
  classic: true,
  regions: false,
} as const;
const v2 = {
  longestPrefix: 27,
  portals: false,
  quotaByKey: false,
  classic: false,
  zones: false,
  regions: false,
} as const;

const integration = "Microsoft.Web/serverFarms";

/**
 * https://learn.microsoft.com/azure/api-management/v2-service-tiers-overview
 * https://learn.microsoft.com/azure/api-management/integrate-vnet-outbound
 * https://learn.microsoft.com/azure/api-management/inject-vnet-v2
 */
export const skuFacts: Readonly<Record<ServiceSku, SkuFacts>> = {
  Developer: { ...classic, longestCapacity: 1, zones: false },
  Premium: { ...classic, longestCapacity: 31, zones: true, regions: true },
  StandardV2: {
    ...v2,
    network: "External",
    networks: ["External"],
    delegation: { External: integration },
    longestCapacity: 10,
  },
  PremiumV2: {
    ...v2,
    network: "Internal",
    networks: ["Internal", "External"],
    delegation: { Internal: "Microsoft.Web/hostingEnvironments", External: integration },
    longestCapacity: 30,
  },
};

/** Of a type that the tier does not have, the tier's own. */
export function networkTypeOf({
  sku,
  virtualNetworkType,
}: {
  readonly sku: ServiceSku;
  readonly virtualNetworkType?: NetworkType | undefined;
}): NetworkType {
  const { network, networks } = skuFacts[sku];
  return virtualNetworkType !== undefined && networks.includes(virtualNetworkType)
    ? virtualNetworkType
    : network;
}

/**
 * Whether a service takes an inbound private endpoint: a classic one takes none once it stands in a network, and one of
 * PremiumV2 that is injected has a private address already.
 * https://learn.microsoft.com/azure/api-management/private-endpoint#limitations
 */
export function takesPrivateEndpoint(service: Parameters<typeof networkTypeOf>[0]): boolean {
  return !skuFacts[service.sku].classic && networkTypeOf(service) === "External";
}
