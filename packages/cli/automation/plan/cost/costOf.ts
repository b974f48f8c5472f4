import {
  findModel,
  packageCatalogue,
  resourcePriceOf,
  tokenPriceOf,
  type Catalogue,
  type PriceUnit,
  type Provenance,
} from "@azure-genai-gateway/catalogue";
import { isFreeInTemplate, whyFree } from "./free";
import { record, records, textOf, typeWithoutVersion } from "./inputs";
import { dollars, unitText } from "./money";
import { pricers } from "./pricers";
import type { Charge, Cost, CostedResource, CostItem, CostLine, UsageLine } from "./types";

/** Hours that a month is counted as, as Azure's own calculator does. */
export const hoursAMonth = 730;

/**
 * What declared resources cost at the catalogue's list prices: by being there, by their use, and what has no price. Pure.
 * @param resources custom resources and components, in any order
 */
export function costOf(
  resources: readonly CostedResource[],
  catalogue: Catalogue = packageCatalogue(),
): Cost {
  const fixed: CostLine[] = [];
  const usage: UsageLine[] = [];
  const unpriced: Cost["unpriced"][number][] = [];
  const free = new Map<string, { type: string; count: number; why: string }>();
  const days = new Set<string>();
  for (const resource of resources) {
    const { name } = resource;
    const type = typeWithoutVersion(resource.type);
    if (resource.custom === false || /^(pulumi|azure-genai-gateway):/.test(type)) continue;
    const items: CostItem[] = [];
    const charges = chargesOf(resource, type, resources);
    if (charges.length === 0) {
      const entry = free.get(type) ?? { type, count: 0, why: whyFree(type) ?? whyNothing(type) };
      free.set(type, { ...entry, count: entry.count + 1 });
    }
    for (const charge of charges) {
      const priced = price(charge, catalogue);
      if (typeof priced === "string") unpriced.push({ name, type, why: priced });
      else if ("quantity" in priced) items.push(priced);
      else usage.push({ name, type, ...priced });
      if (typeof priced !== "string") days.add(priced.asOf);
    }
    if (items.length === 0) continue;
    const hour = sum(items.map(hourly));
    fixed.push({ name, type, hour, month: hour * hoursAMonth, items });
  }
  const hour = sum(fixed.map((line) => line.hour));
  const sorted = [...days].sort();
  return {
    currency: "USD",
    hour,
    month: hour * hoursAMonth,
    fixed: fixed.sort((left, right) => right.hour - left.hour || order(left.name, right.name)),
    usage: usage.sort((left, right) => order(left.what, right.what) || order(left.name, right.name)),
    unpriced: unpriced.sort((left, right) => order(left.name, right.name)),
    free: [...free.values()].sort((left, right) => order(left.type, right.type)),
    pricesFrom: sorted[0] ?? "",
    pricesTo: sorted.at(-1) ?? "",
    region: catalogue.priceRegion,
  };
}

function chargesOf(
  resource: CostedResource,
  type: string,
  all: readonly CostedResource[],
): readonly Charge[] {
  const pricer = pricers[type];
  if (pricer) return pricer(resource, all);
  if (type === "azure-native:resources:Deployment") return template(resource);
  if (whyFree(type) !== undefined) return [];
  return [{ kind: "unpriced", why: "its type is neither in the catalogue nor known to be free" }];
}

const whyNothing = (type: string) =>
  type === "azure-native:resources:Deployment" ? "what its template makes costs nothing" : "switched off";

/** A template costs what it makes. */
function template({ inputs }: CostedResource): readonly Charge[] {
  const made = records(record(record(inputs["properties"])["template"])["resources"]);
  if (made.length === 0) return [{ kind: "unpriced", why: "what its template makes is not known" }];
  const types = new Set(made.map(({ type }) => textOf(type) ?? "a resource without a type"));
  return [...types]
    .filter((type) => !isFreeInTemplate(type))
    .map((type) => ({ kind: "unpriced", why: `its template makes ${type}, which is not in the catalogue` }));
}

type PricedUsage = Pick<UsageLine, "what" | "asOf" | "source" | "unverified">;

/** A charge at its price, or why there is none. */
function price(charge: Charge, catalogue: Catalogue): CostItem | PricedUsage | string {
  switch (charge.kind) {
    case "unpriced":
      return charge.why;
    case "ptu": {
      const entry = catalogue.ptuHours.get(charge.sku);
      if (!entry) return `the catalogue has no price of PTUs under ${charge.sku}`;
      const { quantity, model, sku } = charge;
      const what = `${quantity} PTUs of ${model}, ${sku}`;
      return { what, quantity, price: entry.price, per: "hour", ...provenance(entry) };
    }
    case "tokens":
      return tokens(charge.model, charge.sku, catalogue);
    case "fixed":
    case "usage": {
      const entry = resourcePriceOf(catalogue, charge.key, charge.location);
      if (!entry) return `the catalogue has no price ${charge.key}`;
      if (charge.kind === "fixed") {
        const { quantity, what } = charge;
        return { what, quantity, price: entry.price, per: entry.per, ...provenance(entry) };
      }
      const what = `${dollars(entry.price)} for ${unitText(entry.per, charge.what)}`;
      return { what, ...provenance(entry) };
    }
  }
}

function tokens(model: string, sku: string, catalogue: Catalogue): PricedUsage | string {
  const name = findModel(catalogue, model)?.name ?? model;
  const entry = tokenPriceOf(catalogue, name, sku);
  if (!entry) return `the catalogue has no price of tokens of ${model} under ${sku}`;
  const parts = [
    `${dollars(entry.input)} per million in`,
    ...(entry.cachedInput === undefined ? [] : [`${dollars(entry.cachedInput)} cached`]),
    ...(entry.output === undefined ? [] : [`${dollars(entry.output)} out`]),
  ];
  return { what: `${model}, ${sku}, per token: ${parts.join(", ")}`, ...provenance(entry) };
}

const provenance = ({ asOf, source, unverified }: Provenance): Provenance => ({ asOf, source, unverified });

function hourly({ quantity, price: one, per }: CostItem): number {
  return quantity * one * hoursOf(per);
}

/** Nothing else is paid by being there. */
function hoursOf(per: PriceUnit): number {
  if (per === "hour") return 1;
  if (per === "month") return 1 / hoursAMonth;
  throw new Error(`A price per ${per} is one of use`);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
/** Programs register resources in another order each time. */
const order = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
