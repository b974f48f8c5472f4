import { findModel, loadCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import type { ClientAccess, ClientKey } from "@azure-genai-gateway/local-gateway/stack/access";
import type { DeclaredResource, Deployment } from "@azure-genai-gateway/common/resource";
import { declaredBackends } from "@azure-genai-gateway/local-gateway/stack/declaredBackends";
import type { LocalGateway } from "@azure-genai-gateway/local-gateway/gateway/createGateway";
import type { ApiModel } from "@azure-genai-gateway/local-gateway/gateway/model/types";
import type { DemoTarget } from "./demo";
import { providerTargets } from "./providerCalls";

/** Tokens per minute up to which a handful of calls goes over a limit. */
const smallLimit = 20_000;

/**
 * What the calls need, found in the declared resources: the paths of the two kinds of API by their operations, a chat
 * and an embeddings deployment by model, and two subscriptions. Whatever is found goes together: the key opens the APIs,
 * and its product may use the deployments.
 */
export function findTarget(
  deployment: Deployment,
  { service }: LocalGateway,
  access: ClientAccess,
  catalogue: Catalogue = loadCatalogue(),
): DemoTarget {
  const models = deployment.resources.filter(
    (one) => one.type === "azure-native:cognitiveservices:Deployment",
  );
  const ofKind = (kind: string) =>
    models.filter((one) => isOpenAi(one) && kindOf(one, catalogue) === kind).map(deploymentName);
  const [chats, embeddings] = [ofKind("chat"), ofKind("embeddings")];
  if (chats.length === 0) throw new Error(`Stack ${deployment.stack} declares no chat deployment to call`);
  const apis = {
    azure: service.apis.find(hasOperation(/^\/deployments\/\{[^}]+\}\//)),
    v1: service.apis.find(hasOperation(/^\/chat\/completions$/)),
  };
  const usable = access.keys.flatMap((key) => {
    const allowed = allowedOf(key, service);
    const may = (name: string) => allowed === undefined || allowed.includes(name.toLowerCase());
    const opened = [apis.azure, apis.v1].filter((api) => api && key.apis.includes(api.id)).length;
    const chat = chats.find(may);
    if (opened === 0 || chat === undefined || key.product === "") return [];
    return {
      key,
      chat,
      may,
      opened,
      limit: tightestLimit(key.product, service),
      embedding: embeddings.find(may),
    };
  });
  const [best, ...others] = usable.sort(
    (left, right) => right.opened - left.opened || right.limit - left.limit,
  );
  if (!best)
    throw new Error(`Stack ${deployment.stack} declares no product with a subscription to call with`);
  const limited = others.findLast(
    ({ limit, opened, chat }) => limit <= smallLimit && opened === best.opened && chat === best.chat,
  );
  const openedBy = (api: ApiModel | undefined) => (api && best.key.apis.includes(api.id) ? api : undefined);
  const [azure, v1] = [openedBy(apis.azure), openedBy(apis.v1)];
  const used = access.apis.filter(({ id }) => id === azure?.id || id === v1?.id);
  return {
    url: access.url,
    azurePath: azure?.path,
    v1Path: v1?.path,
    key: best.key.key,
    limited: limited && { key: limited.key.key, tokensPerMinute: limited.limit },
    keyHeader: used.every(({ takesBearer }) => takesBearer) ? undefined : (used[0]?.keyHeader ?? "api-key"),
    firstBackends: firstBackends(deployment),
    chatDeployment: best.chat,
    embeddingDeployment: best.embedding,
    providers: providerTargets(
      service.apis.filter(({ id }) => best.key.apis.includes(id)),
      best.may,
    ),
  };
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
function kindOf(resource: DeclaredResource, catalogue: Catalogue): string {
  const model = modelOf(resource);
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
