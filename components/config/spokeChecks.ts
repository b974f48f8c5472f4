import { networkTypeOf, skuFacts } from "../apiManagement/skus";
import { monitorZoneRoles, zoneRoles, type ZoneRole } from "../network/zones";
import type { SubnetRole } from "../subnetPlan";
import type { ConfigPath } from "./source";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

type Place = Pick<NonNullable<SalvagedConfig["network"]>, "routeTableIds" | "dnsServers" | "hub">;

/** What makes a network somebody's spoke, where the network is the stack's own to say it of. */
export function spokeChecks(config: SalvagedConfig, report: Report): void {
  const { network, existing, additionalLocations = [] } = config;
  // That there is no network to say it of is told already.
  if (network?.private === false) return;
  const places: readonly (readonly [place: Place | undefined, path: ConfigPath, brought: boolean])[] = [
    [network, ["network"], existing?.virtualNetworkId !== undefined],
    ...additionalLocations.map((place, index): readonly [Place | undefined, ConfigPath, boolean] => [
      place,
      ["additionalLocations", index],
      false,
    ]),
  ];
  for (const [place, path, brought] of places) {
    if (!place) continue;
    if (brought) broughtChecks(place, path, report);
    routeChecks(config, place, path, brought, report);
  }
  resolverChecks(config, report);
}

function broughtChecks(place: Place, path: ConfigPath, report: Report): void {
  for (const key of ["dnsServers", "hub"] as const)
    if (place[key] !== undefined)
      report(
        "CONFIG_EXISTING_NETWORK_KEY",
        [...path, key],
        "The network is there already (existing.virtualNetworkId), and its DNS servers and peerings are left as they are",
        "Take the key out, and have whoever runs the network set it",
      );
}

function routeChecks(
  { existing, ingress, apiManagement }: SalvagedConfig,
  { routeTableIds }: Place,
  path: ConfigPath,
  brought: boolean,
  report: Report,
): void {
  for (const [role, id] of Object.entries(routeTableIds ?? {})) {
    const at = [...path, "routeTableIds", role];
    if (id === undefined) continue;
    if (brought && existing?.subnetIds?.[role as SubnetRole] !== undefined)
      report(
        "CONFIG_EXISTING_NETWORK_KEY",
        at,
        "The subnet is there already (existing.subnetIds), and is used as it is",
        "Take the key out, and have whoever runs the network set it",
      );
    else if (role === "applicationGateway" && ingress?.enabled !== false)
      report(
        "CONFIG_ROUTE_INGRESS",
        at,
        "An Application Gateway with a public address loses its clients' connections where its subnet's default route leads to a firewall",
        "Give it a table without 0.0.0.0/0 to an appliance, or none",
        "warning",
      );
    else if (role === "apiManagement") managementRoute(apiManagement, at, report);
  }
}

/** https://learn.microsoft.com/azure/api-management/api-management-using-with-internal-vnet#force-tunnel-traffic-to-on-premises-firewall-using-expressroute-or-network-virtual-appliance */
function managementRoute(service: SalvagedConfig["apiManagement"], at: ConfigPath, report: Report): void {
  const sku = service?.sku;
  if (!sku || !skuFacts[sku].classic) return;
  if (networkTypeOf({ sku, virtualNetworkType: service.virtualNetworkType }) === "External")
    report(
      "CONFIG_ROUTE_EXTERNAL",
      at,
      "An External service answers clients at its public address: where the default route leads to a firewall, that drops the answers",
      "Give it a table without 0.0.0.0/0 to an appliance, or write virtualNetworkType: Internal",
      "warning",
    );
  else
    report(
      "CONFIG_ROUTE_MANAGEMENT",
      at,
      `Azure manages a ${sku} service from outside, and its answers have to go back there directly`,
      "See that the table has a route for the tag ApiManagement to Internet beside the one to the firewall",
      "warning",
    );
}

/** A resolver in the hub sees the zones that are linked to its own network, and no others. */
function resolverChecks(
  { network, existing, apiManagement, monitoring }: SalvagedConfig,
  report: Report,
): void {
  if (network?.dnsServers === undefined || network.hub?.linkZones || existing?.virtualNetworkId !== undefined)
    return;
  const wanted: readonly ZoneRole[] = [
    ...zoneRoles,
    ...(apiManagement?.privateEndpoint ? (["apiManagement"] as const) : []),
    ...(monitoring?.privateLink ? monitorZoneRoles : []),
  ];
  const own = wanted.filter((role) => existing?.privateDnsZoneIds?.[role] === undefined);
  const sku = apiManagement?.sku;
  const inside =
    sku !== undefined &&
    existing?.apiManagementId === undefined &&
    networkTypeOf({ sku, virtualNetworkType: apiManagement?.virtualNetworkType }) === "Internal";
  if (own.length > 0 || inside)
    report(
      "CONFIG_DNS_ZONES",
      ["network", "dnsServers"],
      `Zones that the stack declares are linked to its own network alone, where these servers do not look: ${[...own, ...(inside ? ["API Management's own name"] : [])].join(", ")}`,
      "Write network.hub with linkZones: true, or bring the zones by existing.privateDnsZoneIds and have the servers forward the rest to 168.63.129.16",
      "warning",
    );
}
