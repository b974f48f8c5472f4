import { tierOf } from "../apiManagement/tiers";
import type { RuleContext } from "../context";
import { fault, learn, type Rule } from "../rule";
import { sameRegion } from "../regions";
import { idOf, type Json, type Subject, text } from "../subject";

const network = "microsoft.network";

/** What a default route to a firewall does to whoever is called from outside. */
export const routeRules: readonly Rule[] = [
  {
    code: "InvalidSubnet",
    inferred: true,
    types: [`${network}/virtualnetworks/subnets`],
    source: `${learn}/virtual-network/manage-route-table`,
    *check(subject, context) {
      const table = context.find(idOf(subject.at("routeTable")));
      const outer = context.find(subject.parent);
      if (table && outer && !sameRegion(table.text("location"), outer.text("location")))
        yield fault(
          "routeTable",
          `is in ${table.text("location")}, the network in ${outer.text("location")}`,
          "a table in the network's region",
        );
    },
  },
  {
    code: "ManagementApiRequestFailed",
    types: ["microsoft.apimanagement/service"],
    source: `${learn}/api-management/api-management-using-with-internal-vnet#force-tunnel-traffic-to-on-premises-firewall-using-expressroute-or-network-virtual-appliance`,
    *check(subject, context) {
      const tier = tierOf(subject);
      const at = "virtualNetworkConfiguration";
      const routes = routesOf(subject.text(`${at}.subnetResourceId`), context);
      if (!tier || tier.v2 || !tunnels(routes)) return;
      const managed = routes.some(
        (route) =>
          /^ApiManagement(\..*)?$/i.test(text(route["addressPrefix"]) ?? "") &&
          route["nextHopType"] === "Internet",
      );
      if (!managed)
        yield fault(
          at,
          "leads to a subnet whose default route takes the answers to Azure's management elsewhere",
          "a route for the tag ApiManagement to Internet in its table",
        );
    },
  },
  {
    code: "AZURE_ROUTE",
    types: [`${network}/applicationgateways`],
    source: `${learn}/application-gateway/configuration-infrastructure#supported-user-defined-routes`,
    *check(subject, context) {
      const isPublic = subject
        .records("frontendIPConfigurations")
        .some((frontend) => idOf(frontend["publicIPAddress"]) !== undefined);
      for (const configuration of subject.records("gatewayIPConfigurations"))
        if (isPublic && tunnels(routesOf(idOf(configuration["subnet"]), context)))
          yield fault(
            "gatewayIPConfigurations",
            "leads to a subnet whose default route takes the answers to clients elsewhere",
            "a table without 0.0.0.0/0 to an appliance",
          );
    },
  },
];

function routesOf(subnetId: string | undefined, context: RuleContext): readonly Json[] {
  const table: Subject | undefined = context.find(idOf(context.find(subnetId)?.at("routeTable")));
  return table?.records("routes") ?? [];
}

function tunnels(routes: readonly Json[]): boolean {
  return routes.some(
    (route) =>
      route["addressPrefix"] === "0.0.0.0/0" &&
      (route["nextHopType"] === "VirtualAppliance" || route["nextHopType"] === "VirtualNetworkGateway"),
  );
}
