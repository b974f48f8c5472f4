import { existsSync, statSync } from "node:fs";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { filesBelow, readTextFile } from "@azure-genai-gateway/common/textFile";
import { documentRoot, isPolicyFile } from "../lint";

/** A document to work on: a file, or what came in by standard input. */
export interface Source {
  /** As the user would type it. */
  readonly name: string;
  readonly text: string;
  readonly isInput: boolean;
}

export interface Sources {
  readonly sources: readonly Source[];
  /** What could not be read, one line each. */
  readonly failures: readonly string[];
}

/** Reads files, folders (every .xml and .cshtml in them that is a policy document), patterns with * ? and **, and `-` for standard input. */
export function readSources(args: readonly string[], readInput: () => string): Sources {
  const sources: Source[] = [];
  const failures: string[] = [];
  const seen = new Set<string>();
  const add = (name: string, explicit: boolean) => {
    if (seen.has(name)) return;
    seen.add(name);
    try {
      const text = readTextFile(name);
      // A folder of other XML is no mistake: only documents with a policy's root are looked at.
      if (explicit || documentRoot(text)) sources.push({ name, text, isInput: false });
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`);
    }
  };
  const read = (arg: string) => {
    if (arg === "-") sources.push({ name: "<stdin>", text: readInput(), isInput: true });
    else if (existsSync(arg)) {
      if (statSync(arg).isDirectory()) for (const file of filesBelow(arg, isPolicyFile)) add(file, false);
      else add(arg, true);
    } else {
      const matches = /[*?]/.test(arg) ? matching(arg) : [];
      if (matches.length === 0) failures.push(`${arg}: no such file or folder`);
      for (const file of matches) add(file, true);
    }
  };
  for (const arg of args) {
    try {
      read(arg);
    } catch (error) {
      failures.push(`${arg}: ${reasonOf(error)}`);
    }
  }
  return { sources, failures };
}

/** The files that a pattern means, from the folder before its first wildcard on. */
function matching(pattern: string): string[] {
  const fixed = pattern.slice(0, pattern.search(/[*?]/));
  const folder = fixed.slice(0, fixed.lastIndexOf("/") + 1) || ".";
  if (!existsSync(folder)) return [];
  const wanted = new RegExp(
    `^${pattern
      .replace(/^\.\//, "")
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(
        /\*\*\/|\*\*|\*|\?/g,
        (wild) => ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" })[wild]!,
      )}$`,
  );
  return filesBelow(folder, () => true).filter((file) => wanted.test(file.replaceAll("\\", "/")));
}

function reasonOf(error: unknown): string {
  if (error instanceof ProblemsError) return error.problems.map(({ message }) => message).join("; ");
  return error instanceof Error ? error.message : String(error);
}
