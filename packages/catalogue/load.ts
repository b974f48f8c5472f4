import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { makeCatalogue, type Catalogue, type CatalogueText } from "./catalogue";

export interface CatalogueOptions {
  /** The project's folder, whose `catalogue.yaml` is laid over the package's. Default: the working directory. */
  readonly directory?: string;
  /** A file of one's own in place of the folder's. */
  readonly file?: string;
}

/** What a project may have beside its Pulumi.yaml. */
export const ownFileName = "catalogue.yaml";

const known = new Map<string, Catalogue>();

/**
 * The package's catalogue with the project's own laid over it; read once per file and text. Throws a ProblemsError for
 * what is wrong with a file.
 */
export function loadCatalogue({ directory = ".", file }: CatalogueOptions = {}): Catalogue {
  const own = file === undefined ? join(directory, ownFileName) : resolve(directory, file);
  const texts = [packageText()];
  if (existsSync(own)) texts.push(textOf(own));
  else if (file !== undefined)
    throw new ProblemsError("The catalogue cannot be read", [
      {
        code: "CATALOGUE_NO_FILE",
        severity: "error",
        message: `There is no file ${file}`,
        hint: "Name a catalogue.yaml, or leave the option out for the package's own figures",
      },
    ]);
  const key = texts.map((one) => `${one.file}\n${one.text}`).join("\n");
  let catalogue = known.get(key);
  if (!catalogue) known.set(key, (catalogue = makeCatalogue(texts)));
  return catalogue;
}

/** The package's own, without any project's. */
export function packageCatalogue(): Catalogue {
  return (packaged ??= makeCatalogue([packageText()]));
}
let packaged: Catalogue | undefined;

let text: CatalogueText | undefined;
function packageText(): CatalogueText {
  return (text ??= { ...textOf(packageFile()), file: "packages/catalogue/catalogue.yaml" });
}

function textOf(path: string): CatalogueText {
  return { file: relative(process.cwd(), path) || path, text: readFileSync(path, "utf8") };
}

/** Beside this module, from source and from dist; further up where a bundler has put the code elsewhere. */
function packageFile(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    for (const candidate of [
      join(folder, "catalogue.yaml"),
      join(folder, "node_modules", "@azure-genai-gateway", "catalogue", "catalogue.yaml"),
    ])
      // A project's own file of this name may stand in a folder above.
      if (existsSync(candidate) && isWhole(candidate)) return candidate;
    if (dirname(folder) === folder) throw new Error(`The package has no catalogue.yaml above ${__dirname}`);
  }
}

/** Not a project's own, which has what differs and no more. */
function isWhole(path: string): boolean {
  return /^regionSets:$[^]*^offers:$/m.test(readFileSync(path, "utf8"));
}
