import type { Problem } from "@azure-genai-gateway/common/problem";
import { regionName } from "@azure-genai-gateway/common/region";
import { skuFacts } from "../apiManagement/skus";
import { overlaps, parseRange } from "../ipv4";
import { planSubnets } from "../subnetPlan";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** What additional locations have to agree on with the first one and with each other. */
export function locationChecks(config: SalvagedConfig, report: Report): void {
  const additional = config.additionalLocations ?? [];
  if (additional.length === 0) return;
  const { apiManagement, network } = config;
  if (apiManagement?.sku && !skuFacts[apiManagement.sku].regions)
    report(
      "CONFIG_LOCATIONS_SKU",
      ["additionalLocations"],
      `The ${apiManagement.sku} SKU stands in one region`,
      "Write apiManagement.sku: Premium, or take additionalLocations out",
    );
  if (network?.private === false)
    report(
      "CONFIG_LOCATIONS_WITHOUT_NETWORK",
      ["additionalLocations"],
      "Clients come to several regions through an ingress each, which stands in a network",
      "Take network.private: false out",
    );
  for (const [index] of additional.entries()) {
    checkName(config, index, report);
    checkUnits(config, index, report);
    checkRanges(config, index, report);
  }
}

function checkName(
  { location, additionalLocations = [] }: SalvagedConfig,
  index: number,
  report: Report,
): void {
  const own = additionalLocations[index]?.location;
  const earlier = [location, ...additionalLocations.slice(0, index).map((other) => other?.location)];
  if (
    own === undefined ||
    !earlier.some((other) => other !== undefined && regionName(other) === regionName(own))
  )
    return;
  report(
    "CONFIG_DUPLICATE_LOCATION",
    ["additionalLocations", index, "location"],
    `The gateway stands in ${own} already`,
    "Name each region once, location among them",
  );
}

function checkUnits(
  { apiManagement, additionalLocations = [] }: SalvagedConfig,
  index: number,
  report: Report,
): void {
  const { zones, capacity = apiManagement?.capacity ?? 1 } = additionalLocations[index] ?? {};
  // What is taken over from the first location has been checked there.
  const own = zones ?? apiManagement?.zones ?? [];
  const path = ["additionalLocations", index];
  if (own.length > 0 && capacity % own.length !== 0)
    report(
      "CONFIG_ZONES_CAPACITY",
      [...path, additionalLocations[index]?.capacity === undefined ? "zones" : "capacity"],
      `${capacity} units cannot be spread evenly over ${own.length} zones`,
      `Write capacity: a multiple of ${own.length}, or zones: [] for none`,
    );
  for (const key of ["zones", "ingressZones"] as const) {
    const list = additionalLocations[index]?.[key] ?? [];
    if (new Set(list).size !== list.length)
      report("CONFIG_DUPLICATE_ZONE", [...path, key], "A zone is named twice", "Name each zone once");
  }
}

function checkRanges(
  { network, additionalLocations = [] }: SalvagedConfig,
  index: number,
  report: Report,
): void {
  const { addressSpace, subnets = {} } = additionalLocations[index] ?? {};
  if (addressSpace === undefined) return;
  const path = ["additionalLocations", index];
  const range = parseRange(addressSpace);
  const earlier: readonly (readonly [name: string, space: string | undefined])[] = [
    ["network.addressSpace", network?.addressSpace ?? "10.2.0.0/16"],
    ...additionalLocations
      .slice(0, index)
      .map((other, at) => [`additionalLocations[${at}].addressSpace`, other?.addressSpace] as const),
  ];
  for (const [name, space] of earlier) {
    const other = space === undefined ? undefined : parseRange(space);
    if (range && other && overlaps(range, other))
      report(
        "CONFIG_SPACES_OVERLAP",
        [...path, "addressSpace"],
        `${addressSpace} has addresses in common with ${name} (${other.text}), so the networks cannot be peered`,
        "Write a range of its own",
      );
  }
  const problems: Problem[] = [];
  planSubnets(addressSpace, subnets, problems);
  for (const { code, subject, message, hint } of problems)
    report(
      `CONFIG_${code}`,
      subject ? [...path, "subnets", subject.split(".").at(-1)!] : [...path, "addressSpace"],
      message,
      hint ?? "",
    );
}
