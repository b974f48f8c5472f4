import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { Command } from "commander";
import { ProblemsError, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { isRecord } from "@azure-genai-gateway/common/records";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import { azureProvider, evaluateProgram, readStackConfig } from "@azure-genai-gateway/local-cloud";
import { defaultStack } from "@azure-genai-gateway/local-cloud/config/defaultStack";
import { useTypeScript } from "@azure-genai-gateway/local-cloud/useTypeScript";
import { exitCodes, type Io } from "@azure-genai-gateway/policy-language/command/io";
import { addUp, renderSums } from "./check";
import { environmentFor, type ContractsOutput } from "./env";
import { newContract, useCaseNames } from "./newContract";
import { evaluateContracts } from "./withContracts";

interface CheckOptions {
  readonly cwd?: string;
  readonly stack?: string;
  readonly environment?: string;
  readonly contracts?: string;
  readonly json?: boolean;
}

/** `onboard new`, `onboard check` and `onboard env`. */
export function onboardCommand(io: Io, finish: (code: number) => void): Command {
  const folder = [
    "--contracts <folder>",
    "of the program of contracts (default: contracts, or this folder where it is that)",
  ] as const;
  return new Command("onboard")
    .description("Access contracts: use cases on board of a gateway, a file each.")
    .addCommand(
      new Command("new")
        .argument("<use-case>", "business unit and name, such as hr/chatbot")
        .description("Write a contract to begin with.")
        .option("--environment <name>", "where it runs", "dev")
        .option(...folder)
        .action((useCase: string, options: { readonly environment: string; readonly contracts?: string }) => {
          for (const { file, text } of newContract(
            useCase,
            options.environment,
            options.contracts ?? contractsHere(),
          )) {
            mkdirSync(dirname(file), { recursive: true });
            io.write(file, text);
            io.out(`${file}\n`);
          }
          finish(exitCodes.clean);
        }),
    )
    .addCommand(
      new Command("check")
        .argument("[files...]", "contracts (default: those of the folder)")
        .description(
          "Hold contracts against a gateway's stack: whether it takes each of them, and their sums.",
        )
        .option("--cwd <folder>", "of the gateway's program (default: this one, or the one above contracts)")
        .option("--stack <name>", "the gateway's stack (default: ptu where there is one, else dev)")
        .option(...folder)
        .option(
          "--environment <name>",
          "whose contracts (default: that of the stack's name, where it has any; else all)",
        )
        .option("--json", "for machines")
        .addHelpText(
          "after",
          "\nExit codes: 0 the gateway takes all of them, 1 it does not, 2 usage. Sums above the room are told and are no finding.",
        )
        .action((files: readonly string[], options: CheckOptions) => check(files, options, io, finish)),
    )
    .addCommand(
      new Command("env")
        .argument("<environment>", "such as dev")
        .argument("<use-case>", "business unit and name, such as hr/chatbot")
        .description("Print the variables that clients read, as a .env file.")
        .requiredOption(
          "--outputs <file>",
          "what `pulumi stack output --json --show-secrets` prints for the stack of contracts; - reads it from standard input",
        )
        .action((environment: string, useCase: string, { outputs }: { readonly outputs: string }) => {
          const { businessUnit, name } = useCaseNames(useCase);
          const text = outputs === "-" ? io.readInput() : readText(outputs);
          io.out(environmentFor(`${businessUnit}/${name}/${environment}`, parsed(text, outputs)));
          finish(exitCodes.clean);
        }),
    );
}

async function check(
  files: readonly string[],
  options: CheckOptions,
  io: Io,
  finish: (code: number) => void,
): Promise<void> {
  const folder = options.contracts ?? contractsHere();
  const cwd = resolve(options.cwd ?? (folder === "." ? ".." : "."));
  useTypeScript(cwd);
  const stack = options.stack ?? defaultStack(cwd);
  const gateway = await evaluateProgram({ ...readStackConfig(cwd, stack), provider: azureProvider });
  const wanted =
    files.length > 0 ? files : ofEnvironment(contractsIn(folder), stack, options.environment, io);
  const contracts: Deployment = await evaluateContracts(gateway, wanted, azureProvider);
  const sums = addUp(gateway, contracts);
  io.out(options.json ? `${JSON.stringify(sums, undefined, 2)}\n` : `${renderSums(sums)}\n`);
  finish(exitCodes.clean);
}

/**
 * The contracts of an environment. Where none is named it is that of the gateway's stack, whose contracts others are as a rule
 * none of; without such files it is all of them. What is left out is told, for it is in no sum.
 */
function ofEnvironment(
  files: readonly string[],
  stack: string,
  named: string | undefined,
  io: Io,
): readonly string[] {
  const of = (file: string) => basename(file).replace(/\.ya?ml$/i, "");
  const environment = named ?? stack;
  const inAnotherCase = files.filter(
    (file) => of(file) !== environment && of(file).toLowerCase() === environment.toLowerCase(),
  );
  throwIfErrors(
    "Contracts have mistakes",
    inAnotherCase.map((file) => ({
      ...{ code: "CONTRACT_PATH", severity: "error" },
      message: `A stack of environment ${environment} does not find it: names of files compare with their case`,
      hint: `Rename the file to ${environment}.yaml`,
      place: { file, line: 1, column: 1 },
    })),
  );
  const found = files.filter((file) => of(file) === environment);
  if (found.length === 0 && named === undefined) return files;
  const others = [...new Set(files.map(of))].filter((name) => name !== environment).sort();
  if (found.length === 0)
    throw new ProblemsError("There is nothing to check", [
      {
        ...{ code: "CONTRACT_MISSING", severity: "error", subject: environment },
        message: "There is no contract of that environment",
        hint: `There are contracts of: ${others.join(", ")}`,
      },
    ]);
  if (others.length > 0)
    io.error(
      `Contracts of environment ${environment}. Left out: those of ${others.join(", ")} (--environment NAME, or name the files)\n`,
    );
  return found;
}

/** The folder of contracts, seen from the one of now: itself, for who has gone into it. */
const contractsHere = (): string =>
  basename(process.cwd()) === "contracts" && existsSync("Pulumi.yaml") ? "." : "contracts";

/** BU/NAME/ENVIRONMENT.yaml, all that there are. Throws where there is none, or one that no stack would find. */
function contractsIn(folder: string): readonly string[] {
  const files = yamlBelow(folder);
  const misplaced = files.filter((file) => relative(folder, file).split(sep).length !== 3);
  const wrong = { code: "CONTRACT_PATH", severity: "error" } as const;
  throwIfErrors(
    "Contracts have mistakes",
    misplaced.map((file) => ({
      ...wrong,
      message:
        "A contract stands in the folder of its use case, in that of its business unit: no stack looks here",
      hint: `Move it to ${join(folder, "BU", "NAME", "ENVIRONMENT.yaml")}`,
      place: { file, line: 1, column: 1 },
    })),
  );
  if (files.length === 0)
    throw new ProblemsError("There is nothing to check", [
      {
        code: "CONTRACT_MISSING",
        severity: "error",
        subject: relative(process.cwd(), resolve(folder)) || ".",
        message: "The folder has no BU/NAME/ENVIRONMENT.yaml",
        hint: "Name another with --contracts, or write one with `onboard new BU/NAME`",
      },
    ]);
  return [...files].sort();
}

/** In the folders of a folder, at any depth. What stands in it itself is its program's. */
function yamlBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .flatMap(({ name }) => {
      const path = join(folder, name);
      const here = readdirSync(path, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
        .map((entry) => join(path, entry.name));
      return [...here, ...yamlBelow(path)];
    });
}

function readText(file: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new ProblemsError("The outputs cannot be read", [
    {
      code: "CONTRACT_OUTPUTS",
      severity: "error",
      subject: file,
      message: "There is no such file",
      hint: "Write it with `pulumi stack output --json --show-secrets` in the folder of contracts",
    },
  ]);
}

const isOutput = (value: unknown): value is ContractsOutput =>
  isRecord(value) &&
  isRecord(value["useCases"]) &&
  Object.values(value["useCases"]).every(
    (one) => isRecord(one) && isRecord(one["endpoints"]) && isRecord(one["models"]),
  );

/** What stands in it is never shown: it may be a key. */
function parsed(text: string, file: string): ContractsOutput {
  try {
    // PowerShell begins what it redirects with a byte order mark.
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    if (isOutput(value)) return value;
  } catch {
    // Told below.
  }
  throw new ProblemsError("The outputs cannot be read", [
    {
      code: "CONTRACT_OUTPUTS",
      severity: "error",
      subject: file,
      message: "That is not what a program of contracts puts out",
      hint: "Write it with `pulumi stack output --json --show-secrets` in the folder of contracts",
    },
  ]);
}
