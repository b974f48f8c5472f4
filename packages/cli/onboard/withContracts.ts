import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ProblemsError, throwIfErrors, type Problem } from "@azure-genai-gateway/common/problem";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import { readYaml } from "@azure-genai-gateway/common/yaml";
import { evaluateProgram, type LocalProvider } from "@azure-genai-gateway/local-cloud";

/**
 * A gateway's stack with access contracts beside it, as if they had been deployed to it. Without files, the stack as it is.
 * Throws a ProblemsError for whatever is wrong with them.
 */
export async function withContracts(
  gateway: Deployment,
  files: readonly string[],
  provider: LocalProvider,
): Promise<Deployment> {
  if (files.length === 0) return gateway;
  const contracts = await evaluateContracts(gateway, files, provider);
  return { ...gateway, resources: [...gateway.resources, ...contracts.resources] };
}

/**
 * What contracts declare: the program that the files stand in is run for them, with this gateway in place of the one that
 * they name. Throws a ProblemsError for whatever is wrong with them.
 */
export async function evaluateContracts(
  gateway: Deployment,
  files: readonly string[],
  provider: LocalProvider,
): Promise<Deployment> {
  const { directory, project, main } = programOf(files, gateway.project);
  const contracts = await evaluateProgram({
    program: join(directory, main),
    project,
    stack: gateway.stack,
    directory,
    config: {
      [`${project}:files`]: JSON.stringify(files.map((file) => resolve(file))),
      [`${project}:onlyGateway`]: `organization/${gateway.project}/${gateway.stack}`,
    },
    stacks: [gateway],
    provider,
  });
  if (!("useCases" in contracts.outputs))
    throw noProgram(
      join(directory, main),
      "The program puts out no useCases, so it is none of contracts",
      "Have it say: export = () => declareContracts(__dirname)",
    );
  return contracts;
}

function noProgram(subject: string, message: string, hint: string): ProblemsError {
  return new ProblemsError(title, [
    { code: "CONTRACT_PROGRAM", severity: "error", subject: relative(process.cwd(), subject), message, hint },
  ]);
}

const title = "The contracts cannot be run";

/** The Pulumi project above the files. */
function programOf(
  files: readonly string[],
  gateway: string,
): {
  readonly directory: string;
  readonly project: string;
  readonly main: string;
} {
  const folders = new Set(files.map(projectAbove));
  const [directory] = folders;
  if (directory === undefined || folders.size > 1)
    throw noProgram(
      files[0] ?? ".",
      directory === undefined
        ? "No folder above it has a Pulumi.yaml"
        : "Not all files stand in one Pulumi project",
      "Name files of one program of contracts; `azure-genai-gateway onboard new BU/NAME` writes one",
    );
  const file = join(directory, "Pulumi.yaml");
  const yaml = readYaml(readFileSync(file, "utf8"), relative(process.cwd(), file), "CONFIG_YAML");
  const { name, main = "index.ts" } = (yaml.value() ?? {}) as { name?: unknown; main?: unknown };
  const problems: readonly Problem[] =
    typeof name === "string" && typeof main === "string"
      ? yaml.problems
      : [
          ...yaml.problems,
          { code: "CONFIG_NO_PROJECT_NAME", severity: "error", subject: file, message: "It has no name" },
        ];
  throwIfErrors(title, problems);
  if (name === gateway)
    throw noProgram(
      file,
      "That is the gateway's own project, and contracts are a program of theirs",
      "`azure-genai-gateway onboard new BU/NAME` writes one in the folder contracts",
    );
  return { directory, project: name as string, main: main as string };
}

function projectAbove(file: string): string | undefined {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
