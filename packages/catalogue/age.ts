import { blockNames, type BlockName, type Catalogue } from "./catalogue";
import { addMonths, monthsBetween } from "./days";
import { horizonMonths } from "./assess";

/** The day that a catalogue was put together, or last added to. */
export function dateOf({ files }: Catalogue): string {
  return files.reduce((latest, { asOf }) => (asOf > latest ? asOf : latest), "");
}

/** Blocks that are older than six months on a day, with their age in months. */
export function oldBlocks(
  { blocks }: Catalogue,
  today: string,
): readonly { readonly block: BlockName; readonly asOf: string; readonly months: number }[] {
  return blockNames.flatMap((block) => {
    const asOf = blocks.get(block);
    if (asOf === undefined || addMonths(asOf, horizonMonths) >= today) return [];
    return { block, asOf, months: monthsBetween(asOf, today) };
  });
}

/** `catalogue of 2026-10-06`, with what of it is old; for the end of a report. */
export function describeAge(catalogue: Catalogue, today: string): string {
  const months = monthsBetween(dateOf(catalogue), today);
  const age = months === 0 ? "less than a month old" : `${months} ${months === 1 ? "month" : "months"} old`;
  const old = oldBlocks(catalogue, today).map(({ block, asOf }) => `${block} of ${asOf}`);
  return `Catalogue of ${dateOf(catalogue)}, ${age}${old.length > 0 ? `; older than six months: ${old.join(", ")}` : ""}`;
}
