import type { BackendPlan } from "../backendPlan";
import type { ApiConfig, ApiName, GatewayConfig, ProductConfig, TokenQuota } from "../config/schema";
import type { PolicyFiles } from "../policyFiles";
import { usageLoggerOf, type EntityNames } from "../policyNames";
import {
  escapeCsharpString,
  escapeXml,
  renderTemplate,
  type RenderedPolicy,
  type TemplateParameters,
} from "../policyTemplates";
import { aliasRewrite } from "./aliasPolicies";
import { budgetParameters } from "./budgets";
import { routeParameters } from "./routes";
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

/** The longest wait that a client is asked for: OpenAI's SDKs would sit out any. */
const maxRetryAfterSeconds = 60;

/** How policies sign on, and what they name. */
export interface PolicySetting {
  readonly names: EntityNames;
  /** Whether the identity is a user-assigned one, whose client id is in a named value, or the service's own. */
  readonly userAssigned: boolean;
}

/** For every template, fragments included; to add one, add it here. */
export function commonParameters(
  plan: BackendPlan,
  { names, userAssigned }: PolicySetting,
): TemplateParameters {
  const signOn = `<authentication-managed-identity resource="${openAiResource}"${userAssigned ? ` client-id="{{${names.identityNamedValue}}}"` : ""} />`;
  return {
    ...routeParameters(plan),
    backendKindCases: plan.backends.map(({ id, kind }) =>
      escapeXml(`case "${escapeCsharpString(id)}": backendKind = "${kind}"; break;`),
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
    metricNamespace: "genai-gateway",
    openAiResource,
    signOn,
    ...storedParameters(plan, names, signOn),
    logUsageEvent: byRegion(plan, (region) => {
      const logger = region === undefined ? names.usageLogger : usageLoggerOf(names, region);
      return `<log-to-eventhub logger-id="${logger}" partition-key="@(context.Subscription?.Id ?? "anonymous")">@((string)context.Variables["genai-usage-event"])</log-to-eventhub>`;
    }),
  };
}

/** Of deployments with a timeout of their own; where none has, the API's stands in forward-request as it is. */
function timeoutParameters({ backends }: BackendPlan): TemplateParameters {
  const cases = backends.flatMap(({ id, timeouts = {} }) =>
    Object.entries(timeouts).map(
      ([deployment, seconds]) =>
        `case "${escapeCsharpString(`${deployment.toLowerCase()}@${id}`)}": return ${seconds};`,
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

/** JSON in single quotes, which Newtonsoft reads, so that it stands in a C# string as it is. */
export function csharpJson(value: unknown): string {
  return JSON.stringify(value).replace(/'/g, "\\u0027").replace(/"/g, "'");
}

/** What one API's policy, and those of its operations, have beside the common ones. */
export function apiParameters(
  name: ApiName,
  api: ApiConfig,
  names: EntityNames,
  plan: Pick<BackendPlan, "aliases">,
): TemplateParameters {
  const { backendPrefix } = apiFacts[name];
  const include = (fragment: string) => `<include-fragment fragment-id="${names.prefix}${fragment}" />`;
  const { eventHub, applicationInsights } = api.usage;
  return {
    apiId: apiFacts[name].id,
    backendTimeoutSeconds: api.backendTimeoutSeconds,
    spillToPayg: String(api.spillToPayg),
    stored: api.stored,
    balanceInclude: [include(`balance-${api.loadBalancing}`)],
    measureInclude: api.loadBalancing === "latency" ? [include("measure-latency")] : [],
    usageInboundIncludes: applicationInsights ? [include("usage-app-insights-tokens")] : [],
    usageOutcomeIncludes: [
      ...(eventHub ? [include("usage-event-hub")] : []),
      ...(applicationInsights ? [include("usage-app-insights-calls")] : []),
    ],
    rewrite: backendPrefix ? [rewriteTo(backendPrefix)] : [evergreenToV1, ...aliasRewrite(plan)],
  };
}

/** A matched value has no braces: the API's policy has refused what is no plain name. */
const rewriteTo = (prefix: string) =>
  `<rewrite-uri template="@(context.Request.MatchedParameters.Aggregate("${prefix}" + context.Operation.UrlTemplate, (path, part) => path.Replace("{" + part.Key + "}", part.Value)))" />`;

/**
 * Azure OpenAI has conversations, compaction and the count of tokens in its v1 API only, and AzureOpenAI clients ask for them with an api-version.
 * https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle
 */
const evergreenToV1 = [
  `<choose><when condition="@(context.Operation.UrlTemplate.StartsWith("/conversations") || new [] { "compact-response", "count-response-tokens" }.Contains(context.Operation.Id))">`,
  rewriteTo("/v1"),
  `<set-query-parameter name="api-version" exists-action="delete" />`,
  `</when></choose>`,
].join("");

/**
 * A product's limits: its own, that of each of its subscriptions, its budgets, and its share of each API's capacity.
 * https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
 */
export function tokenLimits(
  product: ProductConfig,
  apis: GatewayConfig["apis"],
  files: PolicyFiles,
  problems: Problem[],
): readonly RenderedPolicy[] {
  const limit = files.products.get("token-limit");
  const priorityLimit = files.products.get("priority-limit");
  const rendered: RenderedPolicy[] = [];
  const kinds = [
    {
      kind: "product",
      id: "context.Product.Id",
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
  ] as const;
  for (const { kind, id, tokensPerMinute, quota } of kinds) {
    const limits = limitAttributes(tokensPerMinute, quota, kind);
    if (!limits || !limit) continue;
    const counterKey = `@("${kind}:" + ${id})`;
    const told = { limitName: `${kind}_tokens`, limitTokens: tokensPerMinute ?? 0 };
    rendered.push(renderTemplate(limit, { counterKey, limits, ...told }, problems));
  }
  const budget = files.products.get("budget");
  const streamTokens = Math.min(...kinds.flatMap(({ money }) => money?.streamTokens ?? []));
  for (const { kind, id, money } of kinds) {
    if (!money || !budget) continue;
    const parameters = budgetParameters(money, kind, id);
    rendered.push(
      renderTemplate(budget, { ...parameters, streamTokens, limitName: `${kind}_budget` }, problems),
    );
  }
  for (const name of productApis(product, apis)) {
    const { priority } = apis[name];
    if (!priority || !priorityLimit) continue;
    const { capacityTokensPerMinute: capacity, reservedTokensPerMinute: reserved } = priority;
    rendered.push(
      renderTemplate(
        priorityLimit,
        {
          apiId: apiFacts[name].id,
          tokensPerMinute: product.priority === "high" ? capacity : capacity - reserved,
        },
        problems,
      ),
    );
  }
  return rendered;
}

/** @param left whose tokens are left in the minute: names the variable and the header that say how many */
function limitAttributes(
  tokensPerMinute: number | undefined,
  quota: TokenQuota | undefined,
  left: "product" | "subscription",
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

/** The enabled APIs that a product grants. */
export function productApis(product: ProductConfig, apis: GatewayConfig["apis"]): readonly ApiName[] {
  return (Object.keys(apiFacts) as ApiName[]).filter(
    (name) => apis[name].enabled && (product.apis === undefined || product.apis.includes(name)),
  );
}
