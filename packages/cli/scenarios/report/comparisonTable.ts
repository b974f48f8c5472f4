import {
  askedOf,
  type ComparedRun,
  type Comparison,
  type Difference,
  type Fate,
  withFate,
} from "./comparison";
import { formatDifference, formatMeasure, formatNumber } from "./figures";
import { alignedRows } from "./table";

/** How the fates of assertions are told, in the order in which they matter. */
export const fateHeadings: readonly (readonly [Fate, string])[] = [
  ["broken", "passed before, fails now"],
  ["gone", "no longer asked"],
  ["failing", "fails as before, or is new and fails"],
  ["mended", "failed before, passes now"],
];

/** A comparison for the terminal: what went from passed to failed, what else changed, then figures by scenario. */
export function renderComparison(comparison: Comparison): string {
  const { runs, totals } = comparison;
  return [
    `compared with ${comparison.file}`,
    ...fateHeadings.flatMap(([fate, heading]) => {
      const lines = withFate(comparison, fate).map(({ run, assertion }) => {
        const figures = `${formatNumber(assertion.before?.actual)} -> ${formatNumber(assertion.after?.actual)}`;
        return `    ${run.name}: ${assertion.name}: ${figures} (${askedOf(assertion)})`;
      });
      return lines.length === 0 ? [] : [`  ${heading} (${lines.length}):`, ...lines];
    }),
    ...notCompared(comparison).map((line) => `  ${line}`),
    ...runs.flatMap(runLines),
    ...(runs.length > 1
      ? [
          `  ${runs.length} scenarios together`,
          ...alignedRows(differenceRows(totals)).map((line) => `  ${line}`),
        ]
      : []),
  ].join("\n");
}

/** Scenarios that stand on one side alone: nothing is said of them, and that is said. */
export function notCompared({ file, onlyBefore, onlyNow }: Comparison): readonly string[] {
  return [
    ...(onlyBefore.length === 0 ? [] : [`not compared, in ${file} alone: ${onlyBefore.join(", ")}`]),
    ...(onlyNow.length === 0 ? [] : [`not compared, not in ${file}: ${onlyNow.join(", ")}`]),
  ];
}

export function differenceRows(differences: readonly Difference[]): string[][] {
  return [
    ["measure", "before", "after", "difference"],
    ...differences.map(({ name, unit, before, after }) => [
      name,
      formatMeasure({ unit, value: before }),
      formatMeasure({ unit, value: after }),
      formatDifference(unit, before, after),
    ]),
  ];
}

function runLines({ name, unlike, differences }: ComparedRun): readonly string[] {
  const notes = unlike.map((note) => `  ${name}: not the same load: ${note}`);
  const rows = differenceRows(differences);
  if (rows.slice(1).every(([, , , difference]) => difference === "0"))
    return [...notes, `  ${name}: every measure is the same`];
  return [...notes, `  ${name}`, ...alignedRows(rows).map((line) => `  ${line}`)];
}
