import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation";
import { UnknownStackError } from "./openStack";

export type FailureKind = "failed" | "locked" | "cancelled" | "unknown";

export interface Failure {
  readonly kind: FailureKind;
  readonly errors: readonly string[];
}

/** What became of an operation that Pulumi did not carry through, with the next step. */
export function failureOf(error: unknown, told: readonly string[], cancelled: boolean): Failure {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof UnknownStackError) return { kind: "unknown", errors: [text] };
  if (error instanceof ConcurrentUpdateError || /the stack is currently locked by/.test(text))
    return { kind: "locked", errors: [lockedBy(text)] };
  if (cancelled)
    return {
      kind: "cancelled",
      errors: ["cancelled; what was done is in the state, and the next up goes on"],
    };
  if (/ENOENT/.test(text) && /pulumi/.test(text))
    return {
      kind: "failed",
      errors: ["there is no `pulumi` on PATH; install it as https://www.pulumi.com/docs/install/ says"],
    };
  if (told.length > 0) return { kind: "failed", errors: told };
  return { kind: "failed", errors: [error instanceof CommandError ? lastWords(text) : text] };
}

/** `/state/.pulumi/locks/…: created by ann@laptop (pid 4711) at 2026-…` is what a self-managed backend says. */
function lockedBy(text: string): string {
  const holders = [...text.matchAll(/created by (.+? \(pid \d+\)) at (\S+)/g)].map(
    ([, who, when]) => `${who} since ${when}`,
  );
  const who = holders.length > 0 ? [...new Set(holders)].join(", ") : "another update";
  return `the stack is locked by ${who}; wait for it, or, if that process is gone, run \`pulumi cancel\` and try again`;
}

/** The end of what the CLI printed, without the command line that an Automation API error starts with. */
function lastWords(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => /error/i.test(line) && !/^\s*(code|stdout|stderr|err\?):/.test(line));
  return (lines.at(-1) ?? text.trim().split("\n").at(-1) ?? text).replace(/^\s*error:\s*/, "");
}
