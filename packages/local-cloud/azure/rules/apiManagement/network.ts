import { parseRange } from "../ipv4";
import { fault, type Finding, learn, type Rule } from "../rule";
import { sameRegion } from "../regions";
import type { RuleContext } from "../context";
import { idOf, type Json, record, records, sameId, type Subject, text } from "../subject";
import { service, tierOf } from "./tiers";

const types = [service];
const injection = `${learn}/api-management/virtual-network-injection-resources`;

interface Place {
  readonly at: string;
  readonly location?: string;
  readonly subnet?: string;
  readonly address?: string;
}

function placesOf(subject: Subject): readonly Place[] {
  const place = (inputs: Json, at: string): Place => ({
    at,
    location: text(inputs["location"]),
    subnet: text(record(inputs["virtualNetworkConfiguration"])?.["subnetResourceId"]),
    address: text(inputs["publicIpAddressId"]),
  });
  return [
    place(subject.inputs, ""),
    ...subject
      .records("additionalLocations")
      .map((inputs, index) => place(inputs, `additionalLocations[${index}].`)),
  ];
}

export const serviceNetworkRules: readonly Rule[] = [
  {
    code: "InvalidParameters",
    types,
    source: `${learn}/api-management/virtual-network-concepts`,
    *check(subject) {
      const kind = subject.text("virtualNetworkType") ?? "None";
      const tier = tierOf(subject);
      if (kind === "None" || !tier) return;
      if (!(tier.networks as readonly string[]).includes(kind))
        yield fault(
          "virtualNetworkType",
          `is ${kind}, which ${subject.text("sku.name")} does not have`,
          tier.networks.length > 0 ? tier.networks.join(" or ") : "None, or another tier",
        );
      if (!subject.has("virtualNetworkConfiguration.subnetResourceId"))
        yield fault(
          "virtualNetworkConfiguration.subnetResourceId",
          `is missing for ${kind}`,
          "the subnet's id",
        );
    },
  },
  {
    code: "InvalidParameters",
    inferred: true,
    types,
    source: injection,
    *check(subject, context) {
      const tier = tierOf(subject);
      const kind = subject.text("virtualNetworkType");
      if (!tier || (kind !== "Internal" && kind !== "External")) return;
      for (const { at, location, subnet } of placesOf(subject)) {
        const found = context.find(subnet);
        if (!found) continue;
        yield* subnetFindings(
          found,
          `${at}virtualNetworkConfiguration`,
          tier.delegation?.[kind],
          tier.v2,
          context,
        );
        const network = context.find(found.parent);
        if (network && !sameRegion(network.text("location"), location ?? subject.text("location")))
          yield fault(
            `${at}virtualNetworkConfiguration`,
            `leads to a network in ${network.text("location")}`,
            `a network in ${location}, where the gateway stands`,
          );
      }
    },
  },
  {
    code: "InvalidParameters",
    inferred: true,
    types,
    source: injection,
    *check(subject, context) {
      const tier = tierOf(subject);
      const places = placesOf(subject);
      for (const { at, location, address } of places) {
        if (address === undefined) continue;
        if (
          tier &&
          (tier.v2 || tier.networks.length === 0 || (subject.text("virtualNetworkType") ?? "None") === "None")
        )
          yield fault(
            `${at}publicIpAddressId`,
            "is given for a service that is not injected into a network",
            "leave it out",
          );
        const ip = context.find(address);
        if (!ip) continue;
        if (ip.text("sku.name") !== "Standard")
          yield fault(
            `${at}publicIpAddressId`,
            "leads to an address that is not Standard",
            "sku.name Standard",
          );
        if (!ip.has("dnsSettings.domainNameLabel"))
          yield fault(
            `${at}publicIpAddressId`,
            "leads to an address without a DNS name label",
            "dnsSettings.domainNameLabel",
          );
        if (!sameRegion(ip.text("location"), location ?? subject.text("location")))
          yield fault(
            `${at}publicIpAddressId`,
            `leads to an address in ${ip.text("location")}`,
            `one in ${location}`,
          );
      }
      const given = places.flatMap(({ address }) => address?.toLowerCase() ?? []);
      if (new Set(given).size < given.length)
        yield fault("additionalLocations", "share a public address", "an address of its own for each region");
    },
  },
];

function* subnetFindings(
  subnet: Subject,
  at: string,
  delegation: string | undefined,
  v2: boolean,
  context: RuleContext,
): Generator<Finding> {
  const delegations = records(subnet.at("delegations")).map((item) => text(item["serviceName"]) ?? "");
  if (delegation === undefined && delegations.length > 0)
    yield fault(
      at,
      `leads to a subnet that is delegated to ${delegations.join(", ")}`,
      "a subnet without delegation",
    );
  if (delegation !== undefined && !delegations.some((name) => sameId(name, delegation)))
    yield fault(at, `leads to a subnet that is not delegated to ${delegation}`, "delegations on the subnet");
  const group = idOf(subnet.at("networkSecurityGroup"));
  if (group === undefined)
    yield fault(
      at,
      "leads to a subnet without a network security group",
      "networkSecurityGroup on the subnet",
    );
  const range = parseRange(subnet.text("addressPrefix") ?? subnet.texts("addressPrefixes")[0] ?? "");
  const longest = v2 ? 27 : 29;
  if (range && range.length > longest)
    yield fault(at, `leads to a subnet of /${range.length}`, `/${longest} or larger`);
  yield* managementTraffic(context.find(group), at, v2, context);
}

/** A classic gateway is managed on 3443; a group that blocks it leaves the service unhealthy for hours, then failed. */
function* managementTraffic(
  group: Subject | undefined,
  at: string,
  v2: boolean,
  context: RuleContext,
): Generator<Finding> {
  if (!group || v2) return;
  const rules = [
    ...group.records("securityRules"),
    ...context.childrenOf(group.id, "securityRules").map(({ inputs }) => inputs),
  ];
  const opens = rules.some(
    (rule) =>
      rule["direction"] === "Inbound" &&
      rule["access"] === "Allow" &&
      covers(rule, 3443) &&
      [text(rule["sourceAddressPrefix"]) ?? ""]
        .concat((rule["sourceAddressPrefixes"] as string[] | undefined) ?? [])
        .some((source) => /^(ApiManagement(\..*)?|\*|Internet|0\.0\.0\.0\/0)$/i.test(source)),
  );
  if (!opens)
    yield {
      ...fault(
        at,
        "leads to a subnet whose security group does not let API Management in on 3443",
        "an inbound rule from ApiManagement to port 3443",
      ),
      code: "ManagementApiRequestFailed",
    };
}

/** Whether a security rule speaks of a destination port. */
export function covers(rule: Json, port: number): boolean {
  const ranges = [text(rule["destinationPortRange"]) ?? ""].concat(
    (rule["destinationPortRanges"] as string[] | undefined) ?? [],
  );
  return ranges.some((range) => {
    if (range === "*") return true;
    const [first = NaN, last = first] = range.split("-").map(Number);
    return first <= port && port <= last;
  });
}
