import type { Catalogue } from "@azure-genai-gateway/catalogue";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { isContractProduct } from "../contractProducts";
import { anyApiNamesOf, type Providers } from "../providers";
import { declaredModels } from "./declaredModels";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** What a stack promises to contracts has to be there, and its own products may not be taken for theirs. */
export function contractChecks(
  config: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
  providers: Providers,
): void {
  const { contracts } = config;
  if (contracts?.enabled !== true) return;
  const apis: readonly string[] = anyApiNamesOf(providers);
  for (const [at, api] of (contracts.apis ?? []).entries())
    if (api !== undefined && !apis.includes(api))
      report(
        "CONFIG_UNKNOWN_API",
        ["contracts", "apis", at],
        `There is no API "${api}"`,
        `APIs: ${apis.join(", ")}`,
      );
  for (const key of ["mcpServers", "agents", "services"] as const) {
    const names = (config[key] ?? []).flatMap((one) => one?.name ?? []);
    for (const [at, name] of (contracts[key] ?? []).entries())
      if (name !== undefined && !names.includes(name))
        report(
          "CONFIG_UNKNOWN_SERVER",
          ["contracts", key, at],
          `There is no "${name}" in ${key}`,
          names.length > 0 ? `There are: ${names.join(", ")}` : `Declare it in ${key}, or take it out`,
        );
  }
  if (config.backends !== undefined) {
    const names = [
      ...[...declaredModels(config, catalogue, providers).values()].map(({ name }) => name),
      ...(config.aliases ?? []).flatMap((alias) => alias?.name ?? []),
    ];
    const known = new Set(names.map((name) => name.toLowerCase()));
    for (const [at, model] of (contracts.models ?? []).entries()) {
      if (model === undefined || known.has(model.toLowerCase())) continue;
      const near = nearestWord(model, names);
      report(
        "CONFIG_UNKNOWN_MODEL",
        ["contracts", "models", at],
        `No backend has a deployment "${model}", and there is no alias of that name`,
        near ? `Did you mean ${near}?` : `There are: ${names.join(", ")}`,
      );
    }
  }
  for (const [at, product] of (config.products ?? []).entries())
    if (product?.name !== undefined && isContractProduct(product.name))
      report(
        "CONFIG_CONTRACT_NAME",
        ["products", at, "name"],
        `Products whose names begin so are those of contracts, which this stack serves`,
        "Choose another name",
      );
}
