import type { RuleContext } from "../context";
import { canonicalText, contains, overlaps, parseRange, type Range } from "../ipv4";
import { sameRegion } from "../regions";
import { fault, type Finding, learn, repeated, type Rule } from "../rule";
import { idOf, lastSegment, type Subject, text } from "../subject";

const network = "microsoft.network/virtualnetworks";
const subnet = `${network}/subnets`;
const faq = `${learn}/virtual-network/virtual-networks-faq`;
/** Ranges that no network may have. */
const reserved = [
  "224.0.0.0/4",
  "255.255.255.255/32",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "168.63.129.16/32",
].map((range) => parseRange(range)!);

export function prefixesOf(subject: Subject): readonly string[] {
  if (subject.type === network) return subject.texts("addressSpace.addressPrefixes");
  const one = subject.text("addressPrefix");
  return one === undefined ? subject.texts("addressPrefixes") : [one];
}

export function rangesOf(subject: Subject): readonly Range[] {
  return prefixesOf(subject).flatMap((prefix) => parseRange(prefix) ?? []);
}

const siblingsOf = (subject: Subject, context: RuleContext) =>
  context.earlier(subject).filter((other) => other.parent?.toLowerCase() === subject.parent?.toLowerCase());

export const virtualNetworkRules: readonly Rule[] = [
  {
    code: "InvalidCIDRNotation",
    types: [network, subnet],
    source: faq,
    *check(subject) {
      const at = subject.type === network ? "addressSpace.addressPrefixes" : "addressPrefix";
      for (const prefix of prefixesOf(subject)) {
        if (prefix.includes(":")) continue;
        const range = parseRange(prefix);
        if (!range || !prefix.includes("/"))
          yield fault(at, `has '${prefix}', which is no address prefix`, "such as 10.2.0.0/16");
        else if (!range.canonical)
          yield fault(
            at,
            `has '${prefix}'; for its length the address prefix should be ${canonicalText(range)}`,
            canonicalText(range),
          );
      }
    },
  },
  {
    code: "InvalidAddressPrefix",
    inferred: true,
    types: [network],
    source: faq,
    *check(subject) {
      const ranges = rangesOf(subject);
      if (
        subject.has("addressSpace") &&
        prefixesOf(subject).length === 0 &&
        !subject.has("addressSpace.ipamPoolPrefixAllocations")
      )
        yield fault("addressSpace.addressPrefixes", "is empty", "one range at least");
      for (const [index, range] of ranges.entries()) {
        if (range.length > 29)
          yield fault("addressSpace.addressPrefixes", `has ${range.text}`, "/29 or larger");
        if (reserved.some((other) => overlaps(range, other)))
          yield fault(
            "addressSpace.addressPrefixes",
            `has ${range.text}, which is reserved`,
            "another range",
          );
        const rival = ranges.slice(0, index).find((other) => overlaps(range, other));
        if (rival)
          yield fault(
            "addressSpace.addressPrefixes",
            `has ${rival.text} and ${range.text}, which overlap`,
            "ranges that do not meet",
          );
      }
    },
  },
  {
    code: "NetcfgInvalidSubnet",
    types: [subnet],
    source: faq,
    *check(subject, context) {
      if (
        prefixesOf(subject).length === 0 &&
        !subject.has("ipamPoolPrefixAllocations") &&
        subject.inputs["addressPrefix"] === undefined
      )
        yield fault("addressPrefix", "is missing", "a range of the network");
      const outer = context.find(subject.parent);
      for (const range of rangesOf(subject)) {
        if (range.length > 29)
          yield fault(
            "addressPrefix",
            `is ${range.text}`,
            "/29 or larger: Azure keeps five addresses of each subnet",
          );
        if (outer && !rangesOf(outer).some((space) => contains(space, range)))
          yield fault(
            "addressPrefix",
            `${range.text}: the subnet is not valid in virtual network ${outer.name}`,
            `a range of ${prefixesOf(outer).join(", ")}`,
          );
      }
      const least = { AzureBastionSubnet: 26, AzureFirewallSubnet: 26, GatewaySubnet: 29 }[subject.name];
      for (const range of rangesOf(subject))
        if (least !== undefined && range.length > least)
          yield fault("addressPrefix", `is ${range.text} for ${subject.name}`, `/${least} or larger`);
    },
  },
  {
    code: "NetcfgSubnetRangesOverlap",
    types: [subnet],
    source: faq,
    *check(subject, context) {
      for (const other of siblingsOf(subject, context))
        for (const range of rangesOf(subject)) {
          const rival = rangesOf(other).find((earlier) => overlaps(range, earlier));
          if (rival)
            yield fault(
              "addressPrefix",
              `${range.text} overlaps ${rival.text} of subnet ${other.name}`,
              "a range of its own",
            );
        }
    },
  },
  {
    code: "InvalidSubnet",
    inferred: true,
    types: [subnet],
    source: `${learn}/virtual-network/subnet-delegation-overview`,
    *check(subject, context) {
      const delegations = subject.records("delegations");
      if (delegations.length > 1) yield fault("delegations", "are more than one", "one delegation a subnet");
      for (const [index, item] of delegations.entries()) {
        if (!text(item["name"])) yield fault(`delegations[${index}].name`, "is missing", "a name");
        if (!/^Microsoft\.|^[A-Z]\w+\.\w+\/|^GitHub\./.test(text(item["serviceName"]) ?? ""))
          yield fault(
            `delegations[${index}].serviceName`,
            `is '${text(item["serviceName"]) ?? ""}'`,
            "such as Microsoft.Web/serverFarms",
          );
      }
      const group = context.find(idOf(subject.at("networkSecurityGroup")));
      const outer = context.find(subject.parent);
      if (group && outer && !sameRegion(group.text("location"), outer.text("location")))
        yield fault(
          "networkSecurityGroup",
          `is in ${group.text("location")}, the network in ${outer.text("location")}`,
          "a group in the network's region",
        );
      if (group && /^(GatewaySubnet|AzureFirewallSubnet)$/.test(subject.name))
        yield fault("networkSecurityGroup", `is given for ${subject.name}`, "leave it out");
    },
  },
  {
    code: "VnetAddressSpacesOverlap",
    types: [`${network}/virtualnetworkpeerings`],
    source: `${learn}/virtual-network/virtual-network-manage-peering`,
    check: peering,
  },
  {
    code: "RouteInvalid",
    inferred: true,
    types: ["microsoft.network/routetables"],
    source: `${learn}/virtual-network/virtual-networks-udr-overview`,
    *check(subject) {
      const routes = subject.records("routes");
      for (const name of repeated(routes.map((route) => text(route["name"])?.toLowerCase() ?? "")))
        yield fault("routes", `has '${name}' twice`, "a name of its own for each");
      for (const [index, route] of routes.entries()) {
        const hop = text(route["nextHopType"]);
        const appliance = hop === "VirtualAppliance";
        if (appliance !== (text(route["nextHopIpAddress"]) !== undefined))
          yield fault(
            `routes[${index}].nextHopIpAddress`,
            appliance ? "is missing" : `is given for ${hop}`,
            "an address for VirtualAppliance alone",
          );
        const prefix = text(route["addressPrefix"]) ?? "";
        if (/^[\d./]+$/.test(prefix) && !parseRange(prefix)?.canonical)
          yield fault(`routes[${index}].addressPrefix`, `is '${prefix}'`, "a range or a service tag");
      }
    },
  },
  {
    code: "NatGatewayInvalid",
    inferred: true,
    types: ["microsoft.network/natgateways"],
    source: `${learn}/nat-gateway/nat-gateway-resource`,
    *check(subject, context) {
      const minutes = subject.number("idleTimeoutInMinutes");
      if (minutes !== undefined && (minutes < 4 || minutes > 120))
        yield fault("idleTimeoutInMinutes", `is ${minutes}`, "4 to 120");
      if (subject.texts("zones").length > 1) yield fault("zones", "are more than one", "one zone, or none");
      for (const [index, item] of subject.list("publicIpAddresses").entries()) {
        const ip = context.find(idOf(item));
        if (ip && ip.text("sku.name") !== "Standard")
          yield fault(
            `publicIpAddresses[${index}]`,
            "leads to an address that is not Standard",
            "sku.name Standard",
          );
      }
    },
  },
];

function* peering(subject: Subject, context: RuleContext): Generator<Finding> {
  const remoteId = idOf(subject.at("remoteVirtualNetwork"));
  const own = context.find(subject.parent);
  const remote = context.find(remoteId);
  if (remoteId === undefined) {
    if (subject.inputs["remoteVirtualNetwork"] === undefined)
      yield fault("remoteVirtualNetwork", "is missing", "the other network's id");
    return;
  }
  if (remoteId.toLowerCase() === subject.parent?.toLowerCase()) {
    yield {
      ...fault("remoteVirtualNetwork", "leads to the network itself", "another network"),
      code: "CannotPeerVnetToItself",
    };
    return;
  }
  for (const range of own ? rangesOf(own) : [])
    for (const other of remote ? rangesOf(remote) : [])
      if (overlaps(range, other))
        yield fault(
          "remoteVirtualNetwork",
          `${remote!.name} has ${other.text}, which overlaps ${range.text} of ${own!.name}`,
          "networks whose ranges do not meet",
        );
  const twin = siblingsOf(subject, context).find(
    (other) => idOf(other.at("remoteVirtualNetwork"))?.toLowerCase() === remoteId.toLowerCase(),
  );
  if (twin)
    yield {
      ...fault(
        "remoteVirtualNetwork",
        `${lastSegment(remoteId)} has been peered by ${twin.name} already`,
        "one peering",
      ),
      code: "PeeringAlreadyExists",
    };
  if (subject.at("useRemoteGateways") === true && subject.at("allowGatewayTransit") === true)
    yield {
      ...fault("useRemoteGateways", "is set beside allowGatewayTransit", "one of the two"),
      code: "InvalidPeering",
    };
}
