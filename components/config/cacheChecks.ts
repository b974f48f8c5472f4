import { findModel, type Catalogue } from "@azure-genai-gateway/catalogue";
import { isInAzure } from "../providers";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** Semantic caches: who makes the vectors, whose answers they are, and on which service. */
export function cacheChecks(config: SalvagedConfig, report: Report, catalogue: Catalogue): void {
  const { backends, existing } = config;
  const deployments = new Map(
    (backends ?? []).flatMap((backend) =>
      backend && isInAzure(backend.provider ?? "azure-openai") && backend.provider !== "foundry"
        ? (backend.deployments ?? []).flatMap((one) =>
            one?.name === undefined ? [] : [[one.name.toLowerCase(), one.model ?? one.name] as const],
          )
        : [],
    ),
  );
  const contracts = config.contracts?.enabled === true ? config.contracts.semanticCache : undefined;
  const caches = [
    ...(config.products ?? []).map((product, index) => ({
      ...{ path: ["products", index, "semanticCache"], cache: product?.semanticCache },
      ...{ varyBy: product?.semanticCache?.varyBy, identity: product?.identity },
    })),
    { path: ["contracts", "semanticCache"], cache: contracts, varyBy: undefined, identity: undefined },
  ];
  for (const { path, cache, varyBy, identity } of caches) {
    if (!cache) continue;
    const { embeddings } = cache;
    const model = embeddings === undefined ? undefined : deployments.get(embeddings.toLowerCase());
    const makers = [...deployments].filter(([, of]) => findModel(catalogue, of)?.kind === "embeddings");
    if (backends !== undefined && embeddings !== undefined) {
      const kind = model === undefined ? undefined : findModel(catalogue, model)?.kind;
      if (model === undefined || (kind !== undefined && kind !== "embeddings"))
        report(
          "CONFIG_CACHE_EMBEDDINGS",
          [...path, "embeddings"],
          model === undefined
            ? `No account of Azure OpenAI has a deployment "${embeddings}"`
            : `${embeddings} is a deployment of ${model}, which makes no vectors`,
          makers.length > 0
            ? `Deployments that do: ${makers.map(([name]) => name).join(", ")}`
            : "Add a deployment of an embeddings model, such as text-embedding-3-small",
        );
    }
    if (varyBy === "user" && (identity?.mode ?? "key") === "key")
      report(
        "CONFIG_CACHE_USER",
        [...path, "varyBy"],
        "A key names no user, so nothing would be kept",
        "Write varyBy: subscription, or an identity of the product that takes tokens",
      );
    if (existing?.apiManagementId !== undefined)
      report(
        "CONFIG_CACHE_EXISTING",
        path,
        "A service that is there has its own cache and its own identity, of which nothing is known here",
        "Take the key out, or leave existing.apiManagementId to another stack",
      );
  }
}
