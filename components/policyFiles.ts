import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { canonicalText, type PolicyTemplate } from "./policyTemplates";

/** The documents under policies/, by name without extension. */
export interface PolicyFiles {
  readonly fragments: ReadonlyMap<string, PolicyTemplate>;
  readonly apis: ReadonlyMap<string, PolicyTemplate>;
  /** By operation id. */
  readonly operations: ReadonlyMap<string, PolicyTemplate>;
  readonly products: ReadonlyMap<string, PolicyTemplate>;
  /** OpenAPI documents, as text. */
  readonly openApi: ReadonlyMap<string, string>;
}

/** @param directory default: the policies/ of this package, whether it runs from source or as built */
export function readPolicyFiles(directory: string = packagePolicies()): PolicyFiles {
  const templates = (folder: string) => read(join(directory, folder), ".xml");
  return {
    fragments: templates("fragments"),
    apis: templates("apis"),
    operations: templates(join("apis", "operations")),
    products: templates("products"),
    openApi: new Map([...read(join(directory, "openapi"), ".json")].map(([name, { text }]) => [name, text])),
  };
}

/** Sorted by name, so that a stack is declared in the same order on every machine. */
function read(folder: string, extension: string): ReadonlyMap<string, PolicyTemplate> {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(extension))
      .sort()
      .map((name) => {
        const path = join(folder, name);
        return [
          name.slice(0, -extension.length),
          { file: relative(process.cwd(), path), text: canonicalText(readFileSync(path, "utf8")) },
        ];
      }),
  );
}

function packagePolicies(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "policies");
    if (existsSync(join(candidate, "fragments"))) return candidate;
    if (dirname(folder) === folder)
      throw new Error(
        `The package has no policies/ folder above ${relative(process.cwd(), __dirname) || "."}`,
      );
  }
}
