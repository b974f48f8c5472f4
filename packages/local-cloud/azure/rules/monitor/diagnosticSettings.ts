import type { RuleContext } from "../context";
import { fault, type Finding, learn, repeated, type Rule } from "../rule";
import { type Json, number, record, sameId, type Subject, text } from "../subject";
import { categoriesByType, withoutDiagnostics } from "./diagnosticCategories";

const types = ["microsoft.insights/diagnosticsettings"];
const page = `${learn}/azure-monitor/platform/diagnostic-settings`;
const sinks = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"];

const targetType = (subject: Subject) => {
  const target = subject.id.replace(/\/providers\/microsoft\.insights\/diagnosticsettings\/[^/]+$/i, "");
  const [namespace = "", ...rest] = target.replace(/^.*\/providers\//i, "").split("/");
  return [namespace, ...rest.filter((_part, index) => index % 2 === 0)].join("/").toLowerCase();
};

const on = (entry: Json) => entry["enabled"] !== false;

export const diagnosticSettingRules: readonly Rule[] = [
  {
    code: "BadRequest",
    types,
    source: page,
    *check(subject) {
      if (
        !sinks.some((sink) => subject.has(sink)) &&
        sinks.every((sink) => subject.inputs[sink] === undefined)
      )
        yield fault("", "at least one data sink needs to be specified", sinks.join(", "));
      const [logs, metrics] = [subject.records("logs"), subject.records("metrics")];
      if (![...logs, ...metrics].some(on))
        yield fault("logs", "and metrics have nothing that is enabled", "a category");
      if (subject.has("eventHubName") && !subject.has("eventHubAuthorizationRuleId"))
        yield fault("eventHubName", "is given without eventHubAuthorizationRuleId", "both");
      const table = subject.text("logAnalyticsDestinationType");
      if (table !== undefined && !/^(Dedicated|AzureDiagnostics)$/.test(table))
        yield fault("logAnalyticsDestinationType", `is '${table}'`, "Dedicated, or nothing");
      for (const [list, entries] of [
        ["logs", logs],
        ["metrics", metrics],
      ] as const)
        for (const [index, entry] of entries.entries())
          if ((number(record(entry["retentionPolicy"])?.["days"]) ?? 0) > 0)
            yield fault(
              `${list}[${index}].retentionPolicy`,
              "keeps days: diagnostic settings retention is retired",
              "the workspace's or account's own retention",
            );
    },
  },
  { code: "BadRequest", types, source: `${learn}/azure-monitor/reference/logs-index`, check: categories },
  {
    code: "ResourceTypeNotSupported",
    types,
    source: `${learn}/azure-monitor/reference/logs-index`,
    *check(subject) {
      if (withoutDiagnostics.has(targetType(subject)))
        yield fault(
          "resourceUri",
          `leads to ${targetType(subject)}, which has no diagnostic settings`,
          "a resource that has",
        );
    },
  },
  { code: "Conflict", status: 409, types, source: page, check: sameSink },
];

function* categories(subject: Subject): Generator<Finding> {
  const logs = subject.records("logs");
  const known = categoriesByType[targetType(subject)];
  const kinds = {
    category: logs.map((log) => text(log["category"])),
    categoryGroup: logs.map((log) => text(log["categoryGroup"])),
  };
  if (kinds.category.some(Boolean) && kinds.categoryGroup.some(Boolean))
    yield fault("logs", "have categories and category groups", "one of the two");
  for (const [index, log] of logs.entries()) {
    const [category, group] = [text(log["category"]), text(log["categoryGroup"])];
    if (category === undefined && group === undefined)
      yield fault(`logs[${index}]`, "names nothing", "category or categoryGroup");
    if (known && category !== undefined && !known.logs.some((name) => sameId(name, category)))
      yield fault(
        `logs[${index}].category`,
        `is '${category}', which is not supported`,
        known.logs.join(", ") || "metrics alone",
      );
    if (known && group !== undefined && !known.groups.some((name) => sameId(name, group)))
      yield fault(
        `logs[${index}].categoryGroup`,
        `is '${group}', which is not supported`,
        known.groups.join(" or ") || "metrics alone",
      );
  }
  for (const name of repeated(
    [...kinds.category, ...kinds.categoryGroup].flatMap((item) => item?.toLowerCase() ?? []),
  ))
    yield fault("logs", `have '${name}' twice`, "each once");
  for (const [index, metric] of subject.records("metrics").entries()) {
    const category = text(metric["category"]) ?? text(metric["categoryGroup"]);
    if (known && !known.metrics)
      yield fault(`metrics[${index}]`, `are not there for ${targetType(subject)}`, "leave them out");
    else if (
      category !== undefined &&
      !/^(AllMetrics|Transaction|Capacity|Basic|InstanceAndAppAdvanced|WorkloadManagement)$/i.test(category)
    )
      yield fault(`metrics[${index}].category`, `is '${category}'`, "AllMetrics");
  }
}

function* sameSink(subject: Subject, context: RuleContext): Generator<Finding> {
  const target = subject.text("resourceUri")?.toLowerCase();
  const others = context
    .earlier(subject)
    .filter((other) => other.text("resourceUri")?.toLowerCase() === target);
  if (others.length >= 5)
    yield { ...fault("resourceUri", "has five settings already", "five at most"), code: "BadRequest" };
  for (const other of others)
    for (const sink of sinks) {
      if (!subject.has(sink) || !sameId(subject.text(sink), other.text(sink))) continue;
      const shared = wanted(subject).find((name) => wanted(other).some((their) => covers(their, name)));
      if (shared !== undefined)
        yield fault(
          sink,
          `is already used in diagnostic setting '${other.name}' for category '${shared}': data sinks cannot be reused in different settings on the same category for the same resource`,
          "one setting, or another sink",
        );
    }
}

const wanted = (subject: Subject) =>
  [...subject.records("logs"), ...subject.records("metrics")]
    .filter(on)
    .flatMap((entry) => text(entry["category"]) ?? text(entry["categoryGroup"]) ?? []);

const covers = (one: string, other: string) =>
  sameId(one, other) ||
  ([one, other].includes("allLogs") &&
    ![one, other].some((name) => /^(AllMetrics|Transaction|Capacity)$/i.test(name)));
