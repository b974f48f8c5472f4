import { lintPolicy, type LintOptions } from "./lintPolicy";
import { isStandIn, placeOf, unfilled } from "./placeholders";
import type { LintProblem } from "./rule";
import { folderOf, type Folder } from "./folder";
import { scopeOfFile } from "../policyFiles";
import { policyCodes } from "../reader/problemCodes";

export interface FolderDocument {
  /** As the user would type it. */
  readonly file: string;
  readonly text: string;
}

/**
 * Checks documents that are deployed together: a fragment is known by its file's name without the ending, and what one
 * document sets another may read. Placeholders of templates are no errors: a document with those of another tool gets one
 * hint.
 */
export class FolderLint {
  private readonly folder: Folder;

  constructor(documents: readonly FolderDocument[]) {
    this.folder = folderOf(documents.map(({ file, text }) => ({ file, text: unfilled(text).text })));
  }

  check(
    { file, text }: FolderDocument,
    options: Omit<LintOptions, "file" | "folder">,
  ): readonly LintProblem[] {
    const template = unfilled(text);
    const found = lintPolicy(template.text, {
      ...options,
      file,
      scope: scopeOfFile(file),
      folder: this.folder,
    }).filter(({ code, missing }) => code !== policyCodes.unknownNamedValue || !isStandIn(missing ?? ""));
    const [first] = template.foreign;
    const level = options.levels?.get(templateCode) ?? "warning";
    if (!first || level === "off") return found;
    const count = template.foreign.length;
    return [
      {
        code: templateCode,
        severity: level,
        message: `The document is a template: ${count === 1 ? "a placeholder" : `${count} placeholders`} (${shorten(first.text)}) ${count === 1 ? "is" : "are"} taken for values that are not known`,
        hint: "check what the template gives as well: write it out and lint that",
        place: placeOf(text, first.offset, file),
      },
      ...found,
    ];
  }
}

export const templateCode = "LINT_TEMPLATE";

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}...` : text);
