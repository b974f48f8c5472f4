import type { Report } from "./report";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { SalvagedConfig } from "./salvage";
import { apiNames, type ApiName } from "./schema";

/** Ids that a new API Management service has of its own; declaring them would take over what stands there. */
const builtInIds = new Set(["starter", "unlimited", "echo-api"]);

export function productChecks(config: SalvagedConfig, report: Report): void {
  checkApis(config, report);
  const products = new Map<string, number>();
  const subscriptions = new Map<string, string>();
  for (const [index, product] of (config.products ?? []).entries()) {
    if (!product) continue;
    const path = ["products", index];
    const name = product.name?.toLowerCase();
    if (name !== undefined && builtInIds.has(name))
      report(
        "CONFIG_BUILT_IN_NAME",
        [...path, "name"],
        `"${product.name}" is a product that API Management brings`,
        "Choose another name",
      );
    const first = name === undefined ? undefined : products.get(name);
    if (first !== undefined)
      report(
        "CONFIG_DUPLICATE_PRODUCT",
        [...path, "name"],
        `products[${first}] has the name "${product.name}" too`,
        "Give each product a name of its own",
      );
    else if (name !== undefined) products.set(name, index);
    for (const [at, api] of (product.apis ?? []).entries())
      checkApi(config, api, [...path, "apis", at], report);
    for (const [at, subscription] of (product.subscriptions ?? []).entries()) {
      const key = subscription?.name?.toLowerCase();
      if (key === undefined) continue;
      const other = subscriptions.get(key);
      if (other !== undefined)
        report(
          "CONFIG_DUPLICATE_SUBSCRIPTION",
          [...path, "subscriptions", at, "name"],
          `${other} has a subscription "${subscription!.name}" too`,
          "Give each subscription a name of its own",
        );
      else subscriptions.set(key, `products[${index}]`);
    }
  }
}

function checkApi(
  config: SalvagedConfig,
  api: string | undefined,
  path: readonly (string | number)[],
  report: Report,
): void {
  if (api === undefined) return;
  if (!(apiNames as readonly string[]).includes(api)) {
    const near = nearestWord(api, apiNames);
    report(
      "CONFIG_UNKNOWN_API",
      path,
      `There is no API "${api}"`,
      near ? `Did you mean ${near}?` : `APIs: ${apiNames.join(", ")}`,
    );
  } else if (config.apis?.[api as ApiName]?.enabled === false)
    report(
      "CONFIG_API_DISABLED",
      path,
      `API "${api}" is not enabled`,
      `Take it out, or write apis.${api}.enabled: true`,
    );
}

function checkApis({ apis }: SalvagedConfig, report: Report): void {
  const paths = {
    azureOpenAi: apis?.azureOpenAi?.path ?? "openai",
    openAiV1: apis?.openAiV1?.path ?? "openai/v1",
  };
  if (paths.azureOpenAi.toLowerCase() === paths.openAiV1.toLowerCase())
    report(
      "CONFIG_DUPLICATE_PATH",
      ["apis", "openAiV1", "path"],
      `Both APIs have the path "${paths.openAiV1}"`,
      "Give each API a path of its own",
    );
  if (apiNames.every((name) => apis?.[name]?.enabled === false))
    report("CONFIG_NO_API", ["apis"], "No API is enabled", "Enable azureOpenAi, openAiV1 or both");
  for (const name of apiNames) {
    const priority = apis?.[name]?.priority;
    if (!priority) continue;
    const { capacityTokensPerMinute: capacity, reservedTokensPerMinute: reserved } = priority;
    if (capacity !== undefined && reserved !== undefined && reserved >= capacity)
      report(
        "CONFIG_RESERVED_TOKENS",
        ["apis", name, "priority", "reservedTokensPerMinute"],
        `Reserving ${reserved} of ${capacity} tokens per minute leaves nothing to low priority`,
        `Write less than ${capacity}`,
      );
  }
}
