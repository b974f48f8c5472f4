import type { BackendPlan } from "../backendPlan";
import type { ProviderApiConfig } from "../config/schema";
import { includeOf, usageIncludes, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { nameInBody } from "./nameInBody";
import { modelInPathOf, type ProviderPlan } from "../providerPlan";
import type { ProviderApiFacts } from "../providers";
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
    attemptSteps:
      plan.providers === undefined
        ? []
        : [
            plainAnswer,
            ...signOnSteps(plan),
            ...renameSteps(plan.providers),
            ...signingSteps(backends, names, sign),
          ],
    // Put on again, or taken off, for each attempt; sessions and files go to Azure's accounts alone.
    ...(plan.providers?.routes.openAiV1 ? { signOn: [kept, withToken] } : {}),
  };
}

/**
 * API Management hands a compressed body to policies as it is, so nothing of it could be read, and every call would be
 * charged by its estimate. Azure OpenAI compresses nothing; others do for whoever takes it, and every SDK does.
 */
const plainAnswer =
  '<set-header name="Accept-Encoding" exists-action="override"><value>identity</value></set-header>';

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
function renameSteps({ backends, apis }: ProviderPlan): readonly string[] {
  const renamed = backends
    // The others have it in the path.
    .filter(({ format }) => modelInPathOf(format, { apis }) === undefined)
    .flatMap(({ id, offers }) =>
      offers.filter(({ name, as }) => as !== name).map(({ name, as }) => ({ id, name, as })),
    );
  if (renamed.length === 0) return [];
  const names = [...new Set(renamed.map(({ name }) => name.toLowerCase()))];
  const cases = renamed.map(
    ({ id, name, as }) =>
      `case ${csharpText(`${id}/${name.toLowerCase()}`)}: own = ${csharpText(as)}; break;`,
  );
  const asked = '((string)context.Variables["genai-deployment"])';
  // Also for a backend that knows it by the name that is asked for: the one before may have been told another.
  const isRenamed = `@{ switch (${asked}.ToLowerInvariant()) { ${names.map((name) => `case ${csharpText(name)}:`).join(" ")} return context.Request.Method == "POST"; default: return false; } }`;
  const body = nameInBody(
    asked,
    `switch ((string)context.Variables["genai-backend"] + "/" + own.ToLowerInvariant())
    {
        ${cases.join("\n        ")}
        default: break;
    }`,
  );
  return [`<choose><when condition="${escapeXml(isRenamed)}"><set-body>${body}</set-body></when></choose>`];
}

/** What the template provider-api has beside the common parameters. */
export function providerApiParameters(
  facts: ProviderApiFacts,
  api: ProviderApiConfig,
  plan: BackendPlan,
  names: EntityNames,
  products: { readonly ownNamesCases: readonly string[] },
): TemplateParameters {
  const { name } = facts;
  const include = (fragment: string) => includeOf(names, fragment);
  return {
    apiId: facts.id,
    apiPath: api.path,
    backendTimeoutSeconds: api.backendTimeoutSeconds,
    spillToPayg: String(api.spillToPayg),
    readRequest: [include(`${facts.id}-read-request`)],
    readUsage: [include(`${facts.id}-read-usage`)],
    shapeError: [include(`${facts.id}-shape-error`)],
    errorTypeHeader: facts.errorTypeHeader
      ? [
          `<set-header name="${facts.errorTypeHeader}" exists-action="override"><value>@((string)context.Variables["genai-error-type"])</value></set-header>`,
        ]
      : [],
    balanceInclude: [...chooseRoutes(plan, name), include(`balance-${api.loadBalancing}`)],
    measureInclude: api.loadBalancing === "latency" ? [include("measure-latency")] : [],
    usageOutcomeIncludes: usageIncludes(names, api.usage),
    deploymentNames: Object.keys(plan.providers?.routes[name]?.routes ?? {}).join(", "),
    ownNamesCases: products.ownNamesCases,
    rewrite: rewriteOf(facts, plan),
  };
}

/** Where the model stands in the path, the provider's own name of it goes there. */
function rewriteOf({ name, modelInPath }: ProviderApiFacts, plan: BackendPlan): readonly string[] {
  if (!modelInPath) return [];
  const offers = (plan.providers?.backends ?? [])
    .filter(({ format }) => format === name)
    .flatMap((backend) => backend.offers);
  const cases = [...new Map(offers.map((offer) => [offer.name.toLowerCase(), offer.as]))].map(([asked, as]) =>
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
    `<rewrite-uri template="@((string)context.Variables[&quot;genai-sent-path&quot;])" />`,
  ];
}
