import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { BackendPlan } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import { includeOf, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { productOfCall } from "./callers";
import type { ServiceReference } from "./types";

type CachedConfig = Pick<GatewayConfig, "products">;

/** Products that have a semantic cache. */
export function cachedProducts({ products }: CachedConfig) {
  return products.flatMap(({ name, semanticCache }) => (semanticCache ? [{ name, ...semanticCache }] : []));
}

/** The backend of API Management that a deployment's embeddings are asked from. */
export function embeddingsBackendId({ prefix }: Pick<EntityNames, "prefix">, deployment: string): string {
  return `${prefix}genai-embeddings-${deployment.toLowerCase().replace(/[^a-z0-9-]/g, "-")}`;
}

/** Deployments that make the vectors, each with the first account that has it. */
export function embeddingsPlan(
  config: CachedConfig,
  plan: Pick<BackendPlan, "backends">,
  names: Pick<EntityNames, "prefix">,
): readonly { readonly id: string; readonly deployment: string; readonly backend: string }[] {
  const deployments = [...new Set(cachedProducts(config).map(({ embeddings }) => embeddings))];
  return deployments.flatMap((deployment) => {
    const holder = plan.backends.find(({ deployments: own }) =>
      own.some((name) => name.toLowerCase() === deployment.toLowerCase()),
    );
    return holder ? [{ id: embeddingsBackendId(names, deployment), deployment, backend: holder.id }] : [];
  });
}

/** What the fragment cache-key and the events are filled with; nothing where no product has a cache. */
export function cacheParameters(config: CachedConfig): TemplateParameters {
  const cached = cachedProducts(config);
  const isHit = 'context.Variables.GetValueOrDefault<string>("genai-gateway-cache", "") == "hit"';
  return {
    cacheCases: cached.map(({ name, ttl, varyBy }) =>
      escapeXml(`case ${csharpText(name)}: seconds = ${ttl}; byUser = ${String(varyBy === "user")}; break;`),
    ),
    cacheOfEvent: cached.length === 0 ? [] : [`if (${isHit}) { made.Add("gatewayCache", "hit"); }`],
    cacheHeader:
      cached.length === 0
        ? []
        : [
            `<choose><when condition="${escapeXml(`@(${isHit})`)}"><set-header name="x-genai-cache" exists-action="override"><value>hit</value></set-header></when></choose>`,
          ],
  };
}

/** The steps of an API's policy that look an answer up, and keep one. */
export function cacheIncludes(config: CachedConfig, names: EntityNames): TemplateParameters {
  const cached = cachedProducts(config);
  if (cached.length === 0) return { cacheLookup: [], cacheStore: [] };
  const product = productOfCall(config.products);
  const key = '(string)context.Variables["genai-cache-key"]';
  return {
    cacheLookup: [
      includeOf(names, "cache-key"),
      "<choose>",
      ...cached.map(({ name, threshold, embeddings }) =>
        [
          `<when condition="${escapeXml(`@(${key} != "" && (${product} ?? "") == ${csharpText(name)})`)}">`,
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
