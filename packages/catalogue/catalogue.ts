import { ProblemsError, type Place, type Problem } from "@azure-genai-gateway/common/problem";
import { regionName } from "@azure-genai-gateway/common/region";
import { nameOf, readCatalogue } from "./read";
import type {
  CatalogueFile,
  HourPrice,
  Model,
  Offer,
  Provenance,
  Provisioned,
  Region,
  ResourcePrice,
  TokenPrice,
  Version,
} from "./schema";

/** One text of a catalogue. */
export interface CatalogueText {
  /** As the user would type it. */
  readonly file: string;
  readonly text: string;
}

/** Blocks of figures, each with a date of its own. */
export const blockNames = [
  "regions",
  "models",
  "provisioned",
  "versions",
  "offers",
  "tokens",
  "ptuHours",
  "resources",
] as const;
export type BlockName = (typeof blockNames)[number];

/** What is known of what Azure sells. Names of models are in lower case, regions as in `swedencentral`. */
export interface Catalogue {
  /** The files it is made of, the later ones laid over the earlier, with the day of each. */
  readonly files: readonly { readonly file: string; readonly asOf: string }[];
  /** The day that each block is of: of several files', the oldest. */
  readonly blocks: ReadonlyMap<BlockName, string>;
  /** Where the prices of resources are list prices of, unless they say otherwise. */
  readonly priceRegion: string;
  readonly regions: ReadonlyMap<string, Region>;
  readonly models: ReadonlyMap<string, Model>;
  readonly provisioned: ReadonlyMap<string, Provisioned>;
  /** By model, then version. */
  readonly versions: ReadonlyMap<string, ReadonlyMap<string, Version>>;
  /** By SKU, model, version. */
  readonly offers: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Offer>>>;
  /** Regions by the name of their set; `eu` and `us` are the data zones. */
  readonly regionSets: ReadonlyMap<string, readonly string[]>;
  /** By model, then SKU. */
  readonly tokens: ReadonlyMap<string, ReadonlyMap<string, TokenPrice>>;
  /** By SKU. */
  readonly ptuHours: ReadonlyMap<string, HourPrice>;
  readonly resources: ReadonlyMap<string, ResourcePrice>;
}

/** Makes one catalogue of files, the later laid over the earlier entry by entry. Throws a ProblemsError. */
export function makeCatalogue(texts: readonly CatalogueText[]): Catalogue {
  const readings = texts.map(({ file, text }) => ({ name: file, ...readCatalogue(text, file) }));
  const problems = readings.flatMap((reading) => reading.problems);
  if (problems.length > 0) throw new ProblemsError("The catalogue cannot be read", problems);
  const builder = new Builder();
  for (const { name, file, placeOf } of readings) builder.add(name, file!, placeOf);
  return builder.finish();
}

type Path = readonly (string | number)[];
type PlaceOf = (path: Path) => Place;
interface UnresolvedOffer {
  readonly path: Path;
  readonly regions: readonly string[];
  readonly provenance: Provenance;
  readonly placeOf: PlaceOf;
}

class Builder {
  private readonly files: { readonly file: string; readonly asOf: string }[] = [];
  private readonly blocks = new Map<BlockName, string>();
  private priceRegion = "";
  private readonly regions = new Map<string, Region>();
  private readonly models = new Map<string, Model>();
  private readonly provisioned = new Map<string, Provisioned>();
  private readonly versions = new Map<string, Map<string, Version>>();
  private readonly offers = new Map<string, UnresolvedOffer>();
  private readonly sets = new Map<string, readonly string[]>();
  private readonly tokens = new Map<string, Map<string, TokenPrice>>();
  private readonly ptuHours = new Map<string, HourPrice>();
  private readonly resources = new Map<string, ResourcePrice>();

  add(name: string, file: CatalogueFile, placeOf: PlaceOf): void {
    this.files.push({ file: name, asOf: file.asOf });
    for (const block of blockNames) {
      const day = file[block]?.asOf;
      const before = this.blocks.get(block);
      if (day !== undefined && (before === undefined || day < before)) this.blocks.set(block, day);
    }
    const { resources } = file;
    // A file of one's own says where its prices are of by `regions`; the first file's region stays.
    if (this.priceRegion === "") this.priceRegion = resources?.region ?? "";
    each(file.regions, (key, entry) => this.regions.set(key.toLowerCase(), entry));
    each(file.models, (key, entry) => this.models.set(key.toLowerCase(), entry));
    each(file.provisioned, (key, entry) => this.provisioned.set(key.toLowerCase(), entry));
    eachOfEach(file.versions, (key, inner, entry) =>
      inMap(this.versions, key.toLowerCase()).set(inner, entry),
    );
    eachOfEach(file.tokens, (key, inner, entry) => inMap(this.tokens, key.toLowerCase()).set(inner, entry));
    each(file.ptuHours, (key, entry) => this.ptuHours.set(key, entry));
    for (const [key, entry] of Object.entries(resources?.entries ?? {}))
      this.resources.set(key, overlaid(this.resources.get(key), entry, resources!));
    for (const [set, regions] of Object.entries(file.regionSets ?? {})) this.sets.set(set, regions);
    for (const [sku, byModel] of Object.entries(file.offers?.entries ?? {}))
      for (const [model, byVersion] of Object.entries(byModel ?? {}))
        for (const [version, regions] of Object.entries(byVersion))
          this.offers.set([sku, model.toLowerCase(), version].join("\n"), {
            path: ["offers", "entries", sku, model, version],
            regions,
            provenance: provenanceOf({}, file.offers!),
            placeOf,
          });
  }

  finish(): Catalogue {
    const problems: Problem[] = [];
    const offers = new Map<string, Map<string, Map<string, Offer>>>();
    for (const [key, offer] of this.offers) {
      const [sku, model, version] = key.split("\n") as [string, string, string];
      const regions = this.resolve(offer, problems);
      inMap(inMap(offers, sku), model).set(version, { regions, ...offer.provenance });
    }
    if (problems.length > 0) throw new ProblemsError("The catalogue cannot be read", problems);
    const {
      files,
      blocks,
      priceRegion,
      regions,
      models,
      provisioned,
      versions,
      tokens,
      ptuHours,
      resources,
    } = this;
    return {
      files,
      blocks,
      priceRegion,
      regions,
      models,
      provisioned,
      versions,
      offers,
      regionSets: this.sets,
      tokens,
      ptuHours,
      resources,
    };
  }

  private resolve({ path, regions, placeOf }: UnresolvedOffer, problems: Problem[]): ReadonlySet<string> {
    const resolved = new Set<string>();
    for (const [index, item] of regions.entries()) {
      const unknown = (what: string) =>
        problems.push({
          code: "CATALOGUE_UNKNOWN_REGION",
          severity: "error",
          subject: nameOf(path),
          message: `There is no ${what}`,
          hint: "Write a region of the block regions, @ and a name in regionSets, or - and a region to take out",
          place: placeOf([...path, index]),
        });
      if (item.startsWith("@")) {
        const set = this.sets.get(item.slice(1));
        if (!set) unknown(`set of regions ${item.slice(1)}`);
        for (const region of set ?? []) {
          if (this.regions.has(region)) resolved.add(region);
          else unknown(`region ${region}, which the set ${item.slice(1)} names`);
        }
        continue;
      }
      const region = item.replace(/^-/, "");
      if (!this.regions.has(region)) unknown(`region ${region}`);
      else if (item.startsWith("-")) resolved.delete(region);
      else resolved.add(region);
    }
    return resolved;
  }
}

type ResourceEntry = NonNullable<CatalogueFile["resources"]>["entries"][string];

/** Regions' prices are entries of their own, as far as they are of the same unit. */
function overlaid(
  before: ResourcePrice | undefined,
  entry: ResourceEntry,
  block: Omit<Block<unknown>, "entries">,
): ResourcePrice {
  const kept = before?.per === entry.per ? before : undefined;
  const regions = new Map(kept?.regions);
  for (const [region, own] of Object.entries(entry.regions ?? {})) {
    const price = typeof own === "number" ? { price: own } : own;
    regions.set(regionName(region), {
      price: price.price,
      ...provenanceOf({ ...entry, ...price }, block),
    });
  }
  if (entry.price === undefined && kept) return { ...kept, regions };
  const { price, per } = entry;
  return { per, ...(price === undefined ? {} : { price }), regions, ...provenanceOf(entry, block) };
}

interface Block<Entry> {
  readonly asOf: string;
  readonly source: string;
  readonly entries: Readonly<Record<string, Entry | undefined>>;
}
type Partly = { readonly [Key in keyof Provenance]?: Provenance[Key] | undefined };

function provenanceOf(entry: Partly, block: Omit<Block<unknown>, "entries">): Provenance {
  return {
    asOf: entry.asOf ?? block.asOf,
    source: entry.source ?? block.source,
    unverified: entry.unverified ?? false,
  };
}

function each<Entry extends Partly>(
  block: Block<Entry> | undefined,
  action: (key: string, entry: Omit<Entry, keyof Provenance> & Provenance) => void,
): void {
  for (const [key, entry] of Object.entries(block?.entries ?? {}))
    if (entry) action(key, { ...entry, ...provenanceOf(entry, block!) });
}

function eachOfEach<Entry extends Partly>(
  block: Block<Readonly<Record<string, Entry | undefined>>> | undefined,
  action: (key: string, inner: string, entry: Omit<Entry, keyof Provenance> & Provenance) => void,
): void {
  for (const [key, entries] of Object.entries(block?.entries ?? {}))
    each({ ...block!, entries: entries ?? {} }, (inner, entry) => action(key, inner, entry));
}

function inMap<Key, Inner, Value>(maps: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  const known = maps.get(key);
  if (known) return known;
  const made = new Map<Inner, Value>();
  maps.set(key, made);
  return made;
}
