import type { RuleContext } from "./context";
import { fault, type Finding, learn, type Rule, within } from "./rule";
import { number, sameId, type Subject } from "./subject";

const profile = "microsoft.network/trafficmanagerprofiles";
const endpoints = ["azureendpoints", "externalendpoints", "nestedendpoints"].map(
  (type) => `${profile}/${type}`,
);
const monitoring = `${learn}/traffic-manager/traffic-manager-monitoring`;

export const trafficManagerRules: readonly Rule[] = [
  {
    code: "BadRequest",
    types: [profile],
    source: `${learn}/traffic-manager/traffic-manager-routing-methods`,
    *check(subject) {
      const method = subject.text("trafficRoutingMethod");
      const methods = ["Performance", "Priority", "Weighted", "Geographic", "MultiValue", "Subnet"];
      if (method !== undefined && !methods.includes(method))
        yield fault("trafficRoutingMethod", `is '${method}'`, methods.join(", "));
      if (method === "MultiValue" && !subject.has("maxReturn"))
        yield fault("maxReturn", "is missing for MultiValue", "1 to 8");
      yield* within(subject, "maxReturn", 1, 8);
      const name = subject.text("dnsConfig.relativeName");
      if (name === undefined && subject.has("dnsConfig"))
        yield fault("dnsConfig.relativeName", "is missing", "the name below trafficmanager.net");
      if (
        name !== undefined &&
        !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(name)
      )
        yield fault(
          "dnsConfig.relativeName",
          `is '${name}'`,
          "letters, digits and inner hyphens, 63 at most",
        );
      yield* within(subject, "dnsConfig.ttl", 0, 2 ** 31 - 1);
    },
  },
  {
    code: "Conflict",
    status: 409,
    types: [profile],
    source: `${learn}/traffic-manager/traffic-manager-faqs`,
    *check(subject, context) {
      const name = subject.text("dnsConfig.relativeName")?.toLowerCase();
      const other = context
        .earlier(subject)
        .find((earlier) => earlier.text("dnsConfig.relativeName")?.toLowerCase() === name);
      if (name !== undefined && other)
        yield fault(
          "dnsConfig.relativeName",
          `is '${name}': the domain name ${name}.trafficmanager.net exists already, in ${other.name}`,
          "another name",
        );
    },
  },
  {
    code: "BadRequest",
    types: [profile],
    source: monitoring,
    *check(subject) {
      if (!subject.has("monitorConfig")) return;
      const protocol = subject.text("monitorConfig.protocol")?.toUpperCase();
      const path = subject.text("monitorConfig.path");
      if (protocol === undefined || !["HTTP", "HTTPS", "TCP"].includes(protocol))
        yield fault("monitorConfig.protocol", `is '${protocol ?? ""}'`, "HTTP, HTTPS or TCP");
      if (protocol === "TCP" && path !== undefined)
        yield fault("monitorConfig.path", "is given for TCP", "leave it out");
      if (protocol !== "TCP" && !path?.startsWith("/"))
        yield fault("monitorConfig.path", `is '${path ?? ""}'`, "a path that begins with /");
      yield* within(subject, "monitorConfig.port", 1, 65535);
      const every = subject.number("monitorConfig.intervalInSeconds") ?? 30;
      if (every !== 10 && every !== 30)
        yield fault("monitorConfig.intervalInSeconds", `is ${every}`, "10 or 30");
      yield* within(
        subject,
        "monitorConfig.timeoutInSeconds",
        5,
        every === 10 ? 9 : 10,
        `does not fit an interval of ${every} s`,
      );
      yield* within(subject, "monitorConfig.toleratedNumberOfFailures", 0, 9);
      const ranges = subject.records("monitorConfig.expectedStatusCodeRanges");
      if (ranges.length > 8)
        yield fault("monitorConfig.expectedStatusCodeRanges", "are more than 8", "8 at most");
      for (const [index, range] of ranges.entries()) {
        const [min = NaN, max = NaN] = [number(range["min"]), number(range["max"])];
        if (!(min >= 100 && max <= 999 && min <= max))
          yield fault(
            `monitorConfig.expectedStatusCodeRanges[${index}]`,
            `is ${min} to ${max}`,
            "100 to 999, the smaller first",
          );
      }
      if (protocol === "TCP" && ranges.length > 0)
        yield fault("monitorConfig.expectedStatusCodeRanges", "are given for TCP", "leave them out");
      if (subject.list("monitorConfig.customHeaders").length > 8)
        yield fault("monitorConfig.customHeaders", "are more than 8", "8 at most");
    },
  },
  {
    code: "BadRequest",
    types: endpoints,
    source: `${learn}/traffic-manager/traffic-manager-endpoint-types`,
    check: endpoint,
  },
];

function* endpoint(subject: Subject, context: RuleContext): Generator<Finding> {
  const kind = subject.type.split("/").at(-1)!;
  const routing = context.find(profileId(subject))?.text("trafficRoutingMethod");
  const target = subject.text("targetResourceId");
  if (
    kind !== "externalendpoints" &&
    target === undefined &&
    subject.inputs["targetResourceId"] === undefined
  )
    yield fault("targetResourceId", "is missing", "the id of a resource of Azure");
  if (kind === "externalendpoints" && !subject.has("target") && subject.inputs["target"] === undefined)
    yield fault("target", "is missing", "a host name");
  if (kind === "externalendpoints" && /[/:]/.test(subject.text("target") ?? ""))
    yield fault("target", `is '${subject.text("target")}'`, "a host name without scheme and path");
  if (kind === "nestedendpoints" && !subject.has("minChildEndpoints"))
    yield fault("minChildEndpoints", "is missing", "1 or more");
  if (kind !== "azureendpoints" && routing === "Performance" && !subject.has("endpointLocation"))
    yield fault("endpointLocation", "is missing for Performance", "a region");
  if (routing === "Geographic" && subject.list("geoMapping").length === 0)
    yield fault("geoMapping", "is missing for Geographic", "codes such as GEO-EU or WORLD");
  yield* within(subject, "priority", 1, 1000);
  yield* within(subject, "weight", 1, 1000);
  const address = context.find(target);
  if (address?.type === "microsoft.network/publicipaddresses" && !address.has("dnsSettings.domainNameLabel"))
    yield fault(
      "targetResourceId",
      `leads to ${address.name}, which has no DNS name`,
      "dnsSettings.domainNameLabel of the address",
    );
  if (
    kind === "azureendpoints" &&
    address &&
    !/publicipaddresses|microsoft\.web\/sites|cloudservices/.test(address.type)
  )
    yield fault(
      "targetResourceId",
      `leads to ${address.identity.type.arm}`,
      "a public address, a web app or a cloud service",
    );
  const siblings = context.subjects
    .slice(0, context.subjects.indexOf(subject))
    .filter((other) => endpoints.includes(other.type) && sameId(profileId(other), profileId(subject)));
  for (const other of siblings) {
    if (subject.has("priority") && other.number("priority") === subject.number("priority"))
      yield fault("priority", `is that of ${other.name}`, "a priority of its own");
    const [own, theirs] = [
      target ?? subject.text("target"),
      other.text("targetResourceId") ?? other.text("target"),
    ];
    if (sameId(own, theirs))
      yield fault(
        target === undefined ? "target" : "targetResourceId",
        `is that of ${other.name}`,
        "a target of its own",
      );
  }
}

function profileId({ id }: Subject): string {
  return id.replace(/\/[^/]+\/[^/]+$/, "");
}
