import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment } from "../../resources/armId";
import { readApis } from "./apis";
import { readBackends } from "./backends";
import { readIdentities } from "./identities";
import { azureType, property, records, stringsOf, textOf } from "../../resources/inputs";
import { expandTemplates } from "./expandTemplates";
import { readLoggers } from "./loggers";
import { readNamedValues } from "../../resources/namedValues";
import { policySource } from "./policySource";
import { readProducts, readSubscriptions, readUsers } from "./products";
import type { ServiceModel } from "./types";

/** Resources of one service, by type; each list in order of declaration. */
export type ChildrenOf = (type: string) => readonly DeclaredResource[];

/** Every API Management service among the resources. What is wrong with them goes to `problems`. */
export function readServices(resources: readonly DeclaredResource[], problems: Problem[]): ServiceModel[] {
  const all = expandTemplates(resources);
  return all
    .filter((resource) => azureType(resource) === "apimanagement:ApiManagementService")
    .map((service) => readService(service, all, problems));
}

function readService(
  service: DeclaredResource,
  resources: readonly DeclaredResource[],
  problems: Problem[],
): ServiceModel {
  const name = armName(service.id);
  const mine = resources.filter(
    (resource) =>
      azureType(resource)?.startsWith("apimanagement:") &&
      resource !== service &&
      (armSegment(resource.id, "service") ?? textOf(resource.inputs["serviceName"]))?.toLowerCase() ===
        name.toLowerCase(),
  );
  const childrenOf: ChildrenOf = (type) =>
    mine.filter((resource) => azureType(resource) === `apimanagement:${type}`);
  const namedValues = readNamedValues(childrenOf("NamedValue"), resources, problems);
  const policy = childrenOf("Policy")[0];
  const gatewayUrl = textOf(property(service, "gatewayUrl")) ?? `https://${name.toLowerCase()}.azure-api.net`;
  return {
    name,
    id: service.id,
    region: textOf(property(service, "location")) ?? "",
    additionalRegions: records(property(service, "additionalLocations"))
      .filter((place) => place["disableGateway"] !== true)
      .flatMap((place) => textOf(place["location"]) ?? []),
    gatewayUrl,
    hosts: hostsOf(service, name, gatewayUrl),
    apis: readApis({ id: service.id, name }, childrenOf, resources, problems),
    products: readProducts(childrenOf),
    subscriptions: readSubscriptions(childrenOf, problems),
    users: readUsers(childrenOf),
    fragments: new Map(
      childrenOf("PolicyFragment").map((fragment) => [armName(fragment.id), policySource(fragment)]),
    ),
    namedValues,
    backends: readBackends(childrenOf("Backend"), namedValues, problems),
    loggers: readLoggers(childrenOf("Logger"), namedValues),
    policy: policy && policySource(policy),
    identities: readIdentities(service, resources),
  };
}

function hostsOf(service: DeclaredResource, name: string, gatewayUrl: string): ReadonlySet<string> {
  const custom = records(property(service, "hostnameConfigurations")).flatMap(
    (configuration) => textOf(configuration["hostName"]) ?? [],
  );
  const lists = ["privateIPAddresses", "publicIPAddresses"];
  const addresses = lists.flatMap((list) => [
    ...stringsOf(property(service, list)),
    ...records(property(service, "additionalLocations")).flatMap((place) => stringsOf(place[list])),
  ]);
  // A name that a template has not made out yet is none that a host can have.
  const hostname = URL.canParse(gatewayUrl) ? [new URL(gatewayUrl).hostname] : [];
  const hosts = [`${name}.azure-api.net`, ...hostname, ...custom, ...addresses];
  return new Set(hosts.map((host) => host.toLowerCase()));
}
