import { required } from "../attributes";
import { flagNow, textNow, whenReady } from "../bindings";
import type { Call, PolicyDefinition } from "../policy";
import { requestOf } from "../request";
import { formatQuery, parseQuery } from "../../http/url";
import { escapedPath } from "../wireValues";

/**
 * Puts another path (and query) behind the backend's URL. `{name}` takes a matched parameter or a query parameter of
 * the original URL; query parameters that the template does not name are kept unless copy-unmatched-params is false.
 * https://learn.microsoft.com/azure/api-management/rewrite-uri-policy
 */
export const rewriteUri: PolicyDefinition = {
  name: "rewrite-uri",
  build(element, env) {
    const template = required(element, "template", env);
    const copy = element.attributes.get("copy-unmatched-params");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [template, copy], () =>
          rewrite(call, textNow(call, template), flagNow(call, copy, true)),
        ),
    };
  },
};

function rewrite(call: Call, template: string, copyUnmatched: boolean): void {
  const request = requestOf(call);
  const query = parseQuery(request.query);
  const taken = new Set<string>();
  const filled = template.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const matched = request.matchedParameters.get(name);
    taken.add(name.toLowerCase());
    if (matched !== undefined) return encodeURIComponent(matched);
    return query.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? whole;
  });
  const question = filled.indexOf("?");
  const own = question < 0 ? [] : parseQuery(filled.slice(question + 1));
  const ownNames = new Set(own.map(([name]) => name.toLowerCase()));
  const kept = query.filter(([name]) => !taken.has(name.toLowerCase()) && !ownNames.has(name.toLowerCase()));
  const path = question < 0 ? filled : filled.slice(0, question);
  request.path = escapedPath(path.startsWith("/") ? path : `/${path}`);
  request.query = escapedPath(formatQuery(copyUnmatched ? [...own, ...kept] : own));
}
