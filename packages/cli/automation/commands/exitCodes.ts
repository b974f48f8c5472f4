import type { StackResult } from "../deploy/options";

/**
 * How the deployment commands end; with several stacks the gravest counts, which is the first of
 * failed, locked, refused, cancelled, usage, changes.
 */
export const deployExitCodes = {
  succeeded: 0,
  failed: 1,
  /** A mistake on the command line, such as a stack that is not there. */
  usage: 2,
  /**
   * Nothing was changed, and a preview says that nothing would be: a delete or replacement that --allow-replace does not
   * name, a rule, something that Azure would refuse, or a no at the prompt.
   */
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
  if (results.some(({ result }) => result === "unknown")) return deployExitCodes.usage;
  if (expectNoChanges && results.some(({ steps }) => steps.length > 0)) return deployExitCodes.changes;
  return deployExitCodes.succeeded;
}
