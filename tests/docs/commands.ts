import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { isNotRun } from "./whereCommandsRun";

const root = resolve(__dirname, "../..");

/** A command that a page shows. */
export interface Command {
  /** From the repository's top. */
  readonly page: string;
  readonly line: number;
  readonly text: string;
  /** The language of its fence; "indented" without one, "inline" within a sentence or a table. */
  readonly shown: string;
}

/** Every page that tells somebody what to do: decisions, changes and reports of the API tell what was. */
export const pages: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
  { cwd: root, encoding: "utf8" },
)
  .split("\n")
  .filter((file) => file !== "" && !/^(docs\/decisions|packaging\/api)\/|^CHANGELOG/.test(file));

const textOf = (page: string) => readFileSync(join(root, page), "utf8");

/** What a line of a shell begins with, where no fence says that it is one. */
const program =
  /^(?:npm|npx|node|tsx|pulumi|az|azd|func|curl|pip3?|python3?|export|bash|sh|git|docker|terraform|bicep|cd|mkdir|cp|for|azure-genai-gateway|apim-local|apim-policy|[A-Z_]+=\S+)(?: |$)/;

/** Lines of a shell without comments; one that goes on in the next is one. */
function shellLines(block: string): readonly string[] {
  return block
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#\s.*$/, "").trim())
    .filter((line) => line !== "");
}

const lineOf = (text: string, index: number) => text.slice(0, index).split("\n").length;

/** Every command of a page, in any of the forms in which pages show them. */
export function commandsOf(page: string): readonly Command[] {
  const text = textOf(page);
  const found: Command[] = [];
  const add = (index: number, shown: string, lines: readonly string[]) =>
    found.push(...lines.map((line) => ({ page, line: lineOf(text, index), text: line, shown })));
  const fence = /^( *)```([\w-]*)[^\n]*\n([\s\S]*?)^ *```$/gm;
  for (const { 2: language, 3: block, index } of text.matchAll(fence)) {
    const lines = shellLines(block!);
    if (/^(sh|bash|shell|console)$/.test(language!)) add(index, language!, lines);
    else if (/^(|text)$/.test(language!))
      add(
        index,
        language === "" ? "unnamed" : language!,
        lines.filter((line) => program.test(line)),
      );
  }
  const prose = text.replace(fence, (block) => block.replace(/[^\n]/g, " "));
  for (const { 1: block, index } of prose.matchAll(/^\n((?: {4}\S.*\n?)+)/gm))
    add(
      index,
      "indented",
      shellLines(block!).filter((line) => program.test(line)),
    );
  for (const { 1: span, index } of prose.matchAll(/`([^`\n]+)`/g))
    if (/ /.test(span!) && program.test(span!)) add(index, "inline", [span!]);
  return found;
}

/**
 * The commands of a page, block by block: what stands in ```sh is run by a test, in the order of the page, but
 * for what is listed as not to be run.
 */
export function commandBlocks(page: string): readonly string[] {
  const text = textOf(page);
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .map(([, block]) =>
      block!
        .trim()
        .split("\n")
        .filter((line) => !shellLines(line).some((one) => isNotRun(page, one)))
        .join("\n"),
    )
    .filter((block) => block !== "");
}

/** Blocks of a page that say which file they are, as ```yaml context.yaml does. */
export function namedBlocks(page: string): ReadonlyMap<string, string> {
  return new Map(
    [...textOf(page).matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, block]) => [name!, block!]),
  );
}
