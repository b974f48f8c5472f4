import { covers } from "../apiManagement/network";
import type { RuleContext } from "../context";
import { sameRegion } from "../regions";
import { fault, type Finding, learn, type Rule } from "../rule";
import { idOf, type Json, record, sameId, type Subject, text, userIdentities } from "../subject";
import { gateway } from "./parts";

const types = [gateway];
const infrastructure = `${learn}/application-gateway/configuration-infrastructure`;
const predefined = [
  "AppGwSslPolicy20150501",
  "AppGwSslPolicy20170401",
  "AppGwSslPolicy20170401S",
  "AppGwSslPolicy20220101",
  "AppGwSslPolicy20220101S",
];

export const gatewayRules: readonly Rule[] = [
  {
    code: "ApplicationGatewaySkuInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/v1-retirement`,
    *check(subject) {
      const [name, tier] = [subject.text("sku.name"), subject.text("sku.tier")];
      if (name !== undefined && !["Basic", "Standard_v2", "WAF_v2"].includes(name))
        yield fault(
          "sku.name",
          `is ${name}`,
          "Standard_v2 or WAF_v2: the first generation cannot be created any more",
        );
      if (name !== undefined && tier !== undefined && name !== tier)
        yield fault("sku.tier", `is ${tier} for SKU ${name}`, "the same as sku.name");
      const capacity = subject.number("sku.capacity");
      const [min, max] = [
        subject.number("autoscaleConfiguration.minCapacity"),
        subject.number("autoscaleConfiguration.maxCapacity"),
      ];
      const scales = subject.has("autoscaleConfiguration");
      if (scales && capacity !== undefined)
        yield fault("sku.capacity", "is given beside autoscaleConfiguration", "one of the two");
      if (!scales && capacity === undefined && subject.has("sku"))
        yield fault("sku.capacity", "is missing", "1 to 125, or autoscaleConfiguration");
      if (capacity !== undefined && (capacity < 1 || capacity > 125))
        yield fault("sku.capacity", `is ${capacity}`, "1 to 125");
      if (scales && (min === undefined || min < 0 || min > 100))
        yield fault("autoscaleConfiguration.minCapacity", `is ${min ?? "missing"}`, "0 to 100");
      if (max !== undefined && (max < 2 || max > 125 || max < (min ?? 0)))
        yield fault("autoscaleConfiguration.maxCapacity", `is ${max}`, "2 to 125, not less than minCapacity");
    },
  },
  {
    code: "ApplicationGatewayFirewallInvalid",
    inferred: true,
    types,
    source: `${learn}/web-application-firewall/ag/ag-overview`,
    *check(subject, context) {
      const waf = subject.text("sku.tier")?.startsWith("WAF") === true;
      const policy = idOf(subject.at("firewallPolicy"));
      if (waf && policy === undefined && !subject.has("webApplicationFirewallConfiguration"))
        yield fault("firewallPolicy", "is missing for WAF_v2", "the policy's id");
      if (!waf && subject.has("sku") && policy !== undefined)
        yield fault("firewallPolicy", `is given for ${subject.text("sku.tier")}`, "WAF_v2");
      const found = context.find(policy);
      if (found && !sameRegion(found.text("location"), subject.text("location")))
        yield fault("firewallPolicy", `is in ${found.text("location")}`, "a policy in the gateway's region");
      if (waf && subject.at("globalConfiguration.enableRequestBuffering") === false)
        yield fault(
          "globalConfiguration.enableRequestBuffering",
          "is false, and the firewall reads requests whole",
          "true",
        );
    },
  },
  {
    code: "ApplicationGatewaySslPolicyInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/application-gateway-ssl-policy-overview`,
    *check(subject) {
      const type = subject.text("sslPolicy.policyType");
      const name = subject.text("sslPolicy.policyName");
      if (type === "Predefined" && !predefined.includes(name ?? ""))
        yield fault("sslPolicy.policyName", `is '${name ?? ""}'`, predefined.join(", "));
      if (
        type?.startsWith("Custom") &&
        (!subject.has("sslPolicy.minProtocolVersion") || subject.list("sslPolicy.cipherSuites").length === 0)
      )
        yield fault("sslPolicy", "lacks minProtocolVersion or cipherSuites", "both");
      if (type?.startsWith("Custom") && name !== undefined)
        yield fault("sslPolicy.policyName", "is given for a custom policy", "leave it out");
      for (const [index, certificate] of subject.records("sslCertificates").entries()) {
        const secret = text(certificate["keyVaultSecretId"]);
        const data = certificate["data"];
        if ((secret === undefined) === (data === undefined))
          yield fault(
            `sslCertificates[${index}]`,
            "has keyVaultSecretId and data, or neither",
            "one of the two",
          );
        if (
          secret !== undefined &&
          !/^https:\/\/[\w-]+\.(vault|managedhsm)\.[\w.]+\/(secrets|certificates)\/[\w-]+(\/\w*)?$/i.test(
            secret,
          )
        )
          yield fault(
            `sslCertificates[${index}].keyVaultSecretId`,
            `is '${secret}'`,
            "https://VAULT.vault.azure.net/secrets/NAME",
          );
        if (secret !== undefined && userIdentities(subject.inputs).length === 0)
          yield fault("identity", "is missing for a certificate in Key Vault", "one user-assigned identity");
      }
    },
  },
  {
    code: "ApplicationGatewayFrontendInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/configuration-frontend-ip`,
    check: frontends,
  },
  { code: "ApplicationGatewaySubnetInvalid", inferred: true, types, source: infrastructure, check: subnets },
  {
    code: "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup",
    types,
    source: `${infrastructure}#network-security-groups`,
    check: management,
  },
];

function* frontends(subject: Subject, context: RuleContext): Generator<Finding> {
  const fronts = subject.records("frontendIPConfigurations");
  if (fronts.length === 0 && subject.inputs["frontendIPConfigurations"] === undefined)
    yield fault("frontendIPConfigurations", "is missing", "a public address");
  if (fronts.filter((front) => idOf(front["publicIPAddress"]) !== undefined).length > 1)
    yield fault("frontendIPConfigurations", "has two public addresses", "one public, one private at most");
  const zones = subject.texts("zones");
  for (const [index, front] of fronts.entries()) {
    const at = `frontendIPConfigurations[${index}].publicIPAddress`;
    const ip = context.find(idOf(front["publicIPAddress"]));
    if (!ip) continue;
    if (ip.text("sku.name") !== "Standard")
      yield fault(at, `leads to ${ip.name}, which is not Standard`, "sku.name Standard");
    if (!sameRegion(ip.text("location"), subject.text("location")))
      yield fault(at, `leads to an address in ${ip.text("location")}`, "one in the gateway's region");
    const missing = zones.filter((zone) => !ip.texts("zones").includes(zone));
    if (missing.length > 0)
      yield fault(
        at,
        `leads to ${ip.name}, which is not in zone ${missing.join(", ")}`,
        "an address in the gateway's zones",
      );
  }
}

function* subnets(subject: Subject, context: RuleContext): Generator<Finding> {
  const configurations = subject.records("gatewayIPConfigurations");
  if (configurations.length !== 1 && subject.has("sku"))
    yield fault("gatewayIPConfigurations", `has ${configurations.length} entries`, "one");
  for (const configuration of configurations) {
    const id = idOf(configuration["subnet"]);
    if (id === undefined) {
      yield fault("gatewayIPConfigurations", "leads to no subnet", "the subnet's id");
      continue;
    }
    const subnet = context.find(id);
    const delegated = subnet?.records("delegations").map((item) => text(item["serviceName"]) ?? "") ?? [];
    if (delegated.some((name) => !/^microsoft\.network\/applicationgateways$/i.test(name)))
      yield fault(
        "gatewayIPConfigurations",
        `leads to a subnet that is delegated to ${delegated.join(", ")}`,
        "a subnet of its own",
      );
    const network = context.find(subnet?.parent);
    if (network && !sameRegion(network.text("location"), subject.text("location")))
      yield fault(
        "gatewayIPConfigurations",
        `leads to a network in ${network.text("location")}`,
        "one in the gateway's region",
      );
    const guest = guestOf(id, subject, context);
    if (guest)
      yield fault(
        "gatewayIPConfigurations",
        `leads to a subnet in which ${guest.identity.type.arm} ${guest.name} stands`,
        "a subnet for gateways alone",
      );
  }
}

/** Anything but a gateway in its subnet. */
function guestOf(subnet: string, subject: Subject, context: RuleContext): Subject | undefined {
  const endpoints = context
    .ofType("microsoft.network/privateendpoints")
    .filter((other) => sameId(idOf(other.at("subnet")), subnet));
  const services = context
    .ofType("microsoft.apimanagement/service")
    .filter((other) =>
      [other.inputs, ...other.records("additionalLocations")].some((place: Json) =>
        sameId(text(record(place["virtualNetworkConfiguration"])?.["subnetResourceId"]), subnet),
      ),
    );
  return [...endpoints, ...services].find((other) => other !== subject);
}

/** The second generation is managed on 65200-65535, from GatewayManager, and probed by the load balancer. */
function* management(subject: Subject, context: RuleContext): Generator<Finding> {
  for (const configuration of subject.records("gatewayIPConfigurations")) {
    const group = context.find(idOf(context.find(idOf(configuration["subnet"]))?.at("networkSecurityGroup")));
    if (!group) continue;
    const rules = [
      ...group.records("securityRules"),
      ...context.childrenOf(group.id, "securityRules").map(({ inputs }) => inputs),
    ].filter((rule) => rule["direction"] === "Inbound");
    const from = (rule: Json, source: RegExp) =>
      [
        text(rule["sourceAddressPrefix"]) ?? "",
        ...((rule["sourceAddressPrefixes"] as string[] | undefined) ?? []),
      ].some((prefix) => source.test(prefix));
    const first = (port: number, source: RegExp) =>
      rules
        .filter((rule) => covers(rule, port) && from(rule, source))
        .sort((one, other) => Number(one["priority"]) - Number(other["priority"]))[0];
    const blocked = [65200, 65535].some(
      (port) => first(port, /^(GatewayManager|\*|Internet|0\.0\.0\.0\/0)$/i)?.["access"] !== "Allow",
    );
    if (blocked)
      yield fault(
        "gatewayIPConfigurations",
        `leads to a subnet whose security group ${group.name} does not let GatewayManager in on 65200-65535`,
        "an inbound rule from GatewayManager to 65200-65535",
      );
    if (first(443, /^(AzureLoadBalancer|\*)$/i)?.["access"] === "Deny")
      yield fault(
        "gatewayIPConfigurations",
        `leads to a subnet whose security group ${group.name} keeps AzureLoadBalancer out`,
        "an inbound rule from AzureLoadBalancer",
      );
  }
}
