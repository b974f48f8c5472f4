import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { canonicalText, type PolicyTemplate } from "./policyTemplates";

/** The documents under policies/, by name without extension. */
export interface PolicyFiles {
  readonly fragments: ReadonlyMap<string, PolicyTemplate>;
  readonly apis: ReadonlyMap<string, PolicyTemplate>;
  /** By operation id; those of other providers as PROVIDER/NAME. */
  readonly operations: ReadonlyMap<string, PolicyTemplate>;
  readonly products: ReadonlyMap<string, PolicyTemplate>;
  /** OpenAPI documents, as JSON; those of other providers by the provider's name. */
  readonly openApi: ReadonlyMap<string, PolicyTemplate>;
}

/**
 * The documents of this package, with those of a folder of the same shape laid over them: a file takes the place of the
 * one of its name, and one of another name is added.
 * @param own throws where it is no folder
 */
export function readPolicyFiles(own?: string): PolicyFiles {
  if (own !== undefined && !(existsSync(own) && statSync(own).isDirectory()))
    throw new ProblemsError("The policies cannot be read", [
      {
        code: "POLICIES_MISSING",
        severity: "error",
        message: `there is no folder ${own}`,
        hint: "name a folder with fragments/, apis/, products/ or openapi/ in it, or leave `policies` out",
      },
    ]);
  const layers = own === undefined ? [packagePolicies()] : [packagePolicies(), own];
  const all = (folder: string, extension: string) =>
    new Map(
      layers
        .flatMap((layer) => [...read(join(layer, folder), extension)])
        .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
    );
  const ofProviders = (extension: string) =>
    providerFolders(layers).map((provider) => ({
      provider,
      found: all(join("providers", provider), extension),
    }));
  const documents = ofProviders(".xml").flatMap(({ provider, found }) =>
    [...found].map(([name, template]) => ({ provider, name, template, isFragment: isFragment(template) })),
  );
  return {
    fragments: new Map([
      ...all("fragments", ".xml"),
      ...documents
        .filter((one) => one.isFragment)
        .map(({ provider, name, template }) => [`${provider}-${name}`, template] as const),
    ]),
    apis: all("apis", ".xml"),
    operations: new Map([
      ...all(join("apis", "operations"), ".xml"),
      ...documents
        .filter((one) => !one.isFragment)
        .map(({ provider, name, template }) => [`${provider}/${name}`, template] as const),
    ]),
    products: all("products", ".xml"),
    openApi: new Map([
      ...all("openapi", ".json"),
      ...ofProviders(".json").flatMap(({ provider, found }) =>
        found.has("openapi") ? [[provider, found.get("openapi")!] as const] : [],
      ),
    ]),
  };
}

/** What stands in policies/providers: a folder for each wire format. */
function providerFolders(layers: readonly string[]): readonly string[] {
  return [
    ...new Set(
      layers.flatMap((layer) => {
        const folder = join(layer, "providers");
        return existsSync(folder) ? readdirSync(folder) : [];
      }),
    ),
  ].sort();
}

/** A provider's folder has fragments, and policies of operations. */
function isFragment({ text }: PolicyTemplate): boolean {
  return /<fragment[\s>]/.test(text);
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
