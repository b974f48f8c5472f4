/** Where a problem stands. Lines and columns count from 1; `file` is as the user would type it. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * One thing that is wrong with what a user wrote: config, policy or expression.
 * `code` is stable and searchable (for example `CONFIG_UNKNOWN_KEY`, `POLICY_UNKNOWN_ELEMENT`, `CS0103`).
 */
export interface Problem {
  readonly code: string;
  readonly severity: "error" | "warning";
  /** What is wrong, in one sentence without a trailing full stop. */
  readonly message: string;
  /** The next step: what to write instead. */
  readonly hint?: string;
  /** Absent only where nothing was read from a file, such as a config passed in by a script. */
  readonly place?: Place;
  /** What the problem is about: a config key, or the resource that declares the policy. */
  readonly subject?: string;
  /** The name of what is missing: a named value, a fragment, a backend, a host, a parameter. */
  readonly missing?: string;
}

/** Thrown once for everything that is wrong with one input, never for the first problem alone. */
export class ProblemsError extends Error {
  constructor(
    readonly title: string,
    readonly problems: readonly Problem[],
  ) {
    super(`${title}\n${problems.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
    this.name = "ProblemsError";
  }
}

/** `file:line:column error CODE subject: message (next step)`, the shape that editors make clickable. */
export function formatProblem(problem: Problem): string {
  const { place } = problem;
  const where = place ? `${place.file}:${place.line}:${place.column} ` : "";
  const subject = problem.subject ? `${problem.subject}: ` : "";
  const hint = problem.hint ? ` — ${problem.hint}` : "";
  return `${where}${problem.severity} ${problem.code} ${subject}${problem.message}${hint}`;
}

/** Throws a {@link ProblemsError} when any of the problems is an error; warnings alone pass. */
export function throwIfErrors(title: string, problems: readonly Problem[]): void {
  if (problems.some((problem) => problem.severity === "error")) {
    throw new ProblemsError(title, problems);
  }
}
