import { findModel, type Catalogue, type Model } from "@azure-genai-gateway/catalogue";
import { deploymentsBy, pricedSku } from "../providerPlan";
import { type Providers, type WireFormat } from "../providers";
import { defaultSku } from "../skus";
import type { SalvagedConfig } from "./salvage";
import { batchSkus } from "./schema";

type Backend = NonNullable<SalvagedConfig["backends"]>[number];

/** A deployment's name, and what stands behind it, on however many backends. */
export interface DeclaredModel {
  readonly name: string;
  /** Where it stands first. */
  readonly path: readonly (string | number)[];
  readonly model: string;
  readonly kind: Model["kind"] | undefined;
  /** How the backends that have it can be called. */
  readonly formats: Set<WireFormat>;
  /** How many of them there are. */
  backends: number;
}

/** The deployments that calls can go to, by name in lower case: those for batch jobs are none. */
export function declaredModels(
  config: SalvagedConfig,
  catalogue: Catalogue,
  providers: Providers,
): ReadonlyMap<string, DeclaredModel> {
  const declared = new Map<string, DeclaredModel>();
  for (const [index, backend] of (config.backends ?? []).entries())
    for (const [at, deployment] of isBatch(backend) ? [] : (backend?.deployments ?? []).entries()) {
      const { name, model } = deployment ?? {};
      if (name === undefined) continue;
      const known = declared.get(name.toLowerCase()) ?? {
        name,
        path: ["backends", index, "deployments", at],
        model: model ?? name,
        kind: model === undefined ? undefined : findModel(catalogue, model)?.kind,
        formats: new Set<WireFormat>(),
        backends: 0,
      };
      known.backends += 1;
      const plain = { name, model: model ?? name, format: deployment?.format };
      for (const door of providers.facts[backend?.provider ?? "azure-openai"].doors)
        if (deploymentsBy(door, [plain]).length > 0) known.formats.add(door.format);
      declared.set(name.toLowerCase(), known);
    }
  return declared;
}

export function isBatch(backend: Backend): boolean {
  return (batchSkus as readonly string[]).includes(backend?.sku ?? "");
}

/** Under which SKU the catalogue has the prices of a backend's model, by the provider's own name of it. */
export function pricedSkuOf(backend: Backend, as = ""): string {
  const { provider = "azure-openai", kind = "payg", sku = defaultSku(kind) } = backend ?? {};
  return pricedSku({ provider, kind, sku }, as);
}
