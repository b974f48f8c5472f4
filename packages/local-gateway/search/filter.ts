import { Refusal } from "../ai-services/account";

export type Document = Readonly<Record<string, unknown>>;

const comparison = /^(\w+) (eq|ne|gt|ge|lt|le) ('(?:[^']|'')*'|-?\d+(?:\.\d+)?|true|false|null)$/;

/**
 * Whether a document meets a filter of comparisons that `and` joins; any other is refused. Throws a Refusal.
 * https://learn.microsoft.com/azure/search/search-query-odata-filter
 */
export function matchesFilter(document: Document, filter: string): boolean {
  if (filter.trim() === "") return true;
  return parts(filter).every((part) => {
    const found = comparison.exec(part.trim());
    if (!found)
      throw new Refusal(
        400,
        "NotSimulated",
        "This simulated service knows filters of comparisons that 'and' joins, and no others.",
      );
    const [, field, operator, written] = found;
    const wanted = valueOf(written!);
    const own = document[field!] ?? null;
    if (operator === "eq") return own === wanted;
    if (operator === "ne") return own !== wanted;
    if (typeof own !== typeof wanted || own === null || wanted === null) return false;
    const [left, right] = [own as number | string, wanted as number | string];
    return { gt: left > right, ge: left >= right, lt: left < right, le: left <= right }[
      operator as "gt" | "ge" | "lt" | "le"
    ];
  });
}

/** At `and`s that stand in no text. */
function parts(filter: string): readonly string[] {
  return filter.match(/(?:'(?:[^']|'')*'|(?! and )[^'])+/g) === null
    ? [filter]
    : [...filter.matchAll(/(?:'(?:[^']|'')*'|(?! and )[^])+/g)].map(([part]) => part.replace(/^ and /, ""));
}

function valueOf(written: string): unknown {
  if (written.startsWith("'")) return written.slice(1, -1).replaceAll("''", "'");
  return JSON.parse(written);
}

/** The fields that are asked for, by `select`; all without. */
export function fieldsOf(document: Document, select: string | undefined): Document {
  if (select === undefined || select === "*") return document;
  const wanted = select.split(",").map((name) => name.trim());
  return Object.fromEntries(Object.entries(document).filter(([name]) => wanted.includes(name)));
}
