import { regionName } from "@azure-genai-gateway/common/region";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { sameArmId } from "../resources/armId";
import { asRecord, at, azureType, numberOf, property, records, textOf } from "../resources/inputs";

/** A Traffic Manager profile in front of Application Gateways, as the resources declare it. */
export interface TrafficManagerModel {
  readonly routing: "Performance" | "Priority";
  /** How long clients keep an answer. */
  readonly ttlMs: number;
  readonly scheme: "http" | "https";
  readonly path: string;
  readonly host: string;
  readonly statuses: readonly { readonly min: number; readonly max: number }[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** From the first probe that fails until the endpoint is left out. */
  readonly detectionMs: number;
  readonly endpoints: readonly { readonly region: string; readonly priority: number }[];
}

/** Azure's own, where the profile says nothing. https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring */
const defaults = { ttl: 60, interval: 30, timeout: 10, tolerated: 3 };

/** The first profile that is declared; undefined when there is none that leads to an Application Gateway. */
export function readTrafficManager(resources: readonly DeclaredResource[]): TrafficManagerModel | undefined {
  const profile = resources.find((resource) => azureType(resource) === "trafficmanager:Profile");
  if (!profile || property(profile, "profileStatus") === "Disabled") return undefined;
  const endpoints = resources
    .filter(
      (resource) =>
        azureType(resource) === "trafficmanager:Endpoint" &&
        resource.id.toLowerCase().startsWith(`${profile.id.toLowerCase()}/`) &&
        property(resource, "endpointStatus") !== "Disabled",
    )
    .flatMap((endpoint, index) => {
      const region = regionOf(textOf(property(endpoint, "targetResourceId")) ?? "", resources);
      const priority = numberOf(property(endpoint, "priority")) ?? index + 1;
      return region === undefined ? [] : { region, priority };
    });
  if (endpoints.length === 0) return undefined;
  const monitor = asRecord(property(profile, "monitorConfig")) ?? {};
  const header = records(monitor["customHeaders"]).find(({ name }) => /^host$/i.test(String(name)));
  const seconds = (key: string, otherwise: number) => numberOf(monitor[key]) ?? otherwise;
  const interval = seconds("intervalInSeconds", defaults.interval);
  const timeout = seconds("timeoutInSeconds", defaults.timeout);
  const tolerated = seconds("toleratedNumberOfFailures", defaults.tolerated);
  const ranges = records(monitor["expectedStatusCodeRanges"]).map(({ min, max }) => ({
    min: Number(min),
    max: Number(max),
  }));
  return {
    routing: property(profile, "trafficRoutingMethod") === "Priority" ? "Priority" : "Performance",
    ttlMs: (numberOf(at(property(profile, "dnsConfig"), "ttl")) ?? defaults.ttl) * 1000,
    scheme: monitor["protocol"] === "HTTPS" ? "https" : "http",
    path: textOf(monitor["path"]) ?? "/",
    host: textOf(header?.["value"]) ?? textOf(at(property(profile, "dnsConfig"), "fqdn")) ?? "localhost",
    statuses: ranges.length > 0 ? ranges : [{ min: 200, max: 200 }],
    intervalMs: interval * 1000,
    timeoutMs: timeout * 1000,
    detectionMs: (interval * tolerated + timeout) * 1000,
    endpoints,
  };
}

/** Where the Application Gateway behind a public address stands. */
function regionOf(publicIpId: string, resources: readonly DeclaredResource[]): string | undefined {
  const gateway = resources.find(
    (resource) =>
      azureType(resource) === "network:ApplicationGateway" &&
      records(property(resource, "frontendIPConfigurations")).some((frontend) =>
        sameArmId(textOf(at(frontend, "publicIPAddress.id")) ?? "", publicIpId),
      ),
  );
  return gateway && regionName(textOf(property(gateway, "location")) ?? "");
}
