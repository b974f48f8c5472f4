import type { Problem } from "@azure-genai-gateway/common/problem";
import { skuFacts } from "../apiManagement/skus";
import { parseRange } from "../ipv4";
import { planSubnets, type SubnetRole } from "../subnetPlan";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** What the subnet plan objects to, and what is brought without what it belongs to. */
export function networkChecks({ network, existing, apiManagement }: SalvagedConfig, report: Report): void {
  if (network?.private === false) return publicChecks({ network, existing, apiManagement }, report);
  const problems: Problem[] = [];
  const plan = planSubnets(network?.addressSpace ?? "10.2.0.0/16", network?.subnets ?? {}, problems);
  const longest = apiManagement?.sku ? skuFacts[apiManagement.sku].longestPrefix : 29;
  const range = parseRange(plan.apiManagement);
  if (problems.length === 0 && range && range.prefix > longest)
    problems.push({
      code: "SUBNET_TOO_SMALL",
      severity: "error",
      subject: "network.subnets.apiManagement",
      message: `${range.text} has too few addresses for the ${apiManagement?.sku} SKU`,
      hint: `Write a range of /${longest} or larger`,
    });
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

/** What only a network could have, and what cannot do without one. */
function publicChecks({ network, existing, apiManagement }: SalvagedConfig, report: Report): void {
  const unused: readonly (readonly [value: unknown, path: readonly string[]])[] = [
    [network?.subnets, ["network", "subnets"]],
    [network?.routeTableIds, ["network", "routeTableIds"]],
    [network?.dnsServers, ["network", "dnsServers"]],
    [network?.hub, ["network", "hub"]],
    [existing?.virtualNetworkId, ["existing", "virtualNetworkId"]],
    [existing?.subnetIds, ["existing", "subnetIds"]],
    [existing?.privateDnsZoneIds, ["existing", "privateDnsZoneIds"]],
  ];
  for (const [value, path] of unused)
    if (value !== undefined)
      report(
        "CONFIG_WITHOUT_NETWORK",
        path,
        "This stack has no virtual network",
        "Take the key out, or network.private: false",
      );
  if (apiManagement?.sku === "PremiumV2")
    report(
      "CONFIG_SKU_WITHOUT_NETWORK",
      ["apiManagement", "sku"],
      "PremiumV2 is paid for its virtual network",
      "Write sku: StandardV2 or Developer, or take network.private: false out",
    );
  report(
    "CONFIG_PUBLIC_ACCESS",
    ["network", "private"],
    "Azure OpenAI, Event Hubs and Key Vault can be reached from the internet, by identities alone",
    "Take the key out before anything of value is kept here",
    "warning",
  );
}
