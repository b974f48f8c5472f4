import { sameRegion } from "../regions";
import { fault, type Finding, learn, type Rule } from "../rule";
import { idOf, type Json, record, sameId, type Subject, text, texts } from "../subject";
import { tierOf } from "../apiManagement/tiers";
import { contains, parseRange } from "../ipv4";
import { rangesOf } from "./virtualNetworks";

const endpoint = "microsoft.network/privateendpoints";
const types = [endpoint];

/** Sub-resources and their zones (https://learn.microsoft.com/azure/private-link/private-endpoint-dns). */
const groups: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "microsoft.cognitiveservices/accounts": {
    account: [
      "privatelink.cognitiveservices.azure.com",
      "privatelink.openai.azure.com",
      "privatelink.services.ai.azure.com",
    ],
  },
  "microsoft.eventhub/namespaces": { namespace: ["privatelink.servicebus.windows.net"] },
  "microsoft.servicebus/namespaces": { namespace: ["privatelink.servicebus.windows.net"] },
  "microsoft.keyvault/vaults": { vault: ["privatelink.vaultcore.azure.net"] },
  "microsoft.apimanagement/service": { Gateway: ["privatelink.azure-api.net"] },
  "microsoft.storage/storageaccounts": Object.fromEntries(
    ["blob", "file", "queue", "table", "web", "dfs"].map((name) => [
      name,
      [`privatelink.${name}.core.windows.net`],
    ]),
  ),
  "microsoft.search/searchservices": { searchService: ["privatelink.search.windows.net"] },
  "microsoft.insights/privatelinkscopes": {
    azuremonitor: [
      "privatelink.monitor.azure.com",
      "privatelink.oms.opinsights.azure.com",
      "privatelink.ods.opinsights.azure.com",
      "privatelink.agentsvc.azure-automation.net",
      "privatelink.blob.core.windows.net",
    ],
  },
  "microsoft.web/sites": { sites: ["privatelink.azurewebsites.net"] },
  "microsoft.containerregistry/registries": { registry: ["privatelink.azurecr.io"] },
  "microsoft.documentdb/databaseaccounts": {
    Sql: ["privatelink.documents.azure.com"],
    MongoDB: ["privatelink.mongo.cosmos.azure.com"],
  },
  "microsoft.cache/redis": { redisCache: ["privatelink.redis.cache.windows.net"] },
};

interface Connection {
  readonly at: string;
  readonly target: string;
  readonly groups: readonly string[];
  readonly inputs: Json;
}

export function connectionsOf(subject: Subject): readonly Connection[] {
  return ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"].flatMap((list) =>
    subject.records(list).map((inputs, index) => ({
      at: `${list}[${index}]`,
      target: text(inputs["privateLinkServiceId"]) ?? "",
      groups: texts(inputs["groupIds"]),
      inputs,
    })),
  );
}

const armTypeOf = (id: string) => {
  const [namespace = "", ...rest] = id.replace(/^.*\/providers\//i, "").split("/");
  return [namespace, ...rest.filter((_part, index) => index % 2 === 0)].join("/").toLowerCase();
};

export const privateEndpointRules: readonly Rule[] = [
  {
    code: "InvalidRequestFormat",
    types,
    source: "https://github.com/pulumi/pulumi-azure-nextgen/issues/264",
    *check(subject) {
      const connections = connectionsOf(subject);
      if (connections.length === 0 && subject.inputs["privateLinkServiceConnections"] === undefined)
        yield fault("privateLinkServiceConnections", "is missing", "one connection");
      if (connections.length > 1)
        yield fault("privateLinkServiceConnections", "has more than one connection", "one an endpoint");
      for (const { at, inputs, target } of connections) {
        if (!text(inputs["name"])) yield fault(`${at}.name`, "is missing", "a name");
        if (target === "" && inputs["privateLinkServiceId"] === undefined)
          yield fault(`${at}.privateLinkServiceId`, "is missing", "the id of what to connect to");
      }
      if (idOf(subject.at("subnet")) === undefined && subject.inputs["subnet"] === undefined)
        yield fault("subnet", "is missing", "the subnet's id");
    },
  },
  {
    code: "InvalidGroupId",
    inferred: true,
    types,
    source: `${learn}/private-link/private-endpoint-overview#private-link-resource`,
    *check(subject) {
      for (const { at, target, groups: given } of connectionsOf(subject)) {
        const known = groups[armTypeOf(target)];
        if (!known) continue;
        const allowed = Object.keys(known);
        if (given.length !== 1 && armTypeOf(target) !== "microsoft.network/privatelinkservices")
          yield fault(
            `${at}.groupIds`,
            given.length === 0 ? "is empty" : "has more than one",
            allowed.join(" or "),
          );
        for (const group of given)
          if (!allowed.some((name) => sameId(name, group)))
            yield fault(
              `${at}.groupIds`,
              `has '${group}', which ${armTypeOf(target)} does not have`,
              allowed.join(" or "),
            );
      }
    },
  },
  {
    code: "BadRequest",
    inferred: true,
    types,
    source: `${learn}/ai-services/cognitive-services-virtual-networks#use-private-endpoints`,
    *check(subject, context) {
      for (const { at, target } of connectionsOf(subject)) yield* targetFindings(at, context.find(target));
    },
  },
  {
    code: "InvalidResourceReference",
    inferred: true,
    types,
    source: `${learn}/private-link/private-endpoint-overview#private-endpoint-properties`,
    *check(subject, context) {
      const subnet = context.find(idOf(subject.at("subnet")));
      const network = context.find(subnet?.parent);
      if (network && !sameRegion(network.text("location"), subject.text("location")))
        yield fault(
          "location",
          `is ${subject.text("location")}, and the network is in ${network.text("location")}`,
          "the region of the network",
        );
      if (subnet && subnet.list("delegations").length > 0)
        yield fault("subnet", `leads to ${subnet.name}, which is delegated`, "a subnet without delegation");
    },
  },
  {
    code: "PrivateIPAddressNotInSubnet",
    types,
    source: `${learn}/private-link/private-endpoint-overview#network-interface-of-a-private-endpoint`,
    *check(subject, context) {
      const subnet = context.find(idOf(subject.at("subnet")));
      const ranges = subnet ? rangesOf(subnet) : [];
      for (const [index, configuration] of subject.records("ipConfigurations").entries()) {
        const address = text(configuration["privateIPAddress"]);
        const range = address === undefined ? undefined : parseRange(`${address}/32`);
        if (range && ranges.length > 0 && !ranges.some((space) => contains(space, range)))
          yield fault(
            `ipConfigurations[${index}].privateIPAddress`,
            `is ${address}, which ${subnet?.name} does not have`,
            "an address of the subnet",
          );
      }
    },
  },
  {
    code: "ApplicationGatewaySubnetInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/configuration-infrastructure#virtual-network-and-dedicated-subnet`,
    *check(subject, context) {
      const subnet = idOf(subject.at("subnet"));
      const guest = context
        .ofType("microsoft.network/applicationgateways")
        .find((gateway) =>
          gateway.records("gatewayIPConfigurations").some((item) => sameId(idOf(item["subnet"]), subnet)),
        );
      if (guest && subnet !== undefined)
        yield fault(
          "subnet",
          `is that of the gateway ${guest.name}`,
          "another: gateways want theirs for themselves",
        );
    },
  },
  {
    code: "AZURE_DNS_ZONE",
    types: [`${endpoint}/privatednszonegroups`],
    source: `${learn}/private-link/private-endpoint-dns`,
    *check(subject, context) {
      const configs = subject.records("privateDnsZoneConfigs");
      if (configs.length === 0)
        yield {
          ...fault("privateDnsZoneConfigs", "is empty", "one zone at least"),
          code: "InvalidRequestFormat",
        };
      if (configs.length > 5)
        yield {
          ...fault("privateDnsZoneConfigs", "has more than five zones", "five at most"),
          code: "InvalidRequestFormat",
        };
      const owner = context.find(subject.parent);
      if (!owner) return;
      const wanted = connectionsOf(owner).flatMap(({ target, groups: given }) => {
        const known = Object.entries(groups[armTypeOf(target)] ?? {});
        return known.flatMap(([name, zones]) => (given.some((group) => sameId(group, name)) ? zones : []));
      });
      for (const [index, config] of configs.entries()) {
        const zone = text(record(config)?.["privateDnsZoneId"])?.split("/").at(-1) ?? "";
        if (wanted.length > 0 && zone !== "" && !wanted.includes(zone.toLowerCase()))
          yield fault(
            `privateDnsZoneConfigs[${index}].privateDnsZoneId`,
            `leads to zone ${zone}, in which nobody looks for this endpoint`,
            wanted.join(" or "),
          );
        if (!text(config["name"]))
          yield {
            ...fault(`privateDnsZoneConfigs[${index}].name`, "is missing", "a name"),
            code: "InvalidRequestFormat",
          };
      }
    },
  },
];

function* targetFindings(at: string, target: Subject | undefined): Generator<Finding> {
  if (
    target?.type === "microsoft.cognitiveservices/accounts" &&
    !target.has("properties.customSubDomainName")
  )
    yield fault(
      at,
      `leads to account ${target.name}, which has no subdomain of its own`,
      "properties.customSubDomainName of the account",
    );
  if (target?.type === "microsoft.eventhub/namespaces" && target.text("sku.name") === "Basic")
    yield fault(
      at,
      `leads to the Basic namespace ${target.name}, which takes no private endpoint`,
      "Standard",
    );
  if (target?.type !== "microsoft.apimanagement/service") return;
  if (!(tierOf(target)?.privateEndpoints ?? true))
    yield fault(
      at,
      `leads to a service of tier ${target.text("sku.name")}, which takes none`,
      "another tier",
    );
  const injected = target.text("virtualNetworkType") ?? "None";
  if (injected !== "None" && !(tierOf(target)?.v2 && injected === "External"))
    yield fault(
      at,
      "leads to a service that is injected into a network",
      "a service outside of it, or the network's own address",
    );
}
