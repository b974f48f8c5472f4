import { regionName } from "@azure-genai-gateway/common/region";
import { fault, learn, type Rule } from "./rule";

/** Facts about a region: whether it has availability zones, and the data zone that it is part of. */
interface Region {
  readonly zones: boolean;
  readonly dataZone?: "EU" | "US";
}

const list = (names: string, facts: Region): readonly (readonly [string, Region])[] =>
  names.split(" ").map((name) => [name, facts]);

/**
 * Regions of Azure's public cloud (https://learn.microsoft.com/azure/reliability/regions-list, read November 2026) and
 * the data zones of Azure OpenAI (https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/deployment-types).
 */
const regions: ReadonlyMap<string, Region> = new Map([
  ...list(
    "francecentral germanywestcentral italynorth northeurope polandcentral spaincentral swedencentral westeurope",
    { zones: true, dataZone: "EU" },
  ),
  ...list("austriaeast belgiumcentral denmarkeast", { zones: true }),
  ...list("francesouth germanynorth swedensouth", { zones: false }),
  ...list("centralus eastus eastus2 southcentralus westus2 westus3", { zones: true, dataZone: "US" }),
  ...list("northcentralus westcentralus westus", { zones: false, dataZone: "US" }),
  ...list(
    "australiaeast brazilsouth canadacentral centralindia chilecentral eastasia indonesiacentral israelcentral japaneast japanwest koreacentral malaysiawest mexicocentral newzealandnorth norwayeast qatarcentral southafricanorth southeastasia switzerlandnorth uaenorth uksouth",
    { zones: true },
  ),
  ...list(
    "australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast jioindiacentral jioindiawest koreasouth norwaywest southafricawest southindia switzerlandwest uaecentral ukwest westindia",
    { zones: false },
  ),
]);

export function regionOf(location: string): Region | undefined {
  return regions.get(regionName(location));
}

export function sameRegion(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || regionName(one) === regionName(other);
}

/** Types that stand in no region. */
const global = new Set([
  "microsoft.network/privatednszones",
  "microsoft.network/privatednszones/virtualnetworklinks",
  "microsoft.network/dnszones",
  "microsoft.network/trafficmanagerprofiles",
  "microsoft.insights/metricalerts",
  "microsoft.insights/privatelinkscopes",
]);
/** Types that may stand in a region or in none. */
const either = new Set(["microsoft.insights/actiongroups", "microsoft.cdn/profiles"]);
/** Types that cannot be made without saying where. */
const placed = new Set([
  "microsoft.resources/resourcegroups",
  "microsoft.cognitiveservices/accounts",
  "microsoft.apimanagement/service",
  "microsoft.network/virtualnetworks",
  "microsoft.network/networksecuritygroups",
  "microsoft.network/routetables",
  "microsoft.network/publicipaddresses",
  "microsoft.network/privateendpoints",
  "microsoft.network/applicationgateways",
  "microsoft.network/applicationgatewaywebapplicationfirewallpolicies",
  "microsoft.eventhub/namespaces",
  "microsoft.keyvault/vaults",
  "microsoft.operationalinsights/workspaces",
  "microsoft.insights/components",
  "microsoft.insights/scheduledqueryrules",
  "microsoft.managedidentity/userassignedidentities",
]);

export const regionRules: readonly Rule[] = [
  {
    code: "LocationNotAvailableForResourceType",
    types: ["*"],
    source: `${learn}/reliability/regions-list`,
    *check(subject) {
      const location = subject.text("location");
      if (location === undefined) return;
      const name = regionName(location);
      if (global.has(subject.type)) {
        if (name !== "global")
          yield fault(
            "location",
            `is '${location}', where ${subject.identity.type.arm} are not available`,
            "global",
          );
      } else if (
        !regions.has(name) &&
        !(name === "global" && (either.has(subject.type) || !placed.has(subject.type)))
      )
        yield fault(
          "location",
          `is '${location}', which is no region of Azure`,
          "a region such as swedencentral",
        );
    },
  },
  {
    code: "LocationRequired",
    types: [...placed, ...global],
    source: `${learn}/azure-resource-manager/templates/resource-location`,
    *check(subject) {
      // azure-native puts in the location of the resource group, or of its own config; a template's is the template's.
      if (!subject.contained || subject.inputs["location"] !== undefined) return;
      yield fault("location", "is missing", "the region that the resource stands in");
    },
  },
  {
    code: "AvailabilityZoneNotSupported",
    types: [
      "microsoft.network/publicipaddresses",
      "microsoft.network/applicationgateways",
      "microsoft.network/natgateways",
      "microsoft.apimanagement/service",
    ],
    source: `${learn}/reliability/availability-zones-region-support`,
    *check(subject) {
      const zones = subject.texts("zones");
      const location = subject.text("location");
      const region = location === undefined ? undefined : regionOf(location);
      if (zones.length > 0 && region && !region.zones)
        yield fault(
          "zones",
          `are given, and ${location} has none`,
          "leave zones out, or choose another region",
        );
      const wrong = zones.filter((zone) => !/^[1-3]$/.test(zone));
      if (wrong.length > 0)
        yield fault("zones", `has '${wrong.join("', '")}', which are no zones`, "of 1, 2 and 3");
      if (new Set(zones).size < zones.length) yield fault("zones", "names a zone twice", "each zone once");
    },
  },
];
