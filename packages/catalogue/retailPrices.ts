import { z } from "@azure-genai-gateway/schema";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { regionName } from "@azure-genai-gateway/common/region";
import type { Catalogue } from "./catalogue";
import { findModel } from "./lookups";
import { meterRules, ptuMeters, tokenUnits, tokenWords, unitsOf } from "./retailRules";

/** https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
const row = z.looseObject({
  meterName: z.string(),
  productName: z.string(),
  armRegionName: z.string().default(""),
  retailPrice: z.number("Write a number").min(0, "Write 0 or more"),
  unitOfMeasure: z.string(),
  currencyCode: z.string(),
  type: z.string().optional(),
  priceType: z.string().optional(),
  effectiveStartDate: z.string().default(""),
  tierMinimumUnits: z.number().default(0),
});
const page = z.looseObject({ Items: z.array(z.unknown()), NextPageLink: z.string().nullish() });
const answer = z.union([page, z.array(page), z.array(z.looseObject({ meterName: z.unknown() }))]);
export type RetailRow = z.output<typeof row>;

/** A price found, and where it belongs: a path below the catalogue's root without `entries`. */
export interface FoundPrice {
  readonly block: "resources" | "tokens" | "ptuHours";
  readonly path: readonly string[];
  /** US dollars. */
  readonly price: number;
  readonly meter: string;
}

export interface RetailReading {
  readonly found: readonly FoundPrice[];
  /** Meters that no rule knows, or that say something else than the rule expects; each once. */
  readonly unmapped: readonly { readonly meter: string; readonly product: string; readonly why: string }[];
  /** Rows that are no pay-as-you-go price, or not in force yet. */
  readonly leftOut: number;
  readonly problems: readonly Problem[];
}

/**
 * Reads an answer of the API, or several pages in a list. Never guesses: a meter that no rule maps is reported, and of
 * another currency than US dollars nothing is taken at all.
 * @param today YYYY-MM-DD; prices that begin later are left out
 */
export function readRetailPrices(
  text: string,
  file: string,
  catalogue: Catalogue,
  today: string,
): RetailReading {
  const failed = (code: string, message: string, hint: string): RetailReading => ({
    found: [],
    unmapped: [],
    leftOut: 0,
    problems: [{ code, severity: "error", message, hint, place: { file, line: 1, column: 1 } }],
  });
  const parsed = answer.safeParse(json(text));
  if (!parsed.success)
    return failed(
      "RETAIL_FORM",
      "This is not an answer of Azure's Retail Prices API",
      'Save what the API answers: {"Items": [...]}, or a list of such pages',
    );
  const pages = Array.isArray(parsed.data) ? parsed.data : [parsed.data];
  const given = pages.flatMap((one): readonly unknown[] =>
    "Items" in one ? (one as z.output<typeof page>).Items : [one],
  );
  const { rows, problems: wrong } = readRows(given, file);
  if (wrong.length > 0) return { found: [], unmapped: [], leftOut: 0, problems: wrong };
  const foreign = new Set(rows.map(({ currencyCode }) => currencyCode).filter((code) => code !== "USD"));
  if (foreign.size > 0)
    return failed(
      "RETAIL_CURRENCY",
      `The file has prices in ${[...foreign].join(", ")}`,
      "Ask the API for currencyCode='USD': sums of several currencies would be sums of nothing",
    );
  const last = pages.at(-1);
  const more =
    last && "NextPageLink" in last && typeof last.NextPageLink === "string" && last.NextPageLink !== "";
  const problems: Problem[] = more
    ? [
        {
          code: "RETAIL_MORE_PAGES",
          severity: "warning",
          message: "The last page names another one, whose prices are not in the file",
          hint: "Save all pages as one JSON list",
          place: { file, line: 1, column: 1 },
        },
      ]
    : [];
  return { ...mapRows(rows, catalogue, today), problems };
}

/** The rows of a file; where any is none of the API's, all that is wrong, each with its number. */
function readRows(given: readonly unknown[], file: string) {
  const rows: RetailRow[] = [];
  const problems: Problem[] = [];
  for (const [index, one] of given.entries()) {
    const parsed = row.safeParse(one);
    if (parsed.success) rows.push(parsed.data);
    else
      problems.push({
        code: "RETAIL_FORM",
        severity: "error",
        subject: `row ${index + 1}`,
        message: `This is no row of Azure's Retail Prices API: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`,
        hint: "Save the API's answer as it is; nothing of the file was taken",
        place: { file, line: 1, column: 1 },
      });
  }
  return { rows, problems };
}

function mapRows(
  rows: readonly RetailRow[],
  catalogue: Catalogue,
  today: string,
): Omit<RetailReading, "problems"> {
  const inForce = rows.filter(
    ({ type, priceType, effectiveStartDate }) =>
      (type ?? priceType ?? "Consumption") === "Consumption" && effectiveStartDate.slice(0, 10) <= today,
  );
  const found = new Map<string, FoundPrice>();
  const conflicts = new Set<string>();
  const unmapped = new Map<string, RetailReading["unmapped"][number]>();
  for (const one of valid(inForce)) {
    const mapped = mapRow(one, catalogue);
    const meter = one.meterName;
    if (typeof mapped === "string") {
      unmapped.set(`${one.productName}\n${meter}`, { meter, product: one.productName, why: mapped });
      continue;
    }
    const key = [mapped.block, ...mapped.path].join("\n");
    const before = found.get(key);
    if (before && before.price !== mapped.price) {
      conflicts.add(key);
      const why = `two prices for ${mapped.path.join(".")}: ${before.price} and ${mapped.price}`;
      unmapped.set(`${one.productName}\n${meter}`, { meter, product: one.productName, why });
    } else found.set(key, mapped);
  }
  for (const key of conflicts) found.delete(key);
  return {
    found: [...found.values()],
    unmapped: [...unmapped.values()],
    leftOut: rows.length - inForce.length,
  };
}

/** Of each meter and region the row that is in force now, in the first tier that costs something. */
function valid(rows: readonly RetailRow[]): readonly RetailRow[] {
  const groups = new Map<string, RetailRow[]>();
  for (const one of rows) {
    const key = [one.productName, one.meterName, regionName(one.armRegionName), one.unitOfMeasure].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const tiers = new Map<number, RetailRow>();
    for (const one of group) {
      const before = tiers.get(one.tierMinimumUnits);
      if (!before || before.effectiveStartDate <= one.effectiveStartDate)
        tiers.set(one.tierMinimumUnits, one);
    }
    const sorted = [...tiers.values()].sort((left, right) => left.tierMinimumUnits - right.tierMinimumUnits);
    return sorted.find(({ retailPrice }) => retailPrice > 0) ?? sorted[0]!;
  });
}

/** Where a row belongs, or why nowhere. */
function mapRow(one: RetailRow, catalogue: Catalogue): FoundPrice | string {
  const { meterName: meter, productName: product, unitOfMeasure: unit, retailPrice: price } = one;
  const rule = meterRules.find((each) => each.product === product && each.meter === meter);
  if (rule) {
    if (!unitsOf[rule.per].includes(unit))
      return `its unit is ${unit}, not ${unitsOf[rule.per].join(" or ")}`;
    const region = regionName(one.armRegionName);
    if (region === "" || region === "global")
      return { block: "resources", path: [rule.entry, rule.per], price, meter };
    if (!catalogue.regions.has(region)) return `the catalogue has no region ${one.armRegionName}`;
    return { block: "resources", path: [rule.entry, rule.per, region], price, meter };
  }
  if (!product.startsWith("Azure OpenAI")) return "no rule knows it";
  const sku = product === "Azure OpenAI" ? ptuMeters[meter] : undefined;
  if (sku) {
    if (!unitsOf.hour.includes(unit)) return `its unit is ${unit}, not ${unitsOf.hour.join(" or ")}`;
    return { block: "ptuHours", path: [sku], price, meter };
  }
  return mapTokens(one, catalogue);
}

function mapTokens(one: RetailRow, catalogue: Catalogue): FoundPrice | string {
  const { meterName: meter, unitOfMeasure: unit, retailPrice } = one;
  const factor = tokenUnits[unit];
  if (factor === undefined || !/tokens$/i.test(meter)) return "it is no price of tokens";
  const words = meter
    .replace(/data zone/i, "datazone")
    .split(/[\s-]+/)
    .map((word) => word.toLowerCase());
  const rest: string[] = [];
  let sku: string | undefined;
  let direction: "input" | "output" | undefined;
  let cached = false;
  let way: (typeof tokenWords.ways)[string] | undefined;
  for (const word of words) {
    if (tokenWords.other.has(word)) return "it is the price of another way to buy: fine-tuned models, writes";
    const named = tokenWords.ways[word];
    if (named) {
      if (way) return "it is the price of several ways to buy at once";
      way = named;
      continue;
    }
    if (tokenWords.sku[word]) sku = tokenWords.sku[word];
    else if (tokenWords.direction[word]) direction = tokenWords.direction[word];
    else if (tokenWords.cached.has(word)) cached = true;
    else if (!tokenWords.ignored.has(word)) rest.push(word);
  }
  if (!sku) return "it does not say under which SKU";
  const model = modelOf(rest, catalogue);
  if (typeof model !== "object") return model;
  if (!direction && model.kind !== "embeddings") return "it does not say whether in or out";
  if (cached && direction === "output") return "no rule knows it";
  const field = direction === "output" ? "output" : cached ? "cachedInput" : "input";
  const price = Number((retailPrice * factor).toFixed(6));
  // Where it begins, and that there is such a way at all, no meter says: the catalogue has to know it.
  const known = catalogue.tokens.get(model.name)?.get(sku);
  if (way && !(way === "longPrompt" ? known?.longPrompt : known?.tiers?.[way]))
    return `the catalogue has no ${way} of ${model.name} under ${sku}, which it is the price of`;
  const within = way === undefined ? [] : way === "longPrompt" ? [way] : ["tiers", way];
  return { block: "tokens", path: [model.name, sku, ...within, field], price, meter };
}

/** `5.4 mini`, `gpt 4o 1120` and `gpt 5` by the catalogue's own names; a month and day have to be the newest version's. */
function modelOf(
  words: readonly string[],
  catalogue: Catalogue,
): { readonly name: string; readonly kind: string } | string {
  const spelled = words.join("-");
  for (const candidate of [spelled, `gpt-${spelled}`]) {
    const exact = catalogue.models.get(candidate);
    if (exact) return { name: candidate, kind: exact.kind };
    const dated = /^(.+)-(\d{2})(\d{2})$/.exec(candidate);
    const model = dated && catalogue.models.has(dated[1]!) ? findModel(catalogue, dated[1]!) : undefined;
    if (!dated || !model) continue;
    const newest = [...(catalogue.versions.get(model.name)?.keys() ?? [])].sort().at(-1);
    if (newest?.endsWith(`-${dated[2]}-${dated[3]}`)) return model;
    return `it is the price of a version that is not the newest of ${model.name}`;
  }
  return "the catalogue has no such model";
}

function json(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    return undefined;
  }
}
