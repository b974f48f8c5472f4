import { numberOf, record, records, textOf, typeWithoutVersion } from "./inputs";
import type { Charge, CostedResource, Pricer } from "./types";

/** What is paid for, by type: an entry for each type that costs something. What costs nothing stands in free.ts. */
export const pricers: Readonly<Record<string, Pricer>> = {
  "azure-native:apimanagement:ApiManagementService": apiManagement,
  "azure-native:network:ApplicationGateway": applicationGateway,
  "azure-native:eventhub:Namespace": eventHubs,
  "azure-native:eventhub:EventHub": ({ inputs }) =>
    record(inputs["captureDescription"])["enabled"] === true
      ? [{ kind: "unpriced", why: "Capture is paid by the throughput unit and not in the catalogue" }]
      : [],
  "azure-native:cognitiveservices:Deployment": modelDeployment,
  "azure-native:network:PrivateEndpoint": ({ inputs }) => [
    { kind: "fixed", key: "privateEndpoint", quantity: 1, what: "private endpoint", ...locationOf(inputs) },
    { kind: "usage", key: "privateEndpoint.traffic", what: "traffic, each way" },
  ],
  "azure-native:network:PublicIPAddress": ({ inputs }) => [
    {
      kind: "fixed",
      key: `publicIp.${textOf(record(inputs["sku"])["name"]) ?? "Standard"}`,
      quantity: 1,
      what: "public IP address",
      ...locationOf(inputs),
    },
  ],
  "azure-native:privatedns:PrivateZone": () => [
    { kind: "fixed", key: "privateDnsZone", quantity: 1, what: "private DNS zone" },
    { kind: "usage", key: "privateDnsZone.queries", what: "queries" },
  ],
  "azure-native:keyvault:Vault": ({ inputs }) => [
    { kind: "usage", key: "keyVault.operations", what: "operations", ...locationOf(inputs) },
  ],
  "azure-native:operationalinsights:Workspace": logAnalytics,
  "azure-native:trafficmanager:Profile": () => [
    { kind: "usage", key: "trafficManager.queries", what: "DNS queries" },
  ],
  "azure-native:trafficmanager:Endpoint": trafficManagerEndpoint,
  "azure-native:monitor:ScheduledQueryRule": logAlert,
  "azure-native:monitor:MetricAlert": metricAlert,
  "azure-native:monitor:ActionGroup": () => [
    { kind: "usage", key: "alerts.email", what: "e-mails after the first thousand" },
  ],
  "azure-native:network:VirtualNetworkPeering": () => [
    { kind: "usage", key: "globalPeering.traffic", what: "traffic between regions, each way" },
    { kind: "usage", key: "peering.traffic", what: "traffic within one region, each way" },
  ],
};

const notKnown = (what: string): readonly Charge[] => [
  { kind: "unpriced", why: `${what} is not known before the deployment` },
];

function locationOf(inputs: CostedResource["inputs"]): { readonly location?: string } {
  const location = textOf(inputs["location"]);
  return location === undefined ? {} : { location };
}

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
const where = ({ location }: { readonly location?: string }) => (location ? ` in ${location}` : "");

/** https://azure.microsoft.com/pricing/details/api-management/: further units may be cheaper than the first. */
function apiManagement({ inputs }: CostedResource): readonly Charge[] {
  const places = [inputs, ...records(inputs["additionalLocations"])];
  return places.flatMap((place): readonly Charge[] => {
    const sku = record(place["sku"]);
    const name = textOf(sku["name"]);
    if (name === undefined) return notKnown("its SKU");
    const own = locationOf(place);
    if (name === "Consumption") return [{ kind: "usage", key: "apiManagement.Consumption", what: "calls" }];
    const quantity = numberOf(sku["capacity"]) ?? 1;
    const what = `${counted(quantity, "unit")} of ${name}${where(own)}`;
    return [{ kind: "fixed", key: `apiManagement.${name}`, quantity, what, ...own }];
  });
}

/**
 * Each instance that is always there reserves ten capacity units:
 * https://learn.microsoft.com/azure/application-gateway/understanding-pricing
 */
function applicationGateway({ inputs }: CostedResource): readonly Charge[] {
  const sku = record(inputs["sku"]);
  const name = textOf(sku["name"]);
  if (name === undefined) return notKnown("its SKU");
  const scale = record(inputs["autoscaleConfiguration"]);
  const least = numberOf(scale["minCapacity"]) ?? numberOf(sku["capacity"]) ?? 0;
  const most = numberOf(scale["maxCapacity"]) ?? least;
  const own = locationOf(inputs);
  const key = `applicationGateway.${name}`;
  return [
    { kind: "fixed", key: `${key}.fixed`, quantity: 1, what: `${name}${where(own)}`, ...own },
    ...(least > 0
      ? [
          {
            kind: "fixed",
            key: `${key}.capacityUnit`,
            quantity: 10 * least,
            what: `${10 * least} capacity units of ${counted(least, "instance")}`,
            ...own,
          } as const,
        ]
      : []),
    ...(most > least
      ? [
          {
            kind: "usage",
            key: `${key}.capacityUnit`,
            what: `for each capacity unit above that, up to ${10 * most}`,
            ...own,
          } as const,
        ]
      : []),
  ];
}

function eventHubs({ inputs }: CostedResource): readonly Charge[] {
  const sku = record(inputs["sku"]);
  const name = textOf(sku["name"]);
  if (name === undefined) return notKnown("its SKU");
  const quantity = numberOf(sku["capacity"]) ?? 1;
  const own = locationOf(inputs);
  const unit = name === "Premium" ? "processingUnit" : "throughputUnit";
  const words = name === "Premium" ? "processing unit" : "throughput unit";
  const key = `eventHubs.${name}.${unit}`;
  const most =
    inputs["isAutoInflateEnabled"] === true ? (numberOf(inputs["maximumThroughputUnits"]) ?? 0) : 0;
  return [
    { kind: "fixed", key, quantity, what: `${counted(quantity, words)} of ${name}${where(own)}`, ...own },
    ...(most > quantity
      ? [{ kind: "usage", key, what: `for each ${words} above that, up to ${most}`, ...own } as const]
      : []),
    ...(name === "Premium"
      ? []
      : [{ kind: "usage", key: "eventHubs.events", what: "events", ...own } as const]),
  ];
}

/** PTUs by the hour from the deployment's creation on; the others by the token. */
function modelDeployment({ inputs }: CostedResource): readonly Charge[] {
  const sku = record(inputs["sku"]);
  const name = textOf(sku["name"]);
  const model = textOf(record(record(inputs["properties"])["model"])["name"]);
  if (name === undefined || model === undefined) return notKnown("its SKU or model");
  if (name.endsWith("ProvisionedManaged")) {
    const quantity = numberOf(sku["capacity"]);
    return quantity === undefined ? notKnown("its capacity") : [{ kind: "ptu", sku: name, quantity, model }];
  }
  return [{ kind: "tokens", sku: name, model }];
}

/** 31 days of retention are included: https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs */
function logAnalytics({ inputs }: CostedResource): readonly Charge[] {
  const days = numberOf(inputs["retentionInDays"]) ?? 30;
  const own = locationOf(inputs);
  return [
    { kind: "usage", key: "logAnalytics.ingestion", what: "logs", ...own },
    ...(days > 31
      ? [
          {
            kind: "usage",
            key: "logAnalytics.retention",
            what: `logs kept longer than 31 days, here ${days}`,
            ...own,
          } as const,
        ]
      : []),
  ];
}

/** A check every ten seconds costs more than one every thirty: https://azure.microsoft.com/pricing/details/traffic-manager/ */
function trafficManagerEndpoint(
  { inputs }: CostedResource,
  all: readonly CostedResource[],
): readonly Charge[] {
  const kind = textOf(inputs["endpointType"]) ?? "";
  const place = /azureEndpoints$/i.test(kind)
    ? "azure"
    : /externalEndpoints$/i.test(kind)
      ? "external"
      : undefined;
  if (!place) return [{ kind: "unpriced", why: `the catalogue has no price of endpoints of type ${kind}` }];
  const profiles = all.filter(
    ({ type }) => typeWithoutVersion(type) === "azure-native:trafficmanager:Profile",
  );
  const own = profiles.find((one) => one.inputs["profileName"] === inputs["profileName"]) ?? profiles[0];
  const fast = numberOf(record(own?.inputs["monitorConfig"])["intervalInSeconds"]) === 10;
  const key = `trafficManager.${place}Endpoint`;
  return [
    { kind: "fixed", key, quantity: 1, what: "health checks" },
    ...(fast ? [{ kind: "fixed", key: `${key}.fast`, quantity: 1, what: "every 10 seconds" } as const] : []),
  ];
}

/** By how often the query runs, for one time series. */
function logAlert({ inputs }: CostedResource): readonly Charge[] {
  if (inputs["enabled"] === false) return [];
  const [, hours, minutes] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(textOf(inputs["evaluationFrequency"]) ?? "") ?? [];
  const every = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  const step = [15, 10, 5, 1].find((one) => every >= one);
  if (step === undefined) return notKnown("how often it runs");
  return [{ kind: "fixed", key: `alerts.log.${step}`, quantity: 1, what: `query every ${every} minutes` }];
}

/** By the number of time series that are watched. */
function metricAlert({ inputs }: CostedResource): readonly Charge[] {
  if (inputs["enabled"] === false) return [];
  const scopes = Array.isArray(inputs["scopes"]) ? inputs["scopes"].length : 1;
  const series = Math.max(1, records(record(inputs["criteria"])["allOf"]).length) * Math.max(1, scopes);
  return [{ kind: "fixed", key: "alerts.metric", quantity: series, what: `${series} watched series` }];
}
