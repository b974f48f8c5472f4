import { tokenPriceOf, type Catalogue, type TokenPrice } from "@azure-genai-gateway/catalogue";
import type { BackendPlan } from "../backendPlan";
import { skuOf } from "../providerPlan";
import { allModels } from "./modelFacts";

/** What each kind of token of a deployment costs, in US dollars for a million. */
export interface TokenPrices {
  readonly prompt: number;
  /** Of a prompt, what the service still had. */
  readonly cached: number;
  /** Of a prompt, what the service keeps for later, where that has a price of its own. */
  readonly cacheWrite: number;
  readonly promptAudio: number;
  readonly promptImage: number;
  readonly completion: number;
  readonly completionAudio: number;
}

/** The SKUs whose tokens have prices. */
export const tokenPriceSkus = [
  "GlobalStandard",
  "DataZoneStandard",
  "Standard",
  "openai",
  "anthropic",
  "bedrock",
  "gemini",
] as const;
/** The SKU at whose price the tokens of a PTU are counted: paid for already, they would have cost that. */
const pricedAs: Readonly<Record<string, string>> = {
  GlobalProvisionedManaged: "GlobalStandard",
  DataZoneProvisionedManaged: "DataZoneStandard",
  ProvisionedManaged: "Standard",
};

/**
 * Prices by deployment, from the catalogue: of a deployment that several backends have under several SKUs, the highest,
 * for it is not known before the call which of them answers. Undefined where the catalogue has no price of the model.
 */
export function tokenPrices(
  plan: Pick<BackendPlan, "models" | "backends" | "providers">,
  catalogue: Catalogue,
): Readonly<Record<string, TokenPrices | undefined>> {
  return Object.fromEntries(
    Object.entries(allModels(plan)).map(([name, { model }]) => {
      const skus = [...plan.backends, ...providerSkus(plan)]
        .filter(({ deployments }) => deployments.some((one) => one.toLowerCase() === name.toLowerCase()))
        .map(({ sku }) => pricedAs[sku] ?? sku);
      return [name, tokenPricesOf(catalogue, model, skus)];
    }),
  );
}

/** Of other providers' backends: what their tokens' prices are listed under. */
function providerSkus({ providers }: Pick<BackendPlan, "providers">) {
  return (providers?.backends ?? []).map(({ provider, deployments }) => ({
    sku: skuOf(provider),
    deployments,
  }));
}

/** The highest of a model's prices under some SKUs; under any, where it has none of these. */
export function tokenPricesOf(
  catalogue: Catalogue,
  model: string,
  skus: readonly string[],
): TokenPrices | undefined {
  const of = (names: readonly string[]) =>
    names.flatMap((sku) => {
      const price = tokenPriceOf(catalogue, model, sku);
      return price ? [pricesFrom(price)] : [];
    });
  const own = of(skus.map((sku) => pricedAs[sku] ?? sku));
  const found = own.length > 0 ? own : of(tokenPriceSkus);
  if (found.length === 0) return undefined;
  const highest = (kind: keyof TokenPrices) => Math.max(...found.map((prices) => prices[kind]));
  return {
    prompt: highest("prompt"),
    cached: highest("cached"),
    cacheWrite: highest("cacheWrite"),
    promptAudio: highest("promptAudio"),
    promptImage: highest("promptImage"),
    completion: highest("completion"),
    completionAudio: highest("completionAudio"),
  };
}

function pricesFrom({ input, cachedInput, cacheWrite, output = 0, ...more }: TokenPrice): TokenPrices {
  return {
    prompt: input,
    cached: cachedInput ?? input,
    cacheWrite: cacheWrite ?? input,
    promptAudio: more.audioInput ?? input,
    promptImage: more.imageInput ?? input,
    completion: output,
    completionAudio: more.audioOutput ?? output,
  };
}
