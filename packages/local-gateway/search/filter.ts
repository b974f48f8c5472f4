import { Refusal } from "../ai-services/account";

export type Document = Readonly<Record<string, unknown>>;

type Operator = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

interface Comparison {
  readonly field: string;
  readonly operator: Operator;
  readonly wanted: unknown;
}

/**
 * Whether a document meets a filter of comparisons that `and` joins; any other is refused. Throws a Refusal.
 * https://learn.microsoft.com/azure/search/search-query-odata-filter
 */
export function matchesFilter(document: Document, filter: string): boolean {
  return comparisonsOf(filter).every(({ field, operator, wanted }) => {
    const own = document[field] ?? null;
    if (operator === "eq") return own === wanted;
    if (operator === "ne") return own !== wanted;
    if (typeof own !== typeof wanted || own === null || wanted === null) return false;
    const [left, right] = [own as number | string, wanted as number | string];
    return { gt: left > right, ge: left >= right, lt: left < right, le: left <= right }[operator];
  });
}

/** One after another, so that an `and` within a text is a part of it. */
function comparisonsOf(filter: string): readonly Comparison[] {
  const found: Comparison[] = [];
  if (filter.trim() === "") return found;
  const next =
    /\s*(\w+) (eq|ne|gt|ge|lt|le) ('(?:[^']|'')*'|-?\d+(?:\.\d+)?|true|false|null)(?:\s*$|\s+and\s+(?=\S))/y;
  while (next.lastIndex < filter.length) {
    const match = next.exec(filter);
    if (!match)
      throw new Refusal(
        400,
        "NotSimulated",
        "This simulated service knows filters of comparisons that 'and' joins, and no others.",
      );
    const [, field, operator, written] = match;
    found.push({ field: field!, operator: operator as Operator, wanted: valueOf(written!) });
  }
  return found;
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
