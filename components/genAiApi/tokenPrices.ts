import {
  provisionedOf,
  tokenPriceOf,
  tokenPricesAnywhere,
  type Catalogue,
  type TokenPrice,
} from "@azure-genai-gateway/catalogue";
import { isBatchSku, type BackendPlan } from "../backendPlan";
import type { ProductConfig } from "../config/schema";
import { skuOf } from "../providerPlan";

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

/** Prices, and where they are from: the catalogue's day of them, or {@link fromConfig}. */
export interface DatedPrices extends TokenPrices {
  readonly from: string;
}

/** `from` of prices that a stack's config states. */
export const fromConfig = "config";

/** By what the calls of a product are priced. */
export interface Tariff {
  /** US dollars for a million, in place of the catalogue's. */
  readonly promptPerMillion?: number | undefined;
  readonly completionPerMillion?: number | undefined;
  readonly chargePtu: ProductConfig["chargePtu"];
}

/** The SKU whose tokens a PTU's are like. */
const pricedAs: Readonly<Record<string, string>> = {
  GlobalProvisionedManaged: "GlobalStandard",
  DataZoneProvisionedManaged: "DataZoneStandard",
  ProvisionedManaged: "Standard",
};

const kinds = [
  "prompt",
  "cached",
  "cacheWrite",
  "promptAudio",
  "promptImage",
  "completion",
  "completionAudio",
] as const satisfies readonly (keyof TokenPrices)[];

/**
 * A product has one tariff, whatever it has budgets for, so that one call costs one sum. Where one of its budgets states
 * a price, the other one counts at it too; `check` refuses two that differ.
 */
export function tariffOf({
  budget,
  subscriptionBudget,
  chargePtu,
}: Pick<ProductConfig, "budget" | "subscriptionBudget" | "chargePtu">): Tariff {
  return {
    promptPerMillion: budget?.promptPerMillion ?? subscriptionBudget?.promptPerMillion,
    completionPerMillion: budget?.completionPerMillion ?? subscriptionBudget?.completionPerMillion,
    chargePtu,
  };
}

/** The prices of a deployment where one backend answers; those that no catalogue has are undefined. */
export interface PriceRow {
  readonly deployment: string;
  readonly backend: string;
  readonly prices: DatedPrices | undefined;
}

/** What tokens cost under a tariff: by deployment and by the backend that answers, for SKUs have prices of their own. */
export function priceRows(
  plan: Pick<BackendPlan, "models" | "backends" | "providers">,
  catalogue: Catalogue,
  tariff: Tariff,
): readonly PriceRow[] {
  const azure = Object.entries(plan.models).flatMap(([deployment, { model }]) =>
    plan.backends
      .filter(({ sku }) => !isBatchSku(sku))
      .filter(({ deployments }) => deployments.some((one) => one.toLowerCase() === deployment.toLowerCase()))
      .map(({ id, sku }) => ({ deployment, backend: id, model, sku })),
  );
  const others = (plan.providers?.backends ?? []).flatMap(({ id, provider, offers }) =>
    offers.map(({ name, model }) => ({ deployment: name, backend: id, model, sku: skuOf(provider) })),
  );
  return [...azure, ...others].map(({ deployment, backend, model, sku }) => ({
    deployment,
    backend,
    prices: pricesUnder(catalogue, model, sku, tariff),
  }));
}

/**
 * Nothing is cheaper than free, and nothing that is free has a price of its own: so `free` comes before prices of the
 * config, and these before the catalogue's.
 */
function pricesUnder(
  catalogue: Catalogue,
  model: string,
  sku: string,
  tariff: Tariff,
): DatedPrices | undefined {
  const isPtu = Object.hasOwn(pricedAs, sku);
  if (isPtu && tariff.chargePtu === "free") return { ...same(0), from: fromConfig };
  const share = isPtu && tariff.chargePtu === "share" ? ptuShareOf(catalogue, model, sku) : undefined;
  const listed = share ?? tokenPricesOf(catalogue, model, [sku]);
  const { promptPerMillion: prompt, completionPerMillion: completion } = tariff;
  if (prompt === undefined && completion === undefined) return listed;
  if (!listed && (prompt === undefined || completion === undefined)) return undefined;
  return {
    ...(listed ?? same(0)),
    ...(prompt === undefined
      ? {}
      : { prompt, cached: prompt, cacheWrite: prompt, promptAudio: prompt, promptImage: prompt }),
    ...(completion === undefined ? {} : { completion, completionAudio: completion }),
    from: fromConfig,
  };
}

/**
 * What a token of a PTU costs while the PTU is fully used: its price for an hour by the tokens that it carries in one.
 * What the service still has of a prompt takes nothing of a PTU.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/prompt-caching
 * @returns undefined where the catalogue lacks the hour's price or what a PTU carries
 */
export function ptuShareOf(catalogue: Catalogue, model: string, sku: string): DatedPrices | undefined {
  const hour = catalogue.ptuHours.get(sku);
  const carried = provisionedOf(catalogue, model);
  if (!hour || !carried) return undefined;
  const prompt = rounded((hour.price / (carried.inputTpmPerPtu * 60)) * 1_000_000);
  const completion = rounded(prompt * carried.outputWeight);
  return {
    prompt,
    cached: 0,
    cacheWrite: prompt,
    promptAudio: prompt,
    promptImage: prompt,
    completion,
    completionAudio: completion,
    from: [hour.asOf, carried.asOf].sort()[0]!,
  };
}

/** The highest of a model's prices under some SKUs; under any, where it has none of these. */
export function tokenPricesOf(
  catalogue: Catalogue,
  model: string,
  skus: readonly string[],
): DatedPrices | undefined {
  const own = skus.flatMap((sku) => tokenPriceOf(catalogue, model, pricedAs[sku] ?? sku) ?? []);
  return highest((own.length > 0 ? own : tokenPricesAnywhere(catalogue, model)).map(pricesFrom));
}

/** Of each kind the highest, with the oldest day; undefined of none. */
export function highest(found: readonly DatedPrices[]): DatedPrices | undefined {
  if (found.length === 0) return undefined;
  const each = kinds.map((kind) => [kind, Math.max(...found.map((prices) => prices[kind]))] as const);
  const from = found.map((prices) => prices.from).sort()[0]!;
  return { ...(Object.fromEntries(each) as Record<(typeof kinds)[number], number>), from };
}

function same(price: number): TokenPrices {
  return {
    prompt: price,
    cached: price,
    cacheWrite: price,
    promptAudio: price,
    promptImage: price,
    completion: price,
    completionAudio: price,
  };
}

/** To a millionth of a dollar for a million tokens. */
function rounded(price: number): number {
  return Math.round(price * 1_000_000) / 1_000_000;
}

function pricesFrom({ input, cachedInput, cacheWrite, output = 0, asOf, ...more }: TokenPrice): DatedPrices {
  return {
    prompt: input,
    cached: cachedInput ?? input,
    cacheWrite: cacheWrite ?? input,
    promptAudio: more.audioInput ?? input,
    promptImage: more.imageInput ?? input,
    completion: output,
    completionAudio: more.audioOutput ?? output,
    from: asOf,
  };
}
