import type { CompiledElement } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { schemaProblems } from "../content/schemaCheck";
import { actionNow, errorsVariable, Findings, type ValidationAction } from "../content/validation";
import type { ParameterContract } from "../model/contract";
import type { Json } from "../../resources/inputs";
import type { Call, PolicyDefinition } from "../policy";
import { requestOf } from "../request";
import { decode, parseQuery } from "../../http/url";

/** Headers that every request may have, which no API's definition lists. */
const everyday =
  /^(host|connection|content-(length|type|encoding)|accept(-.*)?|user-agent|authorization|cookie|cache-control|expect|origin|referer|te|transfer-encoding|x-forwarded-.*|ocp-apim-.*|api-key|sec-.*|traceparent|tracestate)$/i;

/**
 * Checks headers, query and path parameters by the operation's definition: required ones must be there, values must be
 * of their type, others are unspecified. Headers of HTTP itself and of subscription keys are never unspecified.
 * https://learn.microsoft.com/azure/api-management/validate-parameters-policy
 */
export const validateParameters: PolicyDefinition = {
  name: "validate-parameters",
  build(element, env) {
    const specified = required(element, "specified-parameter-action", env);
    const unspecified = required(element, "unspecified-parameter-action", env);
    const variable = errorsVariable(element);
    const groups = new Map(element.children.map((group) => [group.name, group]));
    const bindings = [
      specified,
      unspecified,
      ...element.children.flatMap((group) => [
        group.attributes.get("specified-parameter-action"),
        group.attributes.get("unspecified-parameter-action"),
        ...group.children.flatMap(({ attributes }) => [attributes.get("name"), attributes.get("action")]),
      ]),
    ];
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const findings = new Findings(element.name);
          const fallback = {
            specified: actionNow(call, specified),
            unspecified: actionNow(call, unspecified),
          };
          for (const place of ["headers", "query", "path"] as const)
            checkGroup(call, place, groups.get(place), fallback, findings);
          findings.settle(call, variable);
        }),
    };
  },
};

const places = { headers: "header", query: "query", path: "path" } as const;

function checkGroup(
  call: Call,
  group: keyof typeof places,
  element: CompiledElement | undefined,
  fallback: { readonly specified: ValidationAction; readonly unspecified: ValidationAction },
  findings: Findings,
): void {
  const specified = actionNow(
    call,
    element?.attributes.get("specified-parameter-action"),
    fallback.specified,
  );
  const unspecified = actionNow(
    call,
    element?.attributes.get("unspecified-parameter-action"),
    fallback.unspecified,
  );
  const own = new Map(
    (element?.children ?? []).map(({ attributes }) => {
      const name = attributes.get("name");
      return [name ? textNow(call, name).toLowerCase() : "", attributes.get("action")] as const;
    }),
  );
  const actionOf = (name: string, usual: ValidationAction) =>
    actionNow(call, own.get(name.toLowerCase()), usual);
  const given = givenIn(call, group);
  const contracts = (call.operation?.contract?.parameters ?? []).filter(
    ({ place }) => place === places[group],
  );
  const error = (name: string, ValidationRule: string, Details: string) => ({
    Name: name,
    Type: { headers: "RequestHeader", query: "QueryParameter", path: "PathParameter" }[group],
    ValidationRule,
    Details,
  });
  for (const contract of contracts) {
    const { name } = contract;
    const action = actionOf(name, specified);
    const value = given.get(name.toLowerCase());
    if (value === undefined) {
      if (contract.required)
        findings.add(
          action,
          error(name, "RequiredParameter", `Required ${places[group]} parameter ${name} is missing.`),
        );
      continue;
    }
    for (const problem of valueProblems(contract, value))
      findings.add(
        action,
        error(name, "IncorrectParameter", `Value of ${places[group]} parameter ${name}: ${problem}.`),
      );
  }
  const known = new Set(contracts.map(({ name }) => name.toLowerCase()));
  for (const name of given.keys()) {
    if (known.has(name) || (group === "headers" && everyday.test(name))) continue;
    findings.add(
      actionOf(name, unspecified),
      error(name, "UnspecifiedParameter", `Unspecified ${places[group]} parameter ${name} is not allowed.`),
    );
  }
}

/** Values by name in lower case. */
function givenIn(call: Call, group: keyof typeof places): ReadonlyMap<string, string> {
  const request = requestOf(call);
  if (group === "headers")
    return new Map([...request.headers].map(([name, values]) => [name.toLowerCase(), values.join(",")]));
  if (group === "query")
    return new Map(
      parseQuery(request.query).map(([name, value]) => [decode(name).toLowerCase(), decode(value ?? "")]),
    );
  return new Map([...request.matchedParameters].map(([name, value]) => [name.toLowerCase(), value]));
}

/** A text as what its schema wants, where it can be that. */
export function valueProblems({ schema }: ParameterContract, text: string): readonly string[] {
  if (!schema) return [];
  return schemaProblems(schema, typed(schema, text)).map((problem) => problem.replace(/^the body /, "it "));
}

function typed(schema: Json, text: string): unknown {
  switch (schema["type"]) {
    case "integer":
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "array":
      return text.split(",");
    default:
      return text;
  }
}
