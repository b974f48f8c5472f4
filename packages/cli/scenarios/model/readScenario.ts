import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";
import { type Problem, ProblemsError, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { readYaml, type YamlFile } from "@azure-genai-gateway/common/yaml";
import { type Scenario, scenarioSchema } from "./schema";

const libraryDir = findLibrary();

/** At the top of the repository; in the installed package within it. */
function findLibrary(): string {
  for (let folder = resolve(__dirname, ".."); ; folder = dirname(folder)) {
    for (const candidate of [join(folder, "library"), join(folder, "scenarios", "library")])
      if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder)
      throw new Error(`The package has no scenarios/library above ${__dirname}`);
  }
}

/** Names of the scenarios that come with the project, in order. */
export function libraryNames(): readonly string[] {
  return readdirSync(libraryDir)
    .filter((file) => /\.(?:yaml|ts)$/.test(file))
    .map((file) => file.replace(/\.\w+$/, ""))
    .sort();
}

/**
 * A scenario of the library by name, or one from a YAML or TypeScript file (whose default export it is).
 * @throws ProblemsError with everything that is wrong with it, by file, line and column where it is YAML.
 */
export function readScenario(nameOrFile: string): Scenario {
  const path = locate(nameOrFile);
  const file = relative(process.cwd(), path) || path;
  if (extname(path) === ".ts" || extname(path) === ".js") {
    // require and not import: the loader that reads TypeScript here hooks into the former.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { default: value } = require(path) as { default?: unknown };
    return checked(value, file, undefined);
  }
  const yaml = readYaml(readFileSync(path, "utf8"), file, "SCENARIO_YAML");
  throwIfErrors(`Scenario ${file} cannot be read`, yaml.problems);
  return checked(yaml.value(), file, (at) => placeOf(yaml, at));
}

function locate(nameOrFile: string): string {
  const candidates = [
    resolve(nameOrFile),
    join(libraryDir, `${nameOrFile}.yaml`),
    join(libraryDir, `${nameOrFile}.ts`),
  ];
  const found = candidates.find((path) => /\.(?:yaml|yml|ts|js)$/.test(path) && existsSync(path));
  if (found) return found;
  throw new ProblemsError("There is no such scenario", [
    {
      code: "SCENARIO_MISSING",
      severity: "error",
      message: `"${nameOrFile}" is neither a file nor one of the scenarios that come with the project`,
      hint: `Name a .yaml or .ts file, or one of: ${libraryNames().join(", ")}`,
    },
  ]);
}

type Locate = (path: readonly PropertyKey[]) => { line: number; column: number } | undefined;

function checked(value: unknown, file: string, locateIn: Locate | undefined): Scenario {
  const result = scenarioSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue): Problem => {
    const at = locateIn?.(issue.path);
    return {
      code: issue.code === "unrecognized_keys" ? "SCENARIO_UNKNOWN_KEY" : "SCENARIO_VALUE",
      severity: "error",
      subject: issue.path.map(String).join(".") || undefined,
      message: issue.message,
      hint: "scenarios/README.md lists every key",
      place: { file, line: at?.line ?? 1, column: at?.column ?? 1 },
    };
  });
  throw new ProblemsError(`Scenario ${file} cannot run`, problems);
}

/** Of the value itself, or of the nearest thing around it that stands in the file. */
function placeOf({ document, placeOf: place }: YamlFile, path: readonly PropertyKey[]) {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const found = place(node);
    if (found) return found;
  }
  return undefined;
}
