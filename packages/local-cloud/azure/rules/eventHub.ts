import { serviceEndpoints } from "./firewalls";
import { fault, learn, type Rule } from "./rule";
import type { RuleContext } from "./context";
import { number, record, type Subject, texts } from "./subject";

const namespace = "microsoft.eventhub/namespaces";
const hub = `${namespace}/eventhubs`;
const quotas = `${learn}/event-hubs/event-hubs-quotas`;
const tiersPage = `${learn}/event-hubs/compare-tiers`;

/** By SKU: partitions of a hub, days of retention, hubs of a namespace, consumer groups of a hub. */
const limits: Readonly<Record<string, { partitions: number; days: number; hubs: number; groups: number }>> = {
  Basic: { partitions: 32, days: 1, hubs: 10, groups: 1 },
  Standard: { partitions: 32, days: 7, hubs: 10, groups: 20 },
  Premium: { partitions: 100, days: 90, hubs: 100, groups: 100 },
};
const processingUnits = [1, 2, 4, 6, 8, 10, 12, 16];

const skuOf = (subject: Subject, context: RuleContext) =>
  context.find(/^.*\/namespaces\/[^/]+/i.exec(subject.id)?.[0])?.text("sku.name") ?? "";

export const eventHubRules: readonly Rule[] = [
  {
    code: "BadRequest",
    types: [namespace],
    source: quotas,
    *check(subject) {
      const [name, tier] = [subject.text("sku.name"), subject.text("sku.tier")];
      if (name !== undefined && !(name in limits))
        yield fault("sku.name", `is '${name}'`, "Basic, Standard or Premium");
      if (name !== undefined && tier !== undefined && name !== tier)
        yield fault("sku.tier", `is ${tier} for SKU ${name}`, "the same as sku.name");
      const units = subject.number("sku.capacity");
      if (units === undefined || name === undefined) return;
      if (
        name === "Premium"
          ? !processingUnits.includes(units)
          : units < 1 || units > 40 || !Number.isInteger(units)
      )
        yield fault(
          "sku.capacity",
          `is ${units} for ${name}`,
          name === "Premium" ? processingUnits.join(", ") : "1 to 40",
        );
    },
  },
  {
    code: "BadRequest",
    types: [namespace],
    source: `${learn}/event-hubs/event-hubs-auto-inflate`,
    *check(subject) {
      const inflates = subject.at("isAutoInflateEnabled") === true;
      const most = subject.number("maximumThroughputUnits");
      const sku = subject.text("sku.name");
      if (inflates && sku !== undefined && sku !== "Standard")
        yield fault("isAutoInflateEnabled", `is set, and ${sku} does not inflate`, "Standard");
      if (inflates && most === undefined)
        yield fault("maximumThroughputUnits", "is missing for auto-inflate", "1 to 40");
      if (most === undefined) return;
      if (!inflates && most !== 0)
        yield fault(
          "maximumThroughputUnits",
          "is given without auto-inflate",
          "isAutoInflateEnabled true, or 0",
        );
      if (most > 40 || (inflates && most < (subject.number("sku.capacity") ?? 1)))
        yield fault("maximumThroughputUnits", `is ${most}`, "sku.capacity to 40");
    },
  },
  {
    code: "BadRequest",
    types: [namespace],
    source: tiersPage,
    *check(subject) {
      if (subject.text("sku.name") !== "Basic") return;
      if (subject.at("kafkaEnabled") === true)
        yield fault("kafkaEnabled", "is set, and Basic has no Kafka", "Standard");
      if (subject.text("publicNetworkAccess") === "Disabled")
        yield fault("publicNetworkAccess", "is Disabled, and Basic takes no private endpoint", "Standard");
      if (subject.has("encryption"))
        yield fault("encryption", "is given, and Basic has no keys of customers", "Premium");
    },
  },
  {
    code: "BadRequest",
    types: [hub],
    source: quotas,
    *check(subject, context) {
      const sku = skuOf(subject, context);
      const limit = limits[sku] ?? limits["Premium"]!;
      const partitions = subject.number("partitionCount");
      if (
        partitions !== undefined &&
        (partitions < 1 || partitions > limit.partitions || !Number.isInteger(partitions))
      )
        yield fault("partitionCount", `is ${partitions}`, `1 to ${limit.partitions} in ${sku || "Premium"}`);
      const hours = number(record(subject.at("retentionDescription"))?.["retentionTimeInHours"]);
      const days = subject.number("messageRetentionInDays");
      if (days !== undefined && (days < 1 || days > limit.days || !Number.isInteger(days)))
        yield fault("messageRetentionInDays", `is ${days}`, `1 to ${limit.days} in ${sku || "Premium"}`);
      if (hours !== undefined && (hours < 1 || hours > limit.days * 24))
        yield fault(
          "retentionDescription.retentionTimeInHours",
          `is ${hours}`,
          `1 to ${limit.days * 24} in ${sku || "Premium"}`,
        );
      if (sku === "Basic" && subject.text("retentionDescription.cleanupPolicy") === "Compact")
        yield fault(
          "retentionDescription.cleanupPolicy",
          "is Compact, which Basic does not have",
          "Standard",
        );
      const siblings = context
        .earlier(subject)
        .filter((other) => other.parent?.toLowerCase() === subject.parent?.toLowerCase());
      if (siblings.length >= limit.hubs)
        yield fault(
          "",
          `the namespace has ${siblings.length} hubs already`,
          `${limit.hubs} at most in ${sku || "Premium"}`,
        );
    },
  },
  {
    code: "BadRequest",
    types: [hub],
    source: `${learn}/event-hubs/event-hubs-capture-overview`,
    *check(subject, context) {
      const capture = record(subject.at("captureDescription"));
      if (!capture || capture["enabled"] === false) return;
      if (skuOf(subject, context) === "Basic")
        yield fault("captureDescription", "is given, and Basic has no capture", "Standard");
      const every = number(capture["intervalInSeconds"]);
      if (every !== undefined && (every < 60 || every > 900))
        yield fault("captureDescription.intervalInSeconds", `is ${every}`, "60 to 900");
      const size = number(capture["sizeLimitInBytes"]);
      if (size !== undefined && (size < 10485760 || size > 524288000))
        yield fault("captureDescription.sizeLimitInBytes", `is ${size}`, "10485760 to 524288000");
      if (!record(capture["destination"]))
        yield fault("captureDescription.destination", "is missing", "where the files go");
    },
  },
  {
    code: "BadRequest",
    types: [`${hub}/consumergroups`],
    source: tiersPage,
    *check(subject, context) {
      const sku = skuOf(subject, context);
      if (sku === "Basic" && subject.name !== "$Default")
        yield fault("", "a Basic namespace has the consumer group $Default alone", "Standard");
      const groups = context
        .earlier(subject)
        .filter((other) => other.parent?.toLowerCase() === subject.parent?.toLowerCase());
      const most = limits[sku]?.groups ?? 100;
      if (sku !== "Basic" && groups.length + 1 >= most && subject.name !== "$Default")
        yield fault(
          "",
          `the hub has ${groups.length + 1} consumer groups already, $Default among them`,
          `${most} at most in ${sku}`,
        );
      if ((subject.text("userMetadata")?.length ?? 0) > 1024)
        yield fault("userMetadata", "is too long", "1,024 characters at most");
    },
  },
  {
    code: "BadRequest",
    types: [`${namespace}/authorizationrules`, `${hub}/authorizationrules`],
    source: `${learn}/event-hubs/authorize-access-shared-access-signature`,
    *check(subject) {
      const rights = texts(subject.at("rights"));
      if (subject.has("rights") && rights.length === 0)
        yield fault("rights", "are none", "Listen, Send, or both with Manage");
      if (rights.includes("Manage") && !(rights.includes("Send") && rights.includes("Listen")))
        yield fault("rights", "have Manage without Send and Listen", "all three");
    },
  },
  {
    code: "BadRequest",
    types: [`${namespace}/networkrulesets`],
    source: `${learn}/event-hubs/event-hubs-service-endpoints`,
    *check(subject, context) {
      if (skuOf(subject, context) === "Basic" && subject.list("virtualNetworkRules").length > 0)
        yield fault("virtualNetworkRules", "are given, and Basic goes into no network", "Standard");
      if (
        subject.text("publicNetworkAccess") === "Enabled" &&
        subject.text("defaultAction") === "Deny" &&
        subject.list("ipRules").length + subject.list("virtualNetworkRules").length === 0
      )
        yield fault(
          "defaultAction",
          "is Deny without any rule",
          "an IP or network rule, or publicNetworkAccess Disabled",
        );
    },
  },
  ...serviceEndpoints(
    `${namespace}/networkrulesets`,
    "",
    "Microsoft.EventHub",
    "SubnetMissingServiceEndpoint",
  ),
];
