import type { BackendPlan } from "../backendPlan";
import type { ApiConfig, ApiName, GatewayConfig, ProductConfig, TokenQuota } from "../config/schema";
import type { PolicyFiles } from "../policyFiles";
import { entityNames, includeOf, usageIncludes, usageLoggerOf, type EntityNames } from "../policyNames";
import {
  csharpText,
  escapeXml,
  renderTemplate,
  type RenderedPolicy,
  type TemplateParameters,
} from "../policyTemplates";
import { aliasRewrite } from "./aliasPolicies";
import { budgetParameters, tokenBudgetParameters } from "./budgets";
import { secondsOf } from "./periods";
import { partitionOf, type CallersConfig } from "./callers";
import { withoutV1 } from "../providerPlan";
import { chooseRoutes, routeParameters } from "./routes";
import { exactParse } from "./exactParse";
import { storedParameters } from "./stored";
import type { Problem } from "@azure-genai-gateway/common/problem";

/** What tells the two APIs apart. */
export const apiFacts: Readonly<
  Record<ApiName, { readonly id: string; readonly displayName: string; readonly backendPrefix: string }>
> = {
  // Backends end in /openai, to which API Management adds what follows the API's own path.
  azureOpenAi: { id: "azure-openai", displayName: "Azure OpenAI", backendPrefix: "" },
  openAiV1: { id: "openai-v1", displayName: "OpenAI v1", backendPrefix: "/v1" },
};

/** What tokens for Azure OpenAI are for. */
const openAiResource = "https://cognitiveservices.azure.com";

/** Of the custom metrics in Application Insights. */
export const metricNamespace = "genai-gateway";

/** The longest wait that a client is asked for: OpenAI's SDKs would sit out any. */
const maxRetryAfterSeconds = 60;

/** How policies sign on, and what they name. */
export interface PolicySetting {
  readonly names: EntityNames;
  /** Whether the identity is a user-assigned one, whose client id is in a named value, or the service's own. */
  readonly userAssigned: boolean;
  /** Whether the service's tier has quota-by-key; else budgets are quotas of tokens. Default: it has. */
  readonly quotaByKey?: boolean;
}

/** Of the element that signs on to Azure's accounts. */
export function signOnAttributes({ names, userAssigned }: PolicySetting): string {
  return `resource="${openAiResource}"${userAssigned ? ` client-id="{{${names.identityNamedValue}}}"` : ""}`;
}

/** For every template, fragments included; to add one, add it here. */
export function commonParameters(
  plan: BackendPlan,
  { names, userAssigned }: PolicySetting,
  callers: CallersConfig = { products: [] },
): TemplateParameters {
  const signOn = `<authentication-managed-identity ${signOnAttributes({ names, userAssigned })} />`;
  return {
    ...routeParameters(plan),
    backendKindCases: [...plan.backends, ...(plan.providers?.backends ?? [])].map(({ id, kind }) =>
      escapeXml(`case ${csharpText(id)}: backendKind = "${kind}"; break;`),
    ),
    // The first attempt is no retry; API Management takes counts from 1 to 50.
    retries: Math.min(50, Math.max(1, plan.attempts - 1)),
    ...timeoutParameters(plan),
    choosePool: byRegion(plan, (region) => {
      const { pool } = region === undefined ? plan : plan.additionalLocations[region]!;
      return `<set-backend-service backend-id="${pool.id}" />`;
    }),
    deploymentNames: [...Object.keys(plan.routes), ...Object.keys(plan.aliases)].join(", "),
    maxRetryAfterSeconds,
    metricNamespace,
    openAiResource,
    signOn,
    exactParse: [escapeXml(exactParse)],
    ...storedParameters(plan, names, signOn, callers),
    logUsageEvent: byRegion(plan, (region) => {
      const logger = region === undefined ? names.usageLogger : usageLoggerOf(names, region);
      return `<log-to-eventhub logger-id="${logger}" partition-key="@(${partitionOf(callers.products)} ?? "anonymous")">@((string)context.Variables["genai-usage-event"])</log-to-eventhub>`;
    }),
  };
}

/** Of deployments with a timeout of their own; where none has, the API's stands in forward-request as it is. */
function timeoutParameters({ backends, providers }: BackendPlan): TemplateParameters {
  const cases = [...backends, ...(providers?.backends ?? [])].flatMap(({ id, timeouts = {} }) =>
    Object.entries(timeouts).map(
      ([deployment, seconds]) =>
        `case ${csharpText(`${deployment.toLowerCase()}@${id}`)}: return ${seconds};`,
    ),
  );
  const own = `(int)context.Variables["genai-timeout"]`;
  if (cases.length === 0) return { attemptTimeout: `@(${own})` };
  const asked = `(context.Variables.GetValueOrDefault<string>("genai-deployment", "")).ToLowerInvariant() + "@" + (string)context.Variables["genai-backend"]`;
  return { attemptTimeout: `@{ switch (${asked}) { ${cases.join(" ")} default: return ${own}; } }` };
}

/**
 * XML that differs from region to region, for attributes that take no expression.
 * @param write undefined is the first region, and any that is not named
 */
function byRegion(plan: BackendPlan, write: (region: string | undefined) => string): string {
  const regions = Object.keys(plan.additionalLocations);
  if (regions.length === 0) return write(undefined);
  return [
    "<choose>",
    ...regions.map(
      (region) =>
        // Not genai-region: a call that was refused early has none.
        `<when condition="@(context.Deployment.Region.Replace(" ", "").ToLowerInvariant() == "${region}")">${write(region)}</when>`,
    ),
    `<otherwise>${write(undefined)}</otherwise>`,
    "</choose>",
  ].join("");
}

/** What one API's policy, and those of its operations, have beside the common ones. */
export function apiParameters(
  name: ApiName,
  api: ApiConfig,
  names: EntityNames,
  plan: BackendPlan,
): TemplateParameters {
  const { backendPrefix } = apiFacts[name];
  const include = (fragment: string) => includeOf(names, fragment);
  return {
    apiId: apiFacts[name].id,
    backendTimeoutSeconds: api.backendTimeoutSeconds,
    spillToPayg: String(api.spillToPayg),
    stored: api.stored,
    balanceInclude: [...chooseRoutes(plan, name), include(`balance-${api.loadBalancing}`)],
    measureInclude: api.loadBalancing === "latency" ? [include("measure-latency")] : [],
    usageInboundIncludes: api.usage.applicationInsights ? [include("usage-app-insights-tokens")] : [],
    usageOutcomeIncludes: usageIncludes(names, api.usage),
    rewrite: backendPrefix
      ? [rewriteTo(`"${backendPrefix}"`, withoutPrefix(plan))]
      : [evergreenToV1, ...aliasRewrite(plan)],
    ...(name === "openAiV1" && plan.providers?.routes.openAiV1
      ? {
          deploymentNames: [
            ...Object.keys(plan.providers.routes.openAiV1.routes),
            ...Object.keys(plan.aliases),
          ].join(", "),
        }
      : {}),
  };
}

/** C# that takes the prefix away for models behind a URL that has a version of its own. */
function withoutPrefix(plan: BackendPlan): string {
  const cases = [...new Set(withoutV1(plan).map((name) => name.toLowerCase()))].map(
    (name) => `case ${csharpText(name)}:`,
  );
  return cases.length === 0
    ? ""
    : `switch (((string)context.Variables["genai-deployment"]).ToLowerInvariant()) { ${cases.join(" ")} prefix = ""; break; default: break; }`;
}

/** A matched value has no braces: the API's policy has refused what is no plain name. */
function rewriteTo(prefix: string, change = ""): string {
  const path = (from: string) =>
    `context.Request.MatchedParameters.Aggregate(${from} + context.Operation.UrlTemplate, (path, part) => path.Replace("{" + part.Key + "}", part.Value))`;
  const code =
    change === "" ? `@(${path(prefix)})` : `@{ var prefix = ${prefix}; ${change} return ${path("prefix")}; }`;
  return `<rewrite-uri template="${code}" />`;
}

/**
 * Azure OpenAI has conversations, compaction and the count of tokens in its v1 API only, and AzureOpenAI clients ask for them with an api-version.
 * https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle
 */
const evergreenToV1 = [
  `<choose><when condition="@(context.Operation.UrlTemplate.StartsWith("/conversations") || new [] { "compact-response", "count-response-tokens" }.Contains(context.Operation.Id))">`,
  rewriteTo('"/v1"'),
  `<set-query-parameter name="api-version" exists-action="delete" />`,
  `</when></choose>`,
].join("");

/**
 * A product's limits: its own, that of each of its subscriptions, its budgets, and its share of each API's capacity.
 * @param standIn ids of APIs of which API Management's own limits count nothing
 * @param setting prefix of the ids of APIs, on a service that others use too, and what its tier has
 * @param dearest where budgets are quotas of tokens, the price that they are counted at
 * https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
 */
export function tokenLimits(
  product: ProductConfig,
  apis: GatewayConfig["apis"],
  files: PolicyFiles,
  problems: Problem[],
  standIn: readonly string[] = [],
  plan: BackendPlan | undefined = undefined,
  { names: { prefix }, quotaByKey = true }: PolicySetting = { names: entityNames(), userAssigned: true },
  dearest: number | undefined = undefined,
): readonly (RenderedPolicy | string)[] {
  const limit = files.products.get("token-limit");
  const priorityLimit = files.products.get("priority-limit");
  const rendered: (RenderedPolicy | string)[] = [];
  const counted: RenderedPolicy[] = [];
  const uncounted: RenderedPolicy[] = [];
  const kinds = [
    {
      kind: "product",
      // Tokens come in by a product that is everybody's.
      id:
        product.identity?.mode === "entra"
          ? '(string)context.Variables["genai-product"]'
          : "context.Product.Id",
      tokensPerMinute: product.tokensPerMinute,
      quota: product.tokenQuota,
      money: product.budget,
    },
    {
      kind: "subscription",
      id: "context.Subscription.Id",
      tokensPerMinute: product.subscriptionTokensPerMinute,
      quota: product.subscriptionTokenQuota,
      money: product.subscriptionBudget,
    },
    {
      kind: "user",
      id: '(string)context.Variables["genai-product"] + ":" + (string)context.Variables["genai-user"]',
      tokensPerMinute: product.identity?.perUser?.tokensPerMinute,
      quota: undefined,
      money: product.identity?.perUser?.budget,
    },
  ] as const;
  for (const { kind, id, tokensPerMinute, quota } of kinds) {
    const limits = limitAttributes(tokensPerMinute, quota, kind);
    if (!limits || !limit) continue;
    const counterKey = `@("${kind}:" + ${id})`;
    const told = { limitName: `${kind}_tokens`, limitTokens: tokensPerMinute ?? 0 };
    counted.push(renderTemplate(limit, { counterKey, limits, ...told }, problems));
    const other = files.products.get("provider-token-limit");
    // A tier without quota-by-key counts no quota of these; a config check says so (CONFIG_QUOTA_UNCOUNTED).
    const own = standInLimits(`${kind}:" + ${id}`, tokensPerMinute, quotaByKey ? quota : undefined);
    if (other && standIn.length > 0 && own.length > 0)
      uncounted.push(renderTemplate(other, { limits: own, ...told }, problems));
  }
  if (counted.length === 0 || standIn.length === 0) rendered.push(...counted);
  else {
    const ids = standIn.map(csharpText).join(", ");
    const when = (not: "!" | "") =>
      `<choose><when condition="${escapeXml(`@(${not}new [] { ${ids} }.Contains(context.Api.Id))`)}">`;
    // A `when` has something in it.
    if (uncounted.length === 0) rendered.push(when("!"), ...counted, "</when></choose>");
    else rendered.push(when(""), ...uncounted, "</when><otherwise>", ...counted, "</otherwise></choose>");
  }
  const budget = files.products.get(dearest === undefined ? "budget" : "token-budget");
  const streamTokens = Math.min(...kinds.flatMap(({ money }) => money?.streamTokens ?? []));
  for (const { kind, id, money } of kinds) {
    if (!money || !budget) continue;
    const parameters =
      dearest === undefined
        ? budgetParameters(money, kind, id)
        : tokenBudgetParameters(money, kind, id, dearest);
    rendered.push(
      renderTemplate(budget, { ...parameters, streamTokens, limitName: `${kind}_budget` }, problems),
    );
  }
  for (const name of productApis(product, apis, plan)) {
    const { priority } = apis[name];
    if (!priority || !priorityLimit) continue;
    const { capacityTokensPerMinute: capacity, reservedTokensPerMinute: reserved } = priority;
    rendered.push(
      renderTemplate(
        priorityLimit,
        {
          apiId: `${prefix}${apiFacts[name].id}`,
          tokensPerMinute: product.priority === "high" ? capacity : capacity - reserved,
        },
        problems,
      ),
    );
  }
  return rendered;
}

/** Whose a limit or a budget is. */
export type Whose = "product" | "subscription" | "user";

/** @param key of C#, within quotes from its beginning on */
export function standInLimits(
  key: string,
  tokensPerMinute: number | undefined,
  quota: TokenQuota | undefined,
): readonly string[] {
  const spent = 'context.Variables.GetValueOrDefault<JObject>("genai-spent", new JObject())';
  const from = `(string)${spent}["from"]`;
  const condition = escapeXml(`@(${from} != null && ${from} != "none")`);
  const tokens = escapeXml(
    `@((int)Math.Min(2000000000, Math.Max(0, (double)(${spent}["prompt"] ?? 0)) + Math.Max(0, (double)(${spent}["bound"] ?? 0))))`,
  );
  const counted = `increment-condition="${condition}" increment-count="${tokens}"`;
  return [
    ...(tokensPerMinute === undefined
      ? []
      : [
          `<rate-limit-by-key calls="${tokensPerMinute}" renewal-period="60" counter-key="${escapeXml(`@("provider-tokens:${key})`)}" ${counted} />`,
        ]),
    ...(quota === undefined
      ? []
      : [
          `<quota-by-key calls="${quota.tokens}" renewal-period="${secondsOf[quota.period]}" first-period-start="2026-01-01T00:00:00Z" counter-key="${escapeXml(`@("provider-quota:${key})`)}" ${counted} />`,
        ]),
  ];
}

/** @param left whose tokens are left in the minute: names the variable and the header that say how many */
export function limitAttributes(
  tokensPerMinute: number | undefined,
  quota: TokenQuota | undefined,
  left: Whose | "grant",
): string {
  return [
    tokensPerMinute === undefined
      ? ""
      : `tokens-per-minute="${tokensPerMinute}" remaining-tokens-variable-name="genai-left-${left}" remaining-tokens-header-name="x-genai-remaining-${left}-tokens"`,
    quota === undefined ? "" : `token-quota="${quota.tokens}" token-quota-period="${quota.period}"`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Whether some backend answers in the form of one of OpenAI's APIs. A gateway without any is one of other providers. */
export function isServed(name: ApiName, plan: BackendPlan): boolean {
  if (plan.backends.length > 0 || plan.providers === undefined) return true;
  return name === "openAiV1" && plan.providers.routes.openAiV1 !== undefined;
}

/** The enabled APIs in OpenAI's form that a product grants. */
export function productApis(
  product: ProductConfig,
  apis: GatewayConfig["apis"],
  plan?: BackendPlan,
): readonly ApiName[] {
  return (Object.keys(apiFacts) as ApiName[]).filter(
    (name) =>
      apis[name].enabled &&
      (plan === undefined || isServed(name, plan)) &&
      (product.apis === undefined || product.apis.includes(name)),
  );
}
