import type { PriceTier, PriceUnit } from "./schema";

/** Which meter of Azure's Retail Prices API is which entry of the block `resources`. One table; what is not in it is reported. */
export interface MeterRule {
  /** `productName`, as the API writes it. */
  readonly product: string;
  /** `meterName`. */
  readonly meter: string;
  readonly entry: string;
  readonly per: PriceUnit;
}

const apiManagement = (sku: string, tier: string): MeterRule => ({
  product: "API Management",
  meter: `${tier} Unit`,
  entry: `apiManagement.${sku}`,
  per: "hour",
});
const gateway = (sku: string, product: string): readonly MeterRule[] => [
  { product, meter: "Standard Fixed Cost", entry: `applicationGateway.${sku}.fixed`, per: "hour" },
  { product, meter: "Standard Capacity Units", entry: `applicationGateway.${sku}.capacityUnit`, per: "hour" },
];
const logAlert = (minutes: number): MeterRule => ({
  product: "Azure Monitor",
  meter: `Alerts System Log Monitored at ${minutes} Minute Frequency`,
  entry: `alerts.log.${minutes}`,
  per: "month",
});
const endpoint = (kind: "azure" | "external", name: string): readonly MeterRule[] => [
  {
    product: "Traffic Manager",
    meter: `${name} Endpoint Health Checks`,
    entry: `trafficManager.${kind}Endpoint`,
    per: "month",
  },
  {
    product: "Traffic Manager",
    meter: `${name} Endpoint Fast Interval Health Check Add-ons`,
    entry: `trafficManager.${kind}Endpoint.fast`,
    per: "month",
  },
];

export const meterRules: readonly MeterRule[] = [
  ...["Developer", "Basic", "Standard", "Premium"].map((tier) => apiManagement(tier, tier)),
  apiManagement("BasicV2", "Basic v2"),
  apiManagement("StandardV2", "Standard v2"),
  apiManagement("PremiumV2", "Premium v2"),
  ...gateway("WAF_v2", "Application Gateway WAF v2"),
  ...gateway("Standard_v2", "Application Gateway Standard v2"),
  {
    product: "Event Hubs",
    meter: "Basic Throughput Unit",
    entry: "eventHubs.Basic.throughputUnit",
    per: "hour",
  },
  {
    product: "Event Hubs",
    meter: "Standard Throughput Unit",
    entry: "eventHubs.Standard.throughputUnit",
    per: "hour",
  },
  {
    product: "Event Hubs",
    meter: "Premium Processing Unit",
    entry: "eventHubs.Premium.processingUnit",
    per: "hour",
  },
  { product: "Event Hubs", meter: "Standard Ingress Events", entry: "eventHubs.events", per: "million" },
  {
    product: "Virtual Network Private Link",
    meter: "Standard Private Endpoint",
    entry: "privateEndpoint",
    per: "hour",
  },
  {
    product: "Virtual Network Private Link",
    meter: "Standard Data Processed - Ingress",
    entry: "privateEndpoint.traffic",
    per: "gigabyte",
  },
  {
    product: "IP Addresses",
    meter: "Standard IPv4 Static Public IP",
    entry: "publicIp.Standard",
    per: "hour",
  },
  { product: "IP Addresses", meter: "Basic IPv4 Static Public IP", entry: "publicIp.Basic", per: "hour" },
  { product: "Azure DNS", meter: "Private Zone", entry: "privateDnsZone", per: "month" },
  { product: "Azure DNS", meter: "Private Queries", entry: "privateDnsZone.queries", per: "million" },
  { product: "Key Vault", meter: "Operations", entry: "keyVault.operations", per: "tenThousand" },
  {
    product: "Log Analytics",
    meter: "Analytics Logs Data Ingestion",
    entry: "logAnalytics.ingestion",
    per: "gigabyte",
  },
  {
    product: "Log Analytics",
    meter: "Analytics Logs Data Retention",
    entry: "logAnalytics.retention",
    per: "gigabyteMonth",
  },
  { product: "Traffic Manager", meter: "DNS Queries", entry: "trafficManager.queries", per: "million" },
  ...endpoint("azure", "Azure"),
  ...endpoint("external", "Non-Azure"),
  { product: "Azure Monitor", meter: "Alerts Metric Monitored", entry: "alerts.metric", per: "month" },
  ...[1, 5, 10, 15].map(logAlert),
];

/** PTUs of Azure OpenAI's own models; other vendors' have meters of the same names under products of their own. */
export const ptuMeters: Readonly<Record<string, string>> = {
  "Provisioned Managed Global Unit": "GlobalProvisionedManaged",
  "Provisioned Managed Data Zone Unit": "DataZoneProvisionedManaged",
  "Provisioned Managed Regional Unit": "ProvisionedManaged",
};

/** What the API writes for a unit. One unit of a price has one size; another spelling is reported. */
export const unitsOf: Readonly<Record<PriceUnit, readonly string[]>> = {
  hour: ["1 Hour", "1/Hour"],
  month: ["1/Month", "1"],
  gigabyte: ["1 GB"],
  gigabyteMonth: ["1 GB/Month"],
  million: ["1M"],
  hundredThousand: ["100K"],
  tenThousand: ["10K"],
  thousand: ["1K"],
};

/** Units of tokens, and what makes a price of a million of them. */
export const tokenUnits: Readonly<Record<string, number>> = {
  "1K": 1_000,
  "1K Tokens": 1_000,
  "1M": 1,
  "1M Tokens": 1,
};

/** Words of a token meter's name. Those that name another thing to buy make it none of ours. */
export const tokenWords: {
  readonly sku: Readonly<Record<string, string>>;
  readonly direction: Readonly<Record<string, "input" | "output">>;
  readonly cached: ReadonlySet<string>;
  readonly ignored: ReadonlySet<string>;
  /** Ways to buy that have prices of their own within an entry. */
  readonly ways: Readonly<Record<string, PriceTier | "longPrompt">>;
  readonly other: ReadonlySet<string>;
} = {
  sku: {
    gl: "GlobalStandard",
    glbl: "GlobalStandard",
    global: "GlobalStandard",
    dz: "DataZoneStandard",
    dzone: "DataZoneStandard",
    datazone: "DataZoneStandard",
    regnl: "Standard",
    rgnl: "Standard",
    regional: "Standard",
  },
  direction: {
    in: "input",
    inp: "input",
    inpt: "input",
    input: "input",
    opt: "output",
    out: "output",
    outp: "output",
    outpt: "output",
    output: "output",
  },
  cached: new Set(["cd", "cchd", "ccchd", "cached"]),
  // The price of prompts of usual length.
  ignored: new Set(["shortco", "std", "1m", "tokens"]),
  ways: { batch: "batch", pp: "priority", priority: "priority", flex: "flex", longco: "longPrompt" },
  // Fine-tuned models, writes to the cache.
  other: new Set(["ft", "finetuned", "l", "wr", "grader"]),
};
