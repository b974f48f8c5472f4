import type { Rule } from "../rule";
import { fault, type Finding, learn, repeated } from "../rule";
import { idOf, type Json, number, record, records, type Subject, text, texts } from "../subject";

export const gateway = "microsoft.network/applicationgateways";
const types = [gateway];

/** Lists of parts, as an id inside of the gateway names them. */
const lists = [
  "authenticationCertificates", "backendAddressPools", "backendHttpSettingsCollection", "backendSettingsCollection",
  "frontendIPConfigurations", "frontendPorts", "gatewayIPConfigurations", "httpListeners", "listeners", "loadDistributionPolicies",
  "privateLinkConfigurations", "probes", "redirectConfigurations", "requestRoutingRules", "rewriteRuleSets", "routingRules",
  "sslCertificates", "sslProfiles", "trustedClientCertificates", "trustedRootCertificates", "urlPathMaps",
]; // prettier-ignore

const partNames = (subject: Subject, list: string) =>
  subject.records(list).map((part) => text(part["name"]) ?? "");

/** What refers to parts of the same gateway stands together: each list's names, and every id that leads inside. */
export const partRules: readonly Rule[] = [
  {
    code: "InvalidResourceReference",
    types,
    source: `${learn}/application-gateway/configuration-overview`,
    *check(subject) {
      const prefix = `${subject.key}/`;
      for (const { path, id } of idsIn(subject.inputs)) {
        if (!id.toLowerCase().startsWith(prefix)) continue;
        const [list = "", name = ""] = id.slice(prefix.length).split("/");
        const known = lists.find((other) => other.toLowerCase() === list.toLowerCase());
        if (known === undefined)
          yield fault(path, `leads to '${list}', which is no list of parts`, lists.join(", "));
        else if (!partNames(subject, known).some((other) => other.toLowerCase() === name.toLowerCase()))
          yield fault(
            path,
            `leads to '${name}', which ${known} does not have`,
            partNames(subject, known).join(", ") || "declare it",
          );
      }
    },
  },
  {
    code: "InvalidResourceName",
    types,
    source: `${learn}/azure-resource-manager/management/resource-name-rules#microsoftnetwork`,
    *check(subject) {
      for (const list of lists) {
        const names = partNames(subject, list);
        for (const name of names)
          if (!/^[a-z0-9]([\w.-]{0,78}\w)?$/i.test(name))
            yield fault(list, `has a part named '${name}'`, "letters, digits, _ . and -, 80 at most");
        for (const name of repeated(names.map((item) => item.toLowerCase())))
          yield fault(list, `has two parts named '${name}'`, "a name of its own for each");
      }
    },
  },
  {
    code: "ApplicationGatewayListenerInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/configuration-listeners`,
    check: listeners,
  },
  {
    code: "ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty",
    types,
    source: `${learn}/application-gateway/configuration-request-routing-rules`,
    check: routing,
  },
  {
    code: "ApplicationGatewayBackendInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/configuration-http-settings`,
    check: backends,
  },
  {
    code: "ApplicationGatewayPathRuleInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/url-route-overview`,
    check: paths,
  },
  {
    code: "ApplicationGatewayRewriteRuleInvalid",
    inferred: true,
    types,
    source: `${learn}/application-gateway/rewrite-http-headers-url`,
    check: rewrites,
  },
];

function* idsIn(value: unknown, path = ""): Generator<{ readonly path: string; readonly id: string }> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* idsIn(item, `${path}[${index}]`);
  else
    for (const [key, item] of Object.entries(record(value) ?? {})) {
      if (key === "id" && typeof item === "string") yield { path, id: item };
      else yield* idsIn(item, path === "" ? key : `${path}.${key}`);
    }
}

function* listeners(subject: Subject): Generator<Finding> {
  const ports = subject.records("frontendPorts");
  for (const [index, port] of ports.entries()) {
    const value = number(port["port"]);
    if (value === undefined || value < 1 || value > 64999)
      yield fault(`frontendPorts[${index}].port`, `is ${value ?? "missing"}`, "1 to 64999");
  }
  for (const port of repeated(ports.map((item) => String(item["port"]))))
    yield fault("frontendPorts", `has port ${port} twice`, "each port once");
  const seen = new Map<string, string>();
  for (const [index, listener] of subject.records("httpListeners").entries()) {
    const at = `httpListeners[${index}]`;
    const name = text(listener["name"]) ?? "";
    const protocol = text(listener["protocol"])?.toLowerCase();
    if (protocol !== "http" && protocol !== "https")
      yield fault(`${at}.protocol`, `is '${protocol ?? ""}'`, "Http or Https");
    const certificate = idOf(listener["sslCertificate"]) ?? idOf(listener["sslProfile"]);
    if (protocol === "https" && idOf(listener["sslCertificate"]) === undefined)
      yield fault(`${at}.sslCertificate`, "is missing for Https", "the certificate's id");
    if (protocol === "http" && certificate !== undefined)
      yield fault(`${at}.sslCertificate`, "is given for Http", "Https, or leave it out");
    const hosts = [text(listener["hostName"]), ...texts(listener["hostNames"])].filter(
      (host) => host !== undefined,
    );
    if (text(listener["hostName"]) !== undefined && texts(listener["hostNames"]).length > 0)
      yield fault(`${at}.hostNames`, "are given beside hostName", "one of the two");
    if (listener["requireServerNameIndication"] === true && (hosts.length === 0 || protocol !== "https"))
      yield fault(`${at}.requireServerNameIndication`, "is set without a host name or Https", "hostName");
    if (
      idOf(listener["frontendIPConfiguration"]) === undefined ||
      idOf(listener["frontendPort"]) === undefined
    )
      yield fault(at, "has no address or no port", "frontendIPConfiguration and frontendPort");
    const place =
      `${idOf(listener["frontendIPConfiguration"])} ${idOf(listener["frontendPort"])}`.toLowerCase();
    for (const host of hosts.length > 0 ? hosts : [""]) {
      const key = `${place} ${host.toLowerCase()}`;
      const other = seen.get(key);
      if (other !== undefined)
        yield fault(
          at,
          `listens where ${other} does, on the same address, port and host name`,
          "a port or a host name of its own",
        );
      seen.set(key, name);
    }
    const mixed = seen.get(place);
    if (mixed !== undefined && mixed !== protocol)
      yield fault(`${at}.protocol`, `is ${protocol} on a port of ${mixed}`, "one protocol a port");
    seen.set(place, protocol ?? "");
  }
}

function* routing(subject: Subject): Generator<Finding> {
  const v2 = /_v2$/.test(subject.text("sku.tier") ?? subject.text("sku.name") ?? "");
  const rules = subject.records("requestRoutingRules");
  if (rules.length === 0 && subject.list("httpListeners").length > 0)
    yield fault("requestRoutingRules", "is empty", "a rule for each listener");
  const used = new Map<string, string>();
  const priorities = new Map<number, string>();
  for (const [index, rule] of rules.entries()) {
    const at = `requestRoutingRules[${index}]`;
    const name = text(rule["name"]) ?? "";
    const priority = number(rule["priority"]);
    if (v2 && (priority === undefined || priority < 1 || priority > 20000))
      yield fault(`${at}.priority`, `is ${priority ?? "missing"}`, "1 to 20000");
    if (priority !== undefined && priorities.has(priority))
      yield {
        ...fault(`${at}.priority`, `is that of '${priorities.get(priority)}'`, "a priority of its own"),
        code: "ApplicationGatewayRequestRoutingRulePriorityDuplicate",
      };
    if (priority !== undefined) priorities.set(priority, name);
    const listener = idOf(rule["httpListener"])?.toLowerCase();
    if (listener === undefined)
      yield {
        ...fault(`${at}.httpListener`, "is missing", "the listener's id"),
        code: "InvalidRequestFormat",
      };
    else if (used.has(listener))
      yield {
        ...fault(`${at}.httpListener`, `is that of rule '${used.get(listener)}'`, "one rule a listener"),
        code: "ApplicationGatewayRequestRoutingRulesUsingSameHttpListener",
      };
    if (listener !== undefined) used.set(listener, name);
    const based = text(rule["ruleType"]) === "PathBasedRouting";
    const [map, redirect] = [idOf(rule["urlPathMap"]), idOf(rule["redirectConfiguration"])];
    const [pool, settings] = [idOf(rule["backendAddressPool"]), idOf(rule["backendHttpSettings"])];
    if (based && map === undefined)
      yield {
        ...fault(`${at}.urlPathMap`, "is missing for PathBasedRouting", "the path map's id"),
        code: "InvalidRequestFormat",
      };
    if (!based && redirect === undefined && (pool === undefined || settings === undefined))
      yield {
        ...fault(at, "leads nowhere", "backendAddressPool and backendHttpSettings, or redirectConfiguration"),
        code: "ApplicationGatewayRequestRoutingRuleInvalid",
      };
    if (!based && redirect !== undefined && pool !== undefined)
      yield {
        ...fault(`${at}.redirectConfiguration`, "is given beside a backend", "one of the two"),
        code: "ApplicationGatewayRequestRoutingRuleInvalid",
      };
  }
}

function* backends(subject: Subject): Generator<Finding> {
  const probes = new Map(
    subject.records("probes").map((probe) => [text(probe["name"])?.toLowerCase(), probe]),
  );
  for (const [index, settings] of subject.records("backendHttpSettingsCollection").entries()) {
    const at = `backendHttpSettingsCollection[${index}]`;
    const port = number(settings["port"]);
    if (port === undefined || port < 1 || port > 65535)
      yield fault(`${at}.port`, `is ${port ?? "missing"}`, "1 to 65535");
    const protocol = text(settings["protocol"]) ?? "";
    if (!/^https?$/i.test(protocol)) yield fault(`${at}.protocol`, `is '${protocol}'`, "Http or Https");
    const timeout = number(settings["requestTimeout"]);
    if (timeout !== undefined && (timeout < 1 || timeout > 86400))
      yield fault(`${at}.requestTimeout`, `is ${timeout}`, "1 to 86400 seconds");
    const drain = number(record(settings["connectionDraining"])?.["drainTimeoutInSec"]);
    if (drain !== undefined && (drain < 1 || drain > 3600))
      yield fault(`${at}.connectionDraining.drainTimeoutInSec`, `is ${drain}`, "1 to 3600");
    if (text(settings["hostName"]) !== undefined && settings["pickHostNameFromBackendAddress"] === true)
      yield fault(`${at}.hostName`, "is given beside pickHostNameFromBackendAddress", "one of the two");
    const probe = probes.get(idOf(settings["probe"])?.split("/").at(-1)?.toLowerCase());
    if (probe && text(probe["protocol"])?.toLowerCase() !== protocol.toLowerCase())
      yield fault(
        `${at}.probe`,
        `speaks ${text(probe["protocol"])}, the settings ${protocol}`,
        "one protocol",
      );
    if (
      probe?.["pickHostNameFromBackendHttpSettings"] === true &&
      text(settings["hostName"]) === undefined &&
      settings["pickHostNameFromBackendAddress"] !== true
    )
      yield fault(`${at}.hostName`, "is missing for a probe that takes it from here", "hostName");
  }
  for (const [index, probe] of subject.records("probes").entries()) {
    const at = `probes[${index}]`;
    for (const [key, min, max] of [
      ["interval", 1, 86400],
      ["timeout", 1, 86400],
      ["unhealthyThreshold", 1, 20],
    ] as const) {
      const value = number(probe[key]);
      if (value === undefined ? probe[key] === undefined : value < min || value > max)
        yield fault(`${at}.${key}`, `is ${value ?? "missing"}`, `${min} to ${max}`);
    }
    if (!/^tcp$|^tls$/i.test(text(probe["protocol"]) ?? "") && !text(probe["path"])?.startsWith("/"))
      yield fault(`${at}.path`, `is '${text(probe["path"]) ?? ""}'`, "a path that begins with /");
    const picks = probe["pickHostNameFromBackendHttpSettings"] === true;
    if (picks === (text(probe["host"]) !== undefined))
      yield fault(
        `${at}.host`,
        picks ? "is given beside pickHostNameFromBackendHttpSettings" : "is missing",
        "one of the two",
      );
    for (const codes of texts(record(probe["match"])?.["statusCodes"]))
      if (!/^[1-5]\d\d(-[1-5]\d\d)?$/.test(codes))
        yield fault(`${at}.match.statusCodes`, `has '${codes}'`, "such as 200-399");
  }
  for (const [index, pool] of subject.records("backendAddressPools").entries())
    for (const address of records(pool["backendAddresses"]))
      if (/[/:\s]/.test(text(address["fqdn"]) ?? ""))
        yield fault(
          `backendAddressPools[${index}]`,
          `has '${text(address["fqdn"])}'`,
          "a host name without scheme and path",
        );
}

function* paths(subject: Subject): Generator<Finding> {
  for (const [index, map] of subject.records("urlPathMaps").entries()) {
    const at = `urlPathMaps[${index}]`;
    const redirect = idOf(map["defaultRedirectConfiguration"]) !== undefined;
    if (
      !redirect &&
      (idOf(map["defaultBackendAddressPool"]) === undefined ||
        idOf(map["defaultBackendHttpSettings"]) === undefined)
    )
      yield fault(
        at,
        "has no default",
        "defaultBackendAddressPool and defaultBackendHttpSettings, or defaultRedirectConfiguration",
      );
    const rules = records(map["pathRules"]);
    if (rules.length === 0) yield fault(`${at}.pathRules`, "is empty", "one path rule at least");
    const all: string[] = [];
    for (const [place, rule] of rules.entries()) {
      const own = texts(rule["paths"]);
      all.push(...own.map((path) => path.toLowerCase()));
      if (own.length === 0) yield fault(`${at}.pathRules[${place}].paths`, "is empty", "such as /openai/*");
      for (const path of own)
        if (!/^\/[^*?#]*\*?$/.test(path))
          yield fault(
            `${at}.pathRules[${place}].paths`,
            `has '${path}'`,
            "a path that begins with /, with * at its end alone",
          );
    }
    for (const path of repeated(all))
      yield fault(`${at}.pathRules`, `has the path ${path} twice`, "each path once");
  }
  for (const [index, item] of subject.records("redirectConfigurations").entries()) {
    const [listener, url] = [idOf(item["targetListener"]), text(item["targetUrl"])];
    if ((listener === undefined) === (url === undefined))
      yield fault(
        `redirectConfigurations[${index}]`,
        "has targetListener and targetUrl, or neither",
        "one of the two",
      );
    if (!/^(Permanent|Found|SeeOther|Temporary)$/.test(text(item["redirectType"]) ?? ""))
      yield fault(
        `redirectConfigurations[${index}].redirectType`,
        `is '${text(item["redirectType"]) ?? ""}'`,
        "Permanent, Found, SeeOther or Temporary",
      );
  }
}

function* rewrites(subject: Subject): Generator<Finding> {
  for (const [index, set] of subject.records("rewriteRuleSets").entries())
    for (const [place, rule] of records(set["rewriteRules"]).entries()) {
      const at = `rewriteRuleSets[${index}].rewriteRules[${place}]`;
      const sequence = number(rule["ruleSequence"]);
      if (sequence !== undefined && (sequence < 1 || sequence > 1000))
        yield fault(`${at}.ruleSequence`, `is ${sequence}`, "1 to 1000");
      const actions = record(rule["actionSet"]) ?? {};
      const headers: readonly Json[] = [
        ...records(actions["requestHeaderConfigurations"]),
        ...records(actions["responseHeaderConfigurations"]),
      ];
      for (const header of headers)
        if (!/^[\w!#$%&'*+.^`|~-]+$/.test(text(header["headerName"]) ?? ""))
          yield fault(
            `${at}.actionSet`,
            `rewrites the header '${text(header["headerName"]) ?? ""}'`,
            "the name of an HTTP header",
          );
      for (const condition of records(rule["conditions"])) {
        if (!/^(var|http_req|http_resp)_[\w-]+$/.test(text(condition["variable"]) ?? ""))
          yield fault(
            `${at}.conditions`,
            `look at '${text(condition["variable"]) ?? ""}'`,
            "var_…, http_req_… or http_resp_…",
          );
        if (!isPattern(text(condition["pattern"]) ?? ""))
          yield fault(
            `${at}.conditions`,
            `have the pattern '${text(condition["pattern"])}'`,
            "a regular expression",
          );
      }
    }
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
