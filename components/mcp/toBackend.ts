import { callerSecrets } from "../providers/callerKeys";
import { csharpText, escapeXml } from "../policyTemplates";
import type { RpcBackend } from "./plan";

/** The caller's own key and token off, the gateway's sign-on on, and the one address that messages go to. */
export function passOn(backend: RpcBackend, signOn: (resource: string) => string): readonly string[] {
  return [
    ...withoutSecrets(notCallers(backend)),
    ...(backend.managedIdentity === undefined ? [] : [signOn(backend.managedIdentity)]),
    `<set-backend-service backend-id="${backend.id}" />`,
    `<rewrite-uri template="${escapeXml(backend.target ?? "/")}" copy-unmatched-params="false" />`,
  ];
}

/**
 * Headers by which a proxy tells a server whose call it is, or where it really goes, and the one that has the gateway's own
 * key: a server takes the gateway's word for them, so a caller has none. Cookies are of the gateway's host, or of nobody.
 */
export const notCallers = (backend: RpcBackend | undefined): readonly string[] => [
  "Cookie",
  "X-Original-URL",
  "X-Rewrite-URL",
  "X-HTTP-Method",
  "X-HTTP-Method-Override",
  "X-Method-Override",
  "X-Forwarded-User",
  "X-Forwarded-Email",
  "X-Remote-User",
  "Remote-User",
  "X-MS-CLIENT-PRINCIPAL",
  "X-MS-CLIENT-PRINCIPAL-ID",
  "X-MS-CLIENT-PRINCIPAL-NAME",
  "X-MS-CLIENT-PRINCIPAL-IDP",
  ...(backend?.apiKey && backend.apiKey.header.toLowerCase() !== "authorization"
    ? [backend.apiKey.header]
    : []),
];

/**
 * C#, of a server whose tools have arguments in paths: an empty one, or one with . or .. as a part, would lead to the path of
 * another operation, or of none that is a tool. Slashes and points arrive escaped, and who is behind may take that off first.
 */
export function pathArguments(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const part = String.raw`(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:[/\\;?#]|%2f|%5c|\z)`;
  const why = `An argument that stands in a path is not empty, and has no . or .. as a part: ${names.join(", ")}.`;
  return [
    `var given = ((JObject)context.Variables["genai-rpc-read"])["params"]["arguments"] as JObject;`,
    `var inPath = new [] { ${names.map(csharpText).join(", ")} };`,
    "if (given != null && given.Properties().Any(one => inPath.Any(name => name.Equals(one.Name, StringComparison.OrdinalIgnoreCase))",
    `    && (one.Value.ToString() == "" || Regex.IsMatch(one.Value.ToString(), ${csharpText(part)}, RegexOptions.IgnoreCase)))) { return refuse(400, -32602, ${csharpText(why)}); }`,
  ].map(escapeXml);
}

/** Steps that take the caller's key and token off, in every form, and further headers and query parameters. */
export function withoutSecrets(
  more: readonly string[],
  moreQueries: readonly string[] = [],
): readonly string[] {
  const { headers, queries } = callerSecrets({});
  return [
    ...[...headers, ...more].map((name) => `<set-header name="${name}" exists-action="delete" />`),
    ...[...queries, ...moreQueries].map(
      (name) => `<set-query-parameter name="${name}" exists-action="delete" />`,
    ),
  ];
}
