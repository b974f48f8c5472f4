import type { Problem } from "@azure-genai-gateway/common/problem";
import { oldBlocks } from "./age";
import type { Catalogue } from "./catalogue";

/** What a catalogue itself should be looked at for: old blocks and missing prices count, the rest is for the record. */
export interface Review {
  readonly problems: readonly Problem[];
  /** `gpt-4o 2024-05-13 since 2026-10-01` */
  readonly retired: readonly string[];
  /** Entries that no page confirmed. */
  readonly unverified: readonly string[];
}

/** @param today YYYY-MM-DD */
export function reviewCatalogue(catalogue: Catalogue, today: string): Review {
  const old = oldBlocks(catalogue, today).map(({ block, asOf, months }): Problem => ({
    code: "CATALOGUE_OLD",
    severity: "warning",
    subject: block,
    message: `The figures are of ${asOf}, ${months} months old`,
    hint: "Upgrade the package, or lay newer ones over them",
  }));
  return {
    problems: [...old, ...unpriced(catalogue, today)],
    retired: [...catalogue.versions].flatMap(([model, versions]) =>
      [...versions]
        .filter(([, { retires }]) => retires <= today)
        .map(([version, { retires }]) => `${model} ${version} since ${retires}`),
    ),
    unverified: unverified(catalogue),
  };
}

/** Kinds that are paid by several kinds of tokens at once, by the character or by the minute. */
const otherwisePaid = new Set<string | undefined>(["images", "speech", "transcription", "realtime"]);

/** What is sold and not retired, and has no price or no size. */
function unpriced(catalogue: Catalogue, today: string): readonly Problem[] {
  const missing = (subject: string, message: string): Problem => ({
    code: "CATALOGUE_UNPRICED",
    severity: "warning",
    subject,
    message,
    hint: "Add the entry to a catalogue.yaml of your own",
  });
  const found: Problem[] = [];
  for (const [sku, models] of catalogue.offers)
    for (const [model, versions] of models) {
      const live = [...versions.keys()].some(
        (version) => (catalogue.versions.get(model)?.get(version)?.retires ?? "9999") > today,
      );
      if (!live || otherwisePaid.has(catalogue.models.get(model)?.kind)) continue;
      const provisioned = sku.endsWith("ProvisionedManaged");
      if (!provisioned && !catalogue.tokens.get(model)?.has(sku))
        found.push(missing(`${model} ${sku}`, "Its tokens have no price"));
      if (provisioned && !catalogue.provisioned.has(model))
        found.push(missing(`${model} ${sku}`, "Its sizes in PTUs are not known"));
    }
  for (const sku of catalogue.offers.keys())
    if (sku.endsWith("ProvisionedManaged") && !catalogue.ptuHours.has(sku))
      found.push(missing(sku, "Its PTUs have no price"));
  return found;
}

function unverified(catalogue: Catalogue): readonly string[] {
  const names: string[] = [];
  const note = (name: string, entry: { readonly unverified: boolean }) => {
    if (entry.unverified) names.push(name);
  };
  for (const block of ["regions", "models", "provisioned", "ptuHours", "resources"] as const)
    for (const [key, entry] of catalogue[block]) note(`${block} ${key}`, entry);
  for (const [key, entries] of catalogue.tokens)
    for (const [inner, { longPrompt, tiers = {} }] of entries)
      for (const [name, one] of Object.entries({ longPrompt, ...tiers }))
        if (one?.unverified) names.push(`tokens ${key} ${inner} ${name}`);
  for (const block of ["versions", "tokens"] as const)
    for (const [key, entries] of catalogue[block])
      for (const [inner, entry] of entries) note(`${block} ${key} ${inner}`, entry);
  return names;
}
