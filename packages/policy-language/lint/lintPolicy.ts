import type { Problem } from "@azure-genai-gateway/common/problem";
import { compilePolicy, type ReadPolicyOptions } from "../document";
import { readPolicy } from "../reader/readPolicy";
import type { Folder } from "./folder";
import type { LintProblem } from "./rule";
import { rules } from "./rules";
import { Subject } from "./subject";

export type RuleLevel = "off" | "warning" | "error";

export interface LintOptions extends ReadPolicyOptions {
  /** By code; a rule that is not named warns. */
  readonly levels?: ReadonlyMap<string, RuleLevel>;
  /** What the documents beside this one set and include; absent where nothing is known of them. */
  readonly folder?: Folder;
}

/** Everything that is wrong with a document, and what a review would find in it; in order of place. */
export function lintPolicy(text: string, options: LintOptions): readonly LintProblem[] {
  const { problems, document } = compilePolicy(text, options);
  return [...problems, ...reviewPolicy(text, options, document)].sort(byPlace);
}

/** The findings of the rules alone, for whoever has compiled the document already. */
export function reviewPolicy(
  text: string,
  options: LintOptions,
  document = compilePolicy(text, options).document,
): readonly LintProblem[] {
  const { root } = readPolicy(text, options);
  if (!root) return [];
  const subject = new Subject(root, text, document, options.folder);
  const ignored = ignoredLines(text);
  return rules.flatMap((rule) => {
    const level = options.levels?.get(rule.code) ?? "warning";
    if (level === "off") return [];
    return [...rule.check(subject)]
      .filter(({ place }) => !ignored.has(`${rule.code}@${place.line}`))
      .map((finding) => ({ ...finding, code: rule.code, severity: level }));
  });
}

/** `<!-- lint-ignore CODE: why -->` silences the rule on the line behind the comment. */
function ignoredLines(text: string): ReadonlySet<string> {
  const ignored = new Set<string>();
  for (const match of text.matchAll(/<!--\s*lint-ignore\s+(\w+)[\s\S]*?-->/g)) {
    const line = text.slice(0, match.index + match[0].length).split(/\r\n|\r|\n/).length;
    ignored.add(`${match[1]}@${line}`).add(`${match[1]}@${line + 1}`);
  }
  return ignored;
}

function byPlace(a: Problem, b: Problem): number {
  const [one, other] = [a.place, b.place];
  return (one?.line ?? 0) - (other?.line ?? 0) || (one?.column ?? 0) - (other?.column ?? 0);
}
