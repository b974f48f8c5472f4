import { parseRange } from "./ipv4";
import { fault, learn, type Rule } from "./rule";
import { record, records, type Subject, text } from "./subject";

/**
 * What every service's firewall asks for: addresses in its rules that are public, and a service endpoint on the subnets
 * that it lets in.
 */
export function serviceEndpoints(
  type: string,
  path: string,
  endpoint: string,
  code: string,
): readonly Rule[] {
  return [
    {
      code,
      types: [type],
      source: `${learn}/virtual-network/virtual-network-service-endpoints-overview`,
      *check(subject, context) {
        const rules = records(record(aclsOf(subject, path))?.["virtualNetworkRules"]);
        for (const [index, rule] of rules.entries()) {
          const id = text(rule["id"]) ?? text(record(rule["subnet"])?.["id"]);
          const subnet = context.find(id);
          if (!subnet || rule["ignoreMissingVnetServiceEndpoint"] === true) continue;
          const services = subnet.records("serviceEndpoints").map((item) => text(item["service"]));
          if (!services.some((service) => service?.toLowerCase() === endpoint.toLowerCase()))
            yield fault(
              `${path}.virtualNetworkRules[${index}]`,
              `leads to subnet ${subnet.name}, which has no service endpoint of ${endpoint}`,
              "serviceEndpoints on the subnet",
            );
        }
      },
    },
    {
      code: "InvalidIpRule",
      inferred: true,
      types: [type],
      source: `${learn}/ai-services/cognitive-services-virtual-networks#manage-ip-network-rules`,
      *check(subject) {
        const rules = records(record(aclsOf(subject, path))?.["ipRules"]);
        for (const [index, rule] of rules.entries()) {
          const value = text(rule["value"]) ?? text(rule["ipMask"]) ?? "";
          const range = parseRange(value);
          if (!range || !range.canonical || (isPrivate(value) && !value.startsWith("0.")))
            yield fault(`${path}.ipRules[${index}]`, `is '${value}'`, "a public IPv4 address or range");
        }
      },
    },
  ];
}

/** RFC 1918: such addresses never reach a public endpoint. */
function isPrivate(value: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(value);
}

/** Some services keep the rules in a resource of their own. */
function aclsOf(subject: Subject, path: string): unknown {
  return path === "" ? subject.inputs : subject.at(path);
}
