import type { RuleContext } from "../context";
import { parseRange } from "../ipv4";
import { fault, type Finding, learn, repeated, type Rule } from "../rule";
import { type Json, number, type Subject, text, texts } from "../subject";

const group = "microsoft.network/networksecuritygroups";
const overview = `${learn}/virtual-network/network-security-groups-overview`;

/** Service tags (https://learn.microsoft.com/azure/virtual-network/service-tags-overview), without the region behind a dot. */
const tags = new Set(
  "ActionGroup ApiManagement ApplicationInsightsAvailability AppConfiguration AppService AppServiceManagement AzureActiveDirectory AzureActiveDirectoryDomainServices AzureAdvancedThreatProtection AzureArcInfrastructure AzureAttestation AzureBackup AzureBotService AzureCloud AzureCognitiveSearch AzureConnectors AzureContainerAppsService AzureContainerRegistry AzureCosmosDB AzureDatabricks AzureDataExplorerManagement AzureDeviceUpdate AzureDevOps AzureDigitalTwins AzureEventGrid AzureFrontDoor AzureHealthcareAPIs AzureInformationProtection AzureIoTHub AzureKeyVault AzureLoadBalancer AzureLoadTestingInstanceManagement AzureMachineLearning AzureManagedGrafana AzureMonitor AzureMonitorForSAP AzureOpenDatasets AzurePlatformDNS AzurePlatformIMDS AzurePlatformLKM AzureResourceManager AzureSentinel AzureSignalR AzureSiteRecovery AzureSphere AzureSpringCloud AzureStack AzureTrafficManager AzureUpdateDelivery AzureWebPubSub BatchNodeManagement ChaosStudio CognitiveServicesFrontend CognitiveServicesManagement DataFactory DataFactoryManagement Dynamics365 EventHub GatewayManager GuestAndHybridManagement HDInsight Internet KustoAnalytics LogicApps LogicAppsManagement MicrosoftCloudAppSecurity MicrosoftContainerRegistry MicrosoftDefenderForEndpoint MicrosoftPurviewPolicyDistribution OneDsCollector PowerBI PowerPlatformInfra PowerPlatformPlex PowerQueryOnline Scuba SerialConsole ServiceBus ServiceFabric Sql SqlManagement Storage StorageMover StorageSyncService VideoIndexer VirtualNetwork WindowsAdminCenter WindowsVirtualDesktop".split(
    " ",
  ),
);

interface Placed {
  readonly at: string;
  readonly name: string;
  readonly rule: Json;
}

/** A group's own rules, and where the subject is a rule of its own, that one. */
function rulesOf(subject: Subject): readonly Placed[] {
  if (subject.type !== group) return [{ at: "", name: subject.name, rule: subject.inputs }];
  return subject.records("securityRules").map((rule, index) => ({
    at: `securityRules[${index}].`,
    name: text(rule["name"]) ?? "",
    rule,
  }));
}

const types = [group, `${group}/securityrules`];

function perRule(check: (placed: Placed) => Iterable<Finding>): Rule["check"] {
  return function* (subject) {
    for (const placed of rulesOf(subject)) yield* check(placed);
  };
}

export const securityGroupRules: readonly Rule[] = [
  {
    code: "InvalidResourceName",
    types: [group],
    source: `${learn}/azure-resource-manager/management/resource-name-rules#microsoftnetwork`,
    *check(subject) {
      for (const { at, name } of rulesOf(subject))
        if (!/^[a-z0-9]([\w.-]{0,78}\w)?$/i.test(name))
          yield fault(
            `${at}name`,
            `is '${name}'`,
            "letters, digits, _ . and -, from a letter or digit to one or _, 80 at most",
          );
      for (const name of repeated(rulesOf(subject).map((placed) => placed.name.toLowerCase())))
        yield fault("securityRules", `has '${name}' twice`, "a name of its own for each");
    },
  },
  {
    code: "SecurityRuleInvalidPriority",
    types,
    source: overview,
    check: perRule(function* ({ at, rule }) {
      const priority = number(rule["priority"]);
      if (priority === undefined || priority < 100 || priority > 4096 || !Number.isInteger(priority))
        yield fault(`${at}priority`, `is ${priority ?? "missing"}`, "100 to 4096");
    }),
  },
  { code: "SecurityRuleConflict", types, source: overview, check: conflicts },
  {
    code: "SecurityRuleInvalidPortRange",
    types,
    source: overview,
    check: perRule(function* ({ at, rule }) {
      for (const side of ["source", "destination"])
        for (const range of both(rule, `${side}PortRange`, `${side}PortRanges`)) {
          const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range);
          const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
          if (range !== "*" && !(match && first <= last && last <= 65535))
            yield fault(`${at}${side}PortRange`, `is '${range}'`, "a port, a range such as 80-90, or *");
        }
    }),
  },
  {
    code: "SecurityRuleInvalidAddressPrefix",
    types,
    source: `${learn}/virtual-network/service-tags-overview`,
    check: perRule(function* ({ at, rule }) {
      for (const side of ["source", "destination"]) {
        const prefixes = both(rule, `${side}AddressPrefix`, `${side}AddressPrefixes`);
        for (const prefix of prefixes) {
          const isTag = tags.has(prefix.split(".")[0]!) && /^[A-Za-z]/.test(prefix);
          if (prefix === "*" || prefix.includes(":") || isTag) continue;
          if (!parseRange(prefix)?.canonical)
            yield fault(`${at}${side}AddressPrefix`, `is '${prefix}'`, "a range, a service tag, or *");
        }
        if (
          prefixes.length > 1 &&
          prefixes.some((prefix) => prefix === "*" || tags.has(prefix.split(".")[0]!))
        )
          yield fault(
            `${at}${side}AddressPrefixes`,
            "has * or a service tag among several",
            "ranges alone, or a tag alone in the singular form",
          );
      }
    }),
  },
  {
    code: "SecurityRuleParameterMissing",
    inferred: true,
    types,
    source: `${learn}/templates/microsoft.network/networksecuritygroups`,
    check: perRule(function* ({ at, rule }) {
      for (const side of ["source", "destination"]) {
        const groups = `${side}ApplicationSecurityGroups`;
        for (const [one, many] of [
          [`${side}AddressPrefix`, `${side}AddressPrefixes`],
          [`${side}PortRange`, `${side}PortRanges`],
        ] as const) {
          const asGroup = one.endsWith("Prefix") && Array.isArray(rule[groups]) && rule[groups].length > 0;
          if (both(rule, one, many).length === 0 && !asGroup)
            yield fault(`${at}${one}`, "is missing", "a value, or * for any");
          if (text(rule[one]) !== undefined && texts(rule[many]).length > 0)
            yield fault(`${at}${one}`, `is given beside ${many}`, "one of the two");
        }
      }
      const access = text(rule["access"]);
      if (access !== "Allow" && access !== "Deny")
        yield fault(`${at}access`, `is '${access ?? ""}'`, "Allow or Deny");
      const direction = text(rule["direction"]);
      if (direction !== "Inbound" && direction !== "Outbound")
        yield fault(`${at}direction`, `is '${direction ?? ""}'`, "Inbound or Outbound");
      const protocol = text(rule["protocol"]) ?? "";
      if (!/^(\*|tcp|udp|icmp|ah|esp)$/i.test(protocol))
        yield fault(`${at}protocol`, `is '${protocol}'`, "Tcp, Udp, Icmp, Ah, Esp or *");
      if ((text(rule["description"])?.length ?? 0) > 140)
        yield fault(`${at}description`, "is too long", "140 characters at most");
    }),
  },
];

function both(rule: Json, one: string, many: string): readonly string[] {
  return [...(text(rule[one]) === undefined ? [] : [text(rule[one])!]), ...texts(rule[many])];
}

/** A priority stands once in each direction, whether the rule came with the group or by itself. */
function* conflicts(subject: Subject, context: RuleContext): Generator<Finding> {
  const parent = subject.type === group ? subject : context.find(subject.parent);
  const seen = new Map<string, string>();
  const others = subject.type === group ? [] : [
    ...(parent ? rulesOf(parent) : []),
    ...context.earlier(subject).filter((other) => other.parent?.toLowerCase() === subject.parent?.toLowerCase()).flatMap(rulesOf),
  ]; // prettier-ignore
  for (const { at, name, rule } of [...others, ...rulesOf(subject)]) {
    const key = `${text(rule["direction"])?.toLowerCase()} ${number(rule["priority"])}`;
    const before = seen.get(key);
    const own = subject.type === group || rule === subject.inputs;
    if (before !== undefined && before !== name && own)
      yield fault(
        `${at}priority`,
        `of '${name}' is that of '${before}' in the same direction`,
        "a priority of its own",
      );
    seen.set(key, name);
  }
}
