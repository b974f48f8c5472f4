import type { RuleContext } from "./context";
import { parseRange } from "./ipv4";
import { fault, type Finding, learn, type Rule } from "./rule";
import { idOf, record, sameId, type Subject, text } from "./subject";

const zone = "microsoft.network/privatednszones";
const page = `${learn}/dns/private-dns-virtual-network-links`;
const recordTypes = ["a", "aaaa", "cname", "mx", "ptr", "srv", "txt"].map((type) => `${zone}/${type}`);

export const dnsRules: readonly Rule[] = [
  {
    code: "BadRequest",
    types: [zone],
    source: `${learn}/dns/private-dns-privatednszone`,
    *check({ name }) {
      const labels = name.split(".");
      if (labels.some((label) => label.length > 63))
        yield fault("privateZoneName", "has a label of more than 63 characters", "63 at most");
      if (labels.length > 34) yield fault("privateZoneName", "has more than 34 labels", "34 at most");
    },
  },
  {
    code: "Conflict",
    status: 409,
    types: [`${zone}/virtualnetworklinks`],
    source: page,
    check: links,
  },
  {
    code: "BadRequest",
    types: recordTypes,
    source: `${learn}/dns/private-dns-privatednszone`,
    check: records,
  },
];

function* links(subject: Subject, context: RuleContext): Generator<Finding> {
  const network = idOf(subject.at("virtualNetwork"));
  if (network === undefined) {
    if (subject.inputs["virtualNetwork"] === undefined)
      yield fault("virtualNetwork", "is missing", "the network's id");
    return;
  }
  const zoneName = subject.parent?.split("/").at(-1)?.toLowerCase();
  for (const other of context.earlier(subject)) {
    if (!sameId(idOf(other.at("virtualNetwork")), network)) continue;
    if (other.parent?.split("/").at(-1)?.toLowerCase() === zoneName)
      yield fault(
        "virtualNetwork",
        `is linked to a zone ${zoneName} by ${other.name} already: a network cannot be linked to zones with overlapping names`,
        "one link for a network and a name",
      );
    else if (subject.at("registrationEnabled") === true && other.at("registrationEnabled") === true)
      yield fault(
        "registrationEnabled",
        `is set, and the network registers in another zone by ${other.name}`,
        "one zone a network",
      );
  }
}

/** The input that holds the records of a type. */
const lists: Readonly<Record<string, string>> = {
  a: "aRecords", aaaa: "aaaaRecords", cname: "cnameRecord", mx: "mxRecords", ptr: "ptrRecords", srv: "srvRecords", txt: "txtRecords",
}; // prettier-ignore

function* records(subject: Subject): Generator<Finding> {
  const type = subject.type.split("/").at(-1)!;
  const ttl = subject.number("ttl");
  if (ttl !== undefined && (ttl < 0 || ttl > 2 ** 31 - 1))
    yield fault("ttl", `is ${ttl}`, "0 to 2147483647 seconds");
  if (type === "cname" && subject.name === "@")
    yield fault("relativeRecordSetName", "is @ for a CNAME", "a name below the zone");
  if (!/^(@|\*|(\*\.)?[\w-]{1,63}(\.[\w-]{1,63})*)$/.test(subject.name))
    yield fault("relativeRecordSetName", `is '${subject.name}'`, "a name relative to the zone, or @");
  const list = lists[type] ?? "";
  if (!subject.has(list) && subject.inputs[list] === undefined)
    yield fault(list, "is missing", `the records of type ${type.toUpperCase()}`);
  for (const [index, item] of subject.records("aRecords").entries()) {
    const address = text(item["ipv4Address"]) ?? "";
    if (!parseRange(address) || address.includes("/"))
      yield fault(`aRecords[${index}].ipv4Address`, `is '${address}'`, "an IPv4 address");
  }
  if (record(subject.at("cnameRecord")) && !subject.has("cnameRecord.cname"))
    yield fault("cnameRecord.cname", "is missing", "a host name");
}
