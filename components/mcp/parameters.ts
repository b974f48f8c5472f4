import { ownOrigin, plainText, signature } from "../genAiApi/csharpParts";
import { includeOf, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { agentEndpoint, mcpEndpoint, type AgentPlan, type RpcPlan, type ServerPlan } from "./plan";
import { notCallers, passOn, pathArguments, withoutSecrets } from "./toBackend";

/** How callers are told apart: whether some product is called with tokens, and C# that names one. */
export interface RpcCallers {
  readonly tokens: boolean;
  readonly whose: string;
}

const noTokens: RpcCallers = { tokens: false, whose: "context.Subscription?.Id" };

/** Where clients look for protected-resource metadata: RFC 9728, section 3. */
export const metadataPath = ".well-known/oauth-protected-resource";

/**
 * What the fragments and products of a stack with MCP servers or agents, or with services that are no models, have, and of
 * any other nothing.
 */
export function rpcCommon(
  has: boolean,
  hasServices = false,
): {
  readonly limitedCalls: string;
  readonly kindOfEvent: readonly string[];
  readonly refusedSignOn: readonly string[];
  readonly serverOfAlert: readonly string[];
} {
  const modelCalls = `context.Request.Method != "GET" || context.Operation.Id == "onHandshake"`;
  const others = [...(has ? ["genai-rpc"] : []), ...(hasServices ? ["genai-service"] : [])];
  return {
    // Such calls cost no tokens, and products' limits of tokens would read their bodies as prompts.
    limitedCalls:
      others.length === 0
        ? modelCalls
        : `${others.map((name) => `!context.Variables.ContainsKey("${name}")`).join(" && ")} && (${modelCalls})`,
    // What stands behind a server or an agent has answered so itself: it does not take the gateway's sign-on.
    refusedSignOn: has
      ? [
          escapeXml(
            ': (status == 401 || status == 403) && context.Variables.ContainsKey("genai-rpc") && context.Variables.GetValueOrDefault<JObject>("genai-rpc-refusal", new JObject()).Count == 0 ? "backend-failure"',
          ),
        ]
      : [],
    // With a blank, which no backend's id has.
    serverOfAlert:
      others.length > 0
        ? [
            escapeXml(
              'context.Variables.ContainsKey("genai-event-kind") ? (string)context.Variables["genai-event-kind"] + " " + context.Variables.GetValueOrDefault<string>("genai-server", "") : ',
            ),
          ]
        : [],
    kindOfEvent: [
      ...(others.length > 0
        ? [
            `made.Add("kind", context.Variables.GetValueOrDefault<string>("genai-event-kind", "model"));`,
            `if (context.Variables.ContainsKey("genai-event-kind")) { made.Add("server", context.Variables.GetValueOrDefault<string>("genai-server", "")); made.Add("tool", context.Variables.GetValueOrDefault<string>("genai-tool", "") == "" ? null : ${plainText('((string)context.Variables["genai-tool"])')}); }`,
          ]
        : []),
      ...(hasServices
        ? [
            `if (context.Variables.ContainsKey("genai-pages")) { made.Add("pages", (int)context.Variables["genai-pages"]); }`,
          ]
        : []),
    ],
  };
}

/** What apis/mcp-server.xml has beside the common parameters. Pure. */
export function serverParameters(
  server: ServerPlan,
  names: EntityNames,
  signOn: (resource: string) => string,
  callers: RpcCallers = noTokens,
): TemplateParameters {
  const { config, tools, backend, operations } = server;
  const { allow, deny } = config.tools;
  return {
    serverName: config.name,
    allowedTools: (tools?.map(({ name }) => name) ?? allow ?? []).join(","),
    deniedTools: deny.join(","),
    productToolCases: Object.entries(config.productTools).map(([product, allowed]) =>
      escapeXml(
        `case ${csharpText(product)}: allowed = ${csharpText(
          allowed
            .filter((name) => tools?.some((tool) => tool.name === name) ?? allow?.includes(name) ?? true)
            .join(",") || ",",
        )}; break;`,
      ),
    ),
    rateLimits: rateLimits("mcp", config.name, config.callsPerMinute, config.perTool, callers.whose),
    signedSession: signature(`"mcp-session:${config.name}:" + (${callers.whose} ?? "") + ":" + own`, names),
    challenge: challengeOf(server, callers),
    pathArguments: pathArguments(operations?.pathArguments ?? []),
    toBackend:
      backend && !operations
        ? passOn(backend, signOn)
        : [
            ...(operations
              ? [
                  `<set-header name="x-genai-tool-call" exists-action="override"><value>@(${toolCallSecret(config.name, names)})</value></set-header>`,
                ]
              : []),
          ],
    forward:
      backend && !operations
        ? [`<forward-request timeout="${config.timeoutSeconds}" buffer-response="false" />`]
        : ["<base />"],
    usageOutcomeIncludes: [includeOf(names, "usage-event-hub")],
  };
}

/** Whose call of a tool it is, where the API behind it counts what goes wrong. */
const toolProductHeader = "x-genai-tool-product";

/**
 * What hands the call's product to the operations behind a server, and what takes it there.
 * @param product C#: the id of the call's product
 */
export function toolProduct(product: string): { readonly give: string; readonly take: string } {
  return {
    give: `<set-header name="${toolProductHeader}" exists-action="override"><value>${escapeXml(`@(${product} ?? "")`)}</value></set-header>`,
    take: `<set-variable name="genai-tool-product" value="${escapeXml(`@(context.Request.Headers.GetValueOrDefault("${toolProductHeader}", ""))`)}" />`,
  };
}

/** What apis/mcp-operations.xml has beside the common parameters. Pure. */
export function operationsParameters(
  { config, backend }: ServerPlan,
  names: EntityNames,
  signOn: (resource: string) => string,
): TemplateParameters {
  return {
    toolCallSecret: toolCallSecret(config.name, names),
    withoutSecrets: withoutSecrets([
      "x-genai-tool-call",
      toolProductHeader,
      "Mcp-Session-Id",
      "Mcp-Protocol-Version",
      ...notCallers(backend),
    ]),
    signOn: backend!.managedIdentity === undefined ? [] : [signOn(backend!.managedIdentity)],
    backendId: backend!.id,
    timeoutSeconds: config.timeoutSeconds,
  };
}

/** What apis/agent.xml and its operation for cards have beside the common parameters. Pure. */
export function agentParameters(
  { config, backend, path, id }: AgentPlan,
  names: EntityNames,
  signOn: (resource: string) => string,
  callers: RpcCallers = noTokens,
): TemplateParameters {
  return {
    serverName: config.name,
    rateLimits: rateLimits("a2a", config.name, config.callsPerMinute, {}, callers.whose),
    challenge: plainChallenge(callers),
    // A stream goes on by its task's id, which only its own caller has; an event's may be one that anybody counts to.
    toBackend: ['<set-header name="Last-Event-ID" exists-action="delete" />', ...passOn(backend, signOn)],
    forward: [`<forward-request timeout="${config.timeoutSeconds}" buffer-response="false" />`],
    usageOutcomeIncludes: [includeOf(names, "usage-event-hub")],
    cardUrl: config.cardUrl,
    // One cache for all that a service has: on one that others use too, their agent may have the same name.
    agentId: id,
    agentUrl: config.url.replace(/\/+$/, ""),
    agentHost: hostOf(config.url),
    cardHost: hostOf(config.cardUrl),
    // In a text of C#, of letters that a pattern reads as they are but for the points.
    hostPattern: [...new Set([config.url, config.cardUrl].map(hostOf))]
      .map((host) => host.replace(/[.[\]]/g, "[$&]"))
      .join("|"),
    cardSignOn: backend.managedIdentity === undefined ? [] : [signOn(backend.managedIdentity)],
    ownUrl: `${ownOrigin} + "/${path}${agentEndpoint}"`,
  };
}

const hostOf = (url: string) => new URL(url).hostname;

/** What apis/operations/mcp-metadata.xml has. Pure. */
export function metadataParameters({ config, path, displayName }: ServerPlan): TemplateParameters {
  const { authorizationServers, scopes, resource } = config.oauth!;
  const texts = (all: readonly string[]) => `new JArray(${all.map(csharpText).join(", ")})`;
  return {
    resource: resource === undefined ? `${ownOrigin} + "/${path}${mcpEndpoint}"` : csharpText(resource),
    authorizationServers: texts(authorizationServers),
    scopes: texts(scopes),
    resourceName: displayName,
  };
}

/** Whether the stack declares the API that gives metadata. */
export function hasMetadata({ servers }: RpcPlan): boolean {
  return servers.some(({ config }) => config.oauth);
}

/** API Management's own, where nobody says where tokens come from. */
const plainChallenge = ({ tokens }: RpcCallers) =>
  `${tokens ? 'context.Variables.ContainsKey("genai-challenge") ? (string)context.Variables["genai-challenge"] : ' : ""}context.Response?.Headers.GetValueOrDefault("WWW-Authenticate", "Bearer") ?? "Bearer"`;

/** https://datatracker.ietf.org/doc/html/rfc9728#section-5.1 */
function challengeOf({ config, path }: ServerPlan, callers: RpcCallers): string {
  if (!config.oauth) return plainChallenge(callers);
  const { resource, scopes } = config.oauth;
  const metadata =
    resource === undefined
      ? `${ownOrigin} + "/${metadataPath}/${path}${mcpEndpoint}"`
      : csharpText(`${new URL(resource).origin}/${metadataPath}${new URL(resource).pathname}`);
  const scope = scopes.length > 0 ? `, scope=\\"${scopes.join(" ")}\\"` : "";
  return `"Bearer resource_metadata=\\"" + ${metadata} + "\\"${scope}"`;
}

/**
 * A limit for all tools and one for each that has its own; the tool that a call names decides which count, and its counter
 * is the tool's as the config spells it.
 * @param name of the counter, which is the server's or the agent's
 * @param caller C#: whose calls count
 */
export function rateLimits(
  kind: "mcp" | "a2a",
  name: string,
  all: number | undefined,
  perTool: Readonly<Record<string, number>>,
  caller: string,
): readonly string[] {
  const whose = `(${caller} ?? context.Request.IpAddress)`;
  const limit = (calls: number, key: string) =>
    `<rate-limit-by-key calls="${calls}" renewal-period="60" counter-key="@("${kind}:${name}:${key}" + ${whose})" />`;
  const counted =
    kind === "mcp"
      ? `context.Variables.GetValueOrDefault<JObject>("genai-rpc", new JObject())["method"] != null && ((string)((JObject)context.Variables["genai-rpc"])["method"]).Equals("tools/call", StringComparison.OrdinalIgnoreCase)`
      : `((JObject)context.Variables["genai-rpc"])["method"] != null && (string)((JObject)context.Variables["genai-rpc"])["method"] != ""`;
  const when = (condition: string, step: string) => [
    "<choose>",
    `    <when condition="@(${condition})">`,
    `        ${step}`,
    "    </when>",
    "</choose>",
  ];
  return [
    ...(all === undefined ? [] : when(counted, limit(all, ""))),
    ...Object.entries(perTool).flatMap(([tool, calls]) =>
      when(
        `((string)context.Variables["genai-tool"]).Equals("${tool}", StringComparison.OrdinalIgnoreCase)`,
        limit(calls, `${tool}:`),
      ),
    ),
  ];
}

/** What only the policy of a server puts into calls of its own operations, as C#. */
function toolCallSecret(server: string, names: EntityNames): string {
  return signature(`"tool-call:${server}"`, names);
}
