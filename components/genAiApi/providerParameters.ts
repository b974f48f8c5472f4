import { aliasesUnder } from "../aliases";
import type { BackendPlan } from "../backendPlan";
import type { ProviderApiConfig } from "../config/schema";
import { includeOf, usageIncludes, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type RenderedPolicy, type TemplateParameters } from "../policyTemplates";
import { nameInBody } from "./nameInBody";
import { modelInPathOf, type ProviderPlan } from "../providerPlan";
import type { ProviderApiFacts } from "../providers";
import { callerSecrets, usualKey } from "../providers/callerKeys";
import { plainAnswer, withoutHeaders } from "./accountHeaders";
import { chooseRoutes } from "./routes";
import { signingSteps } from "./signing";
import { strictKeys } from "./strictKeys";

const list = (values: readonly string[]) => `new string[] { ${values.map(csharpText).join(", ")} }`;

/** What the templates that every API shares have, where a plan has other backends than Azure OpenAI's. Pure. */
export function providerCommon(
  plan: BackendPlan,
  names: EntityNames,
  signOnAttributes: string,
  sign: Parameters<typeof signingSteps>[2],
): TemplateParameters {
  const backends = plan.providers?.backends ?? [];
  const managed = backends.some(({ auth }) => auth.kind === "managedIdentity");
  const kept = `<authentication-managed-identity ${signOnAttributes} output-token-variable-name="genai-token" />`;
  return {
    mostMessages:
      backends.length === 0
        ? "2048"
        : 'context.Variables.GetValueOrDefault<int>("genai-most-messages", 2048)',
    providerCases: backends.map(({ id, provider }) =>
      escapeXml(`case ${csharpText(id)}: provider = ${csharpText(provider)}; break;`),
    ),
    strictKeys: backends.length === 0 ? [] : [strictKeys],
    keptSignOn: managed ? [kept] : [],
    ...callerKeyParameters(plan.providers),
    attemptSteps:
      plan.providers === undefined
        ? []
        : [
            plainAnswer,
            ...signOnSteps(plan),
            ...renameSteps(plan.backends, plan.providers),
            ...signingSteps(backends, names, sign),
          ],
    // Put on again, or taken off, for each attempt; sessions and files go to Azure's accounts alone.
    ...(plan.providers?.routes.openAiV1 ? { signOn: [kept, withToken] } : {}),
  };
}

/** What tells of callers' keys: where they may stand, and how they are taken off, beside the usual places. */
function callerKeyParameters(providers: ProviderPlan | undefined): TemplateParameters {
  const usual = [usualKey.header, "Authorization", "Ocp-Apim-Subscription-Key", usualKey.query];
  const { headers, queries } = callerSecrets(providers?.apis);
  const others = (names: readonly string[]) => names.filter((name) => !usual.includes(name));
  return {
    withoutOtherKeys: providers
      ? [
          ...withoutHeaders(others(headers)),
          ...others(queries).map(
            (name) => `<set-query-parameter name="${escapeXml(name)}" exists-action="delete" />`,
          ),
        ]
      : [],
  };
}

const withToken =
  '<set-header name="Authorization" exists-action="override"><value>@("Bearer " + (string)context.Variables["genai-token"])</value></set-header>';

/** The backend that is asked now gets the identity's token if it is one of Azure's, and nobody else does. */
function signOnSteps(plan: BackendPlan): readonly string[] {
  const backends = plan.providers?.backends ?? [];
  const others = backends.filter(({ auth }) => auth.kind !== "managedIdentity").map(({ id }) => id);
  const own = backends.filter(({ auth }) => auth.kind === "managedIdentity").map(({ id }) => id);
  // Without a mixed route, Azure OpenAI's calls have their header from authenticate-to-backend.
  const managed = plan.providers?.routes.openAiV1 ? [...plan.backends.map(({ id }) => id), ...own] : own;
  const isOne = (ids: readonly string[]) =>
    `@(${list(ids)}.Contains((string)context.Variables["genai-backend"]))`;
  return [
    "<choose>",
    ...(managed.length > 0 ? [`<when condition="${escapeXml(isOne(managed))}">${withToken}</when>`] : []),
    ...(others.length > 0
      ? [
          `<when condition="${escapeXml(isOne(others))}"><set-header name="Authorization" exists-action="delete" /></when>`,
        ]
      : []),
    "</choose>",
  ];
}

/** Each backend hears its own name of the model. */
function renameSteps(
  accounts: BackendPlan["backends"],
  { backends: all, apis }: ProviderPlan,
): readonly string[] {
  // The others have the model in the path.
  const backends = all.filter(({ format }) => modelInPathOf(format, { apis }) === undefined);
  const renamed = backends.flatMap(({ id, format, offers }) =>
    offers.filter(({ name, as }) => as !== name).map(({ name, as }) => ({ id, format, name, as })),
  );
  if (renamed.length === 0) return [];
  const asked = '((string)context.Variables["genai-deployment"])';
  const askedOf = `(string)context.Variables["genai-backend"] + "/" + ${asked}.ToLowerInvariant()`;
  // Also where a backend knows it by the name that is asked for: the one before may have been told another. And only of the
  // wire formats that have it in the body, for the same name may be a model of others too.
  const names = new Set(renamed.map(({ format, name }) => `${format}/${name.toLowerCase()}`));
  const concerned = [
    ...accounts.map(({ id, deployments }) => ({ id, format: "openAiV1", deployments })),
    ...backends,
  ].flatMap(({ id, format, deployments }) =>
    deployments
      .map((name) => name.toLowerCase())
      .filter((name) => names.has(`${format}/${name}`))
      .map((name) => `case ${csharpText(`${id}/${name}`)}:`),
  );
  const isConcerned = `@{ switch (${askedOf}) { ${concerned.join(" ")} return context.Request.Method == "POST"; default: return false; } }`;
  const cases = renamed.map(
    ({ id, name, as }) =>
      `case ${csharpText(`${id}/${name.toLowerCase()}`)}: own = ${csharpText(as)}; break;`,
  );
  const body = nameInBody(
    asked,
    `switch (${askedOf})
    {
        ${cases.join("\n        ")}
        default: break;
    }`,
  );
  return [`<choose><when condition="${escapeXml(isConcerned)}"><set-body>${body}</set-body></when></choose>`];
}

/**
 * What the template provider-api has beside the common parameters.
 * @param ownNamesCases cases for the products that may not use all of the API's models and aliases
 */
export function providerApiParameters(
  facts: ProviderApiFacts,
  api: ProviderApiConfig,
  plan: BackendPlan,
  names: EntityNames,
  ownNamesCases: (names: readonly string[]) => readonly string[],
): TemplateParameters {
  const { name } = facts;
  const models = [
    ...Object.keys(plan.providers?.routes[name]?.routes ?? {}),
    ...Object.keys(aliasesUnder(name, plan.aliases)),
  ];
  const include = (fragment: string) => includeOf(names, fragment);
  return {
    apiId: facts.id,
    apiPath: api.path,
    keyHeader: facts.key.header,
    backendTimeoutSeconds: api.backendTimeoutSeconds,
    spillToPayg: String(api.spillToPayg),
    ...readParameters(facts, include),
    shapeError: [include(`${facts.answersAs ?? facts.id}-shape-error`)],
    errorTypeHeader: facts.errorTypeHeader
      ? [
          `<set-header name="${facts.errorTypeHeader}" exists-action="override"><value>@((string)context.Variables["genai-error-type"])</value></set-header>`,
        ]
      : [],
    balanceInclude: [...chooseRoutes(plan, name), include(`balance-${api.loadBalancing}`)],
    measureInclude: api.loadBalancing === "latency" ? [include("measure-latency")] : [],
    usageOutcomeIncludes: [
      ...usageIncludes(names, api.usage),
      ...(api.usage.applicationInsights ? [include("usage-app-insights-spent")] : []),
    ],
    deploymentNames: models.join(", "),
    ownNamesCases: ownNamesCases(models),
  };
}

/** What reads a call and its answer, where some operations are in another API's format. */
function readParameters(
  { id, borrowed, answersAs = id }: ProviderApiFacts,
  include: (fragment: string) => string,
): TemplateParameters {
  const own = { request: include(`${id}-read-request`), usage: include(`${answersAs}-read-usage`) };
  if (!borrowed) return { readRequest: [own.request], readUsage: [own.usage] };
  const isOne = escapeXml(`@(${list(borrowed.operations)}.Contains(context.Operation.Id))`);
  const { from } = borrowed;
  return {
    readRequest: [
      own.request,
      `<choose><when condition="${isOne}">${include(`${from}-read-request`)}</when></choose>`,
    ],
    readUsage: [
      `<choose><when condition="${isOne}">${include(`${from}-read-usage`)}</when><otherwise>${own.usage}</otherwise></choose>`,
    ],
  };
}

/**
 * Where the model stands in the path, the provider's own name of it goes there. Where the body names the model and the path
 * is of another one, nobody is asked: the path alone would choose.
 * @param refuse what ends a call that genai-refusal is about
 */
export function rewriteOf(
  { name, modelInPath }: ProviderApiFacts,
  plan: BackendPlan,
  refuse: RenderedPolicy,
): readonly (string | RenderedPolicy)[] {
  if (!modelInPath) return [];
  const offers = (plan.providers?.backends ?? [])
    .filter(({ format }) => format === name)
    .flatMap((backend) => backend.offers);
  const inPath = new Map(offers.map((offer) => [offer.name.toLowerCase(), offer.inPath ?? offer.as]));
  const cases = [...inPath].map(([asked, as]) =>
    // A colon stands in a path as it is: what is written otherwise might be sent otherwise, and is signed.
    escapeXml(
      `case ${csharpText(asked)}: own = ${csharpText(encodeURIComponent(as).replaceAll("%3A", ":"))}; break;`,
    ),
  );
  return [
    `<set-variable name="genai-sent-path" value="@{
            var own = (string)context.Variables[&quot;genai-deployment&quot;];
            switch (own.ToLowerInvariant())
            {
                ${cases.join("\n                ")}
                default: break;
            }
            return context.Operation.UrlTemplate.Replace(&quot;{${modelInPath}}&quot;, own + context.Variables.GetValueOrDefault&lt;string&gt;(&quot;genai-path-end&quot;, &quot;&quot;));
        }" />`,
    ...(offers.some((offer) => offer.inPath !== undefined) ? [escapedRefusal(modelInPath), refuse] : []),
    `<rewrite-uri template="@((string)context.Variables[&quot;genai-sent-path&quot;])" />`,
  ];
}

/** A path that is another model's than the body's: 404, with the one that it is. */
function escapedRefusal(modelInPath: string): string {
  const refusal = `@{
            var sent = (string)context.Variables["genai-sent-path"];
            if (sent.Equals(context.Operation.UrlTemplate.Replace("{${modelInPath}}", context.Request.MatchedParameters["${modelInPath}"]), StringComparison.OrdinalIgnoreCase)) { return new JObject(); }
            return new JObject(
                new JProperty("status", 404),
                new JProperty("code", "NotFound"),
                new JProperty("param", "model"),
                new JProperty("message", "The body names '" + (string)context.Variables["genai-deployment"] + "', which is called at " + sent + " and nowhere else."));
        }`;
  return `<set-variable name="genai-refusal" value="${escapeXml(refusal)}" />`;
}
