import type { SalvagedConfig } from "./salvage";

/** Deployments that a product may call, in lower case, those of the aliases it may use included; undefined: all. */
export function reachedModels(
  config: SalvagedConfig,
  product: NonNullable<SalvagedConfig["products"]>[number],
): ReadonlySet<string> | undefined {
  if (product?.models === undefined) return undefined;
  const members = new Map(
    (config.aliases ?? []).map((alias) => [alias?.name?.toLowerCase(), alias?.models ?? []]),
  );
  const names = product.models.flatMap((name) => {
    const key = name?.toLowerCase();
    return key === undefined ? [] : [key, ...(members.get(key) ?? []).map((member) => member?.toLowerCase())];
  });
  return new Set(names.flatMap((name) => name ?? []));
}
