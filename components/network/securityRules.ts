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
 * What may pass besides Azure's default rules (which allow traffic inside the network and deny the internet's).
 * Application Gateway: https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure#network-security-groups
 * API Management: https://learn.microsoft.com/azure/api-management/virtual-network-reference#required-ports
 */
const securityRules: Readonly<Record<SubnetRole, readonly SecurityRule[]>> = {
  applicationGateway: [
    inbound("AllowGatewayManager", 100, "GatewayManager", ["65200-65535"], "*"),
    inbound("AllowHttp", 110, "Internet", ["80"], "*"),
    inbound("AllowHttps", 111, "Internet", ["443"], "*"),
    { ...inbound("AllowLoadBalancer", 120, "AzureLoadBalancer", ["*"], "*"), protocol: "*" },
  ],
  apiManagement: [
    inbound("AllowManagement", 2000, "ApiManagement", ["3443"]),
    inbound("AllowLoadBalancer", 2010, "AzureLoadBalancer", ["6390"]),
    inbound("AllowTrafficManager", 2020, "AzureTrafficManager", ["443"]),
    outbound("AllowStorage", 2000, "Storage", ["443"]),
    outbound("AllowSql", 2010, "Sql", ["1433"]),
    outbound("AllowKeyVault", 2020, "AzureKeyVault", ["443"]),
    outbound("AllowMonitor", 2030, "AzureMonitor", ["1886", "443"]),
  ],
  privateEndpoints: [],
  deploy: [],
};

/**
 * A v2 service is managed from within Azure: nothing has to come in for it, and it reaches out for less.
 * https://learn.microsoft.com/azure/api-management/inject-vnet-v2#network-security-group
 */
const apiManagementV2: readonly SecurityRule[] = [
  outbound("AllowStorage", 2000, "Storage", ["443"]),
  outbound("AllowKeyVault", 2020, "AzureKeyVault", ["443"]),
  outbound("AllowMonitor", 2030, "AzureMonitor", ["443"]),
];

/** The rules of a role's security group. */
export function rulesOf(role: SubnetRole, isV2: boolean): readonly SecurityRule[] {
  return role === "apiManagement" && isV2 ? apiManagementV2 : securityRules[role];
}
