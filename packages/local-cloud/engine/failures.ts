import { relative, resolve } from "node:path";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { ProblemsError } from "@azure-genai-gateway/common/problem";

/** Something that went wrong while the program ran, with the resource it happened to. */
export interface Failure {
  readonly error: unknown;
  readonly subject?: string;
}

/**
 * One error for all that went wrong. A lone {@link ProblemsError} is handed on as it is; otherwise the problems
 * of all are put together, each other error being one, and the first error is the `cause`.
 */
export function failureOf(title: string, failures: readonly Failure[]): Error {
  const distinct = failures.filter(
    (failure, index) => failures.findIndex(({ error }) => error === failure.error) === index,
  );
  const [first] = distinct;
  if (distinct.length === 1 && first && first.error instanceof ProblemsError) return first.error;
  const combined = new ProblemsError(title, distinct.flatMap(problemsOf));
  combined.cause = first?.error;
  return combined;
}

/**
 * The same with its files as whoever is in `folder` would type them: a program names them from its own, the process's of
 * now, and an editor looks for them where the command was given.
 */
export function seenFrom(folder: string, error: Error): Error {
  if (folder === process.cwd() || !isProblemsError(error)) return error;
  const problems = error.problems.map((problem) =>
    problem.place
      ? { ...problem, place: { ...problem.place, file: relative(folder, resolve(problem.place.file)) } }
      : problem,
  );
  const seen = new ProblemsError(error.title, problems);
  seen.cause = error.cause;
  return seen;
}

function problemsOf({ error, subject }: Failure): readonly Problem[] {
  if (isProblemsError(error)) return error.problems;
  const about = subject ?? resourceOf(error);
  return [
    {
      code: about ? "RESOURCE_FAILED" : "PROGRAM_FAILED",
      severity: "error",
      message: error instanceof Error ? error.message : String(error),
      ...(about ? { subject: about } : {}),
    },
  ];
}

/** By shape, not by class: a program built apart from this process brings a copy of the class. */
function isProblemsError(error: unknown): error is ProblemsError {
  return error instanceof Error && error.name === "ProblemsError" && "problems" in error;
}

/** Pulumi's ResourceError carries the resource it is about. */
function resourceOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("resource" in error)) return undefined;
  const { resource } = error as { resource?: { __name?: unknown; __pulumiType?: unknown } };
  if (typeof resource?.__name !== "string") return undefined;
  return typeof resource.__pulumiType === "string"
    ? `${resource.__name} [${resource.__pulumiType}]`
    : resource.__name;
}
