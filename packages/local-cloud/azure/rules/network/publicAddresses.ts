import { sameRegion } from "../regions";
import { fault, learn, type Rule, within } from "../rule";

const types = ["microsoft.network/publicipaddresses"];
const page = `${learn}/virtual-network/ip-services/public-ip-addresses`;

export const publicAddressRules: readonly Rule[] = [
  {
    code: "IPv4BasicSkuPublicIpCountLimitReached",
    types,
    source: `${learn}/virtual-network/ip-services/public-ip-basic-upgrade-guidance`,
    *check(subject) {
      if ((subject.text("sku.name") ?? "Basic") === "Basic")
        yield fault(
          "sku.name",
          "is Basic: more than 0 Basic public addresses cannot be created since 2025",
          "Standard, which is static",
        );
    },
  },
  {
    code: "PublicIPAddressAllocationMethodInvalid",
    inferred: true,
    types,
    source: page,
    *check(subject) {
      const method = subject.text("publicIPAllocationMethod") ?? "Dynamic";
      if (
        /^Standard/.test(subject.text("sku.name") ?? "") &&
        method !== "Static" &&
        subject.text("publicIPAddressVersion") !== "IPv6"
      )
        yield fault("publicIPAllocationMethod", `is ${method}, and a Standard address is static`, "Static");
      yield* within(subject, "idleTimeoutInMinutes", 4, 30);
    },
  },
  {
    code: "InvalidDomainNameLabel",
    types,
    source: `${learn}/virtual-network/ip-services/public-ip-addresses#domain-name-label`,
    *check(subject) {
      const label = subject.text("dnsSettings.domainNameLabel");
      if (label !== undefined && !/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(label))
        yield fault(
          "dnsSettings.domainNameLabel",
          `is '${label}'`,
          "3 to 63 lower-case letters, digits and inner hyphens, from a letter",
        );
    },
  },
  {
    code: "DnsRecordInUse",
    types,
    source: `${learn}/virtual-network/ip-services/public-ip-addresses#domain-name-label`,
    *check(subject, context) {
      const label = subject.text("dnsSettings.domainNameLabel");
      const other = context
        .earlier(subject)
        .find(
          (earlier) =>
            earlier.text("dnsSettings.domainNameLabel") === label &&
            sameRegion(earlier.text("location"), subject.text("location")),
        );
      if (label !== undefined && other && !subject.has("dnsSettings.domainNameLabelScope"))
        yield fault(
          "dnsSettings.domainNameLabel",
          `is '${label}', which ${other.name} uses already`,
          "a label of its own in each region",
        );
    },
  },
];
