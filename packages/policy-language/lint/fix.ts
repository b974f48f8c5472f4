import type { LintProblem } from "./rule";

/** The text with all fixes that the problems have; those that overlap wait for the next run. */
export function applyFixes(
  text: string,
  problems: readonly LintProblem[],
): { text: string; applied: LintProblem[] } {
  const starts = lineStarts(text);
  const fixes = problems
    .flatMap((problem) => (problem.fix ? [{ problem, ...problem.fix }] : []))
    .map((fix) => ({ ...fix, offset: starts[fix.place.line - 1]! + fix.place.column - 1 }))
    .sort((a, b) => a.offset - b.offset);
  let result = "";
  let at = 0;
  const applied: LintProblem[] = [];
  for (const { problem, offset, length, text: inserted } of fixes) {
    if (offset < at) continue;
    result += text.slice(at, offset) + inserted;
    at = offset + length;
    applied.push(problem);
  }
  return { text: result + text.slice(at), applied };
}

function lineStarts(text: string): number[] {
  const starts = [text.startsWith("\ufeff") ? 1 : 0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}
