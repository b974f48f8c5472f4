import { fault, type Finding, learn, type Rule } from "../rule";
import { lastSegment, number, record, records, type Json, type Subject, text } from "../subject";
import { seconds } from "../iso8601";
import { childOf } from "./apis";
import { hostPattern, service, serviceOf, tierOf } from "./tiers";

const types = [`${service}/backends`];
const page = `${learn}/api-management/backends`;

export const backendRules: readonly Rule[] = [
  {
    code: "ValidationError",
    types,
    source: page,
    *check(subject) {
      const pool = isPool(subject);
      const url = subject.text("url");
      if (!pool) {
        if (url === undefined) yield fault("url", "is missing", "where the backend is: https://…");
        else if (!isUrl(url))
          yield fault(
            "url",
            `is '${url}'`,
            "an absolute URL such as https://host/path, 2,000 characters at most",
          );
        const protocol = subject.text("protocol");
        if (protocol === undefined) yield fault("protocol", "is missing", "http or soap");
        else if (protocol !== "http" && protocol !== "soap")
          yield fault("protocol", `is '${protocol}'`, "http or soap");
        if (subject.has("pool")) yield fault("pool", "is given for a single backend", 'type "Pool"');
      } else if (url !== undefined)
        yield fault("url", "is given for a pool", "leave it out: the members have theirs");
      const length = subject.text("title")?.length ?? 0;
      if (length > 300) yield fault("title", `has ${length} characters`, "300 at most");
      if ((subject.text("description")?.length ?? 0) > 2000)
        yield fault("description", "is too long", "2,000 characters at most");
    },
  },
  {
    code: "ValidationError",
    types,
    source: `${page}#load-balanced-pool`,
    *check(subject, context) {
      if (!isPool(subject)) return;
      const members = subject.records("pool.services");
      if (members.length < 1 || members.length > 30)
        yield fault("pool.services", `has ${members.length} members`, "1 to 30");
      const ids = members.map((member) => text(member["id"]) ?? "");
      for (const [index, member] of members.entries()) {
        const at = `pool.services[${index}]`;
        const id = ids[index]!;
        if (!/\/backends\/[^/]+$/i.test(id)) {
          yield fault(`${at}.id`, `is '${id}'`, "the id of a backend");
          continue;
        }
        const found = childOf(subject, context, "backends", id);
        yield* context.need(subject, found, `pool member '${lastSegment(id)}'`);
        if (found && isPool(found))
          yield fault(`${at}.id`, `leads to the pool ${found.name}`, "single backends");
        for (const key of ["weight", "priority"] as const) {
          const value = number(member[key]);
          if (value !== undefined && (value < 0 || value > 100 || !Number.isInteger(value)))
            yield fault(`${at}.${key}`, `is ${value}`, "0 to 100");
        }
      }
      const names = ids.map((id) => lastSegment(id).toLowerCase());
      if (new Set(names).size < names.length)
        yield fault("pool.services", "names a backend twice", "each backend once");
      if (tierOf(serviceOf(subject, context))?.gateway === "consumption")
        yield fault("pool", "is not there in the Consumption tier", "another tier");
    },
  },
  {
    code: "ValidationError",
    types,
    source: `${page}#circuit-breaker; https://github.com/MicrosoftDocs/azure-docs/pull/123514`,
    *check(subject, context) {
      const breaker = record(subject.at("circuitBreaker"));
      if (!breaker) return;
      const rules = records(breaker["rules"]);
      if (rules.length > 1)
        yield fault("circuitBreaker.rules", `has ${rules.length} rules`, "one rule a backend");
      if (tierOf(serviceOf(subject, context))?.gateway === "consumption")
        yield fault("circuitBreaker", "is not there in the Consumption tier", "another tier");
      for (const [index, rule] of rules.entries()) yield* breakerRule(rule, `circuitBreaker.rules[${index}]`);
    },
  },
  {
    code: "ValidationError",
    types,
    source: `${learn}/templates/microsoft.apimanagement/service/backends`,
    *check(subject, context) {
      const certificates = subject.texts("credentials.certificateIds");
      for (const id of certificates)
        yield* context.need(
          subject,
          childOf(subject, context, "certificates", id),
          `certificate '${lastSegment(id)}'`,
        );
      const scheme = subject.text("credentials.authorization.scheme");
      if (
        record(subject.at("credentials.authorization")) &&
        (scheme === undefined || !subject.has("credentials.authorization.parameter"))
      )
        yield fault("credentials.authorization", "lacks scheme or parameter", "both");
      const proxy = record(subject.at("proxy"));
      if (proxy && !isUrl(text(proxy["url"]) ?? ""))
        yield fault("proxy.url", `is '${String(proxy["url"])}'`, "an absolute URL");
    },
  },
];

function isPool(subject: Subject): boolean {
  return subject.text("type")?.toLowerCase() === "pool";
}

function isUrl(url: string): boolean {
  // A named value in it is put in when a call is made.
  if (url.includes("{{")) return true;
  const match = /^https?:\/\/([^/:?#\s]+)(:\d+)?([/?#]\S*)?$/i.exec(url);
  if (!match || url.length > 2000) return false;
  const host = match[1]!;
  return hostPattern.test(host) || /^\d+(\.\d+){3}$/.test(host) || /^[a-z0-9-]+$/i.test(host);
}

function* breakerRule(rule: Json, at: string): Generator<Finding> {
  const condition = record(rule["failureCondition"]);
  if (!text(rule["name"])) yield fault(`${at}.name`, "is missing", "a name");
  for (const [path, value] of [
    [`${at}.tripDuration`, rule["tripDuration"]],
    [`${at}.failureCondition.interval`, condition?.["interval"]],
  ] as const) {
    const length = seconds(text(value));
    if (length === undefined || length <= 0)
      yield fault(path, `is '${text(value) ?? ""}'`, "an ISO 8601 duration such as PT1M");
  }
  if (!condition) return;
  const count = number(condition["count"]);
  const percentage = number(condition["percentage"]);
  if ((count === undefined) === (percentage === undefined))
    yield fault(`${at}.failureCondition`, "has count and percentage, or neither", "one of the two");
  if (count !== undefined && (count < 1 || !Number.isInteger(count)))
    yield fault(`${at}.failureCondition.count`, `is ${count}`, "1 or more");
  if (percentage !== undefined && (percentage < 1 || percentage > 100))
    yield fault(`${at}.failureCondition.percentage`, `is ${percentage}`, "1 to 100");
  const ranges = records(condition["statusCodeRanges"]);
  const reasons = condition["errorReasons"];
  if (ranges.length === 0 && !(Array.isArray(reasons) && reasons.length > 0))
    yield fault(
      `${at}.failureCondition`,
      "says of no failure what it is",
      "statusCodeRanges or errorReasons",
    );
  if (ranges.length > 10)
    yield fault(`${at}.failureCondition.statusCodeRanges`, "are more than 10", "10 at most");
  if (Array.isArray(reasons) && reasons.length > 10)
    yield fault(`${at}.failureCondition.errorReasons`, "are more than 10", "10 at most");
  for (const [index, range] of ranges.entries()) {
    const [min = NaN, max = NaN] = [number(range["min"]), number(range["max"])];
    if (!(min >= 200 && max <= 599 && min <= max))
      yield fault(
        `${at}.failureCondition.statusCodeRanges[${index}]`,
        `is ${min} to ${max}`,
        "200 to 599, the smaller first",
      );
  }
}
