import type { BackendPlan, RegionPlan } from "../backendPlan";
import type { Budget, ApiConfig, ApiName, GatewayConfig, ProductConfig, TokenQuota } from "../config/schema";
import type { PolicyFiles } from "../policyFiles";
import { usageLoggerOf, type EntityNames } from "../policyNames";
import { storedParameters } from "./stored";
import { renderTemplate, type RenderedPolicy, type TemplateParameters } from "../policyTemplates";
import type { Problem } from "../../common/problem";

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
    routes: csharpJson(ofRegions(plan, ({ routes }) => routes)),
    roundRobinRoutes: csharpJson(ofRegions(plan, ({ roundRobinRoutes }) => roundRobinRoutes)),
    latencyRoutes: csharpJson(plan.latencyRoutes),
    backendKinds: csharpJson(Object.fromEntries(plan.backends.map(({ id, kind }) => [id, kind]))),
    // The first attempt is no retry; API Management takes counts from 1 to 50.
    retries: Math.max(1, plan.attempts - 1),
    choosePool: byRegion(plan, (region) => {
      const { pool } = region === undefined ? plan : plan.additionalLocations[region]!;
      return `<set-backend-service backend-id="${pool.id}" />`;
    }),
    deploymentNames: Object.keys(plan.routes).join(", "),
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

/** `*` stands for the first region, and for any that is not named. */
export function ofRegions<T>(plan: BackendPlan, of: (region: RegionPlan) => T): Readonly<Record<string, T>> {
  const others = Object.entries(plan.additionalLocations).map(([name, region]) => [name, of(region)]);
  return { "*": of(plan), ...(Object.fromEntries(others) as Record<string, T>) };
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
export function apiParameters(name: ApiName, api: ApiConfig, names: EntityNames): TemplateParameters {
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
    // A matched value has no braces: the API's policy has refused what is no plain name.
    rewrite: backendPrefix
      ? [
          `<rewrite-uri template="@(context.Request.MatchedParameters.Aggregate("${backendPrefix}" + context.Operation.UrlTemplate, (path, part) => path.Replace("{" + part.Key + "}", part.Value)))" />`,
        ]
      : [],
  };
}

/**
 * A product's limits: its own, that of each of its subscriptions, and its share of each API's capacity.
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
  const own = limitAttributes(product.tokensPerMinute, product.tokenQuota);
  if (own && limit)
    rendered.push(
      renderTemplate(limit, { counterKey: '@("product:" + context.Product.Id)', limits: own }, problems),
    );
  const each = limitAttributes(product.subscriptionTokensPerMinute, product.subscriptionTokenQuota);
  if (each && limit)
    rendered.push(
      renderTemplate(
        limit,
        { counterKey: '@("subscription:" + context.Subscription.Id)', limits: each },
        problems,
      ),
    );
  const budget = files.products.get("budget");
  for (const [money, counterKey] of [
    [product.budget, '@("budget:product:" + context.Product.Id)'],
    [product.subscriptionBudget, '@("budget:subscription:" + context.Subscription.Id)'],
  ] as const) {
    if (money && budget) rendered.push(renderTemplate(budget, budgetParameters(money, counterKey), problems));
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

const secondsOf = { Daily: 86_400, Weekly: 604_800, Monthly: 2_592_000 } as const;

/** The counter counts in ten-thousandths of a dollar: fine enough for one call, coarse enough for an int. */
function budgetParameters(
  { dollars, period, promptPerMillion = 0, completionPerMillion = 0, streamTokens }: Budget,
  counterKey: string,
) {
  return {
    counterKey,
    calls: Math.round(dollars * 10_000),
    renewalPeriod: secondsOf[period],
    promptPerMillion,
    completionPerMillion,
    assumedCompletion: streamTokens,
  };
}

function limitAttributes(tokensPerMinute: number | undefined, quota: TokenQuota | undefined): string {
  return [
    tokensPerMinute === undefined ? "" : `tokens-per-minute="${tokensPerMinute}"`,
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
