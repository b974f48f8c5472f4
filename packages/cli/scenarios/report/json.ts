import type { ScenarioResult } from "../run/runScenario";

/** Everything a run measured, each call of a client and each attempt at a backend included. No keys, no texts. */
export function renderJson(results: readonly ScenarioResult[]): string {
  return `${JSON.stringify(
    results.map(({ scenario, records, assertions, passed }) => ({
      name: scenario.name,
      description: scenario.description,
      seed: scenario.seed,
      passed,
      assertions,
      ...records,
    })),
    undefined,
    1,
  )}\n`;
}
