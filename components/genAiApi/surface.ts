import { modelsWithAliases } from "../aliases";
import type { BackendPlan } from "../backendPlan";
import type { ApiConfig, ProductConfig } from "../config/schema";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { moneyOf } from "./budgets";
import { allowedDeployments } from "./modelList";
import { allModels } from "./modelFacts";
import { offeredText, type Definition, type OperationNeed } from "./definition";

/**
 * The allow lists of products as cases of a C# switch, which finds a product's at once however many there are; empty where
 * every product may use all.
 */
export function allowedCases(
  plan: Pick<BackendPlan, "models" | "providers" | "aliases">,
  products: readonly Pick<ProductConfig, "name" | "models">[],
): readonly string[] {
  return products.flatMap(({ name, models }) => {
    const allowed = allowedDeployments({ models: allModels(plan), aliases: plan.aliases }, models);
    return allowed ? [escapeXml(`case ${csharpText(name)}: return ${csharpText(allowed.join(","))};`)] : [];
  });
}

/** What an API's own list of models has for products that may not use all of them: C# cases that set `names`. */
export function ownNamesCases(
  ofApi: readonly string[],
  products: readonly Pick<ProductConfig, "name" | "models">[],
): readonly string[] {
  return products.flatMap(({ name, models }) =>
    models === undefined
      ? []
      : [
          escapeXml(
            `case ${csharpText(name)}: names = ${csharpText(ofApi.filter((one) => models.some((model) => model.toLowerCase() === one.toLowerCase())).join(","))}; break;`,
          ),
        ],
  );
}

/**
 * The products whose subscriptions may not start what nobody can count before it has run, with the reason for each: C#
 * cases of a switch over the product's id.
 */
export function uncountedCases(
  products: readonly Pick<
    ProductConfig,
    "name" | "models" | "budget" | "subscriptionBudget" | "tokenQuota" | "subscriptionTokenQuota" | "identity"
  >[],
): readonly string[] {
  return products.flatMap((product) => {
    const reason =
      moneyOf(product).length > 0
        ? "a budget in money, and what a batch job will cost is not known when it begins"
        : product.tokenQuota || product.subscriptionTokenQuota
          ? "a token quota, which the tokens of a batch job would pass by"
          : product.models
            ? "a list of models, which the lines of a batch file would pass by"
            : undefined;
    return reason ? [escapeXml(`case ${csharpText(product.name)}: return ${csharpText(reason)};`)] : [];
  });
}

/** What the fragment product-models is filled with. */
export function modelParameters(
  plan: Pick<BackendPlan, "models" | "providers" | "aliases">,
  products: readonly Pick<ProductConfig, "name" | "models">[],
): TemplateParameters {
  const all = Object.keys(modelsWithAliases({ models: allModels(plan), aliases: plan.aliases }));
  return { allModelNames: all.join(","), productModelCases: allowedCases(plan, products) };
}

/** What an API's config has of what its operations may need. */
export function needsMet(
  { stored, files }: ApiConfig,
  ownView = false,
): Readonly<Record<OperationNeed, boolean>> {
  return { stored: stored === "owned", files: files === "owned", ownView };
}

/** What the policies of an API's operations say about the API itself. */
export function surfaceParameters(
  api: ApiConfig,
  definition: Definition,
  hasAliases = false,
  ownView = false,
): TemplateParameters {
  const off = [
    ...(api.stored === "off" ? ["stored responses and conversations"] : []),
    ...(api.files === "off" ? ["files and batch jobs"] : []),
    ...(ownView ? [] : ["the view of one's own usage"]),
  ];
  return {
    apiPath: api.path,
    offered: offeredText(definition.operations),
    switchedOff: off.length > 0 ? ` This gateway has ${listed(off)} switched off.` : "",
    cors: api.cors ? [corsPolicy(api.cors, hasAliases)] : [],
  };
}

const listed = (words: readonly string[]) =>
  [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(", and ");

/** Headers of answers that clients read and browsers would hide from them. */
const exposedHeaders = [
  "Retry-After",
  "retry-after-ms",
  "x-gateway-request-id",
  "x-gateway-backend",
  "x-genai-affinity",
  "x-genai-limit",
  "x-genai-remaining-product-tokens",
  "x-genai-remaining-subscription-tokens",
  "x-ratelimit-limit-tokens",
  "x-ratelimit-remaining-tokens",
];

/**
 * Stands first of all, so that refusals carry the headers too. API Management answers a preflight without a key: it is
 * the business of the operation that it asks about, of whose policies only `cors` is run.
 * https://learn.microsoft.com/azure/api-management/cors-policy
 */
export function corsPolicy(
  { allowedOrigins, maxAgeSeconds }: NonNullable<ApiConfig["cors"]>,
  hasAliases: boolean,
): string {
  const list = (name: string, item: string, values: readonly string[]) =>
    `<${name}>${values.map((value) => `<${item}>${escapeXml(value)}</${item}>`).join("")}</${name}>`;
  return [
    "<cors>",
    // Any origin makes the others superfluous, and API Management takes * alone.
    list("allowed-origins", "origin", allowedOrigins.includes("*") ? ["*"] : allowedOrigins),
    `<allowed-methods preflight-result-max-age="${maxAgeSeconds}">${["GET", "POST", "DELETE"].map((method) => `<method>${method}</method>`).join("")}</allowed-methods>`,
    list("allowed-headers", "header", ["*"]),
    list("expose-headers", "header", [...exposedHeaders, ...(hasAliases ? ["x-genai-model"] : [])]),
    "</cors>",
  ].join("");
}
