import { asRecord, type Json, numberOf, records, textOf } from "../resources/inputs";

/** https://learn.microsoft.com/azure/application-gateway/rewrite-http-headers-url */
export interface RewriteRule {
  readonly name: string;
  /** All must hold. */
  readonly conditions: readonly RewriteCondition[];
  readonly requestHeaders: readonly HeaderAction[];
  readonly responseHeaders: readonly HeaderAction[];
  readonly path?: string;
  readonly query?: string;
  /** True: the path map is asked again, with the new path. */
  readonly reroute: boolean;
}

export interface RewriteCondition {
  /** `http_req_NAME`, `http_resp_NAME` or a server variable such as `var_uri_path`. */
  readonly variable: string;
  readonly pattern: RegExp;
  readonly negate: boolean;
}

export interface HeaderAction {
  readonly header: string;
  /** May hold `{variable}` and `{variable_1}`; empty removes the header. */
  readonly value: string;
}

/** The rules of a rewrite rule set, in order of their sequence. */
export function readRewriteRules(ruleSet: Json | undefined): readonly RewriteRule[] {
  return records(ruleSet?.["rewriteRules"])
    .map((rule, index) => ({ rule, sequence: numberOf(rule["ruleSequence"]) ?? 100, index }))
    .sort((left, right) => left.sequence - right.sequence || left.index - right.index)
    .map(({ rule }) => readRule(rule));
}

function readRule(rule: Json): RewriteRule {
  const actions = asRecord(rule["actionSet"]) ?? {};
  const url = asRecord(actions["urlConfiguration"]);
  return {
    name: textOf(rule["name"]) ?? "",
    conditions: records(rule["conditions"]).map((condition) => ({
      variable: textOf(condition["variable"]) ?? "",
      pattern: new RegExp(textOf(condition["pattern"]) ?? "", condition["ignoreCase"] === true ? "i" : ""),
      negate: condition["negate"] === true,
    })),
    requestHeaders: headerActions(actions["requestHeaderConfigurations"]),
    responseHeaders: headerActions(actions["responseHeaderConfigurations"]),
    path: textOf(url?.["modifiedPath"]),
    query: url && typeof url["modifiedQueryString"] === "string" ? url["modifiedQueryString"] : undefined,
    reroute: url?.["reroute"] === true,
  };
}

function headerActions(value: unknown): readonly HeaderAction[] {
  return records(value).map((action) => ({
    header: textOf(action["headerName"]) ?? "",
    value: textOf(action["headerValue"]) ?? "",
  }));
}
