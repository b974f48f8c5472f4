import type { Catalogue } from "@azure-genai-gateway/catalogue";
import { speaks } from "../providerPlan";
import { anyApiNamesOf, type Providers } from "../providers";
import { namedBackends } from "./namedBackends";
import type { Report } from "./report";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { SalvagedConfig } from "./salvage";
import { apiNames, type AnyApiName } from "./schema";
import { defaultPathOf } from "./schema/apis";

/** Ids that a new API Management service has of its own; declaring them would take over what stands there. */
const builtInIds = new Set(["starter", "unlimited", "echo-api"]);

export function productChecks(
  config: SalvagedConfig,
  report: Report,
  _catalogue: Catalogue,
  providers: Providers,
): void {
  checkApis(config, report, providers);
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
      checkApi(config, api, [...path, "apis", at], report, anyApiNamesOf(providers));
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
  anyApiNames: readonly AnyApiName[],
): void {
  if (api === undefined) return;
  if (!(anyApiNames as readonly string[]).includes(api)) {
    const near = nearestWord(api, anyApiNames);
    report(
      "CONFIG_UNKNOWN_API",
      path,
      `There is no API "${api}"`,
      near ? `Did you mean ${near}?` : `APIs: ${anyApiNames.join(", ")}`,
    );
  } else if (config.apis?.[api as AnyApiName]?.enabled === false)
    report(
      "CONFIG_API_DISABLED",
      path,
      `API "${api}" is not enabled`,
      `Take it out, or write apis.${api}.enabled: true`,
    );
}

/**
 * Whether an API is declared: it is enabled, and some backend speaks it. Where the backends are somebody else's to check,
 * those in OpenAI's form are taken to be there, and of the others nothing is said.
 */
function isThere(name: AnyApiName, { apis, backends }: SalvagedConfig, providers: Providers): boolean {
  if (apis?.[name]?.enabled === false) return false;
  if (backends === undefined) return (apiNames as readonly AnyApiName[]).includes(name);
  const named = namedBackends(backends);
  return speaks(providers, named, name) || (name === "openAiV1" && speaks(providers, named, "azureOpenAi"));
}

function checkApis(config: SalvagedConfig, report: Report, providers: Providers): void {
  const { apis, backends } = config;
  const taken = new Map<string, AnyApiName>();
  for (const name of anyApiNamesOf(providers).filter((each) => isThere(each, config, providers))) {
    const path = apis?.[name]?.path ?? defaultPathOf(name, providers);
    const other = taken.get(path.toLowerCase());
    if (other !== undefined)
      report(
        "CONFIG_DUPLICATE_PATH",
        // That of an API that the config names.
        ["apis", apis?.[name]?.path === undefined ? other : name, "path"],
        `APIs ${other} and ${name} both have the path "${path}"`,
        "Give each API a path of its own",
      );
    else taken.set(path.toLowerCase(), name);
  }
  if (apiNames.every((name) => apis?.[name]?.enabled === false) && backends !== undefined && taken.size === 0)
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
