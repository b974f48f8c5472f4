import type { ScenarioResult } from "../run/runScenario";
import type { Comparison } from "./comparison";

/** A scenario that came to no result, as it was asked for. */
export interface Unrun {
  readonly name: string;
  readonly message: string;
}

/** What one command has to tell. */
export interface Report {
  readonly results: readonly ScenarioResult[];
  /** What could not run: a report that leaves it out would look complete. */
  readonly unrun: readonly Unrun[];
  readonly comparison?: Comparison;
}

/** `3 passed, 1 failed, 1 could not run`. */
export function verdictOf({ results, unrun }: Pick<Report, "results" | "unrun">): string {
  const failed = results.filter(({ passed }) => !passed).length;
  return `${results.length - failed} passed, ${failed} failed, ${unrun.length} could not run`;
}
