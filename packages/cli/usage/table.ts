import { places, roundedText, type Bill, type Sums } from "@azure-genai-gateway/billing";

const columns: readonly (readonly [string, (sums: Sums) => string])[] = [
  ["calls", ({ calls }) => grouped(String(calls))],
  ["refused", ({ refused }) => grouped(String(refused))],
  ["failed", ({ failed }) => grouped(String(failed))],
  ["prompt", ({ promptTokens }) => grouped(String(promptTokens))],
  ["cached", ({ cachedTokens }) => grouped(String(cachedTokens))],
  ["answer", ({ completionTokens }) => grouped(String(completionTokens))],
  ["US dollars", ({ cost }) => dollars(cost)],
];

/** A bill as people read it, and what its sum does not hold. */
export function billTable(bill: Bill): string {
  const header = [...bill.by, ...columns.map(([title]) => title)];
  const rows = bill.lines.map((line) => [
    ...bill.by.map((name) => line.of[name] ?? "-"),
    ...columns.map(([, of]) => of(line)),
  ]);
  const sum = [
    ...bill.by.map((_, index) => (index === 0 ? "in all" : "")),
    ...columns.map(([, of]) => of(bill.total)),
  ];
  const table = tableText(bill.by.length, header, bill.by.length > 0 ? [...rows, sum] : rows);
  const remarks = remarksOf(bill);
  return table + (remarks && `\n${remarks}`);
}

/** Lines of columns, the first of them texts, the others figures. */
export function tableText(
  texts: number,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column < texts ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** What a bill's sum does not hold, a line each; empty where it holds all. */
export function remarksOf({ total, counts }: Bill): string {
  const told = (count: number, one: string, many: string) =>
    count === 0 ? [] : [count === 1 ? `1 ${one}` : `${grouped(String(count))} ${many}`];
  const all = [
    ...told(
      total.unpriced,
      "call has no price and is in no sum: the catalogue does not know the model",
      "calls have no price and are in no sum: the catalogue does not know their models",
    ),
    ...told(
      total.atBound,
      "stream counts at the most that it can have cost: its row of the LLM log is not there",
      "streams count at the most that they can have cost: their rows of the LLM log are not there",
    ),
    ...told(
      total.fromCache,
      "call was answered from the gateway's cache",
      "calls were answered from the gateway's cache",
    ),
    ...told(counts.repeated, "event came again and counts once", "events came again and count once"),
    ...told(
      counts.contradicted,
      "event came with two costs: the dearer one counts",
      "events came with two costs: the dearer ones count",
    ),
    ...told(counts.foreign, "line is no genai-usage/1", "lines are no genai-usage/1"),
  ];
  return all.map((line) => `${line}\n`).join("");
}

/** To a hundredth of a cent; `--json` has all of it. */
export function dollars(amount: bigint): string {
  return grouped(roundedText(amount, 4, places));
}

export function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}
