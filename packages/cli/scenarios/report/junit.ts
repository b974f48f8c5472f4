import { formatNumber } from "./figures";
import type { Report } from "./report";

/**
 * JUnit XML as CI systems read it: a suite for each scenario, a case for each assertion. What could not run is a suite
 * with an error: CI that reads this file alone would find nothing missing.
 */
export function renderJunit({ results, unrun }: Pick<Report, "results" | "unrun">): string {
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
  const errors = unrun.map(({ name, message }) =>
    [
      `  <testsuite name="${escape(name)}" tests="1" failures="0" errors="1" time="0">`,
      `    <testcase classname="${escape(name)}" name="runs" time="0">`,
      `      <error message="could not run">${escape(message)}</error>`,
      "    </testcase>",
      "  </testsuite>",
    ].join("\n"),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${[...errors, ...suites].join("\n")}\n</testsuites>\n`;
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
