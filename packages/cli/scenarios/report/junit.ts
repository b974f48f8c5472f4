import type { ScenarioResult } from "../run/runScenario";
import { formatNumber } from "./table";

/** JUnit XML as CI systems read it: a suite for each scenario, a case for each assertion. */
export function renderJunit(results: readonly ScenarioResult[]): string {
  const suites = results.map(({ scenario, assertions, tookSeconds }) => {
    const failures = assertions.filter(({ passed }) => !passed).length;
    const cases = assertions.map(({ name, what, expected, actual, passed }) => {
      const open = `    <testcase classname="${escape(scenario.name)}" name="${escape(name)}" time="0"`;
      if (passed) return `${open} />`;
      const message = `${what} is ${formatNumber(actual)}, expected ${expected}`;
      return `${open}>\n      <failure message="${escape(message)}" />\n    </testcase>`;
    });
    return [
      `  <testsuite name="${escape(scenario.name)}" tests="${assertions.length}" failures="${failures}" errors="0" time="${tookSeconds.toFixed(3)}">`,
      ...cases,
      "  </testsuite>",
    ].join("\n");
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

export function escape(text: string): string {
  const named: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => named[character]!);
}
