import { findModel, versionOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { aliasesUnder, modelsWithAliases } from "../aliases";
import type { BackendPlan, PlannedModel } from "../backendPlan";
import type { AnyApiName, ProductConfig } from "../config/schema";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { allModels } from "./modelFacts";

type Json = Record<string, unknown>;

/** What the gateway itself answers to clients that ask which models there are. */
export interface ListedModel {
  /** As the routes spell it. */
  readonly name: string;
  /** As OpenAI's clients read it. */
  readonly model: Json;
  /** As Foundry's discovery reads it. */
  readonly deployment: Json;
}

type ListPlan = Pick<BackendPlan, "models" | "latencyRoutes" | "providers" | "aliases">;

/**
 * The models that an API has, made once, when the stack is deployed: no backend is asked, and every backend
 * would list something else. What others than Azure's accounts have stands in the v1 API alone. Pure.
 */
export function listedModels(api: AnyApiName, plan: ListPlan, catalogue: Catalogue): readonly ListedModel[] {
  const more = api === "azureOpenAi" ? undefined : plan.providers?.routes[api];
  const served = new Set(
    Object.keys((more ?? plan).latencyRoutes).map((deployment) => deployment.toLowerCase()),
  );
  const models = Object.fromEntries(
    Object.entries(allModels(plan)).filter(([name]) => served.has(name.toLowerCase())),
  );
  const aliases = aliasesUnder(api, plan.aliases);
  return Object.entries(modelsWithAliases({ models, aliases })).map(([name, planned]) => ({
    name,
    model: modelOf(name, planned, catalogue),
    deployment: deploymentOf(name, planned, catalogue),
  }));
}

/** What the operations that list models are filled with: a call finds those of its key by name and reads no table. */
export function listParameters(listed: readonly ListedModel[]): TemplateParameters {
  const texts = (of: (one: ListedModel) => Json) =>
    listed.map((one) =>
      escapeXml(`case ${csharpText(one.name.toLowerCase())}: return ${csharpText(inSingleQuotes(of(one)))};`),
    );
  return {
    listedNames: listed.map(({ name }) => name).join(","),
    modelTexts: texts(({ model }) => model),
    deploymentTexts: texts(({ deployment }) => deployment),
  };
}

/** JSON in single quotes, shorter within C# within XML; the template puts the double ones in their places again. */
function inSingleQuotes(value: Json): string {
  return JSON.stringify(value)
    .replace(/'/g, "\\u0027")
    .replace(/\\(.)/g, (escape, of) => (of === '"' ? "\\u0022" : escape))
    .replace(/"/g, "'");
}

/** The deployments and aliases that a product may use, as the routes spell them; undefined: all. */
export function allowedDeployments(
  plan: Pick<BackendPlan, "models" | "aliases">,
  models: ProductConfig["models"],
): readonly string[] | undefined {
  if (models === undefined) return undefined;
  return Object.keys(modelsWithAliases(plan)).filter((name) =>
    models.some((model) => model.toLowerCase() === name.toLowerCase()),
  );
}

/**
 * As OpenAI's clients know a model, and with what Azure OpenAI adds to it.
 * https://learn.microsoft.com/rest/api/azureopenai/models/list
 */
function modelOf(
  name: string,
  { model, version, provider = "azure-openai" }: PlannedModel,
  catalogue: Catalogue,
): Json {
  const kind = findModel(catalogue, model)?.kind;
  const created = secondsOf(version);
  const retires = versionOf(catalogue, model, version)?.retires;
  return {
    // What clients write as `model` is the deployment.
    id: name,
    object: "model",
    created,
    created_at: created,
    owned_by: provider,
    model,
    version,
    status: "succeeded",
    capabilities: {
      chat_completion: kind === "chat",
      completion: kind === "completions",
      embeddings: kind === "embeddings",
      inference: true,
      fine_tune: false,
    },
    ...(retires === undefined ? {} : { deprecation: { inference: secondsOf(retires) } }),
  };
}

/**
 * As Azure Resource Manager describes a deployment, which is what Foundry's discovery reads, and beside it the fields
 * of Azure OpenAI's own list.
 * https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deployments/list
 */
function deploymentOf(
  name: string,
  { model, version, sku, capacity, format = "OpenAI", provider = "azure-openai" }: PlannedModel,
  catalogue: Catalogue,
): Json {
  const created = secondsOf(version);
  const retires = versionOf(catalogue, model, version)?.retires;
  return {
    id: name,
    name,
    type: "Microsoft.CognitiveServices/accounts/deployments",
    object: "deployment",
    model,
    owner: provider,
    status: "succeeded",
    created_at: created,
    sku: { name: sku, capacity },
    properties: {
      model: { format, name: model, version },
      provisioningState: "Succeeded",
      ...(retires === undefined ? {} : { deprecation: { inference: retires } }),
    },
  };
}

/** Unix time of a day; 0 where a version is no day, for clients want a number. */
function secondsOf(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : 0;
  return Number.isNaN(time) ? 0 : time / 1000;
}
