import type { Catalogue, ResourcePrice } from "@azure-genai-gateway/catalogue";
import type { ServiceConfig } from "../config/schema";

/** Millionths of a US dollar for one of something, and the day of the price; undefined where no catalogue has it. */
export interface UnitPrice {
  readonly micros: number;
  readonly from: string;
}

const size: Readonly<Partial<Record<ResourcePrice["per"], number>>> = {
  thousand: 1_000,
  tenThousand: 10_000,
  hundredThousand: 100_000,
  million: 1_000_000,
};

export function unitPrice(catalogue: Catalogue, entry: string): UnitPrice | undefined {
  const found = catalogue.resources.get(entry);
  const of = found && size[found.per];
  if (!found || of === undefined || found.price === undefined) return undefined;
  return { micros: Math.round((found.price * 1_000_000_000) / of) / 1_000, from: found.asOf };
}

const pages = (what: string) => `documentIntelligence.${what}.pages`;

/** Which price a model's pages have: all that is not prebuilt is somebody's own. */
export function pagesOf(model: string): string {
  return pages(model === "prebuilt-read" ? "read" : model.startsWith("prebuilt-") ? "prebuilt" : "custom");
}

/** What a page costs more by each of these features; the others cost nothing. */
export const dearFeatures: Readonly<Record<string, string>> = {
  ocrHighResolution: pages("addOn"),
  formulas: pages("addOn"),
  styleFont: pages("addOn"),
  queryFields: pages("queryFields"),
};

/** Entries of the catalogue that calls of a service are priced by. */
export function pricesOf({ kind, models = [] }: Pick<ServiceConfig, "kind" | "models">): readonly string[] {
  return kind === "search"
    ? ["search.semanticQueries"]
    : [...new Set([...models.map(pagesOf), ...Object.values(dearFeatures)])];
}
