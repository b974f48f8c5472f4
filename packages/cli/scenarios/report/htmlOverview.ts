import type { ScenarioResult } from "../run/runScenario";
import { askedOf, type Comparison, withFate } from "./comparison";
import { differenceRows, fateHeadings, notCompared } from "./comparisonTable";
import { formatMeasure, formatNumber } from "./figures";
import { list, table } from "./htmlParts";
import { escape } from "./junit";
import { type Measure, type Measured, rowsOf, succeeded, totalsOf } from "./measures";
import type { Report, Unrun } from "./report";

interface Ordered {
  readonly result: ScenarioResult;
  readonly index: number;
}

/** Of a section. A scenario's name has no point in it, so that nothing else on the page can have it. */
export function anchor(name: string, times: number): string {
  return times === 1 ? name : `${name}.${times}`;
}

/** Every scenario with what it came to and its totals, what failed first; it links to the sections. */
export function indexTable(
  { results, unrun }: Report,
  order: readonly Ordered[],
  anchors: readonly string[],
): string {
  const head = [
    "scenario",
    "result",
    "assertions",
    "calls",
    "answered",
    "429",
    "other",
    "spilled",
    "tokens",
    "charged",
  ];
  const none = head.slice(3).map(() => "–");
  const rows = [
    ...unrun.map(({ name }, index) => [link(unrunAnchor(index), name), "could not run", "–", ...none]),
    ...order.map(({ result, index }) => {
      const { scenario, assertions, records, passed } = result;
      const held = assertions.filter((one) => one.passed).length;
      return [
        link(anchors[index]!, scenario.name),
        passed ? "passed" : "failed",
        `${held} of ${assertions.length} hold`,
        ...figures([records]),
      ];
    }),
  ];
  const asserted = results.flatMap(({ assertions }) => assertions);
  const sum = [
    "all",
    "",
    `${asserted.filter(({ passed }) => passed).length} of ${asserted.length} hold`,
    ...figures(results.map(({ records }) => records)),
  ];
  return `<nav aria-label="Scenarios">${table({
    caption: "Scenarios",
    rows: results.length > 1 ? [head, ...rows, sum] : [head, ...rows],
    html: 0,
    rowClass: ([, result]) => (result === "failed" || result === "could not run" ? "fail" : ""),
    sum: results.length > 1,
  })}</nav>`;
}

function figures(runs: readonly Measured[]): readonly string[] {
  const calls = runs.flatMap((run) => run.calls);
  const answered = calls.filter(({ status }) => succeeded(status)).length;
  const refused = calls.filter(({ status }) => status === 429).length;
  const totals = new Map(totalsOf(runs, rowsOf(...runs)).map((measure) => [measure.name, measure]));
  const of = (name: string): Measure => totals.get(name)!;
  const tokens = of("prompt tokens").value! + of("completion tokens").value!;
  const count = (value: number) => formatMeasure({ value, unit: "count" });
  return [
    ...[calls.length, answered, refused, calls.length - answered - refused].map(count),
    formatMeasure(of("spilled")),
    count(tokens),
    formatMeasure(of("charged")),
  ];
}

function link(target: string, text: string): string {
  return `<a href="#${escape(target)}">${escape(text)}</a>`;
}

/** All runs as one: calls by their answers, tokens, money. */
export function overallSection({ results }: Report): string {
  if (results.length < 2) return "";
  const runs = results.map(({ records }) => records);
  return `<details id="page.totals"><summary><h2>All ${results.length} scenarios together</h2></summary>
${totalsTable("Totals", totalsOf(runs, rowsOf(...runs)))}
</details>`;
}

export function totalsTable(caption: string, measures: readonly Measure[]): string {
  return table({
    caption,
    rows: [["measure", "value"], ...measures.map((measure) => [measure.name, formatMeasure(measure)])],
  });
}

const unrunAnchor = (index: number): string => `page.unrun.${index + 1}`;

export function unrunSection({ name, message }: Unrun, index: number): string {
  return `<details id="${unrunAnchor(index)}" open><summary><h2>${escape(name)} <span class="fail">could not run</span></h2></summary>
<pre>${escape(message)}</pre>
</details>`;
}

/** What a comparison says of all scenarios; the figures of each stand in its section. */
export function comparedSection(comparison: Comparison, anchors: readonly string[]): string {
  const { file, runs, totals } = comparison;
  const fates = fateHeadings.map(([fate, heading]) => {
    const items = withFate(comparison, fate).map(
      ({ run, assertion }) =>
        `${link(anchors[run.index]!, run.name)}: ${escape(assertion.name)}: ${formatNumber(assertion.before?.actual)} → ${formatNumber(assertion.after?.actual)} (${escape(askedOf(assertion))})`,
    );
    return items.length === 0
      ? ""
      : `<h3${fate === "broken" ? ' class="fail"' : ""}>${upper(heading)} (${items.length})</h3>${list(items)}`;
  });
  const unlike = runs.flatMap(({ name, unlike: notes }) =>
    notes.map((note) => `${escape(name)}: not the same load: ${escape(note)}`),
  );
  const quiet = fates.every((text) => text === "");
  return `<section aria-labelledby="page.compared"><h2 id="page.compared">Compared with ${escape(file)}</h2>
${quiet && runs.length > 0 ? "<p>Every assertion holds, as before.</p>" : fates.join("\n")}
${list([...notCompared(comparison).map((line) => escape(upper(line))), ...unlike])}
${runs.length > 1 ? foldedTotals(runs.length, totals) : ""}
</section>`;
}

function foldedTotals(count: number, totals: Comparison["totals"]): string {
  return `<details><summary>${count} scenarios together, before and after</summary>
${table({ caption: "Before and after", rows: differenceRows(totals), rowClass: unchanged })}
</details>`;
}

/** Rows that are as before step back. */
export function unchanged(row: readonly string[]): string {
  return row[3] === "0" ? "same" : "";
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
