import { literal } from "../attributes";
import { numberNow, whenReady } from "../bindings";
import { errorsVariable, Findings } from "../content/validation";
import type { Call, PolicyDefinition } from "../policy";
import { requestOf } from "../request";
import { decode, parseQuery } from "../../http/url";

const systemOptions = new Set([
  "$apply",
  "$compute",
  "$count",
  "$expand",
  "$filter",
  "$format",
  "$index",
  "$levels",
  "$orderby",
  "$schemaversion",
  "$search",
  "$select",
  "$skip",
  "$skiptoken",
  "$top",
  "$deltatoken",
]);
const wholeNumbers = new Set(["$top", "$skip"]);

/**
 * Checks size, OData version (4.0 or 4.01, by OData-Version and OData-MaxVersion) and the system query options of a
 * request. An expression is checked for closed brackets and quotes only: there is no entity model here.
 * https://learn.microsoft.com/azure/api-management/validate-odata-request-policy
 */
export const validateODataRequest: PolicyDefinition = {
  name: "validate-odata-request",
  build(element, env) {
    const version = (name: string, fallback: string) => Number(literal(element, name, env) ?? fallback);
    const byDefault = version("default-odata-version", "4.0");
    const least = version("min-odata-version", "4.0");
    const most = version("max-odata-version", "4.01");
    const maxSize = element.attributes.get("max-size");
    const variable = errorsVariable(element);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [maxSize], () => {
          const findings = new Findings(element.name);
          const add = (Name: string, ValidationRule: string, Details: string) =>
            findings.add("prevent", { Name, Type: "ODataRequest", ValidationRule, Details });
          const size = call.context.request.body.bytes()?.length ?? 0;
          const limit = numberNow(call, maxSize, Infinity);
          if (size > limit)
            add(
              "Body",
              "SizeLimit",
              `The body's size of ${size} bytes is above the limit of ${limit} bytes.`,
            );
          const stated = statedVersion(call) ?? byDefault;
          if (!(stated >= least && stated <= most))
            add(
              "OData-Version",
              "ODataVersion",
              `OData version ${stated} is not between ${least} and ${most}.`,
            );
          for (const [name, value] of optionsOf(call)) {
            const problem = optionProblem(name, value);
            if (problem !== undefined) add(name, "ODataQueryOption", `Query option ${name} ${problem}.`);
          }
          findings.settle(call, variable);
        }),
    };
  },
};

function statedVersion(call: Call): number | undefined {
  const { headers } = call.context.request;
  const text = headers.get("OData-Version") ?? headers.get("OData-MaxVersion");
  return text === undefined ? undefined : Number(text);
}

function optionsOf(call: Call): readonly (readonly [string, string])[] {
  return parseQuery(requestOf(call).query).map(([name, value]) => [decode(name), decode(value ?? "")]);
}

function optionProblem(name: string, value: string): string | undefined {
  if (!name.startsWith("$")) return undefined;
  const option = name.toLowerCase();
  if (!systemOptions.has(option)) return "is not known";
  if (wholeNumbers.has(option) && !/^\d+$/.test(value)) return "is no whole number";
  if (option === "$count" && !/^(true|false)$/.test(value)) return "is neither true nor false";
  return balanced(value) ? undefined : "has a bracket or quote that is not closed";
}

/** Quotes inside a text are doubled; brackets inside a text do not count. */
function balanced(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth += 1;
    else if (character === ")" && --depth < 0) return false;
  }
  return depth === 0 && !quoted;
}
