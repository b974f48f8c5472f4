import { hoursAMonth } from "./costOf";
import { cents } from "./money";
import type { Cost } from "./types";

/** What a stack costs, for people. */
export function formatCost(stack: string, cost: Cost): string {
  const names = Math.max(
    8,
    ...cost.fixed.map(({ name }) => name.length),
    ...cost.usage.map(({ name }) => name.length),
  );
  const row = (hour: string, month: string, name: string, what: string) =>
    `  ${hour.padStart(10)}  ${month.padStart(12)}  ${name.padEnd(names)}  ${what}`.trimEnd();
  const mark = (unverified: boolean) => (unverified ? " *" : "");
  const lines = [
    `Stack ${stack} costs ${cents(cost.month)} a month (${hoursAMonth} hours), ${cents(cost.hour)} an hour, and what is paid by use.`,
    `${priceNote(cost)} Your contract, region, reservations and currency may differ.`,
    "",
    row("an hour", "a month", "resource", "by being there"),
    ...cost.fixed.map(({ name, hour, month, items }) =>
      row(
        `$${hour.toFixed(4)}`,
        cents(month),
        name,
        items.map(({ what }) => what).join(" + ") + mark(items.some(({ unverified }) => unverified)),
      ),
    ),
    row(`$${cost.hour.toFixed(4)}`, cents(cost.month), "in all", ""),
  ];
  if (cost.usage.length > 0) {
    lines.push("", "Paid by use, so not in the sum:");
    for (const [what, names] of grouped(
      cost.usage.map((line) => [line.what + mark(line.unverified), line.name]),
    ))
      lines.push(`  ${what}: ${names.join(", ")}`);
  }
  if (cost.unpriced.length > 0) {
    lines.push("", "Not priced, so not in the sum:");
    for (const { name, type, why } of cost.unpriced) lines.push(`  ${name} [${type}]: ${why}`);
  }
  const unverified = [...cost.fixed.flatMap(({ items }) => items), ...cost.usage].some(
    (item) => item.unverified,
  );
  if (unverified) lines.push("", "* a figure that no page at hand confirmed");
  return `${lines.join("\n")}\n`;
}

/** One line for where a command has other things to say. */
export function summarizeCost(cost: Cost): string {
  const without =
    cost.unpriced.length > 0 ? ` and ${cost.unpriced.length} resources that are not priced` : "";
  return `${cents(cost.month)} a month and what is paid by use${without}, at list prices of ${period(cost)}`;
}

function priceNote(cost: Cost): string {
  return `List prices of ${period(cost)} in US dollars; those of resources are of ${cost.region} where the catalogue has no other.`;
}

const period = ({ pricesFrom, pricesTo }: Cost) =>
  pricesFrom === pricesTo ? pricesFrom : `${pricesFrom} to ${pricesTo}`;

function grouped(pairs: readonly (readonly [what: string, name: string])[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [what, name] of pairs) groups.set(what, [...(groups.get(what) ?? []), name]);
  return groups;
}
