import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { findModel, type Catalogue } from "@azure-genai-gateway/catalogue";
import { applicationInsightsDiagnostic } from "../apiManagement/observability";
import type { BackendPlan, RegionPlan } from "../backendPlan";
import type { ApiConfig, ApiName, ProductConfig } from "../config/schema";
import { usageIncludes, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { moneyOf } from "./budgets";
import { handshakeIdentity } from "./callers";
import { declareLlmLog } from "./armTemplates";
import { allowedDeployments } from "./modelList";
import { waitsFor, type Named } from "./named";
import { apiFacts } from "./parameters";
import { regionText } from "./routes";
import { Sequence } from "./sequence";
import { turnIndex } from "../turns";
import type { PolicyDocument } from "./documentMaker";
import type { ServiceReference } from "./types";

/** The WebSocket API beside one of the APIs. */
export interface RealtimeDocuments {
  /** The API's id in API Management. */
  readonly id: string;
  /** Of the one operation that a WebSocket API has. */
  readonly policy: PolicyDocument;
}

/** Where each form of the API names the deployment. */
const deploymentParameters: Readonly<Record<ApiName, string>> = {
  azureOpenAi: "deployment",
  openAiV1: "model",
};

/** Where a product may use others, but none that talks: no name of a deployment. */
const noDeployment = "no realtime deployment";

/** The operation that API Management makes for every WebSocket API. */
const handshake = "onHandshake";

/** Deployments of models that talk, as the routes spell them. */
export function realtimeDeployments(
  { models }: Pick<BackendPlan, "models">,
  catalogue: Catalogue,
): readonly string[] {
  return Object.entries(models).flatMap(([name, { model }]) =>
    findModel(catalogue, model)?.kind === "realtime" ? [name] : [],
  );
}

export function realtimeId(name: ApiName): string {
  return `${apiFacts[name].id}-realtime`;
}

/** What the template realtime has beside the common parameters. Pure. */
export function realtimeParameters(
  name: ApiName,
  api: ApiConfig,
  plan: BackendPlan,
  products: readonly Pick<ProductConfig, "name" | "models" | "budget" | "subscriptionBudget" | "identity">[],
  deployments: readonly string[],
  names: EntityNames,
): TemplateParameters {
  const cases = ({ routes, roundRobinRoutes }: RegionPlan, region: string) => {
    const all = api.loadBalancing === "round-robin" ? roundRobinRoutes : routes;
    return deployments.map((deployment) => {
      const groups = (all[deployment] ?? []).map(({ priority, backends, turns }) => {
        // Who is asked, turn by turn.
        const asked = [...turns].map((symbol) => csharpText(backends[turnIndex(symbol)]!));
        return `new JObject(new JProperty("priority", ${priority}), new JProperty("turns", new JArray(${asked.join(", ")})))`;
      });
      return escapeXml(
        `case ${csharpText(region + deployment.toLowerCase())}: groups = new JArray(${groups.join(", ")}); break;`,
      );
    });
  };
  const budgets = products.flatMap((product) =>
    moneyOf(product).length > 0 ? [csharpText(product.name)] : [],
  );
  return {
    deploymentParameter: deploymentParameters[name],
    spillToPayg: String(api.spillToPayg),
    realtimeRegion: regionText(plan),
    realtimeRoutes: [
      ...cases(plan, ""),
      ...Object.entries(plan.additionalLocations).flatMap(([name, region]) => cases(region, `${name}/`)),
    ],
    realtimeNames: deployments.join(", "),
    budgetProducts: `new string[] { ${budgets.join(", ")} }`,
    allowedCases: products.flatMap(({ name: product, models }) => {
      const allowed = allowedDeployments(plan, models)?.filter((one) => deployments.includes(one));
      // A product that may use none of them is told so by an empty list.
      return allowed
        ? [
            escapeXml(
              `case ${csharpText(product)}: allowed = ${csharpText(allowed.join(",") || noDeployment)}; break;`,
            ),
          ]
        : [];
    }),
    askFull: plan.backends.map(
      ({ id }) =>
        `<cache-lookup-value key="genai-realtime-full:${id}" variable-name="genai-full-${id}" default-value="" caching-type="internal" />`,
    ),
    chooseBackend: [
      "<choose>",
      ...plan.backends.map(
        ({ id }) =>
          `<when condition="@((string)context.Variables["genai-backend"] == ${csharpText(id)})"><set-backend-service base-url="@("{{${names.accountNamedValue}${id}}}".Replace("https://", "wss://") + "${apiFacts[name].backendPrefix}/realtime")" /></when>`,
      ),
      "</choose>",
    ],
    usageOutcomeIncludes: usageIncludes(names, api.usage),
    ...handshakeIdentity(products, names),
  };
}

/**
 * A WebSocket API and what belongs to it. Its one operation is API Management's own; only its policy is declared.
 * https://learn.microsoft.com/azure/api-management/websocket-api
 * @returns the API, and the sequence that whoever else touches it has to join
 */
export function declareRealtimeApi(
  name: string,
  service: ServiceReference,
  apiName: ApiName,
  config: ApiConfig,
  documents: RealtimeDocuments,
  named: Named,
  options: pulumi.CustomResourceOptions,
): { readonly api: apimanagement.Api; readonly sequence: Sequence } {
  const { id, policy } = documents;
  const sequence = new Sequence();
  const next = (more: readonly pulumi.Resource[] = []): pulumi.CustomResourceOptions => ({
    ...options,
    dependsOn: [...sequence.before, ...more],
  });
  const { backendPrefix, displayName } = apiFacts[apiName];
  const first = [...named.backends.values()][0]!;
  const api = sequence.add(
    new apimanagement.Api(
      `${name}-${id}`,
      {
        ...service,
        apiId: id,
        displayName: `${displayName} realtime`,
        path: `${config.path}/realtime`,
        apiType: apimanagement.ApiType.Websocket,
        soapApiType: apimanagement.SoapApiType.WebSocket,
        protocols: [apimanagement.Protocol.Wss],
        // A WebSocket API has to have one; the policy chooses another for each session.
        serviceUrl: pulumi.interpolate`${first.url.apply((url) => (url ?? "").replace(/^https:/, "wss:"))}${backendPrefix}/realtime`,
        subscriptionRequired: true,
        // Browsers can send a key in the query alone, and OpenAI's client for Azure calls it so.
        subscriptionKeyParameterNames: { header: "api-key", query: "api-key" },
      },
      next(),
    ),
  );
  const child = { ...service, apiId: api.name };
  sequence.add(
    new apimanagement.ApiDiagnostic(
      `${name}-${id}-diagnostic`,
      { ...child, ...applicationInsightsDiagnostic(named) },
      next(),
    ),
  );
  if (config.usage.llmLog) sequence.add(declareLlmLog(`${name}-${id}-llm-log`, service, id, named, next()));
  sequence.add(
    new apimanagement.ApiOperationPolicy(
      `${name}-${id}-policy`,
      {
        ...child,
        operationId: handshake,
        policyId: "policy",
        format: "rawxml",
        value: policy.rendered.text,
      },
      next(waitsFor(policy, named)),
    ),
  );
  return { api, sequence };
}
