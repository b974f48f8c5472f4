import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ArmAccess } from "../azure/arm";
import { signOn } from "../azure/signOn";
import type { PreflightCheck } from "./checks";
import { nameChecks } from "./names";
import type { PlannedResource } from "./planned";
import { providersCheck } from "./providers";
import { quotaCheck } from "./quotas";
import { rightsCheck } from "./rights";

export interface PreflightOptions {
  readonly stack: string;
  readonly planned: readonly PlannedResource[];
  /** Default {@link signOn}. */
  readonly access?: () => Promise<ArmAccess>;
}

export interface PreflightResult {
  /** What Azure would refuse, and what it may. */
  readonly problems: readonly Problem[];
  /** What could not be asked, in sentences. */
  readonly unchecked: readonly string[];
}

const checks: readonly PreflightCheck[] = [...nameChecks, rightsCheck, providersCheck, quotaCheck];

/**
 * Asks Azure, before anything is made, what would otherwise be found out after minutes or an hour: names, rights,
 * providers and quotas. Asks for nothing where nothing is made, changes nothing, and never rejects: what cannot be asked
 * is told as not checked.
 */
export async function preflight({
  stack,
  planned,
  access = signOn,
}: PreflightOptions): Promise<PreflightResult> {
  const asked = checks.filter(({ applies }) => applies(planned));
  if (asked.length === 0) return { problems: [], unchecked: [] };
  let arm: ArmAccess;
  try {
    arm = await access();
  } catch (error) {
    const what = asked.map(({ label }) => label).join(", ");
    return { problems: [], unchecked: [`not checked before the update, for ${reason(error)}: ${what}`] };
  }
  const results = await Promise.all(
    asked.map(async ({ label, run }): Promise<PreflightResult> => {
      try {
        return { problems: await run({ arm, stack, planned }), unchecked: [] };
      } catch (error) {
        return { problems: [], unchecked: [`not checked before the update, for ${reason(error)}: ${label}`] };
      }
    }),
  );
  return {
    problems: results.flatMap(({ problems }) => problems),
    unchecked: results.flatMap(({ unchecked }) => unchecked),
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : "an unknown reason";
}
