import type { Problem } from "@azure-genai-gateway/common/problem";
import type { CompileResult } from "./expressions/compile";

const reference = /\{\{([A-Za-z0-9._-]+)\}\}/g;

/** What an unknown value might be in C#; inside a string any but the one with quotes is just text. */
const candidates = ["", "0", "true", '""', "default(object)", "x"];

/**
 * Sets of stand-ins so unlike each other that an error found with all of a set is the expression's own. The first
 * is for references inside strings, the second for those that are code.
 */
const decisive = [
  ["", "0", "true"],
  ["0", "true", "default(object)", "x"],
];

/**
 * Compiles an expression whose named values are not all known: with the first stand-in that compiles. When none
 * does, the expression has the errors that do not depend on the stand-in, and otherwise nothing can be said of it.
 */
export function compileWithStandIns(code: string, compile: (code: string) => CompileResult): CompileResult {
  const problems = new Map<string, readonly Problem[]>();
  for (const candidate of candidates) {
    // A stand-in fills the place of the reference, so that what follows keeps its offset.
    const result = compile(code.replace(reference, (whole) => candidate.padEnd(whole.length)));
    if (result.expression) return result;
    problems.set(candidate, result.problems);
  }
  const common = decisive.map((set) => inAll(set.map((candidate) => problems.get(candidate) ?? [])));
  return { problems: common.find((list) => list.length > 0) ?? [] };
}

function inAll(lists: readonly (readonly Problem[])[]): readonly Problem[] {
  const [first = [], ...others] = lists;
  return first.filter((problem) => others.every((list) => list.some((other) => same(problem, other))));
}

function same(a: Problem, b: Problem): boolean {
  return (
    a.code === b.code &&
    a.message === b.message &&
    a.place?.line === b.place?.line &&
    a.place?.column === b.place?.column
  );
}
