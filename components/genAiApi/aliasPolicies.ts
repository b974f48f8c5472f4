import { aliasesUnder } from "../aliases";
import type { BackendPlan } from "../backendPlan";
import type { AnyApiName } from "../providers";
import { includeOf, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type RenderedPolicy, type TemplateParameters } from "../policyTemplates";

/**
 * What the policies have for aliases: nothing at all where a stack has none, so that its calls cost no step more. Pure.
 * @param whose C# that tells callers apart
 */
export function aliasParameters(
  plan: Pick<BackendPlan, "aliases" | "backends">,
  whose = "context.Subscription?.Id",
): TemplateParameters {
  const aliases = Object.entries(plan.aliases);
  const deployment = '(string)context.Variables["genai-deployment"]';
  if (aliases.length === 0)
    return {
      aliasGroups: [],
      aliasMember: [],
      aliasBody: [],
      aliasHeader: [],
      aliasOfEvent: [],
      aliasNameCases: [],
      aliasHolderCases: [],
      askedDeployment: deployment,
    };
  return {
    aliasGroups: [escapeXml(memberOrder(whose))],
    aliasMember: [memberOfGroup],
    aliasBody: [bodyOfMember],
    aliasHeader: [servedHeader],
    aliasOfEvent: [
      'new JProperty("alias", context.Variables.GetValueOrDefault<string>("genai-alias", "") == "" ? null : (string)context.Variables["genai-alias"]),',
    ],
    aliasNameCases: aliases.map(([name]) =>
      escapeXml(`case ${csharpText(name.toLowerCase())}: return ${csharpText(name)};`),
    ),
    aliasHolderCases: holderCases(plan),
    askedDeployment: `(context.Variables.GetValueOrDefault<string>("genai-alias", "") == "" ? ${deployment} : (string)context.Variables["genai-alias"])`,
  };
}

/** Whether clients of an API may call some alias. */
export function hasAliases(api: AnyApiName, { aliases }: Pick<BackendPlan, "aliases">): boolean {
  return Object.keys(aliasesUnder(api, aliases)).length > 0;
}

/** The fragment that makes a call ready for any member, and the end of calls that it refuses. */
export function aliasInclude(
  api: AnyApiName,
  plan: Pick<BackendPlan, "aliases">,
  names: Pick<EntityNames, "prefix">,
  refuse: RenderedPolicy,
): TemplateParameters {
  return {
    aliasInclude: hasAliases(api, plan) ? [includeOf(names, "resolve-alias"), refuse] : [],
  };
}

/**
 * Of calls by path: members differ in what stands in the path, and a path is rewritten in inbound only, once. The v1 API
 * of an account has the same operations with the deployment in the body, which can be written at every attempt.
 * https://learn.microsoft.com/azure/api-management/rewrite-uri-policy
 * https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle
 */
export function aliasRewrite(plan: Pick<BackendPlan, "aliases">): readonly string[] {
  if (!hasAliases("azureOpenAi", plan)) return [];
  return [
    [
      '<choose><when condition="@((string)context.Variables["genai-alias"] != "" && context.Request.MatchedParameters.ContainsKey("deployment-id"))">',
      '<rewrite-uri template="@("/v1" + context.Operation.UrlTemplate.Replace("/deployments/{deployment-id}", ""))" />',
      '<set-query-parameter name="api-version" exists-action="delete" />',
      "</when></choose>",
    ].join(""),
  ];
}

/** Goes on from state: the first member that the holder has. */
function holderCases({ aliases, backends }: Pick<BackendPlan, "aliases" | "backends">): readonly string[] {
  return Object.entries(aliases).flatMap(([name, { members }]) =>
    backends.flatMap(({ id, deployments }) => {
      const own = new Set(deployments.map((deployment) => deployment.toLowerCase()));
      const member = members.find(({ deployment }) => own.has(deployment.toLowerCase()));
      return member
        ? [
            escapeXml(
              `case ${csharpText(`${name}@${id}`)}: group["deployment"] = ${csharpText(member.deployment)}; break;`,
            ),
          ]
        : [];
    }),
  );
}

/**
 * Members in their order, or drawn by weight (the smallest of exponential draws comes first), for one prompt_cache_key
 * always in the same order; of each its own groups. Without spill, of each the first priority.
 */
const memberOrder = (whose: string) => `if (groups.Count > 0 && groups[0]["deployment"] != null)
{
    var cacheKey = ((JObject)context.Variables["genai-body"])["prompt_cache_key"];
    var random = new Random();
    Func<string, double> draw = name => {
        if (cacheKey == null || cacheKey.Type != JTokenType.String) { return random.NextDouble(); }
        using (var sha = System.Security.Cryptography.SHA256.Create())
        {
            return BitConverter.ToUInt32(sha.ComputeHash(Encoding.UTF8.GetBytes(${whose} + " " + (string)cacheKey + " " + name)), 0) / 4294967296.0;
        }
    };
    var members = groups.OfType<JObject>().GroupBy(group => (string)group["deployment"]).Select(member => new {
        Groups = member.ToList(),
        Turn = member.First()["share"] == null ? 0.0 : -Math.Log(1 - draw(member.Key)) / (double)member.First()["share"] }).ToList();
    groups = new JArray(members.OrderBy(member => member.Turn).SelectMany(member => member.Groups.Where(group => spill || (int)group["priority"] == (int)member.Groups[0]["priority"])));
}`;

/** Before the order of the group is made, which goes by what has been measured of the deployment. */
const memberOfGroup =
  '<set-variable name="genai-deployment" value="@((string)((JObject)context.Variables["genai-group"])["deployment"] ?? (string)context.Variables["genai-deployment"])" />';

const bodyOfMember = [
  '<choose><when condition="@(context.Variables.GetValueOrDefault<string>("genai-alias-text", "") != "")">',
  '<set-body>@(((string)context.Variables["genai-alias-text"]).Replace((string)context.Variables["genai-alias-mark"] + "backend", (string)context.Variables["genai-backend"]).Replace((string)context.Variables["genai-alias-mark"] + "model", (string)context.Variables["genai-deployment"]).Replace((string)context.Variables["genai-alias-mark"], ""))</set-body>',
  "</when></choose>",
].join("");

const servedHeader = [
  '<choose><when condition="@(context.Variables.GetValueOrDefault<string>("genai-alias", "") != "")">',
  '<set-header name="x-genai-model" exists-action="override"><value>@((string)context.Variables["genai-deployment"])</value></set-header>',
  "</when></choose>",
].join("");
