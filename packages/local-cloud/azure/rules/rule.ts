import type { RuleContext } from "./context";
import type { Subject } from "./subject";

/** One thing that Azure would not take about a resource. */
export interface Finding {
  /** What is wrong, in one sentence without a trailing full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
  /** A path from the resource's inputs. */
  readonly property?: string;
  /** Default: the rule's. */
  readonly code?: string;
}

/** One condition of a service that Azure's types do not state. */
export interface Rule {
  /** Azure's error code; one that begins with `AZURE_` is this project's, for what Azure takes and what then fails. */
  readonly code: string;
  /** The HTTP status of the answer; default 400. */
  readonly status?: number;
  /** ARM types in lower case that the rule is about; `*` for all. */
  readonly types: readonly string[];
  /** The documentation page or the public issue that the rule stands on. */
  readonly source: string;
  /** True where the source states the condition and not the error: the code is the service's usual one. */
  readonly inferred?: true;
  check(subject: Subject, context: RuleContext): Iterable<Finding>;
}

/** Docs pages all stand below it. */
export const learn = "https://learn.microsoft.com/azure";

export const fault = (property: string, message: string, hint: string): Finding => ({
  property,
  message: property === "" ? message : `${property} ${message}`,
  hint,
});

/** A number that has to be whole and within limits; nothing where none is given. */
export function* within(
  subject: Subject,
  path: string,
  min: number,
  max: number,
  what = "",
): Generator<Finding> {
  const value = subject.number(path);
  if (value !== undefined && (value < min || value > max || !Number.isInteger(value)))
    yield fault(
      path,
      `is ${value}${what === "" ? "" : `, which ${what}`}`,
      `a whole number from ${min} to ${max}`,
    );
}

/** A text among some; nothing where none is given. */
export function* among(subject: Subject, path: string, allowed: readonly string[]): Generator<Finding> {
  const value = subject.text(path);
  if (value !== undefined && !allowed.includes(value))
    yield fault(path, `is '${value}'`, `one of ${allowed.join(", ")}`);
}

/** What stands twice in a list, each once. */
export function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
