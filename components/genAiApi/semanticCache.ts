import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { Catalogue } from "@azure-genai-gateway/catalogue";
import type { BackendPlan } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import { isContractCall } from "../contractProducts";
import { includeOf, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { isBatchSku } from "../skus";
import { productOfCall } from "./callers";
import { modelFactsOf } from "./modelFacts";
import { highest, priceRows, tariffOf } from "./tokenPrices";
import type { ServiceReference } from "./types";

type CachedConfig = Pick<GatewayConfig, "products"> & Partial<Pick<GatewayConfig, "contracts">>;

/** Products that have a semantic cache. */
export function cachedProducts({ products }: CachedConfig) {
  return products.flatMap(({ name, semanticCache }) => (semanticCache ? [{ name, ...semanticCache }] : []));
}

/** What is kept for contracts; undefined where nothing is. */
function cacheOfContracts({ contracts }: CachedConfig) {
  return contracts?.enabled === true ? contracts.semanticCache : undefined;
}

/** Whether the stack keeps answers, for a product of its own or for contracts. */
export function keepsAnswers(config: CachedConfig): boolean {
  return cachedProducts(config).length > 0 || cacheOfContracts(config) !== undefined;
}

/** C#: what the policy of a contract's product has said of its cache: a JObject of seconds, byUser and threshold. */
const cacheOfContract = 'context.Variables.GetValueOrDefault<JObject>("genai-contract-cache", new JObject())';

/** The backend of API Management that a deployment's embeddings are asked from. */
export function embeddingsBackendId({ prefix }: Pick<EntityNames, "prefix">, deployment: string): string {
  return `${prefix}genai-embeddings-${deployment.toLowerCase().replace(/[^a-z0-9-]/g, "-")}`;
}

/** A deployment that makes vectors, and the account that it is asked from: the first that has it, and answers at once. */
interface VectorMaker {
  readonly id: string;
  readonly deployment: string;
  readonly backend: string;
}

export function embeddingsPlan(
  config: CachedConfig,
  plan: Pick<BackendPlan, "backends">,
  names: Pick<EntityNames, "prefix">,
): readonly VectorMaker[] {
  const deployments = [
    ...new Set([
      ...cachedProducts(config).map(({ embeddings }) => embeddings),
      ...(cacheOfContracts(config) ? [cacheOfContracts(config)!.embeddings] : []),
    ]),
  ];
  return deployments.flatMap((deployment) => {
    const backend = makerOf(plan, deployment);
    return backend === undefined ? [] : [{ id: embeddingsBackendId(names, deployment), deployment, backend }];
  });
}

function makerOf({ backends }: Pick<BackendPlan, "backends">, deployment: string): string | undefined {
  return backends.find(
    ({ deployments: own, sku }) =>
      !isBatchSku(sku) && own.some((name) => name.toLowerCase() === deployment.toLowerCase()),
  )?.id;
}

const isHit = 'context.Variables.GetValueOrDefault<string>("genai-gateway-cache", "") == "hit"';

/**
 * What the fragments cache-key, read-usage and answer and the events are filled with; nothing where no product has a cache.
 * @param catalogue where the prices of vectors are from, unless the product has prices of its own
 * @param estimate the fragment estimate-prompt: a text is as many tokens to the cache as it is to a prompt
 */
export function cacheParameters(
  config: CachedConfig,
  plan: Pick<BackendPlan, "models" | "backends" | "providers">,
  catalogue: Catalogue,
  estimate = "",
): TemplateParameters {
  const cached = cachedProducts(config);
  const ofContracts = cacheOfContracts(config);
  if (!keepsAnswers(config))
    return {
      cacheCases: [],
      otherCache: [],
      vectorCases: [],
      otherVector: [],
      textTokens: [],
      vectorOfNothing: [],
      vectorCost: [],
      cacheOfEvent: [],
      cacheHeader: [],
    };
  return {
    cacheCases: cached.map(({ name, ttl, varyBy }) =>
      escapeXml(`case ${csharpText(name)}: seconds = ${ttl}; byUser = ${String(varyBy === "user")}; break;`),
    ),
    otherCache: ofContracts
      ? [
          escapeXml(
            `if (${isContractCall} && ${cacheOfContract}.Count > 0) { seconds = (int)${cacheOfContract}["seconds"]; byUser = (bool)${cacheOfContract}["byUser"]; } `,
          ),
        ]
      : [],
    vectorCases: config.products.flatMap((product) =>
      product.semanticCache
        ? [
            escapeXml(
              `case ${csharpText(product.name)}: ${vectorFacts(product.semanticCache.embeddings, tariffOf(product), plan, catalogue)} break;`,
            ),
          ]
        : [],
    ),
    otherVector: ofContracts
      ? [
          escapeXml(
            `${vectorFacts(ofContracts.embeddings, tariffOf({ chargePtu: config.contracts!.chargePtu[0]! }), plan, catalogue)} `,
          ),
        ]
      : [],
    textTokens: [textTokens(estimate)],
    // The vector is paid for, whatever becomes of the call. A hit has used nothing else.
    vectorOfNothing: [
      'var vector = context.Variables.GetValueOrDefault<JObject>("genai-cache-vector", new JObject());',
      'if (vector.Count > 0) { nothing = () => new JObject(new JProperty("from", "cache"), new JProperty("prompt", 0), new JProperty("completion", 0), new JProperty("total", 0), new JProperty("bound", 0), new JProperty("micros", vector["micros"]), new JProperty("cost", new JObject(new JProperty("embeddings", vector["micros"]))), new JProperty("priceFrom", vector["priceFrom"])); }',
      `if (!context.Variables.ContainsKey("genai-spent") && ${isHit}) { return nothing(); }`,
    ].map(escapeXml),
    vectorCost: [
      'if (vector.Count > 0) { part("embeddings", (double)vector["micros"]); if ((string)vector["priceFrom"] == null) { priceFrom = null; } }',
    ].map(escapeXml),
    cacheOfEvent: [
      `if (${isHit}) { made.Add("gatewayCache", "hit"); }`,
      'if (context.Variables.GetValueOrDefault<JObject>("genai-cache-vector", new JObject()).Count > 0) { made.Add("embeddingTokens", ((JObject)context.Variables["genai-cache-vector"])["tokens"]); }',
    ],
    cacheHeader: [
      `<choose><when condition="${escapeXml(`@(${isHit})`)}"><set-header name="x-genai-cache" exists-action="override"><value>hit</value></set-header></when></choose>`,
    ],
  };
}

/** C#: `count`, which is estimate-prompt's own `text`, so that there are not two estimates of one text. */
function textTokens(estimate: string): string {
  const [found] = /Func<string, double> text = read => \{[\s\S]*?\n {8}\};/.exec(estimate) ?? [];
  return found === undefined ? "" : `${found}\n        count = text;`;
}

/**
 * C# of cache-key: what a token of the vectors costs, as if the caller had asked for them himself. A price that no catalogue
 * has is the dearest there is, and said to be unknown, as everywhere.
 */
function vectorFacts(
  embeddings: string,
  tariff: ReturnType<typeof tariffOf>,
  plan: Pick<BackendPlan, "models" | "backends" | "providers">,
  catalogue: Catalogue,
): string {
  const rows = priceRows(plan, catalogue, tariff);
  const backend = makerOf(plan, embeddings);
  const own = rows.find(
    (row) => row.backend === backend && row.deployment.toLowerCase() === embeddings.toLowerCase(),
  )?.prices;
  const price = (own ?? highest(rows.flatMap(({ prices }) => prices ?? [])))?.prompt ?? 0;
  const named = Object.keys(plan.models).find((name) => name.toLowerCase() === embeddings.toLowerCase());
  const { window, scriptWeight } = modelFactsOf(catalogue, plan.models[named ?? ""]?.model ?? embeddings);
  return `price = ${price}; priceFrom = ${own ? csharpText(own.from) : "null"}; window = ${window}; scriptWeight = ${scriptWeight};`;
}

/**
 * C#: an answer from the cache states that nothing was used. Limits of tokens and API Management's log read what answers
 * state, and would count the first call's tokens once more. Text within text has its quotes escaped, so `usage` is the key.
 */
const usageOfHit = String.raw`@{
    var figures = context.Operation.Id == "chat-completions" ? "\"prompt_tokens\":0,\"completion_tokens\":0" : "\"input_tokens\":0,\"output_tokens\":0";
    return Regex.Replace(context.Response.Body.As<string>(preserveContent: true) ?? "", "\"usage\"\\s*:\\s*\\{(?:[^{}]|\\{[^{}]*\\})*\\}", "\"usage\":{" + figures + ",\"total_tokens\":0}");
}`;

/** The steps of an API's policy that look an answer up, and keep one. */
export function cacheIncludes(config: CachedConfig, names: EntityNames): TemplateParameters {
  if (!keepsAnswers(config)) return { cacheLookup: [], cacheStore: [] };
  const product = productOfCall(config.products);
  const key = '(string)context.Variables["genai-cache-key"]';
  const ofContracts = cacheOfContracts(config);
  const lookups = [
    ...cachedProducts(config).map(({ name, threshold, embeddings }) => ({
      ...{ condition: `(${product} ?? "") == ${csharpText(name)}`, threshold, embeddings },
    })),
    // The threshold takes no expression, so there is a lookup for each that contracts may choose.
    ...(ofContracts?.thresholds ?? []).map((threshold) => ({
      condition: `${isContractCall} && (string)${cacheOfContract}["threshold"] == "${threshold}"`,
      ...{ threshold, embeddings: ofContracts!.embeddings },
    })),
  ];
  return {
    cacheLookup: [
      includeOf(names, "cache-key"),
      "<choose>",
      ...lookups.map(({ condition, threshold, embeddings }) =>
        [
          `<when condition="${escapeXml(`@(${key} != "" && ${condition})`)}">`,
          // What follows a lookup runs where it has found nothing.
          '<set-variable name="genai-gateway-cache" value="hit" />',
          `<llm-semantic-cache-lookup score-threshold="${threshold}" embeddings-backend-id="${escapeXml(embeddingsBackendId(names, embeddings))}" embeddings-backend-auth="system-assigned" ignore-system-messages="true" max-message-count="1">`,
          `<vary-by>@(${key})</vary-by>`,
          "</llm-semantic-cache-lookup>",
          '<set-variable name="genai-gateway-cache" value="miss" />',
          "</when>",
        ].join(""),
      ),
      "</choose>",
    ],
    cacheStore: [
      '<llm-semantic-cache-store duration="@(context.Variables.GetValueOrDefault<int>(&quot;genai-cache-seconds&quot;, 1))" />'.replace(
        "<int>",
        "&lt;int&gt;",
      ),
      // A hit begins here. What it has cost is found by the same fragment.
      `<choose><when condition="${escapeXml(`@(${isHit})`)}"><set-body>${escapeXml(usageOfHit)}</set-body>${includeOf(names, "read-usage")}</when></choose>`,
    ],
  };
}

/** The backends of {@link embeddingsPlan}: their URL is that of the deployment's embeddings. */
export function declareEmbeddingsBackends(
  name: string,
  service: ServiceReference,
  config: CachedConfig,
  plan: BackendPlan,
  names: EntityNames,
  endpoints: Readonly<Record<string, pulumi.Input<string>>>,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, pulumi.Resource> {
  return new Map(
    embeddingsPlan(config, plan, names).map(({ id, deployment, backend }) => {
      const { host } = plan.backends.find((one) => one.id === backend)!;
      const endpoint = pulumi.output(endpoints[backend] ?? pulumi.interpolate`https://${host}`);
      return [
        id,
        new apimanagement.Backend(
          `${name}-${id}`,
          {
            ...service,
            backendId: id,
            description: `Embeddings of ${deployment}, for the semantic cache`,
            type: apimanagement.BackendType.Single,
            protocol: apimanagement.BackendProtocol.Http,
            url: endpoint.apply(
              (url) => `${url.replace(/\/+$/, "")}/openai/deployments/${deployment}/embeddings`,
            ),
            tls: { validateCertificateChain: true, validateCertificateName: true },
          },
          options,
        ),
      ];
    }),
  );
}
