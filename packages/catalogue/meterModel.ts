import type { Catalogue } from "./catalogue";
import { findModel } from "./lookups";
import { ptuMeters, tokenWords } from "./retailRules";

/** What a line of Azure's invoice is for. */
export type MeterOf =
  | { readonly kind: "tokens"; readonly model: string }
  /** PTUs by the hour, of whatever models. */
  | { readonly kind: "provisioned"; readonly sku: string };

/**
 * What a meter of Azure OpenAI's counts, by its name (`gpt 4.1 mini Inp glbl Tokens`); undefined for those that no rule
 * knows. Unlike a price, a day's cost may be of any version and any way to buy: cached, batch, priority, fine-tuned.
 */
export function modelOfMeter(meter: string, catalogue: Catalogue): MeterOf | undefined {
  const sku = ptuMeters[meter.trim()];
  if (sku !== undefined) return { kind: "provisioned", sku };
  const words = meter
    .toLowerCase()
    .replace(/data zone/, "datazone")
    .split(/[\s-]+/);
  const name = words.filter((word) => word !== "" && !isAbout(word)).join("-");
  for (const candidate of [name, `gpt-${name}`]) {
    const model = catalogue.models.has(candidate)
      ? candidate
      : findModel(catalogue, candidate.replace(/-\d{4}$/, ""))?.name;
    if (model !== undefined) return { kind: "tokens", model };
  }
  return undefined;
}

/** Words that say how something was bought, and not what. */
function isAbout(word: string): boolean {
  const { sku, direction, cached, ignored, ways, other } = tokenWords;
  return (
    word in sku || word in direction || word in ways || [cached, ignored, other].some((set) => set.has(word))
  );
}
