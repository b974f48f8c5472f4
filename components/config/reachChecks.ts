import type { Catalogue } from "@azure-genai-gateway/catalogue";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { anyApiNamesOf, type Providers } from "../providers";
import { reachedModels } from "./aliases";
import { declaredModels, isBatch, type DeclaredModel } from "./declaredModels";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import { apiNames, type AnyApiName } from "./schema";

type Product = NonNullable<NonNullable<SalvagedConfig["products"]>[number]>;

/**
 * Whether clients get to what is declared and paid for: every deployment by some operation of some API for some product,
 * and every product to one deployment at least. Names compare without case.
 */
export function reachChecks(
  config: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
  providers: Providers,
): void {
  checkBatches(config, report);
  const anyApiNames = anyApiNamesOf(providers);
  const declared = declaredModels(config, catalogue, providers);
  if (declared.size === 0) return;
  const products = (config.products ?? []).flatMap((product, index) => (product ? [{ product, index }] : []));
  for (const { product, index } of products) {
    checkNames(config, product, ["products", index, "models"], declared, report);
    checkProduct(config, product, index, declared, report, anyApiNames);
  }
  for (const deployment of declared.values()) {
    const apis = anyApiNames.filter((name) => serves(config, name, deployment));
    const granted = products.filter(({ product }) => mayUse(config, product, deployment.name));
    if (apis.length === 0) {
      // That no API is enabled at all is told once.
      if (
        apiNames.every((name) => config.apis?.[name]?.enabled === false) &&
        [...declared.values()].every(({ formats }) => formats.has("azureOpenAi"))
      )
        return;
      report(
        "CONFIG_MODEL_UNREACHED",
        [...deployment.path, "model"],
        `No operation of the stack's APIs reaches ${deployment.model}${deployment.kind === undefined ? "" : `, a ${deployment.kind} model`}`,
        wayOf(config, deployment),
        "warning",
      );
    } else if (products.length > 0 && granted.length === 0)
      report(
        "CONFIG_MODEL_UNREACHED",
        [...deployment.path, "name"],
        `No product may use ${deployment.name}`,
        `Add it to the models of a product, or take the deployment out`,
        "warning",
      );
    else if (
      products.length > 0 &&
      !granted.some(({ product }) => apisOf(config, product, anyApiNames).some((name) => apis.includes(name)))
    )
      report(
        "CONFIG_MODEL_UNREACHED",
        [...deployment.path, "name"],
        `The products that may use ${deployment.name} have no API that reaches it`,
        `Give one of them the API ${apis.join(" or ")}`,
        "warning",
      );
  }
}

/** Deployments for batch jobs are reached by files alone. */
function checkBatches(config: SalvagedConfig, report: Report): void {
  const takesFiles = apiNames.some(
    (name) => config.apis?.[name]?.enabled !== false && config.apis?.[name]?.files === "owned",
  );
  for (const [index, backend] of (config.backends ?? []).entries())
    if (isBatch(backend) && !takesFiles)
      report(
        "CONFIG_MODEL_UNREACHED",
        ["backends", index, "sku"],
        `Deployments of ${backend!.sku!} are for batch jobs, and no API takes files`,
        "Write apis.openAiV1.files: owned, or another sku",
        "warning",
      );
}

/** Whether an API has an operation for a model. What nobody knows is taken for one that has. */
function serves(config: SalvagedConfig, name: AnyApiName, { kind, formats }: DeclaredModel): boolean {
  const api = config.apis?.[name];
  if (api?.enabled === false) return false;
  if (!(formats.has(name) || (name === "openAiV1" && formats.has("azureOpenAi")))) return false;
  return (
    kind !== "realtime" || !("realtime" in (api ?? {})) || (api as { realtime?: boolean }).realtime !== false
  );
}

function wayOf(config: SalvagedConfig, { kind, formats }: DeclaredModel): string {
  const enabled = apiNames.filter((name) => config.apis?.[name]?.enabled !== false);
  if (kind === "realtime")
    return `Write ${enabled.map((name) => `apis.${name}.realtime: true`).join(" or ")}, or take the deployment out`;
  const own = [...formats].filter((name) => config.apis?.[name]?.enabled === false);
  return own.length > 0
    ? `Write ${own.map((name) => `apis.${name}.enabled: true`).join(" or ")}, or take the deployment out`
    : "Take the deployment out";
}

function mayUse(config: SalvagedConfig, product: Product, name: string): boolean {
  return reachedModels(config, product)?.has(name.toLowerCase()) ?? true;
}

function apisOf(
  config: SalvagedConfig,
  { apis }: Product,
  all: readonly AnyApiName[],
): readonly AnyApiName[] {
  return all.filter(
    (name) => config.apis?.[name]?.enabled !== false && (apis === undefined || apis.includes(name)),
  );
}

function checkNames(
  config: SalvagedConfig,
  { models }: Product,
  path: readonly (string | number)[],
  declared: ReadonlyMap<string, DeclaredModel>,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [index, model] of (models ?? []).entries()) {
    if (model === undefined) continue;
    const key = model.toLowerCase();
    if (seen.has(key))
      report("CONFIG_DUPLICATE_MODEL", [...path, index], `${model} is named twice`, "Name it once");
    seen.add(key);
    const aliases = (config.aliases ?? []).flatMap((alias) => alias?.name ?? []);
    if (declared.has(key) || aliases.some((alias) => alias.toLowerCase() === key)) continue;
    const names = [...[...declared.values()].map(({ name }) => name), ...aliases];
    const near = nearestWord(model, names);
    report(
      "CONFIG_UNKNOWN_MODEL",
      [...path, index],
      `No backend has a deployment "${model}"`,
      near ? `Did you mean ${near}?` : `Deployments: ${names.join(", ")}`,
    );
  }
}

/** A product of whose deployments its APIs reach none: keys that open nothing. */
function checkProduct(
  config: SalvagedConfig,
  product: Product,
  index: number,
  declared: ReadonlyMap<string, DeclaredModel>,
  report: Report,
  all: readonly AnyApiName[],
): void {
  const own = [...declared.values()].filter(({ name }) => mayUse(config, product, name));
  const apis = apisOf(config, product, all);
  // An API that is not enabled, and a deployment that nobody has, are told already.
  if (own.length === 0 || apis.length === 0) return;
  if (own.some((deployment) => apis.some((name) => serves(config, name, deployment)))) return;
  report(
    "CONFIG_PRODUCT_REACHES_NOTHING",
    ["products", index, product.models === undefined ? "apis" : "models"],
    `None of the product's APIs (${apis.filter((name) => apiNames.some((one) => one === name) || product.apis?.includes(name)).join(", ")}) reaches one of its models (${own.map(({ name }) => name).join(", ")})`,
    "Give it an API that does, or other models",
  );
}
