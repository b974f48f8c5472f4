import type { DeclaredResource, Deployment } from "../cloud/resource";
import type { LocalGateway } from "../gateway/createGateway";
import { takesBearer } from "../ingress/model";
import type { DemoTarget } from "./demo";
import { plannedBackends } from "./planTree";

/** Tokens per minute up to which a handful of calls goes over a limit. */
const smallLimit = 20_000;

/**
 * What the calls need, found in the declared resources: the paths of the two kinds of API by their operations, a chat
 * and an embeddings deployment by model, and two subscriptions.
 */
export function findTarget(deployment: Deployment, { service }: LocalGateway, url: string): DemoTarget {
  const apiWith = (template: RegExp) =>
    service.apis.find((api) => api.operations.some((operation) => template.test(operation.urlTemplate)));
  const models = deployment.resources.filter(
    (one) => one.type === "azure-native:cognitiveservices:Deployment",
  );
  const chat = models.find((one) => !isEmbedding(one));
  if (!chat) throw new Error(`Stack ${deployment.stack} declares no chat deployment to call`);
  const embedding = models.find(isEmbedding);
  const [roomiest, ...others] = service.subscriptions
    .flatMap(({ active, scope, primaryKey }) =>
      active && scope.kind === "product"
        ? { key: primaryKey, limit: tightestLimit(scope.productId, service) }
        : [],
    )
    .sort((left, right) => right.limit - left.limit);
  if (!roomiest)
    throw new Error(`Stack ${deployment.stack} declares no product with a subscription to call with`);
  return {
    url,
    azurePath: apiWith(/^\/deployments\/\{[^}]+\}\//)?.path,
    v1Path: apiWith(/^\/chat\/completions$/)?.path,
    key: roomiest.key,
    limitedKey: others.findLast(({ limit }) => limit <= smallLimit)?.key,
    keyHeader: takesBearer(deployment.resources) ? undefined : keyHeader(service),
    firstBackends: firstBackends(deployment),
    chatDeployment: deploymentName(chat),
    embeddingDeployment: embedding && deploymentName(embedding),
  };
}

/** Where API Management looks for a key: each API under one name, which ours all share. */
function keyHeader({ apis }: LocalGateway["service"]): string {
  return apis.find(({ operations }) => operations.length > 0)?.keyHeader ?? "Ocp-Apim-Subscription-Key";
}

/** The backends that are asked first; none where all are asked alike, for then no call can spill. */
function firstBackends(deployment: Deployment): readonly string[] {
  const backends = plannedBackends(deployment);
  const first = Math.min(...backends.map(({ priority }) => priority));
  const ids = backends.filter(({ priority }) => priority === first).map(({ id }) => id);
  return ids.length < backends.length ? ids : [];
}

function isEmbedding(resource: DeclaredResource): boolean {
  return /embedding/i.test(modelOf(resource));
}

function modelOf(resource: DeclaredResource): string {
  const { model } = (resource.inputs["properties"] ?? {}) as { model?: { name?: string } };
  return model?.name ?? "";
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
