import type { HttpHeaders, HttpRequest } from "@azure-genai-gateway/common/http";
import { joinUrl, splitUrl } from "../http/url";
import type { HeaderAction, RewriteRule } from "./rewriteRules";

/** Reads a variable of the message as it is now; one that is absent reads as empty. */
type Variables = (name: string) => string;

/**
 * Applies rules to a request one after another; each sees what the one before it has made [inferred: Azure documents
 * the order of rules, not what a later one sees]. Within one rule all values are taken before anything changes.
 * @returns the request rewritten, and whether a rule asks for the path map to be read again.
 */
export function rewriteRequest(
  request: HttpRequest,
  rules: readonly RewriteRule[],
): { readonly request: HttpRequest; readonly reroute: boolean } {
  const headers = request.headers.clone();
  let { url } = request;
  let reroute = false;
  for (const rule of rules) {
    const variables = requestVariables({ ...request, headers, url });
    const captures = matchConditions(rule, variables);
    if (!captures) continue;
    const fill = (template: string) => fillIn(template, variables, captures);
    const parts = splitUrl(url);
    const path = rule.path === undefined ? parts.path : fill(rule.path);
    const query = rule.query === undefined ? parts.query : fill(rule.query);
    applyHeaders(headers, rule.requestHeaders, fill);
    url = joinUrl(parts.origin, path, query);
    reroute ||= rule.reroute && rule.path !== undefined;
  }
  return { request: { ...request, url, headers }, reroute };
}

/** The same for the headers of an answer; conditions may look at the request too. */
export function rewriteResponseHeaders(
  request: HttpRequest,
  headers: HttpHeaders,
  rules: readonly RewriteRule[],
): void {
  for (const rule of rules) {
    if (rule.responseHeaders.length === 0) continue;
    const ofRequest = requestVariables(request);
    const variables: Variables = (name) =>
      name.startsWith("http_resp_") ? (headers.get(name.slice("http_resp_".length)) ?? "") : ofRequest(name);
    const captures = matchConditions(rule, variables);
    if (captures) applyHeaders(headers, rule.responseHeaders, (text) => fillIn(text, variables, captures));
  }
}

function requestVariables(request: HttpRequest): Variables {
  return (name) => {
    if (name.startsWith("http_req_")) return request.headers.get(name.slice("http_req_".length)) ?? "";
    const { origin, path, query } = splitUrl(request.url);
    switch (name) {
      case "var_uri_path":
        return path;
      case "var_query_string":
        return query;
      case "var_request_uri":
        return query ? `${path}?${query}` : path;
      case "var_request_method":
        return request.method;
      case "var_host":
        return origin.replace(/^.*:\/\//, "").replace(/:\d+$/, "");
      case "var_request_scheme":
        return origin.slice(0, origin.indexOf(":"));
      case "var_client_ip":
        return request.clientAddress ?? "";
      default:
        return "";
    }
  };
}

/** Captured groups by variable; undefined when a condition does not hold. */
function matchConditions(
  rule: RewriteRule,
  variables: Variables,
): ReadonlyMap<string, readonly string[]> | undefined {
  const captures = new Map<string, readonly string[]>();
  for (const { variable, pattern, negate } of rule.conditions) {
    const match = pattern.exec(variables(variable));
    if ((match === null) !== negate) return undefined;
    if (match) captures.set(variable.toLowerCase(), [...match]);
  }
  return captures;
}

/** `{http_req_Authorization}` is the header, `{http_req_Authorization_1}` what the condition's first group caught. */
function fillIn(
  template: string,
  variables: Variables,
  captures: ReadonlyMap<string, readonly string[]>,
): string {
  return template.replace(/\{([a-z]+_[^{}]+)\}/gi, (_whole, name: string) => {
    const numbered = /^(.*)_(\d+)$/.exec(name);
    const captured = numbered && captures.get(numbered[1]!.toLowerCase());
    return captured ? (captured[Number(numbered[2])] ?? "") : variables(name);
  });
}

function applyHeaders(
  headers: HttpHeaders,
  actions: readonly HeaderAction[],
  fill: (text: string) => string,
): void {
  const values = actions.map(({ header, value }) => ({ header, value: fill(value) }));
  for (const { header, value } of values) {
    if (value === "") headers.delete(header);
    else headers.set(header, value);
  }
}
