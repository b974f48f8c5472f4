import { contains, overlaps, parseRange, type Ipv4Range } from "../ipv4";
import type { Report } from "./crossChecks";
import type { SalvagedConfig } from "./salvage";

/** Subnets lie inside the address space and apart from each other. */
export function networkChecks({ network, existing }: SalvagedConfig, report: Report): void {
  const spaceText = network?.addressSpace ?? "10.2.0.0/16";
  const space = parseRange(spaceText);
  const seen: { key: string; range: Ipv4Range }[] = [];
  for (const [key, text] of Object.entries(network?.subnets ?? {})) {
    const range = parseRange(text ?? "");
    if (!range) continue;
    const path = ["network", "subnets", key];
    // A virtual network that is brought may have more address spaces than the config knows.
    if (space && !existing?.virtualNetworkId && !contains(space, range))
      report(
        "CONFIG_SUBNET_OUTSIDE",
        path,
        `${range.text} is not inside the address space ${spaceText}`,
        "Write a range inside it, or widen network.addressSpace",
      );
    for (const other of seen.filter((candidate) => overlaps(candidate.range, range)))
      report(
        "CONFIG_SUBNETS_OVERLAP",
        path,
        `${range.text} overlaps network.subnets.${other.key} (${other.range.text})`,
        "Write ranges that have no address in common",
      );
    seen.push({ key, range });
  }
  if (existing?.subnetIds && !existing.virtualNetworkId)
    report(
      "CONFIG_SUBNETS_WITHOUT_NETWORK",
      ["existing", "subnetIds"],
      "Subnets are brought, but not their virtual network",
      "Add existing.virtualNetworkId",
    );
}
