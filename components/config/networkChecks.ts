import type { Problem } from "../../common/problem";
import { planSubnets, type SubnetRole } from "../subnetPlan";
import type { Report } from "./crossChecks";
import type { SalvagedConfig } from "./salvage";

/** What the subnet plan objects to, and what is brought without what it belongs to. */
export function networkChecks({ network, existing }: SalvagedConfig, report: Report): void {
  const problems: Problem[] = [];
  planSubnets(network?.addressSpace ?? "10.2.0.0/16", network?.subnets ?? {}, problems);
  for (const { code, subject, message, hint } of problems) {
    const path = subject?.split(".") ?? ["network", "addressSpace"];
    // Subnets that are brought are not planned, and a network that is brought may have further address spaces.
    if (existing?.subnetIds?.[path.at(-1) as SubnetRole]) continue;
    if (existing?.virtualNetworkId && code === "SUBNET_OUTSIDE") continue;
    report(`CONFIG_${code}`, path, message, hint ?? "");
  }
  if (existing?.subnetIds && !existing.virtualNetworkId)
    report(
      "CONFIG_SUBNETS_WITHOUT_NETWORK",
      ["existing", "subnetIds"],
      "Subnets are brought, but not their virtual network",
      "Add existing.virtualNetworkId",
    );
}
