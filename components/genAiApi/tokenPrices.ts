import {
  provisionedOf,
  tokenPriceOf,
  tokenPricesAnywhere,
  type Catalogue,
  type PriceTier,
  type TokenPrice,
} from "@azure-genai-gateway/catalogue";
import type { BackendPlan } from "../backendPlan";
import type { ProductConfig } from "../config/schema";
import { isBatchSku } from "../skus";

/** What each kind of token of a deployment costs, and each picture, in US dollars for a million. */
export interface TokenPrices {
  readonly prompt: number;
  /** Of a prompt, what the service still had. */
  readonly cached: number;
  /** Of a prompt, what the service keeps for some minutes, where that has a price of its own. */
  readonly cacheWrite: number;
  /** Of a prompt, what the service keeps for an hour. */
  readonly cacheWriteLong: number;
  readonly promptAudio: number;
  /** Of a prompt's audio, what the service still had. */
  readonly cachedAudio: number;
  readonly promptImage: number;
  readonly completion: number;
  readonly completionAudio: number;
  /** Of a picture that is made, beside its tokens. */
  readonly picture: number;
}

/** Prices, and where they are from: the catalogue's day of them, or {@link fromConfig}. */
export interface DatedPrices extends TokenPrices {
  readonly from: string;
  /** Of calls whose prompt has more than `above` tokens. */
  readonly long?: TokenPrices & { readonly above: number };
  /** Of processing that is bought by the call. */
  readonly tiers?: Readonly<Partial<Record<PriceTier, TokenPrices>>>;
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
  "cacheWriteLong",
  "promptAudio",
  "cachedAudio",
  "promptImage",
  "completion",
  "completionAudio",
  "picture",
] as const satisfies readonly (keyof TokenPrices)[];

/**
 * A product has one tariff, whatever it has budgets for, so that one call costs one sum. Where one of its budgets states
 * a price, the other one counts at it too; `check` refuses two that differ.
 */
export function tariffOf({
  budget,
  subscriptionBudget,
  identity,
  chargePtu,
}: Pick<ProductConfig, "budget" | "subscriptionBudget" | "identity" | "chargePtu">): Tariff {
  const each = identity?.perUser?.budget;
  return {
    promptPerMillion:
      budget?.promptPerMillion ?? subscriptionBudget?.promptPerMillion ?? each?.promptPerMillion,
    completionPerMillion:
      budget?.completionPerMillion ?? subscriptionBudget?.completionPerMillion ?? each?.completionPerMillion,
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
  const others = (plan.providers?.backends ?? []).flatMap(({ id, offers }) =>
    offers.map(({ name, model, sku }) => ({ deployment: name, backend: id, model, sku })),
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
  const listed = share ?? tokenPricesOf(catalogue, model, sku);
  const { promptPerMillion: prompt, completionPerMillion: completion } = tariff;
  if (prompt === undefined && completion === undefined) return listed;
  if (!listed && (prompt === undefined || completion === undefined)) return undefined;
  const own = <Prices extends TokenPrices>(prices: Prices): Prices => ({
    ...prices,
    ...(prompt === undefined ? {} : promptKinds(prompt)),
    ...(completion === undefined ? {} : { completion, completionAudio: completion, picture: 0 }),
  });
  const { long, tiers, ...usual } = listed ?? { ...same(0), from: fromConfig };
  const both = prompt !== undefined && completion !== undefined;
  return {
    ...own(usual),
    from: fromConfig,
    // One that has both prices has no others: they hold however long the prompt is, and for every tier.
    ...(long && !both ? { long: own(long) } : {}),
    ...(tiers && !both ? { tiers: mapped(tiers, own) } : {}),
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
    ...promptKinds(prompt),
    cached: 0,
    completion,
    completionAudio: completion,
    picture: 0,
    from: [hour.asOf, carried.asOf].sort()[0]!,
  };
}

/** A model's prices under a SKU; the highest of all that it has, where it has none under this one. */
export function tokenPricesOf(catalogue: Catalogue, model: string, sku: string): DatedPrices | undefined {
  const own = tokenPriceOf(catalogue, model, pricedAs[sku] ?? sku);
  if (own) return pricesFrom(own, sku in pricedAs);
  return highest(tokenPricesAnywhere(catalogue, model).map((price) => pricesFrom(price)));
}

/** Of each kind the highest, with the oldest day; undefined of none. */
export function highest(found: readonly DatedPrices[]): DatedPrices | undefined {
  if (found.length === 0) return undefined;
  const all = found.flatMap(variants);
  const each = kinds.map((kind) => [kind, Math.max(...all.map((prices) => prices[kind]))] as const);
  const from = found.map((prices) => prices.from).sort()[0]!;
  return { ...(Object.fromEntries(each) as Record<(typeof kinds)[number], number>), from };
}

/**
 * The dearest token that a call with a budget can be charged, of some prices: of whatever kind and length. Dearer tiers
 * are refused to such calls. In US dollars for a million; 0 of none.
 */
export function dearestOf(found: readonly (DatedPrices | undefined)[]): number {
  const usual = found.flatMap((prices) => (prices ? [prices, ...(prices.long ? [prices.long] : [])] : []));
  const ofTokens = (one: TokenPrices) => kinds.filter((kind) => kind !== "picture").map((kind) => one[kind]);
  return Math.max(
    0,
    ...usual.flatMap((one) => [...ofTokens(one), one.completion + one.picture / tokensPerMegapixel]),
  );
}

/** A model that is paid by its pictures counts 1,024 pixels as a token, and no picture as less than a megapixel. */
const tokensPerMegapixel = 1_024;

function variants(prices: DatedPrices): readonly TokenPrices[] {
  return [prices, ...(prices.long ? [prices.long] : []), ...Object.values(prices.tiers ?? {})];
}

/** Every kind of token of a prompt, at one price. */
function promptKinds(prompt: number) {
  return {
    prompt,
    cached: prompt,
    cacheWrite: prompt,
    cacheWriteLong: prompt,
    promptAudio: prompt,
    cachedAudio: prompt,
    promptImage: prompt,
  };
}

function same(price: number): TokenPrices {
  return { ...promptKinds(price), completion: price, completionAudio: price, picture: 0 };
}

/** To a millionth of a dollar for a million tokens. */
function rounded(price: number): number {
  return Math.round(price * 1_000_000) / 1_000_000;
}

/** @param bare whether the tokens are a PTU's, which has neither tiers nor prices by length */
function pricesFrom(price: TokenPrice, bare = false): DatedPrices {
  const { longPrompt, tiers = {} } = price;
  return {
    ...kindsFrom(price),
    from: price.asOf,
    ...(longPrompt && !bare ? { long: { ...kindsFrom(longPrompt), above: longPrompt.above } } : {}),
    ...(bare || Object.keys(tiers).length === 0 ? {} : { tiers: mapped(tiers, kindsFrom) }),
  };
}

type ListedKinds = Partial<Omit<TokenPrice, "longPrompt" | "tiers">> & Pick<TokenPrice, "input">;

/** A kind without a price of its own has that of the kind it is a part of, which is never the lower one. */
function kindsFrom({
  input,
  cachedInput,
  cacheWrite = input,
  megapixel = 0,
  ...more
}: ListedKinds): TokenPrices {
  const promptAudio = more.audioInput ?? input;
  const pixels = Math.round(megapixel * 1_000_000) / tokensPerMegapixel;
  const output = Math.max(more.output ?? 0, pixels);
  return {
    prompt: input,
    cached: cachedInput ?? input,
    cacheWrite,
    cacheWriteLong: more.cacheWriteLong ?? cacheWrite,
    promptAudio,
    cachedAudio: more.cachedAudioInput ?? promptAudio,
    promptImage: Math.max(more.imageInput ?? input, pixels),
    completion: output,
    completionAudio: more.audioOutput ?? output,
    picture: Math.round((more.picture ?? 0) * 1_000_000),
  };
}

function mapped<From, To>(
  tiers: Readonly<Partial<Record<PriceTier, From>>>,
  each: (one: From) => To,
): Readonly<Partial<Record<PriceTier, To>>> {
  return Object.fromEntries(
    Object.entries(tiers).flatMap(([tier, one]) => (one === undefined ? [] : [[tier, each(one as From)]])),
  );
}
