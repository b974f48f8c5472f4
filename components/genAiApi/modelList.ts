import { findModel, versionOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { modelsWithAliases } from "../aliases";
import type { BackendPlan, PlannedModel } from "../backendPlan";
import type { ProductConfig } from "../config/schema";

type Json = Record<string, unknown>;

/** What the gateway itself answers to clients that ask which models there are. */
export interface ModelLists {
  /** By deployment, in lower case. */
  readonly entries: Readonly<Record<string, { readonly model: Json; readonly deployment: Json }>>;
  /** By product, where it may not use all: deployments, in lower case. */
  readonly ofProducts: Readonly<Record<string, readonly string[]>>;
}

/** Made once, when the stack is deployed: no backend is asked, and every backend would list something else. Pure. */
export function planModelLists(
  plan: Pick<BackendPlan, "models" | "aliases">,
  products: readonly Pick<ProductConfig, "name" | "models">[],
  catalogue: Catalogue,
): ModelLists {
  return {
    entries: Object.fromEntries(
      Object.entries(modelsWithAliases(plan)).map(([name, planned]) => [
        name.toLowerCase(),
        { model: modelOf(name, planned, catalogue), deployment: deploymentOf(name, planned, catalogue) },
      ]),
    ),
    ofProducts: Object.fromEntries(
      products.flatMap(({ name, models }) => {
        const allowed = allowedDeployments(plan, models);
        return allowed ? [[name, allowed.map((one) => one.toLowerCase())]] : [];
      }),
    ),
  };
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
  { model, version, sku, capacity }: PlannedModel,
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
    owner: "azure-openai",
    status: "succeeded",
    created_at: created,
    sku: { name: sku, capacity },
    properties: {
      model: { format: "OpenAI", name: model, version },
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
