import type { StackResult } from "../deploy/stackOperations";

/**
 * How the deployment commands end; with several stacks the gravest counts, which is the first of
 * failed, locked, refused, cancelled, changes.
 */
export const deployExitCodes = {
  succeeded: 0,
  failed: 1,
  usage: 2,
  /** A delete or replacement that --allow-replace does not name. */
  refused: 3,
  /** Another update holds the stack. */
  locked: 4,
  /** `preview --expect-no-changes` found some. */
  changes: 5,
  /** SIGINT, as shells count it. */
  cancelled: 130,
} as const;

export function exitCodeOf(results: readonly StackResult[], expectNoChanges = false): number {
  for (const kind of ["failed", "locked", "refused", "cancelled"] as const)
    if (results.some(({ result }) => result === kind)) return deployExitCodes[kind];
  if (expectNoChanges && results.some(({ steps }) => steps.length > 0)) return deployExitCodes.changes;
  return deployExitCodes.succeeded;
}
