import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScenarioResult } from "../run/runScenario";
import { escape } from "./junit";
import { plotsOf } from "./plots";
import { backendRows, formatNumber, trafficRows } from "./table";

/** One page with plots and tables that needs no other file and no network; the plots are drawn by uPlot. */
export function renderHtml(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Scenarios: ${results.length - failed} passed, ${failed} failed</title>
<style>${uplotFile("uPlot.min.css")}${readFileSync(join(__dirname, "report.css"), "utf8")}</style>
</head>
<body>
<main>
<h1>Scenarios: ${results.length - failed} passed, ${failed} failed</h1>
<nav aria-label="Scenarios"><ul>${results.map(link).join("")}</ul></nav>
${results.map(section).join("\n")}
</main>
<script type="application/json" id="plots">${scriptSafe(JSON.stringify(results.map(plotsOf)))}</script>
<script>${uplotFile("uPlot.iife.min.js")}</script>
<script>${readFileSync(join(__dirname, "client.js"), "utf8")}</script>
</body>
</html>
`;
}

function uplotFile(name: string): string {
  return readFileSync(join(require.resolve("uplot"), "../../dist", name), "utf8");
}

/** Keeps data from closing the script element that it stands in. */
function scriptSafe(json: string): string {
  return json.replaceAll("<", "\\u003c");
}

function link({ scenario, passed }: ScenarioResult): string {
  return `<li><a href="#${scenario.name}">${scenario.name}</a> ${badge(passed)}</li>`;
}

function badge(passed: boolean): string {
  return `<span class="${passed ? "ok" : "fail"}">${passed ? "passed" : "failed"}</span>`;
}

function section(result: ScenarioResult, index: number): string {
  const { scenario, records, assertions, passed } = result;
  return `<section id="${scenario.name}" aria-labelledby="${scenario.name}-title">
<h2 id="${scenario.name}-title">${scenario.name} ${badge(passed)}</h2>
<p>${escape(scenario.description)}</p>
<p class="facts">${records.duration} s of traffic, seed ${scenario.seed}, ${scenario.instances} gateway instance${scenario.instances === 1 ? "" : "s"}</p>
<div class="plots" data-plots="${index}"></div>
${table("Backends", backendRows(records))}
${table("Traffic", trafficRows(records))}
${table("Assertions", [
  ["", "assertion", "measured", "expected", "of what"],
  ...assertions.map(({ name, what, expected, actual, passed: holds }) => [
    holds ? "ok" : "failed",
    name,
    formatNumber(actual),
    expected,
    what,
  ]),
])}
</section>`;
}

function table(caption: string, [head = [], ...rows]: readonly string[][]): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join("");
  return `<div class="scroll"><table><caption>${caption}</caption><thead><tr>${cells(head, "th")}</tr></thead><tbody>${rows
    .map((row) => `<tr class="${row[0] === "failed" ? "fail" : ""}">${cells(row, "td")}</tr>`)
    .join("")}</tbody></table></div>`;
}
