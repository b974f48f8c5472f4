import { fault, type Finding, learn, repeated, type Rule, within } from "../rule";
import { type Json, number, records, type Subject, text, texts } from "../subject";

const types = ["microsoft.network/applicationgatewaywebapplicationfirewallpolicies"];

/** Rule sets that a policy may name (https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-crs-rulegroups-rules). */
const ruleSets: Readonly<Record<string, readonly string[]>> = {
  OWASP: ["3.0", "3.1", "3.2"],
  Microsoft_DefaultRuleSet: ["2.1", "2.2"],
  Microsoft_BotManagerRuleSet: ["0.1", "1.0", "1.1"],
  Microsoft_HTTPDDoSRuleSet: ["1.0"],
};
const primary = ["OWASP", "Microsoft_DefaultRuleSet"];
const variables = [
  "RequestHeaderNames",
  "RequestCookieNames",
  "RequestArgNames",
  "RequestHeaderKeys",
  "RequestHeaderValues",
  "RequestCookieKeys",
  "RequestCookieValues",
  "RequestArgKeys",
  "RequestArgValues",
];
const operators = ["Equals", "Contains", "StartsWith", "EndsWith", "EqualsAny"];

export const firewallPolicyRules: readonly Rule[] = [
  {
    code: "ApplicationGatewayFirewallInvalidRuleSet",
    inferred: true,
    types,
    source: `${learn}/web-application-firewall/ag/application-gateway-crs-rulegroups-rules`,
    *check(subject) {
      const sets = subject.records("managedRules.managedRuleSets");
      if (sets.length === 0 && subject.inputs["managedRules"] !== undefined)
        yield fault("managedRules.managedRuleSets", "is empty", "one rule set at least");
      for (const [index, set] of sets.entries()) {
        const at = `managedRules.managedRuleSets[${index}]`;
        const [type, version] = [text(set["ruleSetType"]) ?? "", text(set["ruleSetVersion"]) ?? ""];
        const versions = ruleSets[type];
        if (!versions) yield fault(`${at}.ruleSetType`, `is '${type}'`, Object.keys(ruleSets).join(", "));
        else if (!versions.includes(version))
          yield fault(`${at}.ruleSetVersion`, `is '${version}'`, versions.join(", "));
        yield* overrides(set, at, type);
      }
      const main = sets.filter((set) => primary.includes(text(set["ruleSetType"]) ?? ""));
      if (main.length > 1)
        yield fault(
          "managedRules.managedRuleSets",
          "has two primary sets",
          `one of ${primary.join(" and ")}`,
        );
      if (sets.length > 0 && main.length === 0)
        yield fault("managedRules.managedRuleSets", "has no primary set", primary.join(" or "));
      for (const type of repeated(sets.map((set) => text(set["ruleSetType"]) ?? "")))
        yield fault("managedRules.managedRuleSets", `has ${type} twice`, "each set once");
    },
  },
  {
    code: "ApplicationGatewayFirewallInvalidExclusion",
    inferred: true,
    types,
    source: `${learn}/web-application-firewall/ag/application-gateway-waf-configuration`,
    check: exclusions,
  },
  {
    code: "ApplicationGatewayFirewallInvalidCustomRule",
    inferred: true,
    types,
    source: `${learn}/web-application-firewall/ag/custom-waf-rules-overview`,
    check: customRules,
  },
  {
    code: "ApplicationGatewayFirewallInvalidSetting",
    inferred: true,
    types,
    source: `${learn}/web-application-firewall/ag/application-gateway-waf-request-size-limits`,
    *check(subject) {
      yield* within(subject, "policySettings.maxRequestBodySizeInKb", 8, 2000);
      yield* within(subject, "policySettings.fileUploadLimitInMb", 1, 4000);
      yield* within(subject, "policySettings.requestBodyInspectLimitInKB", 8, 2000);
      const mode = subject.text("policySettings.mode");
      if (mode !== undefined && mode !== "Prevention" && mode !== "Detection")
        yield fault("policySettings.mode", `is '${mode}'`, "Prevention or Detection");
      const status = subject.number("policySettings.customBlockResponseStatusCode");
      if (
        status !== undefined &&
        ![200, 403, 405, 406, 429, 990, 991, 992, 993, 994, 995, 996, 997, 998, 999].includes(status)
      )
        yield fault("policySettings.customBlockResponseStatusCode", `is ${status}`, "403, 405, 406 or 429");
    },
  },
];

function* overrides(set: Json, at: string, type: string): Generator<Finding> {
  for (const [index, group] of records(set["ruleGroupOverrides"]).entries()) {
    const name = text(group["ruleGroupName"]) ?? "";
    const fits =
      type === "OWASP"
        ? /^(REQUEST-\d{3}-[A-Z-]+|General|Known-CVEs)$/
        : type === "Microsoft_DefaultRuleSet"
          ? /^[A-Za-z][\w-]*$/
          : /^\w+$/;
    if (!fits.test(name) || (type === "Microsoft_DefaultRuleSet" && name.startsWith("REQUEST-")))
      yield fault(
        `${at}.ruleGroupOverrides[${index}].ruleGroupName`,
        `is '${name}', which ${type} does not have`,
        "a group of the rule set",
      );
    for (const rule of records(group["rules"]))
      if (!/^\d{5,7}$/.test(text(rule["ruleId"]) ?? ""))
        yield fault(
          `${at}.ruleGroupOverrides[${index}].rules`,
          `has '${text(rule["ruleId"]) ?? ""}'`,
          "the number of a rule",
        );
  }
}

function* exclusions(subject: Subject): Generator<Finding> {
  for (const [index, item] of subject.records("managedRules.exclusions").entries()) {
    const at = `managedRules.exclusions[${index}]`;
    const [variable, operator] = [
      text(item["matchVariable"]) ?? "",
      text(item["selectorMatchOperator"]) ?? "",
    ];
    if (!variables.includes(variable))
      yield fault(`${at}.matchVariable`, `is '${variable}'`, variables.join(", "));
    if (!operators.includes(operator))
      yield fault(`${at}.selectorMatchOperator`, `is '${operator}'`, operators.join(", "));
    const selector = text(item["selector"]);
    if (selector === undefined)
      yield fault(`${at}.selector`, "is missing", "what to leave out, or * with EqualsAny");
    else if ((operator === "EqualsAny") !== (selector === "*"))
      yield fault(
        `${at}.selector`,
        `is '${selector}' with ${operator}`,
        "* with EqualsAny, a name with the others",
      );
  }
}

function* customRules(subject: Subject): Generator<Finding> {
  const rules = subject.records("customRules");
  if (rules.length > 100) yield fault("customRules", "are more than 100", "100 at most");
  for (const priority of repeated(rules.map((rule) => String(rule["priority"]))))
    yield fault("customRules", `has priority ${priority} twice`, "a priority of its own for each");
  for (const name of repeated(rules.map((rule) => (text(rule["name"]) ?? "").toLowerCase())))
    yield fault("customRules", `has '${name}' twice`, "a name of its own for each");
  for (const [index, rule] of rules.entries()) {
    const at = `customRules[${index}]`;
    const priority = number(rule["priority"]);
    if (priority === undefined || priority < 1 || priority > 100)
      yield fault(`${at}.priority`, `is ${priority ?? "missing"}`, "1 to 100");
    if (!/^[a-z]\w{0,127}$/i.test(text(rule["name"]) ?? ""))
      yield fault(`${at}.name`, `is '${text(rule["name"]) ?? ""}'`, "letters and digits, from a letter");
    if (!/^(Allow|Block|Log|JSChallenge)$/.test(text(rule["action"]) ?? ""))
      yield fault(`${at}.action`, `is '${text(rule["action"]) ?? ""}'`, "Allow, Block, Log or JSChallenge");
    const type = text(rule["ruleType"]);
    if (type !== "MatchRule" && type !== "RateLimitRule")
      yield fault(`${at}.ruleType`, `is '${type ?? ""}'`, "MatchRule or RateLimitRule");
    const limited =
      number(rule["rateLimitThreshold"]) !== undefined &&
      text(rule["rateLimitDuration"]) !== undefined &&
      records(rule["groupByUserSession"]).length > 0;
    if (type === "RateLimitRule" && !limited)
      yield fault(at, "lacks rateLimitThreshold, rateLimitDuration or groupByUserSession", "all three");
    const conditions = records(rule["matchConditions"]);
    if (conditions.length === 0) yield fault(`${at}.matchConditions`, "is empty", "one condition at least");
    for (const condition of conditions) {
      const operator = text(condition["operator"]) ?? "";
      if (records(condition["matchVariables"]).length === 0)
        yield fault(`${at}.matchConditions`, "has no variable", "matchVariables");
      if (operator !== "Any" && texts(condition["matchValues"]).length === 0)
        yield fault(`${at}.matchConditions`, `has no values for ${operator}`, "matchValues");
      if (
        operator === "GeoMatch" &&
        texts(condition["matchValues"]).some((value) => !/^[A-Z]{2}$/.test(value))
      )
        yield fault(`${at}.matchConditions`, "has no country codes for GeoMatch", "two letters each");
    }
  }
}
