import type { ScenarioResult } from "../run/runScenario";
import type { ComparedAssertion, ComparedRun } from "./comparison";
import { askedOf } from "./comparison";
import { differenceRows } from "./comparisonTable";
import { formatNumber } from "./figures";
import { totalsTable, unchanged } from "./htmlOverview";
import { badge, list, table } from "./htmlParts";
import { escape } from "./junit";
import { measuresOf, rowsOf } from "./measures";
import { backendRows, failuresFirst, trafficRows } from "./table";
import type { Timeline } from "./timeline";

export interface RunSectionOptions {
  readonly index: number;
  readonly anchor: string;
  readonly timeline: Timeline;
  readonly open: boolean;
  readonly compared: ComparedRun | undefined;
}

/** A scenario: its assertions, what happened when, plots, totals and who served what. */
export function runSection(result: ScenarioResult, options: RunSectionOptions): string {
  const { scenario, records, passed } = result;
  const { index, anchor, timeline, open, compared } = options;
  const measured = { ...records, prices: scenario.prices };
  return `<details class="run" id="${anchor}"${open ? " open" : ""}>
<summary><h2>${scenario.name} ${badge(passed)}</h2></summary>
<p>${escape(scenario.description)}</p>
<p class="facts">${records.duration} s of traffic, seed ${scenario.seed}, ${scenario.instances} gateway instance${scenario.instances === 1 ? "" : "s"}</p>
${compared ? list(compared.unlike.map((note) => `Not the same load as before: ${escape(note)}`)) : ""}
${compared ? comparedTable(compared.assertions) : assertionTable(result)}
${timelineList(timeline)}
<div class="plots" data-plots="${index}"></div>
${
  compared
    ? table({ caption: "Before and after", rows: differenceRows(compared.differences), rowClass: unchanged })
    : totalsTable("Totals", measuresOf(measured, rowsOf(measured)))
}
${table({ caption: "Backends", rows: backendRows(records) })}
${table({ caption: "Traffic", rows: trafficRows(records) })}
</details>`;
}

function assertionTable({ assertions }: ScenarioResult): string {
  return table({
    caption: "Assertions",
    rows: [
      ["result", "assertion", "measured", "expected", "of what"],
      ...failuresFirst(assertions).map(({ name, what, expected, actual, passed }) => [
        passed ? "ok" : "failed",
        name,
        formatNumber(actual),
        expected,
        what,
      ]),
    ],
    rowClass: failed,
  });
}

const results: Readonly<Record<ComparedAssertion["fate"], string>> = {
  broken: "failed, passed before",
  gone: "no longer asked",
  failing: "failed",
  mended: "ok, failed before",
  new: "ok, new",
  holding: "ok",
};

function comparedTable(assertions: readonly ComparedAssertion[]): string {
  return table({
    caption: "Assertions",
    rows: [
      ["result", "assertion", "before", "measured", "expected", "of what"],
      ...assertions.map((assertion) => [
        results[assertion.fate],
        assertion.name,
        formatNumber(assertion.before?.actual),
        formatNumber(assertion.after?.actual),
        askedOf(assertion),
        (assertion.after ?? assertion.before)!.what,
      ]),
    ],
    rowClass: failed,
  });
}

function failed([result]: readonly string[]): string {
  return result!.startsWith("failed") ? "fail" : "";
}

/** What the plots have as lines with a number. */
function timelineList({ start, marks }: Timeline): string {
  return `<div class="timeline"><h3>What happens when</h3>
${list(start.map((text) => `from the start: ${escape(text)}`))}
${marks.length === 0 ? "" : `<ol>${marks.map(({ at, text }) => `<li>${at} s: ${escape(text)}</li>`).join("")}</ol>`}</div>`;
}
