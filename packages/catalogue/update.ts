import { isMap, parseDocument, type Document } from "yaml";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import type { Catalogue } from "./catalogue";
import { resourcePriceOf } from "./lookups";
import { readCatalogue } from "./read";
import type { FoundPrice } from "./retailPrices";

/** The page that describes what the prices were read from. */
const source = "https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices";

export interface Change {
  /** `tokens gpt-5.4 GlobalStandard input` */
  readonly entry: string;
  /** US dollars; absent for what the catalogue had no price of. */
  readonly before?: number;
  readonly after: number;
}

/**
 * The text of a project's own catalogue with prices put in, each dated today; what else stands in there, comments too,
 * stays. Throws a ProblemsError for a file that cannot be read.
 * @param text the file as it is; undefined where there is none
 */
export function updatedCatalogue(
  text: string | undefined,
  file: string,
  found: readonly FoundPrice[],
  catalogue: Catalogue,
  today: string,
): { readonly text: string; readonly changes: readonly Change[] } {
  const document = parseDocument(
    text ??
      `# Laid over the package's catalogue, entry by entry.\ncatalogue: 1\nasOf: ${today}\ncurrency: USD\n`,
  );
  if (text !== undefined) {
    const { problems } = readCatalogue(text, file);
    if (problems.length > 0) throw new ProblemsError("The catalogue cannot be read", problems);
  }
  const changes: Change[] = [];
  for (const one of found) {
    const before = priceBefore(one, catalogue);
    changes.push({
      entry: [one.block, ...one.path].join(" "),
      ...(before === undefined ? {} : { before }),
      after: one.price,
    });
  }
  if (found.length > 0) document.set("asOf", today);
  for (const one of found) put(document, one, catalogue, today);
  return { text: document.toString({ lineWidth: 0 }), changes };
}

function put(
  document: Document,
  { block, path, price }: FoundPrice,
  catalogue: Catalogue,
  today: string,
): void {
  for (const [key, value] of [
    ["asOf", today],
    ["source", source],
  ] as const)
    if (!document.hasIn([block, key])) document.setIn([block, key], value);
  const dated = { asOf: today, source };
  const set = (at: readonly string[], value: unknown) => document.setIn([block, "entries", ...at], value);
  if (block === "ptuHours") return set(path, document.createNode({ price, ...dated }, { flow: true }));
  const [name, second, third] = path as [string, string, string | undefined];
  if (block === "resources") {
    if (third === undefined) {
      const regions: unknown = document.getIn([block, "entries", name, "regions"]);
      set([name], document.createNode({ price, per: second, ...dated }, { flow: true }));
      if (regions) set([name, "regions"], regions);
      return undefined;
    }
    if (!document.hasIn([block, "entries", name])) set([name], document.createNode({ per: second }));
    return set([name, "regions", third], document.createNode({ price, ...dated }, { flow: true }));
  }
  // The other prices of the entry stay what they are: an entry of one's own stands in the package's place as a whole.
  const known: unknown = document.getIn([block, "entries", name, second]);
  const packaged = catalogue.tokens.get(name)?.get(second) ?? {};
  const own = isMap(known) ? (known.toJSON() as Record<string, unknown>) : {};
  const entry = Object.fromEntries(
    Object.entries({ ...packaged, ...own, [third!]: price, ...dated }).filter(
      ([key, value]) => value !== undefined && key !== "unverified",
    ),
  );
  return set([name, second], document.createNode(entry, { flow: true }));
}

function priceBefore({ block, path }: FoundPrice, catalogue: Catalogue): number | undefined {
  const [name, second, third] = path as [string, string, string | undefined];
  if (block === "ptuHours") return catalogue.ptuHours.get(name)?.price;
  if (block === "resources") return resourcePriceOf(catalogue, name, third)?.price;
  return catalogue.tokens.get(name)?.get(second)?.[third as "input"];
}
