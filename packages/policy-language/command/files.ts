import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

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

/** Reads files, folders (every .xml in them that is a policy document), patterns with * ? and **, and `-` for standard input. */
export function readSources(args: readonly string[], readInput: () => string): Sources {
  const sources: Source[] = [];
  const failures: string[] = [];
  const seen = new Set<string>();
  const add = (name: string, explicit: boolean) => {
    if (seen.has(name)) return;
    seen.add(name);
    try {
      const text = readFileSync(name, "utf8");
      if (explicit || isPolicy(text)) sources.push({ name, text, isInput: false });
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const arg of args) {
    if (arg === "-") sources.push({ name: "<stdin>", text: readInput(), isInput: true });
    else if (existsSync(arg)) {
      if (statSync(arg).isDirectory()) for (const file of xmlFiles(arg)) add(file, false);
      else add(arg, true);
    } else {
      const matches = /[*?]/.test(arg) ? matching(arg) : [];
      if (matches.length === 0) failures.push(`${arg}: no such file or folder`);
      for (const file of matches) add(file, true);
    }
  }
  return { sources, failures };
}

/** A folder of other XML is no mistake: only documents with a policy's root are looked at. */
function isPolicy(text: string): boolean {
  return /^\ufeff?\s*(?:<\?[^>]*\?>|<!--[\s\S]*?-->|\s)*<(?:policies|fragment)[\s/>]/.test(text);
}

function xmlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules" && !entry.name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return xmlFiles(path);
      return entry.name.endsWith(".xml") ? [path] : [];
    });
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
  return allFiles(folder).filter((file) => wanted.test(file.replaceAll("\\", "/")));
}

function allFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? allFiles(path) : [path];
    });
}
