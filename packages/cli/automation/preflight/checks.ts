import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ArmAccess } from "../azure/arm";
import type { PlannedResource } from "./planned";

export interface CheckContext {
  readonly arm: ArmAccess;
  readonly stack: string;
  readonly planned: readonly PlannedResource[];
}

/** One thing that Azure can be asked before anything is made. */
export interface PreflightCheck {
  /** What goes unchecked when it cannot be asked: `the names of key vaults`. */
  readonly label: string;
  /** Whether there is anything to ask; where no check has, nobody needs to be signed on. */
  readonly applies: (planned: readonly PlannedResource[]) => boolean;
  /** May reject where Azure does not answer: that is a warning, never a failure. */
  readonly run: (context: CheckContext) => Promise<readonly Problem[]>;
}

export function problem(
  code: string,
  severity: Problem["severity"],
  subject: string | undefined,
  message: string,
  hint: string,
): Problem {
  return { code, severity, message, hint, ...(subject === undefined ? {} : { subject }) };
}
