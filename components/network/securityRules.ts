import type { NetworkType } from "../apiManagement/skus";
import type { SubnetRole } from "../subnetPlan";

export interface SecurityRule {
  readonly name: string;
  readonly priority: number;
  readonly direction: "Inbound" | "Outbound";
  readonly protocol: "Tcp" | "*";
  readonly source: string;
  readonly destination: string;
  readonly ports: readonly string[];
}

const inbound = (
  name: string,
  priority: number,
  source: string,
  ports: string[],
  destination = "VirtualNetwork",
): SecurityRule => ({
  name,
  priority,
  direction: "Inbound",
  protocol: "Tcp",
  source,
  destination,
  ports,
});

const outbound = (name: string, priority: number, destination: string, ports: string[]): SecurityRule => ({
  name,
  priority,
  direction: "Outbound",
  protocol: "Tcp",
  source: "VirtualNetwork",
  destination,
  ports,
});

/**
 * What may pass besides Azure's default rules (which allow traffic inside the network and to the internet, and deny the
 * internet's). Application Gateway:
 * https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure#network-security-groups
 */
const securityRules: Readonly<Record<Exclude<SubnetRole, "apiManagement">, readonly SecurityRule[]>> = {
  applicationGateway: [
    inbound("AllowGatewayManager", 100, "GatewayManager", ["65200-65535"], "*"),
    inbound("AllowHttp", 110, "Internet", ["80"], "*"),
    inbound("AllowHttps", 111, "Internet", ["443"], "*"),
    { ...inbound("AllowLoadBalancer", 120, "AzureLoadBalancer", ["*"], "*"), protocol: "*" },
  ],
  privateEndpoints: [],
  deploy: [],
};

/**
 * Every row of https://learn.microsoft.com/azure/api-management/virtual-network-reference#required-ports that is
 * required, or that the gateway's own policies need (Event Hubs). Port 80 from the internet is optional there and left
 * out: API Management redirects nothing, and no API of this gateway takes plain HTTP.
 */
const apiManagementClassic: readonly SecurityRule[] = [
  inbound("AllowManagement", 2000, "ApiManagement", ["3443"]),
  inbound("AllowLoadBalancer", 2010, "AzureLoadBalancer", ["6390"]),
  outbound("AllowStorage", 2000, "Storage", ["443"]),
  outbound("AllowSql", 2010, "Sql", ["1433"]),
  outbound("AllowKeyVault", 2020, "AzureKeyVault", ["443"]),
  outbound("AllowMonitor", 2030, "AzureMonitor", ["1886", "443"]),
  outbound("AllowEntraId", 2040, "AzureActiveDirectory", ["443"]),
  outbound("AllowEventHub", 2050, "EventHub", ["5671", "5672", "443"]),
  outbound("AllowCertificates", 2060, "Internet", ["80"]),
];

/** External mode's: clients, and Traffic Manager's probes of the gateway in each region. */
const apiManagementExternal: readonly SecurityRule[] = [
  inbound("AllowTrafficManager", 2020, "AzureTrafficManager", ["443"]),
  inbound("AllowClients", 2030, "Internet", ["443"]),
];

/**
 * A v2 service is managed from within Azure: nothing has to come in for it, and it reaches out for less.
 * https://learn.microsoft.com/azure/api-management/inject-vnet-v2#network-security-group
 */
const apiManagementV2: readonly SecurityRule[] = [
  outbound("AllowStorage", 2000, "Storage", ["443"]),
  outbound("AllowKeyVault", 2020, "AzureKeyVault", ["443"]),
  outbound("AllowMonitor", 2030, "AzureMonitor", ["443"]),
];

/** What decides on the rules of API Management's subnet. */
export interface ApiManagementSubnet {
  /** A v2 tier: its subnet is delegated. */
  readonly isV2: boolean;
  readonly networkType: NetworkType;
}

/** The rules of a role's security group. */
export function rulesOf(
  role: SubnetRole,
  { isV2, networkType }: ApiManagementSubnet,
): readonly SecurityRule[] {
  if (role !== "apiManagement") return securityRules[role];
  if (isV2) return apiManagementV2;
  return networkType === "External"
    ? [...apiManagementClassic, ...apiManagementExternal]
    : apiManagementClassic;
}
