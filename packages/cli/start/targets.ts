import { findModel, loadCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import type { ClientAccess, ClientKey } from "@azure-genai-gateway/local-gateway/stack/access";
import type { DeclaredResource, Deployment } from "@azure-genai-gateway/common/resource";
import { declaredBackends } from "@azure-genai-gateway/local-gateway/stack/declaredBackends";
import type { LocalGateway } from "@azure-genai-gateway/local-gateway/gateway/createGateway";
import type { ApiModel } from "@azure-genai-gateway/local-gateway/gateway/model/types";
import type { DemoTarget } from "./demo";
import { deployedRoutes, type DeployedRoute } from "./deployedRoutes";
import { providerTargets } from "./providerCalls";

/** Tokens per minute up to which a handful of calls goes over a limit. */
const smallLimit = 20_000;

/**
 * What the calls need, found in the declared resources: the paths of the APIs by their operations, a chat and an
 * embeddings deployment by model, an alias, other providers' models, and up to three subscriptions. Whatever is found goes
 * together: the key opens the APIs, and its product may use the models.
 * @throws Error where there is no model to call.
 */
export function findTarget(
  deployment: Deployment,
  { service }: LocalGateway,
  access: ClientAccess,
  catalogue: Catalogue = loadCatalogue(),
): DemoTarget {
  const routes = deployedRoutes(service);
  const callable = callableModels(deployment, routes, catalogue);
  const apis = {
    azure: service.apis.find(hasOperation(/^\/deployments\/\{[^}]+\}\//)),
    v1: service.apis.find(hasOperation(/^\/chat\/completions$/)),
  };
  const usable = access.keys
    .filter(({ product }) => product !== "")
    .map((key) => {
      const allowed = allowedOf(key, service);
      const may = (name: string) => allowed === undefined || allowed.includes(name.toLowerCase());
      const opened = [apis.azure, apis.v1].filter((api) => api && key.apis.includes(api.id)).length;
      const mayCall = ({ v1Only, name }: CallableModel) =>
        may(name) && (!v1Only || key.apis.includes(apis.v1?.id ?? ""));
      const find = (kind: string) =>
        opened === 0 ? undefined : callable.find((one) => one.kind === kind && mayCall(one))?.name;
      const providers = providerTargets(
        service.apis.filter(({ id }) => key.apis.includes(id)),
        routes,
        (model) => may(model) && kindOf(model, catalogue) === "chat",
      );
      const limit = tightestLimit(key.product, service);
      return { key, may, opened, limit, providers, chat: find("chat"), embedding: find("embeddings") };
    });
  const [best, ...others] = usable
    .filter(({ chat, providers }) => chat !== undefined || providers.length > 0)
    .sort((left, right) => right.opened - left.opened || right.limit - left.limit);
  if (!best)
    throw new Error(
      `Stack ${deployment.stack} declares no chat model that a subscription of a product may call`,
    );
  const limited = others.findLast(
    ({ limit, opened, chat }) => limit <= smallLimit && opened === best.opened && chat === best.chat,
  );
  const barred = others.find(({ opened, may }) => opened === best.opened && !may(best.chat ?? ""));
  const openedBy = (api: ApiModel | undefined) => (api && best.key.apis.includes(api.id) ? api : undefined);
  const [azure, v1] = [openedBy(apis.azure), openedBy(apis.v1)];
  const used = access.apis.filter(({ id }) => id === azure?.id || id === v1?.id);
  return {
    url: access.url,
    azurePath: azure?.path,
    v1Path: v1?.path,
    key: best.key.key,
    tokensPerMinute: best.limit,
    limited: limited && { key: limited.key.key, tokensPerMinute: limited.limit },
    barred: best.chat === undefined ? undefined : barred && { key: barred.key.key },
    keyHeader: used.every(({ takesBearer }) => takesBearer) ? undefined : (used[0]?.keyHeader ?? "api-key"),
    firstBackends: firstBackends(deployment),
    chatDeployment: best.chat,
    embeddingDeployment: best.embedding,
    alias: aliasOf(routes, best.may, v1 !== undefined, catalogue),
    providers: best.providers,
  };
}

interface CallableModel {
  readonly name: string;
  readonly kind: string;
  /** Another provider's: the Azure OpenAI API does not have it. */
  readonly v1Only: boolean;
}

/** Deployments of Azure OpenAI's form, as the program declares them, then what other providers have under names of their own. */
function callableModels(
  { resources }: Deployment,
  routes: readonly DeployedRoute[],
  catalogue: Catalogue,
): readonly CallableModel[] {
  const declared = resources
    .filter((one) => one.type === "azure-native:cognitiveservices:Deployment" && isOpenAi(one))
    .map((one) => ({ name: deploymentName(one), kind: kindOf(modelOf(one), catalogue), v1Only: false }));
  const known = new Set(declared.map(({ name }) => name.toLowerCase()));
  const others = routes.filter(
    ({ format, name, steps }) =>
      format === v1Routes && !known.has(name) && steps.every((step) => step.deployment === undefined),
  );
  return [...declared, ...others.map(({ name }) => ({ name, kind: kindOf(name, catalogue), v1Only: true }))];
}

const v1Routes = "openaiv1";

/** The first alias of several chat models, as the widest of the APIs has it. */
function aliasOf(
  routes: readonly DeployedRoute[],
  may: (name: string) => boolean,
  byV1: boolean,
  catalogue: Catalogue,
): DemoTarget["alias"] {
  const own = routes.filter(({ format }) => format === "" || (byV1 && format === v1Routes));
  const aliases = own.map(({ name, steps }) => ({
    name,
    models: [...new Set(steps.flatMap(({ deployment = [] }) => deployment))],
  }));
  return aliases.find(
    ({ name, models }) =>
      models.length > 1 && may(name) && models.every((model) => kindOf(model, catalogue) === "chat"),
  );
}

const hasOperation = (template: RegExp) => (api: ApiModel) =>
  api.operations.some(({ urlTemplate }) => template.test(urlTemplate));

/** The deployments that a product may use, as the deployed policies list them; undefined: all. */
function allowedOf({ product }: ClientKey, { apis }: LocalGateway["service"]): readonly string[] | undefined {
  const quote = '(?:"|&quot;)';
  const listed = new RegExp(`case ${quote}${escaped(product)}${quote}: return ${quote}([^"&]*)${quote};`);
  const found = apis.map(({ policy }) => listed.exec(policy?.text ?? "")).find((match) => match !== null);
  return found?.[1]?.toLowerCase().split(",");
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The backends that are asked first; none where all are asked alike, for then no call can spill. */
function firstBackends(deployment: Deployment): readonly string[] {
  // Those of other providers are in no pool, and nothing of theirs says whose turn it is.
  const all = declaredBackends(deployment.resources);
  const members = all.filter(({ pooled }) => pooled);
  const backends = members.length > 0 ? members : all;
  const first = Math.min(...backends.map(({ priority }) => priority));
  const ids = backends.filter(({ priority }) => priority === first).map(({ id }) => id);
  return ids.length < backends.length ? ids : [];
}

/** By the catalogue; a model that it does not have is taken for what its name says. */
function kindOf(model: string, catalogue: Catalogue): string {
  const known = findModel(catalogue, model)?.kind;
  if (known) return known;
  if (/embedding/i.test(model)) return "embeddings";
  return /image|realtime|whisper|transcribe|tts|audio/i.test(model) ? "other" : "chat";
}

function modelOf(resource: DeclaredResource): string {
  const { model } = (resource.inputs["properties"] ?? {}) as { model?: { name?: string } };
  return model?.name ?? "";
}

/** Whether a deployment answers in OpenAI's form: Claude in Foundry does not. */
function isOpenAi(resource: DeclaredResource): boolean {
  const { model } = (resource.inputs["properties"] ?? {}) as { model?: { format?: string } };
  return model?.format !== "Anthropic";
}

function deploymentName(resource: DeclaredResource): string {
  return resource.id.split("/").at(-1) ?? resource.name;
}

/** Tokens per minute of a product's tightest token limit; infinite when it has none. */
function tightestLimit(productId: string, { products }: LocalGateway["service"]): number {
  const text = products.find((product) => product.id === productId)?.policy?.text ?? "";
  return Math.min(
    Infinity,
    ...[...text.matchAll(/tokens-per-minute="(\d+)"/g)].map((match) => Number(match[1])),
  );
}
