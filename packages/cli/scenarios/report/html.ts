import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScenarioResult } from "../run/runScenario";
import { anchor, comparedSection, indexTable, overallSection, unrunSection } from "./htmlOverview";
import { runSection } from "./htmlRun";
import { plotsOf } from "./plots";
import { type Report, verdictOf } from "./report";
import { timelineOf } from "./timeline";

/** One page with plots and tables that needs no other file and no network; the plots are drawn by uPlot. */
export function renderHtml(report: Report): string {
  const { results, unrun, comparison } = report;
  const title = `Scenarios: ${verdictOf(report)}`;
  // What failed is what the reader came for.
  const order = results
    .map((result, index) => ({ result, index }))
    .sort((one, other) => Number(one.result.passed) - Number(other.result.passed));
  const anchors = anchorsOf(results);
  const data = results.map((result) => ({
    plots: plotsOf(result),
    timeline: timelineOf(
      result.scenario,
      result.records.backends.map(({ id }) => id),
    ),
    duration: result.records.duration,
  }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${uplotFile("uPlot.min.css")}${readFileSync(join(__dirname, "report.css"), "utf8")}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${comparison ? comparedSection(comparison, anchors) : ""}
${indexTable(report, order, anchors)}
<p class="folds"><button type="button" data-fold="open">Open all</button> <button type="button" data-fold="">Fold all</button></p>
${overallSection(report)}
${unrun.map(unrunSection).join("\n")}
${order
  .map(({ result, index }) =>
    runSection(result, {
      index,
      anchor: anchors[index]!,
      timeline: data[index]!.timeline,
      open: !result.passed || results.length + unrun.length === 1,
      compared: comparison?.runs.find((run) => run.index === index),
    }),
  )
  .join("\n")}
</main>
<script type="application/json" id="page.data">${scriptSafe(JSON.stringify(data))}</script>
<script>${uplotFile("uPlot.iife.min.js")}</script>
<script>${readFileSync(join(__dirname, "client.js"), "utf8")}</script>
</body>
</html>
`;
}

/** An id for each run: a scenario that ran twice has two. */
function anchorsOf(results: readonly ScenarioResult[]): readonly string[] {
  const seen = new Map<string, number>();
  return results.map(({ scenario: { name } }) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return anchor(name, times);
  });
}

function uplotFile(name: string): string {
  return readFileSync(join(require.resolve("uplot"), "../../dist", name), "utf8");
}

/** Keeps data from closing the script element that it stands in. */
function scriptSafe(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
