import { regionName } from "@azure-genai-gateway/common/region";
import type { Catalogue } from "./catalogue";
import type { HourPrice, Model, Provisioned, Region, ResourcePrice, TokenPrice, Version } from "./schema";

/** A model's Azure name: lower case, `gpt-35` for OpenAI's `gpt-3.5`. */
export function modelKey(name: string): string {
  return name.toLowerCase().replace(/^gpt-3\.5/, "gpt-35");
}

/**
 * A model by its Azure name, OpenAI's spelling of it (`gpt-3.5-turbo`) or a dated version of it
 * (`gpt-4o-2024-11-20`); undefined for what the catalogue does not hold.
 */
export function findModel(
  catalogue: Catalogue,
  name: string,
): (Model & { readonly name: string }) | undefined {
  const plain = modelKey(name);
  for (const key of [plain, plain.replace(/-\d{4}(-\d{2}-\d{2})?$/, "")]) {
    const model = catalogue.models.get(key);
    if (model) return { ...model, name: key };
  }
  return undefined;
}

export function provisionedOf(catalogue: Catalogue, model: string): Provisioned | undefined {
  return catalogue.provisioned.get(modelKey(model));
}

/** Sizes of a model under a provisioned SKU, in PTUs; undefined where they are not known. */
export function provisionedSize(
  catalogue: Catalogue,
  model: string,
  sku: string,
): { readonly minimum: number; readonly step: number } | undefined {
  const known = provisionedOf(catalogue, model);
  return sku === "ProvisionedManaged" ? known?.regional : known?.global;
}

export function versionOf(catalogue: Catalogue, model: string, version: string): Version | undefined {
  return catalogue.versions.get(modelKey(model))?.get(version);
}

/** `Sweden Central` and `swedencentral` alike. */
export function regionOf(catalogue: Catalogue, location: string): Region | undefined {
  return catalogue.regions.get(regionName(location));
}

/** SKUs of batch jobs, and the SKU whose entry has their prices, as a tier. */
const batchOf: Readonly<Record<string, string>> = {
  GlobalBatch: "GlobalStandard",
  DataZoneBatch: "DataZoneStandard",
};
/** Where a seller's own price stands when it has no entry of its own. */
const otherwise: Readonly<Record<string, string>> = {
  // Some models are dearer outside the global endpoint, the others cost the same.
  bedrockRegional: "bedrock",
  // Azure's Global Standard has OpenAI's list prices. [Inferred: wherever both pages have a model, they agree.]
  openai: "GlobalStandard",
};

/** US dollars for a million tokens of a model under a SKU of Azure's, or from another seller. */
export function tokenPriceOf(catalogue: Catalogue, model: string, sku: string): TokenPrice | undefined {
  const prices = catalogue.tokens.get(modelKey(model));
  const standard = batchOf[sku];
  if (standard === undefined) return prices?.get(sku) ?? prices?.get(otherwise[sku] ?? "");
  const entry = prices?.get(standard);
  const batch = entry?.tiers?.batch;
  if (!entry || !batch) return undefined;
  const { asOf, source, unverified } = entry;
  return {
    ...batch,
    asOf: batch.asOf ?? asOf,
    source: batch.source ?? source,
    unverified: batch.unverified ?? unverified,
  };
}

/** A resource's price where it stands; US dollars. Without a location, or a price there, that of the price region. */
export function resourcePriceOf(
  catalogue: Catalogue,
  key: string,
  location?: string,
): (HourPrice & Pick<ResourcePrice, "per"> & { readonly region: string }) | undefined {
  const entry = catalogue.resources.get(key);
  if (!entry) return undefined;
  const region = location === undefined ? "" : regionName(location);
  const own = entry.regions.get(region);
  if (own) return { ...own, per: entry.per, region };
  const { price, per, asOf, source, unverified } = entry;
  return price === undefined
    ? undefined
    : { price, per, asOf, source, unverified, region: catalogue.priceRegion };
}
