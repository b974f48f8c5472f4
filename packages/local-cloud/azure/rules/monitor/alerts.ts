import { emailPattern } from "../apiManagement/tiers";
import { seconds } from "../iso8601";
import { among, fault, type Finding, learn, repeated, type Rule, within } from "../rule";
import { lastSegment, number, record, records, type Subject, text } from "../subject";

const logAlert = "microsoft.insights/scheduledqueryrules";
const metricAlert = "microsoft.insights/metricalerts";
const groups = "microsoft.insights/actiongroups";
const logPage = `${learn}/azure-monitor/alerts/alerts-create-log-alert-rule`;
const metricPage = `${learn}/azure-monitor/alerts/alerts-create-metric-alert-rule`;

const logOperators = ["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"];
const logSpans = [
  "PT1M",
  "PT5M",
  "PT10M",
  "PT15M",
  "PT30M",
  "PT45M",
  "PT1H",
  "PT2H",
  "PT3H",
  "PT4H",
  "PT5H",
  "PT6H",
  "P1D",
  "P2D",
];
const metricFrequencies = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
const metricWindows = [...metricFrequencies, "PT6H", "PT12H", "P1D"];

export const alertRules: readonly Rule[] = [
  {
    code: "BadRequest",
    types: [logAlert],
    source: `${logPage}; https://github.com/Azure/azure-resource-manager-schemas/issues/1548`,
    *check(subject) {
      for (const [index, criterion] of subject.records("criteria.allOf").entries()) {
        const at = `criteria.allOf[${index}]`;
        const operator = text(criterion["operator"]);
        if (operator !== undefined && !logOperators.includes(operator))
          yield fault(
            `${at}.operator`,
            `is '${operator}': the alert rule payload cannot be empty`,
            logOperators.join(", "),
          );
        if (criterion["query"] === undefined || criterion["query"] === "")
          yield fault(`${at}.query`, "is missing", "a query");
        const aggregation = text(criterion["timeAggregation"]);
        if (
          aggregation !== undefined &&
          !["Average", "Count", "Maximum", "Minimum", "Total"].includes(aggregation)
        )
          yield fault(
            `${at}.timeAggregation`,
            `is '${aggregation}'`,
            "Average, Count, Maximum, Minimum or Total",
          );
        if (aggregation !== undefined && aggregation !== "Count" && !text(criterion["metricMeasureColumn"]))
          yield fault(
            `${at}.metricMeasureColumn`,
            `is missing for ${aggregation}`,
            "the column to aggregate",
          );
        if (
          number(criterion["threshold"]) === undefined &&
          criterion["threshold"] === undefined &&
          criterion["criterionType"] !== "DynamicThresholdCriterion"
        )
          yield fault(`${at}.threshold`, "is missing", "a number");
        const periods = record(criterion["failingPeriods"]);
        const [of = 1, least = 1] = [
          number(periods?.["numberOfEvaluationPeriods"]),
          number(periods?.["minFailingPeriodsToAlert"]),
        ];
        if (of < 1 || of > 6 || least < 1 || least > of)
          yield fault(
            `${at}.failingPeriods`,
            `is ${least} of ${of}`,
            "1 to 6 periods, not more failing than there are",
          );
      }
      if (subject.records("criteria.allOf").length === 0 && subject.inputs["criteria"] !== undefined)
        yield fault("criteria.allOf", "is empty", "one criterion");
    },
  },
  { code: "BadRequest", types: [logAlert], source: logPage, check: logTiming },
  { code: "BadRequest", types: [metricAlert], source: metricPage, check: metricCriteria },
  {
    code: "BadRequest",
    types: [metricAlert],
    source: metricPage,
    *check(subject) {
      yield* within(subject, "severity", 0, 4);
      const [every, window] = [subject.text("evaluationFrequency"), subject.text("windowSize")];
      if (every !== undefined && !metricFrequencies.includes(every))
        yield fault("evaluationFrequency", `is ${every}`, metricFrequencies.join(", "));
      if (window !== undefined && !metricWindows.includes(window))
        yield fault("windowSize", `is ${window}`, metricWindows.join(", "));
      if ((seconds(window) ?? Infinity) < (seconds(every) ?? 0))
        yield fault("windowSize", `is ${window}, shorter than evaluationFrequency ${every}`, "not shorter");
      const scopes = subject.texts("scopes");
      if (subject.has("scopes") && scopes.length === 0) yield fault("scopes", "are empty", "one resource");
      const single = /SingleResource/.test(subject.text("criteria.odataType") ?? "");
      if (single && scopes.length > 1)
        yield fault(
          "scopes",
          `are ${scopes.length} for criteria of a single resource`,
          "one, or MultipleResourceMultipleMetricCriteria",
        );
      if (subject.list("actions").length > 5) yield fault("actions", "are more than 5", "5 at most");
    },
  },
  {
    code: "BadRequest",
    types: [groups],
    source: `${learn}/azure-monitor/alerts/action-groups`,
    *check(subject) {
      const short = subject.text("groupShortName");
      if (
        (short === undefined && subject.inputs["groupShortName"] !== undefined) ||
        (short?.length ?? 1) > 12
      )
        yield fault("groupShortName", `has ${short?.length ?? 0} characters`, "1 to 12");
      const lists = Object.entries(subject.inputs).filter(([key]) => key.endsWith("Receivers"));
      for (const name of repeated(
        lists.flatMap(([, list]) => records(list)).map((item) => text(item["name"])?.toLowerCase() ?? ""),
      ))
        yield fault("receivers", `have the name '${name}' twice`, "a name of its own for each");
      for (const [index, item] of subject.records("emailReceivers").entries())
        if (!emailPattern.test(text(item["emailAddress"]) ?? ""))
          yield fault(
            `emailReceivers[${index}].emailAddress`,
            `is '${text(item["emailAddress"]) ?? ""}'`,
            "name@example.com",
          );
      for (const [index, item] of [
        ...subject.records("smsReceivers"),
        ...subject.records("voiceReceivers"),
      ].entries()) {
        if (!/^\d{1,4}$/.test(text(item["countryCode"]) ?? ""))
          yield fault(
            `smsReceivers[${index}].countryCode`,
            `is '${text(item["countryCode"]) ?? ""}'`,
            "digits such as 46",
          );
        if (!/^[\d\s()-]{4,15}$/.test(text(item["phoneNumber"]) ?? ""))
          yield fault(
            `smsReceivers[${index}].phoneNumber`,
            `is '${text(item["phoneNumber"]) ?? ""}'`,
            "a number without country code",
          );
      }
      for (const [index, item] of subject.records("webhookReceivers").entries())
        if (!/^https?:\/\/[^\s/]+/i.test(text(item["serviceUri"]) ?? ""))
          yield fault(
            `webhookReceivers[${index}].serviceUri`,
            `is '${text(item["serviceUri"]) ?? ""}'`,
            "https://…",
          );
    },
  },
];

function* logTiming(subject: Subject): Generator<Finding> {
  yield* within(subject, "severity", 0, 4);
  yield* among(subject, "kind", ["LogAlert", "SimpleLogAlert", "LogToMetric", "EventLogAlert"]);
  const [every, window] = [subject.text("evaluationFrequency"), subject.text("windowSize")];
  if (every !== undefined && (!logSpans.includes(every) || every === "P2D"))
    yield fault("evaluationFrequency", `is ${every}`, logSpans.slice(0, -1).join(", "));
  if (window !== undefined && !logSpans.includes(window))
    yield fault("windowSize", `is ${window}`, logSpans.join(", "));
  if ((seconds(window) ?? Infinity) < (seconds(every) ?? 0))
    yield fault("windowSize", `is ${window}, shorter than evaluationFrequency ${every}`, "not shorter");
  const scopes = subject.texts("scopes");
  if (subject.has("scopes") && scopes.length !== 1)
    yield fault("scopes", `are ${scopes.length}`, "one workspace, component or resource group");
  if (subject.at("autoMitigate") === true && subject.has("muteActionsDuration"))
    yield fault("muteActionsDuration", "is given beside autoMitigate", "one of the two");
  const override = seconds(subject.text("overrideQueryTimeRange"));
  if (override !== undefined && override > 2 * 86400)
    yield fault("overrideQueryTimeRange", "is more than two days", "P2D at most");
  if (subject.list("actions.actionGroups").length > 5)
    yield fault("actions.actionGroups", "are more than 5", "5 at most");
}

/** Metrics of the types that this project watches; others are not checked. */
const metrics: Readonly<Record<string, RegExp>> = {
  "microsoft.cognitiveservices/accounts":
    /^(AzureOpenAI\w+|ModelRequests|ModelAvailabilityRate|InputTokens|OutputTokens|TotalTokens|TimeToResponse|TimeToLastByte|TimeBetweenTokens|NormalizedTimeBetweenTokens|NormalizedTimeToFirstToken|TokensPerSecond|ProvisionedUtilization|ActiveTokens|SuccessRate|SuccessfulCalls|TotalCalls|TotalErrors|BlockedCalls|ServerErrors|ClientErrors|DataIn|DataOut|Latency|TotalTokenCalls|ProcessedPromptTokens|GeneratedTokens|FineTunedTrainingHours|TokenTransaction|ContextTokensCacheMatchRate|Ratelimit|RAI\w+)$/,
  "microsoft.apimanagement/service":
    /^(Requests|Duration|BackendDuration|Capacity|CpuPercent_Gateway|MemoryPercent_Gateway|NetworkConnectivity|EventHub\w+|TotalRequests|SuccessfulRequests|UnauthorizedRequests|FailedRequests|OtherRequests|ConnectionAttempts|WebSocketMessages)$/,
};

function* metricCriteria(subject: Subject): Generator<Finding> {
  const criteria = subject.records("criteria.allOf");
  if (
    criteria.length === 0 &&
    subject.inputs["criteria"] !== undefined &&
    /Multiple/.test(subject.text("criteria.odataType") ?? "")
  )
    yield fault("criteria.allOf", "is empty", "one criterion");
  for (const name of repeated(criteria.map((item) => text(item["name"]) ?? "")))
    yield fault("criteria.allOf", `has '${name}' twice`, "a name of its own for each");
  const scope = subject.texts("scopes")[0];
  for (const [index, criterion] of criteria.entries()) {
    const at = `criteria.allOf[${index}]`;
    const operators =
      criterion["criterionType"] === "DynamicThresholdCriterion"
        ? ["GreaterThan", "LessThan", "GreaterOrLessThan"]
        : ["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"];
    if (!operators.includes(text(criterion["operator"]) ?? ""))
      yield fault(`${at}.operator`, `is '${text(criterion["operator"]) ?? ""}'`, operators.join(", "));
    if (
      !["Average", "Count", "Maximum", "Minimum", "Total"].includes(text(criterion["timeAggregation"]) ?? "")
    )
      yield fault(
        `${at}.timeAggregation`,
        `is '${text(criterion["timeAggregation"]) ?? ""}'`,
        "Average, Count, Maximum, Minimum or Total",
      );
    const space = text(criterion["metricNamespace"])?.toLowerCase();
    const type = scope
      ?.replace(/^.*\/providers\//, "")
      .split("/")
      .slice(0, 2)
      .join("/")
      .toLowerCase();
    if (space !== undefined && type !== undefined && space in metrics && type in metrics && space !== type)
      yield fault(
        `${at}.metricNamespace`,
        `is ${space}, and the scope ${lastSegment(scope!)} is a ${type}`,
        type,
      );
    const name = text(criterion["metricName"]) ?? "";
    const known = metrics[space ?? type ?? ""];
    if (known && !known.test(name) && criterion["skipMetricValidation"] !== true)
      yield fault(
        `${at}.metricName`,
        `is '${name}', which ${space ?? type} does not have`,
        "a metric of the resource type",
      );
  }
}
